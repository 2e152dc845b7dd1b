"""What a person agreed to, with its history: rows are only added."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.people.models import Consent, ConsentUse, Person
from academy.trail.actions import record


def list_consents(db: Session, person: Person) -> Sequence[Consent]:
    """Return what a person has said, the newest first."""
    query = select(Consent).where(Consent.person_id == person.id)
    return db.scalars(query.order_by(Consent.at.desc(), Consent.id.desc())).all()


def standing(said: Sequence[Consent]) -> Mapping[ConsentUse, bool]:
    """Return what holds of each use, of what was said (the newest first); nothing said is no."""
    newest = {consent.use: consent.is_given for consent in reversed(said)}
    return {use: newest.get(use, False) for use in ConsentUse}


def set_consent(
    db: Session,
    person: Person,
    use: ConsentUse,
    now: datetime,
    *,
    is_given: bool,
    wording: str,
    account_id: int | None = None,
) -> bool:
    """Add what a person says of a use, in the words that they read; tell whether that is new.

    `account_id` is who wrote it down, where it was not the person.
    """
    if standing(list_consents(db, person))[use] == is_given:
        return False
    consent = Consent(person_id=person.id, use=use, is_given=is_given, at=now, wording=wording, account_id=account_id)
    db.add(consent)
    db.flush()
    act = "consent.given" if is_given else "consent.withdrawn"
    record(db, act, consent, now, person_id=person.id, after={"use": use})
    return True
