"""People with mailboxes who take part, whichever way they come in; and what is written to them."""

from collections.abc import Sequence
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.editions.models import Edition
from academy.outbox.models import Letter
from academy.participation.models import Admission, Entry, Mandate, Registration
from academy.participation.registering import nominate
from academy.participation.standing import Candidate, entered
from academy.people.actions import write_contact
from academy.people.models import Person
from academy.trail.models import Entry as Recorded
from tests import factories
from tests.factories import LATER
from tests.participation.places import type_called


def somebody(db: Session, given: str, language: str | None = "en", *, has_mailbox: bool = True) -> Person:
    """Somebody of this name, with a mailbox of the same name."""
    person = factories.person(db, given, "")
    if has_mailbox:
        write_contact(db, person, f"{given.lower()}@example.org", language, LATER)
    return person


def entering(db: Session, edition: Edition, kind: str, how: Entry) -> None:
    """Let people of an institution type come in this way."""
    type_called(db, edition, kind).entry = how
    db.flush()


def begun(db: Session, edition: Edition, given: str, kind: str = "labour", country: str | None = "MX") -> Registration:
    """Somebody begins to register by themselves, and has not sent it in."""
    candidate = Candidate(somebody(db, given), type_called(db, edition, kind), country)
    registration = entered(db, edition, None, candidate, LATER)
    registration.once = f"form-{given}"
    return registration


def forward(
    db: Session,
    edition: Edition,
    given: str,
    by: Mandate | None,
    country: str = "MX",
    kind: str = "labour",
    now: datetime = LATER,
) -> Registration:
    """Somebody with a mailbox is put forward, by a letter or by organisers."""
    candidate = Candidate(somebody(db, given), type_called(db, edition, kind), country, mandate=by)
    return nominate(db, edition, candidate, now)


def letters(db: Session, given: str) -> list[Letter]:
    """What was written to the mailbox of this name, oldest first."""
    db.flush()
    return list(db.scalars(select(Letter).where(Letter.email == f"{given.lower()}@example.org").order_by(Letter.id)))


def subjects(db: Session, given: str) -> list[str]:
    """How the letters to somebody begin."""
    return [str(one.facts.get("subject_line", one.facts.get("lead"))).partition(":")[0] for one in letters(db, given)]


def recorded(db: Session, registration: Registration) -> list[str]:
    """What the record says was done with somebody's participation, oldest first."""
    own = (Recorded.thing == "registration", Recorded.thing_id == registration.id)
    return list(db.scalars(select(Recorded.act).where(*own).order_by(Recorded.id)))


def admitted(db: Session, edition: Edition, at: time = time(9), days: int = 7, *, by_hand: bool = False) -> Admission:
    """Say when an edition makes its offers."""
    admission = Admission(
        edition_id=edition.id, offers_at=at, offer_days=days, offers_are_automatic=not by_hand, offered_on=None
    )
    db.add(admission)
    db.flush()
    return admission


def on(zone: str, day: date, hour: time) -> datetime:
    """An instant by a clock of a zone."""
    from academy.kit.zones import Zone  # noqa: PLC0415

    return Zone(zone).instant(day, hour)


def names(found: Sequence[Registration]) -> list[str]:
    """Whom these registrations are of."""
    return [one.person.given for one in found]
