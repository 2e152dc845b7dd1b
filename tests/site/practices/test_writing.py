"""Writing a card: it saves itself, goes on elsewhere, tells whoever is second, and loses nothing that was typed."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from academy.db.engine import Database
from academy.practices.content import CardContent, Further
from academy.practices.models import CardState, Practice
from tests.desk.forms import PageForm, errors_in, form_with
from tests.practices.carded import LOOM, write
from tests.site.practices.at_cards import (
    HOME,
    WRITE,
    _before_the_deadline,
    browser,
    loom,
    opened,
    page,
    save,
    send,
    stored,
    text_of,
    words_of,
)

__all__ = ["_before_the_deadline", "browser", "loom"]


def form_of(browser: FlaskClient) -> PageForm:
    return form_with(page(browser, WRITE), "Save")


def test_all_texts_are_written_on_one_page(browser: FlaskClient, database: Database) -> None:
    answer = save(
        browser,
        title=" Le  métier ",
        author="Awa T.",
        part="IA",
        language="ar",
        f_objectives="Un.\r\n\r\n- deux",
        f_materials="Guide",
        label=["Socios"],
        text=["Dos"],
    )
    assert (answer.status_code, answer.location) == (303, WRITE)
    said, card = text_of(database), stored(database)
    assert (said.title, said.fields["objectives"], said.fields["materials"]) == ("Le métier", "Un.\n\n- deux", "Guide")
    assert said.fields["results"] == LOOM.fields["results"]
    assert said.further == (Further("Socios", "Dos"),)
    assert (card.title, card.author, card.language, card.part and card.part.slug) == ("Le métier", "Awa T.", "ar", "IA")
    shown = page(browser, WRITE)
    assert "Saved." in shown
    assert 'lang="ar" dir="rtl" data-rich="/en/cards/1/paste"' in shown
    assert '<html lang="en" dir="ltr">' in shown


def test_labels_and_help_are_in_the_readers_language_and_lengths_are_advice(browser: FlaskClient) -> None:
    said = words_of(page(browser, WRITE))
    assert "Objectives (required) What was to change, for whom" in said
    assert "Words: 7 · 100 to 250 words are recommended" in said
    assert "Objetivos" in page(browser, "/es/cards/1/write/")
    assert save(browser, f_innovation="mot " * 2_000).status_code == 303
    assert "Words: 2000 · 80 to 250 words are recommended" in words_of(page(browser, WRITE))


def test_rows_are_added_without_a_script_and_emptied_to_go(browser: FlaskClient, database: Database) -> None:
    assert form_of(browser).values("label") == [""]
    answer = send(browser, WRITE, "Save, and add another field", {"label": ["A"], "text": ["B"]})
    assert answer.location == f"{WRITE}#further" or answer.status_code == 303
    assert form_of(browser).values("label") == ["A", ""]
    save(browser, label=["A", "C"], text=["B", "D"])
    assert text_of(database).further == (Further("A", "B"), Further("C", "D"))
    save(browser, label=["", "C", ""], text=["", "D", ""])
    assert text_of(database).further == (Further("C", "D"),)


def test_buttons_lead_where_they_say(browser: FlaskClient) -> None:
    form = form_of(browser)
    for then, to in (("card", HOME), ("preview", f"{HOME}preview/"), ("//evil.example", WRITE)):
        data = MultiDict([*form.filled({}).items(multi=True), ("then", then)])
        assert browser.post(form.action, data=data).location == to


def test_it_saves_itself_and_another_device_goes_on(browser: FlaskClient, empty_app: Flask, database: Database) -> None:
    form = form_of(browser)
    first = browser.post(form.action, data={**dict(form.pairs), "f-funds": "Ours", "quietly": "1"})
    assert (first.status_code, first.data) == (204, b"")
    revision = first.headers["X-Revision"]
    again = {**dict(form.pairs), "f-funds": "Ours and theirs", "quietly": "1", "revision": revision}
    assert browser.post(form.action, data=again).status_code == 204
    assert text_of(database).fields["funds"] == "Ours and theirs"
    telephone = opened(empty_app.test_client(), database, 1)
    assert "Ours and theirs</textarea>" in page(telephone, WRITE)
    assert 'src="/static/keep.js' in page(telephone, WRITE)


def test_whoever_is_second_is_told_and_sees_both(browser: FlaskClient, empty_app: Flask, database: Database) -> None:
    mine = form_of(browser)
    other = opened(empty_app.test_client(), database, 1)
    save(other, f_funds="Theirs <b>", author="Moussa")
    quiet = browser.post(mine.action, data={**dict(mine.pairs), "f-funds": "Mine", "quietly": "1"})
    assert (quiet.status_code, quiet.data) == (409, b"")
    answer = browser.post(mine.action, data={**dict(mine.pairs), "f-funds": "Mine", "label": "L", "text": "T"})
    assert answer.status_code == 409
    assert "Somebody else has changed this since you opened it." in answer.text
    assert "Mine</textarea>" in answer.text
    assert "The other one has stored: Theirs &lt;b&gt;" in words_of(answer.text)
    assert "The other one has stored: Moussa" in words_of(answer.text)
    assert answer.text.count("The other one has stored:") == 3
    assert text_of(database).fields["funds"] == "Theirs <b>"
    form = form_with(answer.text, "Save")
    assert (form.value("f-funds"), form.value("label")) == ("Mine", "L")
    assert browser.post(form.action, data=form.filled({})).status_code == 303
    assert text_of(database).fields["funds"] == "Mine"
    assert text_of(database).further == (Further("L", "T"),)


def test_the_same_form_sent_twice_is_no_quarrel(browser: FlaskClient) -> None:
    form = form_of(browser)
    for _ in range(2):
        assert browser.post(form.action, data=form.filled({"f-funds": "Once"})).status_code == 303


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 30])
def test_a_form_without_a_right_revision_overwrites_nothing(
    browser: FlaskClient, database: Database, revision: str
) -> None:
    form = form_of(browser)
    answer = browser.post(form.action, data={**dict(form.pairs), "f-funds": "Mine", "revision": revision})
    assert answer.status_code == 409
    assert "Mine</textarea>" in answer.text
    assert "funds" not in text_of(database).fields


def test_what_is_refused_stays_typed_and_is_marked(browser: FlaskClient, database: Database) -> None:
    answer = save(browser, f_funds="x" * 20_001, f_innovation="<new>")
    assert answer.status_code == 422
    assert errors_in(answer.text) == {"f-funds": "This text has 20001 characters; at most 20000 fit here."}
    assert "&lt;new&gt;</textarea>" in answer.text
    assert form_with(answer.text, "Save").value("f-funds") == "x" * 20_001
    answer = save(browser, author=" ", title="New")
    assert set(errors_in(answer.text)) == {"author"}
    answer = save(browser, label=["x" * 301])
    assert answer.status_code == 422
    assert "This text has 301 characters" in answer.text
    assert text_of(database) == LOOM
    assert save(browser, f_funds="x" * 20_000).status_code == 303


def test_a_choice_that_was_not_offered_is_refused(browser: FlaskClient, database: Database) -> None:
    form = form_of(browser)
    for name, value in (("part", "IX"), ("language", "tlh-nowhere")):
        answer = browser.post(form.action, data={**dict(form.pairs), name: value})
        assert answer.status_code == 422
        assert set(errors_in(answer.text)) == {name}
    assert stored(database).language == "fr"


def test_texts_that_the_form_does_not_show_stay(browser: FlaskClient, database: Database) -> None:
    with database.writing() as db:
        write(db, db.get_one(Practice, 1), CardContent("T", {**LOOM.fields, "of-before": "Kept"}))
    save(browser, f_funds="New")
    assert text_of(database).fields["of-before"] == "Kept"


def test_a_card_that_was_sent_in_meanwhile_keeps_what_was_typed_on_the_page(
    browser: FlaskClient, database: Database
) -> None:
    form = form_of(browser)
    with database.writing() as db:
        db.get_one(Practice, 1).state = CardState.SUBMITTED
    answer = browser.post(form.action, data={**dict(form.pairs), "f-funds": "Mine"})
    assert answer.status_code == 422
    assert "What you typed is still on this page" in answer.text
    assert "Mine</textarea>" in answer.text


def test_the_language_stays_once_the_card_was_sent_in(browser: FlaskClient, database: Database) -> None:
    with database.writing() as db:
        db.get_one(Practice, 1).state = CardState.CHANGES_ASKED
    assert "language" not in form_of(browser).names
    assert save(browser, f_funds="New").status_code == 303


def test_what_was_typed_survives_a_link_that_has_closed(browser: FlaskClient, database: Database) -> None:
    form = form_of(browser)
    browser.delete_cookie("link-card-1")
    quiet = browser.post(form.action, data={**dict(form.pairs), "f-funds": "Mine", "quietly": "1"})
    assert quiet.status_code == 401
    answer = browser.post(form.action, data={**dict(form.pairs), "f-funds": "Mine <b>"})
    assert answer.status_code == 401
    assert "Open the one in our latest letter in another window" in answer.text
    again = form_with(answer.text, "Send it again")
    assert again.value("f-funds") == "Mine <b>"
    opened(browser, database, 1)
    assert browser.post(WRITE, data=again.filled({})).status_code == 303
    assert text_of(database).fields["funds"] == "Mine <b>"


def test_a_form_without_its_token_changes_nothing_and_loses_nothing(browser: FlaskClient, database: Database) -> None:
    form = form_of(browser)
    answer = browser.post(form.action, data={**dict(form.pairs), "f-funds": "Mine", "csrf_token": "x"})
    assert answer.status_code == 400
    assert form_with(answer.text, "Send it again").value("f-funds") == "Mine"
    assert "funds" not in text_of(database).fields


def test_a_stranger_writes_nothing(empty_app: Flask, browser: FlaskClient, database: Database) -> None:
    form = form_of(browser)
    stranger = empty_app.test_client()
    token = form_with(page(stranger, "/en/sign-in"), "Sign in").value("csrf_token")
    answer = stranger.post(form.action, data={**dict(form.pairs), "title": "Theirs", "csrf_token": token})
    assert answer.status_code == 401
    assert "Le métier" not in answer.text.replace(dict(form.pairs)["title"], "")
    assert text_of(database) == LOOM


def test_marks_are_shown_as_they_were_typed(browser: FlaskClient, database: Database) -> None:
    save(browser, f_funds="</textarea><script>alert(1)</script>", title='"><img src=x>')
    shown = page(browser, WRITE)
    assert "<script>alert" not in shown
    assert "<img" not in shown
    assert form_of(browser).value("f-funds") == "</textarea><script>alert(1)</script>"
    assert text_of(database).title == '"><img src=x>'
