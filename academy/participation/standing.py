"""Where somebody's participation stands, and each step of it: recorded, and saying who holds which seat afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from academy.editions.models import Edition
from academy.files.models import Upload
from academy.kit.refusals import Refusal
from academy.kit.texts import clean_line
from academy.kit.words import N_
from academy.participation import seating
from academy.participation.models import Holding, InstitutionType, Mandate, QuotaRule, Registration, Seat, State
from academy.participation.places import leave_all
from academy.participation.queries import find_right, list_quota_rules, lock_rivals
from academy.participation.rules import HOLDING, check_next, check_window, unit_of
from academy.people.models import Institution, Person
from academy.trail.actions import record


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who is to take part: in which capacity, for which country and institution, put forward by whom."""

    person: Person
    institution_type: InstitutionType
    country: str | None = None
    institution: Institution | None = None
    post: str = ""
    institution_name: str = ""
    """The institution as typed, where none of ours is meant."""
    mandate: Mandate | None = None
    letter: Upload | None = None
    rank: int | None = None

    @classmethod
    def of(cls, registration: Registration) -> "Candidate":
        """Return in which capacity somebody takes part, or did."""
        return cls(
            registration.person,
            registration.institution_type,
            registration.country,
            registration.institution,
            registration.post,
            registration.institution_name,
            registration.mandate,
            registration.letter,
            registration.rank,
        )


def entered(
    db: Session, edition: Edition, found: Registration | None, candidate: Candidate, now: datetime
) -> Registration:
    """Return somebody's one registration, made where there is none, with what it says now."""
    kind = candidate.institution_type
    act = "registration.entered_again"
    if found is None:
        act, person = "registration.created", candidate.person
        began = State.INVITED
        found = Registration(
            edition=edition, person=person, institution_type=kind, state=began, created_at=now, changed_at=now
        )
        db.add(found)
    found.institution_type, found.type_id, found.country = kind, kind.id, candidate.country
    found.institution, found.post = candidate.institution, clean_line(candidate.post, field="post")
    found.institution_name = clean_line(candidate.institution_name, field="institution_name")
    found.mandate, found.letter, found.rank = candidate.mandate, candidate.letter, candidate.rank
    db.flush()
    facts = {
        "type": kind,
        "country": found.country,
        "institution": found.institution or found.institution_name,
        "post": found.post,
    }
    record(db, act, found, now, edition_id=edition.id, person_id=found.person_id, after=facts)
    return found


def check_windows(
    db: Session,
    edition: Edition,
    rules: Sequence[QuotaRule],
    country: str | None,
    institution_id: int | None,
    now: datetime,
) -> None:
    """Refuse where none of the rules that somebody falls under is open to them now; the first one says why."""
    refusals = []
    for rule in rules:
        unit = unit_of(rule.scope, country, institution_id)
        try:
            check_window(rule, edition.zone, now, find_right(db, rule, unit) if unit is not None else None)
        except Refusal as refusal:
            refusals.append(refusal)
        else:
            return
    if refusals:
        raise refusals[0]


def seat_or_wait(
    db: Session,
    registration: Registration,
    rules: Sequence[QuotaRule],
    now: datetime,
    *,
    seated: State = State.NOMINATED,
) -> Holding | None:
    """Give somebody a seat, and with it this state; or let them wait."""
    holding = seating.take_seat(db, registration, rules, now)
    change(db, registration, seated if holding else State.WAITING, now)
    return holding


def hold_still(db: Session, *registrations: Registration) -> None:
    """Read anew where people stand, and let nobody else change it before this transaction is over.

    Always before totals and seats are locked, and by number: so nobody waits for somebody who waits for them.
    """
    if any(one.state == State.CONTESTED for one in registrations):  # what becomes of one concerns the other
        lock_rivals(db, [one.id for one in registrations])
    for one in sorted(registrations, key=lambda registration: registration.id):
        db.refresh(one, _STEPPED, with_for_update=True)


_STEPPED = tuple(
    "state revision type_id country institution_id waiting_since offered_until priority mandate_id".split()
)


def move(db: Session, registration: Registration, state: State, now: datetime, reason: str = "") -> None:
    """Take a step that changes nobody's seat, such as to be accepted, or to confirm."""
    hold_still(db, registration)
    check_next(registration.state, state)
    change(db, registration, state, now, reason)


def leave(db: Session, registration: Registration, state: State, reason: str, now: datetime) -> None:
    """Let somebody be out: declined, withdrawn, refused, lapsed, visa refused, did not come. Their seat is free."""
    hold_still(db, registration)
    check_next(registration.state, state)
    holding = seating.find_holding(db, registration)
    seating.free_seat(db, registration, list_quota_rules(db, registration.edition), now)
    change(db, registration, state, now, clean_line(reason, field="reason"))
    if holding is not None:
        calm(db, holding.seat, now)


def change(db: Session, registration: Registration, state: State, now: datetime, reason: str = "") -> None:
    """Write another state; it says nothing of seats, and asks nobody whether the step makes sense.

    Whoever holds no seat any more gives their places in the programme back.
    """
    before = registration.state
    registration.state, registration.changed_at, registration.reason = state, now, reason
    registration.waiting_since = now if state == State.WAITING else None
    registration.offered_until = registration.offered_until if state == State.OFFERED else None
    db.flush()
    about = {"edition_id": registration.edition_id, "person_id": registration.person_id}
    after = {"state": state, "reason": reason}
    record(db, "registration.changed", registration, now, before={"state": before}, after=after, **about)
    if before in HOLDING and state not in HOLDING:
        leave_all(db, registration, now)


def calm(db: Session, seat: Seat, now: datetime) -> None:
    """Where one of two rivals has left, the other is not contested any more."""
    standing = seating.list_holdings(db, seat)
    if len(standing) == 1 and standing[0].registration.state == State.CONTESTED:
        move(db, standing[0].registration, State.NOMINATED, now)


def said_why(text: str) -> str:
    """Return a reason; refuse to do without one."""
    reason = clean_line(text, field="reason")
    if not reason:
        raise Refusal(N_("Say why: the person reads it."), field="reason")
    return reason
