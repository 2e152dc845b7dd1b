"""HTML, quotes and ampersands in every field of an edition are text, in pages, calendars and data alike."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from academy.db.engine import Database
from tests.factories.addresses import addresses, pages, things_of
from tests.factories.whole import store_whole

EVIL = """<script>alert(1)</script>"'&<img src=x onerror=alert(2)>{{7*7}}</title>"""


@pytest.fixture
def evil(empty_app: Flask, database: Database) -> Iterator[dict[str, str]]:
    """Every public address of an edition in which every text is meant badly."""
    with database.writing() as db:
        store_whole(db, "evil", 2, EVIL)
    with database.reading() as db:
        yield addresses(empty_app, things_of(db, "evil"))


class Elements(HTMLParser):
    """Collects what a browser would make of a page: elements with their attributes, and the words between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def test_on_every_page_it_is_text(empty_app: Flask, database: Database, evil: dict[str, str]) -> None:
    client = empty_app.test_client()
    with database.reading() as db:
        found = pages(empty_app, things_of(db, "evil"))
    found |= {"zone": "/en/evil/programme/?zone=Asia/Tokyo", "spoken": "/en/evil/programme/?spoken=" + "%3Cimg%3E"}
    assert len(found) > 12
    for name, address in found.items():
        page = client.get(address)
        assert page.status_code == 200, name
        check(page.text, name)
    assert evil


def check(page: str, name: str) -> None:
    read = Elements(page)
    scripts = [attributes.get("type") for tag, attributes in read.tags if tag == "script"]
    assert set(scripts) <= {"application/ld+json"}, name
    assert [tag for tag, _ in read.tags if tag in {"img", "iframe", "object", "svg", "style"}] == [], name
    handlers = [key for _, attributes in read.tags for key in attributes if key.startswith("on") or key == "style"]
    assert handlers == [], name
    known = {"html", "head", "meta", "title", "link", "body"}
    assert {tag for tag, _ in read.tags} >= known, name
    assert "alert(1)" in read.words or name.endswith((".home", ".choices", ".privacy", ".erased", "spoken")), name
    assert "49" not in re.findall(r"onerror=alert\(2\)>(\d+)", read.words), name
    own = ("/", "#", "http://academy.test/", "webcal://academy.test/", "https://example.org/")
    urls = [attributes.get("href") or "" for _, attributes in read.tags if "href" in attributes]
    assert [url for url in urls if not url.startswith(own)] == []


def test_in_a_text_with_marks_it_is_text_too(empty_app: Flask, database: Database) -> None:
    marked = "[click](javascript:alert(1)) **bold** <b onclick=x>b</b>\n\n<script>alert(1)</script>\n\n![x](/y.png)"
    with database.writing() as db:
        store_whole(db, "marked", 1, marked)
    page = empty_app.test_client().get("/en/marked/").text
    read = Elements(page)
    assert "<strong>bold</strong>" in page
    assert "img" not in [tag for tag, _ in read.tags]
    assert [attributes for _, attributes in read.tags if "onclick" in attributes] == []
    assert [attributes for _, attributes in read.tags if str(attributes.get("href")).startswith("javascript")] == []


def test_in_calendars_it_comes_back_as_it_was(empty_app: Flask, evil: dict[str, str]) -> None:
    client = empty_app.test_client()
    calendars = [address for address in evil.values() if address.endswith(".ics")]
    assert len(calendars) == 5
    for address in calendars:
        parsed = Calendar.from_ical(client.get(address).data)
        events = parsed.walk("VEVENT")
        assert events, address
        assert {str(event["SUMMARY"]) for event in events} == {EVIL}
        for event in events:
            assert EVIL in str(event["LOCATION"])
            assert str(event["DESCRIPTION"]).splitlines()[0] == EVIL
            assert f"• {EVIL}" in str(event["DESCRIPTION"])


def test_in_data_for_machines_it_cannot_end_the_element(empty_app: Flask, evil: dict[str, str]) -> None:
    client = empty_app.test_client()
    page = client.get(evil["site.editions.edition"]).text
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(blocks) == 1
    assert not set(blocks[0]) & set("<>&")
    event = json.loads(blocks[0])
    assert event["name"] == event["subEvent"][0]["name"] == EVIL
    exported = client.get(evil["api.editions.edition"])
    assert exported.headers["Content-Type"] == "application/json"
    assert exported.headers["X-Content-Type-Options"] == "nosniff"
    assert exported.get_json()["edition"]["title"] == {"en": EVIL}


def test_what_only_the_desk_may_see_stands_nowhere(empty_app: Flask, database: Database) -> None:
    with database.writing() as db:
        store_whole(db, "quiet", 2)
        found = addresses(empty_app, things_of(db, "quiet"))
    client = empty_app.test_client()
    exported = client.get(found["api.editions.edition"]).get_json()
    told = {key for slot in exported["edition"]["slots"] for key in slot}
    assert "about" in told
    assert told & {"doubt", "printed_hours", "history"} == set()
    for address in found.values():
        assert re.findall(r"\bdoubt\b(?!\")", client.get(address).text) == [], address


def test_a_reader_s_own_words_come_back_as_text(reader: FlaskClient) -> None:
    for address in ("/en/%3Cscript%3Ealert(1)%3C/script%3E/", "/en/rcm-2021/programme/?zone=%3Cscript%3Ealert(1)"):
        page = reader.get(address)
        assert page.status_code in {404, 422}
        assert "<script" not in page.text
