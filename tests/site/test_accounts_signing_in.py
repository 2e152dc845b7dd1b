"""Signing in with a password, and out."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from werkzeug.test import TestResponse

from academy.accounts import passwords
from academy.accounts.actions import create_account, set_password
from academy.accounts.models import SignIn
from academy.accounts.queries import find_account
from academy.accounts.rules import SIGNED_IN_FOR
from academy.config import Config
from academy.db.engine import Database
from academy.site.accounts import signing_in
from academy.web.limits import LIMITER
from tests.conftest import EMAIL, NOW, PASSWORD, SIGN_IN, Organiser, served, signed_in
from tests.desk.forms import form_with, main_form, said_above

ELSEWHERE = [
    "//evil.example",
    "https://evil.example/desk/",
    "http:/evil.example",
    "/\\evil.example",
    "/desk\\..\\..\\evil.example",
    "\\\\evil.example/desk",
    "javascript:alert(1)",
    "/desk/../../en/",
    "/desk/..//evil.example",
    "desk/",
    " //evil.example/desk",
    "/\t/evil.example/desk",
    "/desk/\r\nSet-Cookie: a=b",
    "//[desk",
    "\x00//evil.example/desk",
]


def try_to_sign_in(
    client: FlaskClient, email: str = EMAIL, password: str = PASSWORD, back: str = "", network: str = "127.0.0.1"
) -> TestResponse:
    form = main_form(client.get(SIGN_IN).text)
    facts = form.filled({"email": email, "password": password, "next": back})
    return client.post(form.action, data=facts, environ_base={"REMOTE_ADDR": network})


def count_sign_ins(database: Database) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(SignIn)) or 0


def test_with_the_right_password_one_is_led_to_the_desk(client: FlaskClient, demonstration: Database) -> None:
    answer = try_to_sign_in(client, email=f"  {EMAIL.upper()} ")
    assert (answer.status_code, answer.location) == (303, "/desk/")
    assert client.get("/desk/").status_code == 200
    assert count_sign_ins(demonstration) == 1
    assert client.get(SIGN_IN).location == "/en/me/"


def test_one_is_led_back_to_the_page_that_was_wanted(client: FlaskClient) -> None:
    wanted = "/desk/people?search=leandro"
    asked = client.get(wanted, follow_redirects=True)
    form = main_form(asked.text)
    answer = client.post(form.action, data=form.filled({"email": EMAIL, "password": PASSWORD}))
    assert answer.location == wanted


def test_a_wrong_password_and_an_unknown_account_are_answered_alike(
    client: FlaskClient, demonstration: Database
) -> None:
    wrong = try_to_sign_in(client, password="not the password")
    unknown = try_to_sign_in(client, email="nobody@example.org")
    assert wrong.status_code == unknown.status_code == 422
    assert said_above(wrong.text) == said_above(unknown.text) != ""
    assert without_names(wrong) == without_names(unknown)
    assert EMAIL in wrong.text  # what was typed is still there, but for the password
    assert "not the password" not in wrong.text
    assert count_sign_ins(demonstration) == 0
    assert client.get("/desk/").status_code == 303


def test_nonsense_is_answered_as_a_wrong_password_is(client: FlaskClient) -> None:
    for email, password in [
        ("", ""),
        (EMAIL, ""),
        ("", PASSWORD),
        ("x" * 10_000, "y" * 10_000),
        ("a\x00b", "c\x00d"),
        (EMAIL, "p" * 257),
    ]:
        answer = try_to_sign_in(client, email, password)
        assert answer.status_code == 422, email[:20]
        assert "do not belong together" in said_above(answer.text)


def test_who_signs_out_has_no_sign_in_left(organiser: Organiser, demonstration: Database) -> None:
    kept = organiser.client.get_cookie("academy")
    assert kept
    form = form_with(organiser.get("/desk/").text, "Sign out")
    assert organiser.client.post(form.action, data=form.filled({})).location == SIGN_IN
    assert count_sign_ins(demonstration) == 0
    organiser.client.set_cookie("academy", kept.value)  # a cookie that somebody has copied
    assert organiser.get("/desk/").status_code == 303


def test_a_sign_in_that_is_used_ends_after_a_working_day(organiser: Organiser, demonstration: Database) -> None:
    with demonstration.reading() as db:
        began = db.scalars(select(SignIn.created_at)).one()
    uses = [began + timedelta(hours=hours) for hours in (1.9, 3.8, 5.7, 7.6, 9.5, 11.4)]
    for instant in (*uses, began + SIGNED_IN_FOR - timedelta(seconds=2)):
        with time_machine.travel(instant, tick=False):
            assert organiser.get("/desk/").status_code == 200, instant - began
    with time_machine.travel(began + SIGNED_IN_FOR, tick=False):
        assert organiser.get("/desk/").status_code == 303


def test_another_password_ends_every_sign_in(app: Flask, organiser: Organiser, demonstration: Database) -> None:
    other = signed_in(app)
    digest = passwords.hashed("another password")
    with demonstration.writing() as db:
        account = find_account(db, EMAIL)
        assert account
        set_password(db, account, digest, NOW)
    assert [one.get("/desk/").status_code for one in (organiser, other)] == [303, 303]
    stranger = app.test_client()
    assert try_to_sign_in(stranger).status_code == 422
    assert try_to_sign_in(stranger, password="another password").status_code == 303


def test_nobody_is_led_to_another_site(app: Flask) -> None:
    for elsewhere in ELSEWHERE:
        LIMITER.reset()
        stranger = app.test_client()
        assert stranger.get(SIGN_IN, query_string={"next": elsewhere}).status_code == 200
        answer = try_to_sign_in(stranger, back=elsewhere)
        assert (answer.status_code, answer.location) == (303, "/desk/"), elsewhere
        assert stranger.get_cookie("a") is None


@pytest.fixture
def https_app(tmp_path: Path, database: Database) -> Iterator[Flask]:
    config = Config(data=str(tmp_path), base_url="https://academy.test", secret_key="only for tests")
    yield from served(config, database)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_the_cookie_is_kept_from_scripts_and_other_sites(client: FlaskClient) -> None:
    cookie = try_to_sign_in(client).headers["Set-Cookie"]
    assert cookie.startswith("academy=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie.split("; ")


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_under_https_the_cookie_only_travels_encrypted(https_app: Flask) -> None:
    client = https_app.test_client()
    form = main_form(client.get(SIGN_IN, base_url="https://academy.test").text)
    facts = form.filled({"email": EMAIL, "password": PASSWORD})
    cookie = client.post(form.action, data=facts, base_url="https://academy.test").headers["Set-Cookie"]
    assert cookie.startswith("__Host-academy=")
    parts = set(cookie.split("; "))
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Secure"} <= parts
    assert not [part for part in parts if part.startswith("Domain")]


def test_after_five_attempts_at_one_account_a_minute_must_pass(app: Flask) -> None:
    client = app.test_client()
    answers = [try_to_sign_in(client, password="wrong").status_code for _ in range(5)]
    assert answers == [422] * 5
    refused = try_to_sign_in(client)
    assert refused.status_code == 429
    assert "Too many attempts" in refused.text
    elsewhere = app.test_client()
    form = main_form(elsewhere.get(SIGN_IN).text)
    facts = form.filled({"email": EMAIL, "password": PASSWORD})
    assert elsewhere.post(form.action, data=facts, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 303


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_after_ten_attempts_from_one_address_a_minute_must_pass(app: Flask) -> None:
    client = app.test_client()
    answers = [try_to_sign_in(client, email=f"nobody-{number}@example.org").status_code for number in range(11)]
    assert answers == [422] * 10 + [429]
    LIMITER.reset()
    assert try_to_sign_in(client).status_code == 303


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_attempts_from_one_ipv6_network_are_counted_together(app: Flask) -> None:
    """Whoever has one address of IPv6 has four thousand million times as many as there are of IPv4."""
    client = app.test_client()
    answers = [try_to_sign_in(client, password="wrong", network=f"2001:db8::{one}").status_code for one in range(6)]
    assert answers == [422] * 5 + [429]
    LIMITER.reset()
    answers = [
        try_to_sign_in(client, f"nobody-{one}@example.org", network=f"2001:db8::{one}").status_code for one in range(11)
    ]
    assert answers == [422] * 10 + [429]
    assert try_to_sign_in(client, network="2001:db8:0:1::1").status_code == 303


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_attempts_at_one_mailbox_are_counted_together_however_its_address_is_typed(app: Flask) -> None:
    client = app.test_client()
    typed = [f"{EMAIL}\u200b", EMAIL.upper(), f"\u200b {EMAIL}\x00", f"org\u2060{EMAIL[3:]}", f"{EMAIL}\xa0", EMAIL]
    answers = [try_to_sign_in(client, email, "wrong").status_code for email in typed]
    assert answers == [422] * 5 + [429]
    LIMITER.reset()
    assert try_to_sign_in(client, f"{EMAIL}\u200b").status_code == 303


def test_a_new_sign_in_ends_the_one_that_this_browser_had(organiser: Organiser, demonstration: Database) -> None:
    before = organiser.client.get_cookie("academy")
    assert before
    facts = {"csrf_token": organiser.token(), "email": EMAIL, "password": PASSWORD}
    assert organiser.client.post(SIGN_IN, data=facts).status_code == 303
    assert organiser.get("/desk/").status_code == 200
    assert count_sign_ins(demonstration) == 1
    stolen = organiser.client.application.test_client()
    stolen.set_cookie("academy", before.value)
    assert stolen.get("/desk/").status_code == 303


@pytest.fixture
def shared(app: Flask, demonstration: Database) -> dict[str, str]:
    """The passwords of six people at one mailbox, the last two of whom have chosen the same one."""
    assert app
    said = {name: f"correct horse {name}" for name in ("Ana", "Ben", "Carla", "Dora", "Eva")} | {
        "Fatou": "the office’s"
    }
    said["Eva"] = said["Fatou"]
    with demonstration.writing() as db:
        for name, password in said.items():
            create_account(db, "office@example.org", name, NOW, password_digest=passwords.hashed(password))
    return said


def who(client: FlaskClient) -> str:
    found = re.search(r"<h1><bdi>([^<]*)</bdi></h1>", client.get("/en/me/").text)
    return found[1] if found else ""


def test_everybody_at_a_shared_mailbox_signs_in_with_their_own_password(app: Flask, shared: dict[str, str]) -> None:
    for name in ("Ana", "Dora"):
        client = app.test_client()
        assert try_to_sign_in(client, "office@example.org", shared[name]).location == "/en/me/"
        assert who(client) == name


def test_who_shares_mailbox_and_password_says_who_it_is(app: Flask, shared: dict[str, str]) -> None:
    client = app.test_client()
    asked = try_to_sign_in(client, "office@example.org", shared["Eva"], "/en/me/sign-in")
    assert asked.status_code == 200
    assert "Who are you?" in asked.text
    assert ("Eva" in asked.text, "Fatou" in asked.text, "Dora" in asked.text) == (True, True, False)
    assert shared["Eva"] not in asked.text
    assert client.get("/en/me/").status_code == 303
    form = main_form(asked.text)
    numbers = dict(re.findall(r'id="who-(\d+)".*?<bdi>(\w+)</bdi>', asked.text))
    (fatou,) = [number for number, name in numbers.items() if name == "Fatou"]
    wrong = client.post(form.action, data=form.filled({"who": fatou, "password": shared["Dora"]}))
    assert (wrong.status_code, wrong.location) == (303, "/en/me/sign-in")  # Dora's own: whoever else is named
    assert who(client) == "Dora"
    again = app.test_client()
    form = main_form(try_to_sign_in(again, "office@example.org", shared["Eva"], "/en/me/sign-in").text)
    answer = again.post(form.action, data=form.filled({"who": fatou, "password": shared["Fatou"]}))
    assert (answer.status_code, answer.location) == (303, "/en/me/sign-in")
    assert who(again) == "Fatou"


def test_a_form_without_its_token_is_refused(client: FlaskClient, demonstration: Database) -> None:
    answer = client.post(SIGN_IN, data={"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 400
    assert "open for too long" in answer.text
    assert count_sign_ins(demonstration) == 0


def test_the_password_is_hashed_before_the_transaction_begins(
    client: FlaskClient, demonstration: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hashing takes some 0.2 s: on SQLite nobody could write meanwhile."""
    order: list[str] = []
    matches = passwords.matches

    def noted(password: str, digest: str | None) -> bool:
        order.append("hash")
        found = matches(password, digest)
        order.append("hashed")
        return found

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        order.append(statement.split(maxsplit=1)[0] + (" IMMEDIATE" if "IMMEDIATE" in statement else ""))

    monkeypatch.setattr(signing_in, "matches", noted)
    form = main_form(client.get(SIGN_IN).text)
    event.listen(demonstration.engine, "before_cursor_execute", note)
    answer = client.post(form.action, data=form.filled({"email": EMAIL, "password": PASSWORD}))
    event.remove(demonstration.engine, "before_cursor_execute", note)
    assert answer.status_code == 303
    start, end = order.index("hash"), order.index("hashed")
    assert end == start + 1
    writes = [place for place, what in enumerate(order) if what in {"BEGIN IMMEDIATE", "INSERT", "DELETE", "UPDATE"}]
    assert min(writes) > end


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_no_connection_is_held_while_a_password_is_hashed(
    client: FlaskClient, demonstration: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []
    matches = passwords.matches
    pool = demonstration.engine.pool

    def counted(password: str, digest: str | None) -> bool:
        held.append(pool.checkedout())  # type: ignore[attr-defined]  # every pool that we use counts
        return matches(password, digest)

    monkeypatch.setattr(signing_in, "matches", counted)
    try_to_sign_in(client)
    assert held == [0]


def test_the_cookie_of_a_made_up_token_opens_nothing(client: FlaskClient) -> None:
    with client.session_transaction() as carried:
        carried["sign_in"] = "made up"
    assert client.get("/desk/").status_code == 303


def without_names(answer: TestResponse) -> str:
    form = main_form(answer.text)
    text = answer.text.replace(form.value("email"), "").replace(form.value("csrf_token"), "")
    return re.sub(r'nonce="[\w-]+"', "", text)


def test_the_browser_forgets_what_was_shown_to_who_signs_out(organiser: Organiser) -> None:
    answer = organiser.post("/en/sign-out")
    assert answer.status_code == 303
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_a_password_is_hidden_and_may_be_filled_in_by_a_program_that_keeps_it(client: FlaskClient) -> None:
    field = re.search(r'<input[^>]*name="password"[^>]*>', client.get(SIGN_IN).text)
    assert field
    assert 'type="password"' in field[0]
    assert 'autocomplete="current-password"' in field[0]
    assert "onpaste" not in field[0]
