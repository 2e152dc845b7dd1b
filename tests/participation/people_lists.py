"""Editions with as many people as a test wants, put in at once: whoever counts queries does not care how they came."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from academy.editions.models import Edition
from academy.participation.models import Registration, State
from academy.people.models import Person
from tests.factories import LATER
from tests.participation.places import type_called

GIVEN = ("María José", "Zoë", "Émile", "Ángela", "Bo", "Ñusta", "عائشة")
STATES = (State.NOMINATED, State.ACCEPTED, State.CONFIRMED, State.WAITING, State.DECLINED)


def fill(db: Session, edition: Edition, count: int, states: Sequence[State] = STATES, kind: str = "labour") -> None:
    """Let so many people take part, or not: of two countries in turn, and with a mailbox each."""
    first = db.scalar(select(func.count()).select_from(Person)) or 0
    made = db.scalars(insert(Person).returning(Person.id), [_person(first + number) for number in range(count)]).all()
    type_id = type_called(db, edition, kind).id
    placed = enumerate(sorted(made))
    rows = [_registration(edition, type_id, number, states[place % len(states)]) for place, number in placed]
    db.execute(insert(Registration), rows)
    db.flush()


def _person(number: int) -> dict[str, object]:
    given, family = GIVEN[number % len(GIVEN)], f"Peña {number}"
    return {
        "slug": f"crowd-{number}",
        "given": given,
        "family": family,
        "sort_key": f"{family}, {given}",
        "email": f"person{number}@example.org",
    }


def _registration(edition: Edition, type_id: int, number: int, state: State) -> dict[str, object]:
    return {
        "edition_id": edition.id,
        "person_id": number,
        "type_id": type_id,
        "state": state,
        "created_at": LATER,
        "changed_at": LATER,
        "country": ("MX", "PE")[number % 2],
        "institution_name": f"Secretaría {number % 40}",
        "post": "Directora",
        "nonce": f"{number:024}",
        "waiting_since": LATER + timedelta(seconds=number) if state == State.WAITING else None,
    }
