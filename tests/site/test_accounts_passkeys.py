"""Passkeys at the door: added on one's own page, used instead of a password."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from academy.accounts import second_factor
from academy.accounts.actions import create_account
from academy.accounts.models import Account, Passkey, SignIn, SignInMethod
from academy.accounts.queries import find_account
from academy.db.engine import Database
from tests.conftest import EMAIL, NOW, SIGN_IN, Organiser, signed_in, token_in
from tests.desk.forms import form_with
from tests.factories.authenticator import Authenticator
from tests.site.test_accounts_factors import SECRET, number

FACTORS = "/en/me/factors"
KEYS = f"{FACTORS}/passkeys"


@pytest.fixture
def device(organiser: Organiser) -> Authenticator:
    """A telephone with a passkey of the organiser."""
    made = Authenticator()
    assert add(organiser, made).location == FACTORS
    return made


def add(organiser: Organiser, device: Authenticator, name: str = "my telephone") -> TestResponse:
    asked = organiser.client.post(f"{KEYS}/asked", headers={"X-CSRFToken": organiser.token()})
    assert asked.mimetype == "application/json"
    return organiser.post(KEYS, {"answer": device.make(asked.text), "name": name})


def asked(client: FlaskClient) -> tuple[str, str]:
    token = token_in(client.get(SIGN_IN).text)
    return token, client.post(f"{SIGN_IN}/passkey/asked", headers={"X-CSRFToken": token}).text


def enter(client: FlaskClient, device: Authenticator, back: str = "") -> TestResponse:
    token, options = asked(client)
    facts = {"csrf_token": token, "answer": device.use(options), "next": back}
    return client.post(f"{SIGN_IN}/passkey", data=facts)


def test_the_page_offers_it_only_to_whoever_has_a_script(client: FlaskClient) -> None:
    page = client.get(f"{SIGN_IN}?next=/desk/people").text
    start = page.index('data-passkey="use"')
    assert page[start : page.index(">", start)].endswith(" hidden")
    assert form_with(page, "Sign in with a passkey").value("next") == "/desk/people"
    answer = client.get("/static/passkeys.js")
    assert answer.status_code == 200
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_with_a_passkey_one_is_signed_in_without_a_name(
    app: Flask, device: Authenticator, demonstration: Database
) -> None:
    client = app.test_client()
    answer = enter(client, device, "/desk/people")
    assert (answer.status_code, answer.location) == (303, "/desk/people")
    assert client.get("/desk/").status_code == 200
    with demonstration.reading() as db:
        assert SignInMethod.PASSKEY in db.scalars(select(SignIn.method)).all()
    assert "my telephone" in client.get(FACTORS).text


def test_a_passkey_is_two_factors_in_one(app: Flask, device: Authenticator, demonstration: Database) -> None:
    with demonstration.writing() as db:
        own = find_account(db, EMAIL)
        assert own is not None
        then = datetime.now(UTC)
        second_factor.switch_on(db, own, SECRET, number(then), then)
    assert enter(app.test_client(), device).location == "/desk/"


def test_an_answer_is_taken_once_and_by_the_browser_that_asked(app: Flask, device: Authenticator) -> None:
    client, thief = app.test_client(), app.test_client()
    token, options = asked(client)
    kept = client.get_cookie("academy")
    assert kept is not None
    facts = {"csrf_token": token, "answer": device.use(options)}
    other = {**facts, "csrf_token": asked(thief)[0]}
    assert thief.post(f"{SIGN_IN}/passkey", data=other).status_code == 422
    assert client.post(f"{SIGN_IN}/passkey", data=facts).status_code == 303
    again = app.test_client()
    again.set_cookie("academy", kept.value)
    refused = again.post(f"{SIGN_IN}/passkey", data=facts)
    assert refused.status_code == 422
    assert "does not open anything" in refused.text


def test_without_a_question_or_after_a_while_nothing_is_taken(app: Flask, device: Authenticator) -> None:
    client = app.test_client()
    token = token_in(client.get(SIGN_IN).text)
    assert client.post(f"{SIGN_IN}/passkey", data={"csrf_token": token, "answer": "{}"}).status_code == 422
    token, options = asked(client)
    facts = {"csrf_token": token, "answer": device.use(options)}
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=6)):
        assert client.post(f"{SIGN_IN}/passkey", data=facts).status_code == 422


def test_a_passkey_is_renamed_and_removed_by_its_owner_only(
    app: Flask, organiser: Organiser, device: Authenticator, demonstration: Database
) -> None:
    with demonstration.writing() as db:
        mine = db.scalars(select(Passkey.id)).one()
        other = create_account(db, None, "Another", NOW)
        theirs = Passkey(account=other, credential=b"x", public_key=b"y", created_at=NOW)
        db.add(theirs)
    for act in ("name", "remove"):
        assert organiser.post(f"{KEYS}/{theirs.id}/{act}", {"name": "stolen"}).status_code == 404
    assert organiser.post(f"{KEYS}/{mine}/name", {"name": " the tablet "}).location == FACTORS
    assert "the tablet" in organiser.get(FACTORS).text
    assert organiser.post(f"{KEYS}/{mine}/remove").location == FACTORS
    assert enter(app.test_client(), device).status_code == 422
    with demonstration.reading() as db:
        assert [one.name for one in db.scalars(select(Passkey))] == [""]


def test_nonsense_is_refused_and_counted(app: Flask) -> None:
    client = app.test_client()
    token, _ = asked(client)
    answers = []
    for answer in ["", "{", "[]", json.dumps({"id": 1}), "[" * 9000, *["x"] * 6]:
        asked_again = client.post(f"{SIGN_IN}/passkey/asked", headers={"X-CSRFToken": token})
        assert asked_again.status_code == 200
        answers.append(client.post(f"{SIGN_IN}/passkey", data={"csrf_token": token, "answer": answer}).status_code)
    assert answers == [422] * 10 + [429]


def test_whoever_works_as_somebody_else_changes_nothing(app: Flask, demonstration: Database) -> None:
    organiser = signed_in(app)
    token = organiser.token()
    with demonstration.writing() as db:
        other = create_account(db, None, "Admin", NOW, is_administrator=True)
        own = db.scalars(select(Account).where(Account.email == EMAIL)).one()
        db.scalars(select(SignIn).where(SignIn.account_id == own.id)).one().impersonator_id = other.id
    assert organiser.get(FACTORS).status_code == 200
    assert organiser.get(f"{FACTORS}/telephone").status_code == 403
    for act in ("passkeys", "passkeys/asked", "passkeys/1/remove", "recovery", "telephone", "telephone/off", "show"):
        assert organiser.client.post(f"{FACTORS}/{act}", data={"csrf_token": token}).status_code == 403, act
