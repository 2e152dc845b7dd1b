"""What people need, as numbers: of those who hold a seat, and never so small that somebody can be told from them."""

import pytest
from sqlalchemy.orm import Session

from academy.db.engine import Database
from academy.editions.models import Edition
from academy.editions.queries import get_edition
from academy.participation.answers import write_answers
from academy.participation.models import QuestionKind, State
from academy.participation.needs import list_needs
from academy.participation.sealed_answers import Value
from academy.participation.standing import change
from tests.factories import LATER
from tests.factories.statements import asked_of
from tests.participation.answered import begun, open_edition, question

FOOD = question("food", QuestionKind.CHOICE, is_sensitive=True)
HELP = question("help", QuestionKind.SEVERAL, is_sensitive=True)
WHEELS = question("wheels", QuestionKind.YES_NO, is_sensitive=True)


def coming(
    db: Session, edition: Edition, count: int, answers: dict[str, Value], state: State = State.CONFIRMED
) -> None:
    """Let so many people answer this, and be in this state."""
    for number in range(count):
        name = f"Kim{len(answers)}x{number}"
        one = begun(db, edition, name, f"{name}@example.org")
        write_answers(db, one, answers, LATER)
        change(db, one, state, LATER)


def said(db: Session, edition: Edition) -> dict[str, list[tuple[str, int | None]]]:
    """By question, how many have answered what."""
    return {
        need.question.slug: [(group.label["en"] if group.label else "yes", group.count) for group in need.groups]
        for need in list_needs(db, edition)
    }


def test_choices_are_counted_and_small_groups_are_not_told(db: Session) -> None:
    here = open_edition(db, FOOD, HELP, WHEELS)
    coming(db, here, 3, {"food": "a", "help": ("a", "b"), "wheels": True})
    coming(db, here, 2, {"food": "b", "wheels": False})
    assert said(db, here) == {
        "food": [("First", 3), ("Second", None)],
        "help": [("First", 3), ("Second", 3)],
        "wheels": [("yes", 3)],
    }


def test_an_option_that_nobody_has_chosen_is_none(db: Session) -> None:
    here = open_edition(db, FOOD, WHEELS)
    coming(db, here, 1, {"wheels": False})
    assert said(db, here) == {"food": [("First", 0), ("Second", 0)], "wheels": [("yes", 0)]}


@pytest.mark.parametrize("state", [State.DECLINED, State.REFUSED, State.WAITING, State.INVITED])
def test_who_holds_no_seat_eats_nothing(db: Session, state: State) -> None:
    here = open_edition(db, FOOD)
    coming(db, here, 4, {"food": "a"}, state)
    assert said(db, here) == {"food": [("First", 0), ("Second", 0)]}


def test_texts_and_what_is_not_sensitive_are_not_among_it(db: Session) -> None:
    here = open_edition(
        db, question("shirt", QuestionKind.CHOICE), question("illness", QuestionKind.LINE, is_sensitive=True)
    )
    coming(db, here, 4, {"shirt": "a", "illness": "asthma"})
    assert list_needs(db, here) == []


@pytest.mark.parametrize("count", [3, 30])
def test_any_number_of_people_costs_three_queries(database: Database, count: int) -> None:
    with database.writing() as db:
        coming(db, open_edition(db, FOOD, WHEELS), count, {"food": "a", "wheels": True})
    with database.reading() as db:
        here = get_edition(db, "workshop-2026")
        with asked_of(database) as asked:
            assert list_needs(db, here)[0].groups[0].count == count
    assert len(asked) == 3
