"""My participation: behind the link of a letter or signed in, in steps that save themselves, and nobody else's."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from io import BytesIO

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from academy.accounts.models import Account
from academy.db.engine import Database
from academy.editions.models import Installation
from academy.editions.queries import get_edition
from academy.participation.actions import QuotaDraft, write_quota_rules
from academy.participation.answers import read_answers
from academy.participation.models import QuestionKind, Registration, Scope, State
from academy.participation.registering import invite, nominate
from academy.participation.standing import Candidate, move
from academy.people.consents import list_consents, standing
from academy.people.models import ConsentUse, Person
from academy.people.sensitive import reveal
from academy.trail.models import Entry
from tests import factories
from tests.desk.forms import Facts, errors_in, form_with, forms_in
from tests.factories import DAY, LATER
from tests.factories.browsers import browser_of
from tests.factories.statements import asked_of
from tests.participation.answered import RULES, begun, open_edition, question
from tests.participation.places import type_called
from tests.site.taking_part import open_own, registrations, sent, token_of

QUESTIONS = (
    question("topic", required_of=("*",), matters=True),
    question("day", QuestionKind.DATE),
    question("letter", QuestionKind.FILE),
    question("food", QuestionKind.SEVERAL, is_sensitive=True),
    question("visa", QuestionKind.YES_NO, is_sensitive=True, required_of=("experts",)),
)
PDF = b"%PDF-1.4 made up"


@pytest.fixture(autouse=True)
def _before_the_event() -> Iterator[None]:
    with time_machine.travel(LATER, tick=True):
        yield


@pytest.fixture
def ana(database: Database) -> int:
    """Ana has begun to register."""
    with database.writing() as db:
        return begun(db, open_edition(db, *QUESTIONS, published=True)).id


@pytest.fixture
def browser(empty_app: Flask, database: Database, ana: int) -> FlaskClient:
    """Ana's browser, in which the link of her letter was opened."""
    made = empty_app.test_client()
    open_own(made, database, ana)
    return made


def page_of(number: int, step: str = "") -> str:
    return f"/en/participation/{number}/{step}{'/' if step else ''}"


def save(browser: FlaskClient, number: int, step: str, facts: Facts, button: str = "Save and continue") -> TestResponse:
    return sent(browser, page_of(number, step), button, facts)


def quietly(browser: FlaskClient, number: int, step: str, facts: dict[str, str]) -> TestResponse:
    form = form_with(browser.get(page_of(number, step)).text, "Save and continue")
    return browser.post(form.action, data={**dict(form.pairs), **facts, "quietly": "1"})


def press(browser: FlaskClient, number: int, button: str, act: str, **facts: str) -> TestResponse:
    return sent(browser, page_of(number), button, facts, act)


def stored(database: Database, number: int) -> Registration:
    return next(one for one in registrations(database) if one.id == number)


def answers(database: Database, number: int) -> dict[str, object]:
    with database.reading() as db:
        found = stored(database, number)
        return dict(read_answers(db, found, sensitive=True))


def fill_in(browser: FlaskClient, number: int) -> None:
    for step, facts in (("names", {}), ("questions", {"q-topic": "Cooperatives"}), ("needs", {}), ("consents", {})):
        assert save(browser, number, step, facts).status_code == 303


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


def test_the_form_is_gone_through_step_by_step_and_sent_in(browser: FlaskClient, database: Database, ana: int) -> None:
    filled: list[tuple[str, Facts]] = [
        ("names", {"post": "Director"}),
        ("questions", {"q-topic": "Cooperatives", "q-day": "1991-02-28"}),
        ("needs", {"q-food": ["b"], "q-visa": "yes"}),
        ("consents", {"use": ["photographs"]}),
    ]
    where = page_of(ana, "names")
    for step, facts in filled:
        assert where == page_of(ana, step)
        answer = sent(browser, where, "Save and continue", facts)
        assert answer.status_code == 303
        where = answer.location
    assert where == page_of(ana, "check")
    page = browser.get(where)
    assert "Cooperatives" in page.text
    done = sent(browser, where, "Send in")
    assert done.location == page_of(ana)
    assert "Your seat is confirmed" in browser.get(page_of(ana)).text
    made = stored(database, ana)
    assert (made.state, made.post, made.filled) == (
        State.CONFIRMED,
        "Director",
        ("names", "questions", "needs", "consents"),
    )
    assert answers(database, ana)["food"] == ("b",)
    with database.reading() as db:
        assert standing(list_consents(db, made.person))[ConsentUse.PHOTOGRAPHS]


def test_another_device_goes_on_where_one_was(
    browser: FlaskClient, empty_app: Flask, database: Database, ana: int
) -> None:
    save(browser, ana, "names", {"listed_name": "PEÑA, Ana"})
    save(browser, ana, "questions", {"q-topic": "Cooperatives"})
    telephone = empty_app.test_client()
    page = open_own(telephone, database, ana)
    assert "2 of 5 steps are done." in page.text
    assert f'href="{page_of(ana, "needs")}"' in page.text
    assert 'value="Cooperatives"' in telephone.get(page_of(ana, "questions")).text


def test_a_step_saves_itself_quietly_and_says_nothing(browser: FlaskClient, database: Database, ana: int) -> None:
    answer = quietly(browser, ana, "names", {"post": "Director"})
    assert (answer.status_code, answer.data) == (204, b"")
    assert (stored(database, ana).post, stored(database, ana).filled) == ("Director", ())
    assert quietly(browser, ana, "questions", {"q-topic": "Coop"}).status_code == 204
    refused = quietly(browser, ana, "questions", {"q-topic": "Other", "q-day": "31.12."})
    assert (refused.status_code, refused.data) == (422, b"")
    assert answers(database, ana) == {"topic": "Coop"}
    assert 'src="/static/keep.js' in browser.get(page_of(ana, "names")).text


def test_what_is_refused_stays_typed_and_is_marked(browser: FlaskClient, database: Database, ana: int) -> None:
    answer = save(browser, ana, "questions", {"q-topic": "<Coop>", "q-day": "31.12."})
    assert answer.status_code == 422
    assert 'value="&lt;Coop&gt;"' in answer.text
    assert errors_in(answer.text) == {"q-day": "“31.12.” is not a day of the calendar."}
    answer = save(browser, ana, "names", {"given": "", "family": "", "post": "Director"})
    assert answer.status_code == 422
    assert set(errors_in(answer.text)) == {"given"}
    assert 'value="Director"' in answer.text
    made = stored(database, ana)
    assert (made.person.name, made.post, made.filled, answers(database, ana)) == ("Ana Peña", "", (), {})


def test_a_choice_that_was_not_offered_is_refused(browser: FlaskClient, ana: int) -> None:
    form = form_with(browser.get(page_of(ana, "needs")).text, "Save and continue")
    answer = browser.post(form.action, data={**dict(form.pairs), "q-food": "c"})
    assert answer.status_code == 422
    assert errors_in(answer.text) == {"q-food": "One of these was not offered. Choose again."}


def test_a_right_file_survives_a_refused_form_and_a_wrong_one_is_refused(
    browser: FlaskClient, database: Database, ana: int
) -> None:
    form = form_with(browser.get(page_of(ana, "questions")).text, "Save and continue")
    facts = dict(form.pairs)
    refused = browser.post(form.action, data={**facts, "q-day": "never", "q-letter": (BytesIO(PDF), "letter.pdf")})
    assert refused.status_code == 422
    kept = form_with(refused.text, "Save and continue")
    assert kept.value("q-letter-kept")
    assert browser.post(form.action, data={**dict(kept.pairs), "q-day": ""}).status_code == 303
    assert str(getattr(answers(database, ana)["letter"], "name", "")) == "letter.pdf"
    page = browser.get(page_of(ana))
    file = browser.get(re.findall(r'href="([^"]+/files/[^"]+)"', page.text)[0])
    assert (file.data, file.headers["Content-Type"]) == (PDF, "application/pdf")
    wrong = browser.post(form.action, data={**facts, "q-letter": (BytesIO(b"<html>"), "letter.pdf")})
    assert wrong.status_code == 422
    assert "none of the kinds" in errors_in(wrong.text)["q-letter"]
    assert quietly(browser, ana, "questions", {"q-topic": "x"}).status_code == 204
    assert set(answers(database, ana)) == {"letter", "topic"}
    assert save(browser, ana, "questions", {"q-letter-dropped": "1"}).status_code == 303
    assert set(answers(database, ana)) == {"topic"}


def test_a_file_is_handed_to_nobody_else(browser: FlaskClient, empty_app: Flask, database: Database, ana: int) -> None:
    form = form_with(browser.get(page_of(ana, "questions")).text, "Save and continue")
    browser.post(form.action, data={**dict(form.pairs), "q-letter": (BytesIO(PDF), "letter.pdf")})
    address = re.findall(r'href="([^"]+/files/[^"]+)"', browser.get(page_of(ana)).text)[0]
    with database.writing() as db:
        bo = begun(db, get_edition(db, "workshop-2026"), "Bo", "bo@example.org").id
    other = empty_app.test_client()
    open_own(other, database, bo)
    assert other.get(address).status_code == 404
    assert other.get(address.replace(f"/{ana}/", f"/{bo}/")).status_code == 404


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


def test_a_correction_costs_no_seat_and_is_looked_at_again(browser: FlaskClient, database: Database, ana: int) -> None:
    fill_in(browser, ana)
    sent(browser, page_of(ana, "check"), "Send in")
    assert save(browser, ana, "names", {"family": "Zúñiga", "passport_name": "ANA ZUNIGA"}, "Save").location == page_of(
        ana
    )
    save(browser, ana, "questions", {"q-topic": "Migration", "q-day": "1991-02-28"}, "Save")
    made = stored(database, ana)
    assert (made.state, made.review_of) == (State.CONFIRMED, ("family", "passport_name", "topic"))
    page = browser.get(page_of(ana))
    assert "the organisers look at again" in page.text
    assert "ANA ZUNIGA" in page.text
    with database.reading() as db:
        assert "ZUNIGA" not in db.get_one(Person, made.person_id).passport_name
        assert reveal(db, db.get_one(Person, made.person_id), "passport_name") == "ANA ZUNIGA"


def test_public_pages_follow_a_corrected_name(browser: FlaskClient, database: Database, ana: int) -> None:
    with database.reading() as db:
        before = version(db)
    save(browser, ana, "names", {"post": "Director"})
    with database.reading() as db:
        assert version(db) == before
    save(browser, ana, "names", {"family": "Zúñiga"})
    with database.reading() as db:
        assert version(db) > before


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


@pytest.mark.parametrize(("given", "family"), [("أحمد", "بن صالح"), ("Suharto", ""), ("Ana 😀", "O’Brien-Ñandú")])
def test_names_in_any_script_stand_on_their_page_in_arabic(
    browser: FlaskClient, database: Database, ana: int, given: str, family: str
) -> None:
    save(browser, ana, "names", {"given": given, "family": family})
    page = open_own(browser, database, ana, "ar")
    assert page.status_code == 200
    assert f"{given} {family}".strip() in page.text
    assert 'dir="rtl"' in page.text


def test_a_page_costs_the_same_statements_however_much_is_asked(empty_app: Flask, database: Database) -> None:
    counts = []
    for count, slug in ((1, "few-2026"), (30, "many-2026")):
        with database.writing() as db:
            here = open_edition(db, *(question(f"q{n}") for n in range(count)), slug=slug, published=True)
            number = begun(db, here, f"Person {slug}").id
        browser = empty_app.test_client()
        open_own(browser, database, number)
        for step in ("", "questions"):
            with asked_of(database) as statements:
                assert browser.get(page_of(number, step)).status_code == 200
            counts.append(len(statements))
    assert counts[:2] == counts[2:]


def version(db: Session) -> int:
    return db.scalars(select(Installation.version)).one()
