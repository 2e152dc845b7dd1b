"""Who has held a seat, from when until when: a seat outlives its people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
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
    query = (
        select(Holding, Person)
        .join(Registration, Registration.id == Holding.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .where(own)
        .order_by(Holding.since, Holding.id)
    )
    return [
        Held(one.registration_id, person.name, one.since, one.until, one.is_rival) for one, person in db.execute(query)
    ]
