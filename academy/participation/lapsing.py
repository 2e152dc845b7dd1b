"""Rights of countries and institutions: their own deadlines, and what becomes of free seats once those are over."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from academy.db.adding import add_missing
from academy.editions.models import Edition, EditionCountry
from academy.editions.rules import is_past
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.participation import seating
from academy.participation.models import OnLapse, QuotaRule, Right, Scope, Seat, Total
from academy.participation.rules import closes, is_over
from academy.participation.standing import said_why
from academy.trail.actions import record


def extend(
    db: Session,
    rule: QuotaRule,
    unit: str,
    until: tuple[date, time | None],
    reason: str,
    edition: Edition,
    now: datetime,
) -> None:
    """Give one country or institution a deadline of its own, and say why; seats that had lapsed are theirs again.

    A seat that somebody else holds meanwhile stays with them.
    """
    reason = said_why(reason)
    right = _right(db, rule, unit)
    before = {"closes_on": right.closes_on, "closes_at": right.closes_at}
    right.closes_on, right.closes_at = until
    if (ends := closes(rule, edition.zone, right)) is not None and ends <= now:
        raise Refusal(N_("A deadline that is extended lies in the future."), field="closes_on")
    right.lapsed_at = None
    own = (Seat.rule_id == rule.id, Seat.unit == unit, Seat.is_free)
    db.execute(update(Seat).where(*own).values(lent_to=unit))
    db.flush()
    after = {"unit": unit, "closes_on": right.closes_on, "closes_at": right.closes_at, "reason": reason}
    record(db, "right.extended", rule, now, edition_id=edition.id, before=before, after=after)


def lapse_rights(db: Session, now: datetime) -> int:
    """Let rights lapse whose deadline is over, and lend their free seats as their rule says; return how many seats.

    Done again it does nothing, but for seats that have become free since.
    """
    query = select(QuotaRule).where(QuotaRule.on_lapse != OnLapse.KEEP).order_by(QuotaRule.id)
    rules = db.scalars(query.options(joinedload(QuotaRule.institution_type))).all()
    editions = {one.id: one for one in db.scalars(select(Edition).where(Edition.id.in_({r.edition_id for r in rules})))}
    coming = [rule for rule in rules if not is_past(editions[rule.edition_id], now.date())]
    return sum(_lapse(db, rule, editions[rule.edition_id], now) for rule in coming)


def _lapse(db: Session, rule: QuotaRule, edition: Edition, now: datetime) -> int:
    rights = {one.unit: one for one in db.scalars(select(Right).where(Right.rule_id == rule.id))}
    lent = 0
    for unit in _units(db, rule):
        if unit != rule.lapse_country and is_over(rule, edition.zone, now, rights.get(unit)):
            lent += _lend(db, rule, unit, rights.get(unit), now)
    return lent


def _lend(db: Session, rule: QuotaRule, unit: str, right: Right | None, now: datetime) -> int:
    if right is None or right.lapsed_at is None:
        _right(db, rule, unit).lapsed_at = now
        record(db, "right.lapsed", rule, now, edition_id=rule.edition_id, after={"unit": unit})
    seating.lay_out(db, rule, unit)
    to = rule.lapse_country if rule.on_lapse == OnLapse.COUNTRY else seating.POOL
    own = (Seat.rule_id == rule.id, Seat.unit == unit, Seat.lent_to == unit, Seat.is_free)
    # What somebody takes at this moment is left to them; what comes free is lent the next time.
    query = select(Seat).where(*own).order_by(Seat.id).with_for_update(skip_locked=True)
    seats: Sequence[Seat] = db.scalars(query).all()
    for seat in seats:
        seat.lent_to = str(to)
        record(db, "seat.lent", seat, now, edition_id=rule.edition_id, before={"unit": unit}, after={"unit": to})
    db.flush()
    return len(seats)


def _units(db: Session, rule: QuotaRule) -> Iterator[str]:
    """Go through the countries or institutions that have seats under a rule."""
    if rule.scope == Scope.COUNTRY:
        own = EditionCountry.edition_id == rule.edition_id
        yield from db.scalars(select(EditionCountry.code).where(own).order_by(EditionCountry.position))
    else:
        yield from db.scalars(select(Total.unit).where(Total.rule_id == rule.id).order_by(Total.unit))


def _right(db: Session, rule: QuotaRule, unit: str) -> Right:
    add_missing(db, Right, [{"rule_id": rule.id, "unit": unit}])
    return db.scalars(select(Right).where(Right.rule_id == rule.id, Right.unit == unit).with_for_update()).one()
