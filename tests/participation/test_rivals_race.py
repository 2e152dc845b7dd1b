"""Two processes that want something of the same contested seat, or of the same list, at the same moment."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from academy.db.engine import Database
from academy.participation import seating
from academy.participation.deciding import settle
from academy.participation.mandates import MandateDraft, give_mandate
from academy.participation.models import Registration, State
from academy.participation.queries import find_registration_by, list_miscounts
from academy.participation.registering import withdraw
from tests.factories import LATER
from tests.factories.racing import winners
from tests.participation.places import held, invited
from tests.participation.taking_part import forward
from tests.participation.test_deciding import ONE


@pytest.fixture
def rivals(database: Database) -> tuple[int, int]:
    """Two who were put forward for the one seat by two letters."""
    with database.writing() as db:
        here = invited(db, [ONE])
        one, other = (give_mandate(db, here, MandateDraft(n, f"{n}@example.org", country="MX"), LATER) for n in "xy")
        return forward(db, here, "Ana", one).id, forward(db, here, "Bo", other).id


def found(db: Session, number: int) -> Registration:
    """Somebody's participation, as a door opens it to change it."""
    registration = find_registration_by(db, number, locked=True)
    assert registration is not None
    return registration


def one_leaves(db: Session, *numbers: int) -> None:
    """In each process another one leaves: the first that is still contested, from the front or from behind."""
    import os  # noqa: PLC0415

    withdraw(db, found(db, numbers[os.getpid() % 2]), "", LATER + timedelta(hours=1))


def one_is_chosen(db: Session, *numbers: int) -> None:
    """In each process the seat is given to another one, whatever the other process does."""
    import os  # noqa: PLC0415

    chosen = found(db, numbers[os.getpid() % 2])
    holding = seating.find_holding(db, chosen)
    if holding is not None and chosen.state == State.CONTESTED:
        settle(db, holding.seat, chosen, "so it is", LATER, waits=False)


def test_rivals_leave_at_the_same_moment(database: Database, rivals: tuple[int, int]) -> None:
    assert winners(database, one_leaves, *rivals) == 2
    with database.reading() as db:
        assert list_miscounts(db) == []


def test_two_decide_at_the_same_moment(database: Database, rivals: tuple[int, int]) -> None:
    assert winners(database, one_is_chosen, *rivals) >= 1
    with database.reading() as db:
        assert (list_miscounts(db), len(held(db))) == ([], 1)
