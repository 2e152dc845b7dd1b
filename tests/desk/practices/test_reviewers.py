"""Reviewers of a call at the desk: added from those with a role, corrected, ended."""

import pytest
from flask import Flask

from academy.accounts.models import EditionRole
from academy.db.engine import Database
from academy.practices.models import Review, Reviewer, ReviewState
from tests.conftest import Organiser
from tests.desk.forms import errors_in, form_with, press, send
from tests.desk.practices.at_reviews import HERE, Table, reviewer_of, table
from tests.factories import institution
from tests.factories.browsers import browser_of

__all__ = ["table"]

ALL = f"{HERE}/calls/good-practices-of-solidarity/reviewers"


def test_somebody_with_a_role_is_added_with_what_they_can_judge(
    empty_app: Flask, new_organiser: Organiser, database: Database, table: Table
) -> None:
    _, account_id = browser_of(empty_app, database, "Basma", "workshop-2026", EditionRole.REVIEWER)
    browser_of(empty_app, database, "Tina", "workshop-2026", EditionRole.TRANSLATOR)
    with database.writing() as db:
        institution(db, "Craft Centre", country="ML")
    page = new_organiser.get(ALL).text
    assert "Tina" not in page
    facts = {"account": str(account_id), "languages": "fr", "themes": "youth", "country": "ML"}
    answer = send(new_organiser, ALL, form_with(page, "Add"), {**facts, "institution": "craft-centre"})
    assert answer.status_code == 303
    with database.reading() as db:
        found = db.query(Reviewer).filter_by(account_id=account_id).one()
        assert (found.languages, found.themes, found.country) == (("fr",), ("youth",), "ML")
        assert found.institution_id is not None
    assert "Basma" in new_organiser.get(ALL).text
    assert table.reviewer.get(ALL).status_code == 403


def test_without_languages_nobody_is_added(
    empty_app: Flask, new_organiser: Organiser, database: Database, table: Table
) -> None:
    _, account_id = browser_of(empty_app, database, "Basma", "workshop-2026", EditionRole.REVIEWER)
    answer = send(new_organiser, ALL, form_with(new_organiser.get(ALL).text, "Add"), {"account": str(account_id)})
    assert (answer.status_code, errors_in(answer.text)) == (422, {"languages": "Choose the languages that they read."})
    assert table.card


@pytest.mark.usefixtures("table")
def test_who_is_no_reviewer_of_this_edition_is_not_added_by_a_form_of_ones_own(
    empty_app: Flask, new_organiser: Organiser, database: Database
) -> None:
    _, account_id = browser_of(empty_app, database, "Tina", "workshop-2026", EditionRole.TRANSLATOR)
    answer = new_organiser.post(ALL, {"account": str(account_id), "languages": "fr"})
    assert answer.status_code == 422
    with database.reading() as db:
        assert db.query(Reviewer).filter_by(account_id=account_id).count() == 0


def test_a_reviewer_is_corrected_and_ended(new_organiser: Organiser, database: Database, table: Table) -> None:
    one = f"{ALL}/{table.reviewer_id}"
    form = form_with(new_organiser.get(one).text, "Save")
    assert send(new_organiser, one, form, {"languages": ["fr", "pt"], "country": "UY"}).status_code == 303
    assert "1 card waits for somebody else." in press(new_organiser, one, "They review no more", "/end").text
    with database.reading() as db:
        found = db.get_one(Reviewer, table.reviewer_id)
        assert (found.languages, found.country, found.ended_at is None) == (("fr", "pt"), "UY", False)
        assert db.query(Review).one().state == ReviewState.STEPPED_BACK
    assert table.reviewer.get(table.own).status_code == 404


def test_a_reviewer_of_another_call_is_not_found(
    empty_app: Flask, new_organiser: Organiser, database: Database, table: Table
) -> None:
    reviewer_of(empty_app, database, "Basma")
    assert new_organiser.get(f"{ALL}/99999").status_code == 404
    assert new_organiser.get(f"{HERE}/calls/elsewhere/reviewers/{table.reviewer_id}").status_code == 404
