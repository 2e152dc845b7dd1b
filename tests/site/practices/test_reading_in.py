"""A card from a document: shown beside its source, and taken over only as somebody says."""

import re
from io import BytesIO

from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from academy.db.engine import Database
from academy.files.models import Upload
from academy.practices.models import CardState, Practice
from tests.desk.forms import errors_in, form_with
from tests.practices.carded import LOOM
from tests.site.practices.at_cards import (
    HOME,
    NOTHING,
    WRITE,
    _before_the_deadline,
    browser,
    loom,
    opened,
    page,
    save,
    stored,
    text_of,
    words_of,
)

__all__ = ["_before_the_deadline", "browser", "loom"]

READ = f"{HOME}read/"
ROWS = (
    ("Objetivo (s)", "Compartir un telar entre veinte talleres de la región."),
    ("Fondos", "Cuotas de las cooperativas."),
    ("Resultados", "Veinte talleres trabajan."),
    ("Contactos", "Awa Traoré\nCalle del Mercado 12"),
    ("Lecciones para otros", "Empezar con <b>poco</b>."),
)


def a_document(rows: tuple[tuple[str, str], ...] = ROWS, title: str = "Buena práctica: El telar compartido") -> bytes:
    document = Document()
    document.add_paragraph(title)
    table = document.add_table(rows=0, cols=2)
    for label, text in rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, text
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()


def upload(browser: FlaskClient, content: bytes, name: str = "card.docx") -> TestResponse:
    form = form_with(page(browser, READ), "Read it")
    data: MultiDict[str, object] = MultiDict(list(form.filled({}).items(multi=True)))
    data["document"] = (BytesIO(content), name)
    return browser.post(form.action, data=data, content_type="multipart/form-data")


def previewed(browser: FlaskClient, content: bytes | None = None) -> tuple[str, str]:
    """The address of what was read, and its page."""
    answer = upload(browser, content or a_document())
    assert answer.status_code == 303, answer.text[-2000:]
    return answer.location, page(browser, answer.location)


def take(browser: FlaskClient, address: str, **facts: str) -> TestResponse:
    form = form_with(page(browser, address), "Take it over into the card")
    named = {name.replace("choice_", "choice-").replace("take_", "take-"): said for name, said in facts.items()}
    return browser.post(form.action, data=form.filled(named))


def test_what_was_read_stands_beside_its_source_and_nothing_is_taken_yet(
    browser: FlaskClient, database: Database
) -> None:
    address, shown = previewed(browser)
    said = words_of(shown)
    assert re.fullmatch(rf"{READ}[0-9a-f-]+/", address)
    assert "El telar compartido" in said
    assert "Compartir un telar entre veinte talleres" in said
    assert '<li id="line-1">' in shown
    assert "Lecciones para otros" in said
    assert "shown to no reader before you say that they agree" in said
    assert "<b>poco" not in shown
    assert "Funds Cuotas de las cooperativas." in said
    assert text_of(database) == LOOM
    assert stored(database).contacts == []


def test_taking_over_fills_what_is_empty_and_keeps_what_is_written(browser: FlaskClient, database: Database) -> None:
    address, _ = previewed(browser)
    answer = take(browser, address)
    assert (answer.status_code, answer.location) == (303, WRITE)
    said = text_of(database)
    assert said.title == LOOM.title
    assert said.fields["funds"] == "Cuotas de las cooperativas."
    assert said.fields["objectives"] == LOOM.fields["objectives"]
    assert said.fields["results"] == LOOM.fields["results"]
    assert said.further[0].label == "Lecciones para otros"
    (contact,) = stored(database).contacts
    assert (contact.name, contact.is_public) == ("Awa Traoré", False)
    assert "Calle del Mercado 12" in contact.note
    assert stored(database).language == "fr"
    with database.reading() as db:
        assert db.scalars(select(Upload)).all() == []
    assert "It was taken over." in page(browser, WRITE)


def test_one_chooses_field_by_field(browser: FlaskClient, database: Database) -> None:
    address, _ = previewed(browser)
    take(
        browser, address, choice_objectives="replace", choice_results="add", choice_title="replace", take_language="es"
    )
    said = text_of(database)
    assert said.title == stored(database).title == "El telar compartido"
    assert said.fields["objectives"] == "Compartir un telar entre veinte talleres de la región."
    assert said.fields["results"] == f"{LOOM.fields['results']}\n\nVeinte talleres trabajan."
    assert stored(database).language == "es"


def test_the_same_document_twice_adds_nothing(browser: FlaskClient, database: Database) -> None:
    for _ in range(2):
        address, _shown = previewed(browser)
        assert take(browser, address).status_code == 303
    assert len(stored(database).contacts) == 1
    assert [one.label for one in text_of(database).further].count("Lecciones para otros") == 1


def test_somebody_who_wrote_meanwhile_is_not_overwritten(
    browser: FlaskClient, empty_app: Flask, database: Database
) -> None:
    address, shown = previewed(browser)
    form = form_with(shown, "Take it over into the card")
    save(opened(empty_app.test_client(), database, 1), f_funds="Theirs")
    answer = browser.post(form.action, data=form.filled({"choice-objectives": "replace"}))
    assert answer.status_code == 409
    assert "Somebody else has changed this since you opened it." in answer.text
    again = form_with(answer.text, "Take it over into the card")
    assert again.value("choice-objectives") == "replace"
    assert browser.post(address, data=again.filled({})).status_code == 303
    assert text_of(database).fields["funds"] == "Theirs"


def test_a_text_is_read_as_well_and_what_is_no_card_is_kept_whole(browser: FlaskClient, database: Database) -> None:
    answer = upload(browser, b"Just a few words about a loom.", "note.txt")
    shown = page(browser, answer.location)
    assert "No field of the card was recognised." in shown
    take(browser, answer.location)
    assert "Just a few words about a loom." in [one.text for one in text_of(database).further]


def test_what_cannot_be_read_gets_a_clear_answer(browser: FlaskClient, database: Database) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + b"\x00" * 50
    for content, name, said in (
        (picture, "photo.docx", "none of the kinds of files"),
        (b"", "empty.docx", "Choose"),
        (b"%PDF-1.4 made up", "card.pdf", "cannot be opened"),
        (("Objectives\n" + "word " * 60_000).encode(), "long.txt", "one card at most"),
    ):
        answer = upload(browser, content, name)
        if answer.status_code == 303:
            answer = browser.get(answer.location)
        assert answer.status_code == 422, (name, answer.status_code)
        assert said in answer.text, name
        assert errors_in(answer.text).keys() == {"document"}
    assert browser.post(READ, data=form_with(page(browser, READ), "Read it").filled({})).status_code == 422
    assert text_of(database) == LOOM


def test_a_document_is_shown_to_nobody_else(browser: FlaskClient, empty_app: Flask) -> None:
    address, _ = previewed(browser)
    stranger = empty_app.test_client()
    assert NOTHING in stranger.get(address).text
    assert browser.get(f"{READ}6f1f8e9e-8a35-4f0e-9a53-3f1d8cf0a001/").status_code == 404


def test_a_card_that_was_sent_in_takes_nothing_over(browser: FlaskClient, database: Database) -> None:
    address, shown = previewed(browser)
    with database.writing() as db:
        db.get_one(Practice, 1).state = CardState.SUBMITTED
    assert browser.get(READ).location == HOME
    form = form_with(shown, "Take it over into the card")
    assert browser.post(address, data=form.filled({})).status_code == 422
    assert text_of(database) == LOOM
