"""Targets at the desk: written as rows, and shown with their figures."""

import re

import pytest

from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.participation.forms import write_questions
from academy.participation.models import Rounding, Within
from academy.participation.targets import TargetDraft, list_targets, write_targets
from tests.conftest import Organiser
from tests.desk.forms import fill, main_form, said_above, send
from tests.factories import LATER, words
from tests.factories.statements import asked_of
from tests.participation.test_targets import WOMEN, YOUNG, asking, said

DESK = "/desk/editions/workshop-2026/targets"
ROW = {
    "targets-0-name-en": "Women",
    "targets-0-percent": "40",
    "targets-0-within": "delegation",
    "targets-0-rounding": "down",
    "targets-0-counted": "gender/a",
    "targets-0-printed-en": "At least 40 %",
}


@pytest.fixture
def here(database: Database) -> Database:
    """An event whose form asks for what can be counted."""
    with database.writing() as db:
        asking(db)
    return database


def stored(database: Database) -> list[TargetDraft]:
    with database.reading() as db:
        return [TargetDraft.of(one) for one in list_targets(db, get_edition(db, "workshop-2026"))]


def test_a_target_is_written_and_goes_again(new_organiser: Organiser, here: Database) -> None:
    assert "There are no targets yet." in new_organiser.get(DESK).text
    assert fill(new_organiser, DESK, ROW).status_code == 303
    expected = TargetDraft(words("Women"), Within.DELEGATION, 40, "gender", "a", Rounding.DOWN, words("At least 40 %"))
    assert stored(here) == [expected]
    page = new_organiser.get(DESK).text
    assert "<q>At least 40 %</q>" in page
    assert "There is nobody to count yet." in page
    assert fill(new_organiser, DESK, {"targets-0-name-en": ""}).status_code == 303
    assert stored(here) == []


def test_figures_are_drawn_and_written_beside(new_organiser: Organiser, here: Database) -> None:
    with here.writing() as db:
        edition = get_edition(db, "workshop-2026")
        said(db, edition, "aab-b")
        write_targets(db, edition, [WOMEN], LATER)
    page = new_organiser.get(DESK).text
    assert "Of 5 people 2 have said so, and 1 have not answered; needed: 2." in page
    assert "reached" in page
    assert re.findall(r'<rect class="(?:said|open)"[^>]* width="([\d.]+)"', page) == ["40.0", "20.0"]
    assert "style=" not in page


def test_of_few_people_nothing_is_shown(new_organiser: Organiser, here: Database) -> None:
    with here.writing() as db:
        edition = get_edition(db, "workshop-2026")
        said(db, edition, "aab-")
        write_targets(db, edition, [WOMEN], LATER)
    page = new_organiser.get(DESK).text
    assert "too few to show without telling who" in page
    assert "have said so" not in page
    assert "<svg" not in page


@pytest.mark.parametrize(
    "more",
    [{"targets-0-percent": "0"}, {"targets-0-percent": "101"}, {"targets-0-percent": "many"}, {"targets-0-percent": ""},
     {"targets-0-counted": ""}],
)  # fmt: skip
def test_what_cannot_be_is_said_and_nothing_is_lost(
    new_organiser: Organiser, here: Database, more: dict[str, str]
) -> None:
    answer = fill(new_organiser, DESK, {**ROW, **more})
    assert answer.status_code == 422
    assert said_above(answer.text)
    assert 'value="At least 40 %"' in answer.text
    assert stored(here) == []


@pytest.mark.parametrize("typed", [{"targets-0-counted": "gender/c"}, {"targets-0-within": "moon"}])
def test_what_was_not_offered_is_refused(new_organiser: Organiser, here: Database, typed: dict[str, str]) -> None:
    form = main_form(new_organiser.get(DESK).text)
    assert send(new_organiser, DESK, form, {**ROW, **typed}).status_code == 422
    assert stored(here) == []


def test_two_who_write_at_once_lose_nothing(new_organiser: Organiser, here: Database) -> None:
    form = main_form(new_organiser.get(DESK).text)
    assert fill(new_organiser, DESK, ROW).status_code == 303
    late = send(new_organiser, DESK, form, {**ROW, "targets-0-percent": "50"})
    assert late.status_code == 409
    assert 'value="50"' in late.text
    assert stored(here)[0].percent == 40


def test_a_question_that_is_gone_is_told_and_the_target_is_kept(new_organiser: Organiser, here: Database) -> None:
    with here.writing() as db:
        edition = get_edition(db, "workshop-2026")
        write_targets(db, edition, [WOMEN], LATER)
        write_questions(db, edition, [YOUNG], LATER)
    assert "The form does not ask for this any more." in new_organiser.get(DESK).text
    assert fill(new_organiser, DESK, {"targets-0-percent": "40"}).status_code == 303
    assert stored(here) == [WOMEN]


def test_a_form_without_choices_is_told(organiser: Organiser) -> None:
    page = organiser.get("/desk/editions/rifess-2024/targets").text
    assert "The form asks for nothing that can be counted." in page
    assert "/desk/editions/rifess-2024/targets" in organiser.get("/desk/editions/rifess-2024").text


def test_the_page_costs_the_same_for_few_people_and_for_many(new_organiser: Organiser, here: Database) -> None:
    def cost() -> int:
        with asked_of(here) as asked:
            assert new_organiser.get(DESK).status_code == 200
        return len(asked)

    with here.writing() as db:
        write_targets(db, get_edition(db, "workshop-2026"), [WOMEN], LATER)
    first = cost()
    with here.writing() as db:
        edition = get_edition(db, "workshop-2026")
        write_targets(db, edition, [WOMEN] * 6, LATER)
        said(db, edition, "ab-" * 8)
    assert cost() == first
