"""What protects readers and organisers: headers on every answer, no inline script or style, cookies."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from academy.config import Config
from academy.db.engine import Database
from tests.conftest import EMAIL, PASSWORD, Organiser, served, signed_in, token_in
from tests.factories.addresses import pages, things_of

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.fixture
def https_app(config: Config, database: Database) -> Iterator[Flask]:
    yield from served(replace(config, base_url="https://academy.test"), database)


def every_kind_of_answer(client: FlaskClient) -> list[TestResponse]:
    found = ("/", "/en", "/en/", "/en/rcm-2021/programme/", "/en/rcm-2021/calendar.ics", "/api/v1/editions",
             "/static/academy.css", "/static/nothing", "/en/nothing/", "/en/rcm-2021/programme/?zone=Mars",
             "/en/?lang=fr", "/desk/", "/en/sign-in", "/en/%00/")  # fmt: skip
    answers = [client.get(address) for address in found]
    answers += [client.post("/en/"), client.post("/en/sign-in"), client.head("/en/"), client.options("/en/")]
    answers.append(client.get("/en/", headers={"If-None-Match": client.get("/en/").headers["ETag"]}))
    assert {answer.status_code for answer in answers} >= {200, 302, 303, 304, 308, 400, 404, 405, 422}
    return answers


def test_every_kind_of_answer_carries_the_headers(reader: FlaskClient) -> None:
    for answer in every_kind_of_answer(reader):
        assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS, answer.request.path
        policy = policy_of(answer)
        assert policy["default-src"] == "'none'"
        assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
        assert policy["style-src"] == policy["form-action"] == "'self'"
        of_the_desk = "'self' 'nonce-" if 'nonce="' in answer.text else "'self'"
        assert policy["script-src"].startswith(of_the_desk)
        assert ("nonce" in policy["script-src"]) == ('nonce="' in answer.text)
        assert "Strict-Transport-Security" not in answer.headers
        assert answer.headers["Cache-Control"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]


def policy_of(answer: TestResponse) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer.headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


def test_public_pages_have_no_inline_script_or_style_and_load_nothing_from_elsewhere(
    read_app: Flask, reader: FlaskClient
) -> None:
    database: Database = read_app.extensions["academy_database"]
    with database.reading() as db:
        found = pages(read_app, things_of(db, "casablanca-2027"), "ar")
    assert len(found) >= 12
    for address in [*found.values(), "/en/nothing/"]:
        page = reader.get(address).text
        assert [tag for tag in re.findall(r"<script\b[^>]*>", page) if "application/ld+json" not in tag] == []
        assert "<style" not in page
        assert re.findall(r"<[^>]*\s(?:style|on\w+)\s*=", page) == []
        assert "javascript:" not in page
        loaded = re.findall(r'<link rel="(?:stylesheet|icon)" href="([^"]+)"|\ssrc="([^"]+)"', page)
        assert [own or other for own, other in loaded if not (own or other).startswith("/static/")] == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_cookies_are_kept_from_scripts_and_other_sites(empty_app: Flask) -> None:
    cookies = set_by_signing_in(empty_app)
    assert set(cookies) == {"academy"}
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= cookies["academy"]
    assert "Secure" not in cookies["academy"]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_cookies_travel_encrypted_only_where_the_installation_is_reached_so(https_app: Flask) -> None:
    cookies = set_by_signing_in(https_app)
    assert set(cookies) == {"__Host-academy"}
    assert {"HttpOnly", "Path=/", "SameSite=Lax", "Secure"} <= cookies["__Host-academy"]
    assert not any(part.startswith("Domain") for part in cookies["__Host-academy"])
    chosen = https_app.test_client().get("/en/?lang=fr").headers["Set-Cookie"]
    assert "Secure" in chosen.split("; ")
    for address in ("/en/", "/en/nothing/", "/static/academy.css"):
        header = https_app.test_client().get(address).headers["Strict-Transport-Security"]
        assert header == "max-age=31536000; includeSubDomains"


def set_by_signing_in(app: Flask) -> dict[str, set[str]]:
    """Name and attributes of each cookie that a sign-in sets; the browser asks over the same kind of line."""
    base = "https://academy.test" if app.config["SESSION_COOKIE_SECURE"] else "http://academy.test"
    client = app.test_client()
    token = token_in(client.get("/en/sign-in", base_url=base).text)
    form = {"csrf_token": token, "email": EMAIL, "password": PASSWORD}
    answer = client.post("/en/sign-in", data=form, base_url=base)
    assert answer.status_code == 303
    parts = [header.split("; ") for header in answer.headers.getlist("Set-Cookie")]
    return {first.partition("=")[0]: set(rest) for first, *rest in parts}


@pytest.mark.parametrize("kind", ["sqlite"])
def test_signing_in_and_out_makes_a_new_session(empty_app: Flask) -> None:
    client = empty_app.test_client()
    token = token_in(client.get("/en/sign-in").text)
    before = cookie(client)
    client.post("/en/sign-in", data={"csrf_token": token, "email": EMAIL, "password": PASSWORD})
    inside = cookie(client)
    assert inside != before
    assert client.get("/desk/").status_code == 200
    organiser = Organiser(client)
    assert organiser.post("/en/sign-out").status_code == 303
    assert client.get("/desk/").status_code == 303
    stolen = empty_app.test_client()
    stolen.set_cookie("academy", inside)
    assert stolen.get("/desk/").status_code == 303


def cookie(client: FlaskClient) -> str:
    found = client.get_cookie("academy")
    assert found
    return found.value


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    "wanted",
    ["//evil.example/desk", "https://evil.example/desk", "/\\evil.example/desk", "desk", "/desk\\..", ""],
)
def test_signing_in_leads_to_no_other_site(empty_app: Flask, wanted: str) -> None:
    client = empty_app.test_client()
    token = token_in(client.get("/en/sign-in").text)
    form = {"csrf_token": token, "email": EMAIL, "password": PASSWORD, "next": wanted}
    assert client.post("/en/sign-in", data=form).location == "/desk/"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_wrong_password_says_the_same_as_an_unknown_address(empty_app: Flask) -> None:
    client = empty_app.test_client()
    said = set()
    for email in (EMAIL, "nobody@example.org"):
        form = {"csrf_token": token_in(client.get("/en/sign-in").text), "email": email, "password": "not the one"}
        answer = client.post("/en/sign-in", data=form)
        assert answer.status_code == 422
        assert email in answer.text
        assert "not the one" not in answer.text
        said.add(re.sub(r'(value|nonce)="[^"]*"', "", answer.text))
    assert len(said) == 1


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_form_of_another_session_is_refused(empty_app: Flask) -> None:
    token = token_in(empty_app.test_client().get("/en/sign-in").text)
    answer = signed_in(empty_app).client.post("/en/sign-out", data={"csrf_token": token})
    assert answer.status_code == 400
    assert "This form was open for too long" in answer.text
