"""No page sets a cookie that the page about privacy does not name, and none loads anything from elsewhere."""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from academy.access import Can
from academy.accounts.actions import create_account, sign_in
from academy.accounts.models import SignInMethod
from academy.db.engine import open_database
from academy.editions.queries import get_edition
from academy.site.privacy import Cookie, cookies
from tests.conftest import KEYS, Shelf
from tests.factories import person
from tests.factories.addresses import Samples, made_for, made_in, permission
from tests.factories.readers import app_of

LOADED = {"img": "src", "script": "src", "iframe": "src", "source": "src", "video": "src", "audio": "src",
          "object": "data", "embed": "src", "form": "action", "link": "href", "button": "formaction"}  # fmt: skip
NOT_LOADED = {"alternate", "canonical"}


@pytest.fixture(scope="module")
def walked(shelves: dict[str, Shelf], tmp_path_factory: pytest.TempPathFactory) -> list[TestResponse]:
    """The answer of every page, for a stranger and for an administrator who has something of every kind.

    Walked once, on SQLite: what is asked here does not depend on the database.
    """
    database = open_database(shelves["sqlite"].copy(demonstration=True), KEYS)
    with database.writing() as db:
        samples, token = made(db)
    with app_of(database, tmp_path_factory.mktemp("data")) as app:
        stranger, administrator = app.test_client(), app.test_client()
        with administrator.session_transaction() as session:
            session["sign_in"] = token
        rules = [
            rule for rule in app.url_map.iter_rules() if rule.endpoint != "static" and "GET" in (rule.methods or ())
        ]
        return [ask(app, one, rule, samples) for rule in rules for one in clients(app, rule, stranger, administrator)]


def made(db: Session) -> tuple[Samples, str]:
    now = datetime.now(UTC)
    own = create_account(
        db, "walker@example.org", "Walker", now, person=person(db, "Wal", "Ker"), is_administrator=True
    )
    token = sign_in(db, own, SignInMethod.PASSKEY, now)
    return Samples(made_in(db, get_edition(db, "rcm-2021"), now), made_for(db, own, now), own.id), token


def clients(app: Flask, rule: Rule, stranger: FlaskClient, administrator: FlaskClient) -> list[FlaskClient]:
    return [stranger, administrator] if permission(app, rule) is Can.READ else [administrator]


def ask(app: Flask, client: FlaskClient, rule: Rule, samples: Samples) -> TestResponse:
    return client.get(app.url_map.bind("academy.test").build(rule.endpoint, samples.arguments(rule)))


def test_only_known_cookies_are_set_and_for_as_long_as_said(read_app: Flask, walked: list[TestResponse]) -> None:
    with read_app.test_request_context():
        known = cookies()
    chosen = read_app.test_client().get("/en/?lang=ar")
    assert len(walked) > 80
    assert any(map(sets_link, walked)), "a page opens a private link"
    said = [line for answer in [*walked, chosen] for line in answer.headers.getlist("Set-Cookie")]
    wrong = [line for line in said if not any(fits(line, one) for one in known)]
    assert wrong == []
    assert all("HttpOnly" in line and "SameSite=Lax" in line for line in said)


def fits(line: str, cookie: Cookie) -> bool:
    """True where a header sets this cookie for exactly as long, or takes it away."""
    name = line.partition("=")[0]
    ages = re.findall(r"Max-Age=(\d+)", line)
    lasts = timedelta(seconds=int(ages[0])) if ages else None
    pattern = re.escape(cookie.name).replace("…", "[a-z-]+")
    return re.fullmatch(pattern, name) is not None and lasts in {cookie.lasts, timedelta(0)}


def test_reading_public_pages_sets_no_cookie(reader: FlaskClient) -> None:
    for address in ("/en/", "/en/rcm-2021/", "/en/rcm-2021/programme/", "/en/privacy/", "/en/rcm-2021/calendar.ics"):
        assert reader.get(address).headers.getlist("Set-Cookie") == [], address


def test_nothing_is_loaded_from_elsewhere_and_no_form_is_sent_there(walked: list[TestResponse]) -> None:
    pages = [answer for answer in walked if answer.content_type.startswith("text/html") and answer.status_code == 200]
    assert len(pages) > 40
    found = {(answer.request.path, one) for answer in pages for one in loaded(answer.text)}
    assert len(found) > 80
    assert {(path, one) for path, one in found if not is_ours(one)} == set()


def is_ours(address: str) -> bool:
    return (address.startswith(("/", "?", "#")) and not address.startswith("//")) or address == ""


def loaded(page: str) -> list[str]:
    reader = _Reader()
    reader.feed(page)
    return reader.found


class _Reader(HTMLParser):
    """Collects the addresses that a browser asks for by itself, or sends a form to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if (
            not set((told.get("rel") or "").split()) & NOT_LOADED
            and (address := told.get(LOADED.get(tag, ""))) is not None
        ):
            self.found.append(address)


def test_what_comes_from_elsewhere_is_recognised() -> None:
    page = '<img src="https://x.example/a.png"><script src="//x.example/b.js"></script><link rel="alternate" href="https://y">'
    assert loaded(page) == ["https://x.example/a.png", "//x.example/b.js"]
    assert not any(is_ours(address) for address in loaded(page))
    assert not fits("tracker=1; Max-Age=60", Cookie("academy", "", None))
    assert not fits("language=en; Max-Age=60", Cookie("language", "", timedelta(days=365)))


def test_a_page_says_to_no_other_site_where_its_reader_came_from(walked: list[TestResponse]) -> None:
    assert {answer.headers["Referrer-Policy"] for answer in walked} <= {"same-origin", "no-referrer"}
    opened = [answer for answer in walked if sets_link(answer)]
    assert opened
    assert {answer.headers["Referrer-Policy"] for answer in opened} == {"no-referrer"}


def sets_link(answer: TestResponse) -> bool:
    return any("link-" in line for line in answer.headers.getlist("Set-Cookie"))
