"""Turns: what several workers must not do at once. One guarded UPDATE says whose it is."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from academy.outbox.models import Turn

TO_MANY = "letters to many"


def open_turns(db: Session, names: Iterable[str], now: datetime) -> None:
    """See to it that turns can be taken. Of two who add the same one, the database refuses the second."""
    known = set(db.scalars(select(Turn.name)))
    db.add_all(Turn(name=name, next_at=now) for name in names if name not in known)
    db.flush()


def take_turn(db: Session, name: str, now: datetime, every: timedelta) -> bool:
    """Take a turn where it is due, until this transaction ends; tell whether it is ours. The next is `every` later."""
    ours = update(Turn).where(Turn.name == name, Turn.next_at <= now).values(next_at=now + every).returning(Turn.id)
    return db.scalar(ours.execution_options(synchronize_session=False)) is not None


def put_off(db: Session, name: str, until: datetime) -> None:
    """Let nobody take a turn before an instant."""
    db.execute(update(Turn).where(Turn.name == name).values(next_at=until))
