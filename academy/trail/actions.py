"""What can be done with the record: something is added to it."""

import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from academy.trail.models import Door, Entry, Value
from academy.trail.rules import Actor, chain_of, differing, digest, person_in

_ACTOR, _GATHERING = "actor", "gathering"
_NOTHING: Mapping[str, Any] = {}


def acts(db: Session, actor: Actor) -> None:
    """Say who acts with this session; a door does so when it opens one."""
    db.info[_ACTOR] = actor


def actor_of(db: Session) -> Actor:
    """Return who acts with this session; the worker, where no door has said so."""
    actor: Actor = db.info.get(_ACTOR, Actor(Door.WORKER))
    return actor


@dataclass(slots=True)
class Gathering:
    """What a big act did to things that it added itself, counted by words instead of told one by one."""

    counts: Counter[str] = field(default_factory=Counter)
    added: set[tuple[str, int | None]] = field(default_factory=set)

    def takes(self, act: str, thing: tuple[str, int | None], edition_id: int | None) -> bool:
        """Count an act on something new, or within an edition that is new; tell whether it was one."""
        is_new = act.endswith(".created")
        if is_new and thing[1] is not None:
            self.added.add(thing)
        is_new = is_new or not self.added.isdisjoint({thing, ("edition", edition_id)})
        if is_new:
            self.counts[act] += 1
        return is_new


@contextmanager
def gathering(db: Session) -> Iterator[Gathering]:
    """Count what is added while the block lasts, for one entry that sums it up.

    Nothing is lost by it: nothing was there before, what was added stands where it was added, and the first change of
    it says what it was. What the block changes or takes away is told as ever.
    """
    db.info[_GATHERING] = found = Gathering()
    try:
        yield found
    finally:
        del db.info[_GATHERING]


def record(
    db: Session,
    act: str,
    thing: object,
    now: datetime,
    *,
    edition_id: int | None = None,
    person_id: int | None = None,
    before: Mapping[str, Any] = _NOTHING,
    after: Mapping[str, Any] = _NOTHING,
) -> None:
    """Add to the record that the session's actor did something to a thing (a row that has its id).

    Of `before` and `after` only what differs is kept; a reason is one of the fields of `after`. `person_id` names the
    person whom the values tell about, so that erasing that person's data finds them; a value that tells about somebody
    else says so itself (`About`). The worker seals the entry later.
    """
    table, thing_id = str(getattr(thing, "__tablename__", thing)), getattr(thing, "id", None)
    gathered: Gathering | None = db.info.get(_GATHERING)
    if gathered is not None and gathered.takes(act, (table, thing_id), edition_id):
        return
    actor = actor_of(db)
    entry = Entry(
        at=now,
        chain=chain_of(edition_id),
        door=actor.door,
        account_id=actor.account_id,
        impersonator_id=actor.impersonator_id,
        act=act,
        thing=table,
        thing_id=thing_id,
    )
    db.add(entry)
    db.flush()
    differ = differing(before, after).items()
    about = {name: person_in(before.get(name)) or person_in(after.get(name)) or person_id for name, _ in differ}
    if differ:
        db.execute(insert(Value), [_value(entry.id, name, *pair, about[name]) for name, pair in differ])


def _value(entry_id: int, field: str, before: object, after: object, person_id: int | None) -> dict[str, Any]:
    salt = secrets.token_hex(16)
    told = digest(field, before, after, salt)
    facts = {"entry_id": entry_id, "field": field, "before": before, "after": after}
    return {**facts, "salt": salt, "digest": told, "person_id": person_id}
