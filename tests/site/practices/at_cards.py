"""Browsers in which the link of a practice card was opened."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from academy.db.engine import Database, keys_of
from academy.practices.content import CardContent
from academy.practices.links import card_token
from academy.practices.models import Practice
from academy.practices.queries import find_card, find_original
from tests.desk.forms import Facts, form_with
from tests.factories import LATER, edition
from tests.practices.carded import a_call, a_card

HOME = "/en/cards/1/"
WRITE = f"{HOME}write/"
NOTHING = "This link opens nothing here"


@pytest.fixture(autouse=True)
def _before_the_deadline() -> Iterator[None]:
    with time_machine.travel(LATER, tick=True):
        yield


@pytest.fixture
def key(database: Database) -> str:
    """A call of a public edition; what its link carries."""
    with database.writing() as db:
        return a_call(db, edition(db, published=True)).key


@pytest.fixture
def loom(database: Database) -> int:
    """Awa has begun a card in French."""
    with database.writing() as db:
        return a_card(db, a_call(db, edition(db, published=True))).id


@pytest.fixture
def browser(empty_app: Flask, database: Database, loom: int) -> FlaskClient:
    """Awa's browser, in which the link of her letter was opened."""
    return opened(empty_app.test_client(), database, loom)


def token_of(database: Database, number: int) -> str:
    """What the letters about a card carry."""
    with database.reading() as db:
        return card_token(db.get_one(Practice, number), keys_of(db))


def opened(browser: FlaskClient, database: Database, number: int, language: str = "en") -> FlaskClient:
    """Open the link of a letter."""
    answer = browser.get(f"/{language}/card/{token_of(database, number)}")
    assert (answer.status_code, answer.location) == (303, f"/{language}/cards/{number}/")
    return browser


def stored(database: Database, number: int = 1) -> Practice:
    with database.reading() as db:
        found = find_card(db, number)
        assert found is not None
        return found


def text_of(database: Database, number: int = 1) -> CardContent:
    with database.reading() as db:
        found = find_original(db, db.get_one(Practice, number))
        assert found is not None
        return found.content


def page(browser: FlaskClient, address: str = HOME) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code, answer.text[-1500:])
    return answer.text


def send(browser: FlaskClient, address: str, button: str, facts: Facts | None = None, action: str = "") -> TestResponse:
    """Open a page, fill in the form with this button and send it."""
    form = form_with(page(browser, address), button, action)
    return browser.post(form.action or address, data=form.filled(facts or {}))


def save(browser: FlaskClient, **facts: str | list[str]) -> TestResponse:
    """Write into the page of a card and save it."""
    return send(browser, WRITE, "Save", {name.replace("f_", "f-"): said for name, said in facts.items()})


def words_of(page: str) -> str:
    """What a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split()).replace("( ", "(").replace(" )", ")").replace(" ,", ",")
