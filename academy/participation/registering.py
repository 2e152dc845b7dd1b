"""What can be done with somebody's participation. Each step says who holds which seat afterwards, and is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from academy.editions.models import Edition
from academy.kit.refusals import Refusal
from academy.kit.texts import clean_line
from academy.kit.words import N_
from academy.participation import seating
from academy.participation.models import InstitutionType, QuotaRule, Registration, Seat, State
from academy.participation.queries import find_registration, list_quota_rules
from academy.participation.rules import HOLDING, check_next, covering
from academy.people.models import Institution, Person
from academy.trail.actions import record


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who is to take part: in which capacity, for which country and institution."""

    person: Person
    institution_type: InstitutionType
    country: str | None = None
    institution: Institution | None = None
    post: str = ""


def nominate(db: Session, edition: Edition, candidate: Candidate, now: datetime) -> Registration:
    """Put somebody forward: they hold the first free seat of theirs, or wait. Twice is as once."""
    rules = list_quota_rules(db, edition)
    registration = find_registration(db, edition, candidate.person)
    if registration is not None and registration.state in HOLDING | {State.WAITING}:
        return registration
    if not covering(rules, candidate.institution_type.id):
        message = N_("No quota speaks of “%(name)s”. Add a rule first; leave its number empty where all are welcome.")
        raise Refusal(message, name=str(candidate.institution_type.name.wording("en")))
    registration = _entered(db, edition, registration, candidate, now)
    _seat_or_wait(db, registration, rules, now)
    return registration


def contest(db: Session, seat: Seat, edition: Edition, candidate: Candidate, now: datetime) -> Registration:
    """Put somebody forward for a seat that another holds already: both are rivals until somebody decides."""
    standing = seating.list_holdings(db, seat)
    if not standing:
        raise Refusal(N_("Nobody holds this seat: there is nothing to contest."))
    registration = find_registration(db, edition, candidate.person)
    if registration is not None and registration.state in HOLDING:
        raise Refusal(N_("%(name)s holds a seat already."), name=candidate.person.name)
    registration = _entered(db, edition, registration, candidate, now)
    seating.rival(db, seat, registration, now)
    for one in [*(holding.registration for holding in standing), registration]:
        if one.state != State.CONTESTED:
            move(db, one, State.CONTESTED, now)
    return registration


def settle(db: Session, seat: Seat, chosen: Registration, reason: str, now: datetime, *, waits: bool) -> None:
    """Give a contested seat to one; the others wait, or are refused, with the reason that they read."""
    reason = _reason(reason)
    for one in seating.decide(db, seat, chosen, now):
        move(db, one, State.WAITING if waits else State.REFUSED, now, reason)
    move(db, chosen, State.NOMINATED, now, reason)


def replace(db: Session, leaving: Registration, candidate: Candidate, reason: str, now: datetime) -> Registration:
    """Let another person have the seat of somebody who leaves; it keeps its funding, conditions and history."""
    edition = leaving.edition
    registration = find_registration(db, edition, candidate.person)
    if registration is not None and registration.state in HOLDING:
        raise Refusal(N_("%(name)s holds a seat already."), name=candidate.person.name)
    present = leaving.state
    coming = _entered(db, edition, registration, candidate, now)
    seating.hand_over(db, leaving, coming, now)
    _change(db, leaving, State.REPLACED, now, _reason(reason))
    move(db, coming, State.CONTESTED if present == State.CONTESTED else State.NOMINATED, now)
    return coming


def leave(db: Session, registration: Registration, state: State, reason: str, now: datetime) -> None:
    """Let somebody be out: declined, withdrawn, refused, lapsed, visa refused, did not come. Their seat is free."""
    check_next(registration.state, state)
    holding = seating.find_holding(db, registration)
    seating.free_seat(db, registration, list_quota_rules(db, registration.edition), now)
    _change(db, registration, state, now, clean_line(reason, field="reason"))
    if holding is not None:
        _calm(db, holding.seat, now)


def move(db: Session, registration: Registration, state: State, now: datetime, reason: str = "") -> None:
    """Take a step that changes nobody's seat, such as to be accepted, or to confirm."""
    check_next(registration.state, state)
    _change(db, registration, state, now, reason)


def ask_again(db: Session, edition: Edition, now: datetime) -> Sequence[Registration]:
    """Ask everybody who has confirmed to do so once more: the event has moved. Seats and nominations stay."""
    own = (Registration.edition_id == edition.id, Registration.state == State.CONFIRMED)
    found = db.scalars(select(Registration).where(*own).options(joinedload(Registration.person))).all()
    for one in found:
        move(db, one, State.ACCEPTED, now)
    return found


def _seat_or_wait(db: Session, registration: Registration, rules: Sequence[QuotaRule], now: datetime) -> None:
    holding = seating.take_seat(db, registration, rules, now)
    _change(db, registration, State.NOMINATED if holding else State.WAITING, now, "")


def _entered(
    db: Session, edition: Edition, found: Registration | None, candidate: Candidate, now: datetime
) -> Registration:
    """Return somebody's one registration, made where there is none, with what it says now."""
    kind = candidate.institution_type
    if found is None:
        found = Registration(
            edition=edition,
            person=candidate.person,
            institution_type=kind,
            state=State.INVITED,
            created_at=now,
            changed_at=now,
        )
        db.add(found)
        act = "registration.created"
    else:
        act = "registration.entered_again"
    found.institution_type, found.type_id = kind, kind.id
    found.country, found.institution, found.post = candidate.country, candidate.institution, clean_line(candidate.post)
    db.flush()
    facts = {"type": kind, "country": found.country, "institution": found.institution, "post": found.post}
    record(db, act, found, now, edition_id=edition.id, person_id=found.person_id, after=facts)
    return found


def _change(db: Session, registration: Registration, state: State, now: datetime, reason: str) -> None:
    before = registration.state
    registration.state, registration.changed_at = state, now
    registration.waiting_since = now if state == State.WAITING else None
    registration.offered_until = registration.offered_until if state == State.OFFERED else None
    db.flush()
    after = {"state": state, "reason": reason}
    about = {"edition_id": registration.edition_id, "person_id": registration.person_id}
    record(db, "registration.changed", registration, now, before={"state": before}, after=after, **about)


def _calm(db: Session, seat: Seat, now: datetime) -> None:
    """Where one of two rivals has left, the other is not contested any more."""
    standing = seating.list_holdings(db, seat)
    if len(standing) == 1 and standing[0].registration.state == State.CONTESTED:
        move(db, standing[0].registration, State.NOMINATED, now)


def _reason(text: str) -> str:
    reason = clean_line(text, field="reason")
    if not reason:
        raise Refusal(N_("Say why: the person reads it."), field="reason")
    return reason
