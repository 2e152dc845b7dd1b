"""How a letter leaves: taken in hand for a while, its bytes kept, and what became of it.

Each step is a transaction of its own. Whoever has a letter in hand says so with every step: one whose time ran out
changes nothing any more.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from academy.db.engine import keys_of
from academy.outbox.actions import place_of
from academy.outbox.models import Letter, LetterState
from academy.outbox.rules import MOST_TRIES, pause_after, storable
from academy.trail.actions import record


@dataclass(frozen=True, slots=True)
class Hand:
    """A worker's hand: whose it is, and how long it may hold a letter."""

    worker: str
    lease: timedelta


def is_any_due(db: Session, now: datetime, *, is_urgent: bool) -> bool:
    """Tell whether `claim` would find a letter."""
    return db.scalar(select(Letter.id).where(_is_due(now, is_urgent=is_urgent)).limit(1)) is not None


def claim(db: Session, hand: Hand, now: datetime, *, is_urgent: bool) -> Letter | None:
    """Take the next letter that is due in hand, or one whose worker did not come back; None where there is none.

    One guarded UPDATE: two workers never get the same letter, and do not wait for each other.
    """
    wanted = _is_due(now, is_urgent=is_urgent)
    first = select(Letter.id).where(wanted).order_by(Letter.due_at, Letter.id).limit(1)
    taken = (
        update(Letter)
        .where(Letter.id == first.with_for_update(skip_locked=True).scalar_subquery(), wanted)
        .values(
            state=LetterState.LEASED,
            leased_by=hand.worker,
            leased_until=now + hand.lease,
            attempts=Letter.attempts + 1,
        )
        .returning(Letter)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return db.scalar(taken)


def secrets_of(db: Session, letter: Letter) -> dict[str, str]:
    """Return what a letter says besides its facts, and nobody else may know."""
    if letter.secrets is None:
        return {}
    opened: dict[str, str] = json.loads(keys_of(db).unseal(letter.secrets, place_of(letter)))
    return opened


def message_of(db: Session, letter: Letter) -> bytes | None:
    """Return the bytes that were kept; those of a secret letter are sealed."""
    if letter.message is None or not letter.is_secret:
        return letter.message
    return keys_of(db).unseal(letter.message.decode("ascii"), place_of(letter)).encode("ascii")


def keep(db: Session, letter: Letter, subject: str, message: bytes) -> bool:
    """Keep the bytes before the first try, so that every other try is the same; False where it is not ours any more."""
    kept = message
    if letter.is_secret:
        kept = keys_of(db).seal(message.decode("ascii"), place_of(letter)).encode("ascii")
    return _step(db, letter, message=kept, subject=subject, digest=sha256(message).hexdigest())


def sent(db: Session, letter: Letter, now: datetime, *, forgets: bool) -> bool:
    """Mark that the mail server has taken it. `forgets`: what opened something is gone from here."""
    gone: dict[str, Any] = {"secrets": None, "message": None} if letter.is_secret and forgets else {}
    return _end(db, letter, LetterState.SENT, sent_at=now, error="", **gone)


def again(db: Session, letter: Letter, error: str, now: datetime) -> bool:
    """Let it be tried again after a pause, each longer than the one before; after the last one a human must look."""
    pause = pause_after(letter.attempts, is_urgent=letter.is_urgent)
    if pause is None:
        return failed(db, letter, error, now)
    return _end(db, letter, LetterState.QUEUED, due_at=now + pause, error=storable(error))


def failed(db: Session, letter: Letter, error: str, now: datetime) -> bool:
    """Let nobody try it again by themselves: a human must look."""
    said = storable(error)
    if not _end(db, letter, LetterState.FAILED, error=said):
        return False
    _note_failure(db, letter, said, now)
    return True


def let_go(db: Session, worker: str) -> None:
    """Give back what a worker of this name had in hand before it was ended: it starts anew."""
    held = and_(Letter.state == LetterState.LEASED, Letter.leased_by == worker)
    db.execute(update(Letter).where(held).values(state=LetterState.QUEUED, leased_until=None, leased_by=None))


def give_up(db: Session, now: datetime) -> None:
    """Stop trying letters that were begun again and again, and never ended: they end their worker."""
    held = and_(Letter.state == LetterState.LEASED, Letter.leased_until <= now, Letter.attempts >= MOST_TRIES)
    error = "the worker ended each time before it was done"
    stopped = (
        update(Letter).where(held).values(state=LetterState.FAILED, error=error, leased_until=None, leased_by=None)
    )
    for letter in db.scalars(stopped.returning(Letter).execution_options(synchronize_session=False)).all():
        _note_failure(db, letter, error, now)


def _is_due(now: datetime, *, is_urgent: bool) -> ColumnElement[bool]:
    waits = and_(Letter.state == LetterState.QUEUED, Letter.due_at <= now)
    is_left = and_(Letter.state == LetterState.LEASED, Letter.leased_until <= now, Letter.attempts < MOST_TRIES)
    return and_(or_(waits, is_left), Letter.is_urgent == is_urgent)


def _note_failure(db: Session, letter: Letter, error: str, now: datetime) -> None:
    record(
        db,
        "letter.failed",
        letter,
        now,
        edition_id=letter.edition_id,
        person_id=letter.person_id,
        after={"error": error},
    )


def _end(db: Session, letter: Letter, state: LetterState, **values: Any) -> bool:  # noqa: ANN401 (columns)
    return _step(db, letter, state=state, leased_until=None, leased_by=None, **values)


def _step(db: Session, letter: Letter, **values: Any) -> bool:  # noqa: ANN401 (columns)
    """Change a letter that is in our hand; tell whether it still is."""
    ours = and_(Letter.id == letter.id, Letter.state == LetterState.LEASED, Letter.leased_by == letter.leased_by)
    step = update(Letter).where(ours).values(**values).returning(Letter.id)
    return db.scalar(step.execution_options(synchronize_session=False)) is not None
