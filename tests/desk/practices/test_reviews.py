"""A reviewer's own pages: what is theirs, nothing that is not, and nothing that was typed is lost."""

from dataclasses import replace

import pytest
from flask import Flask

from academy.accounts.models import EditionRole, Grant
from academy.accounts.roles import end_role
from academy.db.engine import Database
from academy.practices.deciding import decide
from academy.practices.models import CardContact, CardCountry, CardState, Recommendation, Review, ReviewState
from academy.practices.reviewing import call_off, get_review
from academy.practices.writing import move, submit
from tests.conftest import Organiser
from tests.desk.forms import errors_in, form_with, said_above, send
from tests.desk.practices.at_reviews import (
    HERE,
    REVIEWS,
    Table,
    another_card,
    asked,
    card_of,
    review_in,
    reviewer_of,
    table,
)
from tests.factories import LATER
from tests.factories.browsers import browser_of
from tests.practices.carded import LOOM, write

__all__ = ["table"]

SAID = {"score-relevance": "4", "recommendation": "accept", "to_author": "Clair.", "to_chair": "À prendre."}


def _send(table: Table, facts: dict[str, str], act: str = "done", page: str = "") -> tuple[int, str]:
    form = form_with(page or table.reviewer.get(table.own).text, "My review is done")
    sent = form.filled(facts)
    sent.add("act", act)
    answer = table.reviewer.client.post(table.own, data=sent)
    return answer.status_code, answer.text


def test_what_is_to_be_judged_stands_on_its_own_page_and_on_the_desks(table: Table) -> None:
    page = table.reviewer.get(REVIEWS).text
    assert "Le métier à tisser partagé" in page
    assert f'href="{table.own}"' in page
    assert "1 review of yours to write" in table.reviewer.get("/desk/").text
    assert "1 review of yours to write" in table.reviewer.get(HERE).text


@pytest.mark.usefixtures("table")
def test_who_has_nothing_to_judge_is_told_so(empty_app: Flask, database: Database) -> None:
    other, _, _ = reviewer_of(empty_app, database, "Basma")
    assert "Nothing is yours to judge" in other.get(REVIEWS).text
    assert "to write" not in other.get("/desk/").text


def test_the_card_is_shown_as_it_was_sent_in_without_addresses(table: Table, database: Database) -> None:
    with database.writing() as db:
        contact = CardContact(position=0, name="Issa Kané", email="issa@example.org", telephone="+226 70")
        card = card_of(db, table.card)
        card.contacts.append(contact)
    page = table.reviewer.get(table.own).text
    assert "Vingt ateliers partagent <strong>un</strong> métier" in page
    assert "<td>2024</td>" in page
    assert 'lang="fr" dir="ltr"' in page
    for hidden in ("issa@example.org", "+226 70", "awa@example.org"):
        assert hidden not in page


def test_a_review_is_saved_and_gone_on_with_and_then_done(table: Table, database: Database) -> None:
    status, _ = _send(table, {"score-relevance": "2", "to_author": "Plus tard"}, "save")
    assert (status, review_in(database, table).state) == (303, ReviewState.ASKED)
    form = form_with(table.reviewer.get(table.own).text, "My review is done")
    assert (form.value("score-relevance"), form.value("to_author")) == ("2", "Plus tard")
    status, _ = _send(table, SAID)
    found = review_in(database, table)
    assert (status, found.state, found.version) == (303, ReviewState.DONE, 1)
    assert (found.scores, found.recommendation) == ({"relevance": 4}, Recommendation.ACCEPT)
    assert "1 criterion has no points, and is not counted." in table.reviewer.get(REVIEWS).text


def test_what_is_missing_is_said_and_nothing_that_was_typed_is_lost(table: Table, database: Database) -> None:
    status, page = _send(table, {**SAID, "recommendation": ""})
    assert (status, errors_in(page)) == (422, {"recommendation": "Say what you recommend."})
    form = form_with(page, "My review is done")
    assert (form.value("score-relevance"), form.value("to_chair")) == ("4", "À prendre.")
    assert review_in(database, table).state == ReviewState.ASKED


def test_of_two_windows_the_slower_compares_and_may_save_again(table: Table, database: Database) -> None:
    opened = table.reviewer.get(table.own).text
    _send(table, {"to_author": "First"}, "save")
    status, page = _send(table, {**SAID, "to_author": "Second"}, "done", opened)
    assert status == 409
    assert "Now stored:" in page
    assert "First" in page
    assert form_with(page, "My review is done").value("to_author") == "Second"
    assert review_in(database, table).to_author == "First"
    assert _send(table, {}, "done", page)[0] == 303
    assert review_in(database, table).to_author == "Second"


def test_a_review_that_comes_after_the_decision_is_refused_and_kept_on_the_page(
    table: Table, database: Database
) -> None:
    opened = table.reviewer.get(table.own).text
    with database.writing() as db:
        decide(db, card_of(db, table.card), CardState.DECLINED, None, "Non.", LATER)
    status, page = _send(table, SAID, "done", opened)
    assert status == 422
    assert "have decided on this card" in said_above(page)
    assert form_with(page, "My review is done").value("to_author") == "Clair."
    assert "no longer needed" in table.reviewer.get(REVIEWS).text


def test_what_is_typed_about_a_card_that_was_taken_from_one_is_given_back(table: Table, database: Database) -> None:
    opened = table.reviewer.get(table.own).text
    with database.writing() as db:
        card = card_of(db, table.card)
        review_id = db.query(Review).one().id
        call_off(db, card, get_review(db, card, review_id), LATER)
    status, page = _send(table, SAID, "done", opened)
    assert status == 404
    assert "Clair.</textarea>" in page
    assert table.reviewer.get(table.own).status_code == 404


def test_nobody_reaches_a_card_by_guessing_its_number(empty_app: Flask, database: Database, table: Table) -> None:
    other, _, _ = reviewer_of(empty_app, database, "Basma")
    number = another_card(database)
    for browser, card in ((other, table.card), (table.reviewer, number), (table.reviewer, 99_999)):
        assert browser.get(f"{REVIEWS}{card}").status_code == 404
        assert browser.post(f"{REVIEWS}{card}", {"to_author": "x"}).status_code == 404
        assert browser.post(f"{REVIEWS}{card}/step-back", {"reason": "x"}).status_code == 404
        assert browser.get(f"{REVIEWS}{card}/files/1").status_code == 404
    assert other.get(f"{HERE}/cards/{table.card}").status_code == 403
    assert other.get(f"{HERE}/cards/").status_code == 403


def test_a_conflict_that_comes_out_later_closes_the_card(table: Table, database: Database) -> None:
    with database.writing() as db:
        card = card_of(db, table.card)
        card.countries.append(CardCountry(position=0, code="TN"))
    assert table.reviewer.get(table.own).status_code == 404


def test_who_has_lost_the_role_reads_nothing_any_more(table: Table, database: Database) -> None:
    with database.writing() as db:
        end_role(db, db.query(Grant).filter_by(account_id=table.account_id).one(), LATER)
    assert table.reviewer.get(table.own).status_code == 404
    assert table.reviewer.get(REVIEWS).status_code == 404


def test_what_others_say_is_hidden_until_one_has_judged_oneself(
    empty_app: Flask, database: Database, table: Table
) -> None:
    other, _, reviewer_id = reviewer_of(empty_app, database, "Basma")
    asked(database, table.card, reviewer_id)
    _send(replace(table, reviewer=other), {**SAID, "to_author": "Une remarque", "to_chair": "Secret"})
    assert "Une remarque" not in table.reviewer.get(table.own).text
    _send(table, SAID)
    page = table.reviewer.get(table.own).text
    assert "Une remarque" in page
    assert "Reviewer 1" in page
    for hidden in ("Basma", "Secret", "basma@example.org"):
        assert hidden not in page


def test_who_steps_back_says_why_and_keeps_what_was_typed(table: Table, database: Database) -> None:
    form = form_with(table.reviewer.get(table.own).text, "Step back")
    refused = send(table.reviewer, table.own, form, {"reason": "  "})
    assert (refused.status_code, "Say why" in refused.text) == (422, True)
    form = form_with(refused.text, "Step back")
    answer = send(table.reviewer, table.own, form, {"reason": "My cousin wrote it."})
    assert (answer.status_code, answer.location) == (303, REVIEWS)
    assert table.reviewer.get(table.own).status_code == 404
    with database.reading() as db:
        review = db.query(Review).one()
        assert (review.state, review.to_chair) == (ReviewState.STEPPED_BACK, "My cousin wrote it.")


def test_a_card_that_was_sent_in_again_shows_what_has_changed_and_is_judged_anew(
    table: Table, database: Database
) -> None:
    _send(table, SAID)
    with database.writing() as db:
        card = card_of(db, table.card)
        move(db, card, CardState.CHANGES_ASKED, LATER)
        write(db, card, replace(LOOM, fields={**LOOM.fields, "objectives": "Trente ateliers partagent un métier."}))
        submit(db, card, LATER)
    assert "Sent in again since you judged it" in table.reviewer.get(REVIEWS).text
    page = table.reviewer.get(table.own).text
    assert "<del>Vingt </del><ins>Trente </ins>" in page
    answer = send(table.reviewer, table.own, form_with(page, "Save the changed review"), {"to_chair": "Mieux."})
    assert answer.status_code == 303
    found = review_in(database, table)
    assert (found.version, found.to_chair) == (2, "Mieux.")


@pytest.mark.parametrize("role", [EditionRole.TRANSLATOR, EditionRole.REGISTRAR, EditionRole.CHECK_IN_HELPER])
@pytest.mark.usefixtures("table")
def test_other_roles_have_no_reviews(empty_app: Flask, database: Database, role: EditionRole) -> None:
    browser, _ = browser_of(empty_app, database, "Other", "workshop-2026", role)
    assert browser.get(REVIEWS).status_code == 403


@pytest.mark.usefixtures("table")
def test_an_organiser_without_reviews_of_their_own_sees_an_empty_list(new_organiser: Organiser) -> None:
    assert "Nothing is yours to judge" in new_organiser.get(REVIEWS).text
