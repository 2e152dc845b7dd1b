"""Codes on paper: printed at the desk, typed at the door."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from academy.accounts.actions import create_account, give_role
from academy.accounts.models import Account, EditionRole, OneUseCode, Passkey, SignIn, SignInMethod
from academy.accounts.passwords import hashed
from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.web.limits import LIMITER
from tests.conftest import NOW, PASSWORD, SIGN_IN, Organiser, token_in
from tests.desk.forms import main_form, said_above

PAPER = "/en/sign-in/paper"
CODE = re.compile(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}")


@pytest.fixture
def sheet_of(app: Flask, demonstration: Database) -> str:
    """The address of the sheet of somebody who has no e-mail and a role in one edition."""
    assert app
    with demonstration.writing() as db:
        amina = create_account(db, None, "Amina", NOW, language="ar")
        grant = give_role(db, amina, get_edition(db, "rcm-2021"), EditionRole.PARTICIPANT, NOW)
    return f"/desk/editions/rcm-2021/roles/{grant.id}/paper"


def enter(client: FlaskClient, code: str, back: str = "") -> TestResponse:
    form = main_form(client.get(PAPER).text)
    return client.post(form.action, data=form.filled({"code": code, "next": back}))


def printed(organiser: Organiser, sheet_of: str, **facts: object) -> list[str]:
    answer = organiser.post(sheet_of, facts)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"
    return CODE.findall(answer.text)


def test_a_sheet_is_printed_and_its_codes_open_the_door_once_each(
    app: Flask, organiser: Organiser, sheet_of: str, demonstration: Database
) -> None:
    assert "0 codes are left" in organiser.get(sheet_of).text
    codes = printed(organiser, sheet_of)
    assert len(set(codes)) == 12
    assert "12 codes are left" in organiser.get(sheet_of).text
    amina = app.test_client()
    answer = enter(amina, codes[0].lower().replace("-", " "))
    assert (answer.status_code, answer.location) == (303, "/en/me/")
    assert "11 codes are left on your sheet." in amina.get("/en/me/").text
    again = enter(app.test_client(), codes[0])
    assert again.status_code == 422
    assert "opens nothing" in said_above(again.text)
    with demonstration.reading() as db:
        signed = db.scalars(select(SignIn).where(SignIn.method == SignInMethod.PAPER)).all()
        assert [one.is_complete for one in signed] == [True]
        assert not {one.digest for one in db.scalars(select(OneUseCode))} & set(codes)


def test_the_sheet_speaks_its_readers_language(organiser: Organiser, sheet_of: str) -> None:
    assert '<html lang="ar" dir="rtl">' in organiser.post(sheet_of).text
    french = organiser.post(sheet_of, {"spoken": "fr"}).text
    assert '<html lang="fr"' in french
    assert "http://academy.test/fr/sign-in/paper" in french
    assert '<html lang="en"' in organiser.post(sheet_of, {"spoken": "xx"}).text


def test_a_new_sheet_ends_the_old_one_and_a_lost_one_is_withdrawn(
    app: Flask, organiser: Organiser, sheet_of: str
) -> None:
    old, new = printed(organiser, sheet_of), printed(organiser, sheet_of)
    assert enter(app.test_client(), old[0]).status_code == 422
    assert enter(app.test_client(), new[0]).status_code == 303
    assert organiser.post(f"{sheet_of}/withdraw").location == sheet_of
    assert enter(app.test_client(), new[1]).status_code == 422


def test_whoever_has_found_a_sheet_is_put_out_when_it_is_withdrawn(
    app: Flask, organiser: Organiser, sheet_of: str, demonstration: Database
) -> None:
    """What they may have set up meanwhile is named, since nothing tells it from the owner's own."""
    command = r"academy account recover \d+ --drop-factors"
    code, finder = printed(organiser, sheet_of)[0], app.test_client()
    enter(finder, code)
    assert finder.get("/en/me/").status_code == 200
    assert not re.search(command, organiser.get(sheet_of).text)
    with demonstration.writing() as db:
        amina = db.scalars(select(Account).where(Account.name == "Amina")).one()
        db.add(Passkey(account=amina, credential=b"x", public_key=b"y", created_at=NOW))
    assert organiser.post(f"{sheet_of}/withdraw").status_code == 303
    assert finder.get("/en/me/").status_code == 303
    assert re.search(command, organiser.get(sheet_of).text)


def test_the_last_codes_ask_for_another_sheet(app: Flask, organiser: Organiser, sheet_of: str) -> None:
    codes = printed(organiser, sheet_of)
    for code in codes[:8]:
        enter(app.test_client(), code)
    client = app.test_client()
    enter(client, codes[8])
    said = client.get("/en/me/").text
    assert "3 codes are left on your sheet. Ask your organisers for another sheet." in said


def test_every_wrong_word_is_answered_alike_and_they_are_counted(app: Flask, sheet_of: str) -> None:
    assert sheet_of
    client = app.test_client()
    said = {said_above(enter(client, word).text) for word in ["x", "0" * 20, "AAAA-AAAA-AAAA-AAAA-AAAA", "\x00x", "٣"]}
    assert len(said) == 1
    assert [enter(client, "x").status_code for _ in range(6)] == [422] * 5 + [429]
    LIMITER.reset()


def test_a_code_leads_to_pages_of_ours_only(app: Flask, organiser: Organiser, sheet_of: str) -> None:
    codes = printed(organiser, sheet_of)
    assert enter(app.test_client(), codes[0], "//evil.example").location == "/en/me/"
    assert enter(app.test_client(), codes[1], "/en/rcm-2021/").location == "/en/rcm-2021/"


def test_nobody_prints_for_whom_they_do_not_decide_about(
    app: Flask, demonstration: Database, organiser: Organiser, sheet_of: str
) -> None:
    with demonstration.writing() as db:
        owner = create_account(db, "owner@example.org", "Owner", NOW, password_digest=hashed(PASSWORD))
        give_role(db, owner, get_edition(db, "rcm-2021"), EditionRole.OWNER, NOW)
        amina = db.scalars(select(Account).where(Account.name == "Amina")).one()
    client = app.test_client()
    form = main_form(client.get(SIGN_IN).text)
    client.post(form.action, data=form.filled({"email": "owner@example.org", "password": PASSWORD}))
    token = token_in(client.get(sheet_of).text)

    def press() -> TestResponse:
        return client.post(sheet_of, data={"csrf_token": token})

    assert press().status_code == 200
    with demonstration.writing() as db:
        mine = db.get_one(Account, amina.id)
        elsewhere = give_role(db, mine, get_edition(db, "casablanca-2027"), EditionRole.OBSERVER, NOW)
    assert press().status_code == client.get(sheet_of).status_code == 422
    assert "only an administrator" in press().text
    other = sheet_of.replace("rcm-2021", "casablanca-2027")
    assert client.get(other).status_code == 404
    assert organiser.get(f"/desk/editions/rcm-2021/roles/{elsewhere.id}/paper").status_code == 404
    assert organiser.post(sheet_of).status_code == 200
    with demonstration.writing() as db:
        db.get_one(Account, amina.id).is_administrator = True
        give_role(db, db.get_one(Account, owner.id), get_edition(db, "casablanca-2027"), EditionRole.OWNER, NOW)
    assert press().status_code == 422


def test_strangers_print_nothing(client: FlaskClient, sheet_of: str) -> None:
    token = token_in(client.get(SIGN_IN).text)
    for address in (sheet_of, f"{sheet_of}/withdraw"):
        assert client.post(address, data={"csrf_token": token}).status_code == 303
    assert client.get(sheet_of).status_code == 303


def test_someone_with_a_second_factor_is_asked_for_it_after_the_code_too(
    app: Flask, organiser: Organiser, sheet_of: str, demonstration: Database
) -> None:
    code = printed(organiser, sheet_of)[0]
    with demonstration.writing() as db:
        db.scalars(select(Account).where(Account.name == "Amina")).one().totp = "sealed"
    client = app.test_client()
    assert enter(client, code).location == "/en/sign-in/second"
    assert client.get("/en/me/").status_code == 303
