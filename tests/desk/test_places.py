"""Places in electives and items at the desk."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from academy.agenda.actions import ListEntry, write_electives
from academy.agenda.queries import list_electives
from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.participation.models import Registration
from academy.participation.places import take_place
from tests.conftest import Organiser
from tests.desk.forms import form_with, forms_in, said_above
from tests.factories import LATER, words
from tests.factories.statements import asked_of
from tests.participation.chosen import GENDER, LAW, have, limited, seated, several, take, with_choices

DESK = "/desk/editions/workshop-2026"


@pytest.fixture(autouse=True)
def _before_the_event() -> Iterator[None]:
    with time_machine.travel(LATER, tick=True):
        yield


@pytest.fixture
def here(database: Database) -> Database:
    """An event in which Ana has a place of one, Bo waits, and Cy has chosen nothing."""
    with database.writing() as db:
        edition = with_choices(db, 1)
        take(db, several(db, edition, "Ana Bo"))
        seated(db, edition, "Cy")
    return database


def have_now(database: Database) -> tuple[list[str], list[str]]:
    with database.reading() as db:
        return have(db), have(db, waiting=True)


def cells(page: str) -> list[list[str]]:
    """What each row of the table says."""
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", page, re.DOTALL)
    parts = [re.split(r"</t[hd]>\s*<td[^>]*>", row) for row in rows]
    return [[" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in row] for row in parts]


def test_each_choice_stands_with_its_figures(new_organiser: Organiser, here: Database) -> None:
    with here.writing() as db:
        limited(db, get_edition(db, "workshop-2026"), ("unions", 3))
    page = new_organiser.get(f"{DESK}/choices").text
    gender, law, visit = cells(page)
    assert gender == ["Gender elective", "Tue 24 Nov, 09:00 – 10:00 Wed 25 Nov, 09:00 – 10:00", "1", "1", "1"]
    assert law[2:] == ["0", "1", "0"]
    assert visit[2:] == ["0", "2 Workers’ organisations: 0 of 3", "0"]
    assert f"{DESK}/choices" in new_organiser.get(DESK).text


def test_the_list_says_who_has_a_place_and_who_waits_in_order(new_organiser: Organiser, here: Database) -> None:
    with here.writing() as db:
        found = db.scalars(select(Registration).order_by(Registration.id)).all()
        found[0].institution_name = "Coop <Sol>"
        abel = seated(db, get_edition(db, "workshop-2026"), "Abel")
        take_place(db, abel, GENDER, LATER + timedelta(hours=1))
    page = new_organiser.get(f"{DESK}/choices/{GENDER}")
    rows = cells(page.text)
    assert [row[0] for row in rows] == ["Ana Peña", "Bo Peña", "Abel Peña"]
    assert [row[4] for row in rows] == ["has a place", "waiting, number 1", "waiting, number 2"]
    assert rows[0][2:4] == ["Mexico", "Ministries of labour"]
    assert "Coop &lt;Sol&gt;" in page.text


def test_somebody_is_put_in_and_taken_out_by_the_same_rules(new_organiser: Organiser, here: Database) -> None:
    address = f"{DESK}/choices/{LAW}"
    page = new_organiser.get(f"{address}?search=CY").text
    form = form_with(page, "Put in")
    answer = new_organiser.client.post(form.action, data=form.filled({}), follow_redirects=True)
    assert "Cy Peña has a place." in answer.text
    assert sorted(have_now(here)[0]) == ["Ana", "Cy"]
    refused = new_organiser.client.post(form.action.replace(LAW, GENDER), data=form.filled({}))
    assert refused.status_code == 422
    assert "“Gender” meets at the same time as “Law”" in said_above(refused.text)
    out = form_with(new_organiser.get(address).text, "Take out")
    answer = new_organiser.client.post(out.action, data=out.filled({}), follow_redirects=True)
    assert "Cy Peña was taken out." in answer.text
    again = new_organiser.client.post(form.action.replace(LAW, GENDER), data=form.filled({}), follow_redirects=True)
    assert "All places are taken: Cy Peña waits." in again.text
    assert (have_now(here)[0], sorted(have_now(here)[1])) == (["Ana"], ["Bo", "Cy"])


def test_who_is_taken_out_makes_way_for_the_next(new_organiser: Organiser, here: Database) -> None:
    out = next(
        form for form in forms_in(new_organiser.get(f"{DESK}/choices/{GENDER}").text) if "Take out" in form.buttons
    )
    assert new_organiser.client.post(out.action, data=out.filled({})).status_code == 303
    assert have_now(here) == (["Bo"], [])


def test_a_search_finds_only_who_could_be_put_in(new_organiser: Organiser, here: Database) -> None:
    assert have_now(here) == (["Ana"], ["Bo"])
    for typed in ("Ana", "Nobody", "%"):
        page = new_organiser.get(f"{DESK}/choices/{GENDER}", query_string={"search": typed}).text
        assert "Nobody of this name holds a seat" in page
        assert "Put in" not in [button for form in forms_in(page) for button in form.buttons]
    assert "Cy Peña" in new_organiser.get(f"{DESK}/choices/{GENDER}?search=pena").text


def test_bad_input_is_refused_and_nothing_changes(new_organiser: Organiser, here: Database) -> None:
    before = have_now(here)
    for number, status in (("", 422), ("x", 422), ("9" * 40, 422), ("0", 404), ("99999", 404)):
        answer = new_organiser.post(f"{DESK}/choices/{GENDER}/put_in", {"number": number})
        assert answer.status_code == status, number
    assert "Choose somebody." in new_organiser.post(f"{DESK}/choices/{GENDER}/put_in").text
    assert new_organiser.get(f"{DESK}/choices/elective-nothing").status_code == 404
    assert new_organiser.post(f"{DESK}/choices/elective-nothing/put_in", {"number": "3"}).status_code == 404
    assert new_organiser.post(f"{DESK}/choices/{GENDER}/elsewhere", {"number": "3"}).status_code == 404
    assert have_now(here) == before


def test_a_programme_without_choices_says_what_belongs_there(organiser: Organiser) -> None:
    page = organiser.get("/desk/editions/rifess-2024/choices").text
    assert "Nothing can be chosen in this programme." in page
    assert "<table" not in page


def test_a_choice_that_nobody_made_says_so(new_organiser: Organiser, here: Database) -> None:
    assert here
    assert "Nobody has chosen this yet." in new_organiser.get(f"{DESK}/choices/{LAW}").text


def test_strangers_see_nothing(empty_app: Flask, here: Database) -> None:
    stranger = empty_app.test_client()
    for address in ("choices", f"choices/{GENDER}"):
        answer = stranger.get(f"{DESK}/{address}")
        assert "/sign-in" in answer.location
    assert have_now(here) == (["Ana"], ["Bo"])


def test_a_list_costs_the_same_for_three_and_for_thirty(new_organiser: Organiser, here: Database) -> None:
    def cost(address: str) -> int:
        with asked_of(here) as asked:
            assert new_organiser.get(f"{DESK}/{address}").status_code == 200
        return len(asked)

    addresses = ("choices", f"choices/{GENDER}?search=p")
    first = [cost(address) for address in addresses]
    with here.writing() as db:
        edition = get_edition(db, "workshop-2026")
        more = [ListEntry(f"e{number}", words(f"E{number}"), 1) for number in range(27)]
        write_electives(db, edition, [*(ListEntry.of(row) for row in list_electives(db, edition)), *more], LATER)
        for number in range(30):
            take_place(db, seated(db, edition, f"P{number}"), GENDER if number % 2 else LAW, LATER)
    assert [cost(address) for address in addresses] == first
