"""How many have a place in an elective or an item: counted under a lock, with a CHECK in the database as the last word.

Totals of things are locked before those of rules, each in the order of their ids, so that nobody waits for somebody who
waits. What is counted is taken from the rows once they are locked: whatever has become of people meanwhile, such as
another institution type, is in it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from academy.db.adding import add_missing
from academy.participation.choices import Choice, ChoiceKind, Thing, named, thing_of_rule
from academy.participation.models import Place, PlaceTotal, QuotaRule, Registration, Scope, Total
from academy.participation.queries import Miscount


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted in one elective or item: all people, and those of single institution types. Locked."""

    capacity: int | None
    total: PlaceTotal
    limits: Sequence[tuple[QuotaRule, Total]]

    @property
    def has_room(self) -> bool:
        """Whether anybody fits in, as far as all are counted together."""
        return self.total.size is None or self.total.counted < self.total.size

    def has_room_for(self, type_id: int) -> bool:
        """Tell whether somebody of an institution type fits in, under the limits of that type as well."""
        return all(total.size is None or total.counted < total.size for total, _ in self._of(type_id))

    def add(self, db: Session, type_id: int) -> None:
        """Count somebody more: one too many, and the database refuses it."""
        for total, _ in self._of(type_id):
            total.counted += 1
        db.flush()

    def take_off(self, db: Session, type_id: int) -> None:
        """Count somebody less."""
        for total, most in self._of(type_id):
            _write(total, most, total.counted - 1)
        db.flush()

    def _of(self, type_id: int) -> list[tuple[PlaceTotal | Total, int | None]]:
        """Return the counters that somebody of an institution type is counted by, and what each may come to."""
        own = [(total, rule.seats) for rule, total in self.limits if rule.type_id == type_id]
        return [(self.total, self.capacity), *own]


def lock(db: Session, things: Collection[Thing], choices: Iterable[Choice]) -> dict[Thing, Counts]:
    """Lock what is counted in these things, and bring it up to date with programme, rules and rows.

    `choices` are all of the edition's. A size follows what they say, but is never below what is taken already.
    """
    known = {one.thing: one for one in choices}
    rules = [one.rule for thing in things if thing in known for one in known[thing].limits]
    totals = _lock_things(db, things)
    limits = _lock_rules(db, rules)
    taken = _count(db, totals)
    for thing, total in totals.items():
        _write(total, _capacity(known.get(thing)), sum(count for (of, _), count in taken.items() if of == thing))
    for rule in rules:
        _write(limits[rule.id], rule.seats, taken[thing_of_rule(rule), rule.type_id or 0])
    db.flush()
    return {thing: _counts(known.get(thing), total, limits) for thing, total in totals.items()}


def list_place_miscounts(db: Session) -> list[Miscount]:
    """Compare every counter of places with the rows: of electives and items, and under the rules for single items."""
    totals = {_thing(one): one for one in db.scalars(select(PlaceTotal).order_by(PlaceTotal.id))}
    taken = _count(db, None)
    really: Counter[Thing] = Counter()
    for (thing, _), count in taken.items():
        really[thing] += count
    wrong = [
        Miscount(None, f"{kind.value} {number}", totals[kind, number].counted, really[kind, number])
        for kind, number in totals
        if totals[kind, number].counted != really[kind, number]
    ]
    missing = [Miscount(None, f"{kind.value} {number}", 0, really[kind, number])
               for kind, number in really.keys() - totals.keys()]  # fmt: skip
    of_slots = select(Total, QuotaRule).join(QuotaRule, Total.rule_id == QuotaRule.id)
    rows = db.execute(of_slots.where(QuotaRule.scope == Scope.SLOT).options(joinedload(QuotaRule.slot)))
    under = [(total, taken[thing_of_rule(rule), rule.type_id or 0]) for total, rule in rows]
    lying = [Miscount(one.rule_id, one.unit, one.counted, count) for one, count in under if one.counted != count]
    return [*wrong, *missing, *lying]


def _write(total: PlaceTotal | Total, most: int | None, counted: int) -> None:
    """Write what is counted, and the size: where a number was lowered nobody goes, and nobody new fits in."""
    total.counted, total.size = counted, None if most is None else max(most, counted)


def _capacity(choice: Choice | None) -> int | None:
    """Return how many fit in; no limit where it cannot be chosen any more."""
    return choice.capacity if choice else None


def _counts(choice: Choice | None, total: PlaceTotal, limits: Mapping[int, Total]) -> Counts:
    own = [(one.rule, limits[one.rule.id]) for one in choice.limits] if choice else []
    return Counts(_capacity(choice), total, own)


def _lock_things(db: Session, things: Collection[Thing]) -> dict[Thing, PlaceTotal]:
    found = _locked_things(db, things)
    missing = sorted(set(things) - found.keys())
    if missing:
        add_missing(db, PlaceTotal, [_columns(thing) for thing in missing])
        found |= _locked_things(db, missing)
    return found


def _locked_things(db: Session, things: Collection[Thing]) -> dict[Thing, PlaceTotal]:
    query = select(PlaceTotal).where(_is_one_of(PlaceTotal, things)).order_by(PlaceTotal.id).with_for_update()
    return {_thing(one): one for one in db.scalars(query.execution_options(populate_existing=True))}


def _lock_rules(db: Session, rules: Iterable[QuotaRule]) -> dict[int, Total]:
    wanted = {rule.id: rule for rule in rules}
    if not wanted:
        return {}
    query = select(Total).where(Total.rule_id.in_(wanted), Total.unit == "").order_by(Total.id).with_for_update()
    locked = query.execution_options(populate_existing=True)
    found = {one.rule_id: one for one in db.scalars(locked)}
    missing = [wanted[number] for number in sorted(wanted.keys() - found.keys())]
    if missing:
        rows = [{"rule_id": rule.id, "unit": "", "size": rule.seats, "counted": 0} for rule in missing]
        add_missing(db, Total, rows)
        found = {one.rule_id: one for one in db.scalars(locked)}
    return found


def _count(db: Session, things: Collection[Thing] | None) -> Counter[tuple[Thing, int]]:
    """Count who has a place, by thing and institution type; with None in all things there are."""
    columns = (Place.elective_id, Place.slot_id, Registration.type_id)
    query = select(*columns, func.count()).join(Registration, Place.registration_id == Registration.id)
    query = query.where(Place.until.is_(None), ~Place.is_waiting).group_by(*columns)
    if things is not None:
        query = query.where(_is_one_of(Place, things))
    counted: Counter[tuple[Thing, int]] = Counter()
    for elective_id, slot_id, type_id, count in db.execute(query):
        counted[named(elective_id, slot_id), type_id] = count
    return counted


def _is_one_of(table: type[Place] | type[PlaceTotal], things: Iterable[Thing]) -> ColumnElement[bool]:
    electives = [number for kind, number in things if kind == ChoiceKind.ELECTIVE]
    slots = [number for kind, number in things if kind == ChoiceKind.SLOT]
    return or_(table.elective_id.in_(electives), and_(table.elective_id.is_(None), table.slot_id.in_(slots)))


def _thing(total: PlaceTotal) -> Thing:
    return named(total.elective_id, total.slot_id)


def _columns(thing: Thing) -> dict[str, int | None]:
    kind, number = thing
    is_elective = kind == ChoiceKind.ELECTIVE
    return {
        "elective_id": number if is_elective else None,
        "slot_id": None if is_elective else number,
        "size": None,
        "counted": 0,
    }
