"""Who has held a seat, from when until when: a seat outlives its people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from academy.participation.models import Holding, Registration
from academy.people.models import Person


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody held a seat, or was a rival for it."""

    registration_id: int
    name: str
    since: datetime
    until: datetime | None
    is_rival: bool


def list_held(db: Session, seat_id: int | None, registration_id: int | None = None) -> Sequence[Held]:
    """Return who has held a seat, or which seats somebody has held, the first first."""
    own = Holding.seat_id == seat_id if seat_id is not None else Holding.registration_id == registration_id
    return [held for _, held in _list(db, own)]


def list_before(db: Session, seat_ids: Sequence[int]) -> dict[int, list[Held]]:
    """Return by seat who has held it before, or was a rival for it, the first first; one query."""
    found: dict[int, list[Held]] = {number: [] for number in seat_ids}
    for seat_id, held in _list(db, and_(Holding.seat_id.in_(seat_ids), Holding.until.is_not(None))):
        found[seat_id].append(held)
    return found


def _list(db: Session, which: ColumnElement[bool]) -> Iterator[tuple[int, Held]]:
    query = (
        select(Holding, Person)
        .join(Registration, Registration.id == Holding.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .where(which)
        .order_by(Holding.since, Holding.id)
    )
    for one, person in db.execute(query):
        yield one.seat_id, Held(one.registration_id, person.name, one.since, one.until, one.is_rival)
