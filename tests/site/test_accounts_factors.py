"""The second factor at the door: asked for after the first, set up and switched off on one's own page."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from academy.accounts import second_factor
from academy.accounts.models import Account, CodePurpose, OneUseCode, SignIn
from academy.accounts.queries import find_account
from academy.db.engine import Database
from academy.outbox.models import Letter
from academy.web.limits import LIMITER
from tests.conftest import EMAIL, PASSWORD, SIGN_IN, Organiser, signed_in
from tests.desk.forms import form_with, main_form, said_above
from tests.factories.letters import letters_to

SECOND, FACTORS, TELEPHONE = "/en/sign-in/second", "/en/me/factors", "/en/me/factors/telephone"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
START = datetime(2026, 11, 20, 9, 0, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as moved:
        yield moved


@pytest.fixture
def codes(app: Flask, demonstration: Database) -> list[str]:
    """The organiser has had a second factor since long ago."""
    assert app
    with demonstration.writing() as db:
        own = find_account(db, EMAIL)
        assert own is not None
        then = START - timedelta(days=9)
        return second_factor.switch_on(db, own, SECRET, number(then), then)


def number(at: datetime | None = None) -> str:
    return pyotp.TOTP(SECRET).at(at or datetime.now(UTC))


def begin(client: FlaskClient, back: str = "") -> TestResponse:
    form = main_form(client.get(SIGN_IN).text)
    return client.post(form.action, data=form.filled({"email": EMAIL, "password": PASSWORD, "next": back}))


def give(client: FlaskClient, typed: str, network: str = "127.0.0.1") -> TestResponse:
    form = form_with(client.get(SECOND).text, "Go on")
    return client.post(form.action, data=form.filled({"number": typed}), environ_base={"REMOTE_ADDR": network})


@pytest.mark.usefixtures("codes")
def test_after_the_password_the_number_is_asked_for(
    client: FlaskClient, demonstration: Database, clock: time_machine.Traveller
) -> None:
    assert clock
    answer = begin(client, back="/desk/people")
    assert answer.location == f"{SECOND}?next=/desk/people"
    assert client.get("/desk/").status_code == 303  # nothing is open yet
    assert client.get(FACTORS).status_code == 303
    before = cookie(client)
    form = form_with(client.get(answer.location).text, "Go on")
    answer = client.post(form.action, data=form.filled({"number": number()}))
    assert (answer.status_code, answer.location) == (303, "/desk/people")
    assert client.get("/desk/").status_code == 200
    stolen = client.application.test_client()
    stolen.set_cookie("academy", before, domain="academy.test")
    assert stolen.get("/desk/", base_url="http://academy.test").status_code == 303  # the token is another one
    with demonstration.reading() as db:
        assert [one.is_complete for one in db.scalars(select(SignIn))] == [True]


def cookie(client: FlaskClient) -> str:
    found = client.get_cookie("academy")
    assert found is not None
    return found.value


@pytest.mark.usefixtures("codes")
def test_a_number_is_not_taken_twice(app: Flask, clock: time_machine.Traveller) -> None:
    assert clock
    first, second = app.test_client(), app.test_client()
    for client in (first, second):
        begin(client)
    assert give(first, number()).status_code == 303
    refused = give(second, number())
    assert refused.status_code == 422
    assert "does not fit" in said_above(refused.text)
    assert number() not in refused.text


def test_a_recovery_code_opens_too(client: FlaskClient, codes: list[str], clock: time_machine.Traveller) -> None:
    assert clock
    begin(client)
    assert give(client, codes[0].lower()).location == "/desk/"
    assert "9 recovery codes are left" in client.get(FACTORS).text


@pytest.mark.usefixtures("codes")
def test_after_five_wrong_numbers_this_sign_in_ends_and_no_other(
    app: Flask, demonstration: Database, clock: time_machine.Traveller
) -> None:
    assert clock
    thief, owner = app.test_client(), app.test_client()
    begin(owner)
    begin(thief)
    for tried in range(5):
        refused = give(thief, f"00000{tried}")
        assert refused.status_code == 422
    assert "too many wrong numbers" in refused.text
    assert thief.get(SECOND).status_code == 303
    with demonstration.reading() as db:
        assert len(db.scalars(select(SignIn)).all()) == 1
    LIMITER.reset()
    assert give(owner, number()).status_code == 303
    begin(thief)
    assert give(thief, number(datetime.now(UTC) + timedelta(seconds=30))).status_code == 303


@pytest.mark.usefixtures("codes")
def test_numbers_for_one_account_from_one_place_are_counted(app: Flask, clock: time_machine.Traveller) -> None:
    assert clock
    answers = []
    for tried in range(6):
        client = app.test_client()
        begin(client)
        answers.append(give(client, f"00000{tried}").status_code)
    assert answers == [422] * 5 + [429]
    owner = app.test_client()
    begin(owner)
    form = form_with(owner.get(SECOND).text, "Go on")
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert owner.post(form.action, data=form.filled({"number": number()}), environ_base=elsewhere).status_code == 303


def test_who_is_not_asked_is_led_on(client: FlaskClient, organiser: Organiser) -> None:
    assert client.get(SECOND).location == "/en/me/"
    assert organiser.get(f"{SECOND}?next=/desk/people").location == "/desk/people"
    assert organiser.get(f"{SECOND}?next=//evil.example").location == "/en/me/"
    assert organiser.post(SECOND, {"number": "1"}).status_code == 303


def test_a_telephone_is_set_up_with_a_picture_a_key_and_a_first_number(
    app: Flask, demonstration: Database, clock: time_machine.Traveller
) -> None:
    other, organiser = signed_in(app), signed_in(app)
    assert "nothing but its password" in organiser.get("/desk/").text
    assert "Not set up" in organiser.get(FACTORS).text
    opened = organiser.get(TELEPHONE).text
    assert "<svg" in opened
    assert "style=" not in opened
    key = re.search(r'<code class="address" dir="ltr">([A-Z2-7 ]+)</code>', opened)
    assert key is not None
    codes = pyotp.TOTP(key[1].replace(" ", ""))
    form = form_with(opened, "Ask me for it from now on")
    refused = organiser.client.post(form.action, data=form.filled({"number": "000000"}))
    assert refused.status_code == 422
    assert key[1] in refused.text  # the telephone has it already
    form = form_with(refused.text, "Ask me for it from now on")
    done = organiser.client.post(form.action, data=form.filled({"number": codes.at(START)}))
    assert done.status_code == 200
    assert len(set(re.findall(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", done.text))) == 10
    assert organiser.get("/desk/").status_code == 200
    assert "nothing but its password" not in organiser.get("/desk/").text
    assert other.get("/desk/").status_code == 303  # other sign-ins have ended
    assert organiser.get(TELEPHONE).location == FACTORS
    with demonstration.reading() as db:
        assert [one.facts["what"] for one in db.scalars(select(Letter))] == [
            "A second step was added to signing in to your account."
        ]
    assert clock


def test_after_ten_minutes_one_shows_again_that_it_is_oneself(
    app: Flask, codes: list[str], clock: time_machine.Traveller
) -> None:
    organiser = Organiser(app.test_client())
    begin(organiser.client)
    give(organiser.client, number())
    clock.shift(timedelta(minutes=11))
    page = organiser.get(FACTORS).text
    assert "Is it you?" in page
    assert "Make new recovery codes" not in page
    for address in ("recovery", "passkeys", "passkeys/asked", "passkeys/1/name", "passkeys/1/remove"):
        refused = organiser.post(f"{FACTORS}/{address}")
        assert refused.status_code == 422, address
        assert "Show once more" in refused.text
    form = form_with(page, "It is me")
    assert organiser.client.post(form.action, data=form.filled({"number": "000000"})).status_code == 422
    assert organiser.client.post(form.action, data=form.filled({"number": number()})).location == FACTORS
    made = organiser.post(f"{FACTORS}/recovery")
    assert made.status_code == 200
    assert codes[0] not in made.text
    clock.shift(timedelta(minutes=11))
    assert organiser.post(f"{FACTORS}/recovery").status_code == 422


@pytest.mark.usefixtures("codes")
def test_without_a_telephone_one_signs_in_again(app: Flask, clock: time_machine.Traveller) -> None:
    organiser = Organiser(app.test_client())
    begin(organiser.client)
    give(organiser.client, number())
    clock.shift(timedelta(minutes=11))
    form = form_with(organiser.get(FACTORS).text, "Sign in again")
    answer = organiser.client.post(form.action, data=form.filled({}))
    assert answer.location == f"{SIGN_IN}?next={FACTORS}"
    assert organiser.get("/desk/").status_code == 303


def test_it_is_switched_off_with_a_number_only(
    app: Flask, demonstration: Database, codes: list[str], clock: time_machine.Traveller
) -> None:
    organiser = Organiser(app.test_client())
    begin(organiser.client)
    give(organiser.client, number())
    assert organiser.post(f"{TELEPHONE}/off", {"number": "000000"}).status_code == 422
    assert organiser.post(f"{TELEPHONE}/off", {"number": ""}).status_code == 422
    assert organiser.post(f"{TELEPHONE}/off", {"number": codes[1]}).location == FACTORS
    with demonstration.reading() as db:
        assert db.scalars(select(OneUseCode).where(OneUseCode.purpose == CodePurpose.RECOVERY)).all() == []
    assert begin(app.test_client()).location == "/desk/"
    assert clock


def test_five_wrong_numbers_end_a_sign_in_that_was_stolen(
    app: Flask, codes: list[str], clock: time_machine.Traveller
) -> None:
    assert codes
    organiser = Organiser(app.test_client())
    begin(organiser.client)
    give(organiser.client, number())
    for tried in range(5):
        LIMITER.reset()
        answer = organiser.post(f"{TELEPHONE}/off", {"number": f"00000{tried}"})
    assert "too many wrong numbers" in answer.text
    assert organiser.get("/desk/").status_code == 303
    assert clock


@pytest.mark.usefixtures("codes")
def test_numbers_are_counted_by_account_whatever_the_sign_in_and_the_network(
    app: Flask, demonstration: Database, clock: time_machine.Traveller
) -> None:
    """A right password brings a new sign-in, with tries of its own, as often as one likes."""
    thief, owner = app.test_client(), app.test_client()
    for tried in range(10):
        if tried % 3 == 0:
            begin(thief)
        answer = give(thief, f"00000{tried}", f"192.0.2.{tried}")
        assert (answer.status_code, "does not fit" in answer.text) == (422, True)
    told = [one.facts["what"] for one in letters_to(demonstration, EMAIL)][1:]
    assert len(told) == 1
    assert told[0].startswith("Ten wrong numbers in a row")
    LIMITER.reset()
    begin(owner)
    for typed in (number(), "000000"):
        refused = give(owner, typed, "198.51.100.7")
        assert (refused.status_code, "looked at in 1 min" in said_above(refused.text)) == (422, True)
    clock.shift(timedelta(minutes=1))
    assert give(owner, number(), "198.51.100.7").status_code == 303
    assert len(letters_to(demonstration, EMAIL)) == 2
    begin(thief)
    assert "does not fit" in give(thief, "000000", "192.0.2.99").text


def test_who_has_a_recovery_code_does_not_wait(
    client: FlaskClient, demonstration: Database, codes: list[str], clock: time_machine.Traveller
) -> None:
    assert clock
    with demonstration.writing() as db:
        own = find_account(db, EMAIL)
        assert own is not None
        for _ in range(10):
            second_factor.count_number(db, own.id, "000000", datetime.now(UTC))
    begin(client)
    assert "looked at in" in give(client, number()).text
    assert give(client, codes[0]).location == "/desk/"


@pytest.mark.usefixtures("codes")
def test_numbers_at_a_sign_in_that_was_stolen_are_counted_by_account_too(
    app: Flask, demonstration: Database, clock: time_machine.Traveller
) -> None:
    assert clock
    organiser = Organiser(app.test_client())
    begin(organiser.client)
    give(organiser.client, number())
    assert organiser.post(f"{TELEPHONE}/off", {"number": "000000"}).status_code == 422
    with demonstration.reading() as db:
        assert db.scalars(select(Account.wrong_numbers).where(Account.email == EMAIL)).one() == 1
    assert organiser.post(f"{FACTORS}/show", {"number": number(START + timedelta(seconds=30))}).status_code == 303
    with demonstration.reading() as db:
        assert db.scalars(select(Account.wrong_numbers).where(Account.email == EMAIL)).one() == 0
