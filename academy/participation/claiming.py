"""Whether a seat is free for somebody, and who holds those that they could claim where none is."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session

from academy.participation.models import Holding, QuotaRule, Registration, Seat, Total
from academy.participation.rules import unit_of
from academy.participation.seating import list_standing


def has_free(db: Session, rules: Sequence[QuotaRule], country: str | None, institution_id: int | None) -> bool:
    """Tell whether a seat under one of these rules is free for somebody; limits over all types are not looked at."""
    units = _units_of(rules, country, institution_id)
    if any(rule.seats is None for rule, _ in units):
        return True
    of_these = _either(Total, units)
    sizes = {(one.rule_id, one.unit): one.size for one in db.scalars(select(Total).where(of_these))}
    held = Counter((one.seat.rule_id, one.seat.unit) for one in _held_under(db, units))
    # What was lent to others counts for them, though nobody holds it.
    lent = select(Seat.rule_id, Seat.unit, func.count()).where(_either(Seat, units), Seat.is_free)
    for rule_id, unit, count in db.execute(lent.where(Seat.lent_to != Seat.unit).group_by(Seat.rule_id, Seat.unit)):
        held[rule_id, unit] += count
    return any(held[rule.id, unit] < (sizes.get((rule.id, unit)) or rule.seats or 0) for rule, unit in units)


def list_claimable(
    db: Session, rules: Sequence[QuotaRule], country: str | None, institution_id: int | None
) -> list[Registration]:
    """Return who holds the seats under these rules that somebody of this country and institution could claim."""
    return [one.registration for one in _held_under(db, _units_of(rules, country, institution_id))]


def _units_of(
    rules: Sequence[QuotaRule], country: str | None, institution_id: int | None
) -> list[tuple[QuotaRule, str]]:
    found = ((rule, unit_of(rule.scope, country, institution_id)) for rule in rules)
    return [(rule, unit) for rule, unit in found if unit is not None]


def _either(model: type[Seat] | type[Total], units: Sequence[tuple[QuotaRule, str]]) -> ColumnElement[bool]:
    return or_(false(), *(and_(model.rule_id == rule.id, model.unit == unit) for rule, unit in units))


def _held_under(db: Session, units: Sequence[tuple[QuotaRule, str]]) -> list[Holding]:
    held = db.scalars(select(Seat.id).where(_either(Seat, units), ~Seat.is_free)).all()
    return [one for one in list_standing(db, held) if not one.is_rival]
