"""How messages leave: by hand, at their hour, or as reminders. Whatever is done twice is sent once."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, joinedload

from academy.agenda.models import Slot
from academy.editions.models import Edition
from academy.messaging.actions import put_back
from academy.messaging.audiences import Audience, Reader, audience
from academy.messaging.letters import Writing, message_letter, recipient
from academy.messaging.models import STANDING, Message, MessageState, Occasion
from academy.messaging.queries import items_of_people, writing_of
from academy.messaging.rules import (
    GRACE,
    check_ready,
    edition_span,
    is_too_late,
    item_span,
    items_of,
    leaves_at,
    may_leave,
)
from academy.outbox.actions import put_many
from academy.outbox.models import Letter
from academy.trail.actions import record

LOG = logging.getLogger(__name__)


def audience_of(db: Session, message: Message, edition: Edition) -> Audience:
    """Return whom a message goes to, now."""
    return audience(db, edition, message.audience, is_announcement=message.is_announcement)


def send(db: Session, message: Message, edition: Edition, now: datetime) -> int:
    """Let a message leave, by hand: in a minute, so that it can be taken back. Return how many letters it became."""
    check_ready(message)
    return _send(db, message, edition, now, now + GRACE)


def send_due(db: Session, now: datetime) -> int:
    """Let the messages leave whose hour has come, to whoever is their audience now; return how many letters.

    What has missed its hour by far is a draft again: somebody has to say anew whether it is to leave.
    """
    return sum(_alone(db, message, _send_due, now) for message in _scheduled(db, (Occasion.AT,)))


def remind(db: Session, now: datetime) -> int:
    """Send what reminders have to say and have not said to these readers, or of these items; return how many letters.

    Who comes later is reminded later, as long as it makes sense.
    """
    return sum(_alone(db, message, _remind, now) for message in _scheduled(db, tuple(STANDING)))


def _scheduled(db: Session, occasions: Sequence[Occasion]) -> Sequence[Message]:
    """Find what leaves by itself and says something; two workers do not get the same one at the same time."""
    query = (
        select(Message)
        .where(Message.state == MessageState.SCHEDULED, Message.occasion.in_(occasions))
        .options(joinedload(Message.edition), joinedload(Message.reply_to))
        .order_by(Message.id)
        .with_for_update(of=Message, skip_locked=True)
    )
    return [message for message in db.scalars(query) if message.subject and message.body]


def _alone(
    db: Session, message: Message, act: Callable[[Session, Message, Edition, datetime], int], now: datetime
) -> int:
    """Do something with one message, so that where it fails the others still leave, and somebody reads why."""
    number = message.id
    try:
        with db.begin_nested():
            return act(db, message, message.edition, now)
    except OperationalError:  # the database is away or busy: then nothing leaves, and all of it is tried again
        raise
    except Exception:
        LOG.exception("message %s could not leave", number)
        return 0


def _send_due(db: Session, message: Message, edition: Edition, now: datetime) -> int:
    if is_too_late(message, edition, now):
        put_back(db, message, edition, MessageState.DRAFT, now)
        return 0
    is_due = (leaves_at(message, edition) or now) <= now
    return _send(db, message, edition, now, now) if is_due and may_leave(message, edition) else 0


def _send(db: Session, message: Message, edition: Edition, now: datetime, at: datetime) -> int:
    writing = writing_of(db, message, edition)
    readers = audience_of(db, message, edition).readers
    letters = put_many(db, [(recipient(writing, one), message_letter(writing, one, at)) for one in readers], now)
    message.state, message.sent_at = MessageState.SENT, now
    db.flush()
    _note(db, message, letters, now)
    return letters


def _remind(db: Session, message: Message, edition: Edition, now: datetime) -> int:
    if not may_leave(message, edition):
        return 0
    if message.occasion == Occasion.BEFORE_ITEM:
        return _remind_of_items(db, message, edition, now)
    span = edition_span(message, edition)
    if span is None or not span.start <= now < span.end:
        return 0
    writing = writing_of(db, message, edition)
    readers = audience_of(db, message, edition).readers
    return _remember(db, writing, [(reader, None) for reader in readers], now)


def _remind_of_items(db: Session, message: Message, edition: Edition, now: datetime) -> int:
    near = {
        person_id: [slot for slot in slots if _is_near(message, edition, slot, now)]
        for person_id, slots in items_of_people(db, edition).items()
    }
    if not any(near.values()):
        return 0
    writing, found = Writing(message, edition, near), audience_of(db, message, edition)
    pairs = [(reader, slot) for reader in found.readers for slot in items_of(writing, found, reader)]
    return _remember(db, writing, pairs, now)


def _is_near(message: Message, edition: Edition, slot: Slot, now: datetime) -> bool:
    span = item_span(message, edition, slot)
    return span is not None and span.start <= now < span.end


def _remember(db: Session, writing: Writing, pairs: Sequence[tuple[Reader, Slot | None]], now: datetime) -> int:
    """Send what was not told yet, and write down how much that was."""
    told = set(db.scalars(select(Letter.once).where(Letter.origin == writing.message.origin)))
    drafts = ((recipient(writing, reader), message_letter(writing, reader, now, item)) for reader, item in pairs)
    letters = put_many(db, [pair for pair in drafts if pair[1].once not in told], now)
    if letters:
        _note(db, writing.message, letters, now)
    return letters


def _note(db: Session, message: Message, letters: int, now: datetime) -> None:
    after = {"letters": letters, "audience": message.audience}
    record(db, "message.sent", message, now, edition_id=message.edition_id, after=after)
