"""Cards as organisers list them, and what needs a hand."""

from dataclasses import replace
from fractions import Fraction

import pytest
from sqlalchemy.orm import Session

from academy.db.engine import Database
from academy.practices.card_lists import NO_PART, CardLine, Wanted, list_lines, narrowed
from academy.practices.deciding import decide
from academy.practices.editing import propose
from academy.practices.hands import count_own, hands
from academy.practices.judging import ReviewDraft
from academy.practices.models import Call, CardCountry, CardState, Practice, Recommendation
from academy.practices.publishing import publish
from academy.practices.reviewing import ask, step_back
from academy.practices.rules import Turn
from tests.factories import MADE, edition
from tests.factories.statements import asked_of
from tests.practices.carded import LOOM, a_call, a_card, a_sent_card
from tests.practices.reviewed import GOOD, a_reviewer, judged, with_criteria

_NAMES = ("new", "asked", "judged", "edited", "accepted", "out")


def _one_of_each(db: Session, call: Call) -> dict[str, Practice]:
    """Cards in different states, by what they are."""
    lotfi, basma = a_reviewer(db, call), a_reviewer(db, call, "Basma X")
    found = {
        name: a_sent_card(db, call, author=name) for name in ("new", "asked", "judged", "edited", "accepted", "out")
    }
    ask(db, found["asked"], lotfi, MADE)
    step_back(db, ask(db, found["asked"], basma, MADE), "Too close.", MADE)
    judged(db, ask(db, found["judged"], lotfi, MADE))
    judged(db, ask(db, found["judged"], basma, MADE), ReviewDraft({"relevance": 2}, Recommendation.CHANGE))
    propose(db, found["edited"], replace(LOOM, title="Autre"), "", MADE)
    for name in ("accepted", "out"):
        decide(db, found[name], CardState.ACCEPTED, call.parts[0], "", MADE)
    publish(db, found["out"], MADE)
    found["begun"] = a_card(db, call, author="begun")
    return found


def _named(lines: list[CardLine]) -> list[str]:
    return [line.author for line in lines]


def test_each_card_says_who_must_act_next(db: Session) -> None:
    call = with_criteria(db, a_call(db))
    _one_of_each(db, call)
    turns = {line.author: line.turn for line in list_lines(db, call.edition)}
    assert turns == {
        "new": Turn.ORGANISERS,
        "asked": Turn.REVIEWERS,
        "judged": Turn.ORGANISERS,
        "edited": Turn.AUTHOR,
        "accepted": Turn.ORGANISERS,
        "out": Turn.NOBODY,
        "begun": Turn.AUTHOR,
    }


def test_a_line_counts_reviews_points_and_recommendations(db: Session) -> None:
    call = with_criteria(db, a_call(db))
    _one_of_each(db, call)
    lines = {line.author: line for line in list_lines(db, call.edition)}
    assert (lines["asked"].asked, lines["asked"].done) == (1, 0)
    line = lines["judged"]
    assert (line.asked, line.done) == (2, 2)
    assert line.tally.mean == (Fraction(14, 3) + 2) / 2
    assert (line.tally.spread, line.tally.missing) == (Fraction(8, 3), 1)
    assert line.recommended == {Recommendation.ACCEPT: 1, Recommendation.CHANGE: 1}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(state="accepted"), ["out", "accepted"]),
        (Wanted(turn="author"), ["begun", "edited"]),
        (Wanted(part="IA"), ["out", "accepted"]),
        (Wanted(part=NO_PART, state="submitted", turn="organisers"), ["judged", "new"]),
        (Wanted(without="reviewers"), ["edited", "new"]),
        (Wanted(language="es"), []),
        (Wanted(theme="youth"), ["new"]),
        (Wanted(country="ML"), ["new"]),
        (Wanted(search="NEW  metier"), ["new"]),
        (Wanted(call="elsewhere"), []),
    ],
)
def test_the_list_is_narrowed_down(db: Session, wanted: Wanted, found: list[str]) -> None:
    call = a_call(db)
    made = _one_of_each(db, call)
    made["new"].themes = ("youth",)
    made["new"].countries.append(CardCountry(position=0, code="ML"))
    db.flush()
    assert _named(narrowed(list_lines(db, call.edition), wanted)) == found


def test_the_list_is_sorted_by_points_with_those_without_any_last(db: Session) -> None:
    call = with_criteria(db, a_call(db))
    made = _one_of_each(db, call)
    judged(db, ask(db, made["new"], a_reviewer(db, call, "Carlos X"), MADE), GOOD)
    lines = list_lines(db, call.edition)
    assert _named(narrowed(lines, Wanted(sort="score")))[:2] == ["new", "judged"]
    assert _named(narrowed(lines, Wanted(sort="spread")))[0] == "judged"
    assert len(narrowed(lines, Wanted(sort="title"))) == len(lines)


def test_the_list_costs_the_same_for_many_cards(db: Session, database: Database) -> None:
    call = with_criteria(db, a_call(db))
    of, other = call.edition, edition(db, "other-2026")
    _one_of_each(db, call)
    a_sent_card(db, a_call(db, other))
    db.flush()
    with asked_of(database) as few:
        list_lines(db, other)
    with asked_of(database) as many:
        assert len(list_lines(db, of)) == len(_NAMES) + 1
    assert len(few) == len(many) == 5


def test_hands_are_counted_at_once_for_all_editions(db: Session, database: Database) -> None:
    call, quiet = a_call(db), edition(db, "other-2026")
    _one_of_each(db, call)
    db.flush()
    with asked_of(database) as one:
        (hand,) = hands(db, [quiet, call.edition])
    assert (hand.unread, hand.undecided, hand.in_review, hand.edited, hand.unpublished) == (1, 1, 1, 1, 1)
    assert (hand.edition, hand.is_needed, hand.is_moving, len(one)) == (call.edition, True, True, 1)
    assert hands(db, []) == []


def test_a_reviewers_own_hand_counts_what_is_still_to_be_done(db: Session) -> None:
    call = a_call(db)
    made = _one_of_each(db, call)
    reviewer = a_reviewer(db, call, "Carlos X")
    ask(db, made["new"], reviewer, MADE)
    later = a_sent_card(db, call)
    ask(db, later, reviewer, MADE)
    assert count_own(db, reviewer.account_id, [call.edition]) == {call.edition_id: 2}
    decide(db, later, CardState.DECLINED, None, "Non.", MADE)
    assert count_own(db, reviewer.account_id, [call.edition]) == {call.edition_id: 1}
