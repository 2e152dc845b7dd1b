"""Signing in with a link by e-mail, as a reader of the letter does it."""

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from academy.accounts.actions import create_account
from academy.accounts.models import Account, SignIn, SignInLink, SignInMethod
from academy.accounts.rules import LINK_LASTS
from academy.config import Config
from academy.db.engine import Database
from academy.web.letters import written
from academy.web.limits import LIMITER
from tests.conftest import EMAIL, NOW, SIGN_IN, served, signed_in, token_in
from tests.desk.forms import form_with, said_above
from tests.factories.letters import letters_to, secret_of

OPENED = "/en/sign-in/opened"
SHARED = "delegation@example.org"


def ask(client: FlaskClient, email: str = EMAIL, wanted: str = "", language: str = "en") -> TestResponse:
    """Open the sign-in page, and press "Send me a link"."""
    page = client.get(f"/{language}/sign-in", query_string={"next": wanted} if wanted else {})
    form = {"csrf_token": token_in(page.text), "email": email, "password": "", "next": wanted}
    return client.post(f"/{language}/sign-in/link", data=form)


def link_to(database: Database, email: str = EMAIL) -> str:
    """The address in the last letter to a mailbox."""
    return f"/en/sign-in/link/{secret_of(database, letters_to(database, email)[-1])}"


def press(client: FlaskClient, **facts: str) -> TestResponse:
    """Press the button of the page that an opened link leads to."""
    form = {"csrf_token": token_in(client.get(OPENED).text), **facts}
    return client.post(OPENED, data=form)


def test_a_link_signs_in_and_leads_to_the_page_that_was_wanted(app: Flask, demonstration: Database) -> None:
    asked = ask(app.test_client(), wanted="/desk/people?search=leandro")
    assert (asked.status_code, asked.location) == (303, "/en/sign-in/sent")
    telephone = app.test_client()
    opened = telephone.get(link_to(demonstration))
    assert (opened.status_code, opened.location) == (303, OPENED)
    page = telephone.get(OPENED)
    assert f"The link was sent to {EMAIL}." in page.text
    assert telephone.get("/en/me/").status_code == 303
    arrived = press(telephone)
    assert (arrived.status_code, arrived.location) == (303, "/desk/people?search=leandro")
    assert telephone.get("/desk/").status_code == 200
    with demonstration.reading() as db:
        assert db.scalars(select(SignIn.method)).all() == [SignInMethod.LINK]


def test_a_link_that_was_used_opens_nothing_and_a_new_one_is_offered(app: Flask, demonstration: Database) -> None:
    ask(app.test_client())
    link = link_to(demonstration)
    first, second = app.test_client(), app.test_client()
    first.get(link)
    second.get(link)
    assert press(first).status_code == 303
    late = second.get(OPENED)
    assert late.status_code == 410
    assert "This link does not work any more" in late.text
    again = form_with(late.text, "Send me a new one")
    assert second.post(again.action, data=again.filled({"email": EMAIL})).status_code == 303
    assert len(letters_to(demonstration, EMAIL)) == 2
    second.get(link_to(demonstration))
    assert press(second).status_code == 303


def test_of_two_who_have_the_page_open_one_gets_in(app: Flask, demonstration: Database) -> None:
    ask(app.test_client())
    link = link_to(demonstration)
    browsers = [app.test_client(), app.test_client()]
    forms = []
    for browser in browsers:
        browser.get(link)
        forms.append({"csrf_token": token_in(browser.get(OPENED).text)})
    answers = [browser.post(OPENED, data=form).status_code for browser, form in zip(browsers, forms, strict=True)]
    assert answers == [303, 410]
    assert browsers[1].get("/en/me/").status_code == 303


def test_an_expired_link_opens_nothing(app: Flask, demonstration: Database) -> None:
    ask(app.test_client())
    link = link_to(demonstration)
    with time_machine.travel(datetime.now(UTC) + LINK_LASTS + timedelta(seconds=1)):
        client = app.test_client()
        assert client.get(link).status_code == 303
        assert client.get(OPENED).status_code == 410


@pytest.mark.parametrize("token", ["wrong", "x" * 1000, "%00", "ä", "%F0%9F%92%A9"])
def test_a_wrong_link_is_answered_in_plain_words(client: FlaskClient, token: str) -> None:
    answer = client.get(f"/en/sign-in/link/{token}", follow_redirects=True)
    assert answer.status_code in {404, 410}
    assert client.post(OPENED, data={"csrf_token": token_in(client.get(SIGN_IN).text)}).status_code == 410


def test_programs_that_look_at_links_in_letters_use_nothing_up(app: Flask, demonstration: Database) -> None:
    ask(app.test_client())
    link = link_to(demonstration)
    filter_of_mail = app.test_client()
    for _ in range(3):
        assert filter_of_mail.head(link).status_code == 303
        assert filter_of_mail.get(link, follow_redirects=True).status_code == 200
        assert filter_of_mail.head(OPENED).status_code == 200
    assert filter_of_mail.post(link).status_code in {400, 405}
    assert filter_of_mail.post(OPENED).status_code == 400
    with demonstration.reading() as db:
        assert db.scalars(select(SignIn)).all() == []
        assert db.scalars(select(SignInLink.used_at)).all() == [None]


@pytest.fixture
def delegation(app: Flask, demonstration: Database) -> list[str]:
    """Three people who share a mailbox; one of them has left."""
    del app
    with demonstration.writing() as db:
        for name in ("Eva Gómez", "<Ali> Ben", "Gone"):
            create_account(db, SHARED, name, NOW)
        db.scalars(select(Account).where(Account.name == "Gone")).one().closed_at = NOW
    return ["Eva Gómez", "<Ali> Ben"]


def test_who_shares_a_mailbox_is_asked_who_it_is_after_pressing(
    client: FlaskClient, demonstration: Database, delegation: list[str]
) -> None:
    ask(client, SHARED)
    client.get(link_to(demonstration, SHARED))
    assert not any(name in client.get(OPENED).text for name in ("Eva", "Ali"))
    asked = press(client)
    assert asked.status_code == 200
    assert "Who are you?" in asked.text
    offered = re.findall(r'name="who" value="(\d+)"><bdi>([^<]*)</bdi>', asked.text)
    assert [name for _, name in offered] == [delegation[0], "&lt;Ali&gt; Ben"]
    assert press(client, who="1").status_code == 200  # the organiser, who has another mailbox
    assert press(client, who=offered[1][0]).location == "/en/me/"
    assert "&lt;Ali&gt; Ben" in client.get("/en/me/").text
    assert client.get(OPENED).status_code == 410


def test_the_answer_is_the_same_whether_there_is_an_account_or_not(app: Flask, demonstration: Database) -> None:
    def told(email: str) -> tuple[int, str, str]:
        browser = app.test_client()
        answer = ask(browser, email)
        return answer.status_code, answer.location, re.sub(r'value="[^"]+"', "", browser.get(answer.location).text)

    LIMITER.enabled = False
    assert len({told(email) for email in (EMAIL, "nobody@example.org", *[EMAIL] * 5)}) == 1
    LIMITER.enabled = True
    assert letters_to(demonstration, "nobody@example.org") == []
    assert len(letters_to(demonstration, EMAIL)) == 3


def test_what_is_no_address_is_said_to_be_none(client: FlaskClient) -> None:
    for email in ("", "olga", "a\x00b@example.org\r\nBcc: x", "x" * 500 + "@example.org"):
        answer = ask(client, email)
        assert answer.status_code == 422
        assert "is not an e-mail address" in said_above(answer.text)


def test_who_asks_from_one_place_again_and_again_has_to_wait_and_others_do_not(app: Flask) -> None:
    client = app.test_client()
    assert [ask(client, f"nobody-{number}@example.org").status_code for number in range(11)] == [303] * 10 + [429]
    form = {"csrf_token": token_in(client.get(SIGN_IN).text), "email": EMAIL}
    elsewhere = client.post("/en/sign-in/link", data=form, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 303
    signed_in(app)  # with a password, from the place that has to wait


def test_nobody_is_led_to_another_site_by_a_link(client: FlaskClient, demonstration: Database) -> None:
    for wanted in ("//evil.example/", "https://evil.example/", "/\\evil.example", "/a/../..//evil.example"):
        LIMITER.reset()
        ask(client, wanted=wanted)
        with demonstration.writing() as db:
            link = db.scalars(select(SignInLink).order_by(SignInLink.id.desc())).first()
            assert link
            assert link.next == ""
            link.created_at -= timedelta(minutes=11)  # no longer fresh: the next letter is written


def test_a_host_that_a_request_claims_stands_in_no_letter(app: Flask, demonstration: Database) -> None:
    client, base = app.test_client(), "http://evil.example"
    form = {"csrf_token": token_in(client.get(SIGN_IN, base_url=base).text), "email": EMAIL}
    headers = {"X-Forwarded-Host": "evil.example"}
    assert client.post("/en/sign-in/link", data=form, base_url=base, headers=headers).status_code == 303
    letter = letters_to(demonstration, EMAIL)[-1]
    said = written(app, letter, {"token": "abc"})
    assert "http://academy.test/en/sign-in/link/abc" in said.text
    assert "evil" not in said.text + said.html


def test_no_token_stays_in_an_address_or_is_told_to_others(app: Flask, demonstration: Database) -> None:
    ask(app.test_client())
    link, client = link_to(demonstration), app.test_client()
    token = link.rpartition("/")[2]
    answers = [client.get(link), client.get(OPENED), press(client)]
    assert {answer.headers["Referrer-Policy"] for answer in answers} == {"no-referrer"}
    assert {answer.headers["Cache-Control"] for answer in answers} == {"private, no-store"}
    assert all(token not in answer.text + str(answer.location) for answer in answers)
    kept = answers[0].headers["Set-Cookie"]
    assert token in kept
    assert {"HttpOnly", "SameSite=Lax"} <= set(kept.split("; "))
    assert token not in str(answers[2].headers)
    assert client.get_cookie("link-sign-in") is None


@pytest.fixture
def https_app(tmp_path: Path, database: Database) -> Iterator[Flask]:
    config = Config(data=str(tmp_path), base_url="https://academy.test", secret_key="only for tests")
    yield from served(config, database)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_under_https_an_opened_link_only_travels_encrypted(https_app: Flask) -> None:
    answer = https_app.test_client().get("/en/sign-in/link/abc", base_url="https://academy.test")
    assert {"HttpOnly", "Secure", "SameSite=Lax"} <= set(answer.headers["Set-Cookie"].split("; "))


def test_neither_tokens_nor_passwords_are_noted(
    app: Flask, demonstration: Database, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    client = app.test_client()
    ask(client)
    link = link_to(demonstration)
    client.get(link)
    press(client)
    form = {"csrf_token": token_in(app.test_client().get(SIGN_IN).text), "email": EMAIL, "password": "my secret words"}
    app.test_client().post(SIGN_IN, data=form)
    monkeypatch.setattr("academy.site.accounts.links.open_link", lambda *_: 1 / 0)
    assert client.get(link).status_code == 500
    said = caplog.text + str([vars(one) for one in caplog.records])
    assert "failed at" in said
    assert link.rpartition("/")[2] not in said
    assert "my secret words" not in said
    session = client.get_cookie("academy")
    assert session
    assert session.value not in said
