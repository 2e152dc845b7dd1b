"""Translations go out to translators' tools and come back: seen first, then taken."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest

from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.practices.content import CardContent, Further
from academy.practices.models import TextState
from academy.practices.queries import list_calls
from academy.practices.xliff import from_xliff
from tests.conftest import Organiser
from tests.desk.forms import errors_in, form_with
from tests.desk.practices.at_translations import (
    EDITION,
    ONE,
    TITLE,
    back,
    press,
    save,
    say,
    sent_card,
    stored,
    text_of,
    translator,
    upload,
)
from tests.practices.carded import LOOM, a_sent_card
from tests.practices.published import translated

__all__ = ["sent_card", "translator"]

ALL_SAID = CardContent(
    TITLE,
    {
        "objectives": "عشرون ورشة.",
        "cooperation": "تعاونيتان.",
        "results": "| السنة | الورش |\n|---|---|\n| 2024 | 20 |",
    },
)


def test_a_card_goes_to_a_tool_and_comes_back(translator: Organiser, database: Database) -> None:
    save(translator, {"title": TITLE})
    answer = translator.get(f"{ONE}/xliff")
    assert (answer.status_code, answer.mimetype) == (200, "application/xliff+xml")
    assert 'filename="card-1-ar.xlf"' in answer.headers["Content-Disposition"]
    out = from_xliff(answer.data)
    assert (out.card_id, out.source_language, out.target_language, out.content.title) == ("card-1", "fr", "ar", TITLE)
    seen = upload(translator, back(ALL_SAID, database))
    assert seen.status_code == 200
    assert "Nothing is stored yet" in seen.text
    assert "تعاونيتان." in seen.text
    assert text_of(database).content.fields["cooperation"] == ""
    form = form_with(seen.text, "Save as reviewed")
    assert press(translator, form.filled({}), "reviewed").status_code == 303
    text = text_of(database)
    assert (text.state, text.content.fields["results"]) == (TextState.REVIEWED, ALL_SAID.fields["results"])
    assert "says what is stored already" in upload(translator, back(ALL_SAID, database)).text


def test_what_a_file_does_not_translate_stays_as_it_is(translator: Organiser, database: Database) -> None:
    save(translator, {"title": TITLE, "f-cooperation": "تعاونيتان."})
    half = CardContent("", {"objectives": "عشرون ورشة.", "unknown": "؟"}, (Further("", "زائد"),))
    seen = upload(translator, back(half, database))
    assert "Not translated in the file" in seen.text
    assert "is no part of this card and was left out" in seen.text
    press(translator, form_with(seen.text, "Save as reviewed").filled({}), "machine")
    text = text_of(database)
    assert (text.content.title, text.content.fields["cooperation"]) == (TITLE, "تعاونيتان.")
    assert (text.content.fields["objectives"], text.state) == ("عشرون ورشة.", TextState.MACHINE)
    assert ("unknown" in text.content.fields, text.content.further) == (False, ())


def test_a_file_of_an_older_original_says_so_and_stays_behind(translator: Organiser, database: Database) -> None:
    file = back(ALL_SAID, database)
    say(database, replace(LOOM, fields={**LOOM.fields, "funds": "Une banque."}))
    seen = upload(translator, file)
    assert "The original has changed since this file was made" in seen.text
    press(translator, form_with(seen.text, "Save as reviewed").filled({}), "draft")
    assert "the original has changed since" in translator.get(ONE).text
    assert "compare it whole" in translator.get(ONE).text


def test_who_was_faster_than_a_file_is_shown(translator: Organiser, database: Database) -> None:
    seen = upload(translator, back(ALL_SAID, database))
    save(translator, {"title": "نول"})
    answer = press(translator, form_with(seen.text, "Save as reviewed").filled({}), "reviewed")
    assert answer.status_code == 409
    assert TITLE in answer.text
    assert "نول" in answer.text


BOMB = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><xliff version="2.0">&b;</xliff>'


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (BOMB, "declares a document type"),
        (b'<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file/></xliff>', "XLIFF 1.2"),
        (b"PK\x03\x04 a zip", "not an XLIFF file"),
        (b"", "not an XLIFF file"),
        (b"<xliff", "broken at line 1"),
        (b"<html></html>", "not an XLIFF file"),
        (b"<x>" + b" " * (5 * 1024 * 1024), "larger than 5 MB"),
    ],
)
def test_what_is_no_translation_is_refused(
    translator: Organiser, database: Database, content: bytes, says: str
) -> None:
    save(translator, {"title": TITLE})
    answer = upload(translator, content)
    assert answer.status_code == 422
    assert says in errors_in(answer.text)["file"]
    assert TITLE in answer.text
    assert text_of(database).revision == 1


@pytest.mark.parametrize(
    ("language", "card", "says"),
    [("es", "card-1", "another language (“es”)"), ("ar", "card-2", "another card (“card-2”)")],
)
def test_a_file_of_something_else_is_refused(
    translator: Organiser, database: Database, language: str, card: str, says: str
) -> None:
    answer = upload(translator, back(ALL_SAID, database, language, card))
    assert (answer.status_code, stored(database)) == (422, None)
    assert says in errors_in(answer.text)["file"].replace("&#34;", '"')


def test_a_file_is_to_be_chosen_and_brings_no_markup(translator: Organiser, database: Database) -> None:
    form = form_with(translator.get(ONE).text, "Look at it")
    answer = translator.client.post(form.action, data=dict(form.pairs))
    assert (answer.status_code, errors_in(answer.text)["file"]) == (422, "Choose a file.")
    seen = upload(translator, back(replace(ALL_SAID, title='"><script>alert(1)</script>'), database))
    assert "<script>alert" not in seen.text


def test_what_is_too_long_in_a_file_is_refused_when_it_is_taken(translator: Organiser, database: Database) -> None:
    seen = upload(translator, back(CardContent(TITLE, {"objectives": "ن" * 20_001}), database))
    assert seen.status_code == 200
    answer = press(translator, form_with(seen.text, "Save as reviewed").filled({}), "draft")
    assert (answer.status_code, stored(database)) == (422, None)
    assert "20001 characters" in errors_in(answer.text)["f-objectives"]


def test_all_cards_of_a_language_go_to_a_tool_at_once(translator: Organiser, database: Database) -> None:
    with database.writing() as db:
        (call,) = list_calls(db, get_edition(db, "workshop-2026"))
        translated(db, a_sent_card(db, call), "ar", TextState.APPROVED)
    address = f"{EDITION}/translations/ar/xliff"
    answer = translator.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    files = ZipFile(BytesIO(answer.data))
    assert files.namelist() == ["card-1-ar.xlf", "card-2-ar.xlf"]
    assert from_xliff(files.read("card-2-ar.xlf")).content.title == "Loom (ar)"
    assert translator.get(address).data == answer.data
    only = ZipFile(BytesIO(translator.get(f"{address}?state=missing").data))
    assert only.namelist() == ["card-1-ar.xlf"]
    assert translator.get(f"{EDITION}/translations/fr/xliff").status_code == 200
    assert translator.get(f"{EDITION}/translations/xx/xliff").status_code == 404
