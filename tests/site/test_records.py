"""The page about privacy, and everybody's own data."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from academy.accounts.actions import create_account, sign_in
from academy.accounts.administration import work_as
from academy.accounts.models import Account, EditionRole, SignInMethod
from academy.accounts.queries import find_account, find_sign_in
from academy.db.engine import Database
from academy.kit.languages import INTERFACE
from academy.outbox.models import Letter
from academy.people.consents import list_consents
from academy.people.models import ConsentUse
from academy.people.queries import find_person, get_person
from academy.records.erasure import list_requests
from academy.records.stored import list_stored
from academy.trail.models import Entry
from tests.conftest import EMAIL, Organiser, token_in
from tests.desk.forms import form_with
from tests.factories.browsers import browser_of

DATA, ERASURE = "/en/me/data/", "/en/me/data/erasure"
SPEAKER = "babatunde-adewoye"
IN_PASSPORT = "Babatunde Olusegun Adewoye"


@pytest.fixture
def speaker(app: Flask, demonstration: Database) -> FlaskClient:
    """The browser of somebody who stands in a published programme, and has a name in a passport."""
    with demonstration.writing() as db:
        now = datetime.now(UTC)
        person = get_person(db, SPEAKER)
        account = create_account(db, "b@example.org", "Babatunde", now, language="en", person=person)
        token = sign_in(db, account, SignInMethod.LINK, now)
    return browser(app, token)


@pytest.fixture
def newcomer(app: Flask, demonstration: Database) -> FlaskClient:
    """The browser of somebody who stands in no programme."""
    with demonstration.writing() as db:
        account = create_account(db, "new@example.org", "Nadia New", datetime.now(UTC), language="en")
        token = sign_in(db, account, SignInMethod.LINK, datetime.now(UTC))
    return browser(app, token)


def browser(app: Flask, token: str) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as session:
        session["sign_in"] = token
    return client


def send(client: FlaskClient, page: str, button: str, **facts: str) -> tuple[int, str]:
    """Press a button of a page; return status and where it leads."""
    form = form_with(client.get(page).text, button)
    answer = client.post(form.action or page, data=form.filled(facts))
    return answer.status_code, answer.location or ""


def test_everything_that_is_stored_stands_on_the_page(reader: FlaskClient) -> None:
    for code in INTERFACE:
        answer = reader.get(f"/{code}/privacy/")
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "public, max-age=0, must-revalidate")
    text = reader.get("/en/privacy/").text
    for kind in list_stored():
        assert all(words in text for words in (kind.purpose, *kind.fields))
    assert "Until 90 days after the last event" in text
    assert 'href="/en/privacy/"' in reader.get("/en/").text


def test_who_sees_what_is_sensitive_is_read_from_the_table_of_roles(reader: FlaskClient) -> None:
    passport = reader.get("/en/privacy/").text.split("Name in the passport")[1].split("</li>")[0]
    assert "Owner, Registrar" in passport
    assert "Organiser" not in passport
    assert "each look at it is recorded" in passport


def test_one_sees_what_is_stored_with_purpose_and_time(speaker: FlaskClient) -> None:
    answer = speaker.get(DATA)
    assert answer.headers["Cache-Control"] == "private, no-store"
    for words in (IN_PASSPORT, "b@example.org", "Nigeria", "To write documents for travel", "As long as the account"):
        assert words in answer.text


def test_a_consent_is_kept_in_the_words_that_were_read(speaker: FlaskClient, demonstration: Database) -> None:
    assert "Aceptar" in speaker.get("/es/me/data/").text
    status, to = send(speaker, DATA, "Agree")
    assert (status, to) == (303, "/en/me/data/#consents")
    assert send(speaker, DATA, "Withdraw")[0] == 303
    with demonstration.reading() as db:
        said = list_consents(db, get_person(db, SPEAKER))
    assert [(one.use, one.is_given, one.account_id) for one in said] == [
        (ConsentUse.PHOTOGRAPHS, False, None), (ConsentUse.PHOTOGRAPHS, True, None)
    ]  # fmt: skip
    assert said[0].wording.startswith("Photographs and films of the event")
    assert "History" in speaker.get(DATA).text


def test_a_use_that_is_none_is_refused(speaker: FlaskClient, newcomer: FlaskClient) -> None:
    for client, use in ((speaker, "everything"), (newcomer, "photographs")):
        form = {"csrf_token": token_in(client.get(DATA).text), "use": use, "is_given": "1"}
        assert client.post("/en/me/data/consents", data=form).status_code == 400


def test_everything_is_handed_over_as_json_and_as_a_page_and_both_are_recorded(
    speaker: FlaskClient, demonstration: Database
) -> None:
    told = speaker.get("/en/me/data.json")
    assert re.fullmatch(r'attachment; filename="\d{4}-\d\d-\d\d-data.json"', told.headers["Content-Disposition"])
    assert told.headers["Cache-Control"] == "private, no-store"
    assert json.loads(told.text)["person"][0]["passport_name"] == IN_PASSPORT
    page = speaker.get("/ar/me/data.html")
    assert page.headers["Content-Disposition"].startswith("attachment")
    assert IN_PASSPORT in page.text
    assert '<html lang="ar" dir="rtl">' in page.text
    assert "src=" not in page.text
    assert "<link" not in page.text
    with demonstration.reading() as db:
        taken = db.scalars(select(Entry).where(Entry.act == "person.exported")).all()
        own = find_account(db, "b@example.org")
    assert own
    assert [entry.account_id for entry in taken] == [own.id] * 2


def test_who_stands_nowhere_is_erased_at_once(newcomer: FlaskClient, demonstration: Database) -> None:
    assert "You stand in a published programme" not in newcomer.get(ERASURE).text
    assert send(newcomer, ERASURE, "Erase everything about me") == (303, "/en/privacy/erased/")
    assert newcomer.get("/en/privacy/erased/").status_code == 200
    assert newcomer.get(DATA).location == f"/en/sign-in?next={DATA}"
    with demonstration.reading() as db:
        assert find_account(db, "new@example.org") is None
        assert "Nadia New" not in db.scalars(select(Account.name)).all()
        assert db.scalars(select(Letter.kind)).all() == ["records/erased"]


def test_the_last_owner_of_an_edition_is_told_what_to_do_first(app: Flask, demonstration: Database) -> None:
    owner, number = browser_of(app, demonstration, "Carla", "casablanca-2027", EditionRole.OWNER)
    form = form_with(owner.get(ERASURE).text, "Erase everything about me")
    refused = owner.client.post(ERASURE, data=form.filled({}))
    assert refused.status_code == 422
    assert "Make somebody else its owner first, or ask an administrator." in refused.text
    with demonstration.reading() as db:
        assert db.get_one(Account, number).name == "Carla"
        assert db.scalars(select(Letter.kind)).all() == []


def test_who_stands_in_a_published_programme_asks_and_an_administrator_does_it(
    speaker: FlaskClient, organiser: Organiser, demonstration: Database, client: FlaskClient
) -> None:
    assert "You stand in a published programme" in speaker.get(ERASURE).text
    assert send(speaker, ERASURE, "Ask for erasure") == (303, DATA)
    assert "You have asked for erasure" in speaker.get(DATA).text
    with demonstration.reading() as db:
        assert [one.person.slug for one in list_requests(db)] == [SPEAKER]
    address = f"/desk/people/{SPEAKER}/erasure"
    assert address in organiser.get("/desk/privacy").text
    programme = "/en/casablanca-2027/people/"
    assert "Babatunde" in client.get(programme).text
    form = form_with(organiser.get(address).text, "Erase")
    assert organiser.client.post(address, data=form.filled({"name": "remove"})).location == "/desk/privacy"
    assert "Babatunde" not in client.get(programme).text
    assert client.get(f"/en/people/{SPEAKER}/").status_code == 404
    assert address not in organiser.get("/desk/privacy").text
    with demonstration.reading() as db:
        assert find_person(db, SPEAKER) is None
        assert find_account(db, "b@example.org") is None


def test_who_signed_in_long_ago_shows_first_that_it_is_them(newcomer: FlaskClient, demonstration: Database) -> None:
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=20)):
        page = newcomer.get(ERASURE).text
        assert "Sign in again" in page
        assert "Erase everything about me" not in page
        form = {"csrf_token": token_in(page)}
        assert newcomer.post(ERASURE, data=form).status_code == 422
    with demonstration.reading() as db:
        assert find_account(db, "new@example.org") is not None


@pytest.fixture
def lent(app: Flask, speaker: FlaskClient, demonstration: Database) -> FlaskClient:
    """The browser of an administrator who works as the speaker."""
    assert speaker
    with demonstration.writing() as db:
        now = datetime.now(UTC)
        administrator, account = find_account(db, EMAIL), find_account(db, "b@example.org")
        assert administrator
        assert account
        own = find_sign_in(db, sign_in(db, administrator, SignInMethod.PASSKEY, now), now)
        assert own
        token = work_as(db, account, own, "To see what they see", now)
    return browser(app, token)


def test_who_works_as_somebody_sees_nothing_sensitive_and_takes_nothing_out(lent: FlaskClient) -> None:
    page = lent.get(DATA)
    assert page.status_code == 200
    assert IN_PASSPORT not in page.text
    for address in ("/en/me/data.json", "/en/me/data.html", ERASURE):
        assert lent.get(address).status_code == 403, address
    assert lent.post("/en/me/data/consents", data={"csrf_token": token_in(page.text)}).status_code == 403
