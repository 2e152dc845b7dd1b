"""Takes what tells something about a person out of the record. The chain holds: it covers salted digests."""

from datetime import datetime

from sqlalchemy import JSON, ColumnElement, CursorResult, update
from sqlalchemy.orm import Session

from academy.trail.models import Value


def erase(db: Session, which: ColumnElement[bool], now: datetime) -> int:
    """Forget certain values and their salts; return how many. That something was done, and when, stays.

    They must be about people: values about persons, or of entries about things of somebody (`ABOUT_SOMEBODY`).
    """
    db.flush()
    about = update(Value).where(which, Value.erased_at.is_(None))
    done = db.execute(about.values(before=JSON.NULL, after=JSON.NULL, salt=None, erased_at=now))
    return done.rowcount if isinstance(done, CursorResult) else 0
