"""Deciding on one card: told once, not by two at once, and with what reviewers say to its author."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from academy.db.engine import Database
from academy.outbox.models import Letter
from academy.practices.editing import disagree, propose
from academy.practices.judging import get_mine
from academy.practices.models import CardCountry, CardState, Practice, Review
from academy.practices.queries import find_proposal
from academy.practices.writing import withdraw
from tests.conftest import Organiser, signed_in
from tests.desk.forms import form_with, forms_in, press, said_above, send
from tests.desk.practices.at_reviews import Table, card_of, reviewer_of, stored, subjects, table
from tests.factories import LATER, MADE
from tests.practices.carded import LOOM
from tests.practices.reviewed import GOOD, judged

__all__ = ["table"]


def _judged(database: Database, table: Table) -> int:
    """Lotfi has said what he thinks; return the number of his review."""
    with database.writing() as db:
        card = card_of(db, table.card)
        assert card.edition is not None
        return judged(db, get_mine(db, card.edition, table.account_id, table.card), GOOD).id


def _decide(organiser: Organiser, table: Table, deed: str, page: str = "", **facts: str) -> tuple[int, str]:
    form = form_with(page or organiser.get(table.at).text, "Decline")
    answer = organiser.client.post(f"{table.at}/{deed}", data=form.filled(facts))
    return answer.status_code, answer.text


def test_the_page_shows_the_text_the_reviews_and_what_is_to_be_done(
    new_organiser: Organiser, database: Database, table: Table
) -> None:
    page = new_organiser.get(table.at).text
    assert "1 review is not there yet." in page
    _judged(database, table)
    page = new_organiser.get(table.at).text
    for said in ("All reviews are there: decide.", "Clair et utile.", "Sans réserve.", "4.67", "awa@example.org"):
        assert said in page


def test_a_card_is_accepted_with_what_reviewers_say_without_their_names(
    new_organiser: Organiser, database: Database, table: Table
) -> None:
    review_id = _judged(database, table)
    status, _ = _decide(new_organiser, table, "accept", part="IIB", reason="Welcome.", remark=str(review_id))
    assert status == 303
    assert stored(database, table.card) == (CardState.ACCEPTED, "IIB", "Welcome.\n\n– Clair et utile.")
    assert subjects(database)[-1] == ("awa@example.org", "Your practice was accepted")


def test_a_remark_that_was_not_chosen_is_not_passed_on(
    new_organiser: Organiser, database: Database, table: Table
) -> None:
    _judged(database, table)
    _decide(new_organiser, table, "changes", reason="Say how many.")
    assert stored(database, table.card) == (CardState.CHANGES_ASKED, "", "Say how many.")


@pytest.mark.parametrize(
    ("deed", "said"),
    [("accept", "Choose in which part the card is accepted."), ("decline", "Say why: its author reads it.")],
)
def test_what_a_decision_lacks_is_said_and_what_was_typed_stays(
    new_organiser: Organiser, database: Database, table: Table, deed: str, said: str
) -> None:
    typed = {"reason": "Typed"} if deed == "accept" else {"part": "IIB", "reason": " "}
    status, page = _decide(new_organiser, table, deed, **typed)
    assert (status, said_above(page)) == (422, said)
    form = form_with(page, "Decline")
    assert form.value("reason").strip() == typed["reason"].strip()
    assert form.value("part") == typed.get("part", "")
    assert stored(database, table.card)[0] == CardState.SUBMITTED


def test_of_two_organisers_the_second_is_told_and_loses_nothing(
    empty_app: Flask, new_organiser: Organiser, database: Database, table: Table
) -> None:
    other = signed_in(empty_app)
    opened = other.get(table.at).text
    _decide(new_organiser, table, "accept", part="IA")
    status, page = _decide(other, table, "decline", opened, reason="Too short, I think.")
    assert status == 409
    assert "Somebody else has changed this card meanwhile" in said_above(page)
    assert form_with(page, "Decline").value("reason") == "Too short, I think."
    assert stored(database, table.card)[0] == CardState.ACCEPTED


def test_of_two_decisions_at_the_same_moment_one_counts(empty_app: Flask, database: Database, table: Table) -> None:
    browsers = [signed_in(empty_app), signed_in(empty_app)]
    opened = [browser.get(table.at).text for browser in browsers]
    meet = Barrier(2)

    def decide_at_once(who: int) -> int:
        meet.wait(30)
        deed = ("accept", "decline")[who]
        return _decide(browsers[who], table, deed, opened[who], part="IA", reason=f"Said by {who}")[0]

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(decide_at_once, range(2)))
    assert answers == [303, 409]
    assert len([one for _, one in subjects(database)]) == 1


def test_the_same_form_sent_twice_is_one_decision(new_organiser: Organiser, database: Database, table: Table) -> None:
    opened = new_organiser.get(table.at).text
    for _ in range(2):
        assert _decide(new_organiser, table, "accept", opened, part="IA", reason="Welcome.")[0] == 303
    assert [one for _, one in subjects(database)].count("Your practice was accepted") == 1


def test_a_card_is_published_and_taken_from_readers(new_organiser: Organiser, database: Database, table: Table) -> None:
    _decide(new_organiser, table, "accept", part="IA")
    assert "Everybody can read the card now." in press(new_organiser, table.at, "Publish", "/publish").text
    with database.reading() as db:
        slug = db.get_one(Practice, table.card).slug
    assert slug == "le-metier-a-tisser-partage"
    assert f"/practices/{slug}/" in new_organiser.get(table.at).text
    press(new_organiser, table.at, "Take it from readers", "/unpublish")
    with database.reading() as db:
        assert db.get_one(Practice, table.card).published_at is None


def test_a_decision_can_be_taken_back_and_a_part_changed(
    new_organiser: Organiser, database: Database, table: Table
) -> None:
    form = form_with(new_organiser.get(table.at).text, "Move", "/part")
    assert send(new_organiser, table.at, form, {"part": "IIB"}).status_code == 303
    _decide(new_organiser, table, "decline", reason="Too short.")
    press(new_organiser, table.at, "Decide again", "/reopen")
    assert stored(database, table.card) == (CardState.SUBMITTED, "IIB", "")


def test_a_card_is_taken_back_for_its_author_and_opened_again(
    new_organiser: Organiser, database: Database, table: Table
) -> None:
    press(new_organiser, table.at, "Take it back for the author", "/withdraw")
    assert stored(database, table.card)[0] == CardState.WITHDRAWN
    press(new_organiser, table.at, "Let the author go on writing", "/resume")
    assert stored(database, table.card)[0] == CardState.DRAFT


def test_the_authors_link_is_sent_again(new_organiser: Organiser, database: Database, table: Table) -> None:
    press(new_organiser, table.at, "Send the author’s link again", "/link")
    with database.reading() as db:
        kinds = db.scalars(select(Letter.kind).where(Letter.kind == "practices/card")).all()
    assert len(kinds) == len(["begun", "sent in", "sent again"])


def test_only_what_makes_sense_has_a_button(new_organiser: Organiser, database: Database, table: Table) -> None:
    with database.writing() as db:
        withdraw(db, card_of(db, table.card), LATER)
    buttons = {one for form in forms_in(new_organiser.get(table.at).text) for one in form.buttons}
    assert "Let the author go on writing" in buttons
    assert buttons.isdisjoint({"Accept", "Decline", "Publish", "Ask", "Take it back for the author"})


def test_a_deed_that_makes_no_sense_is_refused_in_plain_words(new_organiser: Organiser, table: Table) -> None:
    for deed in ("publish", "reopen", "resume"):
        answer = new_organiser.post(f"{table.at}/{deed}")
        assert (answer.status_code, said_above(answer.text) != "") == (422, True)


def test_a_reviewer_with_a_conflict_cannot_be_asked_even_by_a_form_of_ones_own(
    empty_app: Flask, new_organiser: Organiser, database: Database, table: Table
) -> None:
    _, _, reviewer_id = reviewer_of(empty_app, database, "Awa")
    page = new_organiser.get(table.at).text
    assert "has written this card" in page
    answer = new_organiser.post(f"{table.at}/ask", {"reviewer": str(reviewer_id)})
    assert (answer.status_code, "has written this card" in said_above(answer.text)) == (422, True)
    with database.reading() as db:
        assert db.query(Review).count() == 1


def test_a_conflict_that_came_out_later_stands_beside_the_review(
    new_organiser: Organiser, database: Database, table: Table
) -> None:
    _judged(database, table)
    assert "from the same country" not in new_organiser.get(table.at).text
    with database.writing() as db:
        card = card_of(db, table.card)
        card.countries.append(CardCountry(position=0, code="TN"))
    assert "Lotfi and this practice are from the same country." in new_organiser.get(table.at).text


def test_an_edited_text_goes_to_the_author_and_their_answer_comes_back(
    new_organiser: Organiser, database: Database, table: Table
) -> None:
    address = f"{table.at}/editing"
    form = form_with(new_organiser.get(address).text, "Ask the author to agree")
    looked = form.filled({"title": "Le métier partagé"})
    looked.add("act", "look")
    page = new_organiser.client.post(address, data=looked).text
    assert "<del>à tisser </del>" in page
    form = form_with(page, "Ask the author to agree")
    assert form.value("title").strip() == "Le métier partagé"
    answer = send(new_organiser, address, form, {"note": "Shorter"})
    assert answer.status_code == 303
    assert "an edited text waits for the author" in new_organiser.get(f"{table.at.rpartition('/')[0]}/").text
    with database.writing() as db:
        card = card_of(db, table.card)
        proposal = find_proposal(db, card)
        assert proposal is not None
        assert proposal.content == replace(LOOM, title="Le métier partagé")
        disagree(db, card, proposal, "C’est son nom.", LATER)
    assert "C’est son nom." in new_organiser.get(table.at).text
    assert "C’est son nom." in new_organiser.get(address).text
    assert "C’est son nom." in new_organiser.get(f"{table.at}/versions").text


def test_of_two_who_edit_the_second_is_told_and_keeps_what_was_typed(
    new_organiser: Organiser, database: Database, table: Table
) -> None:
    address = f"{table.at}/editing"
    form = form_with(new_organiser.get(address).text, "Ask the author to agree")
    with database.writing() as db:
        propose(db, card_of(db, table.card), replace(LOOM, title="First"), "", MADE)
    answer = send(new_organiser, address, form, {"title": "Second"})
    assert answer.status_code == 409
    assert form_with(answer.text, "Ask the author to agree").value("title").strip() == "Second"
    assert send(new_organiser, address, form_with(answer.text, "Ask the author to agree"), {}).status_code == 303
    press(new_organiser, address, "Take it back", "/take-back")
    with database.reading() as db:
        assert find_proposal(db, card_of(db, table.card)) is None


def test_without_a_change_the_author_is_not_asked(new_organiser: Organiser, table: Table) -> None:
    address = f"{table.at}/editing"
    answer = send(
        new_organiser, address, form_with(new_organiser.get(address).text, "Ask the author to agree"), {"note": "x"}
    )
    assert (answer.status_code, "Nothing was changed" in said_above(answer.text)) == (422, True)


def test_two_versions_are_compared(new_organiser: Organiser, database: Database, table: Table) -> None:
    with database.writing() as db:
        propose(db, card_of(db, table.card), replace(LOOM, title="Le métier"), "Shorter", MADE)
    page = new_organiser.get(f"{table.at}/versions?before=1&after=2").text
    assert "<del> à tisser partagé</del>" in page or "<del>à tisser partagé</del>" in page
    assert "Nothing differs." in new_organiser.get(f"{table.at}/versions?before=1&after=1").text
    assert new_organiser.get(f"{table.at}/versions?before=x&after=999999").status_code == 200
