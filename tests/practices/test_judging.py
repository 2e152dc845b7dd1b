"""What reviewers say of a card: their own work, and what they may see of others'."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from academy.db.engine import Database
from academy.editions.models import Edition
from academy.kit.refusals import Refusal, Stale, Unknown
from academy.practices.editing import agree, propose
from academy.practices.judging import (
    ReviewDraft,
    finish_review,
    get_mine,
    list_mine,
    list_others,
    list_sent,
    newest_number,
    save_review,
)
from academy.practices.models import CardCountry, CardState, Practice, Recommendation, Review, ReviewState
from academy.practices.reviewers import end_reviewer
from academy.practices.reviewing import ask, call_off
from academy.practices.writing import move, submit
from tests.factories import LATER, MADE, edition
from tests.factories.statements import asked_of
from tests.practices.carded import LOOM, a_call, a_sent_card, write
from tests.practices.reviewed import GOOD, a_reviewer, judged, with_criteria


def _asked(db: Session) -> tuple[Edition, Practice, Review]:
    """A card that somebody is asked to judge, and their review as they find it."""
    call = with_criteria(db, a_call(db))
    card = a_sent_card(db, call)
    reviewer = a_reviewer(db, call)
    ask(db, card, reviewer, MADE)
    return call.edition, card, get_mine(db, call.edition, reviewer.account_id, card.id)


def test_a_review_is_kept_as_a_draft_and_said_once_it_is_done(db: Session) -> None:
    _, card, review = _asked(db)
    save_review(db, review, ReviewDraft({"relevance": 3}), MADE)
    assert (review.state, review.scores) == (ReviewState.ASKED, {"relevance": 3})
    finish_review(db, review, GOOD, 1, LATER, review.revision)
    assert (review.state, review.version, review.done_at) == (ReviewState.DONE, newest_number(db, card), LATER)
    assert (review.to_author, review.to_chair) == ("Clair et utile.", "Sans réserve.")


def test_points_may_be_missing_but_a_recommendation_may_not(db: Session) -> None:
    _, _, review = _asked(db)
    with pytest.raises(Refusal) as refused:
        finish_review(db, review, ReviewDraft({"relevance": 3}), 1, MADE)
    assert refused.value.field == "recommendation"
    finish_review(db, review, ReviewDraft({}, Recommendation.CHANGE), 1, MADE)
    with pytest.raises(Refusal):
        save_review(db, review, ReviewDraft({}), MADE)


@pytest.mark.parametrize("points", [0, 6, -1])
def test_points_lie_between_one_and_the_highest_of_the_call(db: Session, points: int) -> None:
    _, _, review = _asked(db)
    with pytest.raises(Refusal) as refused:
        save_review(db, review, ReviewDraft({"relevance": points}), MADE)
    assert refused.value.field == "score-relevance"


def test_points_for_what_is_no_criterion_are_not_kept(db: Session) -> None:
    _, _, review = _asked(db)
    save_review(db, review, ReviewDraft({"beauty": 99, "results": 2}), MADE)
    assert review.scores == {"results": 2}


def test_of_two_pages_of_the_same_review_the_slower_is_told(db: Session) -> None:
    _, _, review = _asked(db)
    seen = review.revision
    save_review(db, review, ReviewDraft({"relevance": 3}), MADE, seen)
    with pytest.raises(Stale):
        save_review(db, review, ReviewDraft({"relevance": 4}), MADE, seen)


@pytest.mark.parametrize("state", [CardState.ACCEPTED, CardState.DECLINED, CardState.CHANGES_ASKED])
def test_a_review_that_comes_after_the_decision_is_not_taken(db: Session, state: CardState) -> None:
    _, card, review = _asked(db)
    move(db, card, state, MADE)
    with pytest.raises(Refusal, match="still on this page"):
        finish_review(db, review, GOOD, 1, LATER)


def test_a_version_that_was_never_sent_in_cannot_have_been_read(db: Session) -> None:
    _, _, review = _asked(db)
    with pytest.raises(Refusal, match="no such version"):
        finish_review(db, review, GOOD, 7, LATER)


def test_a_card_that_was_not_asked_for_is_not_there(db: Session) -> None:
    of, card, review = _asked(db)
    account_id = review.reviewer.account_id
    assert card.call is not None
    other = a_reviewer(db, card.call, "Basma X")
    for who, which, where in (
        (other.account_id, card.id, of),
        (account_id, a_sent_card(db, card.call).id, of),
        (account_id, card.id, edition(db, "elsewhere-2026")),
        (account_id, 99_999, of),
    ):
        with pytest.raises(Unknown):
            get_mine(db, where, who, which)
    assert get_mine(db, of, account_id, card.id, locked=True) is review


def test_what_was_called_off_and_what_an_ended_reviewer_had_is_not_there_any_more(db: Session) -> None:
    of, card, review = _asked(db)
    account_id = review.reviewer.account_id
    call_off(db, card, review, LATER)
    with pytest.raises(Unknown):
        get_mine(db, of, account_id, card.id)
    ask(db, card, review.reviewer, LATER)
    assert card.call is not None
    end_reviewer(db, card.call, review.reviewer, LATER)
    with pytest.raises(Unknown):
        get_mine(db, of, account_id, card.id)
    assert list_mine(db, of, account_id) == []


def test_a_conflict_that_comes_out_later_closes_the_card(db: Session) -> None:
    of, card, review = _asked(db)
    card.countries.append(CardCountry(position=0, code="TN"))
    db.flush()
    with pytest.raises(Unknown, match="too close"):
        get_mine(db, of, review.reviewer.account_id, card.id)


def test_what_others_say_is_seen_once_one_has_said_what_one_thinks_oneself(db: Session) -> None:
    _, card, review = _asked(db)
    assert card.call is not None
    other = ask(db, card, a_reviewer(db, card.call, "Basma X"), MADE)
    third = ask(db, card, a_reviewer(db, card.call, "Carlos X"), MADE)
    judged(db, other)
    assert list(list_others(db, review)) == []
    judged(db, review)
    assert list(list_others(db, review)) == [other]
    assert third.state == ReviewState.ASKED


def test_a_card_that_was_sent_in_again_can_be_judged_anew(db: Session) -> None:
    of, card, review = _asked(db)
    account_id = review.reviewer.account_id
    judged(db, review)
    assert [(one.is_open, one.is_outdated) for one in list_mine(db, of, account_id)] == [(False, False)]
    move(db, card, CardState.CHANGES_ASKED, LATER)
    write(db, card, replace(LOOM, title="Plus court"))
    submit(db, card, LATER)
    assert [(one.is_outdated, one.newest) for one in list_mine(db, of, account_id)] == [(True, 2)]
    finish_review(db, review, replace(GOOD, to_chair="Mieux."), 2, LATER)
    assert (review.version, review.to_chair) == (2, "Mieux.")
    assert not list_mine(db, of, account_id)[0].is_outdated


def test_what_waits_for_the_author_is_not_what_reviewers_read(db: Session) -> None:
    _, card, _ = _asked(db)
    proposal = propose(db, card, replace(LOOM, title="Plus court"), "", MADE)
    assert newest_number(db, card) == 1
    agree(db, card, proposal, LATER)
    assert [one.number for one in list_sent(db, card)] == [2, 1]


def test_ones_own_reviews_cost_the_same_for_many_cards(db: Session, database: Database) -> None:
    of, card, review = _asked(db)
    with asked_of(database) as one:
        assert len(list_mine(db, of, review.reviewer.account_id)) == 1
    assert card.call is not None
    for _ in range(8):
        ask(db, a_sent_card(db, card.call), review.reviewer, MADE)
    db.flush()
    with asked_of(database) as many:
        found = list_mine(db, of, review.reviewer.account_id)
    assert (len(found), len(many)) == (9, len(one))


def test_a_card_is_held_before_its_review_as_organisers_hold_them(db: Session, database: Database) -> None:
    of, card, review = _asked(db)
    account_id = review.reviewer.account_id
    db.expire_all()
    with asked_of(database) as statements:
        get_mine(db, of, account_id, card.id, locked=True)
    order = [one.split("FROM ")[1].split()[0] for one in statements if "FROM " in one]
    assert order.index("practice") < order.index("review")
