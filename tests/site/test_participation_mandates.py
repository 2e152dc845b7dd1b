"""The page of whoever puts people forward: whom its link lets in, what they see, and until when."""

import re
from datetime import date, time, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from academy.agenda.actions import cancel, withdraw
from academy.db.engine import Database
from academy.editions.models import Edition
from academy.kit.languages import INTERFACE
from academy.participation.actions import QuotaDraft
from academy.participation.deciding import accept, refuse
from academy.participation.lapsing import extend
from academy.participation.mandates import end_mandate, send_mandate
from academy.participation.models import Mandate, Registration, Scope, State
from academy.participation.nominating import Nominee, name_own_alternate
from academy.participation.queries import whole_mandate
from academy.web.letters import written
from tests.desk.forms import form_with, said_above
from tests.factories import LATER
from tests.factories.browsers import browser_of
from tests.factories.letters import letters_to, secret_of
from tests.factories.statements import asked_of
from tests.participation.mandated import forward, mandate
from tests.participation.places import invited, rule_for
from tests.site.putting_forward import (
    ENDS,
    HOME,
    NOTHING,
    PUT,
    _before_the_deadline,
    browser,
    count,
    loaded,
    mexico,
    named,
    opened,
    page,
    put,
    second,
    send,
    stored,
    text_of,
    token_of,
)

__all__ = ["_before_the_deadline", "browser", "mexico"]


def test_the_link_leads_to_an_address_without_the_token(browser: FlaskClient, database: Database, mexico: int) -> None:
    answer = browser.get(HOME)
    assert token_of(database, mexico) not in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "link-mandate-1=" in answer.headers["Set-Cookie"]  # open for another hour


def test_opening_the_link_and_its_forms_does_nothing(browser: FlaskClient, database: Database) -> None:
    ana = put(database, "Ana")
    for deed in ("replace", "withdraw", "alternate", "letter"):
        page(browser, f"{HOME}people/{ana}/{deed}")
    page(browser, f"{HOME}name")
    assert (stored(database, ana).state, count(database, Registration)) == (State.NOMINATED, 1)


def test_the_page_says_for_whom_until_when_and_what_is_free(browser: FlaskClient) -> None:
    said = text_of(page(browser))
    assert "You speak for: Mexico" in said
    assert "Until Monday 9 November 2026, 23:59 (Mexico City, UTC-6)." in said
    assert "Level asked for: Directors" in said
    assert said.count("funded") == 2
    assert said.count("Name somebody") == 3
    assert "0 of 2" in said
    assert "Peru" not in said


def test_it_speaks_five_languages_and_mirrors_itself(empty_app: Flask, database: Database, mexico: int) -> None:
    put(database, "محمد", family="العربي")
    for language in ("en", "es", "fr", "pt", "ar"):
        client = opened(empty_app.test_client(), database, mexico, language)
        for address in ("", "name", "people/1/replace", "people/1/withdraw", "people/1/letter", "people/1/alternate"):
            shown = page(client, f"/{language}/nominate/1/{address}")
            assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in shown
            assert ("محمد العربي" in shown) == (address != "name")


def test_strangers_forgers_and_guessers_see_the_same_nothing(empty_app: Flask, database: Database, mexico: int) -> None:
    ana, other = put(database, "Ana"), second(database, country="PE")
    stranger, token = empty_app.test_client(), token_of(database, mexico)
    forged = [f"{other}-{token.partition('-')[2]}", token[:-1] + "0x"[token[-1] == "0"], "nonsense", "1-"]
    addresses = [HOME, "/en/nominate/99/", f"{HOME}name", f"{HOME}people/{ana}/replace", f"{HOME}people/{ana}/letter"]
    addresses += [f"{HOME}people/{ana}/alternates/1", f"{HOME}files/6f1f8e9e-8a35-4f0e-9a53-3f1d8cf0a001"]
    answers = [stranger.get(f"/en/nominate/{one}", follow_redirects=True) for one in forged]
    answers += [stranger.get(one) for one in addresses]
    assert {one.status_code for one in answers} == {404}
    assert len({re.sub(r"\s+", "", re.sub(r'href="[^"]*"|content="[^"]*"', "", one.text)) for one in answers}) == 1
    assert NOTHING in answers[0].text


def test_nothing_is_done_by_a_stranger_or_for_another_mandate(
    browser: FlaskClient, empty_app: Flask, database: Database
) -> None:
    ana = put(database, "Ana")
    bo = put(database, "Bo", second(database))
    facts = {"given": "Eve", "reason": "Mine now", "type": "labour"}
    token = form_with(page(browser, f"{HOME}name"), PUT).value("csrf_token")
    for who, base, number in ((browser, HOME, bo), (browser, "/en/nominate/2/", bo), (browser, HOME, 999)):
        for deed in ("replace", "withdraw", "alternate", "letter", "alternates/1", "alternates/1/withdraw"):
            answer = who.post(f"{base}people/{number}/{deed}", data={**facts, "csrf_token": token})
            assert (answer.status_code, NOTHING in answer.text) == (404, True), (base, deed)
    assert browser.post("/en/nominate/2/name", data={**facts, "csrf_token": token}).status_code == 404
    assert browser.post(f"{HOME}name", data=facts).status_code == 400  # without the form's token
    assert [stored(database, one).state for one in (ana, bo)] == [State.NOMINATED, State.NOMINATED]
    assert count(database, Registration) == 2
    assert empty_app.test_client().get(HOME).status_code == 404


def test_an_ended_link_says_so_to_whoever_has_it(browser: FlaskClient, empty_app: Flask, database: Database) -> None:
    with database.writing() as db:
        end_mandate(db, db.get_one(Mandate, 1), LATER)
    answer = browser.get(HOME)
    assert (answer.status_code, "This link was ended by the organisers" in answer.text) == (404, True)
    assert NOTHING in empty_app.test_client().get(HOME).text


def test_of_people_of_another_letter_only_name_and_state_are_shown(browser: FlaskClient, database: Database) -> None:
    bo = put(database, "Bo", second(database), email="bo@example.org", post="Secret post")
    with database.writing() as db:
        name_own_alternate(db, db.get_one(Mandate, 2, options=whole_mandate()), loaded(db, bo), Nominee("Cy"), LATER)
    shown = page(browser)
    assert "Bo" in shown
    for hidden in ("Secret post", "bo@example.org", "Cy", f"people/{bo}/", "Gets no letters", "filled in"):
        assert hidden not in shown, hidden


def test_the_window_closes_between_opening_a_form_and_sending_it(browser: FlaskClient, database: Database) -> None:
    ana = put(database, "Ana")
    with time_machine.travel(ENDS - timedelta(seconds=1), tick=False):
        opened(browser, database, 1)
        form = form_with(page(browser, f"{HOME}name?type=labour"), PUT)
        leave = form_with(page(browser, f"{HOME}people/{ana}/withdraw"), "Withdraw")
        assert browser.post(f"{HOME}name", data=form.filled({"given": "Bo"})).status_code == 303
    with time_machine.travel(ENDS, tick=False):
        late = browser.post(f"{HOME}name", data=form.filled({"given": "Cy", "post": "Director"}))
        assert (late.status_code, said_above(late.text)) == (
            422,
            "The deadline is over. Ask the organisers whether it can be extended for you.",
        )
        assert form_with(late.text, PUT).value("post") == "Director"
        assert browser.post(f"{HOME}people/{ana}/withdraw", data=leave.filled({})).status_code == 422
        said = text_of(page(browser))
        assert "The deadline is over: it was Monday 9 November 2026, 23:59 (Mexico City, UTC-6)." in said
        assert "This is over: ask the organisers." in said
        assert (said.count("Name somebody"), said.count("Withdraw")) == (1, 0)  # the unions have no deadline
        away = browser.get(f"{HOME}people/{ana}/replace")
        assert (away.status_code, away.location) == (303, HOME)
    assert count(database, Registration) == 2


def test_an_extended_deadline_is_said_and_holds(browser: FlaskClient, database: Database) -> None:
    after = ENDS + timedelta(hours=1)
    with database.writing() as db:
        edition = db.scalars(select(Edition)).one()
        extend(db, rule_for(db, edition, "labour"), "MX", (date(2026, 11, 10), time(12)), "A strike", edition, after)
    with time_machine.travel(after, tick=True):
        opened(browser, database, 1)
        said = text_of(page(browser))
        assert "Your own deadline: until Tuesday 10 November 2026, 12:00 (Mexico City, UTC-6)." in said
        assert named(browser, given="Ana").status_code == 303


def test_an_alternate_is_not_taken_off_after_the_deadline(browser: FlaskClient, database: Database) -> None:
    ana = put(database, "Ana")
    send(browser, f"{HOME}people/{ana}/alternate", "Name as alternate", {"given": "Bo"})
    form = form_with(page(browser), "Take off the list", "alternates/1/withdraw")
    with time_machine.travel(ENDS, tick=True):
        opened(browser, database, 1)
        fresh = form_with(page(browser, f"{HOME}name?type=unions"), PUT).value("csrf_token")
        answer = browser.post(form.action, data=form.filled({"csrf_token": fresh}))
    assert (answer.status_code, said_above(answer.text).partition(".")[0]) == (422, "The deadline is over")


def test_before_it_opens_the_page_says_when(empty_app: Flask, database: Database) -> None:
    with database.writing() as db:
        here = invited(db, [QuotaDraft("labour", Scope.COUNTRY, 1, opens_on=date(2026, 11, 5))])
        number = mandate(db, here).id
    client = opened(empty_app.test_client(), database, number)
    said = text_of(page(client, f"/en/nominate/{number}/"))
    assert "This opens on Thursday 5 November 2026, 00:00 (Mexico City, UTC-6)." in said
    assert "Name somebody" not in said


@pytest.mark.parametrize("act", [cancel, withdraw])
def test_where_the_event_does_not_take_place_nobody_is_put_forward(
    browser: FlaskClient, database: Database, act: object
) -> None:
    with database.writing() as db:
        act(db, db.scalars(select(Edition)).one(), LATER)  # type: ignore[operator]  # one of the two above
    said = text_of(page(browser))
    assert "This event does not take place. Nobody is put forward any more." in said
    assert "Name somebody" not in said
    assert browser.get(f"{HOME}name").location == HOME


def test_what_was_decided_is_shown_with_the_reason_of_a_refusal(browser: FlaskClient, database: Database) -> None:
    ana, bo = put(database, "Ana"), put(database, "Bo", email="bo@example.org")
    with database.writing() as db:
        refuse(db, loaded(db, ana), "Too junior", LATER)
        accept(db, loaded(db, bo), LATER)
    said = text_of(page(browser))
    assert "Ana refused Reason: Too junior" in said
    assert "Bo accepted" in said


def test_thirty_free_seats_are_one_line(empty_app: Flask, database: Database) -> None:
    with database.writing() as db:
        number = mandate(db, invited(db, [QuotaDraft("labour", Scope.COUNTRY, 30)])).id
    said = text_of(page(opened(empty_app.test_client(), database, number), f"/en/nominate/{number}/"))
    assert "30 seats are free" in said
    assert said.count("Name somebody") == 1


def test_whose_mailbox_it_is_opens_the_page_signed_in_without_the_link(
    empty_app: Flask, database: Database, mexico: int
) -> None:
    own, _ = browser_of(empty_app, database, "Focal")
    assert f'href="/en/nominate/{mexico}/"' in own.get("/en/me/").text
    assert own.get(HOME).status_code == 200
    assert named(own.client, given="Ana").status_code == 303
    assert stored(database, 1).person.given == "Ana"
    other, _ = browser_of(empty_app, database, "Other")
    assert "nominate" not in other.get("/en/me/").text
    assert other.get(HOME).status_code == 404
    without, _ = browser_of(empty_app, database, "Paper", email=None)
    assert without.get("/en/me/").status_code == 200
    assert without.get(HOME).status_code == 404


def test_the_page_takes_as_many_statements_for_one_seat_as_for_thirty(empty_app: Flask, database: Database) -> None:
    def cost(seats: int, slug: str) -> int:
        with database.writing() as db:
            here = invited(db, [QuotaDraft("labour", Scope.COUNTRY, seats)], slug)
            given = mandate(db, here)
            for number in range(2 * seats):
                made = forward(db, given, f"Ana {number}")
                if made.state == State.NOMINATED:
                    name_own_alternate(db, given, made, Nominee(f"Bo {number}"), LATER)
        client = opened(empty_app.test_client(), database, given.id)
        with asked_of(database) as asked:
            shown = page(client, f"/en/nominate/{given.id}/")
        assert shown.count("Give the seat") == seats
        return len(asked)

    assert cost(1, "one") == cost(30, "thirty") <= 16


@pytest.mark.parametrize("language", INTERFACE)
def test_the_letters_that_leave_are_written_in_every_language_and_their_link_opens_the_page(
    empty_app: Flask, database: Database, language: str
) -> None:
    with database.writing() as db:
        given = mandate(db, invited(db), country="MX", language=language)
        refuse(db, forward(db, given, "محمد"), "Too junior", LATER)
        send_mandate(db, given, LATER)
    told = letters_to(database, "focal@example.org")
    assert [one.kind for one in told] == ["participation/nominee", "participation/mandate"]
    for one in told:
        token = secret_of(database, one)
        said = written(empty_app, one, {"token": token})
        assert f"http://academy.test/{language}/nominate/{token}" in said.text
        assert ("محمد" in said.text, "Too junior" in said.text) == ((True,) * 2 if one is told[0] else (False,) * 2)
        assert opened(empty_app.test_client(), database, 1, language).get(f"/{language}/nominate/1/").status_code == 200
