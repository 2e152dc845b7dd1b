"""What is pasted into a card comes back as CommonMark, for whoever may write the card."""

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from academy.db.engine import Database
from tests.desk.forms import form_with
from tests.site.practices.at_cards import HOME, WRITE, _before_the_deadline, browser, loom, page, stored, text_of

__all__ = ["_before_the_deadline", "browser", "loom"]

HERE = f"{HOME}paste"


def pasted(browser: FlaskClient, sent: object, token: str = "") -> TestResponse:
    known = token or form_with(page(browser, WRITE), "Save").value("csrf_token")
    return browser.post(HERE, json=sent, headers={"X-CSRFToken": known})


def test_html_comes_back_as_commonmark(browser: FlaskClient, database: Database) -> None:
    before, changed = text_of(database), stored(database).changed_at
    html = "<p>One <b>two</b></p><ul><li>a</li></ul><script>alert(1)</script><p><img src='x' alt='Loom'></p>"
    answer = pasted(browser, {"html": html})
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["text"].startswith("One **two**\n\n- a")
    assert "alert" not in answer.json["text"]
    assert answer.json["warnings"] == ["A picture was left out: “Loom”. Add it among the photographs."]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert (text_of(database), stored(database).changed_at) == (before, changed)


def test_what_cannot_be_read_is_refused_in_words(browser: FlaskClient) -> None:
    nonsense: tuple[object, ...] = ([], {}, {"html": 5}, "x", None)
    for sent in nonsense:
        assert pasted(browser, sent).status_code == 400, sent
    answer = pasted(browser, {"html": "<p>" + "x" * 2_000_001})
    assert answer.status_code == 422
    assert answer.json is not None
    assert "too large" in answer.json["warnings"][0]


def test_nobody_else_and_nobody_without_the_pages_token(browser: FlaskClient, empty_app: Flask) -> None:
    assert browser.post(HERE, json={"html": "<p>x"}).status_code == 400
    stranger = empty_app.test_client()
    token = form_with(page(stranger, "/en/sign-in"), "Sign in").value("csrf_token")
    assert pasted(stranger, {"html": "<p>x"}, token).status_code == 404


def test_what_is_no_json_that_can_be_read_is_refused(browser: FlaskClient) -> None:
    known = form_with(page(browser, WRITE), "Save").value("csrf_token")
    for sent in (b"", b"[1]", b'{"html": 1}', b"\xff", b"[" * 100_000):
        answer = browser.post(HERE, data=sent, headers={"X-CSRFToken": known, "Content-Type": "application/json"})
        assert (answer.status_code, answer.json) == (400, {"warnings": []})
