"""The way to a registration: the public page, the letter, and the form behind its link."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from academy.accounts.models import Account
from academy.db.engine import Database
from academy.editions.actions import set_state
from academy.editions.models import State as EditionState
from academy.editions.queries import get_edition
from academy.outbox.delivering import secrets_of
from academy.outbox.models import Letter
from academy.participation.models import QuestionKind, State
from academy.web.limits import LIMITER
from tests import factories
from tests.conftest import signed_in
from tests.desk.forms import errors_in, form_with, main_form
from tests.factories import LATER
from tests.factories.browsers import browser_of
from tests.factories.statements import asked_of
from tests.participation.answered import begun, open_edition, question
from tests.site.taking_part import HERE, arrival_in, names, registrations, sent


@pytest.fixture(autouse=True)
def _before_the_event() -> Iterator[None]:
    with time_machine.travel(LATER, tick=True):
        yield
    LIMITER.reset()


@pytest.fixture(autouse=True)
def _edition(database: Database) -> None:
    with database.writing() as db:
        open_edition(db, question("topic"), question("food", QuestionKind.TEXT, is_sensitive=True), published=True)


@pytest.fixture
def browser(empty_app: Flask) -> FlaskClient:
    return empty_app.test_client()


def begin(browser: FlaskClient, facts: dict[str, str]) -> TestResponse:
    return sent(browser, "/en/begin/", "Begin", {"type": "fellows", "given": "Ana", "family": "Peña", **facts})


def test_the_public_page_says_who_comes_in_how_and_what_is_asked_for_what(browser: FlaskClient) -> None:
    page = browser.get(f"{HERE}/take-part/")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Set-Cookie" not in page.headers
    assert "<form" not in page.text
    for said in ("Fellows", "Experts", "Ministries of labour", "2 seats per country", "put forward by the focal point"):
        assert said in page.text
    assert "For topic." in page.text
    assert "Few see the answer" in page.text
    assert f'href="{HERE}/register/"' in page.text
    assert f'href="{HERE}/take-part/"' in browser.get(f"{HERE}/").text


def test_an_edition_that_says_nothing_has_no_tab(browser: FlaskClient, database: Database) -> None:
    with database.writing() as db:
        factories.edition(db, "quiet-2026", published=True)
    assert "take-part" not in browser.get("/en/quiet-2026/").text
    assert "have not said yet" in browser.get("/en/quiet-2026/take-part/").text


def test_whoever_asks_is_answered_alike_and_gets_a_letter_with_a_link(browser: FlaskClient, database: Database) -> None:
    answers = [
        sent(browser, f"{HERE}/register/", "Send me the link", {"email": email})
        for email in ("a@example.org", "b@example.org")
    ]
    assert {(one.status_code, one.location) for one in answers} == {(303, f"{HERE}/register/sent")}
    page = browser.get(f"{HERE}/register/sent")
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "a letter is on its way" in page.text
    with database.reading() as db:
        letters = db.scalars(select(Letter).order_by(Letter.id)).all()
        assert [one.email for one in letters] == ["a@example.org", "b@example.org"]
        token = secrets_of(db, letters[0])["token"]
    assert "Who registers?" in browser.get(f"/en/begin/{token}", follow_redirects=True).text


def test_what_is_no_address_is_refused_and_stays_typed(browser: FlaskClient) -> None:
    answer = sent(browser, f"{HERE}/register/", "Send me the link", {"email": "not <an> address"})
    assert answer.status_code == 422
    assert 'value="not &lt;an&gt; address"' in answer.text


def test_nobody_asks_for_letters_without_end(browser: FlaskClient) -> None:
    answers = [
        sent(browser, f"{HERE}/register/", "Send me the link", {"email": f"p{n}@example.org"}) for n in range(11)
    ]
    assert [one.status_code for one in answers] == [303] * 10 + [429]


def test_the_link_leads_to_an_address_without_the_token(browser: FlaskClient, database: Database) -> None:
    answer = browser.get(f"/en/begin/{arrival_in(database)}")
    assert (answer.status_code, answer.location) == (303, "/en/begin/")
    page = browser.get("/en/begin/")
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "private, no-store"


def test_forged_and_old_links_begin_nothing(browser: FlaskClient, database: Database) -> None:
    assert browser.get("/en/begin/").status_code == 404
    for forged in ("made-up", arrival_in(database)[:-1], arrival_in(database, edition_id=99)):
        browser.get(f"/en/begin/{forged}")
        assert browser.get("/en/begin/").status_code == 404
    with time_machine.travel(LATER + timedelta(days=7, seconds=-60), tick=True):
        browser.get(f"/en/begin/{arrival_in(database)}")
        form = main_form(browser.get("/en/begin/").text)
    with time_machine.travel(LATER + timedelta(days=7), tick=True):
        assert browser.get("/en/begin/").status_code == 410
        assert browser.post("/en/begin/", data=form.filled({})).status_code == 410
    assert registrations(database) == []


def test_an_edition_that_was_withdrawn_takes_no_registrations(browser: FlaskClient, database: Database) -> None:
    browser.get(f"/en/begin/{arrival_in(database)}")
    with database.writing() as db:
        set_state(db, get_edition(db, "workshop-2026"), EditionState.WITHDRAWN, LATER)
    assert browser.get("/en/begin/").status_code == 404


def test_somebody_begins_and_is_led_to_the_first_step(browser: FlaskClient, database: Database) -> None:
    browser.get(f"/en/begin/{arrival_in(database)}")
    answer = begin(browser, {"given": "أحمد", "family": "", "country": "MA"})
    made = registrations(database)[0]
    assert (answer.status_code, answer.location) == (303, f"/en/participation/{made.id}/names/")
    assert (made.person.name, made.state, made.country) == ("أحمد", State.INVITED, "MA")
    assert browser.get(answer.location).status_code == 200


def test_a_refused_beginning_keeps_what_was_typed(browser: FlaskClient, database: Database) -> None:
    browser.get(f"/en/begin/{arrival_in(database)}")
    answer = begin(browser, {"type": "experts", "given": "<Ana>"})
    assert answer.status_code == 422
    assert 'value="&lt;Ana&gt;"' in answer.text
    assert set(errors_in(answer.text)) == {"country"}
    assert begin(browser, {"type": "labour"}).status_code == 422
    assert names(database) == []


def test_what_was_begun_at_a_mailbox_is_gone_on_with(browser: FlaskClient, database: Database) -> None:
    with database.writing() as db:
        here = get_edition(db, "workshop-2026")
        begun(db, here), begun(db, here, "Bo")
        begun(db, here, "Foreign", "other@example.org")
    page = browser.get(f"/en/begin/{arrival_in(database)}", follow_redirects=True)
    assert "Ana Peña" in page.text
    assert "Bo Peña" in page.text
    assert "Foreign" not in page.text
    link = page.text.split('<li><a href="')[1].split('"')[0]
    assert "Ana Peña" in browser.get(link, follow_redirects=True).text


def test_sent_twice_from_two_browsers_it_is_one_registration(empty_app: Flask, database: Database) -> None:
    first, second = empty_app.test_client(), empty_app.test_client()
    sends = []
    for one in (first, second):
        one.get(f"/en/begin/{arrival_in(database)}")
        form = main_form(one.get("/en/begin/").text)
        sends.append((one, form.filled({"type": "fellows", "given": "Ana", "once": "same0word"})))
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(lambda pair: pair[0].post("/en/begin/", data=pair[1]), sends))
    assert [one.status_code for one in answers] == [303, 303]
    assert len(registrations(database)) == 1
    assert names(database) == ["Ana"]


def test_who_is_signed_in_as_a_person_goes_straight_on(empty_app: Flask, database: Database) -> None:
    somebody, number = browser_of(empty_app, database, "Ana")
    with database.writing() as db:
        db.get_one(Account, number).person_id = factories.person(db, "Ana", "Peña").id
    answer = sent(somebody.client, f"{HERE}/register/", "Begin", {"type": "fellows"})
    assert answer.status_code == 303
    assert somebody.get(answer.location).status_code == 200
    again = somebody.get(f"{HERE}/register/")
    assert (again.status_code, again.location) == (303, f"/en/participation/{registrations(database)[0].id}/")
    assert names(database) == ["Ana Peña"]


def test_who_is_signed_in_and_is_nobody_yet_gets_a_letter(empty_app: Flask) -> None:
    somebody = signed_in(empty_app)
    assert form_with(somebody.get(f"{HERE}/register/").text, "Send me the link")
    assert somebody.post(f"{HERE}/register/begin", {"type": "fellows"}).status_code == 403


def test_a_hundred_who_were_begun_cost_as_many_statements_as_one(browser: FlaskClient, database: Database) -> None:
    browser.get(f"/en/begin/{arrival_in(database)}")
    counts = []
    for more in (range(1), range(1, 30)):
        with database.writing() as db:
            here = get_edition(db, "workshop-2026")
            for number in more:
                begun(db, here, f"P{number}")
        with asked_of(database) as statements:
            assert browser.get("/en/begin/").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
