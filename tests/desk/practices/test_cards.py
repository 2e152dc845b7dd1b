"""The cards of an edition at the desk: the list, one card, and what is done with many at once."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from sqlalchemy import insert

from academy.db.engine import Database
from academy.desk.practices.card_acts import MOST, find_act
from academy.kit.refusals import Refusal
from academy.practices.models import CardContact, CardState, Review, ReviewState
from tests import factories
from tests.conftest import Organiser
from tests.desk.forms import form_with, said_above, send
from tests.desk.practices.at_reviews import (
    CARDS,
    HERE,
    Table,
    another_card,
    card_of,
    reviewer_of,
    stored,
    subjects,
    table,
)
from tests.factories import LATER
from tests.factories.statements import asked_of
from tests.practices.carded import a_call, a_card

__all__ = ["table"]


@pytest.fixture(autouse=True)
def _before_the_event() -> Iterator[None]:
    with time_machine.travel(LATER, tick=True):
        yield


def _act(organiser: Organiser, act: str, numbers: list[int], **more: str) -> tuple[int, str]:
    """Choose cards in the list and press a button below it; return the page that asks."""
    answer = organiser.post(f"{CARDS}act", {"act": act, "number": [str(one) for one in numbers], **more})
    return answer.status_code, answer.text


def _sure(organiser: Organiser, page: str, button: str, **facts: str) -> tuple[int, str]:
    """Press the button of the page that asks."""
    sent = form_with(page, button, "/cards/act").filled(facts)
    sent.add("sure", "1")
    answer = organiser.client.post(f"{CARDS}act", data=sent, follow_redirects=True)
    return answer.status_code, answer.text


def test_an_edition_without_cards_is_told_how_to_begin(new_organiser: Organiser, database: Database) -> None:
    with database.writing() as db:
        factories.edition(db)
    assert "No card was written yet." in new_organiser.get(CARDS).text


def test_the_list_says_where_each_card_stands_and_who_must_act_next(
    new_organiser: Organiser, database: Database, table: Table
) -> None:
    with database.writing() as db:
        a_card(db, card_of(db, table.card).call, author="Begun Nobody")
    page = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", new_organiser.get(CARDS).text))
    assert "Awa Traoré sent in the reviewers 0 / 1" in page
    assert "Begun Nobody being written the author" in page
    assert "2 cards" in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("state=submitted", 2),
        ("turn=reviewers", 1),
        ("without=reviewers", 1),
        ("language=es", 0),
        ("part=-", 2),
        ("search=ben+nobody", 1),
        ("sort=score", 2),
        ("state=nonsense&sort=nonsense&page=99999999999", 0),
    ],
)
def test_the_list_is_filtered_by_its_address(
    new_organiser: Organiser, database: Database, table: Table, query: str, count: int
) -> None:
    number = another_card(database, "Ben Nobody")
    page = new_organiser.get(f"{CARDS}?{query}").text
    shown = {one for one in (table.card, number) if f'name="number" value="{one}"' in page}
    assert len(shown) == count
    assert ("No card is found so." in page) == (count == 0)


def test_the_list_costs_the_same_for_one_card_and_for_thirty(
    new_organiser: Organiser, database: Database, table: Table
) -> None:
    assert table.card
    new_organiser.get(CARDS)
    with asked_of(database) as one:
        assert new_organiser.get(CARDS).status_code == 200
    for _ in range(12):
        another_card(database)
    with asked_of(database) as many:
        assert new_organiser.get(CARDS).status_code == 200
    assert len(many) <= len(one)


def test_the_page_of_a_card_costs_the_same_for_many_reviewers(
    empty_app: Flask, new_organiser: Organiser, database: Database, table: Table
) -> None:
    new_organiser.get(table.at)
    with asked_of(database) as one:
        new_organiser.get(table.at)
    for name in ("Amal", "Basma", "Carlos", "Dalia"):
        reviewer_of(empty_app, database, name)
    with asked_of(database) as many:
        assert "Dalia" in new_organiser.get(table.at).text
    assert len(many) == len(one)


def test_a_card_is_accepted_with_others_and_each_author_is_written_to(
    new_organiser: Organiser, database: Database, table: Table
) -> None:
    numbers = [table.card, another_card(database), another_card(database, email="")]
    status, page = _act(new_organiser, "accept", numbers)
    assert status == 200
    assert "This is about 3 cards:" in page
    assert "2 letters leave." in page
    assert "1 author has no e-mail address" in page
    assert {stored(database, one)[0] for one in numbers} == {CardState.SUBMITTED}
    status, page = _sure(new_organiser, page, "Accept", to_part="IA", reason="Thank you all.")
    assert "Done with 3 cards." in page
    assert {stored(database, one) for one in numbers} == {(CardState.ACCEPTED, "IA", "Thank you all.")}
    assert [one for _, one in subjects(database)] == ["Your practice was accepted"] * 2


def test_what_cannot_be_done_is_named_with_the_reason_and_the_others_are_done(
    new_organiser: Organiser, database: Database, table: Table
) -> None:
    with database.writing() as db:
        begun = a_card(db, card_of(db, table.card).call).id
    _, page = _act(new_organiser, "decline", [table.card, begun])
    assert "1 card is in a state in which this cannot be done" in page
    _, page = _sure(new_organiser, page, "Decline", reason="Too short.")
    assert "Done with 1 card." in page
    assert "This cannot be done in the state in which it is now." in page
    assert (stored(database, table.card)[0], stored(database, begun)[0]) == (CardState.DECLINED, CardState.DRAFT)


def test_without_a_reason_nobody_is_declined_and_nothing_is_lost(
    new_organiser: Organiser, database: Database, table: Table
) -> None:
    _, page = _act(new_organiser, "changes", [table.card])
    status, page = _sure(new_organiser, page, "Ask for changes", reason=" ")
    assert (status, "Say why: their authors read it." in page) == (422, True)
    assert stored(database, table.card)[0] == CardState.SUBMITTED
    assert _sure(new_organiser, page, "Ask for changes", reason="Say how many.")[0] == 200
    assert stored(database, table.card)[0] == CardState.CHANGES_ASKED


@pytest.mark.parametrize(("act", "said"), [("", "Choose what is to be done"), ("erase", "Choose what is to be done")])
def test_what_is_no_act_does_nothing(new_organiser: Organiser, table: Table, act: str, said: str) -> None:
    status, page = _act(new_organiser, act, [table.card])
    assert (status, said in said_above(page)) == (422, True)


def test_never_more_are_done_than_a_transaction_bears() -> None:
    assert find_act("publish", MOST).key == "publish"
    with pytest.raises(Refusal, match="and nothing was done"):
        find_act("publish", MOST + 1)


@pytest.mark.usefixtures("table")
def test_without_a_card_nothing_is_done(new_organiser: Organiser) -> None:
    status, page = _act(new_organiser, "accept", [])
    assert (status, "No card is chosen" in said_above(page)) == (422, True)


def test_many_cards_are_spread_over_reviewers_who_get_one_letter_each(
    empty_app: Flask, new_organiser: Organiser, database: Database, table: Table
) -> None:
    for name in ("Amal", "Basma"):
        reviewer_of(empty_app, database, name)
    numbers = [table.card, *(another_card(database) for _ in range(3))]
    _, page = _act(new_organiser, "ask", numbers)
    assert "3 reviewers get a letter." in page
    _, page = _sure(new_organiser, page, "Ask reviewers", count="2")
    assert "Done with 4 cards. 3 reviewers are written to." in page
    with database.reading() as db:
        counts = {number: db.query(Review).filter_by(practice_id=number).count() for number in numbers}
    assert counts == dict.fromkeys(numbers, 2)
    _, page = _act(new_organiser, "ask", numbers)
    assert "0 reviewers get a letter." in page
    _sure(new_organiser, page, "Ask reviewers", count="2")
    letters = [email for email, kind in subjects(database) if kind == "practices/reviews"]
    assert sorted(letters) == ["amal@example.org", "basma@example.org", "lotfi@example.org"]


def test_a_card_for_which_nobody_is_left_is_named(new_organiser: Organiser, database: Database, table: Table) -> None:
    number = another_card(database)
    _, page = _act(new_organiser, "ask", [table.card, number])
    assert "For 2 cards fewer reviewers are found than you wish." in page
    _, page = _sure(new_organiser, page, "Ask reviewers", count="2")
    assert "No reviewer is left who reads its language" in page
    assert "Fewer reviewers were found than you wish" in page
    with database.reading() as db:
        assert db.query(Review).filter_by(practice_id=number).count() == 1


def test_all_that_are_found_are_chosen_with_one_tick(
    new_organiser: Organiser, database: Database, table: Table
) -> None:
    number = another_card(database, "Ben Nobody")
    _, page = _act(new_organiser, "decline", [], all="1", search="ben")
    assert "This is about 1 card:" in page
    _sure(new_organiser, page, "Decline", reason="Too short.")
    assert (stored(database, number)[0], stored(database, table.card)[0]) == (CardState.DECLINED, CardState.SUBMITTED)


def test_the_desk_says_what_needs_a_hand_and_leads_there(
    new_organiser: Organiser, database: Database, table: Table
) -> None:
    another_card(database)
    page = new_organiser.get(HERE).text
    assert "1 card that nobody reviews yet" in page
    assert "1 card is being reviewed" in page
    assert f'href="{CARDS}?without=reviewers"' in page
    assert "1 card that nobody reviews yet" in new_organiser.get("/desk/").text
    assert f'value="{table.card}"' not in new_organiser.get(f"{CARDS}?without=reviewers").text


def test_organisers_see_whom_readers_may_ask_and_whom_not(
    new_organiser: Organiser, database: Database, table: Table
) -> None:
    with database.writing() as db:
        whom = {"practice_id": table.card, "post": "", "email": "", "telephone": "", "note": ""}
        db.execute(insert(CardContact), [{**whom, "position": 0, "name": "Asma Asked", "is_public": False}])
    page = new_organiser.get(f"/desk/editions/workshop-2026/cards/{table.card}").text
    assert "Asma Asked" in page
    assert "Readers do not see this person." in page


def test_a_card_of_another_edition_is_not_found(new_organiser: Organiser, database: Database, table: Table) -> None:
    with database.writing() as db:
        foreign = a_card(db, a_call(db, factories.edition(db, "elsewhere-2026"))).id
    for address in (f"{CARDS}{foreign}", f"{CARDS}{foreign}/versions", f"{CARDS}{foreign}/editing"):
        assert new_organiser.get(address).status_code == 404
    assert new_organiser.post(f"{CARDS}{foreign}/accept", {"part": "IA"}).status_code == 404
    assert new_organiser.get(table.at).status_code == 200


def test_reviewers_are_asked_and_called_off_from_the_page_of_a_card(
    empty_app: Flask, new_organiser: Organiser, database: Database, table: Table
) -> None:
    _, _, reviewer_id = reviewer_of(empty_app, database, "Basma")
    form = form_with(new_organiser.get(table.at).text, "Ask")
    assert send(new_organiser, table.at, form, {"reviewer": str(reviewer_id)}).status_code == 303
    assert ("basma@example.org", "practices/reviews") in subjects(database)
    form = form_with(new_organiser.get(table.at).text, "Ask for it no more")
    assert send(new_organiser, table.at, form, {}).status_code == 303
    with database.reading() as db:
        states = [one.state for one in db.query(Review).order_by(Review.id)]
    assert states == [ReviewState.STEPPED_BACK, ReviewState.ASKED]


def test_nobody_is_asked_where_nobody_was_chosen(
    empty_app: Flask, new_organiser: Organiser, database: Database, table: Table
) -> None:
    reviewer_of(empty_app, database, "Basma")
    answer = send(new_organiser, table.at, form_with(new_organiser.get(table.at).text, "Ask"), {})
    assert (answer.status_code, said_above(answer.text)) == (422, "Choose whom to ask.")
