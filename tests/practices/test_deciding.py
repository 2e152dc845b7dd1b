"""Decisions: told once, in a part, and not by two at once; publishing what was accepted."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.editions.models import Edition, Installation
from academy.kit.refusals import Refusal, Stale
from academy.outbox.models import Letter, LetterState
from academy.practices.deciding import decide, move_to_part, reason_with, reopen
from academy.practices.editing import agree, propose
from academy.practices.models import CallPart, CardState, Practice
from academy.practices.publishing import publish, unpublish
from academy.practices.queries import find_proposal, list_versions
from academy.practices.writing import withdraw
from tests.factories import LATER, MADE
from tests.practices.carded import LOOM, a_call, a_card, a_sent_card

ACCEPTED, DECLINED, ASKED = CardState.ACCEPTED, CardState.DECLINED, CardState.CHANGES_ASKED


def _parts(card: Practice) -> list[CallPart]:
    assert card.call is not None
    return card.call.parts


def _letters(db: Session) -> list[str]:
    """The subjects of the letters that are to leave, without those about writing and sending in."""
    subjects = [letter.facts["subject_line"].split(":")[0] for letter in db.scalars(select(Letter).order_by(Letter.id))]
    return [one for one in subjects if "has arrived" not in one and one != "Your practice card"]


def _accepted(db: Session) -> Practice:
    card = a_sent_card(db)
    decide(db, card, ACCEPTED, _parts(card)[0], "", MADE)
    return card


def test_a_card_is_accepted_in_a_part_and_its_author_told(db: Session) -> None:
    card = a_sent_card(db)
    assert decide(db, card, ACCEPTED, _parts(card)[1], " Bravo ", LATER, card.revision)
    assert (card.state, card.part, card.reason, card.decided_at) == (ACCEPTED, _parts(card)[1], "Bravo", LATER)
    assert _letters(db) == ["Your practice was accepted"]


def test_the_same_decision_twice_is_one(db: Session) -> None:
    card = a_sent_card(db)
    seen = card.revision
    decide(db, card, ACCEPTED, _parts(card)[0], "Bravo", MADE, seen)
    assert not decide(db, card, ACCEPTED, _parts(card)[0], "Bravo", LATER, seen)
    assert len(_letters(db)) == 1


def test_of_two_who_decide_at_once_the_second_is_told(db: Session) -> None:
    card = a_sent_card(db)
    seen = card.revision
    decide(db, card, ACCEPTED, _parts(card)[0], "", MADE, seen)
    with pytest.raises(Stale):
        decide(db, card, DECLINED, None, "Zu kurz", LATER, seen)
    assert card.state == ACCEPTED


@pytest.mark.parametrize(
    ("decision", "reason", "field"),
    [(ACCEPTED, "", "part"), (DECLINED, " ", "reason"), (ASKED, "", "reason"), (CardState.WITHDRAWN, "x", "decision")],
)
def test_what_a_decision_lacks_is_said(db: Session, decision: CardState, reason: str, field: str) -> None:
    card = a_sent_card(db)
    with pytest.raises(Refusal) as refused:
        decide(db, card, decision, None, reason, MADE)
    assert (refused.value.field, card.state) == (field, CardState.SUBMITTED)


def test_a_card_that_is_being_written_is_not_decided_on_and_no_part_is_taken_from_another_call(db: Session) -> None:
    begun = a_card(db)
    with pytest.raises(Refusal):
        decide(db, begun, ACCEPTED, _parts(begun)[0], "", MADE)
    assert begun.call is not None
    card = a_sent_card(db, a_call(db, begun.call.edition))
    with pytest.raises(Refusal, match="another call"):
        decide(db, card, ACCEPTED, _parts(begun)[0], "", MADE)
    with pytest.raises(Refusal, match="another call"):
        move_to_part(db, card, _parts(begun)[0], MADE)


def test_a_decision_that_follows_takes_back_the_letter_that_has_not_left(db: Session) -> None:
    card = _accepted(db)
    decide(db, card, DECLINED, None, "C’était une erreur.", LATER)
    states = [letter.state.value for letter in db.scalars(select(Letter).order_by(Letter.id))]
    assert states[-2:] == ["withdrawn", "queued"]


def test_who_was_declined_can_be_decided_on_again(db: Session) -> None:
    card = a_sent_card(db)
    with pytest.raises(Refusal, match="was declined"):
        reopen(db, card, MADE)
    decide(db, card, DECLINED, None, "Trop court", MADE)
    reopen(db, card, LATER)
    assert (card.state, card.reason, card.decided_at) == (CardState.SUBMITTED, "", None)


def test_asking_for_changes_ends_what_the_secretariat_has_proposed(db: Session) -> None:
    card = a_sent_card(db)
    propose(db, card, replace(LOOM, title="Plus court"), "", MADE)
    decide(db, card, ASKED, None, "Dites combien cela coûte.", LATER)
    assert find_proposal(db, card) is None
    assert [one.proposal for one in list_versions(db, card)] == [None, None]


def test_a_card_moves_to_another_part_without_a_letter(db: Session) -> None:
    card = _accepted(db)
    before = _letters(db)
    move_to_part(db, card, _parts(card)[1], LATER, card.revision)
    assert (card.part, _letters(db)) == (_parts(card)[1], before)


def test_remarks_stand_behind_the_reason_without_names() -> None:
    assert reason_with(" Merci. ", ["Plus de chiffres.", " "]) == "Merci.\n\n– Plus de chiffres."
    assert reason_with("", []) == ""


def _versions(db: Session, card: Practice) -> int:
    return db.scalars(select(Edition.version).where(Edition.id == card.edition_id)).one()


def test_a_published_card_gets_an_address_that_stays(db: Session) -> None:
    card = _accepted(db)
    waiting = a_sent_card(db, card.call)
    assert waiting.slug == f"practice-{waiting.id}"
    assert card.slug == "le-metier-a-tisser-partage"
    before = _versions(db, card)
    publish(db, card, MADE)
    assert (card.slug, card.published_at) == ("le-metier-a-tisser-partage", MADE)
    assert _versions(db, card) > before
    proposal = propose(db, card, replace(LOOM, title="Autre titre"), "", LATER)
    agree(db, card, proposal, LATER)
    unpublish(db, card, LATER)
    publish(db, card, LATER)
    assert card.slug == "le-metier-a-tisser-partage"
    assert _letters(db).count("Your practice is published") == 1
    publish(db, card, LATER)
    assert card.published_at == LATER


def test_a_card_that_is_opened_again_takes_the_letter_of_its_refusal_back(db: Session) -> None:
    card = a_sent_card(db)
    decide(db, card, CardState.DECLINED, None, "Too short.", MADE)
    reopen(db, card, LATER)
    told = db.scalars(select(Letter).where(Letter.origin == f"practice:{card.id}").order_by(Letter.id.desc())).first()
    assert told is not None
    assert told.state == LetterState.WITHDRAWN


def test_two_cards_of_one_title_have_two_addresses(db: Session) -> None:
    first = _accepted(db)
    publish(db, first, MADE)
    second = a_sent_card(db, first.call)
    decide(db, second, ACCEPTED, _parts(second)[0], "", MADE)
    publish(db, second, MADE)
    assert second.slug == "le-metier-a-tisser-partage-2"


def test_only_what_was_accepted_and_has_no_open_proposal_is_published(db: Session) -> None:
    card = a_sent_card(db)
    with pytest.raises(Refusal, match="accepted"):
        publish(db, card, MADE)
    decide(db, card, ACCEPTED, _parts(card)[0], "", MADE)
    propose(db, card, replace(LOOM, title="Plus court"), "", MADE)
    with pytest.raises(Refusal, match="waits for its author"):
        publish(db, card, LATER)
    assert card.published_at is None


@pytest.mark.parametrize("how", ["declined", "changes", "withdrawn"])
def test_a_card_that_leaves_acceptance_is_not_read_any_more(db: Session, how: str) -> None:
    card = _accepted(db)
    publish(db, card, MADE)
    before = _versions(db, card)
    if how == "withdrawn":
        withdraw(db, card, LATER)
    else:
        decide(db, card, DECLINED if how == "declined" else ASKED, None, "Il le faut.", LATER)
    assert card.published_at is None
    assert _versions(db, card) > before


@pytest.mark.parametrize("how", ["declined", "changes", "withdrawn"])
def test_pages_that_lead_to_an_accepted_card_follow_before_it_is_published(db: Session, how: str) -> None:
    card = a_sent_card(db)
    sent = _installation(db)
    decide(db, card, ACCEPTED, _parts(card)[0], "", MADE)
    accepted = _installation(db)
    assert accepted > sent
    if how == "withdrawn":
        withdraw(db, card, LATER)
    else:
        decide(db, card, DECLINED if how == "declined" else ASKED, None, "Il le faut.", LATER)
    assert _installation(db) > accepted


def _installation(db: Session) -> int:
    return db.scalars(select(Installation.version)).one()
