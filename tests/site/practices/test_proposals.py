"""What the secretariat would change is shown to the author, who agrees or keeps what they wrote."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from academy.db.engine import Database
from academy.practices.content import CardContent
from academy.practices.editing import propose
from academy.practices.models import Proposal
from academy.practices.queries import find_card, list_versions
from academy.practices.writing import submit
from tests.desk.forms import PageForm, form_with
from tests.factories import LATER, MADE
from tests.practices.carded import LOOM
from tests.site.practices.at_cards import (
    HOME,
    NOTHING,
    _before_the_deadline,
    browser,
    loom,
    page,
    text_of,
    words_of,
)

__all__ = ["_before_the_deadline", "browser", "loom"]

THERE = f"{HOME}proposal/"
BETTER = replace(
    LOOM,
    title="Le métier <i>commun</i>",
    fields={**LOOM.fields, "objectives": "Trente ateliers partagent **un** métier à tisser."},
)


def proposed(database: Database, content: CardContent = BETTER, note: str = "Shorter.") -> None:
    with database.writing() as db:
        found = find_card(db, 1)
        assert found is not None
        if found.submitted_at is None:
            submit(db, found, MADE)
        propose(db, found, content, note, LATER)


def answered(browser: FlaskClient, form: PageForm, answer: str, **facts: str) -> TestResponse:
    pairs = [*form.filled(facts).items(multi=True), ("answer", answer)]
    return browser.post(THERE, data=MultiDict(pairs))


@pytest.fixture
def form(browser: FlaskClient, database: Database) -> PageForm:
    proposed(database)
    return form_with(page(browser, THERE), "Keep what I wrote")


def states(database: Database) -> list[Proposal | None]:
    with database.reading() as db:
        found = find_card(db, 1)
        assert found is not None
        return [one.proposal for one in list_versions(db, found)]


def test_the_page_of_the_card_leads_to_what_would_change(browser: FlaskClient, database: Database) -> None:
    assert THERE not in page(browser)
    assert browser.get(THERE).location == HOME
    proposed(database, note="Shorter <b>now</b>.")
    assert f'href="{THERE}"' in page(browser)
    shown = page(browser, THERE)
    assert "Shorter &lt;b&gt;now&lt;/b&gt;." in shown
    assert "<del>Vingt </del><ins>Trente </ins>ateliers" in shown
    assert "&lt;i&gt;commun&lt;/i&gt;" in shown
    assert "Objectives" in words_of(shown)
    assert "Results" not in words_of(shown)
    assert text_of(database) == LOOM


def test_an_author_agrees(browser: FlaskClient, database: Database, form: PageForm) -> None:
    assert answered(browser, form, "agree").location == HOME
    assert text_of(database) == BETTER
    assert states(database)[0] == Proposal.TAKEN
    again = answered(browser, form, "agree")
    assert again.status_code == 422
    assert "answered meanwhile" in again.text


def test_an_author_keeps_what_they_wrote_and_says_why(browser: FlaskClient, database: Database, form: PageForm) -> None:
    assert answered(browser, form, "keep", reason="It is twenty.").location == HOME
    assert text_of(database) == LOOM
    assert states(database)[0] == Proposal.REFUSED
    assert THERE not in page(browser)


def test_one_agrees_only_to_what_one_has_seen(browser: FlaskClient, database: Database, form: PageForm) -> None:
    proposed(database, replace(BETTER, title="Another"))
    answer = answered(browser, form, "agree")
    assert answer.status_code == 422
    assert text_of(database) == LOOM
    assert answered(browser, form, "perhaps").status_code == 400


def test_a_stranger_answers_nothing(browser: FlaskClient, database: Database, form: PageForm) -> None:
    browser.delete_cookie("link-card-1")
    assert NOTHING in answered(browser, form, "agree").text
    assert NOTHING in browser.get(THERE).text
    assert text_of(database) == LOOM
