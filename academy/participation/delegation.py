"""What the holder of a mandate sees: their seats, who holds and who would follow, who waits, and who is out."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from academy.participation import seating
from academy.participation.mandates import Claim, claims
from academy.participation.matrix import Matrix, get_own_row, sizes_of
from academy.participation.models import Alternate, Holding, InstitutionType, Mandate, Registration, Seat, State
from academy.participation.nominating import list_own_alternates
from academy.participation.queries import whole_registration
from academy.participation.rules import HOLDING
from academy.participation.waiting import numbers_in_line


@dataclass(frozen=True, slots=True)
class Spot:
    """A seat that was made: who holds it, who are rivals for it, and the alternates in their order."""

    seat: Seat
    holder: Registration | None
    rivals: tuple[Registration, ...]
    alternates: tuple[Alternate, ...]
    is_lent: bool
    """True where somebody else may fill it, or has, since the right has lapsed."""


@dataclass(frozen=True, slots=True)
class Chance:
    """Seats of one rule, with those that were not made yet."""

    claim: Claim
    spots: tuple[Spot, ...]
    free: tuple[int, ...]
    """The numbers of the seats that are free; of an open rule only the next one."""


@dataclass(frozen=True, slots=True)
class Part:
    """All of one institution type."""

    kind: InstitutionType
    chances: tuple[Chance, ...]
    further: tuple[Spot, ...]
    """Seats of others that the mandate's people hold, such as those that were lent to them."""
    waiting: tuple[tuple[Registration, int | None], ...]
    """Whom the mandate has put forward and who waits, as which number."""
    out: tuple[Registration, ...]
    """Whom the mandate has put forward and who does not take part."""

    @property
    def is_open(self) -> bool:
        """True where somebody can be put forward, replaced or withdrawn now."""
        return any(one.claim.is_open for one in self.chances)


@dataclass(frozen=True, slots=True)
class Delegation:
    """All that a mandate reaches, by institution type, and its row of the matrix."""

    parts: tuple[Part, ...]
    row: Matrix


def get_delegation(db: Session, given: Mandate, now: datetime) -> Delegation:
    """Return what the holder of a mandate sees; the same number of queries for one seat and for thirty."""
    own = claims(db, given, now)
    people = _list_people(db, given)
    spots = _spots(db, given, own)
    sizes = sizes_of(db, own)
    numbers = numbers_in_line(db, [(one.rule, one.unit) for one in own])
    chances = defaultdict(list)
    for one in own:
        made = spots.pop(one.key, [])
        chances[one.rule.type_id].append(Chance(one, tuple(made), _free(made, sizes[one.key])))
    lent = [spot for rest in spots.values() for spot in rest]
    kinds = {one.type_id: one.institution_type for one in people} | {
        one.rule.type_id: one.rule.institution_type for one in own if one.rule.institution_type
    }
    ordered = sorted(kinds.values(), key=lambda kind: kind.position)
    parts = [_part(kind, chances[kind.id], lent, people, numbers) for kind in ordered]
    return Delegation(tuple(parts), get_own_row(db, given, now, own))


def _list_people(db: Session, given: Mandate) -> Sequence[Registration]:
    """Return whom a mandate has put forward, with all that they name, in that order."""
    own = select(Registration).where(Registration.mandate_id == given.id).options(*whole_registration())
    return db.scalars(own.order_by(Registration.id)).all()


def _spots(db: Session, given: Mandate, own: Sequence[Claim]) -> dict[tuple[int, str], list[Spot]]:
    """Return the seats of the claims, and those that people of the mandate hold elsewhere, by rule and unit."""
    elsewhere = (
        select(Holding.seat_id)
        .join(Registration, Holding.registration_id == Registration.id)
        .where(Registration.mandate_id == given.id, Holding.until.is_(None))
    )
    theirs = [and_(Seat.rule_id == one.rule.id, Seat.unit == one.unit) for one in own]
    wanted = select(Seat).where(Seat.edition_id == given.edition_id, or_(*theirs, Seat.id.in_(elsewhere)))
    seats = db.scalars(wanted.order_by(Seat.rule_id, Seat.unit, Seat.number)).all()
    standing, named = defaultdict(list), defaultdict(list)
    for holding in seating.list_standing(db, [one.id for one in seats]):
        standing[holding.seat_id].append(holding)
    for alternate in list_own_alternates(db, given, [one.id for one in seats]):
        named[alternate.seat_id].append(alternate)
    found = defaultdict(list)
    for seat in seats:
        found[seat.rule_id, seat.unit].append(_spot(seat, standing[seat.id], named[seat.id]))
    return found


def _spot(seat: Seat, standing: Sequence[Holding], alternates: Sequence[Alternate]) -> Spot:
    holder = next((one.registration for one in standing if not one.is_rival), None)
    rivals = tuple(one.registration for one in standing if one.is_rival)
    return Spot(seat, holder, rivals, tuple(alternates), is_lent=seat.lent_to != seat.unit)


def _free(made: Sequence[Spot], size: int | None) -> tuple[int, ...]:
    free = [spot.seat.number for spot in made if spot.holder is None and not spot.is_lent]
    last = max((spot.seat.number for spot in made), default=0)
    if size is None:
        return tuple(free[:1] or [last + 1])
    return (*free, *range(last + 1, last + 1 + max(0, size - len(made))))


def _part(
    kind: InstitutionType,
    chances: Sequence[Chance],
    lent: Sequence[Spot],
    people: Sequence[Registration],
    numbers: dict[int, int],
) -> Part:
    own = [one for one in people if one.type_id == kind.id]
    waiting = [(one, numbers.get(one.id)) for one in own if one.state == State.WAITING]
    return Part(
        kind,
        tuple(chances),
        tuple(spot for spot in lent if _is_of(spot, kind)),
        tuple(sorted(waiting, key=lambda pair: (pair[1] is None, pair[1] or 0))),
        tuple(one for one in own if one.state not in HOLDING | {State.WAITING, State.INVITED}),
    )


def _is_of(spot: Spot, kind: InstitutionType) -> bool:
    return any(one.type_id == kind.id for one in (spot.holder, *spot.rivals) if one is not None)
