"""The matrix of seats: institution types across; countries down, then the region, then what is open."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from academy.editions.models import Edition
from academy.participation import seating
from academy.participation.mandates import Claim, claims
from academy.participation.models import (
    Holding,
    InstitutionType,
    Mandate,
    QuotaRule,
    Registration,
    Scope,
    Seat,
    State,
    Total,
)
from academy.participation.queries import list_institution_types, list_quota_rules
from academy.people.models import Institution

REGION, OPEN = "region", "open"
"""The rows below those of the countries."""

OWN = "own"
"""The row of one mandate."""

_CONFIRMED = frozenset({State.CONFIRMED, State.ARRIVED})


@dataclass(frozen=True, slots=True)
class Cell:
    """How many seats one country has for one institution type, and what has become of them; `size` None: open."""

    size: int | None = 0
    nominated: int = 0
    contested: int = 0
    confirmed: int = 0
    waiting: int = 0

    @property
    def held(self) -> int:
        """How many seats are held; one that is contested counts once."""
        return self.nominated + self.contested + self.confirmed

    @property
    def free(self) -> int | None:
        """How many are free; None where as many may come as like."""
        return None if self.size is None else self.size - self.held

    @property
    def is_empty(self) -> bool:
        """True where nothing is counted here, and nobody waits."""
        return self.size == 0 and not self.held and not self.waiting

    def plus(self, other: "Cell") -> "Cell":
        """Return both together."""
        size = None if self.size is None or other.size is None else self.size + other.size
        return Cell(
            size,
            self.nominated + other.nominated,
            self.contested + other.contested,
            self.confirmed + other.confirmed,
            self.waiting + other.waiting,
        )


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Matrix:
    """All cells, by row (a country's code, the region, what is open) and institution type (its id)."""

    types: Sequence[InstitutionType]
    rows: Sequence[str]
    cells: Mapping[tuple[str, int], Cell] = field(default_factory=dict)
    rules: Sequence[QuotaRule] = ()
    """The rules that give these seats."""

    def cell(self, row: str, type_id: int) -> Cell:
        """Return a cell."""
        return self.cells.get((row, type_id), EMPTY)

    def across(self, row: str) -> Cell:
        """Return a row's sum."""
        return _sum(self.cell(row, one.id) for one in self.types)

    def down(self, type_id: int) -> Cell:
        """Return a column's sum."""
        return _sum(self.cell(row, type_id) for row in self.rows)


def get_matrix(db: Session, edition: Edition) -> Matrix:
    """Return an edition's matrix; the same number of queries for two countries and for two hundred."""
    types = list_institution_types(db, edition)
    rules = [rule for rule in list_quota_rules(db, edition) if not rule.is_of_slot]
    homes = _homes(db, edition, rules)
    countries = [one.code for one in edition.countries]
    cells: defaultdict[tuple[str, int], Cell] = defaultdict(Cell)
    for key, cell in (
        *_sizes(db, rules, countries, homes),
        *_standings(db, edition, rules, homes),
        *_queues(db, edition, rules),
    ):
        cells[key] = cells[key].plus(cell)
    used = {row for row, _ in cells}
    further = sorted(used - {*countries, REGION, OPEN})
    rows = [*countries, *further, *(row for row in (REGION, OPEN) if row in used)]
    return Matrix(types, rows, dict(cells), rules)


def get_own_row(db: Session, given: Mandate, now: datetime, own: Sequence[Claim] | None = None) -> Matrix:
    """Return the one row that concerns a mandate: the seats that it can fill, by institution type; five queries.

    `own` are its claims, where they are known already.
    """
    own = claims(db, given, now) if own is None else own
    types = list({one.rule.type_id: one.rule.institution_type for one in own if one.rule.institution_type}.values())
    cells: defaultdict[tuple[str, int], Cell] = defaultdict(Cell)
    for type_id, cell in (*_own_sizes(db, own), *_own_standings(db, own), *_own_queues(db, own)):
        cells[OWN, type_id] = cells[OWN, type_id].plus(cell)
    return Matrix(types, [OWN] if own else [], dict(cells))


def sizes_of(db: Session, own: Sequence[Claim]) -> dict[tuple[int, str], int | None]:
    """Return how many seats there are for each claim, by rule and unit; None where as many may come as like."""
    of_rules = Total.rule_id.in_({one.rule.id for one in own})
    totals = db.scalars(select(Total).where(of_rules, Total.unit.in_({one.unit for one in own})))
    known = {(total.rule_id, total.unit): total.size for total in totals}
    return {one.key: known.get(one.key, one.rule.seats) for one in own}


def _own_sizes(db: Session, own: Sequence[Claim]) -> Iterable[tuple[int, Cell]]:
    sizes = sizes_of(db, own)
    return ((one.rule.type_id or 0, Cell(sizes[one.key])) for one in own)


def _own_standings(db: Session, own: Sequence[Claim]) -> Iterable[tuple[int, Cell]]:
    by_key = {one.key: one for one in own}
    standing = (Holding.until.is_(None), ~Holding.is_rival)
    whose = (Seat.rule_id.in_({rule_id for rule_id, _ in by_key}), Seat.unit.in_({unit for _, unit in by_key}))
    counted = select(Seat.rule_id, Seat.unit, Registration.state, func.count())
    joined = counted.join(Holding, Holding.seat_id == Seat.id).join(Registration)
    grouped = joined.where(*standing, *whose).group_by(Seat.rule_id, Seat.unit, Registration.state)
    for rule_id, unit, state, count in db.execute(grouped):
        if (rule_id, unit) in by_key:
            yield by_key[rule_id, unit].rule.type_id or 0, Cell(0, **{_column(state): count})


def _own_queues(db: Session, own: Sequence[Claim]) -> Iterable[tuple[int, Cell]]:
    """Go through who waits for the seats of these claims, each by the first that speaks of them."""
    if not own:
        return
    waiting = or_(*(and_(*seating.waits_for(one.rule, one.unit)) for one in own))
    columns = (Registration.type_id, Registration.country, Registration.institution_id)
    for type_id, country, institution_id, count in db.execute(
        select(*columns, func.count()).where(waiting).group_by(*columns)
    ):
        if any(one.is_of(type_id, country, institution_id) for one in own):
            yield type_id, Cell(0, waiting=count)


def _sizes(
    db: Session, rules: Sequence[QuotaRule], countries: Sequence[str], homes: Mapping[str, str | None]
) -> Iterable[tuple[tuple[str, int], Cell]]:
    """Go through how many seats there are: by the rules, and by what was added or taken for one unit."""
    own = {rule.id: rule for rule in rules if rule.type_id is not None}
    sizes = {
        (total.rule_id, total.unit): total.size for total in db.scalars(select(Total).where(Total.rule_id.in_(own)))
    }
    for rule in own.values():
        units = countries if rule.scope == Scope.COUNTRY else [""]
        known = {unit for rule_id, unit in sizes if rule_id == rule.id}
        per_unit = rule.scope in {Scope.INSTITUTION, Scope.ORGANISATION}
        for unit in dict.fromkeys([*(() if per_unit else units), *known]):
            size = sizes.get((rule.id, unit), rule.seats)
            yield (_row(rule, unit, homes), rule.type_id or 0), Cell(size)


def _standings(
    db: Session, edition: Edition, rules: Sequence[QuotaRule], homes: Mapping[str, str | None]
) -> Iterable[tuple[tuple[str, int], Cell]]:
    """Go through who holds seats, whose ever they were at first."""
    by_id = {rule.id: rule for rule in rules}
    standing = (Holding.until.is_(None), ~Holding.is_rival, Seat.edition_id == edition.id)
    counted = select(Seat.rule_id, Seat.unit, Registration.state, func.count())
    joined = counted.join(Holding, Holding.seat_id == Seat.id).join(Registration)
    grouped = joined.where(*standing).group_by(Seat.rule_id, Seat.unit, Registration.state)
    for rule_id, unit, state, count in db.execute(grouped):
        rule = by_id[rule_id]
        yield (_row(rule, unit, homes), rule.type_id or 0), Cell(0, **{_column(state): count})


def _queues(db: Session, edition: Edition, rules: Sequence[QuotaRule]) -> Iterable[tuple[tuple[str, int], Cell]]:
    """Go through who waits: in the row of their country, or of the first rule that speaks of them."""
    first = {rule.type_id: rule for rule in reversed(rules) if rule.type_id is not None}
    waiting = (Registration.edition_id == edition.id, Registration.state == State.WAITING)
    counted = select(Registration.type_id, Registration.country, func.count())
    for type_id, country, count in db.execute(
        counted.where(*waiting).group_by(Registration.type_id, Registration.country)
    ):
        rule = first.get(type_id)
        row = _row(rule, country or "", {}) if rule is not None else REGION
        yield (row, type_id), Cell(0, waiting=count)


def _row(rule: QuotaRule, unit: str, homes: Mapping[str, str | None]) -> str:
    if rule.scope == Scope.COUNTRY:
        return unit or REGION
    if rule.seats is None:
        return OPEN
    return homes.get(unit) or REGION


def _column(state: State) -> str:
    if state in _CONFIRMED:
        return "confirmed"
    return "contested" if state == State.CONTESTED else "nominated"


def _homes(db: Session, edition: Edition, rules: Sequence[QuotaRule]) -> dict[str, str | None]:
    """Return the country of each institution that has seats of its own."""
    if not any(rule.scope in {Scope.INSTITUTION, Scope.ORGANISATION} for rule in rules):
        return {}
    own = select(Registration.institution_id).where(Registration.edition_id == edition.id)
    rows = db.execute(select(Institution.id, Institution.country).where(Institution.id.in_(own)))
    return {f"i{number}": country for number, country in rows}


def _sum(cells: Iterable[Cell]) -> Cell:
    return reduce(Cell.plus, cells, EMPTY)


def count_filled(db: Session, edition: Edition) -> dict[int, int]:
    """Return how many seats the people of each mandate (by its number) hold."""
    held = select(Registration.mandate_id, func.count()).join(Holding, Holding.registration_id == Registration.id)
    own = (Registration.edition_id == edition.id, Holding.until.is_(None), ~Holding.is_rival)
    grouped = held.where(*own, Registration.mandate_id.is_not(None)).group_by(Registration.mandate_id)
    return {mandate_id: count for mandate_id, count in db.execute(grouped) if mandate_id is not None}
