"""The form in steps: they save themselves, go on elsewhere, keep what was typed, and can be gone back to."""

import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.db.engine import Database
from academy.editions.models import Installation
from academy.editions.queries import get_edition
from academy.participation.models import State
from academy.people.consents import list_consents, standing
from academy.people.models import ConsentUse, Person
from academy.people.sensitive import reveal
from tests.desk.forms import Facts, errors_in, form_with
from tests.factories.statements import asked_of
from tests.participation.answered import begun, open_edition, question
from tests.site.taking_part import (
    _before_the_event,
    ana,
    answers,
    browser,
    fill_in,
    open_own,
    page_of,
    quietly,
    save,
    sent,
    stored,
)

PDF = b"%PDF-1.4 made up"


__all__ = ["_before_the_event", "ana", "browser"]


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


def test_what_an_input_is_described_by_stands_on_the_page(browser: FlaskClient, ana: int) -> None:
    page = save(browser, ana, "names", {"given": "", "family": ""}).text
    described = re.findall(r'aria-describedby="([^"]*)"', page)
    assert any("given-error" in each for each in described)
    assert {one for each in described for one in each.split()} <= set(re.findall(r' id="([^"]*)"', page))


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
