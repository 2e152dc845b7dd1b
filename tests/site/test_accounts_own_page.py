"""One's own page, one's password, and the browsers in which one is signed in."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from academy.accounts import passwords
from academy.accounts.actions import Browser, create_account, give_role, sign_in
from academy.accounts.models import Account, EditionRole, SignIn
from academy.accounts.queries import find_account
from academy.accounts.rules import IDLE_FOR, SEEN_EVERY
from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.site.accounts import sign_ins
from tests.conftest import EMAIL, NOW, PASSWORD, SIGN_IN, Organiser, signed_in, token_in
from tests.desk.forms import form_with, said_above
from tests.factories.letters import letters_to
from tests.factories.statements import asked_of

ME, SIGN_INS = "/en/me/", "/en/me/sign-in"
NEW = "vzq4-8smw-t2k"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

Enter = Callable[..., FlaskClient]


@pytest.fixture
def eva(demonstration: Database) -> str:
    """The address of a speaker, who has a password."""
    digest = passwords.hashed(PASSWORD)
    with demonstration.writing() as db:
        own = create_account(db, "eva@example.org", "<Eva>", NOW, password_digest=digest)
        give_role(db, own, get_edition(db, "rcm-2021"), EditionRole.SPEAKER, NOW)
    return "eva@example.org"


@pytest.fixture
def enter(app: Flask) -> Enter:
    """Signs somebody in with a browser of their own."""

    def signed(email: str, password: str = PASSWORD, language: str = "en", **more: object) -> FlaskClient:
        client = app.test_client()
        form = {"csrf_token": token_in(client.get(f"/{language}/sign-in").text), "email": email, "password": password}
        assert client.post(f"/{language}/sign-in", data=form, **more).status_code == 303
        return client

    return signed


def later(**more: float) -> time_machine.travel:
    return time_machine.travel(datetime.now(UTC) + timedelta(**more))


def rows(page: str) -> list[str]:
    """What the page says of each sign-in."""
    listed = re.search(r'<ul class="plain">(.*?)</ul>', page, re.DOTALL)
    assert listed
    return re.findall(r"<li>(.*?)</li>", listed[1], re.DOTALL)


def press(client: FlaskClient, button: str) -> TestResponse:
    form = form_with(client.get(SIGN_INS).text, button)
    return client.post(form.action, data=form.filled({}))


def choose(client: FlaskClient, **typed: str) -> TestResponse:
    """Send the form with a new password, filled in as the page has it."""
    form = form_with(client.get(SIGN_INS).text, "Save")
    return client.post(form.action, data=form.filled(typed))


def test_one_s_own_page_shows_roles_and_leads_on(enter: Enter, eva: str) -> None:
    page = enter(eva).get(ME).text
    assert "&lt;Eva&gt;" in page
    assert "Speaker" in page
    assert 'href="/en/rcm-2021/"' in page
    assert f'href="{SIGN_INS}"' in page
    assert "/desk/editions/rcm-2021" not in page


def test_who_works_at_the_desk_is_led_there(enter: Enter, eva: str, demonstration: Database) -> None:
    with demonstration.writing() as db:
        own = find_account(db, eva)
        assert own
        give_role(db, own, get_edition(db, "rcm-2021"), EditionRole.ORGANISER, NOW)
    client = enter(eva)
    assert client.get(SIGN_IN).location == ME
    assert 'href="/desk/editions/rcm-2021"' in client.get(ME).text


def test_who_has_no_work_at_the_desk_arrives_at_the_own_page(app: Flask, eva: str) -> None:
    client = app.test_client()
    form = {"csrf_token": token_in(client.get("/ar/sign-in").text), "email": eva, "password": PASSWORD}
    assert client.post("/ar/sign-in", data=form).location == "/ar/me/"


@pytest.mark.parametrize("address", [ME, SIGN_INS])
def test_a_stranger_is_asked_to_sign_in(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.location) == (303, f"{SIGN_IN}?next={address}")


def test_own_pages_are_kept_nowhere_and_public_ones_tell_nobody_who_reads(organiser: Organiser) -> None:
    for address in (ME, SIGN_INS):
        assert organiser.get(address).headers["Cache-Control"] == "private, no-store"
    for address in ("/en/", "/en/rcm-2021/", "/en/nothing/"):
        assert "Olga" not in organiser.get(address).text
    assert "Olga Organiser" in organiser.get("/desk/").text


def test_an_account_keeps_the_language_in_which_it_first_signed_in(
    enter: Enter, eva: str, demonstration: Database
) -> None:
    def kept() -> str | None:
        with demonstration.reading() as db:
            return db.scalar(select(Account.language).where(Account.email == eva))

    enter(eva, language="fr")
    assert kept() == "fr"
    client = enter(eva, language="es")
    assert kept() == "fr"
    form = form_with(client.get("/es/me/").text, "Guardar")
    assert client.post(form.action, data=form.filled({"language": "ar"})).status_code == 303
    assert kept() == "ar"
    assert client.post(form.action, data=form.filled({"language": "tlh"})).status_code == 400
    assert kept() == "ar"


def test_sign_ins_are_listed_with_browser_network_and_method(enter: Enter) -> None:
    enter(EMAIL, headers={"User-Agent": FIREFOX}, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    here = enter(EMAIL, headers={"User-Agent": "<b>odd</b>"}, environ_base={"REMOTE_ADDR": "2001:db8:1:2::3"})
    first, second = rows(here.get(SIGN_INS).text)
    assert "&lt;b&gt;odd&lt;/b&gt;" in first
    assert "2001:db8:1</bdi>" in first
    assert "this one" in first
    assert "Sign out there" not in first
    assert "Firefox, Linux" in second
    assert "192.0.2</bdi>" in second
    assert "password" in second
    assert "this one" not in second


def test_one_sign_in_is_revoked(enter: Enter) -> None:
    other, here = enter(EMAIL), enter(EMAIL)
    assert press(here, "Sign out there").status_code == 303
    assert other.get(ME).status_code == 303
    assert here.get(ME).status_code == 200
    assert len(rows(here.get(SIGN_INS).text)) == 1


def test_all_others_are_revoked(enter: Enter, eva: str) -> None:
    others, here, stranger = [enter(EMAIL), enter(EMAIL)], enter(EMAIL), enter(eva)
    assert press(here, "Sign out everywhere else").status_code == 303
    assert [one.get(ME).status_code for one in (*others, here, stranger)] == [303, 303, 200, 200]


def test_another_s_sign_in_is_unknown(enter: Enter, eva: str, demonstration: Database) -> None:
    enter(EMAIL)
    client = enter(eva)
    with demonstration.reading() as db:
        theirs = db.scalars(select(SignIn.id).order_by(SignIn.id)).first()
    form = {"csrf_token": token_in(client.get(SIGN_INS).text)}
    for sign_in_id in (theirs, 999_999):
        assert client.post(f"{SIGN_INS}/{sign_in_id}/end", data=form).status_code == 404
    with demonstration.reading() as db:
        assert len(db.scalars(select(SignIn)).all()) == 2


def test_the_list_costs_the_same_for_one_and_for_thirty(enter: Enter, demonstration: Database) -> None:
    here = enter(EMAIL)
    with asked_of(demonstration) as few:
        here.get(SIGN_INS)
    with demonstration.writing() as db:
        own = db.scalars(select(SignIn)).one()
        for number in range(30):
            sign_in(db, db.get_one(Account, own.account_id), own.method, own.created_at, Browser(str(number)))
    with asked_of(demonstration) as many:
        assert len(rows(here.get(SIGN_INS).text)) == 31
    assert len(many) == len(few)


def seen(database: Database) -> datetime:
    with database.reading() as db:
        return db.scalars(select(SignIn.seen_at)).one()


def test_when_it_was_last_used_is_noted_every_ten_minutes(enter: Enter, demonstration: Database) -> None:
    client = enter(EMAIL)
    began = seen(demonstration)
    with later(minutes=9):
        assert client.get(ME).status_code == 200
        assert seen(demonstration) == began
    with later(minutes=11):
        assert client.get(ME).status_code == 200
        assert seen(demonstration) - began >= SEEN_EVERY
        assert client.post("/en/sign-out", data={"csrf_token": token_in(client.get(ME).text)}).status_code == 303


def test_a_form_that_is_sent_notes_its_use_too(organiser: Organiser, demonstration: Database) -> None:
    token = organiser.token()
    began = seen(demonstration)
    with later(minutes=11):
        answer = organiser.client.post("/en/me/language", data={"csrf_token": token, "language": "pt"})
        assert answer.status_code == 303
        assert seen(demonstration) > began


def test_who_does_nothing_for_two_hours_is_signed_out_and_finds_again_what_was_typed(organiser: Organiser) -> None:
    token = organiser.token()
    with later(seconds=IDLE_FOR.total_seconds() + 1):
        assert organiser.get(ME).status_code == 303
        answer = organiser.client.post("/desk/people/new", data={"csrf_token": token, "given": "Zoé"})
        assert answer.status_code == 401
        assert "You were signed out" in answer.text
        assert 'value="Zoé"' in answer.text
        assert "Sign in in another window first." in answer.text


def test_with_the_present_password_another_one_is_chosen(enter: Enter, demonstration: Database) -> None:
    other, here = enter(EMAIL), enter(EMAIL)
    with later(minutes=11):
        answer = choose(here, present=PASSWORD, password=NEW)
        assert (answer.status_code, answer.location) == (303, SIGN_INS)
        assert here.get(ME).status_code == 200
        assert other.get(ME).status_code == 303
        enter(EMAIL, NEW)
    (letter,) = letters_to(demonstration, EMAIL)
    assert letter.kind == "accounts/changed"
    assert letter.facts["network"] == "127.0.0"


@pytest.mark.parametrize("present", ["", "not the one", NEW])
def test_without_the_present_password_nothing_is_changed(
    organiser: Organiser, enter: Enter, demonstration: Database, present: str
) -> None:
    with later(minutes=11):
        answer = choose(organiser.client, present=present, password=NEW)
        assert answer.status_code == 422
        assert "not your present password" in said_above(answer.text)
        assert present not in answer.text or not present
        assert NEW not in answer.text
        enter(EMAIL)
    assert letters_to(demonstration, EMAIL) == []


def test_shortly_after_signing_in_nothing_more_is_asked_for(organiser: Organiser, enter: Enter) -> None:
    assert "Present password" not in organiser.get(SIGN_INS).text
    assert choose(organiser.client, password=NEW).status_code == 303
    enter(EMAIL, NEW)


def test_who_came_by_link_chooses_a_first_password(enter: Enter, eva: str, demonstration: Database) -> None:
    client = enter(eva)
    with demonstration.writing() as db:
        own = find_account(db, eva)
        assert own
        own.password_digest = None
    assert "Choose a password" in client.get(SIGN_INS).text
    assert choose(client, password=NEW).status_code == 303
    enter(eva, NEW)
    assert letters_to(demonstration, eva)[0].facts["what"] == "A password was added to your account."


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "from 12 to 256"),
        ("x" * 257, "from 12 to 256"),
        ("passwordpassword", "too easy"),
        ("olgaorganiser1", "too easy"),
        ("", "from 12 to 256"),
    ],
)
def test_a_bad_password_is_refused(organiser: Organiser, password: str, said: str) -> None:
    answer = choose(organiser.client, password=password)
    assert answer.status_code == 422
    assert said in said_above(answer.text)


def test_trying_passwords_of_one_s_own_is_slowed_down(organiser: Organiser, enter: Enter, eva: str) -> None:
    answers = [choose(organiser.client, password="short").status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
    assert choose(enter(eva), password=NEW).status_code == 303  # another person at the same place


def test_passwords_are_hashed_before_the_transaction_begins(
    organiser: Organiser, demonstration: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []
    pool = demonstration.engine.pool

    def counted(*_: object) -> str:
        held.append(pool.checkedout())  # type: ignore[attr-defined]  # every pool that we use counts
        return "a digest"

    monkeypatch.setattr(sign_ins, "hashed", counted)
    monkeypatch.setattr(sign_ins, "matches", counted)
    assert choose(organiser.client, password=NEW).status_code == 303
    with later(minutes=11):
        assert choose(organiser.client, present=PASSWORD, password=NEW).status_code == 303
    assert held == [0, 0, 0]


def test_several_passwords_open_the_accounts_of_one_mailbox(enter: Enter, demonstration: Database) -> None:
    digest = passwords.hashed(NEW)
    with demonstration.writing() as db:
        create_account(db, EMAIL, "Second", NOW, password_digest=digest)
        create_account(db, EMAIL, "Without", NOW)
    assert "Second" in enter(EMAIL, NEW).get(ME).text
    assert "Olga Organiser" in enter(EMAIL).get(ME).text


def test_the_form_of_another_browser_is_refused(app: Flask) -> None:
    one, other = signed_in(app), signed_in(app)
    form = {"csrf_token": one.token()}
    assert other.client.post(f"{SIGN_INS}/end-others", data=form).status_code == 400
    assert one.get(ME).status_code == 200
