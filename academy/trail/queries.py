"""How entries of the record are found."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, selectinload

from academy.trail.models import Entry


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries of a chain are asked for; what is empty does not matter."""

    chain: str
    thing: str = ""
    thing_id: int | None = None
    act: str = ""
    account_id: int | None = None

    @property
    def condition(self) -> ColumnElement[bool]:
        """What an entry fulfils."""
        found = Entry.chain == self.chain
        if self.thing:
            found &= Entry.thing == self.thing
        if self.thing_id is not None:
            found &= Entry.thing_id == self.thing_id
        if self.act:
            found &= Entry.act == self.act
        if self.account_id is not None:
            found &= Entry.account_id == self.account_id
        return found


def list_entries(db: Session, wanted: Wanted, *, first: int = 0, most: int = 50) -> Sequence[Entry]:
    """Return entries with their values, the newest first; `first` are left out."""
    query = select(Entry).where(wanted.condition).order_by(Entry.id.desc()).offset(first).limit(most)
    return db.scalars(query.options(selectinload(Entry.values))).all()


def count_entries(db: Session, wanted: Wanted) -> int:
    """Return how many entries there are."""
    return db.scalar(select(func.count()).select_from(Entry).where(wanted.condition)) or 0


def list_used(db: Session, wanted: Wanted) -> list[tuple[str, str, int | None]]:
    """Return each kind of thing, act and account together by which entries can be asked for: of a chain, or of a thing.

    Which of them were chosen does not matter, so that others can be.
    """
    shown = Wanted(wanted.chain)
    if wanted.thing_id is not None:
        shown = Wanted(wanted.chain, wanted.thing, wanted.thing_id)
    query = select(Entry.thing, Entry.act, Entry.account_id).where(shown.condition).distinct()
    return [(thing, act, account_id) for thing, act, account_id in db.execute(query)]
