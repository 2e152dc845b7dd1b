"""Translations at the desk: cards by language, original and translation side by side, files for translators' tools."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, stream_encode_multipart

from academy.accounts.actions import give_role, sign_in
from academy.accounts.models import Account, EditionRole, SignInMethod
from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.practices.content import CardContent, Further
from academy.practices.models import CardText, Practice, TextState
from academy.practices.queries import find_card, find_original, find_text, list_calls
from academy.practices.translating import object_to
from academy.practices.xliff import from_xliff, to_xliff
from tests import factories
from tests.conftest import Organiser
from tests.desk.forms import Facts, errors_in, form_with, forms_in, said_above
from tests.factories import LATER, MADE
from tests.factories.statements import asked_of
from tests.practices.carded import LOOM, a_call, a_card, a_sent_card
from tests.practices.published import translated

EDITION = "/desk/editions/workshop-2026"
ALL = f"{EDITION}/translations/"
ONE = f"{EDITION}/cards/1/translations/ar"
TITLE = "النول المشترك"


@pytest.fixture(autouse=True)
def _card(database: Database) -> Iterator[None]:
    with database.writing() as db:
        a_sent_card(db, a_call(db, factories.edition(db, languages=("en", "es"))))
    with time_machine.travel(LATER, tick=True):
        yield


@pytest.fixture
def translator(empty_app: Flask, database: Database) -> Organiser:
    """A translator of the edition."""
    return Organiser(in_as(empty_app, database, "Hala Translator", "workshop-2026"))


def in_as(app: Flask, database: Database, name: str, edition_slug: str) -> FlaskClient:
    with database.writing() as db:
        account = Account(email=None, name=name, created_at=MADE)
        db.add(account)
        db.flush()
        give_role(db, account, get_edition(db, edition_slug), EditionRole.TRANSLATOR, MADE)
    browser = app.test_client()
    with browser.session_transaction() as session, database.writing() as db:
        session["sign_in"] = sign_in(db, account, SignInMethod.PASSWORD, datetime.now(UTC))
    return browser


def stored(database: Database, language: str = "ar") -> CardText | None:
    with database.reading() as db:
        return find_text(db, db.get_one(Practice, 1), language)


def text_of(database: Database) -> CardText:
    found = stored(database)
    assert found is not None
    return found


def original_of(database: Database) -> CardText:
    with database.reading() as db:
        found = find_original(db, db.get_one(Practice, 1))
        assert found is not None
        return found


def say(database: Database, content: CardContent) -> None:
    """Let the original say something else."""
    with database.writing() as db:
        text = find_original(db, db.get_one(Practice, 1))
        assert text is not None
        text.content = content


def save(browser: Organiser, facts: Facts, state: str = "draft", address: str = ONE) -> TestResponse:
    form = form_with(browser.get(address).text, "Save as a draft")
    return press(browser, form.filled(facts), state, address)


def press(browser: Organiser, said: MultiDict[str, str], state: str, address: str = ONE) -> TestResponse:
    return browser.client.post(address, data=MultiDict([*said.items(multi=True), ("state", state)]))


def upload(browser: Organiser, content: bytes, address: str = ONE) -> TestResponse:
    form = form_with(browser.get(address).text, "Look at it")
    data = {**dict(form.pairs), "file": FileStorage(BytesIO(content), "came.xlf")}
    body, _, boundary = stream_encode_multipart(data, use_tempfile=False)
    kind = f'multipart/form-data; boundary="{boundary}"'
    return browser.client.post(form.action, data=body.read(), content_type=kind)


def back(target: CardContent, database: Database, language: str = "ar", card: str = "card-1") -> bytes:
    """What a tool sends back."""
    original = original_of(database)
    labels = {"title": "Titre"}
    return to_xliff(
        card, "fr", language, original.content, target, labels=labels, state="draft", revision=original.revision
    )


ALL_SAID = CardContent(
    TITLE,
    {
        "objectives": "عشرون ورشة.",
        "cooperation": "تعاونيتان.",
        "results": "| السنة | الورش |\n|---|---|\n| 2024 | 20 |",
    },
)


def test_cards_stand_by_language_with_their_states(translator: Organiser, database: Database) -> None:
    with database.writing() as db:
        card = db.get_one(Practice, 1)
        translated(db, card, "es", TextState.APPROVED)
        translated(db, card, "pt", TextState.MACHINE)
    say(database, replace(LOOM, title="Le métier partagé"))
    page = translator.get(ALL).text
    cells = re.findall(r"<td>(.*?)</td>", page, re.DOTALL)
    words = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]
    behind = "the original has changed since"
    assert words == ["missing", f"approved by the author {behind}", "original", f"machine {behind}", "missing"]
    assert f'href="{ONE}"' in page
    assert f'href="{ALL}"' in translator.get(EDITION).text


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ("language=es&state=approved", True),
        ("language=es&state=behind", False),
        ("language=pt&state=missing", True),
        ("language=es&state=missing", False),
        ("state=machine", False),
        ("language=xx&state=nonsense", True),
    ],
)
def test_the_list_is_narrowed(translator: Organiser, database: Database, query: str, is_there: bool) -> None:  # noqa: FBT001
    with database.writing() as db:
        translated(db, db.get_one(Practice, 1), "es", TextState.APPROVED)
    page = translator.get(f"{ALL}?{query}").text
    assert (LOOM.title in page, "No card stands so" in page) == (is_there, not is_there)


def test_without_cards_the_list_says_what_belongs_there(new_organiser: Organiser, database: Database) -> None:
    with database.writing() as db:
        factories.edition(db, slug="seminar")
    assert (
        "Cards come here once their authors have sent them in"
        in new_organiser.get("/desk/editions/seminar/translations/").text
    )


def test_many_cards_have_pages_and_cost_the_same(translator: Organiser, database: Database) -> None:
    def cost() -> int:
        with asked_of(database) as asked:
            translator.get(ALL)
        return len(asked)

    translator.get(ALL)
    one = cost()
    with database.writing() as db:
        (call,) = list_calls(db, get_edition(db, "workshop-2026"))
        for _ in range(10):
            translated(db, a_sent_card(db, call), "es")
    assert cost() == one


def test_original_and_translation_stand_side_by_side(translator: Organiser) -> None:
    page = translator.get(ONE).text
    assert '<div class="read-text typed-text" lang="fr" dir="ltr">Vingt ateliers' in page
    assert re.search(r'<textarea name="f-objectives"[^>]*lang="ar" dir="rtl"', page)
    assert page.count("not translated yet") == 4
    assert 'value="Hala Translator"' in page
    assert "data-keep" in page
    assert 'name="f-funds"' not in page, "there is nothing to translate"


def test_a_draft_is_saved_and_found_again(translator: Organiser, database: Database) -> None:
    answer = save(translator, {"title": TITLE, "f-objectives": "عشرون ورشة."})
    assert (answer.status_code, answer.location) == (303, ONE)
    text = text_of(database)
    assert (text.state, text.content.title, text.content.fields["objectives"]) == (
        TextState.DRAFT,
        TITLE,
        "عشرون ورشة.",
    )
    assert (text.translator, text.account_id is not None) == ("Hala Translator", True)
    page = translator.get(ONE).text
    assert "The draft was saved" in page
    assert page.count("not translated yet") == 2


@pytest.mark.parametrize(
    ("pressed", "state"),
    [("draft", "draft"), ("machine", "machine"), ("reviewed", "reviewed"), ("approved", "draft"), ("", "draft")],
)
def test_a_button_says_how_it_stands_and_none_approves(
    translator: Organiser, database: Database, pressed: str, state: str
) -> None:
    assert save(translator, {"title": TITLE}, pressed).status_code == 303
    assert text_of(database).state == state


def test_it_saves_itself_only_while_it_is_a_draft(translator: Organiser, database: Database) -> None:
    form = form_with(translator.get(ONE).text, "Save as a draft")
    answer = translator.client.post(ONE, data=form.filled({"title": TITLE}) | {"quietly": "1"})
    assert (answer.status_code, answer.headers["X-Revision"]) == (204, "1")
    said = form.filled({"title": f"{TITLE}!", "revision": "1"})
    answer = translator.client.post(ONE, data=said | {"quietly": "1"})
    assert (answer.status_code, answer.headers["X-Revision"]) == (204, "2")
    save(translator, {}, "reviewed")
    assert "data-keep" not in translator.get(ONE).text
    late = translator.client.post(ONE, data=form.filled({"title": "?", "revision": "3"}) | {"quietly": "1"})
    assert (late.status_code, text_of(database).content.title) == (409, f"{TITLE}!")


def test_two_translators_the_second_sees_what_the_first_has_stored(
    translator: Organiser, new_organiser: Organiser, database: Database
) -> None:
    form = form_with(new_organiser.get(ONE).text, "Save as a draft")
    save(translator, {"title": TITLE, "f-objectives": "عشرون ورشة."})
    answer = press(new_organiser, form.filled({"title": "نول", "f-results": "عشرون"}), "reviewed")
    assert answer.status_code == 409
    assert "Somebody else has changed this" in said_above(answer.text)
    assert 'value="نول"' in answer.text
    assert re.search(r'id="title-theirs">.*?' + TITLE, answer.text, re.DOTALL)
    assert text_of(database).content.title == TITLE
    again = form_with(answer.text, "Save as a draft")
    assert press(new_organiser, again.filled({}), "reviewed").status_code == 303
    assert (text_of(database).content.title, text_of(database).state) == ("نول", TextState.REVIEWED)


def test_a_change_of_the_original_is_shown_at_its_field(translator: Organiser, database: Database) -> None:
    save(translator, {"title": TITLE, "f-objectives": "عشرون ورشة."}, "reviewed")
    say(
        database,
        replace(LOOM, fields={**LOOM.fields, "objectives": "Trente ateliers partagent **un** métier à tisser."}),
    )
    page = translator.get(ONE).text
    assert "the original has changed since" in page
    assert "<del>Vingt </del><ins>Trente </ins>" in page
    assert page.count("What has changed in the original since") == 1
    save(translator, {"f-objectives": "ثلاثون ورشة."}, "reviewed")
    assert "<ins>Trente </ins>" in translator.get(ONE).text, "nobody said that it follows"
    save(translator, {"follows": "1"}, "reviewed")
    assert "the original has changed since" not in translator.get(ONE).text
    assert text_of(database).content.fields["objectives"] == "ثلاثون ورشة."


def test_an_original_that_changes_meanwhile_is_told(translator: Organiser, database: Database) -> None:
    form = form_with(translator.get(ONE).text, "Save as a draft")
    say(database, replace(LOOM, title="Le métier partagé"))
    answer = press(translator, form.filled({"title": TITLE}), "draft")
    assert answer.status_code == 409
    assert "The original has changed since you opened this" in answer.text
    assert TITLE in answer.text
    again = form_with(answer.text, "Save as a draft")
    assert press(translator, again.filled({}), "draft").status_code == 303


def test_further_fields_are_translated_in_their_places(translator: Organiser, database: Database) -> None:
    say(database, replace(LOOM, further=(Further("Risques", "Peu d’eau."), Further("Loi", "Un décret."))))
    form = form_with(translator.get(ONE).text, "Save as a draft")
    said = form.filled({"label": ["", "القانون"], "text": ["", "مرسوم."]})
    assert press(translator, said, "draft").status_code == 303
    assert text_of(database).content.further == (Further("", ""), Further("القانون", "مرسوم."))
    page = translator.get(ONE).text
    assert page.index("Un décret.") < page.index("مرسوم.")


@pytest.mark.parametrize(
    ("facts", "beside"),
    [
        ({"f-objectives": "ن" * 20_001}, "f-objectives"),
        ({"title": "ن" * 301}, "title"),
        ({"translator": "ن" * 301}, "translator"),
    ],
)
def test_what_is_too_long_is_refused_and_nothing_is_lost(
    translator: Organiser, database: Database, facts: Facts, beside: str
) -> None:
    answer = save(translator, {"f-cooperation": "تعاونيتان.", **facts})
    assert answer.status_code == 422
    assert "characters; at most" in errors_in(answer.text)[beside]
    assert "تعاونيتان." in answer.text
    assert str(facts[beside]) in answer.text
    assert stored(database) is None


def test_nothing_is_said_to_be_reviewed(translator: Organiser, database: Database) -> None:
    answer = save(translator, {}, "reviewed")
    assert answer.status_code == 422
    assert "Nothing is translated yet" in errors_in(answer.text)["title"]
    assert stored(database) is None


def test_markup_is_shown_as_it_was_typed(translator: Organiser, database: Database) -> None:
    evil = '</textarea><script>alert(1)</script>"><img src=x onerror=alert(1)>'
    assert save(translator, {"title": evil, "f-objectives": evil, "translator": evil}).status_code == 303
    page = translator.get(ONE).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert text_of(database).content.fields["objectives"] == evil


@pytest.mark.parametrize("language", ["xx-nothing", "fr", "..", "ar%00", "zz_ZZ", "a" * 400])
def test_no_other_code_is_a_language(translator: Organiser, language: str) -> None:
    answer = translator.get(f"{EDITION}/cards/1/translations/{language}")
    assert answer.status_code in {404, 422}


def test_a_translator_of_another_edition_is_refused(empty_app: Flask, database: Database) -> None:
    with database.writing() as db:
        factories.edition(db, slug="seminar")
    stranger = in_as(empty_app, database, "Zeynep", "seminar")
    for address in (ALL, ONE, f"{ONE}/xliff", f"{EDITION}/translations/ar/xliff"):
        assert stranger.get(address).status_code in {403, 404}
    foreign = ONE.replace("workshop-2026", "seminar")
    assert stranger.get(foreign).status_code == 404
    assert stranger.get(f"{foreign}/xliff").status_code == 404


def test_a_card_that_was_not_sent_in_is_nobodys_to_translate(translator: Organiser, database: Database) -> None:
    with database.writing() as db:
        (call,) = list_calls(db, get_edition(db, "workshop-2026"))
        number = a_card(db, call).id
    answer = translator.get(f"{EDITION}/cards/{number}/translations/ar")
    assert answer.status_code == 422
    assert "Only a card that was sent in" in answer.text
    assert f"/cards/{number}/" not in translator.get(ALL).text


def test_what_the_author_says_is_wrong_stands_above(translator: Organiser, database: Database) -> None:
    save(translator, {"title": TITLE}, "reviewed")
    with database.writing() as db:
        card = find_card(db, 1)
        assert card is not None
        object_to(db, card, "ar", "Le titre <b>ne va pas</b>.", LATER, None)
    page = translator.get(ONE).text
    assert "The author says what is wrong" in page
    assert "Le titre &lt;b&gt;ne va pas&lt;/b&gt;." in page
    save(translator, {"title": "نول"}, "reviewed")
    assert "The author says what is wrong" not in translator.get(ONE).text


def test_a_translation_that_was_begun_by_mistake_goes(translator: Organiser, database: Database) -> None:
    save(translator, {"title": TITLE})
    form = form_with(translator.get(ONE).text, "Yes, remove it")
    stale = translator.client.post(form.action, data=form.filled({"revision": "9"}))
    assert (stale.status_code, stored(database) is None) == (409, False)
    answer = translator.client.post(form.action, data=form.filled({}))
    assert (answer.status_code, stored(database)) == (303, None)


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


def test_the_buttons_stand_in_the_order_in_which_enter_does_no_harm(translator: Organiser) -> None:
    def first() -> str:
        return next(form.buttons[0] for form in forms_in(translator.get(ONE).text) if "translator" in form.names)

    assert first() == "Save as a draft"
    save(translator, {"title": TITLE}, "reviewed")
    assert first() == "Save as reviewed"
