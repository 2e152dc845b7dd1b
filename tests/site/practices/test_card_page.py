"""The page of a card for whoever writes it: who may open it, what it says, and what can be done there."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from academy.accounts.actions import create_account
from academy.accounts.passwords import hashed
from academy.db.engine import Database
from academy.editions.models import Edition
from academy.practices.content import CardContent, Further
from academy.practices.models import (
    Call,
    CardState,
    CardText,
    CardVersion,
    Practice,
    Review,
    Reviewer,
    ReviewState,
    TextState,
)
from academy.practices.queries import find_card
from tests.conftest import PASSWORD, SIGN_IN, token_in
from tests.desk.forms import form_with
from tests.factories import LATER, MADE, person
from tests.factories.statements import asked_of
from tests.practices.carded import a_card, write
from tests.site.practices.at_cards import (
    HOME,
    NOTHING,
    WRITE,
    _before_the_deadline,
    browser,
    loom,
    opened,
    page,
    send,
    stored,
    token_of,
    words_of,
)

__all__ = ["_before_the_deadline", "browser", "loom"]

CLOSES = datetime(2026, 11, 30, 17, tzinfo=UTC)


def set_state(database: Database, state: CardState, **more: object) -> None:
    with database.writing() as db:
        found = db.get_one(Practice, 1)
        found.state = state
        for name, value in more.items():
            setattr(found, name, value)


def signed_in(app: Flask, database: Database, email: str, *, person_of: int | None = None) -> FlaskClient:
    with database.writing() as db:
        create_account(db, email, "Somebody", MADE, password_digest=hashed(PASSWORD)).person_id = person_of
    client = app.test_client()
    facts = {"csrf_token": token_in(client.get(SIGN_IN).text), "email": email, "password": PASSWORD}
    assert client.post(SIGN_IN, data=facts).status_code == 303
    return client


def test_a_stranger_with_the_number_learns_nothing(empty_app: Flask, database: Database, loom: int) -> None:
    stranger = empty_app.test_client()
    forged = token_of(database, loom)[:-2] + "xx"
    for address in (f"/en/card/{forged}", "/en/card/made-up", HOME, WRITE, f"{HOME}preview/", f"{HOME}read/"):
        answer = stranger.get(address, follow_redirects=True)
        assert (answer.status_code, NOTHING in answer.text) == (404, True), address
        assert "Traor" not in answer.text
    assert stranger.get("/en/cards/99/").text.replace("/99/", "/1/") == stranger.get(HOME).text


def test_the_link_of_another_card_opens_only_that_one(empty_app: Flask, database: Database, loom: int) -> None:
    with database.writing() as db:
        known = find_card(db, loom)
        assert known is not None
        other = a_card(db, known.call, author="Rosa Lima").id
    browser = opened(empty_app.test_client(), database, other)
    assert browser.get(f"/en/cards/{other}/").status_code == 200
    assert browser.get(HOME).status_code == 404
    browser.set_cookie(f"link-card-{loom}", token_of(database, other))
    assert browser.get(HOME).status_code == 404


def test_opening_a_link_does_nothing(empty_app: Flask, database: Database, loom: int) -> None:
    before = stored(database).changed_at
    opened(empty_app.test_client(), database, loom).get(HOME)
    for act in ("submit", "withdraw", "resume"):
        assert empty_app.test_client().get(f"{HOME}{act}").status_code == 405
    assert (stored(database).state, stored(database).changed_at) == (CardState.DRAFT, before)


def test_who_signs_in_as_its_person_or_at_its_mailbox_opens_it(empty_app: Flask, database: Database, loom: int) -> None:
    mailbox = signed_in(empty_app, database, "awa@example.org")
    assert mailbox.get(HOME).status_code == 200
    assert f'<a href="{HOME}"><bdi lang="fr">Le métier' in page(mailbox, "/en/me/")
    assert signed_in(empty_app, database, "rosa@example.org").get(HOME).status_code == 404
    with database.writing() as db:
        who = person(db).id
        found = db.get_one(Practice, loom)
        found.person_id, found.email = who, ""
    assert mailbox.get(HOME).status_code == 404
    assert HOME not in page(mailbox, "/en/me/")
    as_person = signed_in(empty_app, database, "p@example.org", person_of=who)
    assert as_person.get(HOME).status_code == 200
    assert HOME in page(as_person, "/en/me/")


def test_the_page_says_what_is_there_and_what_is_lacking(browser: FlaskClient, database: Database) -> None:
    said = words_of(page(browser))
    assert "You are writing this card. It is not sent in yet." in said
    assert "Cards are taken until: Monday 30 November 2026, 18:00 (Tunis, UTC+1)" in said
    assert "Objectives 7 words; 100 to 250 words are recommended – rather short" in said
    assert "Innovation nothing yet" in said
    assert "must still be there" not in said
    with database.writing() as db:
        write(db, db.get_one(Practice, 1), CardContent("", {"results": "x"}, (Further("Socios", "y"),)))
    said = words_of(page(browser))
    assert "this must still be there: Title of the practice, Objectives, Cooperation between institutions" in said
    assert "Socios further field" in said
    assert "Send in" not in page(browser)


def test_a_card_is_sent_in_once_however_often_the_button_is_pressed(browser: FlaskClient, database: Database) -> None:
    form = form_with(page(browser), "Send in")
    for _ in range(2):
        answer = browser.post(form.action, data=form.filled({}))
        assert (answer.status_code, answer.location) == (303, HOME)
    assert "Your card has arrived." in page(browser)
    with database.reading() as db:
        assert len(db.scalars(select(CardVersion)).all()) == 1
    assert browser.get(WRITE).location == HOME


def test_what_lacks_something_is_not_sent_in(browser: FlaskClient, database: Database) -> None:
    form = form_with(page(browser), "Send in")
    with database.writing() as db:
        write(db, db.get_one(Practice, 1), CardContent("T", {}))
    answer = browser.post(form.action, data=form.filled({}))
    assert (answer.status_code, stored(database).state) == (422, CardState.DRAFT)
    assert "Something is missing" in answer.text


def test_the_deadline_counts_by_the_second_and_what_was_written_stays(browser: FlaskClient, database: Database) -> None:
    with time_machine.travel(CLOSES - timedelta(minutes=1), tick=False):
        browser = opened(browser, database, 1)
        form = form_with(page(browser), "Send in")
    with time_machine.travel(CLOSES, tick=False):
        answer = browser.post(form.action, data=form.filled({}))
        assert answer.status_code == 422
        assert "The deadline of this call is over." in answer.text
        assert "Send in" not in page(browser)
        assert page(browser, WRITE)
    with time_machine.travel(CLOSES - timedelta(seconds=1), tick=False):
        assert browser.post(form.action, data=form.filled({})).status_code == 303


def test_a_card_is_taken_back_and_gone_on_with(browser: FlaskClient, database: Database) -> None:
    send(browser, HOME, "Send in")
    assert "Take this card back" in page(browser)
    assert send(browser, HOME, "Yes, take it back").location == HOME
    assert stored(database).state == CardState.WITHDRAWN
    assert "You have taken this card back." in page(browser)
    assert browser.get(WRITE).location == HOME
    assert send(browser, HOME, "Go on writing").location == HOME
    assert stored(database).state == CardState.DRAFT


def test_the_reason_stands_with_the_decision_and_with_it_only_what_organisers_pass_on(
    browser: FlaskClient, database: Database
) -> None:
    with database.writing() as db:
        found = db.get_one(Practice, 1)
        account = create_account(db, "rosa@example.org", "Rosa Reviewer", MADE)
        reviewer = Reviewer(call=db.scalars(select(Call)).one(), account=account, created_at=MADE)
        review = Review(practice=found, reviewer=reviewer, asked_at=MADE, state=ReviewState.DONE)
        review.to_author, review.done_at = "Say <b>how many</b>.", MADE
        db.add(review)
    assert "how many" not in page(browser)
    told = "Please name the countries.\n\n– Since <b>when</b>?"
    set_state(database, CardState.CHANGES_ASKED, reason=told, decided_at=LATER)
    shown = page(browser)
    assert "Make them, and send the card in again." in shown
    assert "Please name the countries." in shown
    assert "– Since &lt;b&gt;when&lt;/b&gt;?" in shown
    assert "how many" not in shown
    assert "Rosa" not in shown
    set_state(database, CardState.SUBMITTED)
    assert "Please name" not in page(browser)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (CardState.ACCEPTED, "Your practice was accepted."),
        (CardState.DECLINED, "The organisers cannot take this card."),
        (CardState.WITHDRAWN, "You have taken this card back."),
    ],
)
def test_each_state_says_what_it_means(browser: FlaskClient, database: Database, state: CardState, said: str) -> None:
    set_state(database, state)
    shown = page(browser)
    assert said in shown
    assert "Send in" not in shown


def test_a_published_card_leads_to_what_readers_see(browser: FlaskClient, database: Database) -> None:
    set_state(database, CardState.ACCEPTED, published_at=MADE)
    shown = page(browser)
    assert "Everybody can read your card now." in shown
    assert 'href="/en/practices/practice-1/"' in shown


def test_taking_a_published_card_back_reaches_readers_at_once(browser: FlaskClient, database: Database) -> None:
    set_state(database, CardState.ACCEPTED, published_at=MADE)
    with database.reading() as db:
        before = db.scalars(select(Edition)).one().version
    send(browser, HOME, "Yes, take it back")
    with database.reading() as db:
        assert db.scalars(select(Edition)).one().version > before


def test_translations_are_listed(browser: FlaskClient, database: Database) -> None:
    assert "Translations" not in page(browser)
    with database.writing() as db:
        text = CardText(practice=db.get_one(Practice, 1), language="es", content=CardContent("T", {}), changed_at=MADE)
        text.state, text.translator = TextState.REVIEWED, "Lía"
        db.add(text)
    assert "Spanish translation reviewed · Lía" in words_of(page(browser))


def test_the_preview_shows_tables_and_runs_nothing(browser: FlaskClient, database: Database) -> None:
    with database.writing() as db:
        found = db.get_one(Practice, 1)
        found.language = "ar"
        db.scalars(select(CardText)).one().language = "ar"
        fields = {
            "objectives": "<script>alert(1)</script> [x](javascript:alert(1)) **قوي**",
            "results": "| سنة | ورش |\n|---|---|\n| 2026 | 20 |",
        }
        write(db, found, CardContent("نول مشترك", fields, (Further("<i>ملاحظة</i>", "- واحد"),)))
    shown = page(browser, f"{HOME}preview/")
    assert "<script>alert" not in shown
    assert 'href="javascript' not in shown
    assert "<th>سنة</th>" in shown
    assert "<strong>قوي</strong>" in shown
    assert "&lt;i&gt;ملاحظة&lt;/i&gt;" in shown
    assert '<h1 lang="ar" dir="rtl">نول مشترك</h1>' in shown
    assert '<html lang="en" dir="ltr">' in shown


def test_the_page_asks_the_database_as_often_for_much_as_for_little(browser: FlaskClient, database: Database) -> None:
    with asked_of(database) as little:
        page(browser)
    with database.writing() as db:
        found = db.get_one(Practice, 1)
        write(db, found, CardContent("T", {"results": "x"}, tuple(Further(f"F{n}", "y") for n in range(30))))
        for language in ("en", "es", "pt", "ar"):
            db.add(CardText(practice=found, language=language, content=CardContent("T", {}), changed_at=MADE))
    with asked_of(database) as much:
        page(browser)
    assert len(much) == len(little)
