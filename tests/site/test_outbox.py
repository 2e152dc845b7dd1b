"""Announcements are stopped from the letter itself, without signing in."""

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from academy.db.engine import Database
from academy.outbox.models import Letter
from academy.people.consents import list_consents, set_consent, standing
from academy.people.models import ConsentUse, Person
from academy.people.queries import list_people
from academy.web.letters import stop_address
from tests.conftest import NOW


@pytest.fixture
def reader(app: Flask, demonstration: Database) -> tuple[int, str]:
    """A person who agreed to announcements, and the address in a letter to them."""
    with demonstration.writing() as db:
        person = list_people(db)[0]
        set_consent(db, person, ConsentUse.ANNOUNCEMENTS, NOW, is_given=True, wording="Yes")
        number = person.id
    letter = Letter(
        uid=UUID(int=7), kind="x", email="a@b", name="A", language="fr", created_at=NOW, due_at=NOW,
        may_unsubscribe=True, person_id=number,
    )  # fmt: skip
    with app.test_request_context("/"):
        return number, stop_address(letter).removeprefix("http://academy.test")


def agrees(database: Database, number: int) -> bool:
    with database.reading() as db:
        return standing(list_consents(db, db.get_one(Person, number)))[ConsentUse.ANNOUNCEMENTS]


def test_opening_the_address_asks_and_changes_nothing(
    client: FlaskClient, demonstration: Database, reader: tuple[int, str]
) -> None:
    answer = client.get(reader[1])
    assert answer.status_code == 200
    assert 'method="post"' in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert agrees(demonstration, reader[0])


def test_a_mail_program_stops_them_in_one_click_as_often_as_it_likes(
    client: FlaskClient, demonstration: Database, reader: tuple[int, str]
) -> None:
    for _ in range(2):
        answer = client.post(reader[1], data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert not agrees(demonstration, reader[0])
    with demonstration.reading() as db:
        assert len(list_consents(db, db.get_one(Person, reader[0]))) == 2


def test_an_address_that_is_not_ours_opens_nothing(client: FlaskClient, reader: tuple[int, str]) -> None:
    assert client.get(reader[1][:-1]).status_code == 404
    assert client.post(reader[1][:-3] + "abc").status_code == 404


def test_somebody_who_is_not_known_any_more_is_told_the_same(
    client: FlaskClient, demonstration: Database, app: Flask
) -> None:
    letter = Letter(
        uid=UUID(int=7), kind="x", email="a@b", name="A", language="en", created_at=NOW, due_at=NOW,
        may_unsubscribe=True, person_id=999_999,
    )  # fmt: skip
    with app.test_request_context("/"):
        address = stop_address(letter).removeprefix("http://academy.test")
    assert "Done." in client.post(address).text
    assert demonstration is not None
