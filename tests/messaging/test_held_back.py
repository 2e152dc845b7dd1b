"""What does not leave by itself: what says nothing, what is far too late, and what fails keeps nothing else back."""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from academy.agenda.actions import cancel as cancel_edition
from academy.agenda.actions import publish
from academy.editions.models import Edition
from academy.kit.refusals import Refusal
from academy.kit.translated import EMPTY
from academy.messaging import sending
from academy.messaging.actions import MessageDraft, cancel, change_message, put_back, schedule
from academy.messaging.models import Message, MessageState, Occasion
from academy.messaging.rules import When
from academy.messaging.sending import remind, send_due
from academy.trail.models import Entry
from tests.factories import DAY, MADE, edition
from tests.factories.audiences import item, reader
from tests.messaging.messages import NINE, WORDS, letters, written

AT = datetime(2026, 11, 23, 15, tzinfo=UTC)
"""Nine in Mexico City, on the first day."""


@pytest.fixture
def academy(db: Session) -> Edition:
    made = edition(db, published=True)
    item(db, made, "Opening", speaker=reader(db, "Ana"))
    return made


@pytest.fixture
def message(db: Session, academy: Edition) -> Message:
    """A message for the first day at nine."""
    made = written(db, academy)
    schedule(db, made, academy, When(Occasion.AT, DAY, NINE), MADE)
    return made


@pytest.mark.parametrize("empty", ["subject", "body"])
def test_the_words_of_what_is_to_leave_cannot_be_taken_away(db: Session, message: Message, empty: str) -> None:
    draft = MessageDraft.of(message)
    draft = replace(draft, subject=EMPTY) if empty == "subject" else replace(draft, body=EMPTY)
    with pytest.raises(Refusal, match="are needed"):
        change_message(db, message, draft, MADE)
    assert MessageDraft.of(message) == WORDS
    put_back(db, message, message.edition, MessageState.DRAFT, MADE)
    change_message(db, message, draft, MADE)
    assert MessageDraft.of(message) == draft


def test_what_says_nothing_is_not_put_back_to_its_schedule(db: Session, message: Message) -> None:
    cancel(db, message, MADE)
    change_message(db, message, MessageDraft(name="Welcome"), MADE)
    with pytest.raises(Refusal, match="are needed"):
        put_back(db, message, message.edition, MessageState.SCHEDULED, MADE)
    assert message.state == MessageState.CANCELLED


def test_what_says_nothing_does_not_leave_however_it_came_to_that(db: Session, message: Message) -> None:
    reminder = written(db, message.edition)
    schedule(db, reminder, message.edition, When(Occasion.BEFORE_EDITION, hour=NINE, days=1), MADE)
    message.body = reminder.subject = EMPTY
    db.flush()
    assert (send_due(db, AT), remind(db, AT)) == (0, 0)
    assert letters(db) == []


def test_what_fails_keeps_nothing_else_back(
    db: Session, academy: Edition, message: Message, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    reminders = [written(db, academy) for _ in range(2)]
    for one in reminders:
        schedule(db, one, academy, When(Occasion.BEFORE_EDITION, hour=NINE, days=1), MADE)
    other = written(db, academy)
    schedule(db, other, academy, When(Occasion.AT, DAY, NINE), MADE)
    whole = sending._note

    def note(db: Session, of: Message, *more: object) -> None:
        if of in {message, reminders[0]}:
            raise ValueError("this one cannot be written")
        whole(db, of, *more)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(sending, "_note", note)
    with caplog.at_level(logging.ERROR):
        assert (send_due(db, AT), remind(db, AT - timedelta(hours=1))) == (1, 1)
    assert (message.state, other.state) == (MessageState.SCHEDULED, MessageState.SENT)
    assert [one.origin for one in letters(db)] == [other.origin, reminders[1].origin]
    assert [one.getMessage() for one in caplog.records] == [
        f"message {one.id} could not leave" for one in (message, reminders[0])
    ]


def test_a_day_after_its_hour_it_is_a_draft_again(db: Session, message: Message) -> None:
    in_time = AT + timedelta(hours=23)
    cancel_edition(db, message.edition, MADE)
    assert send_due(db, in_time) == 0
    assert message.state == MessageState.SCHEDULED
    assert send_due(db, AT + timedelta(days=1)) == 0
    assert (message.state, message.occasion, message.day) == (MessageState.DRAFT, Occasion.AT, DAY)
    publish(db, message.edition, MADE)
    assert send_due(db, AT + timedelta(days=180)) == 0
    assert letters(db) == []
    last = db.query(Entry).filter(Entry.thing == "message").order_by(Entry.id.desc()).first()
    assert last is not None
    assert last.act == "message.changed"


def test_within_a_day_of_its_hour_it_still_leaves(db: Session, message: Message) -> None:
    assert send_due(db, AT + timedelta(hours=23)) == 1
    assert message.state == MessageState.SENT
