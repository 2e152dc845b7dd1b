"""Whether a seat is free for somebody, and who holds those that they could claim where none is."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from academy.participation.models import QuotaRule, Registration, Seat, Total
from academy.participation.rules import unit_of
from academy.participation.seating import list_standing


def has_free(db: Session, rules: Sequence[QuotaRule], country: str | None, institution_id: int | None) -> bool:
    """Tell whether a seat under one of these rules is free for somebody; limits over all types are not looked at."""
    units = _units_of(rules, country, institution_id)
    if any(rule.seats is None for rule, _ in units):
        return True
    # What was lent to others is theirs, and what others have lent is free for whom it was lent to.
    free = select(Seat.id).where(_either(Seat.rule_id, Seat.lent_to, units), Seat.is_free)
    if db.scalar(free.limit(1)) is not None:
        return True
    counted = db.scalars(select(Total).where(_either(Total.rule_id, Total.unit, units)))
    totals = {(one.rule_id, one.unit): one for one in counted}
    # As many as were not made yet are free as well.
    found = [totals.get((rule.id, unit)) for rule, unit in units]
    return any(one is None or one.counted < (one.size or 0) for one in found)


def list_claimable(
    db: Session, rules: Sequence[QuotaRule], country: str | None, institution_id: int | None
) -> list[Registration]:
    """Return who holds the seats under these rules that somebody of this country and institution could claim."""
    units = _units_of(rules, country, institution_id)
    held = db.scalars(select(Seat.id).where(_either(Seat.rule_id, Seat.unit, units), ~Seat.is_free)).all()
    return [one.registration for one in list_standing(db, held) if not one.is_rival]


def _units_of(
    rules: Sequence[QuotaRule], country: str | None, institution_id: int | None
) -> list[tuple[QuotaRule, str]]:
    found = ((rule, unit_of(rule.scope, country, institution_id)) for rule in rules)
    return [(rule, unit) for rule, unit in found if unit is not None]


def _either(
    rule_id: InstrumentedAttribute[int], whose: InstrumentedAttribute[str], units: Sequence[tuple[QuotaRule, str]]
) -> ColumnElement[bool]:
    return or_(false(), *(and_(rule_id == rule.id, whose == unit) for rule, unit in units))
