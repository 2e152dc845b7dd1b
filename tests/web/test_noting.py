"""What is noted for those who watch over an installation, and what never is."""

import logging
from datetime import UTC, datetime

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy import text

from academy.access import Can
from academy.accounts.actions import create_account, sign_in
from academy.accounts.models import SignInMethod
from academy.db.engine import Database
from academy.web.guard import Reply, requires
from academy.web.transactions import db
from tests.conftest import EMAIL, NOW, token_in

SECRET = "k3pt-t0-0urselves"


@pytest.fixture(autouse=True)
def _listening(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "academy")


def facts(caplog: pytest.LogCaptureFixture, event: str) -> dict[str, object]:
    (record,) = [one for one in caplog.records if one.getMessage() == event]
    found: dict[str, object] = record.__dict__["facts"]
    return found


def broken(app: Flask) -> None:
    """Add a route that fails while it writes something secret."""

    @app.get("/en/broken/<token>")
    @requires(Can.READ)
    def fail(token: str) -> Reply:
        db().execute(text("INSERT INTO nowhere VALUES (:token)"), {"token": token})
        return abort(404)


def test_a_refusal_is_noted(empty_app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    database: Database = empty_app.extensions["academy_database"]
    with database.writing() as session:
        account = create_account(session, "nobody@example.org", "Nora Nobody", NOW)
        token = sign_in(session, account, SignInMethod.LINK, datetime.now(UTC))
    client = empty_app.test_client()
    with client.session_transaction() as cookie:
        cookie["sign_in"] = token
    assert client.get("/desk/people").status_code == 403
    noted = facts(caplog, "refused")
    assert noted["account"] == account.id
    assert noted["route"] == "/desk/people"
    assert token not in caplog.text
    assert "Nora" not in caplog.text


@pytest.mark.parametrize("address", ["/desk/people", "/desk/accounts"])
def test_a_stranger_who_is_shown_the_sign_in_page_is_noted(
    reader: FlaskClient, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    assert reader.get(address).status_code == 303
    noted = facts(caplog, "refused")
    assert (noted["route"], noted["account"]) == (address, None)


def test_a_form_without_its_token_is_noted(reader: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    reader.post("/en/sign-in", data={"email": "olga@example.org", "password": SECRET})
    noted = facts(caplog, "form without its token")
    assert noted["method"] == "POST"
    assert noted["account"] is None
    assert SECRET not in str(noted)


def test_a_failure_is_noted_without_what_was_typed(empty_app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    broken(empty_app)
    answer = empty_app.test_client().get(f"/en/broken/{SECRET}")
    assert answer.status_code in {500, 503}
    assert "/en/broken/<token>" in caplog.text
    assert SECRET not in caplog.text


def test_a_failed_sign_in_is_noted(empty_app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    client = empty_app.test_client()
    token = token_in(client.get("/en/sign-in").text)
    client.post("/en/sign-in", data={"csrf_token": token, "email": EMAIL, "password": SECRET})
    noted = facts(caplog, "wrong password")
    assert noted["network"] == "127.0.0.1"
    assert SECRET not in str(noted)
    assert EMAIL not in str(noted)
