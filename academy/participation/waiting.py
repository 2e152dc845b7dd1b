"""The waiting list: who is next, and why; offers that stand for a time; what somebody who waits is told.

Whoever waits for the same seats is served in one order: by priority, which only organisers give, with a reason; then by
since when they wait. Nobody who comes later is given a seat meanwhile (see `seating`).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from academy.editions.models import Edition
from academy.editions.rules import is_past
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.participation import seating
from academy.participation.letters import News
from academy.participation.models import Admission, QuotaRule, Registration, State, Total
from academy.participation.queries import admission_of, list_quota_rules, whole_registration
from academy.participation.rules import covering, unit_of
from academy.participation.standing import change, hold_still, leave, said_why
from academy.participation.telling import tell
from academy.trail.actions import record

_ORDER = (Registration.priority.desc(), Registration.waiting_since, Registration.id)


@dataclass(frozen=True, slots=True)
class WaitingPlace:
    """Where somebody waits: as which number, for how many seats of which rule, and when seats are offered next."""

    number: int
    seats: int | None
    rule: QuotaRule
    next_offers: datetime | None
    """None where organisers make the offers by hand."""


def list_waiting(db: Session, edition: Edition) -> Sequence[Registration]:
    """Return everybody who waits, by institution type and in the order in which they are served."""
    waiting = (Registration.edition_id == edition.id, Registration.state == State.WAITING)
    query = select(Registration).where(*waiting).options(*whole_registration())
    return db.scalars(query.order_by(Registration.type_id, *_ORDER)).all()


def place_of(db: Session, registration: Registration, now: datetime) -> WaitingPlace | None:
    """Return where somebody waits; None where they do not, or no rule has seats for them."""
    if registration.state != State.WAITING:
        return None
    edition = registration.edition
    for rule in covering(list_quota_rules(db, edition), registration.type_id):
        unit = unit_of(rule.scope, registration.country, registration.institution_id)
        if unit is not None:
            before = select(func.count()).where(*seating.waits_for(rule, unit), _is_before(registration))
            size = db.scalar(select(Total.size).where(Total.rule_id == rule.id, Total.unit == unit))
            upcoming = next_offers(admission_of(db, edition), edition, now)
            return WaitingPlace((db.scalar(before) or 0) + 1, size or rule.seats, rule, upcoming)
    return None


def numbers_in_line(db: Session, units: Sequence[tuple[QuotaRule, str]]) -> dict[int, int]:
    """Return by registration as which number people wait for the seats of these countries or institutions under rules.

    Each by the first that speaks of them. One query, however many wait.
    """
    found: dict[int, int] = {}
    counted: Counter[int] = Counter()
    if units:
        waiting = or_(*(and_(*seating.waits_for(rule, unit)) for rule, unit in units))
        columns = (Registration.id, Registration.type_id, Registration.country, Registration.institution_id)
        for number, type_id, country, institution_id in db.execute(select(*columns).where(waiting).order_by(*_ORDER)):
            for place, (rule, unit) in enumerate(units):
                if rule.type_id == type_id and unit_of(rule.scope, country, institution_id) == unit:
                    counted[place] += 1
                    found.setdefault(number, counted[place])
    return found


def next_offers(admission: Admission, edition: Edition, now: datetime) -> datetime | None:
    """Return when free seats are offered next; None where organisers do it by hand, or the event is over."""
    if not admission.offers_are_automatic:
        return None
    today = now.astimezone(edition.zone.tzinfo).date()
    day = today + timedelta(days=1) if admission.offered_on == today else today
    # Where the hour has gone by and no offers were made, it is done as soon as somebody looks.
    return None if is_past(edition, day) else max(edition.zone.instant(day, admission.offers_at), now)


def make_offers(db: Session, edition: Edition, now: datetime) -> list[Registration]:
    """Offer what is free to whoever is next, in order; return whom. Who is kept back by a ceiling keeps their place."""
    rules, until = list_quota_rules(db, edition), _offer_ends(admission_of(db, edition), edition, now)
    offered, in_vain = [], set()
    _lock_waiting(db, edition)
    for one in list_waiting(db, edition):
        pool = seating.pool_of(rules, one)
        # Where somebody gets nothing, those behind who wait for the very same seats get nothing either.
        if pool in in_vain:
            continue
        if _offer(db, one, rules, until, now):
            offered.append(one)
        else:
            in_vain.add(pool)
    return offered


def _lock_waiting(db: Session, edition: Edition) -> None:
    """Let nobody who waits be changed by others meanwhile: all at once, by number, before any total or seat."""
    waiting = (Registration.edition_id == edition.id, Registration.state == State.WAITING)
    db.execute(select(Registration.id).where(*waiting).order_by(Registration.id).with_for_update()).all()


def offer(db: Session, registration: Registration, reason: str, now: datetime) -> None:
    """Offer a free seat to somebody out of turn, and say why; refuse where none is free for them."""
    reason = said_why(reason)
    if registration.state != State.WAITING:
        raise Refusal(N_("%(name)s does not wait for a seat now."), name=registration.person.name)
    edition = registration.edition
    until = _offer_ends(admission_of(db, edition), edition, now)
    if not _offer(db, registration, list_quota_rules(db, edition), until, now, reason):
        raise Refusal(N_("No seat is free that could be theirs; it may be a limit over all institution types."))


def write_priority(db: Session, registration: Registration, priority: int, reason: str, now: datetime) -> None:
    """Let somebody who waits come before those with a lower priority; the reason stays in the record."""
    reason = said_why(reason)
    before, registration.priority = registration.priority, priority
    db.flush()
    about = {"edition_id": registration.edition_id, "person_id": registration.person_id}
    after = {"priority": priority, "reason": reason}
    record(db, "registration.ranked", registration, now, before={"priority": before}, after=after, **about)


def end_offers(db: Session, now: datetime) -> int:
    """Let offers that were not taken in time go to the next; return how many. Done again it does nothing."""
    over = (Registration.state == State.OFFERED, Registration.offered_until <= now)
    query = select(Registration).where(*over).options(*whole_registration()).order_by(Registration.id).limit(100)
    found = db.scalars(query.with_for_update(of=Registration, skip_locked=True)).all()
    for one in found:
        leave(db, one, State.LAPSED, "", now)
        tell(db, one, News.OFFER_OVER, now)
    return len(found)


def offer_when_due(db: Session, now: datetime) -> int:
    """Make the day's offers in each edition whose hour has come; return how many were made."""
    waiting = select(Registration.edition_id).where(Registration.state == State.WAITING)
    editions = db.scalars(select(Edition).where(Edition.id.in_(waiting)).order_by(Edition.id)).all()
    return sum(len(make_offers(db, one, now)) for one in editions if _is_due(db, one, now))


def _is_due(db: Session, edition: Edition, now: datetime) -> bool:
    """Tell whether an edition's offers are to be made now, and note that they are."""
    admission = admission_of(db, edition)
    there = now.astimezone(edition.zone.tzinfo)
    if not admission.offers_are_automatic or is_past(edition, there.date()):
        return False
    if there.time() < admission.offers_at or admission.offered_on == there.date():
        return False
    admission.offered_on = there.date()
    db.add(admission)
    db.flush()
    return True


def _offer(
    db: Session,
    registration: Registration,
    rules: Sequence[QuotaRule],
    until: datetime,
    now: datetime,
    reason: str = "",
) -> bool:
    hold_still(db, registration)
    if registration.state != State.WAITING or seating.take_seat(db, registration, rules, now, in_turn=True) is None:
        return False
    registration.offered_until = until
    change(db, registration, State.OFFERED, now, reason)
    tell(db, registration, News.OFFERED, now, until)
    return True


def _offer_ends(admission: Admission, edition: Edition, now: datetime) -> datetime:
    """Return the end of the day there on which an offer of now is over; never after the event has begun."""
    today = now.astimezone(edition.zone.tzinfo).date()
    after = today + timedelta(days=admission.offer_days + 1)
    if edition.starts_on is not None and today < edition.starts_on:
        after = min(after, edition.starts_on)
    return edition.zone.instant(after, time(0))


def _is_before(registration: Registration) -> ColumnElement[bool]:
    """Whether somebody is served before somebody who waits."""
    higher = Registration.priority > registration.priority
    same = Registration.priority == registration.priority
    earlier = Registration.waiting_since < registration.waiting_since
    together = and_(Registration.waiting_since == registration.waiting_since, Registration.id < registration.id)
    return or_(higher, and_(same, or_(earlier, together)))
