"""Photographs and documents of published cards, as readers get them: with consent alone, and cheaply."""

import re
from uuid import uuid4

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from academy.db.engine import Database
from academy.files.actions import open_upload
from academy.kit.translated import Translated
from academy.practices.attaching import hide_photo
from academy.practices.facts import CardFacts, Contact, save_facts
from academy.practices.models import CardFile, CardState, CountryRole, Practice
from academy.practices.queries import find_card
from academy.web.transactions import db as session_of_request
from tests.factories import LATER, edition, institution
from tests.factories.statements import asked_of
from tests.practices.carded import a_call
from tests.practices.pictured import PDF, a_document, a_photo, a_shown_photo
from tests.practices.published import a_published_card

BASE = "/en/practices/loom"


@pytest.fixture
def published(empty_app: Flask, database: Database) -> list[CardFile]:  # noqa: ARG001 (the app comes first)
    """A card that readers read: a photograph that may be shown, one that may not, a document."""
    with database.writing() as db:
        card = a_published_card(db, a_call(db, edition(db, published=True)))
        shown = a_shown_photo(db, card, always=True)
        return [shown, a_photo(db, card, "red", always=True), a_document(db, card, "Année 2024.pdf", always=True)]


def picture_of(file: CardFile, *, small: bool = False) -> str:
    upload = file.small if small else file.upload
    assert upload is not None
    return f"{BASE}/pictures/{upload.uid}.jpg"


def test_a_photograph_is_shown_large_and_small_and_kept_by_browsers(
    empty_app: Flask, published: list[CardFile], database: Database
) -> None:
    client = empty_app.test_client()
    for small in (False, True):
        answer = client.get(picture_of(published[0], small=small))
        assert answer.status_code == 200
        headers = answer.headers
        assert (headers["Content-Type"], headers["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
        assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Set-Cookie" not in headers
        assert "Content-Disposition" not in headers
        upload = published[0].small if small else published[0].upload
        assert upload is not None
        with database.reading() as db:
            assert answer.data == open_upload(db, upload)
        again = client.get(picture_of(published[0], small=small), headers={"If-None-Match": headers["ETag"]})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", headers["ETag"])
        head = client.head(picture_of(published[0], small=small))
        assert (head.status_code, head.data) == (200, b"")


def test_a_document_is_saved_under_its_name(empty_app: Flask, published: list[CardFile]) -> None:
    client = empty_app.test_client()
    paper = published[2].upload
    answer = client.get(f"{BASE}/documents/{paper.uid}/{paper.name}")
    assert (answer.status_code, answer.data, answer.headers["Content-Type"]) == (200, PDF, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert client.get(f"{BASE}/documents/{paper.uid}/other.pdf").status_code == 404


def test_what_is_not_published_or_not_agreed_to_is_not_there(
    empty_app: Flask, published: list[CardFile], database: Database
) -> None:
    client = empty_app.test_client()
    shown, hidden, paper = published
    for address in (
        picture_of(hidden),
        picture_of(hidden, small=True),
        picture_of(shown).replace("loom", "other"),
        f"{BASE}/pictures/{uuid4()}.jpg",
        f"{BASE}/pictures/{paper.upload.uid}.jpg",
        f"{BASE}/documents/{shown.upload.uid}/loom.jpg",
        f"{BASE}/pictures/1.jpg",
    ):
        answer = client.get(address)
        assert answer.status_code == 404, address
        assert "public" not in answer.headers["Cache-Control"]
    with database.writing() as db:
        card = find_card(db, 1)
        assert card is not None
        hide_photo(db, card, card.files[0], LATER)
    assert client.get(picture_of(shown)).status_code == 404
    for change in ({"state": CardState.WITHDRAWN}, {"published_at": None}):
        with database.writing() as db:
            card = db.get_one(Practice, 1)
            card.state, card.published_at = CardState.ACCEPTED, LATER
            for name, value in change.items():
                setattr(card, name, value)
        assert client.get(f"{BASE}/documents/{paper.upload.uid}/{paper.upload.name}").status_code == 404


def test_it_costs_two_questions_and_one_where_the_browser_has_it(
    empty_app: Flask, published: list[CardFile], database: Database
) -> None:
    client = empty_app.test_client()
    etag = ""
    for _ in range(2):  # it is not among what is kept ready: a few would take the room of all pages
        with asked_of(database) as asked:
            etag = client.get(picture_of(published[0])).headers["ETag"]
        assert len(asked) == 2
    with asked_of(database) as asked:
        client.get(picture_of(published[0]), headers={"If-None-Match": etag})
    assert len(asked) == 1


def test_what_readers_are_shown_of_a_card(empty_app: Flask, published: list[CardFile], database: Database) -> None:
    with database.writing() as db:
        card = find_card(db, 1)
        assert card is not None
        said = CardFacts(
            author="Awa",
            countries=(("BF", CountryRole.PROVIDING), ("ML", None)),
            institutions=(institution(db, "Weavers <b>"), "تعاونية النسيج"),
            goals=("8", "8.a", "17.9"),
            themes=("women",),
            begun_in=2019,
            beneficiaries=Translated(fr="Vingt <i>ateliers</i>"),
            contacts=(Contact("Issa Diallo", email="issa@example.org", is_public=True), Contact("Hidden Person")),
        )
        save_facts(db, card, said, LATER, always=True)
    shown = rendered(empty_app)
    (image,) = re.findall(r"<img [^>]+>", shown)
    for part in (
        f'src="{picture_of(published[0])}"',
        f"{picture_of(published[0], small=True)} 480w",
        'width="640" height="400"',
        'alt="Un métier à tisser dans une cour" lang="fr" loading="lazy"',
    ):
        assert part in image, part
    assert '<span lang="fr" dir="ltr">L’atelier de Bobo-Dioulasso</span>' in shown
    for part in (
        "Issa Diallo</bdi>", "mailto:issa@example.org", "Burkina Faso", "(providing)", "Weavers &lt;b&gt;",
        "<bdi>تعاونية النسيج</bdi>", "8. Decent work and economic growth", "<bdi>8.a</bdi>", "since 2019",
        "Women’s economic autonomy", "Vingt &lt;i&gt;ateliers&lt;/i&gt;", "Ann%C3%A9e%202024.pdf",
        "(<bdi>PDF</bdi>, 1 kB)",
    ):  # fmt: skip
        assert part in shown, part
    assert "Hidden Person" not in shown


def test_a_card_without_anything_shows_nothing(empty_app: Flask, database: Database) -> None:
    with database.writing() as db:
        card = a_published_card(db, a_call(db, edition(db, published=True)))
        card.countries, card.country, card.goals, card.themes = [], None, (), ()
    assert re.sub(r"</?dl[^>]*>|\s", "", rendered(empty_app)) == ""


def rendered(app: Flask) -> str:
    """What templates make of the first card."""
    with app.test_request_context("/en/practices/loom/"):
        card = find_card(session_of_request(), 1)
        source = """
            {%- from "site/practices/_photos.html" import list_photos, list_documents with context -%}
            {%- from "site/practices/_facts.html" import list_facts with context -%}
            {%- from "site/practices/_contacts.html" import list_contacts with context -%}
            {{ list_photos(card) }}{{ list_documents(card) }}{{ list_facts(card) }}{{ list_contacts(card) }}"""
        return render_template_string(source, card=card)


def test_a_browser_needs_no_account(published: list[CardFile], empty_app: Flask) -> None:
    client: FlaskClient = empty_app.test_client()
    assert client.get(picture_of(published[0])).status_code == 200
