"""A call behind its link, and a card that is begun there."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from academy.db.engine import Database
from academy.editions.models import Edition, State
from academy.kit.translated import Translated
from academy.outbox.models import Letter
from academy.practices.calls import CriterionDraft, change_call, set_criteria
from academy.practices.models import CardState, Practice
from academy.practices.queries import find_call_by
from academy.practices.writing import Beginning, begin_for_talk
from tests.desk.forms import errors_in, form_with
from tests.factories import MADE
from tests.practices.carded import CALL
from tests.site.practices.at_cards import _before_the_deadline, key, page, send, stored, words_of

__all__ = ["_before_the_deadline", "key"]

CLOSES = datetime(2026, 11, 30, 17, tzinfo=UTC)
SAID = {"author": "Awa Traoré", "email": "Awa@Example.org", "language": "ff", "title": "Le métier"}


@pytest.fixture
def browser(empty_app: Flask) -> FlaskClient:
    return empty_app.test_client()


def change(database: Database, key: str, **more: object) -> None:
    with database.writing() as db:
        found = find_call_by(db, key)
        assert found is not None
        change_call(db, found, replace(CALL, **more), MADE)  # type: ignore[arg-type]


def count(database: Database) -> int:
    with database.reading() as db:
        return len(db.scalars(select(Practice.id)).all())


def test_a_call_says_what_is_asked_until_when_and_how_it_is_judged(
    browser: FlaskClient, database: Database, key: str
) -> None:
    with database.writing() as db:
        found = find_call_by(db, key)
        assert found is not None
        set_criteria(db, found, [CriterionDraft(Translated(en="Clarity"), Translated(en="Can one follow?"), 2)], MADE)
    said = words_of(page(browser, f"/en/call/{key}/"))
    for expected in (
        "Good practices of solidarity",
        "Tell us what works.",
        "Cards are taken until: Monday 30 November 2026, 18:00 (Tunis, UTC+1)",
        "IA Fellows",
        "Objectives (required) What was to change",
        "100 to 250 words are recommended",
        "Clarity (counts 2 times) Can one follow?",
    ):
        assert expected in said, expected
    assert "Buenas prácticas de solidaridad" in page(browser, f"/es/call/{key}/")
    assert browser.get(f"/en/call/{key}/").headers["Cache-Control"] == "private, no-store"


def test_a_card_is_begun_opens_here_and_its_link_goes_out(browser: FlaskClient, database: Database, key: str) -> None:
    begun = send(browser, f"/en/call/{key}/", "Begin", SAID)
    assert (begun.status_code, begun.location) == (303, "/en/cards/1/")
    card = stored(database)
    assert (card.author, card.email, card.language, card.title, card.letters_in, card.state) == (
        "Awa Traoré",
        "awa@example.org",
        "ff",
        "Le métier",
        "en",
        CardState.DRAFT,
    )
    assert "You are writing this card" in page(browser)
    with database.reading() as db:
        (letter,) = db.scalars(select(Letter)).all()
        assert (letter.kind, letter.email) == ("practices/card", "awa@example.org")


def test_the_same_form_sent_twice_begins_one_card(browser: FlaskClient, database: Database, key: str) -> None:
    form = form_with(page(browser, f"/en/call/{key}/"), "Begin")
    first, second = (browser.post(form.action, data=form.filled(SAID)) for _ in range(2))
    assert first.location == second.location == "/en/cards/1/"
    assert count(database) == 1


def test_what_is_refused_stays_typed(browser: FlaskClient, database: Database, key: str) -> None:
    answer = send(browser, f"/en/call/{key}/", "Begin", {**SAID, "email": "nobody", "title": "<b>Loom</b>"})
    assert answer.status_code == 422
    assert errors_in(answer.text) == {"email": "“nobody” is not an e-mail address."}
    assert 'value="&lt;b&gt;Loom&lt;/b&gt;"' in answer.text
    answer = send(browser, f"/en/call/{key}/", "Begin", {**SAID, "author": " "})
    assert set(errors_in(answer.text)) == {"author"}
    assert count(database) == 0


@pytest.mark.parametrize(("seconds", "status"), [(-1, 303), (0, 422)])
def test_a_call_closes_by_the_second_and_says_so(
    browser: FlaskClient, database: Database, key: str, seconds: int, status: int
) -> None:
    is_open = status == 303
    with time_machine.travel(CLOSES - timedelta(minutes=1), tick=False):
        form = form_with(page(browser, f"/en/call/{key}/"), "Begin")
    with time_machine.travel(CLOSES + timedelta(seconds=seconds), tick=False):
        answer = browser.post(form.action, data=form.filled(SAID))
        assert answer.status_code == status
        assert count(database) == int(is_open)
        again = page(browser, f"/en/call/{key}/")
    assert ("The deadline of this call is over. It was:" in again) is not is_open
    assert ('name="once"' in again) is is_open


def test_before_it_opens_a_call_says_when(browser: FlaskClient, database: Database, key: str) -> None:
    change(database, key, opens_on=date(2026, 11, 20))
    said = page(browser, f"/en/call/{key}/")
    assert "Friday 20 November 2026, 00:00 (Tunis, UTC+1)" in said
    assert 'name="once"' not in said
    change(database, key, closes_on=None, closes_at=None)
    assert "there is no deadline" in page(browser, f"/en/call/{key}/")


def test_an_edition_that_does_not_take_place_takes_no_cards(browser: FlaskClient, database: Database, key: str) -> None:
    form = form_with(page(browser, f"/en/call/{key}/"), "Begin")
    with database.writing() as db:
        db.scalars(select(Edition)).one().state = State.CANCELLED
    assert "does not take place" in page(browser, f"/en/call/{key}/")
    assert browser.post(form.action, data=form.filled(SAID)).status_code == 422
    assert count(database) == 0


def test_a_wrong_link_leads_to_no_call(browser: FlaskClient, key: str) -> None:
    answer = browser.get(f"/en/call/{key[:-1]}x/")
    assert answer.status_code == 404
    assert "This link leads to no call." in answer.text


def test_cards_cannot_be_begun_without_end(browser: FlaskClient, key: str) -> None:
    form = form_with(page(browser, f"/en/call/{key}/"), "Begin")
    answers = [
        browser.post(form.action, data=form.filled({**SAID, "email": f"a{number}@example.org"})).status_code
        for number in range(12)
    ]
    assert (answers[0], answers[-1]) == (303, 429)


def test_the_pages_of_the_edition_lead_to_what_is_announced(browser: FlaskClient, database: Database, key: str) -> None:
    for address in ("/en/workshop-2026/", "/en/workshop-2026/take-part/"):
        assert key not in page(browser, address)
    change(database, key, is_announced=True)
    for address in ("/en/workshop-2026/", "/en/workshop-2026/take-part/"):
        shown = page(browser, address)
        assert f'href="/en/call/{key}/"' in shown
        assert "Monday 30 November 2026" in shown


def test_the_word_of_another_form_opens_no_card(browser: FlaskClient, database: Database, key: str) -> None:
    with database.writing() as db:
        found = find_call_by(db, key)
        assert found is not None
        of_talk = Beginning("Awa Traoré", "awa@example.org", "fr", once="talk:1:1-0-3")
        begin_for_talk(db, found.edition, found, of_talk, MADE)
    begun = send(browser, f"/en/call/{key}/", "Begin", {**SAID, "email": "thief@example.org", "once": "talk:1:1-0-3"})
    assert begun.location == "/en/cards/2/"
    again = send(browser, f"/en/call/{key}/", "Begin", {**SAID, "email": "other@example.org", "once": "talk:1:1-0-3"})
    assert (again.status_code, count(database)) == (422, 2)
    assert "sent for somebody else already" in again.text


def test_a_form_that_is_sent_twice_at_the_same_moment_leads_to_one_card(
    empty_app: Flask, database: Database, key: str
) -> None:
    browsers = [empty_app.test_client() for _ in range(3)]
    forms = [form_with(page(one, f"/en/call/{key}/"), "Begin") for one in browsers]
    once, start = forms[0].value("once"), Barrier(3)

    def begin(number: int) -> str | None:
        start.wait()
        return browsers[number].post(f"/en/call/{key}/", data=forms[number].filled({**SAID, "once": once})).location

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(begin, range(3))) == ["/en/cards/1/"] * 3
    assert count(database) == 1
