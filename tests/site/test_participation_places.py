"""Choosing in the programme, on the page of one's own participation."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from academy.accounts.models import Account
from academy.agenda.actions import ListEntry, write_electives
from academy.agenda.models import Slot
from academy.agenda.queries import list_electives
from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.participation.models import Place, State
from academy.participation.places import take_place
from academy.participation.queries import find_registration_by
from tests.desk.forms import form_with, forms_in
from tests.factories import LATER, words
from tests.factories.browsers import browser_of
from tests.factories.statements import asked_of
from tests.participation.chosen import GENDER, have, limited, seated, visit_of, with_choices
from tests.site.taking_part import open_own, sent


@pytest.fixture(autouse=True)
def _before_the_event() -> Iterator[None]:
    with time_machine.travel(LATER, tick=True):
        yield


@pytest.fixture
def people(database: Database) -> tuple[int, int]:
    """Ana and Bo hold a seat in an event with choices of one place each."""
    with database.writing() as db:
        here = with_choices(db, 1, published=True)
        return seated(db, here, "Ana").id, seated(db, here, "Bo").id


def page_of(number: int) -> str:
    return f"/en/participation/{number}/"


def browser(app: Flask, database: Database, number: int) -> FlaskClient:
    made = app.test_client()
    assert open_own(made, database, number).status_code == 200
    return made


def press(client: FlaskClient, number: int, button: str) -> TestResponse:
    return sent(client, page_of(number), button, action="/places")


def test_a_place_is_taken_and_given_back(empty_app: Flask, database: Database, people: tuple[int, int]) -> None:
    ana = browser(empty_app, database, people[0])
    page = ana.get(page_of(people[0])).text
    assert "What you choose in the programme" in page
    assert "1 place is free." in page
    assert "Tuesday 24 November 2026" in page
    assert "Main hall" in page
    answer = press(ana, people[0], "Take a place")
    assert (answer.status_code, answer.location) == (303, f"{page_of(people[0])}#places")
    page = ana.get(page_of(people[0])).text
    assert "You have a place in it." in page
    assert "It meets at the same time as something that you chose: Gender" in page
    assert press(ana, people[0], "Give it back").status_code == 303
    with database.reading() as db:
        assert have(db) == []


def test_who_comes_too_late_waits_and_sees_their_number(
    empty_app: Flask, database: Database, people: tuple[int, int]
) -> None:
    press(browser(empty_app, database, people[0]), people[0], "Take a place")
    bo = browser(empty_app, database, people[1])
    assert "All places are taken." in bo.get(page_of(people[1])).text
    press(bo, people[1], "Wait for a place")
    page = bo.get(page_of(people[1])).text
    assert "You are number 1 in the waiting list" in page
    assert "get a letter when it is yours" in page
    press(bo, people[1], "Do not wait any more")
    with database.reading() as db:
        assert (have(db), have(db, waiting=True)) == (["Ana"], [])


def test_what_cannot_be_is_said_on_the_page_and_nothing_changes(
    empty_app: Flask, database: Database, people: tuple[int, int]
) -> None:
    ana = browser(empty_app, database, people[0])
    form = form_with(ana.get(page_of(people[0])).text, "Take a place", "/places")
    assert form.value("choice") == GENDER
    ana.post(form.action, data=form.filled({}))
    refused = ana.post(form.action, data=form.filled({"choice": "elective-law"}))
    assert refused.status_code == 422
    assert "“Law” meets at the same time as “Gender”" in refused.text
    for key in ("", "elective-nothing", "slot-\0", "x" * 5000):
        assert ana.post(form.action, data=form.filled({"choice": key})).status_code == 422
    with database.reading() as db:
        assert have(db) == ["Ana"]


def test_the_types_that_an_item_is_for_are_named(empty_app: Flask, database: Database, people: tuple[int, int]) -> None:
    with database.writing() as db:
        here = get_edition(db, "workshop-2026")
        limited(db, here, ("unions", 1))
    page = browser(empty_app, database, people[0]).get(page_of(people[0])).text
    assert "2 places are free." in page
    with database.writing() as db:
        slot = db.scalars(select(Slot).where(Slot.capacity.is_not(None))).one()
        slot.capacity = None
    page = browser(empty_app, database, people[0]).get(page_of(people[0])).text
    assert "This is for people of: Workers’ organisations" in page


def test_nobody_chooses_for_somebody_else(empty_app: Flask, database: Database, people: tuple[int, int]) -> None:
    ana = browser(empty_app, database, people[0])
    form = form_with(ana.get(page_of(people[0])).text, "Take a place", "/places")
    address = form.action.replace(f"/{people[0]}/", f"/{people[1]}/")
    assert ana.post(address, data=form.filled({})).status_code == 404
    assert ana.post(form.action.replace(f"/{people[0]}/", "/99999/"), data=form.filled({})).status_code == 404
    stranger = empty_app.test_client()
    assert stranger.post(form.action, data=form.filled({})).status_code in {400, 404}
    with database.reading() as db:
        assert db.scalars(select(Place)).all() == []


def test_who_is_signed_in_as_the_person_chooses_too(
    empty_app: Flask, database: Database, people: tuple[int, int]
) -> None:
    somebody, number = browser_of(empty_app, database, "Ana")
    with database.writing() as db:
        found = find_registration_by(db, people[0])
        assert found is not None
        db.get_one(Account, number).person_id = found.person_id
    assert press(somebody.client, people[0], "Take a place").status_code == 303


@pytest.mark.parametrize("state", [State.INVITED, State.WITHDRAWN])
def test_who_holds_no_seat_is_offered_nothing(
    empty_app: Flask, database: Database, people: tuple[int, int], state: State
) -> None:
    with database.writing() as db:
        found = find_registration_by(db, people[0])
        assert found is not None
        found.state = state
    assert 'id="places"' not in browser(empty_app, database, people[0]).get(page_of(people[0])).text


def test_before_readers_see_the_programme_nothing_is_chosen(empty_app: Flask, database: Database) -> None:
    with database.writing() as db:
        number = seated(db, with_choices(db), "Ana").id
    ana = browser(empty_app, database, number)
    page = ana.get(page_of(number)).text
    assert 'id="places"' not in page
    token = next(form.value("csrf_token") for form in forms_in(page) if "csrf_token" in form.names)
    answer = ana.post(f"{page_of(number)}places", data={"csrf_token": token, "choice": GENDER, "act": "take"})
    assert answer.status_code == 422
    assert "The programme is not public yet." in answer.text


def test_a_page_costs_the_same_for_three_choices_and_for_thirty(
    empty_app: Flask, database: Database, people: tuple[int, int]
) -> None:
    ana = browser(empty_app, database, people[0])

    def cost() -> int:
        with asked_of(database) as asked:
            assert ana.get(page_of(people[0])).status_code == 200
        return len(asked)

    press(ana, people[0], "Take a place")
    ana.get(page_of(people[0]))
    first = cost()
    with database.writing() as db:
        here = get_edition(db, "workshop-2026")
        more = [ListEntry(f"e{number}", words(f"E{number}"), 1) for number in range(27)]
        write_electives(db, here, [*(ListEntry.of(row) for row in list_electives(db, here)), *more], LATER)
        found = find_registration_by(db, people[0])
        assert found is not None
        for entry in more:
            take_place(db, found, f"elective-{entry.slug}", LATER)
    assert cost() == first


def test_in_every_language_the_page_is_whole(empty_app: Flask, database: Database, people: tuple[int, int]) -> None:
    for language in ("en", "es", "fr", "pt", "ar"):
        client = empty_app.test_client()
        assert 'id="places"' in open_own(client, database, people[0], language).text
    with database.reading() as db:
        assert visit_of(db, get_edition(db, "workshop-2026")) in client.get(f"/ar/participation/{people[0]}/").text
