"""Answers kept ready are right, and as good as fresh ones."""

import gzip
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import brotli
import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.test import Client

from academy.agenda.actions import publish, withdraw
from academy.db.engine import Database
from academy.editions.actions import EditionDraft
from academy.editions.queries import get_whole_edition
from academy.people.actions import PersonDraft
from academy.people.queries import get_person
from academy.records.actions import change_edition, change_person
from academy.web.ready import Ready, _encoding
from tests.conftest import NOW, Organiser
from tests.factories import edition as new_edition
from tests.factories import words
from tests.factories.addresses import addresses, things_of
from tests.factories.statements import asked_of

PROGRAMME = "/en/casablanca-2027/programme/"

_CHANGE = """
import sys
from sqlalchemy import text
from academy.db.engine import open_database
with open_database(sys.argv[1]).writing() as db:
    db.execute(text("UPDATE edition SET version = version + 1, title = :title"), {"title": '{"en": "Elsewhere"}'})
"""


@pytest.fixture
def every_address(app: Flask, demonstration: Database) -> Iterator[list[str]]:
    with demonstration.reading() as db:
        yield list(addresses(app, things_of(db, "casablanca-2027")).values())


def layer(app: Flask) -> Ready:
    assert isinstance(app.wsgi_app, Ready)
    return app.wsgi_app


def kept(app: Flask) -> int:
    return len(layer(app)._kept)


def fresh(app: Flask, address: str) -> bytes:
    """What Flask itself answers, without the layer."""
    body: bytes = Client(layer(app)._app).get(address).data
    return body


def test_a_kept_answer_is_the_same_as_a_fresh_one_and_asks_the_database_for_nothing(
    app: Flask, client: FlaskClient, demonstration: Database, every_address: list[str]
) -> None:
    assert len(every_address) >= 19
    for address in every_address:
        client.get(address)
        with asked_of(demonstration) as asked:
            ready = client.get(address)
        assert (ready.status_code, asked) == (200, []), address
        assert ready.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert ready.data == fresh(app, address), address


def test_a_change_by_another_connection_is_seen_at_the_next_request(
    client: FlaskClient, demonstration: Database
) -> None:
    old = client.get(PROGRAMME)
    with demonstration.writing() as db:
        edition = get_whole_edition(db, "casablanca-2027")
        change_edition(db, edition, replace(EditionDraft.of(edition), title=words("Another title")), NOW)
    new = client.get(PROGRAMME, headers={"If-None-Match": old.headers["ETag"]})
    assert new.status_code == 200
    assert "Another title" in new.text
    assert "Another title" not in old.text


def test_a_change_by_another_process_is_seen_at_the_next_request(app: Flask, client: FlaskClient) -> None:
    address = app.extensions["academy_database"].engine.url.render_as_string(hide_password=False)
    assert "Elsewhere" not in client.get("/en/rcm-2021/").text
    subprocess.run([sys.executable, "-c", _CHANGE, address], check=True)
    assert "Elsewhere" in client.get("/en/rcm-2021/").text


def test_a_change_of_a_person_is_seen_wherever_the_person_stands(
    client: FlaskClient, demonstration: Database, every_address: list[str]
) -> None:
    standing = [address for address in every_address if "/people/" in address or address.endswith("/programme/")]
    slug = next(address for address in standing if address.startswith("/en/people/")).split("/")[3].removesuffix(".ics")
    assert all("Renamed" not in client.get(address).text for address in standing)
    with demonstration.writing() as db:
        person = get_person(db, slug)
        change_person(db, person, replace(PersonDraft.of(person), given="Renamed"), NOW)
    assert all("Renamed" in client.get(address).text for address in standing)


def test_an_edition_that_is_published_or_withdrawn_shows_at_once(client: FlaskClient, demonstration: Database) -> None:
    with demonstration.writing() as db:
        new_edition(db, "soon")
    assert client.get("/en/soon/").status_code == 404
    assert "/en/soon/" not in client.get("/en/").text
    change(demonstration, publish)
    assert client.get("/en/soon/").status_code == 200
    assert "/en/soon/" in client.get("/en/").text
    assert "/en/soon" in client.get("/api/v1/editions").text
    change(demonstration, withdraw)
    assert client.get("/en/soon/").status_code == 410
    assert "/en/soon/" not in client.get("/en/").text
    assert client.get("/api/v1/editions/soon").status_code == 404


def change(database: Database, verb: object) -> None:
    with database.writing() as db:
        verb(db, get_whole_edition(db, "soon"), NOW)  # type: ignore[operator]


def test_a_lost_connection_is_opened_again(app: Flask, client: FlaskClient, demonstration: Database) -> None:
    assert client.get(PROGRAMME).status_code == 200
    versions = app.extensions["academy_versions"]
    if demonstration.is_sqlite:
        versions._mine.connection.close()
    else:
        pid = versions._mine.connection.info.backend_pid
        with demonstration.engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
    assert client.get(PROGRAMME).status_code == 200
    with asked_of(demonstration) as asked:
        assert client.get(PROGRAMME).status_code == 200
    assert asked == []


def test_a_database_that_cannot_be_reached_is_told_in_words(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.extensions["academy_versions"].close()
    monkeypatch.setattr("academy.web.versions.sqlite3.connect", unreachable)
    monkeypatch.setattr("academy.web.versions.psycopg.connect", unreachable)
    answer = client.get(PROGRAMME)  # the other door to the database still opens
    assert answer.status_code == 200
    assert kept(app) == 0


class UnreachableError(sqlite3.OperationalError, psycopg.OperationalError):
    """Of either driver."""


def unreachable(*_arguments: object, **_more: object) -> object:
    raise UnreachableError


def test_drafts_and_the_desk_are_never_kept(app: Flask, demonstration: Database, organiser: Organiser) -> None:
    with demonstration.writing() as db:
        new_edition(db, "draft")
    before = kept(app)
    for address in ("/en/draft/", "/en/draft/programme/", "/en/draft/calendar/", "/desk/", "/desk/sign-in"):
        answer = organiser.get(address)
        assert answer.status_code in {200, 303}, address
        assert answer.headers["Cache-Control"] == "private, no-store", address
    assert kept(app) == before
    assert app.test_client().get("/en/draft/").status_code == 404
    assert "/en/draft/" not in organiser.get("/en/").text


def test_an_organiser_gets_the_same_public_page_as_everybody(client: FlaskClient, organiser: Organiser) -> None:
    assert organiser.get(PROGRAMME).data == client.get(PROGRAMME).data


def test_only_so_much_is_kept(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("academy.web.ready._ROOM", 200_000)
    for number in range(20):
        client.get(f"{PROGRAMME}?kind={number}")
    ready = layer(app)
    assert 0 < kept(app) < 20
    assert ready._size == sum(one.size for one in ready._kept.values()) <= 200_000


def test_an_answer_is_made_anew_when_it_is_old(
    client: FlaskClient, demonstration: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get(PROGRAMME)
    real = __import__("time").monotonic
    monkeypatch.setattr("academy.web.ready.time.monotonic", lambda: real() + 301)
    with asked_of(demonstration) as asked:
        client.get(PROGRAMME)
    assert asked != []


# What follows changes nothing, and needs one database only.


def test_the_right_etag_is_answered_with_304_and_nothing_else(reader: FlaskClient) -> None:
    whole = reader.get(PROGRAMME)
    etag = whole.headers["ETag"]
    for asked in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = reader.get(PROGRAMME, headers={"If-None-Match": asked})
        assert (answer.status_code, answer.data) == (304, b""), asked
        assert answer.headers["ETag"] == etag
        assert answer.headers["Cache-Control"] == whole.headers["Cache-Control"]
        assert answer.headers["Vary"] == "Accept-Encoding"
    assert reader.get(PROGRAMME, headers={"If-None-Match": '"other"'}).status_code == 200


def test_each_encoding_has_its_bytes_and_its_etag(reader: FlaskClient) -> None:
    answers = {coding: reader.get(PROGRAMME, headers={"Accept-Encoding": coding}) for coding in ("br", "gzip", "")}
    assert [answer.headers.get("Content-Encoding") for answer in answers.values()] == ["br", "gzip", None]
    assert brotli.decompress(answers["br"].data) == gzip.decompress(answers["gzip"].data) == answers[""].data
    assert len({answer.headers["ETag"] for answer in answers.values()}) == 3
    assert {answer.headers["Vary"] for answer in answers.values()} == {"Accept-Encoding"}
    assert all(int(answer.headers["Content-Length"]) == len(answer.data) for answer in answers.values())


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", ""),
        ("br", "br"),
        ("gzip, deflate, br", "br"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("gzip;q=0, br;q=0.000", ""),
        ("br;q=0.5", "br"),
        ("br;q=0.05, gzip", "br"),
        ("GZIP", "gzip"),
        ("gzip ; q = 0", ""),
        ("identity", ""),
        ("br; q=0.0, gzip; q=0.9", "gzip"),
        (";;,,q=0", ""),
    ],
)
def test_a_weight_of_nothing_refuses(accepted: str, chosen: str) -> None:
    assert _encoding(accepted) == chosen


def test_head_says_what_get_would(reader: FlaskClient) -> None:
    for address in (PROGRAMME, "/en/casablanca-2027/calendar.ics", "/en/rcm-2021/invited/", "/en/nothing/here/"):
        cold, whole, warm = reader.head(address), reader.get(address), reader.head(address)
        assert (cold.data, warm.data) == (b"", b"")
        assert cold.status_code == warm.status_code == whole.status_code
        for name in ("ETag", "Content-Length", "Content-Type", "Cache-Control"):
            assert cold.headers.get(name) == warm.headers.get(name) == whole.headers.get(name)


@pytest.mark.parametrize("page", [PROGRAMME, "/en/", "/en/casablanca-2027/", "/static/academy.css"])
def test_members_of_the_query_that_nobody_reads_multiply_nothing(
    read_app: Flask, reader: FlaskClient, page: str
) -> None:
    plain = reader.get(page).data
    before = kept(read_app)
    for query in ("utm_source=letter", "v=1", "v=2", "fbclid=abc&x=y", "zone=", "&&&", "%ff=%fe"):
        assert reader.get(f"{page}?{query}").data == plain
    assert kept(read_app) == before


def test_the_same_choice_in_another_order_is_the_same_answer(read_app: Flask, reader: FlaskClient) -> None:
    first = reader.get(f"{PROGRAMME}?kind=panel&day=2027-03-11").data
    before = kept(read_app)
    assert reader.get(f"{PROGRAMME}?day=2027-03-11&utm=x&kind=panel").data == first
    assert kept(read_app) == before


def test_no_public_page_sets_a_cookie(read_app: Flask, reader: FlaskClient) -> None:
    with db_of(read_app) as db:
        found = addresses(read_app, things_of(db, "casablanca-2027"))
    for address in found.values():
        answers = [reader.get(address), reader.get(address)]
        assert all("Set-Cookie" not in answer.headers for answer in answers), address
        assert all("Cookie" not in answer.headers["Vary"] for answer in answers), address


def db_of(app: Flask) -> Session:
    database: Database = app.extensions["academy_database"]
    return database.session(writes=False)


def test_refusals_and_mistakes_are_not_kept(read_app: Flask, reader: FlaskClient) -> None:
    before = kept(read_app)
    for address in (f"{PROGRAMME}?zone=Mars", "/en/nothing-here/", "/static/nothing.css", "/api/v1/editions/nothing"):
        answer = reader.get(address)
        assert answer.status_code in {404, 422}
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert kept(read_app) == before
