"""Browsers in which the link of somebody who puts people forward was opened."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from academy.db.engine import Database, keys_of
from academy.editions.models import Edition
from academy.participation.actions import QuotaDraft
from academy.participation.links import mandate_token
from academy.participation.models import Mandate, Registration, Scope
from academy.participation.queries import find_registration_by, whole_mandate
from tests.desk.forms import Facts, form_with
from tests.factories import LATER, words
from tests.participation.mandated import forward, mandate
from tests.participation.places import invited

RULES = (
    QuotaDraft("labour", Scope.COUNTRY, 2, is_funded=True, level=words("Directors"), closes_on=date(2026, 11, 9)),
    QuotaDraft("unions", Scope.COUNTRY, 1),
)
ENDS = datetime(2026, 11, 10, 6, tzinfo=UTC)
"""Midnight after the ninth in Mexico City."""

PUT, HOME = "Put forward", "/en/nominate/1/"
NOTHING = "This link opens nothing here"


@pytest.fixture(autouse=True)
def _before_the_deadline() -> Iterator[None]:
    with time_machine.travel(LATER, tick=True):
        yield


@pytest.fixture
def mexico(database: Database) -> int:
    """Somebody may put people forward for Mexico: two for the ministry of labour, one for the unions."""
    with database.writing() as db:
        return mandate(db, invited(db, RULES, published=True), country="MX", language="es").id


@pytest.fixture
def browser(empty_app: Flask, database: Database, mexico: int) -> FlaskClient:
    """A browser in which the link of the letter was opened."""
    return opened(empty_app.test_client(), database, mexico)


def token_of(database: Database, number: int) -> str:
    with database.reading() as db:
        return mandate_token(db.get_one(Mandate, number), keys_of(db))


def opened(browser: FlaskClient, database: Database, number: int, language: str = "en") -> FlaskClient:
    answer = browser.get(f"/{language}/nominate/{token_of(database, number)}")
    assert answer.location == f"/{language}/nominate/{number}/"
    return browser


def second(database: Database, **more: object) -> int:
    """Another letter about the same edition."""
    with database.writing() as db:
        return mandate(db, db.scalars(select(Edition)).one(), "second@example.org", **(more or {"country": "MX"})).id


def put(database: Database, name: str, number: int = 1, kind: str = "labour", **more: str) -> int:
    with database.writing() as db:
        return forward(db, db.get_one(Mandate, number, options=whole_mandate()), name, kind, LATER, **more).id


def stored(database: Database, number: int) -> Registration:
    with database.reading() as db:
        found = find_registration_by(db, number)
        assert found is not None
        return found


def count(database: Database, table: type) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(table)) or 0


def page(browser: FlaskClient, address: str = HOME) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code, answer.text[-1500:])
    return answer.text


def send(
    browser: FlaskClient, address: str, button: str, facts: Facts, file: tuple[bytes, str] | None = None
) -> TestResponse:
    """Open a form, fill it in and send it, with a file where one is given."""
    form = form_with(page(browser, address), button)
    data: MultiDict[str, object] = MultiDict(list(form.filled(facts).items(multi=True)))
    data.poplist("letter")
    if file:
        data["letter"] = (BytesIO(file[0]), file[1])
    return browser.post(form.action or address, data=data, content_type="multipart/form-data")


def named(
    browser: FlaskClient, kind: str = "labour", file: tuple[bytes, str] | None = None, **facts: str
) -> TestResponse:
    return send(browser, f"{HOME}name?type={kind}", PUT, facts, file)


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def loaded(db: Session, number: int) -> Registration:
    found = find_registration_by(db, number)
    assert found is not None
    return found
