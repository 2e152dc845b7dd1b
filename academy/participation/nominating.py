"""What the holder of a mandate does: puts people forward, names alternates, replaces and withdraws, until the deadline.

Organisers do the same for them, at any time: then no mandate is given, or that of whoever has asked them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from academy.accounts.actions import read_email
from academy.editions.models import Edition
from academy.files.actions import claim
from academy.files.models import Upload
from academy.kit.countries import is_country
from academy.kit.languages import INTERFACE
from academy.kit.refusals import Refusal, Unknown
from academy.kit.texts import clean_line, folded
from academy.kit.words import N_
from academy.participation import deciding, seating
from academy.participation.mandates import check_claim, check_own, claims, hold, used
from academy.participation.models import Alternate, Holding, InstitutionType, Mandate, Registration, Seat, State
from academy.participation.queries import find_registration, whole_registration
from academy.participation.registering import nominate, withdraw
from academy.participation.rules import HOLDING
from academy.participation.standing import Candidate
from academy.people.actions import PersonDraft, create_person, write_contact
from academy.people.models import Institution, Person
from academy.people.queries import list_people_at
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
    country: str | None = None
    """The country that they represent, where the mandate names none."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A seat with whoever holds it, their rivals, and their alternates in order."""

    seat: Seat
    registration: Registration | None
    rivals: tuple[Registration, ...]
    alternates: tuple[Alternate, ...]


def put_forward(
    db: Session,
    given: Mandate,
    kind: InstitutionType,
    nominee: Nominee,
    now: datetime,
    letter: Upload | None = None,
    *,
    since: int | None = None,
) -> Registration:
    """Put somebody forward for the seats of a mandate, while its window is open.

    `since` is what `newest` returned when the form was shown: the same form sent twice puts one person forward, though
    nothing but their name is known; and two people of one name can be put forward one after the other.
    """
    hold(db, given)
    check_claim(db, given, kind, now)
    known = _put_forward_since(db, given, kind, nominee, since)
    if known is not None:
        return known
    candidate = _candidate(db, given, kind, nominee, letter, now)
    registration = nominate(db, given.edition, candidate, now)
    if registration.mandate_id != given.id:
        raise Refusal(_BY_ANOTHER, name=candidate.person.name)
    _keep(db, letter)
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
    *,
    since: int | None = None,
) -> Registration:
    """Put somebody else on the seat of a person whom this mandate has put forward, while its window is open.

    `since` as in `put_forward`.
    """
    hold(db, given)
    check_own(leaving, given)
    check_claim(db, given, leaving.institution_type, now)
    known = _put_forward_since(db, given, leaving.institution_type, nominee, since)
    if known is not None and leaving.state == State.REPLACED:
        return known
    candidate = _candidate(db, given, leaving.institution_type, nominee, letter or leaving.letter, now)
    _check_not_anothers(db, given, candidate.person)
    coming = deciding.replace(db, leaving, candidate, reason, now)
    _keep(db, letter)
    used(db, given, now)
    return coming


def withdraw_own(db: Session, given: Mandate, leaving: Registration, reason: str, now: datetime) -> None:
    """Take back somebody whom this mandate has put forward, while its window is open."""
    hold(db, given)
    check_own(leaving, given)
    check_claim(db, given, leaving.institution_type, now)
    withdraw(db, leaving, reason, now)
    used(db, given, now)


def write_letter(db: Session, given: Mandate, registration: Registration, letter: Upload, now: datetime) -> None:
    """Let this be the official letter of a person whom this mandate has put forward, while its window is open."""
    hold(db, given)
    check_own(registration, given)
    check_claim(db, given, registration.institution_type, now)
    before = registration.letter
    if before is not None and before.id != letter.id:
        shared = (Registration.letter_id == before.id, Registration.id != registration.id)
        before.is_claimed = db.scalar(select(Registration.id).where(*shared).limit(1)) is not None
    registration.letter = letter
    _keep(db, letter)
    used(db, given, now)
    edition_id, person_id = registration.edition_id, registration.person_id
    record(db, "registration.letter_sent", registration, now, edition_id=edition_id, person_id=person_id)


def name_own_alternate(
    db: Session, given: Mandate, registration: Registration, nominee: Nominee, now: datetime
) -> Alternate:
    """Name an alternate for the seat of a person whom this mandate has put forward, while its window is open."""
    hold(db, given)
    check_own(registration, given)
    check_claim(db, given, registration.institution_type, now)
    if _held(db, registration).is_rival:
        raise Refusal(N_("This seat is contested. An alternate can be named once the organisers have decided."))
    alternate = name_alternate(db, registration, nominee, now)
    used(db, given, now)
    return alternate


def activate_own(
    db: Session, given: Mandate, registration: Registration, alternate: Alternate, reason: str, now: datetime
) -> Registration:
    """Let an alternate have the seat of a person whom this mandate has put forward, while its window is open.

    Twice is as once.
    """
    hold(db, given)
    check_own(registration, given)
    check_claim(db, given, registration.institution_type, now)
    db.refresh(alternate, ["activated_at", "withdrawn_at"])
    known = find_registration(db, registration.edition, alternate.person)
    if alternate.activated_at is not None and known is not None:
        return known
    _check_not_anothers(db, given, alternate.person)
    coming = activate(db, registration, alternate, reason, now)
    used(db, given, now)
    return coming


def withdraw_own_alternate(
    db: Session, given: Mandate, registration: Registration, alternate: Alternate, now: datetime
) -> None:
    """Take an alternate off the list of a seat of this mandate's, while its window is open."""
    hold(db, given)
    check_own(registration, given)
    check_claim(db, given, registration.institution_type, now)
    withdraw_alternate(db, registration, alternate, now)
    used(db, given, now)


def newest(db: Session, given: Mandate) -> int:
    """Return the number of the newest participation that a mandate has begun; 0 where there is none."""
    return db.scalar(select(func.max(Registration.id)).where(Registration.mandate_id == given.id)) or 0


def name_alternate(db: Session, registration: Registration, nominee: Nominee, now: datetime) -> Alternate:
    """Name somebody who has the seat of a person if that person cannot come; the first one named is the first.

    Twice is as once.
    """
    holding = _held(db, registration)
    standing = list_alternates(db, [holding.seat_id])
    known = next((one for one in standing if _is(one.person, nominee)), None)
    if known is not None:
        return known
    person = meet(db, nominee, now)
    if person.id == registration.person_id:
        raise Refusal(N_("Nobody is their own alternate."), field="given")
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
    candidate = replace(Candidate.of(registration), person=alternate.person, post=alternate.post, rank=None)
    alternate.activated_at = now
    return deciding.replace(db, registration, candidate, reason, now)


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
    return db.scalars(
        select(Alternate).where(*standing).options(*loaded).order_by(Alternate.position, Alternate.id)
    ).all()


def list_own_alternates(db: Session, given: Mandate, seat_ids: Sequence[int]) -> Sequence[Alternate]:
    """Return the alternates for seats who were named while somebody of this mandate had the seat, with their people.

    A seat goes from hand to hand: whom another letter has named for it is nobody's business here.
    """
    standing = (Alternate.seat_id.in_(seat_ids), Alternate.activated_at.is_(None), Alternate.withdrawn_at.is_(None))
    loaded = (joinedload(Alternate.person), joinedload(Alternate.seat))
    found = select(Alternate).where(*standing, _named_by(given)).options(*loaded)
    return db.scalars(found.order_by(Alternate.position, Alternate.id)).all()


def get_own_alternate(db: Session, given: Mandate, registration: Registration, number: int) -> Alternate:
    """Return an alternate of this mandate's for a seat that somebody holds or held; refuse where there is none."""
    held = select(Holding.seat_id).where(Holding.registration_id == registration.id)
    loaded = (joinedload(Alternate.person), joinedload(Alternate.seat))
    own = (Alternate.id == number, Alternate.seat_id.in_(held), _named_by(given))
    if (found := db.scalar(select(Alternate).where(*own).options(*loaded))) is None:
        raise Unknown(N_("This person is no alternate for this seat."))
    return found


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
    email = _email(nominee)
    for person in list_people_at(db, email):
        if _is(person, nominee):
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
    country = given.country or (given.institution.country if given.institution else None) or nominee.country
    if country is not None and not is_country(country):
        raise Refusal(N_("“%(code)s” is not a country."), code=country[:10], field="country")
    written = "" if given.institution else nominee.institution_name
    person = meet(db, nominee, now)
    return Candidate(person, kind, country, given.institution, nominee.post, written, given, letter, nominee.rank)


def _named_by(given: Mandate) -> ColumnElement[bool]:
    """Whether an alternate was named while a person of this mandate held the seat, and was no rival for it."""
    held = select(Holding.id).join(Registration, Holding.registration_id == Registration.id)
    own = (Holding.seat_id == Alternate.seat_id, Registration.mandate_id == given.id, ~Holding.is_rival)
    meanwhile = (Holding.since <= Alternate.named_at, or_(Holding.until.is_(None), Holding.until >= Alternate.named_at))
    return held.where(*own, *meanwhile).exists()


_BY_ANOTHER = N_("%(name)s was put forward already, by another letter.")


def _check_not_anothers(db: Session, given: Mandate, person: Person) -> None:
    """Refuse to take over somebody whom another letter has put forward, and who waits."""
    known = find_registration(db, given.edition, person)
    if known is not None and known.state in HOLDING | {State.WAITING} and known.mandate_id not in {None, given.id}:
        raise Refusal(_BY_ANOTHER, name=person.name)


def _put_forward_since(
    db: Session, given: Mandate, kind: InstitutionType, nominee: Nominee, since: int | None
) -> Registration | None:
    """Return whom the same form has put forward already, if it was sent before; or None."""
    if since is None:
        return None
    standing = Registration.state.in_(HOLDING | {State.WAITING})
    own = (Registration.mandate_id == given.id, Registration.id > since, Registration.type_id == kind.id, standing)
    found = db.scalars(select(Registration).where(*own).options(*whole_registration()).order_by(Registration.id)).all()
    return next((one for one in found if _is(one.person, nominee)), None)


def _is(person: Person, nominee: Nominee) -> bool:
    """Tell whether somebody is meant: the same name, however it is accented, at the same address, or without any."""
    names = clean_line(nominee.given, field="given"), clean_line(nominee.family, field="family")
    same = folded(f"{person.given} {person.family}") == folded(" ".join(names))
    return same and person.email.lower() == _email(nominee)


def _email(nominee: Nominee) -> str:
    return read_email(nominee.email) if nominee.email.strip() else ""


def _keep(db: Session, letter: Upload | None) -> None:
    if letter is not None:
        claim(db, letter)


def _held(db: Session, registration: Registration) -> Holding:
    holding = seating.find_holding(db, registration)
    if holding is None or registration.state not in HOLDING:
        raise Refusal(N_("%(name)s holds no seat."), name=registration.person.name)
    return holding
