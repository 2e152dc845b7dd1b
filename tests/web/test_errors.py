"""What cannot be done is said in the reader's language, with the right number, and never as a stack trace."""

from collections.abc import Callable

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.test import TestResponse

from academy.access import Can
from academy.db.engine import Database
from academy.editions.models import Edition
from academy.kit.refusals import Refusal, Several, Stale, Unknown
from academy.web.guard import requires
from academy.web.transactions import db
from tests.conftest import EMAIL, token_in
from tests.factories import edition as new_edition


def failing(app: Flask, what: Callable[[], object], method: str = "GET") -> TestResponse:
    """What a reader of Spanish is told when a page fails so."""

    @requires(Can.READ)
    def page() -> str:
        what()
        return "done"

    app.add_url_rule("/es/fails/now/", "fails", page, methods=[method])
    app.extensions["csrf"].exempt(f"{page.__module__}.{page.__name__}")
    return app.test_client().open("/es/fails/now/", method=method)


def throw(error: Exception) -> Callable[[], object]:
    def raise_it() -> object:
        raise error

    return raise_it


FAILURES = {
    "unknown": (throw(Unknown("There is no such thing.")), 404),
    "stale": (throw(Stale("Somebody was faster.")), 409),
    "refused": (throw(Refusal("“%(what)s” is <b>not</b> possible.", what="<i>")), 422),
    "several": (throw(Several("Two mistakes.", [Refusal("One."), Refusal("Two.")])), 422),
    "stale row": (throw(StaleDataError("UPDATE statement on table")), 409),
    "integrity": (throw(IntegrityError("INSERT INTO secret", {}, Exception("UNIQUE"))), 409),
    "busy": (throw(OperationalError("SELECT secret", {}, Exception("database is locked"))), 503),
    "broken": (throw(ZeroDivisionError("secret")), 500),
    "forbidden": (lambda: abort(403), 403),
    "gone": (lambda: abort(410), 410),
    "too large": (lambda: abort(413), 413),
    "too often": (lambda: abort(429), 429),
    "odd": (lambda: abort(418), 418),
    "not here": (lambda: abort(501), 501),
}


@pytest.mark.parametrize("name", FAILURES)
@pytest.mark.parametrize("kind", ["sqlite"])
def test_each_failure_has_its_number_and_its_page(empty_app: Flask, name: str) -> None:
    what, status = FAILURES[name]
    answer = failing(empty_app, what)
    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert '<html lang="es" dir="ltr">' in answer.text
    assert f'<p class="kicker num">{status}</p>' in answer.text
    assert 'href="/es/"' in answer.text
    for never in ("Traceback", "secret", "sqlalchemy", "UPDATE statement", "File &#34;", "%("):
        assert never not in answer.text


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_refusal_is_shown_in_its_words_and_escaped(empty_app: Flask) -> None:
    answer = failing(empty_app, FAILURES["refused"][0])
    assert "“&lt;i&gt;” is &lt;b&gt;not&lt;/b&gt; possible." in answer.text


@pytest.mark.parametrize("kind", ["sqlite"])
def test_several_refusals_are_shown_together(empty_app: Flask) -> None:
    assert "Two mistakes. One. Two." in failing(empty_app, FAILURES["several"][0]).text


def test_what_was_written_before_a_refusal_is_forgotten(empty_app: Flask, database: Database) -> None:
    def write_and_refuse() -> None:
        new_edition(db(), "half")
        raise Refusal("No.")

    assert failing(empty_app, write_and_refuse, "POST").status_code == 422
    assert count(database) == 0


def test_what_was_written_without_a_refusal_is_kept(empty_app: Flask, database: Database) -> None:
    assert failing(empty_app, lambda: new_edition(db(), "whole"), "POST").status_code == 200
    assert count(database) == 1


def test_what_a_reading_request_writes_is_forgotten(empty_app: Flask, database: Database) -> None:
    assert failing(empty_app, lambda: new_edition(db(), "sly")).status_code == 200
    assert count(database) == 0


def test_a_change_that_fails_at_the_very_end_is_told_as_one(empty_app: Flask, database: Database) -> None:
    """The second of two who save at the same moment finds out when the transaction ends."""
    with database.writing() as first:
        new_edition(first, "shared")

    def change_without_flushing() -> None:
        edition = db().query(Edition).one()
        db().connection().execute(text("UPDATE edition SET revision = revision + 1"))
        edition.zone_label = "changed"

    answer = failing(empty_app, change_without_flushing, "POST")
    assert answer.status_code == 409
    assert '<p class="kicker num">409</p>' in answer.text
    with database.reading() as later:
        assert later.query(Edition).one().zone_label == ""


def count(database: Database) -> int:
    with database.reading() as later:
        return later.query(Edition).count()


def test_a_number_that_no_database_counts_to_is_an_unknown_one(empty_app: Flask, database: Database) -> None:
    @requires(Can.READ)
    def page(number: int) -> str:
        return str(db().get(Edition, number))

    empty_app.add_url_rule("/en/numbers/<int:number>/x/", "numbers", page)
    client = empty_app.test_client()
    for number in (2**31 - 1, 2**31, 2**63, 10**400):
        assert client.get(f"/en/numbers/{number}/x/").status_code in {200, 404}, number
    assert client.get(f"/en/numbers/{2**31}/x/").status_code == 404
    assert database


def test_a_text_that_the_database_cannot_store_is_no_failure_of_ours(empty_app: Flask) -> None:
    answer = failing(empty_app, lambda: db().query(Edition).filter_by(slug="a\0b").all())
    assert answer.status_code in {200, 400}


def test_a_wrong_method_says_which_are_right(reader: FlaskClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = reader.open("/en/rcm-2021/", method=method)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert "<h1>This cannot be done here</h1>" in answer.text
    assert reader.get("/desk/editions/rcm-2021/state").headers["Allow"] == "OPTIONS, POST"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_request_that_is_too_large_is_refused(app: Flask) -> None:
    client = app.test_client()
    token = token_in(client.get("/en/sign-in").text)
    whole = f"csrf_token={token}&email={'a' * 25 * 1024 * 1024}"
    field = f'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\n{"a" * 5 * 1024 * 1024}\r\n--x--\r\n'
    for body, kind in ((whole, "application/x-www-form-urlencoded"), (field, "multipart/form-data; boundary=x")):
        answer = client.post("/en/sign-in", data=body, content_type=kind)
        assert answer.status_code == 413
        assert "This is too large" in answer.text


@pytest.mark.parametrize("kind", ["sqlite"])
def test_guessing_passwords_is_slowed_down(app: Flask) -> None:
    client = app.test_client()
    token = token_in(client.get("/en/sign-in").text)
    form = {"csrf_token": token, "email": EMAIL, "password": "a guess"}
    answers = [client.post("/en/sign-in", data=form) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert "Too many attempts" in answers[-1].text
    assert client.get("/en/").status_code == 200


@pytest.mark.parametrize("language", ["es", "fr", "pt", "ar"])
def test_errors_speak_the_reader_s_language(reader: FlaskClient, language: str) -> None:
    page = reader.get(f"/{language}/nothing-here/").text
    assert f'<html lang="{language}"' in page
    assert 'href="/static/academy.css?v=' in page
