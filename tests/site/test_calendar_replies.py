"""Answers to invitations: behind the link of a letter, and on one's own page."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from time import sleep

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from academy.accounts.models import Account
from academy.agenda.actions import remove_slot, withdraw
from academy.agenda.queries import list_slots
from academy.calendar.actions import record_reply
from academy.calendar.models import Reply
from academy.calendar.queries import get_opened
from academy.calendar.tokens import token_of
from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.people.models import Person
from tests import factories
from tests.calendar.invited import change, invitations, send, slot_with, somebody
from tests.conftest import EMAIL, KEYS, Organiser, signed_in
from tests.desk.forms import form_with
from tests.factories import LATER, words
from tests.factories.statements import asked_of


@pytest.fixture(autouse=True)
def _before_the_event() -> Iterator[None]:
    with time_machine.travel(LATER, tick=True):
        yield


@pytest.fixture
def tokens(database: Database) -> dict[str, str]:
    """Ana and Luis are invited to the same item; what opens the invitation of each."""
    with database.writing() as db:
        edition = factories.edition(db, published=True)
        slot_with(db, edition, somebody(db), somebody(db, "Luis", "luis@example.org"))
        send(db, edition)
        return {one.person.given: token_of(one, KEYS) for one in invitations(db)}


@pytest.fixture
def browser(empty_app: Flask) -> FlaskClient:
    return empty_app.test_client()


def replies(database: Database) -> list[tuple[Reply, str]]:
    with database.reading() as db:
        return [(one.reply, one.remark) for one in invitations(db)]


def number_in(token: str) -> str:
    return token.partition("-")[0]


def press(browser: FlaskClient, page: TestResponse, button: str, remark: str = "", **more: str) -> TestResponse:
    form = form_with(page.text, button)
    value = {"I will come": "ACCEPTED", "Perhaps": "TENTATIVE", "I cannot come": "DECLINED"}[button]
    said = {**dict(form.pairs), "remark": remark, "reply": value, **more}
    return browser.post(form.action, data=said)


def opened(browser: FlaskClient, token: str, language: str = "en") -> TestResponse:
    return browser.get(f"/{language}/reply/{token}", follow_redirects=True)


def test_the_link_leads_to_an_address_without_the_token(browser: FlaskClient, tokens: dict[str, str]) -> None:
    answer = browser.get(f"/en/reply/{tokens['Ana']}")
    assert (answer.status_code, answer.location) == (303, f"/en/reply/{number_in(tokens['Ana'])}/")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if tokens["Ana"] in one)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    page = browser.get(str(answer.location))
    assert page.status_code == 200
    assert tokens["Ana"] not in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "private, no-store"


def test_opening_the_link_answers_nothing(browser: FlaskClient, tokens: dict[str, str], database: Database) -> None:
    for _ in range(2):
        assert "Do you come, Ana Peña?" in opened(browser, tokens["Ana"]).text
    assert browser.head(f"/en/reply/{tokens['Ana']}").status_code == 303
    assert replies(database) == [(Reply.NEEDS_ACTION, "")] * 2


def test_a_button_answers_and_another_one_changes_it(
    browser: FlaskClient, tokens: dict[str, str], database: Database
) -> None:
    page = opened(browser, tokens["Ana"])
    answer = press(browser, page, "I will come", "With my assistant")
    assert answer.status_code == 303
    assert replies(database) == [(Reply.ACCEPTED, "With my assistant"), (Reply.NEEDS_ACTION, "")]
    shown = browser.get(str(answer.location))
    assert "Thank you" in shown.text
    assert "Your answer: Will come" in shown.text
    assert "With my assistant" in shown.text
    press(browser, shown, "I cannot come")
    assert replies(database)[0] == (Reply.DECLINED, "")


def test_a_form_without_its_token_answers_nothing(
    browser: FlaskClient, tokens: dict[str, str], database: Database
) -> None:
    page = opened(browser, tokens["Ana"])
    assert press(browser, page, "I will come", csrf_token="forged").status_code == 400
    assert replies(database)[0] == (Reply.NEEDS_ACTION, "")


def test_an_answer_that_is_none_is_refused_and_the_remark_is_kept(
    browser: FlaskClient, tokens: dict[str, str], database: Database
) -> None:
    page = opened(browser, tokens["Ana"])
    for value in ("", "NEEDS-ACTION", "MAYBE"):
        answer = press(browser, page, "I will come", "Typed <b>", reply=value)
        assert answer.status_code == 422
        assert "Choose one of the answers." in answer.text
        assert "Typed &lt;b&gt;" in answer.text
    assert press(browser, page, "I will come", "x" * 1001).status_code == 422
    assert replies(database)[0] == (Reply.NEEDS_ACTION, "")


def moved(database: Database, *, is_sent: bool = True) -> None:
    """Let the item be in the evening; and tell Ana and Luis, where that is sent."""
    with database.writing() as db:
        edition = get_edition(db, "workshop-2026")
        change(db, list_slots(db, edition)[0], start=time(20), end=time(21))
        if is_sent:
            send(db, edition)


def test_an_answer_to_hours_that_do_not_hold_any_more_is_refused(
    browser: FlaskClient, tokens: dict[str, str], database: Database
) -> None:
    page = opened(browser, tokens["Ana"])
    assert "09:00" in page.text
    moved(database)
    late = press(browser, page, "I will come", "By <train>")
    assert late.status_code == 409
    assert "This invitation has changed since you opened the page." in late.text
    assert "By &lt;train&gt;" in late.text
    assert "20:00" in late.text
    assert replies(database)[0] == (Reply.NEEDS_ACTION, "")
    assert press(browser, late, "I will come", "By train").status_code == 303
    assert replies(database)[0] == (Reply.ACCEPTED, "By train")


@pytest.mark.parametrize("sequence", ["", "x", "-1", "9" * 5000])
def test_an_answer_that_does_not_say_to_what_is_refused(
    browser: FlaskClient, tokens: dict[str, str], database: Database, sequence: str
) -> None:
    assert press(browser, opened(browser, tokens["Ana"]), "I will come", sequence=sequence).status_code == 409
    assert replies(database)[0] == (Reply.NEEDS_ACTION, "")


def test_the_page_says_what_the_letter_said_until_another_one_follows(
    empty_app: Flask, browser: FlaskClient, tokens: dict[str, str], database: Database
) -> None:
    own, said = ana_signed_in(empty_app, database), "have changed in the programme since our letter"
    moved(database, is_sent=False)
    for page in (opened(browser, tokens["Ana"]).text, own.get("/en/me/calendar").text):
        assert ("09:00" in page, "20:00" in page, said in page) == (True, False, True)
    with database.writing() as db:
        send(db, get_edition(db, "workshop-2026"))
    for page in (opened(browser, tokens["Ana"]).text, own.get("/en/me/calendar").text):
        assert ("09:00" in page, "20:00" in page, said in page) == (False, True, False)


@pytest.mark.parametrize("is_own_page", [False, True])
def test_who_answers_while_other_hours_are_sent_is_refused(
    empty_app: Flask, tokens: dict[str, str], database: Database, *, is_own_page: bool
) -> None:
    browser = ana_signed_in(empty_app, database).client if is_own_page else empty_app.test_client()
    page = browser.get("/en/me/calendar") if is_own_page else opened(browser, tokens["Ana"])
    moved(database, is_sent=False)
    with ThreadPoolExecutor(1) as pool:
        with database.writing() as db:
            send(db, get_edition(db, "workshop-2026"))
            db.flush()
            late = pool.submit(press, browser, page, "I will come")
            sleep(0.5)
        assert late.result().status_code == 409
    assert replies(database)[0] == (Reply.NEEDS_ACTION, "")


def test_an_answer_that_is_just_being_given_does_not_hold_for_other_hours(
    tokens: dict[str, str], database: Database
) -> None:
    def sent() -> None:
        with database.writing() as db:
            send(db, get_edition(db, "workshop-2026"))

    moved(database, is_sent=False)
    with ThreadPoolExecutor(1) as pool:
        with database.writing() as db:
            record_reply(db, get_opened(db, tokens["Ana"], locked=True), Reply.ACCEPTED, "", LATER)
            sending = pool.submit(sent)
            sleep(0.5)
        sending.result()
    assert replies(database)[0] == (Reply.NEEDS_ACTION, "")


def test_a_forged_link_opens_nothing(browser: FlaskClient, tokens: dict[str, str]) -> None:
    other = f"{number_in(tokens['Luis'])}-{tokens['Ana'].partition('-')[2]}"
    for forged in (other, tokens["Ana"][:-1] + "0x"[tokens["Ana"][-1] == "0"], "nonsense", "1-", "calendar.ics"):
        answer = opened(browser, forged)
        assert answer.status_code == 404, forged
        assert "This link opens nothing here" in answer.text
    assert browser.get(f"/en/reply/{number_in(tokens['Ana'])}/").status_code == 404


def test_ones_own_link_does_not_open_that_of_somebody_else(
    browser: FlaskClient, tokens: dict[str, str], database: Database
) -> None:
    page = opened(browser, tokens["Ana"])
    address = f"/en/reply/{number_in(tokens['Luis'])}/"
    assert browser.get(address).status_code == 404
    token = dict(form_with(page.text, "I will come").pairs)["csrf_token"]
    assert browser.post(address, data={"csrf_token": token, "reply": "ACCEPTED"}).status_code == 404
    assert replies(database) == [(Reply.NEEDS_ACTION, "")] * 2


def test_two_links_are_open_beside_each_other(browser: FlaskClient, tokens: dict[str, str], database: Database) -> None:
    first, second = opened(browser, tokens["Ana"]), opened(browser, tokens["Luis"])
    press(browser, first, "I will come")
    press(browser, second, "I cannot come")
    assert [reply for reply, _ in replies(database)] == [Reply.ACCEPTED, Reply.DECLINED]


def test_after_the_item_nobody_is_asked(browser: FlaskClient, tokens: dict[str, str], database: Database) -> None:
    over = datetime(2026, 11, 23, 16, tzinfo=UTC)  # 10:00 in Mexico City
    with time_machine.travel(over - timedelta(minutes=2), tick=True):
        page = opened(browser, tokens["Ana"])
    with time_machine.travel(over + timedelta(minutes=2), tick=True):
        late = press(browser, page, "I will come")
        assert (late.status_code, "nobody waits for an answer" in late.text) == (422, True)
        assert "I will come" not in opened(browser, tokens["Ana"]).text
    assert replies(database)[0] == (Reply.NEEDS_ACTION, "")


def test_a_cancelled_invitation_says_so(browser: FlaskClient, tokens: dict[str, str], database: Database) -> None:
    with database.writing() as db:
        edition = get_edition(db, "workshop-2026")
        remove_slot(db, edition, list_slots(db, edition)[0], LATER)
        send(db, edition)
    page = opened(browser, tokens["Ana"])
    assert page.status_code == 200
    assert "This invitation was cancelled" in page.text
    assert "I will come" not in page.text


def test_of_a_withdrawn_edition_no_details_are_shown(
    browser: FlaskClient, tokens: dict[str, str], database: Database
) -> None:
    with database.writing() as db:
        withdraw(db, get_edition(db, "workshop-2026"), LATER)
    page = opened(browser, tokens["Ana"])
    assert page.status_code == 200
    assert "/programme/" not in page.text


def test_the_page_speaks_the_language_of_the_letter(browser: FlaskClient, tokens: dict[str, str]) -> None:
    assert '<html lang="ar" dir="rtl">' in opened(browser, tokens["Ana"], "ar").text


def ana_signed_in(app: Flask, database: Database) -> Organiser:
    """The browser of an account that is Ana's."""
    with database.writing() as db:
        account = db.scalars(select(Account).where(Account.email == EMAIL)).one()
        account.person_id = db.scalars(select(Person.id).where(Person.given == "Ana")).one()
    return signed_in(app)


def test_a_stranger_is_led_to_sign_in(browser: FlaskClient) -> None:
    answer = browser.get("/en/me/calendar")
    assert (answer.status_code, answer.location) == (303, "/en/sign-in?next=/en/me/calendar")


def test_ones_own_items_are_shown_and_answered(empty_app: Flask, tokens: dict[str, str], database: Database) -> None:
    own = ana_signed_in(empty_app, database)
    page = own.get("/en/me/calendar")
    assert "Welcome" in page.text
    assert "http://academy.test/en/people/ana-pena.ics" in page.text
    answer = press(own.client, page, "Perhaps", "A train")
    assert (answer.status_code, answer.location) == (303, f"/en/me/calendar#i-{number_in(tokens['Ana'])}")
    assert replies(database) == [(Reply.TENTATIVE, "A train"), (Reply.NEEDS_ACTION, "")]
    refused = press(own.client, own.get("/en/me/calendar"), "Perhaps", "Typed", reply="")
    assert refused.status_code == 422
    assert "Typed" in refused.text


def test_what_is_somebody_elses_is_not_answered(empty_app: Flask, tokens: dict[str, str], database: Database) -> None:
    own = ana_signed_in(empty_app, database)
    for number in (number_in(tokens["Luis"]), "999999"):
        assert own.post(f"/en/me/calendar/{number}", {"reply": "ACCEPTED"}).status_code == 404
    assert replies(database) == [(Reply.NEEDS_ACTION, "")] * 2


def test_whoever_is_in_no_programme_reads_what_will_stand_here(empty_app: Flask, tokens: dict[str, str]) -> None:
    own = signed_in(empty_app)
    assert "Nothing lies ahead of you" in own.get("/en/me/calendar").text
    assert own.post(f"/en/me/calendar/{number_in(tokens['Ana'])}", {"reply": "ACCEPTED"}).status_code == 404


def test_ones_own_page_costs_as_much_for_thirty_items(
    empty_app: Flask, tokens: dict[str, str], database: Database
) -> None:
    own = ana_signed_in(empty_app, database)

    def cost() -> int:
        with asked_of(database) as asked:
            assert own.get("/en/me/calendar").status_code == 200
        return len(asked)

    assert tokens
    first = cost()
    with database.writing() as db:
        edition = get_edition(db, "workshop-2026")
        ana = db.scalars(select(Person).where(Person.given == "Ana")).one()
        for number in range(29):
            slot_with(db, edition, ana, title=f"Item {number}", about=words("More"))
        send(db, edition)
    assert cost() == first
