"""What the holder of a mandate does: puts people forward, names alternates, replaces and withdraws, until the deadline.

Organisers do the same for them, at any time: then no mandate is given, or that of whoever has asked them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from academy.accounts.actions import read_email
from academy.editions.models import Edition
from academy.files.models import Upload
from academy.kit.languages import INTERFACE
from academy.kit.refusals import Refusal, Unknown
from academy.kit.texts import clean_line, folded
from academy.kit.words import N_
from academy.participation import seating
from academy.participation.deciding import replace
from academy.participation.mandates import check_claim, check_own, claims, used
from academy.participation.models import Alternate, Holding, InstitutionType, Mandate, Registration, Seat
from academy.participation.registering import nominate, withdraw
from academy.participation.rules import HOLDING
from academy.participation.standing import Candidate
from academy.people.actions import PersonDraft, create_person, write_contact
from academy.people.models import Institution, Person
from academy.trail.actions import record


@dataclass(frozen=True, slots=True)
class Nominee:
    """Somebody as whoever puts them forward writes them down. Without an address no letter reaches them."""

    given: str
    family: str = ""
    email: str = ""
    language: str = ""
    post: str = ""
    institution_name: str = ""
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """A seat with whoever holds it, their rivals, and their alternates in order."""

    seat: Seat
    registration: Registration | None
    rivals: tuple[Registration, ...]
    alternates: tuple[Alternate, ...]


def put_forward(
    db: Session, given: Mandate, kind: InstitutionType, nominee: Nominee, now: datetime, letter: Upload | None = None
) -> Registration:
    """Put somebody forward for the seats of a mandate, while its window is open."""
    check_claim(db, given, kind, now)
    candidate = _candidate(db, given, kind, nominee, letter, now)
    registration = nominate(db, given.edition, candidate, now)
    if registration.mandate_id != given.id:
        raise Refusal(N_("%(name)s was put forward already, by another letter."), name=candidate.person.name)
    used(db, given, now)
    return registration


def replace_own(
    db: Session,
    given: Mandate,
    leaving: Registration,
    nominee: Nominee,
    reason: str,
    now: datetime,
    letter: Upload | None = None,
) -> Registration:
    """Put somebody else on the seat of a person whom this mandate has put forward, while its window is open."""
    check_own(leaving, given)
    check_claim(db, given, leaving.institution_type, now)
    candidate = _candidate(db, given, leaving.institution_type, nominee, letter or leaving.letter, now)
    coming = replace(db, leaving, candidate, reason, now)
    used(db, given, now)
    return coming


def withdraw_own(db: Session, given: Mandate, leaving: Registration, reason: str, now: datetime) -> None:
    """Take back somebody whom this mandate has put forward, while its window is open."""
    check_own(leaving, given)
    check_claim(db, given, leaving.institution_type, now)
    withdraw(db, leaving, reason, now)
    used(db, given, now)


def name_alternate(db: Session, registration: Registration, nominee: Nominee, now: datetime) -> Alternate:
    """Name somebody who has the seat of a person if that person cannot come; the first one named is the first."""
    holding = _held(db, registration)
    person = meet(db, nominee, now)
    if person.id == registration.person_id:
        raise Refusal(N_("Nobody is their own alternate."), field="given")
    standing = list_alternates(db, [holding.seat_id])
    if any(one.person_id == person.id for one in standing):
        raise Refusal(N_("%(name)s is an alternate for this seat already."), name=person.name)
    last = db.scalar(select(func.max(Alternate.position)).where(Alternate.seat_id == holding.seat_id)) or 0
    post = clean_line(nominee.post, field="post")
    alternate = Alternate(seat=holding.seat, person=person, position=last + 1, named_at=now, post=post)
    db.add(alternate)
    db.flush()
    about = {"edition_id": registration.edition_id, "person_id": person.id}
    record(db, "alternate.named", holding.seat, now, edition_id=about["edition_id"], person_id=about["person_id"])
    return alternate


def activate(db: Session, registration: Registration, alternate: Alternate, reason: str, now: datetime) -> Registration:
    """Let an alternate have the seat of somebody who cannot come."""
    holding = _held(db, registration)
    if alternate.seat_id != holding.seat_id or alternate.activated_at or alternate.withdrawn_at:
        raise Refusal(N_("%(name)s is not, or no longer, an alternate for this seat."), name=alternate.person.name)
    candidate = Candidate(
        alternate.person,
        registration.institution_type,
        registration.country,
        registration.institution,
        alternate.post,
        registration.institution_name,
        registration.mandate,
        registration.letter,
    )
    alternate.activated_at = now
    return replace(db, registration, candidate, reason, now)


def withdraw_alternate(db: Session, registration: Registration, alternate: Alternate, now: datetime) -> None:
    """Take somebody off the list of alternates of a seat."""
    if alternate.seat_id != _held(db, registration).seat_id:
        raise Unknown(N_("This person is no alternate for this seat."))
    if alternate.withdrawn_at is None and alternate.activated_at is None:
        alternate.withdrawn_at = now
        db.flush()
        edition_id, person_id = registration.edition_id, alternate.person_id
        record(db, "alternate.withdrawn", alternate.seat, now, edition_id=edition_id, person_id=person_id)


def list_alternates(db: Session, seat_ids: Sequence[int]) -> Sequence[Alternate]:
    """Return the alternates for seats who were not activated or taken back, with their people, in order."""
    standing = (Alternate.seat_id.in_(seat_ids), Alternate.activated_at.is_(None), Alternate.withdrawn_at.is_(None))
    loaded = (joinedload(Alternate.person), joinedload(Alternate.seat))
    return db.scalars(select(Alternate).where(*standing).options(*loaded).order_by(Alternate.position)).all()


def list_seats(db: Session, edition: Edition, units: Sequence[tuple[int, str]]) -> dict[tuple[int, str], list[Holder]]:
    """Return the seats under rules (by id) of countries or institutions, each with who holds it; three queries."""
    wanted = {rule_id for rule_id, _ in units}
    own = (Seat.edition_id == edition.id, Seat.rule_id.in_(wanted), Seat.unit.in_({unit for _, unit in units}))
    seats = db.scalars(select(Seat).where(*own).order_by(Seat.rule_id, Seat.unit, Seat.number)).all()
    numbers = [one.id for one in seats]
    holdings = seating.list_standing(db, numbers)
    alternates = list_alternates(db, numbers)
    found: dict[tuple[int, str], list[Holder]] = {key: [] for key in units}
    for seat in seats:
        held = [one for one in holdings if one.seat_id == seat.id]
        first = next((one.registration for one in held if not one.is_rival), None)
        rivals = tuple(one.registration for one in held if one.is_rival)
        named = tuple(one for one in alternates if one.seat_id == seat.id)
        if (seat.rule_id, seat.unit) in found:
            found[seat.rule_id, seat.unit].append(Holder(seat, first, rivals, named))
    return found


def list_own(db: Session, given: Mandate, now: datetime) -> dict[tuple[int, str], list[Holder]]:
    """Return the seats that a mandate can fill, as far as they were made, each with who holds it."""
    return list_seats(db, given.edition, [(one.rule.id, one.unit) for one in claims(db, given, now)])


def meet(db: Session, nominee: Nominee, now: datetime) -> Person:
    """Return the person of this name at this address, or add them. What is known of somebody is not changed by it."""
    given, family = clean_line(nominee.given, field="given"), clean_line(nominee.family, field="family")
    email = read_email(nominee.email) if nominee.email.strip() else ""
    known = db.scalars(select(Person).where(func.lower(Person.email) == email)).all() if email else []
    name = folded(f"{given} {family}")
    for person in known:
        if folded(f"{person.given} {person.family}") == name:
            return person
    person = create_person(db, PersonDraft(given, family), now)
    if email:
        write_contact(db, person, email, nominee.language if nominee.language in INTERFACE else None, now)
    return person


def candidate_for(
    db: Session,
    nominee: Nominee,
    kind: InstitutionType,
    country: str | None,
    institution: Institution | None,
    now: datetime,
) -> Candidate:
    """Return somebody as organisers put them forward: without a mandate, whatever the window."""
    written = "" if institution else nominee.institution_name
    person = meet(db, nominee, now)
    return Candidate(person, kind, country, institution, nominee.post, written, rank=nominee.rank)


def _candidate(
    db: Session, given: Mandate, kind: InstitutionType, nominee: Nominee, letter: Upload | None, now: datetime
) -> Candidate:
    country = given.country or (given.institution.country if given.institution else None)
    written = "" if given.institution else nominee.institution_name
    person = meet(db, nominee, now)
    return Candidate(person, kind, country, given.institution, nominee.post, written, given, letter, nominee.rank)


def _held(db: Session, registration: Registration) -> Holding:
    holding = seating.find_holding(db, registration)
    if holding is None or registration.state not in HOLDING:
        raise Refusal(N_("%(name)s holds no seat."), name=registration.person.name)
    return holding
