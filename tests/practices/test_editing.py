"""Editing by the secretariat: proposed, answered by the author, and tracked against their text."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.kit.refusals import Refusal, Stale
from academy.outbox.models import Letter
from academy.practices.content import CardContent
from academy.practices.editing import agree, disagree, propose, said_of, take_back
from academy.practices.models import CardState, Practice, Proposal, VersionOrigin
from academy.practices.queries import find_original, find_proposal, list_versions
from academy.practices.writing import move, save_text, withdraw
from tests.factories import LATER, MADE
from tests.practices.carded import LOOM, a_card, a_sent_card

SHORTER = replace(LOOM, title="Le métier partagé", fields={**LOOM.fields, "objectives": "Vingt ateliers, un métier."})
LAST = LATER + timedelta(hours=1)


def _content(db: Session, card: Practice) -> CardContent:
    text = find_original(db, card)
    assert text is not None
    return text.content


def test_the_authors_text_stays_until_they_agree(db: Session) -> None:
    card = a_sent_card(db)
    proposal = propose(db, card, SHORTER, "Plus court", LATER, seen=0)
    assert (proposal.origin, proposal.proposal) == (VersionOrigin.SECRETARIAT, Proposal.OPEN)
    assert find_proposal(db, card) is proposal
    assert (_content(db, card), card.title) == (LOOM, LOOM.title)
    agree(db, card, proposal, LAST)
    assert (_content(db, card), card.title, proposal.proposal) == (SHORTER, SHORTER.title, Proposal.TAKEN)
    assert find_proposal(db, card) is None


def test_the_letter_says_why_it_was_edited_and_not_why_the_card_was_accepted(db: Session) -> None:
    card = a_sent_card(db)
    card.reason = "Bravo"
    propose(db, card, SHORTER, "Plus court", LATER)
    letter = db.scalars(select(Letter).order_by(Letter.id.desc())).first()
    assert letter is not None
    assert letter.facts["reason"] == "Plus court"


def test_another_proposal_replaces_the_one_that_waits(db: Session) -> None:
    card = a_sent_card(db)
    first = propose(db, card, SHORTER, "", MADE)
    second = propose(db, card, replace(SHORTER, title="Le métier"), "", LATER, seen=first.number)
    assert first.proposal is None
    assert find_proposal(db, card) is second
    with pytest.raises(Refusal, match="does not wait"):
        agree(db, card, first, LAST)


def test_of_two_who_edit_at_once_the_second_is_told(db: Session) -> None:
    card = a_sent_card(db)
    propose(db, card, SHORTER, "", MADE, seen=0)
    with pytest.raises(Stale):
        propose(db, card, replace(SHORTER, title="Le métier"), "", LATER, seen=0)


def test_who_does_not_agree_keeps_their_text_and_may_say_why(db: Session) -> None:
    card = a_sent_card(db)
    proposal = propose(db, card, SHORTER, "Plus court", LATER)
    disagree(db, card, proposal, "C’est le titre d’un autre.", LAST)
    assert (_content(db, card), proposal.proposal) == (LOOM, Proposal.REFUSED)
    assert said_of(proposal) == ("Plus court", "C’est le titre d’un autre.")


def test_a_proposal_that_was_taken_back_asks_nothing_any_more(db: Session) -> None:
    card = a_sent_card(db)
    proposal = propose(db, card, SHORTER, "Plus court", LATER)
    take_back(db, card, proposal, LAST)
    assert find_proposal(db, card) is None
    assert said_of(list_versions(db, card)[0]) == ("Plus court", "")


def test_what_its_author_has_written_since_is_never_gone_over(db: Session) -> None:
    card = a_sent_card(db)
    proposal = propose(db, card, SHORTER, "", MADE)
    move(db, card, CardState.CHANGES_ASKED, LATER)
    text = find_original(db, card)
    assert text is not None
    save_text(db, card, replace(LOOM, title="Encore"), LATER, text.revision)
    with pytest.raises(Refusal, match="author writes"):
        agree(db, card, proposal, LAST)
    move(db, card, CardState.SUBMITTED, LAST)
    with pytest.raises(Refusal, match="has changed since"):
        agree(db, card, proposal, LAST)
    assert _content(db, card).title == "Encore"


def test_a_card_that_its_author_writes_and_one_without_changes_are_not_edited(db: Session) -> None:
    begun = a_card(db)
    with pytest.raises(Refusal, match="author writes"):
        propose(db, begun, SHORTER, "", LATER)
    card = a_sent_card(db, begun.call)
    with pytest.raises(Refusal, match="Nothing was changed"):
        propose(db, card, LOOM, "", LATER)
    with pytest.raises(Refusal) as refused:
        propose(db, card, replace(LOOM, title=" "), "", LATER)
    assert refused.value.field == "title"


def test_the_proposal_for_another_card_is_not_answered(db: Session) -> None:
    card = a_sent_card(db)
    other = a_sent_card(db, card.call)
    proposal = propose(db, card, SHORTER, "", LATER)
    with pytest.raises(Refusal, match="does not wait"):
        disagree(db, other, proposal, "", LAST)


def test_a_card_that_is_taken_back_leaves_nothing_to_answer(db: Session) -> None:
    card = a_sent_card(db)
    propose(db, card, replace(LOOM, title="Plus court"), "", MADE)
    withdraw(db, card, LATER)
    assert find_proposal(db, card) is None
    assert [one.content.title for one in list_versions(db, card)] == ["Plus court", LOOM.title]
