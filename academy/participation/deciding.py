"""What organisers decide about people: accepted, refused, whose a contested seat is, who replaces whom."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.editions.models import Edition
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.outbox.actions import withdraw_all
from academy.participation import seating
from academy.participation.letters import News
from academy.participation.models import InstitutionType, Registration, Seat, State
from academy.participation.places import count_anew
from academy.participation.queries import find_registration, list_quota_rules, whole_registration
from academy.participation.rules import BEFORE, HOLDING, check_next
from academy.participation.standing import Candidate, calm, change, entered, hold_still, leave, move, said_why
from academy.participation.telling import tell
from academy.people.models import Institution
from academy.trail.actions import record


def accept(db: Session, registration: Registration, now: datetime) -> None:
    """Accept somebody who was put forward or has applied: they are asked to confirm. Twice is as once."""
    hold_still(db, registration)
    if registration.state == State.ACCEPTED:
        return
    if registration.state == State.CONTESTED:
        raise Refusal(N_("The seat of %(name)s is contested. Decide first whose it is."), name=registration.person.name)
    if registration.state != State.NOMINATED:
        message = N_("%(name)s cannot be accepted: only who was put forward and holds a seat can be.")
        raise Refusal(message, name=registration.person.name)
    move(db, registration, State.ACCEPTED, now)
    tell(db, registration, News.ACCEPTED, now)


def refuse(db: Session, registration: Registration, reason: str, now: datetime) -> None:
    """Give somebody no seat, with a reason that they read; what they held is free."""
    hold_still(db, registration)
    if registration.state == State.REFUSED:
        return
    leave(db, registration, State.REFUSED, said_why(reason), now)
    tell(db, registration, News.REFUSED, now)


def settle(db: Session, seat: Seat, chosen: Registration, reason: str, now: datetime, *, waits: bool) -> None:
    """Give a contested seat to one; the others wait, or are refused, with the reason that they read."""
    reason = said_why(reason)
    hold_still(db, *(one.registration for one in seating.list_holdings(db, seat)))
    for one in seating.decide(db, seat, chosen, now):
        move(db, one, State.WAITING if waits else State.REFUSED, now, reason)
        tell(db, one, News.WAITING if waits else News.REFUSED, now)
    move(db, chosen, State.NOMINATED, now, reason)


def replace(
    db: Session, leaving: Registration, candidate: Candidate, reason: str, now: datetime, *, is_told: bool = True
) -> Registration:
    """Let another person have the seat of somebody who leaves; it keeps its funding, conditions and history.

    What was decided for the one who leaves does not hold for the other: they are put forward anew.
    """
    edition = leaving.edition
    registration = find_registration(db, edition, candidate.person)
    if registration is not None and registration.state in HOLDING:
        raise Refusal(N_("%(name)s holds a seat already."), name=candidate.person.name)
    hold_still(db, leaving)
    present, reason = leaving.state, said_why(reason)
    check_next(present, State.REPLACED)
    coming = entered(db, edition, registration, candidate, now)
    seating.hand_over(db, leaving, coming, list_quota_rules(db, edition), now)
    change(db, leaving, State.REPLACED, now, reason)
    move(db, coming, State.CONTESTED if present == State.CONTESTED else State.NOMINATED, now)
    if is_told:
        tell(db, leaving, News.REPLACED, now)
        tell(db, coming, News.NOMINATED, now)
    return coming


def reseat(
    db: Session,
    registration: Registration,
    kind: InstitutionType,
    country: str | None,
    institution: Institution | None,
    now: datetime,
) -> None:
    """Count somebody under another institution type, country or institution: there they have a seat, or wait.

    Whoever holds a seat keeps the state that they had with it; and the very seat, where it can be theirs there too.
    """
    hold_still(db, registration)
    rules, before = list_quota_rules(db, registration.edition), _told(registration)
    held, state = seating.find_holding(db, registration), registration.state
    place = ((registration.country, country), kind.id, institution.id if institution else None)
    keeps = held is not None and seating.can_keep(db, held, rules, *place)
    if held is not None and not keeps:
        seating.free_seat(db, registration, rules, now)
        calm(db, held.seat, now)
    registration.institution_type, registration.type_id = kind, kind.id
    registration.country, registration.institution = country, institution
    registration.institution_id = institution.id if institution else None
    db.flush()
    count_anew(db, registration)
    about = {"edition_id": registration.edition_id, "person_id": registration.person_id}
    record(db, "registration.moved", registration, now, before=before, after=_told(registration), **about)
    if held is None or keeps:
        return
    if seating.take_seat(db, registration, rules, now) is None:
        change(db, registration, State.WAITING, now)
        tell(db, registration, News.WAITING, now)
    elif state == State.CONTESTED:
        change(db, registration, State.NOMINATED, now)


def arrive(db: Session, registration: Registration, now: datetime) -> None:
    """Note that somebody is there. Twice is as once.

    Whoever was noted as not having come has a seat again, if one is free; refuse where none is.
    """
    hold_still(db, registration)
    if registration.state == State.DID_NOT_COME:
        _seat_again(db, registration, now)
    if registration.state != State.ARRIVED:
        if registration.state == State.ACCEPTED:  # who comes without having said so has said so now
            move(db, registration, State.CONFIRMED, now)
        move(db, registration, State.ARRIVED, now)


def take_back(db: Session, registration: Registration, now: datetime) -> None:
    """Take back what was noted last: accepted, confirmed, there, did not come, or got no visa.

    Who had lost their seat by it has one again, if one is free; refuse where none is. What was written about it and has
    not left stays here.
    """
    hold_still(db, registration)
    before = BEFORE.get(registration.state)
    if before is None:
        raise Refusal(N_("There is nothing to take back about %(name)s."), name=registration.person.name)
    if registration.state not in HOLDING:
        _seat_again(db, registration, now)
    withdraw_all(db, f"registration:{registration.id}", since=registration.changed_at)
    move(db, registration, before, now)


def ask_again(db: Session, edition: Edition, now: datetime) -> Sequence[Registration]:
    """Ask everybody who has confirmed to do so once more: the event has moved. Seats and nominations stay."""
    own = (Registration.edition_id == edition.id, Registration.state == State.CONFIRMED)
    query = select(Registration).where(*own).options(*whole_registration()).order_by(Registration.id)
    found = db.scalars(query.with_for_update(of=Registration)).all()
    for one in found:
        move(db, one, State.ACCEPTED, now)
        tell(db, one, News.ASKED_AGAIN, now)
    return found


def _seat_again(db: Session, registration: Registration, now: datetime) -> None:
    """Give somebody back a seat that they had lost by a mistake; refuse where none is free."""
    if seating.take_seat(db, registration, list_quota_rules(db, registration.edition), now, in_turn=True) is None:
        message = N_("The seat of %(name)s went to somebody else. Add one with a reason, or free one first.")
        raise Refusal(message, name=registration.person.name)


def _told(registration: Registration) -> dict[str, object]:
    kind, where = registration.institution_type, registration.institution
    return {"type": kind, "country": registration.country, "institution": where or registration.institution_name}
