"""Translations at the desk: cards by language, original and translation side by side."""

import re
from dataclasses import replace

import pytest
from flask import Flask

from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.practices.content import Further
from academy.practices.models import Practice, TextState
from academy.practices.queries import find_card, list_calls
from academy.practices.translating import object_to
from tests import factories
from tests.conftest import Organiser
from tests.desk.forms import Facts, errors_in, form_with, forms_in, said_above
from tests.desk.practices.at_translations import (
    ALL,
    EDITION,
    ONE,
    TITLE,
    in_as,
    press,
    save,
    say,
    sent_card,
    stored,
    text_of,
    translator,
)
from tests.factories import LATER
from tests.factories.statements import asked_of
from tests.practices.carded import LOOM, a_card, a_sent_card
from tests.practices.published import translated

__all__ = ["sent_card", "translator"]


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


def test_the_buttons_stand_in_the_order_in_which_enter_does_no_harm(translator: Organiser) -> None:
    def first() -> str:
        return next(form.buttons[0] for form in forms_in(translator.get(ONE).text) if "translator" in form.names)

    assert first() == "Save as a draft"
    save(translator, {"title": TITLE}, "reviewed")
    assert first() == "Save as reviewed"
