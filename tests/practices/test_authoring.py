"""What an author saves from the page of a card."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from academy.kit.refusals import Refusal, Stale
from academy.practices.authoring import Written, write_card
from academy.practices.content import CardContent
from academy.practices.models import CardState, CardText, Practice
from academy.practices.queries import find_original
from academy.practices.writing import submit
from tests.factories import LATER, MADE
from tests.practices.carded import LOOM, a_card

SAID = Written(replace(LOOM, title="Le métier"), "Awa Traoré", "fr", "IA")


def revision(db: Session, card: Practice) -> int:
    text = find_original(db, card)
    assert text is not None
    return text.revision


def test_text_author_and_part_are_kept_together(db: Session) -> None:
    card = a_card(db)
    write_card(db, card, replace(SAID, author=" Awa  T. "), LATER, revision(db, card))
    assert (card.title, card.author, card.part and card.part.slug, card.changed_at) == (
        "Le métier",
        "Awa T.",
        "IA",
        LATER,
    )
    write_card(db, card, replace(SAID, part=""), LATER, revision(db, card))
    assert card.part is None
    assert Written.of(card, find_original(db, card)) == replace(SAID, part="")


def test_whoever_saves_second_is_told_unless_it_is_the_same(db: Session) -> None:
    card = a_card(db)
    seen = revision(db, card)
    write_card(db, card, SAID, LATER, seen)
    changed = card.changed_at
    write_card(db, card, SAID, LATER + timedelta(hours=1), seen)
    assert card.changed_at == changed
    with pytest.raises(Stale):
        write_card(db, card, replace(SAID, author="Somebody Else"), LATER, seen)
    with pytest.raises(Stale):
        write_card(db, card, replace(SAID, language="en"), LATER, seen)


def test_a_draft_can_be_said_to_be_in_another_language(db: Session) -> None:
    card = a_card(db)
    text = write_card(db, card, replace(SAID, language="ar"), LATER, revision(db, card))
    assert (card.language, text.language, text.is_original) == ("ar", "ar", True)
    db.add(CardText(practice=card, language="en", content=LOOM, changed_at=MADE))
    db.flush()
    with pytest.raises(Refusal, match="translation into this language"):
        write_card(db, card, replace(SAID, language="en"), LATER, revision(db, card))
    with pytest.raises(Refusal, match="Choose the language"):
        write_card(db, card, replace(SAID, language="xx-nowhere"), LATER, revision(db, card))


def test_the_language_is_chosen_before_a_card_is_sent_in(db: Session) -> None:
    card = a_card(db)
    submit(db, card, MADE)
    card.state = CardState.CHANGES_ASKED
    with pytest.raises(Refusal, match="before it is sent in first"):
        write_card(db, card, replace(SAID, language="es"), LATER, revision(db, card))
    write_card(db, card, SAID, LATER, revision(db, card))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (replace(SAID, author="  "), "author"),
        (replace(SAID, part="IX"), "part"),
        (replace(SAID, content=CardContent("T", {"results": "x" * 20_001})), "results"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_its_field(db: Session, said: Written, field: str) -> None:
    card = a_card(db)
    with pytest.raises(Refusal) as refused:
        write_card(db, card, said, LATER, revision(db, card))
    assert refused.value.field == field


def test_a_card_that_was_sent_in_is_not_written(db: Session) -> None:
    card = a_card(db)
    submit(db, card, MADE)
    with pytest.raises(Refusal, match="was sent in"):
        write_card(db, card, SAID, LATER, None)
