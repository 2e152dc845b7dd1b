"""A translation before the author of the card, who approves it or says what is wrong; and before readers."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from academy.accounts.actions import create_account, sign_in
from academy.accounts.administration import work_as
from academy.accounts.models import Account, EditionRole, SignInMethod
from academy.accounts.queries import find_sign_in
from academy.db.engine import Database
from academy.editions.actions import raise_installation
from academy.outbox.models import Letter
from academy.practices.content import Further
from academy.practices.models import CardState, CardText, Practice, TextState
from academy.practices.queries import find_card, find_original, find_text
from academy.practices.translating import Seen, TranslationDraft, save_translation
from academy.practices.translation_record import find_answer
from academy.web.letters import written as letter_of
from tests.desk.forms import Facts, errors_in, form_with, said_above
from tests.factories import LATER, MADE
from tests.factories.browsers import browser_of
from tests.practices.carded import LOOM
from tests.practices.published import translated
from tests.practices.reviewed import an_account
from tests.site.practices.at_cards import HOME, NOTHING, browser, loom, opened, page, words_of

__all__ = ["browser", "loom"]

HERE = f"{HOME}translations/ar/"
APPROVE, OBJECT = "I approve this translation", "Say what is wrong"


@pytest.fixture(autouse=True)
def _translated(database: Database, loom: int) -> None:
    """Awa's card is accepted, published and translated into Arabic."""
    with database.writing() as db:
        card = db.get_one(Practice, loom)
        card.state, card.published_at, card.slug = CardState.ACCEPTED, LATER, "loom"
        text = translated(db, card, "ar")
        text.content = replace(text.content, title="النول المشترك", fields={"objectives": "عشرون **ورشة**."})


def stored(database: Database) -> CardText:
    with database.reading() as db:
        found = find_text(db, db.get_one(Practice, 1), "ar")
        assert found is not None
        return found


def answer(browser: FlaskClient, button: str, address: str = HERE, **facts: str) -> TestResponse:
    """Open the page, fill it in, and press a button."""
    form = form_with(page(browser, address), button)
    return press(browser, form.filled(facts), button)


def press(browser: FlaskClient, said: Facts, button: str) -> TestResponse:
    return browser.post(HERE, data={**said, "answer": "approve" if button == APPROVE else "object"})


def test_both_stand_side_by_side_in_their_directions(browser: FlaskClient) -> None:
    shown = page(browser, HERE)
    assert re.search(r'lang="fr" dir="ltr"><p>Vingt ateliers partagent <strong>un</strong>', shown)
    assert re.search(r'lang="ar" dir="rtl"><p>عشرون <strong>ورشة</strong>', shown)
    assert "translated by Tom Translator" in shown
    assert "translation reviewed" in shown
    assert shown.count("not translated yet") == 2
    assert f'href="{HERE}"' in page(browser)


def test_the_author_approves(browser: FlaskClient, database: Database) -> None:
    done = answer(browser, APPROVE)
    assert (done.status_code, done.location) == (303, HOME)
    assert "readers see that you approve" in words_of(page(browser))
    assert stored(database).state == TextState.APPROVED
    shown = page(browser, HERE)
    assert "You approve this translation" in shown
    assert APPROVE not in shown


def test_the_author_says_what_is_wrong_and_readers_do_not_see_it_any_more(
    browser: FlaskClient, database: Database
) -> None:
    done = answer(browser, OBJECT, remark="Le titre <b>ne va pas</b>.")
    assert (done.status_code, done.location) == (303, HOME)
    assert stored(database).state == TextState.DRAFT
    with database.reading() as db:
        said = find_answer(db, db.get_one(Practice, 1), "ar")
    assert said is not None
    assert (said.is_refusal, said.remark) == (True, "Le titre <b>ne va pas</b>.")
    shown = page(browser, HERE)
    assert "is being worked on" in shown
    assert "عشرون" not in shown
    assert browser.get("/en/practices/loom/in/ar/").status_code == 404


def test_nothing_said_is_no_objection(browser: FlaskClient, database: Database) -> None:
    refused = answer(browser, OBJECT, remark=" ")
    assert refused.status_code == 422
    assert "Say what is wrong" in errors_in(refused.text)["remark"]
    assert stored(database).state == TextState.REVIEWED
    long = answer(browser, OBJECT, remark="x" * 4_001)
    assert (long.status_code, "x" * 4_001 in long.text) == (422, True)


def test_only_what_was_shown_is_approved(browser: FlaskClient, database: Database) -> None:
    form = form_with(page(browser, HERE), APPROVE)
    with database.writing() as db:
        card = find_card(db, 1)
        assert card is not None
        content = replace(stored(database).content, title="نول آخر")
        save_translation(db, card, "ar", TranslationDraft(content, "Hala", TextState.REVIEWED), LATER, Seen(None, None))
    refused = press(browser, {**form.filled({})}, APPROVE)
    assert refused.status_code == 422
    assert "Somebody else has changed this" in said_above(refused.text)
    assert "نول آخر" in refused.text
    assert stored(database).state == TextState.REVIEWED
    assert press(browser, {**form.filled({"revision": "?"})}, APPROVE).status_code == 422


@pytest.mark.parametrize("address", [f"{HOME}translations/es/", f"{HOME}translations/fr/"])
def test_what_is_no_translation_is_nothing(browser: FlaskClient, address: str) -> None:
    answered = browser.get(address)
    assert (answered.status_code, NOTHING in answered.text) == (404, True)


def test_a_stranger_sees_and_approves_nothing(empty_app: Flask, browser: FlaskClient, database: Database) -> None:
    form = form_with(page(browser, HERE), APPROVE)
    stranger = empty_app.test_client()
    assert (stranger.get(HERE).status_code, NOTHING in stranger.get(HERE).text) == (404, True)
    token = form_with(stranger.get("/en/sign-in").text, "Sign in", "").value("csrf_token")
    said = {**form.filled({"csrf_token": token}), "answer": "approve"}
    assert stranger.post(HERE, data=said).status_code == 404
    assert stored(database).state == TextState.REVIEWED


def test_an_answer_is_one_of_two(browser: FlaskClient) -> None:
    form = form_with(page(browser, HERE), APPROVE)
    assert browser.post(HERE, data=form.filled({})).status_code == 400


def test_markup_in_a_translation_does_nothing(browser: FlaskClient, database: Database) -> None:
    evil = "<script>alert(1)</script>"
    with database.writing() as db:
        text = find_text(db, db.get_one(Practice, 1), "ar")
        assert text is not None
        text.content = replace(text.content, title=evil, fields={"objectives": evil}, further=(Further(evil, evil),))
        text.translator = evil
    assert evil not in page(browser, HERE)
    assert evil not in page(browser, "/en/practices/loom/in/ar/")


def test_readers_see_the_state_who_translated_and_that_the_original_has_changed(
    browser: FlaskClient, database: Database
) -> None:
    assert "has changed since" not in page(browser, "/en/practices/loom/in/ar/")
    with database.writing() as db:
        original = find_original(db, db.get_one(Practice, 1))
        assert original is not None
        original.content = replace(LOOM, fields={**LOOM.fields, "objectives": "Trente ateliers."})
        raise_installation(db)
    shown = page(browser, "/en/practices/loom/in/ar/")
    assert "The original has changed since this was translated." in shown
    assert "translation reviewed · translated by Tom Translator" in words_of(shown)
    assert "Your card has changed since this was translated." in page(browser, HERE)
    texts = json.loads(browser.get("/api/v1/practices/loom").text)["texts"]
    assert (texts["ar"]["state"], texts["ar"]["translator"]) == ("reviewed", "Tom Translator")
    assert (texts["ar"]["original_has_changed"], texts["fr"]["original_has_changed"]) == (True, False)


def test_what_is_not_translated_is_there_in_the_originals_words(browser: FlaskClient) -> None:
    shown = page(browser, "/en/practices/loom/in/ar/")
    assert re.search(
        r'<p class="only">Available only in French</p>\s*<div class="card-text" lang="fr" dir="ltr">', shown
    )
    assert '<div class="card-text" lang="ar" dir="rtl"><p>عشرون' in shown


def test_the_link_works_in_arabic(empty_app: Flask, database: Database) -> None:
    reader = opened(empty_app.test_client(), database, 1, "ar")
    shown = page(reader, HERE.replace("/en/", "/ar/"))
    assert 'dir="rtl"' in shown[:200]


def test_the_translator_is_told_what_is_wrong(empty_app: Flask, browser: FlaskClient, database: Database) -> None:
    with database.writing() as db:
        card = find_card(db, 1)
        assert card is not None
        assert card.edition is not None
        hala = an_account(db, card.edition, "Hala Mansour", EditionRole.TRANSLATOR)
        content = replace(stored(database).content, title="النول")
        draft = TranslationDraft(content, "Hala Mansour", TextState.REVIEWED, account_id=hala.id)
        save_translation(db, card, "ar", draft, LATER, Seen(None, None))
    answer(browser, OBJECT, remark="Le titre <b>ne va pas</b>.\nVoilà.")
    with database.reading() as db:
        letter = db.scalars(select(Letter).where(Letter.kind == "practices/translation_refused")).one()
    assert (letter.email, letter.facts["remark"]) == ("hala@example.org", "Le titre <b>ne va pas</b>.\nVoilà.")
    said = letter_of(empty_app, letter, {})
    assert said.subject == "An author finds something wrong in a translation: Workshop"
    for part in (said.text, said.html):
        assert "http://academy.test/desk/editions/workshop-2026/cards/1/translations/ar" in part
        assert "(Arabic)" in part
    assert ("Le titre <b>ne va pas</b>.\nVoilà." in said.text, "<b>ne va" in said.html) == (True, False)


def test_who_does_not_translate_any_more_is_not_written_to(browser: FlaskClient, database: Database) -> None:
    with database.writing() as db:
        text = find_text(db, db.get_one(Practice, 1), "ar")
        assert text is not None
        text.account_id = create_account(db, "gone@example.org", "Gone", MADE).id
    answer(browser, OBJECT, remark="Non.")
    with database.reading() as db:
        assert db.scalars(select(Letter).where(Letter.kind == "practices/translation_refused")).all() == []


def test_who_works_as_the_author_approves_nothing(empty_app: Flask, database: Database) -> None:
    _, author = browser_of(empty_app, database, "Awa")
    _, helper = browser_of(empty_app, database, "Root")
    now = datetime.now(UTC)
    with database.writing() as db:
        administrator = db.get_one(Account, helper)
        administrator.is_administrator = True
        own = find_sign_in(db, sign_in(db, administrator, SignInMethod.PASSKEY, now), now)
        assert own is not None
        token = work_as(db, db.get_one(Account, author), own, "To see what they see", now)
    lent = empty_app.test_client()
    with lent.session_transaction() as carried:
        carried["sign_in"] = token
    form = form_with(page(lent, HERE), APPROVE)
    assert lent.post(HERE, data={**form.filled({}), "answer": "approve"}).status_code == 403
    said = {**form.filled({}), "answer": "agree", "version": "1"}
    assert lent.post(f"{HOME}proposal/", data=said).status_code == 403
    assert stored(database).state == TextState.REVIEWED
