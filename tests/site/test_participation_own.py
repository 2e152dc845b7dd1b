"""My participation: behind the link of a letter or signed in, in steps that save themselves, and nobody else's."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from academy.accounts.actions import sign_in
from academy.accounts.administration import work_as
from academy.accounts.models import Account, SignInMethod
from academy.accounts.queries import find_account, find_sign_in
from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.participation.actions import QuotaDraft, write_quota_rules
from academy.participation.models import Scope, State
from academy.participation.registering import invite, nominate
from academy.participation.standing import Candidate, move
from academy.people.consents import list_consents, standing
from academy.people.models import ConsentUse
from academy.people.sensitive import reveal
from academy.trail.models import Entry
from tests import factories
from tests.conftest import EMAIL, Organiser
from tests.desk.forms import form_with, forms_in
from tests.factories import DAY, LATER
from tests.factories.browsers import browser_of
from tests.participation.answered import RULES, begun, open_edition, question
from tests.participation.places import type_called
from tests.site.taking_part import (
    _before_the_event,
    ana,
    answers,
    browser,
    fill_in,
    open_own,
    page_of,
    press,
    save,
    sent,
    stored,
    token_of,
)

__all__ = ["_before_the_event", "ana", "browser"]


def test_the_link_leads_to_an_address_without_the_token(empty_app: Flask, database: Database, ana: int) -> None:
    token, browser = token_of(database, ana), empty_app.test_client()
    answer = browser.get(f"/en/participation/{token}")
    assert (answer.status_code, answer.location) == (303, page_of(ana))
    page = browser.get(page_of(ana))
    assert page.status_code == 200
    assert token not in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "link-registration" in page.headers["Set-Cookie"]  # open for another hour


def test_strangers_forgers_and_guessers_see_the_same_nothing(empty_app: Flask, database: Database, ana: int) -> None:
    stranger = empty_app.test_client()
    token = token_of(database, ana)
    with database.writing() as db:
        bo = begun(db, get_edition(db, "workshop-2026"), "Bo", "bo@example.org").id
    addresses = [page_of(ana), page_of(bo), page_of(99), page_of(ana, "names"), page_of(ana, "needs")]
    pages = {stranger.get(one).text for one in addresses}
    stranger.get(f"/en/participation/{token[:-1]}0")
    stranger.get("/en/participation/made-up")
    pages |= {stranger.get(one).text for one in addresses}
    stranger.get(f"/en/participation/{token}")
    assert stranger.get(page_of(ana)).status_code == 200
    assert stranger.get(page_of(bo)).status_code == 404
    said = {re.sub(r'href="[^"]*"', "", page) for page in pages}
    assert len(said) == 1
    for address in (f"{page_of(bo)}submit", f"{page_of(bo)}withdraw", page_of(bo, "names"), f"{page_of(bo)}consent"):
        token_of_form = form_with(stranger.get(page_of(ana, "names")).text, "Save and continue").value("csrf_token")
        assert stranger.post(address, data={"csrf_token": token_of_form}).status_code == 404


def test_an_account_opens_what_is_its_persons_and_nothing_else(empty_app: Flask, database: Database, ana: int) -> None:
    somebody, number = browser_of(empty_app, database, "Ana")
    assert somebody.get(page_of(ana)).status_code == 404
    with database.writing() as db:
        db.get_one(Account, number).person_id = stored(database, ana).person_id
    assert somebody.get(page_of(ana)).status_code == 200
    assert page_of(ana) in somebody.get("/en/me/").text


def test_what_is_required_is_named_and_nothing_is_lost(browser: FlaskClient, database: Database, ana: int) -> None:
    for step in ("names", "questions", "needs", "consents"):
        save(browser, ana, step, {})
    page = browser.get(page_of(ana, "check"))
    assert "1 answer that is required is missing:" in page.text
    assert "Send in" not in page.text
    token = form_with(browser.get(page_of(ana, "names")).text, "Save and continue").value("csrf_token")
    answer = browser.post(f"{page_of(ana)}submit", data={"csrf_token": token})
    assert answer.status_code == 422
    assert "Something that is required is missing" in answer.text
    assert stored(database, ana).submitted_at is None


def test_sent_in_twice_at_once_it_is_one_seat(browser: FlaskClient, database: Database, ana: int) -> None:
    fill_in(browser, ana)
    form = form_with(browser.get(page_of(ana, "check")).text, "Send in")
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(lambda _: browser.application.test_client(), range(2)))
    for one in answers:
        open_own(one, database, ana)
    forms = [(one, form_with(one.get(page_of(ana, "check")).text, "Send in")) for one in answers]
    with ThreadPoolExecutor(2) as threads:
        codes = list(threads.map(lambda pair: pair[0].post(form.action, data=pair[1].filled({})).status_code, forms))
    assert codes == [303, 303]
    with database.reading() as db:
        moved = db.scalars(select(Entry).where(Entry.act == "registration.changed")).all()
    assert (stored(database, ana).state, len(moved)) == (State.CONFIRMED, 1)


def test_a_form_that_arrives_a_second_too_late_is_told_so_and_kept(
    browser: FlaskClient, database: Database, ana: int
) -> None:
    """It closes at 18:00 in Casablanca, whose clocks go back by an hour for Ramadan."""
    with database.writing() as db:
        here = get_edition(db, "workshop-2026")
        day = DAY.replace(year=2027, month=2, day=15)
        closing = QuotaDraft("fellows", Scope.EDITION, closes_on=day, closes_at=time(18), zone_name="Africa/Casablanca")
        write_quota_rules(db, here, [closing, *RULES[1:]], LATER)
    fill_in(browser, ana)
    closes = datetime(2027, 2, 15, 18, tzinfo=UTC)
    for at, code in ((closes, 422), (closes - timedelta(seconds=1), 303)):
        with time_machine.travel(at, tick=False):
            open_own(browser, database, ana)
            assert sent(browser, page_of(ana, "check"), "Send in").status_code == code
        assert (stored(database, ana).state == State.CONFIRMED) == (code == 303)
        assert answers(database, ana) == {"topic": "Cooperatives"}


def test_each_consent_is_given_and_taken_back_for_itself(browser: FlaskClient, database: Database, ana: int) -> None:
    def given() -> set[ConsentUse]:
        with database.reading() as db:
            said = standing(list_consents(db, stored(database, ana).person))
        return {use for use, is_given in said.items() if is_given}

    page = browser.get(page_of(ana)).text
    forms = [one for one in forms_in(page) if one.action.endswith("/consent")]
    assert len(forms) == len(ConsentUse)
    assert browser.post(forms[0].action, data=forms[0].filled({})).status_code == 303
    assert given() == {ConsentUse.PHOTOGRAPHS}
    save(browser, ana, "consents", {"use": ["published_name"]})
    assert given() == {ConsentUse.PUBLISHED_NAME}
    assert browser.post(forms[0].action, data={**dict(forms[0].pairs), "use": "everything"}).status_code == 400
    with database.reading() as db:
        assert list_consents(db, stored(database, ana).person)[0].wording.startswith("My name")


def test_who_was_put_forward_declines_with_a_reason(empty_app: Flask, database: Database) -> None:
    with database.writing() as db:
        here = open_edition(db, published=True)
        person = factories.person(db)
        bo = nominate(db, here, Candidate(person, type_called(db, here, "labour"), "MX"), LATER).id
    browser = empty_app.test_client()
    page = open_own(browser, database, bo)
    assert "You were put forward" in page.text
    assert press(browser, bo, "No, I do not come", "decline", reason="Another meeting").status_code == 303
    made = stored(database, bo)
    assert (made.state, made.reason) == (State.DECLINED, "Another meeting")
    assert "decline" not in [one.action.rpartition("/")[2] for one in forms_in(browser.get(page_of(bo)).text)]


def test_who_was_accepted_confirms_and_withdraws(empty_app: Flask, database: Database) -> None:
    with database.writing() as db:
        here = open_edition(db, question("topic", required_of=("*",)), published=True)
        made = nominate(db, here, Candidate(factories.person(db), type_called(db, here, "labour"), "MX"), LATER)
        move(db, made, State.ACCEPTED, LATER)
        bo = made.id
    browser = empty_app.test_client()
    assert "Please confirm" in open_own(browser, database, bo).text
    assert press(browser, bo, "Yes, I come", "confirm").status_code == 303
    assert (stored(database, bo).state, stored(database, bo).submitted_at) == (State.CONFIRMED, None)
    answer = browser.post(f"{page_of(bo)}confirm", data=form_with(browser.get(page_of(bo)).text, "Withdraw").filled({}))
    assert answer.status_code == 303
    assert press(browser, bo, "Withdraw", "withdraw").status_code == 303
    assert stored(database, bo).state == State.WITHDRAWN
    late = browser.post(f"{page_of(bo)}confirm", data=dict(forms_in(browser.get(page_of(bo)).text)[0].pairs))
    assert late.status_code == 422


def test_who_is_invited_sends_in_and_comes(empty_app: Flask, database: Database) -> None:
    with database.writing() as db:
        here = open_edition(db, published=True)
        bo = invite(db, here, Candidate(factories.person(db), type_called(db, here, "labour"), "MX"), LATER).id
    browser = empty_app.test_client()
    open_own(browser, database, bo)
    for step in ("names", "consents"):
        save(browser, bo, step, {})
    assert sent(browser, page_of(bo, "check"), "I come: send it in").status_code == 303
    assert stored(database, bo).state == State.CONFIRMED


def test_who_works_as_somebody_sees_nothing_sensitive_and_agrees_to_nothing(
    browser: FlaskClient, empty_app: Flask, database: Database, ana: int
) -> None:
    save(browser, ana, "names", {"passport_name": "ANA PENA", "post": "Director"})
    save(browser, ana, "needs", {"q-food": ["b"]})
    _, number = browser_of(empty_app, database, "Ana")
    with database.writing() as db:
        db.get_one(Account, number).person_id = stored(database, ana).person_id
        administrator = find_account(db, EMAIL)
        assert administrator is not None
        own = find_sign_in(db, sign_in(db, administrator, SignInMethod.PASSKEY, LATER), LATER)
        assert own is not None
        token = work_as(db, db.get_one(Account, number), own, "To see what they see", LATER)
    lent = Organiser(empty_app.test_client())
    with lent.client.session_transaction() as carried:
        carried["sign_in"] = token
    page = lent.get(page_of(ana))
    assert page.status_code == 200
    assert "Director" in page.text
    assert "ANA PENA" not in page.text
    assert "Second" not in page.text
    assert [lent.get(page_of(ana, step)).status_code for step in ("names", "needs", "consents")] == [200, 403, 403]
    form = form_with(lent.get(page_of(ana, "names")).text, "Save and continue")
    assert "passport_name" not in form.names
    token = form.value("csrf_token")
    for address in (page_of(ana, "needs"), page_of(ana, "consents"), f"{page_of(ana)}consent"):
        said = {"csrf_token": token, "use": "photographs", "is_given": "1"}
        assert lent.client.post(address, data=said).status_code == 403
    assert lent.client.post(form.action, data=form.filled({"post": "Chair"})).status_code == 303
    with database.reading() as db:
        assert reveal(db, stored(database, ana).person, "passport_name") == "ANA PENA"
        assert list_consents(db, stored(database, ana).person) == []
