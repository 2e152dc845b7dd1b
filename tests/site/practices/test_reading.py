"""Practices as readers find them: lists with filters, cards in their languages, and nothing before its time."""

import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from academy.agenda.drafts import TalkDraft
from academy.db.engine import Database
from academy.editions.models import Edition
from academy.kit.translated import Translated
from academy.practices.models import CardContact, CardState, Practice, TextState
from tests.conftest import KEYS  # noqa: F401 (the database needs the keys)
from tests.factories import edition, slot, words
from tests.factories.statements import asked_of
from tests.practices.carded import a_call, a_card
from tests.practices.published import a_published_card, translated


@pytest.fixture
def reader(empty_app: Flask) -> FlaskClient:
    return empty_app.test_client()


def _published(database: Database, number: int = 1, **more: object) -> list[str]:
    """Publish cards of a public edition; return their short names."""
    with database.writing() as db:
        call = a_call(db, edition(db, published=True))
        return [a_published_card(db, call, f"loom-{place}", **more).slug for place in range(number)]


def test_a_card_is_read_in_its_own_language_and_direction(reader: FlaskClient, database: Database) -> None:
    (slug,) = _published(database)
    page = reader.get(f"/ar/practices/{slug}/").text
    assert '<h1 lang="fr" dir="ltr">Le métier à tisser partagé</h1>' in page
    assert "<strong>un</strong>" in page
    assert "<th>Année</th>" in page
    assert page.count('lang="fr" dir="ltr"') >= 4


def test_markup_of_an_author_does_nothing(reader: FlaskClient, database: Database) -> None:
    with database.writing() as db:
        call = a_call(db, edition(db, published=True))
        card = a_published_card(db, call)
        text = translated(db, card, "en")
        said = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
        text.content = type(text.content)("<b>Title</b>", {"objectives": said})
    page = reader.get("/en/practices/loom/").text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert "&lt;b&gt;Title&lt;/b&gt;" in page


def test_a_reader_gets_their_language_with_its_state_and_finds_the_original(
    reader: FlaskClient, database: Database
) -> None:
    with database.writing() as db:
        card = a_published_card(db, a_call(db, edition(db, published=True)))
        translated(db, card, "en", TextState.MACHINE)
        translated(db, card, "es", TextState.DRAFT)
    page = reader.get("/en/practices/loom/").text
    assert '<h1 lang="en" dir="ltr">Loom (en)</h1>' in page
    assert "translated by a machine" in page
    assert "Tom Translator" in page
    assert "/en/practices/loom/in/fr/" in page
    assert "/in/es/" not in page
    assert reader.get("/en/practices/loom/in/es/").status_code == 404
    assert "Le métier" in reader.get("/en/practices/loom/in/fr/").text
    assert "Le métier" in reader.get("/es/practices/loom/").text


@pytest.mark.parametrize("state", [one for one in CardState if one != CardState.ACCEPTED])
def test_what_is_not_accepted_is_nowhere(reader: FlaskClient, database: Database, state: CardState) -> None:
    with database.writing() as db:
        of = edition(db, published=True)
        card = a_published_card(db, a_call(db, of), state=state)
        slot(db, of, talks=(TalkDraft(words("Talk"), card),))
    for address in ("/en/practices/loom/", "/en/practices/loom/in/fr/", "/api/v1/practices/loom"):
        assert reader.get(address).status_code == 404
    for address in ("/en/practices/", "/en/workshop-2026/practices/", "/api/v1/practices", "/en/workshop-2026/"):
        assert "loom" not in reader.get(address).text
    assert "/practices/loom" not in reader.get("/en/workshop-2026/programme/").text


def test_an_accepted_card_that_is_not_published_shows_its_title_where_it_is_presented(
    reader: FlaskClient, database: Database
) -> None:
    with database.writing() as db:
        of = edition(db, published=True)
        card = a_published_card(db, a_call(db, of), published_at=None)
        slot(db, of, talks=(TalkDraft(words("Talk"), card),))
    page = reader.get("/en/practices/loom/").text
    assert "Le métier" in page
    assert "Bobo-Dioulasso" not in page
    assert "providing" not in page
    assert "Bobo-Dioulasso" not in reader.get("/api/v1/practices/loom").text


def test_cards_of_an_edition_that_is_not_public_are_not_read(reader: FlaskClient, database: Database) -> None:
    with database.writing() as db:
        a_published_card(db, a_call(db, edition(db)))
    assert reader.get("/en/practices/loom/").status_code == 404
    assert "loom" not in reader.get("/en/practices/").text
    assert reader.get("/api/v1/editions/workshop-2026/practices").status_code == 404


def test_contacts_are_for_readers_only_where_they_agreed(reader: FlaskClient, database: Database) -> None:
    with database.writing() as db:
        card = a_published_card(db, a_call(db, edition(db, published=True)))
        card.contacts = [
            CardContact(position=0, name="Public Person", email="public@example.org", is_public=True),
            CardContact(position=1, name="Private Person", email="private@example.org", note="Rue 1"),
        ]
    for address in ("/en/practices/loom/", "/api/v1/practices/loom"):
        said = reader.get(address).text
        assert "Private Person" not in said
        assert "private@example.org" not in said
        assert "awa@example.org" not in said


def test_filters_are_plain_links_with_counts_and_are_taken_off_again(reader: FlaskClient, database: Database) -> None:
    with database.writing() as db:
        call = a_call(db, edition(db, published=True))
        a_published_card(db, call, "first")
        a_published_card(db, call, "second", goals=("5",), themes=("women",))
        other = a_call(db, edition(db, "other", published=True, title=Translated(en="Other")))
        a_published_card(db, other, "third", part=other.parts[1], themes=())
    page = reader.get("/en/practices/").text
    assert re.search(r'href="/en/practices/\?theme=women"[^>]*><bdi>[^<]+</bdi> <span class="num">2</span>', page)
    assert _found(reader, "theme=women") == {"first", "second"}
    assert _found(reader, "goal=5") == {"second"}
    assert _found(reader, "goal=8") == {"first", "third"}
    assert _found(reader, "goal=17.9&theme=women") == {"first"}
    assert _found(reader, "edition=other") == {"third"}
    assert _found(reader, "part=IA") == {"first", "second"}
    assert _found(reader, "language=fr&country=ML") == {"first", "second", "third"}
    assert _found(reader, "search=TRAORE metier") == {"first", "second", "third"}
    assert _found(reader, "country=XX") == set()
    narrowed = reader.get("/en/practices/?theme=women&goal=5").text
    assert 'href="/en/practices/?theme=women" aria-current="true"' in narrowed


def test_nonsense_in_the_address_is_no_mistake(reader: FlaskClient, database: Database) -> None:
    _published(database)
    for query in (
        "page=0",
        "page=99999",
        "page=x",
        "page=%F0%9F%8E%89",
        "goal=%00",
        "theme=" + "x" * 150,
        "country=<b>",
    ):
        answer = reader.get(f"/en/practices/?{query}")
        assert answer.status_code == 200
        assert "<b>" not in answer.text.replace("<bdi", "")


def test_an_edition_lists_its_own_cards_and_has_a_tab_for_them(reader: FlaskClient, database: Database) -> None:
    (slug,) = _published(database)
    assert f"/en/practices/{slug}/" in reader.get("/en/workshop-2026/practices/").text
    assert 'href="/en/workshop-2026/practices/"' in reader.get("/en/workshop-2026/").text


def test_a_long_list_comes_in_pages_at_the_same_cost(reader: FlaskClient, database: Database, empty_app: Flask) -> None:
    _published(database, 1)
    with asked_of(database) as one:
        empty_app.test_client().get("/en/practices/?search=1")
    with database.writing() as db:
        call = a_call(db, db.get_one(Edition, db.get_one(Practice, 1).edition_id))
        for place in range(29):
            a_published_card(db, call, f"more-{place}")
    with asked_of(database) as thirty:
        page = empty_app.test_client().get("/en/practices/").text
    assert len(thirty) == len(one)
    assert page.count('<article class="card">') == 24
    assert reader.get("/en/practices/?page=2").text.count('<article class="card">') == 6


def test_every_language_has_its_page(reader: FlaskClient, database: Database) -> None:
    (slug,) = _published(database)
    for code in ("en", "es", "fr", "pt", "ar"):
        assert reader.get(f"/{code}/practices/").status_code == 200
        assert reader.get(f"/{code}/practices/{slug}/").status_code == 200


def test_an_empty_list_says_what_belongs_there(reader: FlaskClient, database: Database) -> None:
    with database.writing() as db:
        edition(db, published=True)
    assert "No practice can be read yet" in reader.get("/en/practices/").text
    assert "No practice of this edition" in reader.get("/en/workshop-2026/practices/").text


def test_cards_as_json(reader: FlaskClient, database: Database) -> None:
    with database.writing() as db:
        of = edition(db, published=True)
        card = a_published_card(db, a_call(db, of))
        translated(db, card, "en")
        slot(db, of, talks=(TalkDraft(words("Talk"), card),))
    listed = _json(reader, "/api/v1/practices")["practices"]
    assert [(one["key"], one["languages"], one["countries"]) for one in listed] == [
        ("loom", ["fr", "en"], ["BF", "ML"])
    ]
    assert _json(reader, "/api/v1/editions/workshop-2026/practices")["practices"] == listed
    whole = _json(reader, "/api/v1/practices/loom")
    assert whole["texts"]["fr"]["state"] == "original"
    assert whole["texts"]["en"] == {
        "state": "reviewed",
        "translator": "Tom Translator",
        "original_has_changed": False,
        "title": "Loom (en)",
        "fields": {"objectives": "**Twenty** workshops (en)."},
        "further": [],
    }
    assert whole["countries"] == [{"code": "BF", "role": "providing"}, {"code": "ML", "role": None}]
    assert [one["edition"] for one in whole["presented"]] == ["workshop-2026"]
    assert reader.get("/api/v1/practices/nothing").status_code == 404


def test_a_draft_has_no_page(reader: FlaskClient, database: Database) -> None:
    with database.writing() as db:
        card = a_card(db, a_call(db, edition(db, published=True)))
        slug = card.slug
    assert reader.get(f"/en/practices/{slug}/").status_code == 404


def _found(reader: FlaskClient, query: str) -> set[str]:
    return set(re.findall(r'href="/en/practices/([a-z]+)/"', reader.get(f"/en/practices/?{query}").text))


def _json(reader: FlaskClient, address: str) -> Any:  # noqa: ANN401 (whatever the answer holds)
    return json.loads(reader.get(address).text)


def test_of_an_edition_that_is_not_public_a_programme_shows_the_practice_and_no_more(
    reader: FlaskClient, database: Database
) -> None:
    with database.writing() as db:
        card = a_published_card(db, a_call(db, edition(db, "still-quiet")))
        slot(db, edition(db, published=True), talks=(TalkDraft(words("On looms"), card),))
    for address in ("/en/practices/", "/en/practices/loom/", "/api/v1/practices", "/api/v1/practices/loom"):
        answer = reader.get(address)
        assert answer.status_code == 200
        assert "still-quiet" not in answer.text
        assert "Vingt ateliers" not in answer.text
    assert reader.get("/en/practices/loom/in/fr/").status_code == 404
    assert json.loads(reader.get("/api/v1/practices").text)["practices"][0]["languages"] == []
