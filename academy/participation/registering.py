"""How people come in, by whichever way, and what they say themselves: that they come, or that they do not."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from academy.editions.models import Edition
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.participation import seating
from academy.participation.letters import News
from academy.participation.models import Entry, QuotaRule, Registration, Seat, State
from academy.participation.queries import find_registration, list_quota_rules
from academy.participation.rules import HOLDING, covering
from academy.participation.standing import (
    Candidate,
    change,
    check_windows,
    entered,
    hold_still,
    leave,
    move,
    seat_or_wait,
)
from academy.participation.telling import tell

_BACK = frozenset({State.INVITED, State.DECLINED, State.WITHDRAWN, State.LAPSED})
"""States from which whoever registers by themselves may come in."""


def nominate(
    db: Session, edition: Edition, candidate: Candidate, now: datetime, *, is_told: bool = True
) -> Registration:
    """Put somebody forward: they hold the first free seat of theirs, or wait. Twice is as once.

    Where another letter has put somebody forward for the last seat, the two are rivals until somebody decides.
    """
    rules = list_quota_rules(db, edition)
    registration = find_registration(db, edition, candidate.person)
    if registration is not None and registration.state in HOLDING | {State.WAITING}:
        return registration
    if not covering(rules, candidate.institution_type.id):
        message = N_("No quota speaks of “%(name)s”. Add a rule first; leave its number empty where all are welcome.")
        raise Refusal(message, name=str(candidate.institution_type.name.wording("en")))
    registration = entered(db, edition, registration, candidate, now)
    if seat_or_wait(db, registration, rules, now) is None and candidate.mandate is not None:
        _contest_where_letters_conflict(db, registration, rules, now)
    if is_told:
        tell(db, registration, News.WAITING if registration.state == State.WAITING else News.NOMINATED, now)
    return registration


def contest(db: Session, seat: Seat, edition: Edition, candidate: Candidate, now: datetime) -> Registration:
    """Put somebody forward for a seat that another holds already: both are rivals until somebody decides."""
    registration = find_registration(db, edition, candidate.person)
    if registration is not None and registration.state in HOLDING:
        raise Refusal(N_("%(name)s holds a seat already."), name=candidate.person.name)
    registration = entered(db, edition, registration, candidate, now)
    standing = _holders(db, seat, registration)
    if not standing:
        raise Refusal(N_("Nobody holds this seat: there is nothing to contest."))
    seating.check_rivals(list_quota_rules(db, edition), standing[0], registration)
    _become_rivals(db, seat, standing, registration, now)
    return registration


def invite(db: Session, edition: Edition, candidate: Candidate, now: datetime) -> Registration:
    """Ask somebody by name to take part. They hold no seat before they say that they come; twice is as once."""
    registration = find_registration(db, edition, candidate.person)
    if registration is not None and registration.state in HOLDING | {State.WAITING}:
        raise Refusal(N_("%(name)s takes part already."), name=candidate.person.name)
    registration = entered(db, edition, registration, candidate, now)
    registration.once = None  # from here on they are asked by name: no entry and no window keeps them out
    if registration.state != State.INVITED:
        move(db, registration, State.INVITED, now)
    tell(db, registration, News.INVITED, now)
    return registration


def take_in(db: Session, edition: Edition, candidate: Candidate, now: datetime) -> Registration:
    """Register somebody who has told the organisers that they come: with a seat they are confirmed; or they wait."""
    registration = find_registration(db, edition, candidate.person)
    if registration is not None and registration.state in HOLDING | {State.WAITING}:
        raise Refusal(N_("%(name)s takes part already."), name=candidate.person.name)
    registration = entered(db, edition, registration, candidate, now)
    seat_or_wait(db, registration, list_quota_rules(db, edition), now, seated=State.CONFIRMED)
    tell(db, registration, News.WAITING if registration.state == State.WAITING else News.CONFIRMED, now)
    return registration


def submit(db: Session, registration: Registration, now: datetime) -> None:
    """Send in what somebody has filled in; what is required was checked before.

    Whoever was invited, or registers where it is open, has a seat and comes; where organisers approve, holds it until
    they decide; where none is free, waits. Of whoever was put forward it is noted that all is filled in.
    """
    hold_still(db, registration)
    if registration.state in {State.ACCEPTED, State.OFFERED}:
        registration.submitted_at = registration.submitted_at or now
        confirm(db, registration, now)
        return
    if registration.state not in _BACK:
        registration.submitted_at = registration.submitted_at or now
        db.flush()
        return
    seated = _seated_state(registration)
    rules = list_quota_rules(db, registration.edition)
    if seating.find_holding(db, registration) is None and registration.once is not None:
        own = covering(rules, registration.type_id)
        check_windows(db, registration.edition, own, registration.country, registration.institution_id, now)
    if registration.state != State.INVITED:
        change(db, registration, State.INVITED, now)
    registration.submitted_at = now
    seat_or_wait(db, registration, rules, now, seated=seated)
    news = {State.CONFIRMED: News.CONFIRMED, State.NOMINATED: News.RECEIVED}.get(registration.state, News.WAITING)
    tell(db, registration, news, now)


def confirm(db: Session, registration: Registration, now: datetime) -> None:
    """Say that one comes: who was accepted, or was offered a seat in time. Twice is as once."""
    hold_still(db, registration)
    if registration.state == State.CONFIRMED:
        return
    if registration.state == State.OFFERED and registration.offered_until and registration.offered_until <= now:
        raise Refusal(N_("This offer is over; the seat goes to the next. You can ask the organisers to wait again."))
    if registration.state not in {State.ACCEPTED, State.OFFERED}:
        raise Refusal(N_("This cannot be confirmed in the state in which it is now. Somebody may have changed it."))
    move(db, registration, State.CONFIRMED, now)
    tell(db, registration, News.CONFIRMED, now)


def decline(db: Session, registration: Registration, reason: str, now: datetime) -> None:
    """Say that one does not come, to an invitation, a nomination or an offer: the seat goes to the next."""
    hold_still(db, registration)
    if registration.state == State.DECLINED:
        return
    leave(db, registration, State.DECLINED, reason, now)
    tell(db, registration, News.DECLINED, now)


def withdraw(db: Session, registration: Registration, reason: str, now: datetime) -> None:
    """Take somebody out, by their own wish or that of whoever has put them forward; the seat is free."""
    hold_still(db, registration)
    if registration.state == State.WITHDRAWN:
        return
    leave(db, registration, State.WITHDRAWN, reason, now)
    tell(db, registration, News.WITHDRAWN, now)


def can_submit(registration: Registration) -> bool:
    """Tell whether there is something for the person to send in now."""
    if registration.state in _BACK:
        return registration.state == State.INVITED or registration.once is not None
    return registration.submitted_at is None and registration.state in HOLDING | {State.WAITING}


def _seated_state(registration: Registration) -> State:
    """Return what somebody is with a seat that they take themselves; refuse where they cannot take one."""
    if registration.once is None and registration.state == State.INVITED:
        return State.CONFIRMED
    entry = registration.institution_type.entry
    if registration.once is None or entry not in {Entry.OPEN, Entry.APPROVAL}:
        message = N_("People of this institution type do not register themselves: they are put forward, or invited.")
        raise Refusal(message)
    return State.CONFIRMED if entry == Entry.OPEN else State.NOMINATED


def _contest_where_letters_conflict(
    db: Session, registration: Registration, rules: Sequence[QuotaRule], now: datetime
) -> None:
    seat = seating.find_seat_by_another_letter(db, registration, rules)
    standing = _holders(db, seat, registration) if seat is not None else []
    # What was decided, or has left, while we waited for it is contested no more; the new one waits.
    if seat is not None and standing and all(one.state in {State.NOMINATED, State.CONTESTED} for one in standing):
        _become_rivals(db, seat, standing, registration, now)


def _holders(db: Session, seat: Seat, registration: Registration) -> list[Registration]:
    """Return who holds a seat and who are rivals for it, the holder first; nobody else changes them now."""
    hold_still(db, *(holding.registration for holding in seating.list_holdings(db, seat)), registration)
    return [holding.registration for holding in seating.list_holdings(db, seat)]


def _become_rivals(
    db: Session, seat: Seat, standing: Sequence[Registration], registration: Registration, now: datetime
) -> None:
    seating.rival(db, seat, registration, now)
    for one in [*standing, registration]:
        if one.state != State.CONTESTED:
            move(db, one, State.CONTESTED, now)
