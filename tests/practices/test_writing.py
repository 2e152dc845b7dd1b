"""Writing a card: beginning it, saving it, sending it in, taking it back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.kit.refusals import Refusal, Stale, Unknown
from academy.outbox.models import Letter
from academy.people.models import Person
from academy.practices.content import CardContent, Further
from academy.practices.letters import News
from academy.practices.links import card_token, get_card_by
from academy.practices.models import CardState, Practice, VersionOrigin
from academy.practices.queries import find_original, list_versions
from academy.practices.writing import Beginning, begin_card, move, resume, save_text, submit, withdraw
from tests.conftest import KEYS
from tests.factories import LATER, MADE, edition, person
from tests.practices.carded import CALL, LOOM, a_call, a_card, a_sent_card, write

CLOSES = datetime(2026, 11, 30, 17, tzinfo=UTC)
SAID = Beginning(author="Awa Traoré", email="Awa@Example.org", language="fr", title="Le métier", once="word")


def test_a_card_is_begun_once_and_its_link_opens_it(db: Session) -> None:
    call = a_call(db)
    card, again = begin_card(db, call, SAID, MADE), begin_card(db, call, SAID, MADE)
    assert card is again
    assert (card.state, card.email, card.edition_id) == (CardState.DRAFT, "awa@example.org", call.edition_id)
    assert get_card_by(db, card_token(card, KEYS)) is card
    assert db.scalars(select(Letter.kind)).all() == ["practices/card"]


def test_a_forged_link_and_that_of_another_card_open_nothing(db: Session) -> None:
    call = a_call(db)
    card, other = a_card(db, call), a_card(db, call)
    forged = f"{other.id}-{card_token(card, KEYS).partition('-')[2]}"
    for token in ("", "x", forged, f"{card.id}-{'0' * 64}"):
        with pytest.raises(Unknown):
            get_card_by(db, token)


@pytest.mark.parametrize(("after", "is_refused"), [(-1, False), (0, True)])
def test_a_call_closes_to_the_second_on_its_own_clock(db: Session, after: int, is_refused: bool) -> None:  # noqa: FBT001 (a parameter of a test)
    call = a_call(db)
    card = a_card(db, call)
    at = CLOSES + timedelta(seconds=after)
    if is_refused:
        with pytest.raises(Refusal, match="deadline"):
            begin_card(db, call, SAID, at)
        with pytest.raises(Refusal, match="deadline"):
            submit(db, card, at)
        assert card.state == CardState.DRAFT
    else:
        begin_card(db, call, SAID, at)
        submit(db, card, at)


def test_whoever_is_invited_may_begin_before_the_call_opens(db: Session) -> None:
    call = a_call(db, draft=replace(CALL, opens_on=MADE.date() + timedelta(days=3)))
    with pytest.raises(Refusal, match="not open yet"):
        begin_card(db, call, SAID, MADE)
    assert begin_card(db, call, SAID, MADE, News.INVITED).state == CardState.DRAFT


@pytest.mark.parametrize(
    ("change", "field"),
    [({"author": " "}, "author"), ({"email": "nobody"}, "email"), ({"language": "xx-none"}, "language")],
)
def test_what_is_missing_is_said_beside_its_input(db: Session, change: dict[str, Any], field: str) -> None:
    call = a_call(db)
    with pytest.raises(Refusal) as refused:
        begin_card(db, call, replace(SAID, **change), MADE)
    assert refused.value.field == field
    assert db.scalar(select(Practice.id)) is None


def test_somebody_without_an_address_may_write_and_is_written_nothing(db: Session) -> None:
    known: Person = person(db)
    card = begin_card(db, a_call(db), replace(SAID, email="", person=known), MADE)
    assert card.person is known
    assert db.scalar(select(Letter.id)) is None


def test_a_text_is_kept_cleaned_in_any_script_and_in_its_order(db: Session) -> None:
    card = a_card(db, written=False)
    said = CardContent(
        " النول  المشترك ",
        {"results": "ب\r\n\r\nأ  ", "objectives": "\u202eanna"},
        (Further("", ""), Further("Partenaires", "x")),
    )
    write(db, card, said)
    db.expire_all()
    text = find_original(db, card)
    assert text is not None
    assert text.content == CardContent(
        "النول المشترك", {"results": "ب\n\nأ", "objectives": "anna"}, (Further("Partenaires", "x"),)
    )
    assert list(text.content.fields) == ["results", "objectives"]
    assert card.title == "النول المشترك"


def test_of_two_who_write_the_same_card_the_second_is_told(db: Session) -> None:
    card = a_card(db)
    text = find_original(db, card)
    assert text is not None
    seen = text.revision
    save_text(db, card, replace(LOOM, title="First"), LATER, seen)
    with pytest.raises(Stale):
        save_text(db, card, replace(LOOM, title="Second"), LATER, seen)
    assert text.content.title == "First"


def test_a_card_that_says_too_little_is_not_sent_in_and_stays(db: Session) -> None:
    card = a_card(db)
    write(db, card, replace(LOOM, fields={**LOOM.fields, "results": " "}))
    with pytest.raises(Refusal) as refused:
        submit(db, card, MADE)
    assert (refused.value.field, card.state) == ("results", CardState.DRAFT)


def test_a_card_that_was_sent_in_is_kept_as_a_version_and_not_written_any_more(db: Session) -> None:
    card = a_sent_card(db)
    (version,) = list_versions(db, card)
    assert (version.number, version.origin, version.content) == (1, VersionOrigin.AUTHOR, LOOM)
    with pytest.raises(Refusal, match="was sent in"):
        write(db, card)
    with pytest.raises(Refusal):
        submit(db, card, LATER)


def test_where_changes_were_asked_for_the_deadline_does_not_count(db: Session) -> None:
    card = a_sent_card(db)
    move(db, card, CardState.CHANGES_ASKED, LATER)
    write(db, card, replace(LOOM, title="Plus court"))
    submit(db, card, CLOSES + timedelta(days=9))
    assert [one.number for one in list_versions(db, card)] == [2, 1]


def test_a_card_that_was_taken_back_can_be_written_on(db: Session) -> None:
    card = a_sent_card(db)
    withdraw(db, card, LATER)
    with pytest.raises(Refusal):
        write(db, card)
    resume(db, card, LATER)
    write(db, card, replace(LOOM, title="Encore"))
    assert card.title == "Encore"


def test_letters_speak_the_language_that_was_chosen(db: Session) -> None:
    a_sent_card(db, a_call(db, edition(db, languages=("fr",))))
    assert set(db.scalars(select(Letter.language))) == {"fr"}
