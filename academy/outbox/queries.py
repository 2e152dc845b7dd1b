"""How letters are found."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, defer

from academy.kit.refusals import Unknown
from academy.kit.words import N_
from academy.outbox.models import Letter, LetterState, Turn
from academy.outbox.rules import BOUNCES_SHOWN, MOST_TRIES, OVERDUE
from academy.outbox.turns import TO_MANY


@dataclass(frozen=True, slots=True)
class Trouble:
    """Letters of an edition (None: of none) that somebody must look at."""

    edition_id: int | None
    failed: int
    bounced: int


def get_letter(db: Session, number: int, edition_id: int | None = None) -> Letter:
    """Return a letter; with an edition, one of that edition."""
    letter = db.get(Letter, number)
    if letter is None or edition_id not in {None, letter.edition_id}:
        raise Unknown(N_("There is no such letter."))
    return letter


def find_letter(db: Session, uid: UUID) -> Letter | None:
    """Return the letter with a Message-ID."""
    return db.scalar(select(Letter).where(Letter.uid == uid))


def list_letters(
    db: Session,
    first: int = 0,
    count: int | None = None,
    *,
    edition_id: int | None = None,
    state: LetterState | None = None,
) -> list[Letter]:
    """List letters without their bytes, the newest first."""
    wanted = select(Letter).where(*_chosen(edition_id, state)).order_by(Letter.id.desc()).offset(first).limit(count)
    return list(db.scalars(wanted.options(defer(Letter.message, raiseload=True))))


def count_letters(db: Session, edition_id: int | None = None) -> dict[LetterState, int]:
    """Count letters by their state."""
    counted = select(Letter.state, func.count()).where(*_chosen(edition_id, None)).group_by(Letter.state)
    return {row[0]: row[1] for row in db.execute(counted)}


def list_trouble(db: Session, now: datetime, editions: Collection[int] | None = None) -> list[Trouble]:
    """Count by edition what somebody must look at: in all of them, or in some."""
    has_failed = Letter.state == LetterState.FAILED
    came_back = and_(Letter.state == LetterState.BOUNCED, Letter.bounced_at >= now - BOUNCES_SHOWN)
    within = [Letter.edition_id.in_(editions)] if editions is not None else []
    counted = (
        select(Letter.edition_id, func.sum(case((has_failed, 1), else_=0)), func.sum(case((came_back, 1), else_=0)))
        .where(or_(has_failed, came_back), *within)
        .group_by(Letter.edition_id)
        .order_by(Letter.edition_id)
    )
    return [Trouble(*row) for row in db.execute(counted)]


def count_late(db: Session, now: datetime) -> int:
    """Count letters that should have left long ago, which says that no worker runs."""
    since = now - OVERDUE
    waits = and_(Letter.state == LetterState.QUEUED, Letter.due_at <= since)
    hangs = and_(Letter.state == LetterState.LEASED, Letter.leased_until <= since)
    forgotten = or_(hangs, and_(waits, or_(Letter.is_urgent, _nothing_left_since(since))))
    return db.scalar(select(func.count()).select_from(Letter).where(forgotten)) or 0


def find_next_instant(db: Session, now: datetime) -> datetime | None:
    """Return when the next letter may leave: not before it is due, and one to many not before its turn."""
    waits = Letter.state == LetterState.QUEUED
    urgent, to_many, held = (
        db.scalar(select(func.min(column)).where(condition))
        for column, condition in (
            (Letter.due_at, and_(waits, Letter.is_urgent)),
            (Letter.due_at, and_(waits, Letter.is_urgent.is_(False))),
            (Letter.leased_until, and_(Letter.state == LetterState.LEASED, Letter.attempts < MOST_TRIES)),
        )
    )
    if to_many is not None:
        turn = db.scalar(select(Turn.next_at).where(Turn.name == TO_MANY))
        to_many = max(to_many, turn or now)
    return min((instant for instant in (urgent, to_many, held) if instant is not None), default=None)


def _nothing_left_since(since: datetime) -> ColumnElement[bool]:
    """Letters to many may wait for their turn; but where no worker runs, none leaves."""
    return ~select(Letter.id).where(Letter.sent_at >= since).correlate(None).exists()


def _chosen(edition_id: int | None, state: LetterState | None) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = []
    if edition_id is not None:
        chosen.append(Letter.edition_id == edition_id)
    if state is not None:
        chosen.append(Letter.state == state)
    return chosen
