"""A mail service reports which letters came back."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from academy.config import Config
from academy.db.engine import Database
from academy.outbox.models import Letter, LetterState
from tests.conftest import NOW
from tests.outbox.letters import add
from tests.outbox.test_actions import left

KEY = "only the mail service knows"


@pytest.fixture
def letters(app: Flask, config: Config, demonstration: Database) -> dict[str, str]:
    """Message-IDs of letters of which one never left; the installation has a key."""
    app.config["ACADEMY"] = replace(config, mail_hook_key=KEY)
    with demonstration.writing() as db:
        made = {"one": left(db, 1), "two": left(db, 2), "waiting": add(db, 3, NOW)}
        return {name: f"<{letter.uid}@academy.test>" for name, letter in made.items()}


def report(client: FlaskClient, body: object, key: str = KEY) -> TestResponse:
    return client.post("/api/v1/bounces", json=body, headers={"Authorization": f"Bearer {key}"})


def bounced(database: Database) -> dict[str, str]:
    with database.reading() as db:
        found = db.query(Letter).where(Letter.state == LetterState.BOUNCED)
        return {f"<{letter.uid}@academy.test>": letter.error for letter in found}


def test_a_letter_that_came_back_is_noted_with_the_reason(
    client: FlaskClient, letters: dict[str, str], demonstration: Database
) -> None:
    answer = report(client, {"message_id": letters["one"], "reason": "mailbox full"})
    assert (answer.status_code, answer.get_json()) == (200, {"known": 1})
    assert bounced(demonstration) == {letters["one"]: "mailbox full"}


def test_several_come_in_one_report_and_repetition_is_no_mistake(
    client: FlaskClient, letters: dict[str, str], demonstration: Database
) -> None:
    both = [{"message_id": letters[name], "reason": "no such user"} for name in ("one", "two", "waiting")]
    unknown = [{"message_id": "<else@where>", "reason": ""}, {"message_id": letters["one"].replace("-4", "-5")}]
    assert report(client, both + unknown).get_json() == {"known": 2}
    assert report(client, both).get_json() == {"known": 0}
    assert bounced(demonstration).keys() == {letters["one"], letters["two"]}


@pytest.mark.parametrize("reason", ["no\x00user", "\ud800", {"code": "\ud800"}, 550, None])
def test_an_odd_reason_costs_no_report(
    client: FlaskClient, letters: dict[str, str], demonstration: Database, reason: object
) -> None:
    both = [{"message_id": letters["one"], "reason": reason}, {"message_id": letters["two"], "reason": "full"}]
    assert report(client, both).get_json() == {"known": 2}
    assert bounced(demonstration).keys() == {letters["one"], letters["two"]}


@pytest.mark.parametrize("key", ["", "wrong", "ключ"])
def test_without_the_key_nothing_is_noted(
    client: FlaskClient, letters: dict[str, str], demonstration: Database, key: str
) -> None:
    headers = {"Authorization": f"Bearer {key}".encode().decode("latin-1")}
    body = {"message_id": letters["one"], "reason": "x"}
    assert client.post("/api/v1/bounces", json=body, headers=headers).status_code == 401
    assert client.post("/api/v1/bounces", json=body).status_code == 401
    assert bounced(demonstration) == {}


def test_where_no_service_may_report_there_is_nothing(client: FlaskClient) -> None:
    assert report(client, {"message_id": "<x@y>"}, key="").status_code == 404


@pytest.mark.parametrize("body", [None, "x", [1], {}, {"message_id": 5}, {"message_id": ""}, [{}] * 501])
def test_what_is_no_report_is_refused(client: FlaskClient, letters: dict[str, str], body: object) -> None:
    assert letters
    answer = report(client, body)
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
