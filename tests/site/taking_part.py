"""People at their registration pages: browsers that have opened a link."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from academy.db.engine import Database, keys_of
from academy.participation.answers import read_answers
from academy.participation.links import Arrival, arrival_token, registration_token
from academy.participation.models import QuestionKind, Registration
from academy.participation.queries import find_registration_by
from academy.people.models import Person
from tests.desk.forms import Facts, form_with
from tests.factories import LATER
from tests.participation.answered import begun, open_edition, question

HERE = "/en/workshop-2026"
QUESTIONS = (
    question("topic", required_of=("*",), matters=True),
    question("day", QuestionKind.DATE),
    question("letter", QuestionKind.FILE),
    question("food", QuestionKind.SEVERAL, is_sensitive=True),
    question("visa", QuestionKind.YES_NO, is_sensitive=True, required_of=("experts",)),
)


def arrival_in(database: Database, email: str = "ana@example.org", edition_id: int = 1) -> str:
    """What the letter carries with which a registration is begun."""
    with database.reading() as db:
        return arrival_token(Arrival(edition_id, email), LATER, keys_of(db))


def token_of(database: Database, number: int) -> str:
    """What the letters to somebody carry."""
    with database.reading() as db:
        return registration_token(db.get_one(Registration, number), keys_of(db))


def open_own(browser: FlaskClient, database: Database, number: int, language: str = "en") -> TestResponse:
    """Open the link of a letter, and the page behind it."""
    address = f"/{language}/participation/{token_of(database, number)}"
    return browser.get(address, follow_redirects=True)


def sent(browser: FlaskClient, address: str, button: str, facts: Facts | None = None, action: str = "") -> TestResponse:
    """Open a page, fill in the form with this button and send it."""
    page = browser.get(address)
    assert page.status_code == 200, (address, page.status_code)
    form = form_with(page.text, button, action)
    return browser.post(form.action or address, data=form.filled(facts or {}))


def registrations(database: Database) -> list[Registration]:
    """All there are, with what they name."""
    with database.reading() as db:
        found = [
            find_registration_by(db, number) for number in db.scalars(select(Registration.id).order_by(Registration.id))
        ]
        return [one for one in found if one is not None]


def names(database: Database) -> list[str]:
    """What all people are called."""
    with database.reading() as db:
        return [one.name for one in db.scalars(select(Person).order_by(Person.id))]


def page_of(number: int, step: str = "") -> str:
    return f"/en/participation/{number}/{step}{'/' if step else ''}"


def save(browser: FlaskClient, number: int, step: str, facts: Facts, button: str = "Save and continue") -> TestResponse:
    return sent(browser, page_of(number, step), button, facts)


def quietly(browser: FlaskClient, number: int, step: str, facts: dict[str, str]) -> TestResponse:
    form = form_with(browser.get(page_of(number, step)).text, "Save and continue")
    return browser.post(form.action, data={**dict(form.pairs), **facts, "quietly": "1"})


def press(browser: FlaskClient, number: int, button: str, act: str, **facts: str) -> TestResponse:
    return sent(browser, page_of(number), button, facts, act)


def stored(database: Database, number: int) -> Registration:
    return next(one for one in registrations(database) if one.id == number)


def answers(database: Database, number: int) -> dict[str, object]:
    with database.reading() as db:
        found = stored(database, number)
        return dict(read_answers(db, found, sensitive=True))


def fill_in(browser: FlaskClient, number: int) -> None:
    for step, facts in (("names", {}), ("questions", {"q-topic": "Cooperatives"}), ("needs", {}), ("consents", {})):
        assert save(browser, number, step, facts).status_code == 303


@pytest.fixture(autouse=True)
def _before_the_event() -> Iterator[None]:
    with time_machine.travel(LATER, tick=True):
        yield


@pytest.fixture
def ana(database: Database) -> int:
    """Ana has begun to register."""
    with database.writing() as db:
        return begun(db, open_edition(db, *QUESTIONS, published=True)).id


@pytest.fixture
def browser(empty_app: Flask, database: Database, ana: int) -> FlaskClient:
    """Ana's browser, in which the link of her letter was opened."""
    made = empty_app.test_client()
    open_own(made, database, ana)
    return made
