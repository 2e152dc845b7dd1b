"""Reads a chain of the record from its first entry to its last, and says what does not fit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from academy.db.engine import keys_of
from academy.kit.sealing import KeyRing
from academy.kit.words import N_
from academy.trail.models import Chain, Entry, Value
from academy.trail.rules import ABOUT_SOMEBODY, digest
from academy.trail.sealing import SEALED, head_of, seal_of

SEALED_WITHIN = timedelta(hours=1)
"""How long an entry may wait for the worker before somebody should look after it."""

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that does not fit: a source sentence with facts; whoever says it adds what the chain is called."""

    message: str
    facts: Mapping[str, object]


@dataclass(slots=True)
class Reading:
    """How far a chain was read: filled while its flaws are gone through."""

    chain: str
    number: int = 0
    """Of the last entry that was there."""
    seal: str = ""
    """Of that entry: whoever wrote its beginning down elsewhere can compare."""
    flaws: int = 0


def list_chains(db: Session) -> list[str]:
    """Return the names of all chains that have entries, or had."""
    named = select(Chain.name).union(select(Entry.chain))
    return sorted(db.scalars(named))


def count_overdue(db: Session, chain: str, now: datetime) -> int:
    """Return how many entries have waited for their seal for too long."""
    waiting = (Entry.chain == chain) & Entry.seal.is_(None) & (Entry.at < now - SEALED_WITHIN)
    return db.scalar(select(func.count()).select_from(Entry).where(waiting)) or 0


def verify(db: Session, reading: Reading) -> Iterator[Flaw]:
    """Go through what does not fit in a chain; `reading` says afterwards how far it reaches. Memory does not grow."""
    for flaw in _flaws(db, keys_of(db), reading):
        reading.flaws += 1
        yield flaw


def _flaws(db: Session, ring: KeyRing, reading: Reading) -> Iterator[Flaw]:
    """Read no further than the end that was there at the beginning: the worker may be sealing meanwhile."""
    sealed = (Entry.chain == reading.chain) & Entry.number.is_not(None)
    is_sealed = db.scalar(select(select(Entry.id).where(sealed).exists()))
    head = db.scalar(select(Chain).where(Chain.name == reading.chain))
    if head is None:
        if is_sealed:
            yield Flaw(N_("Record of %(chain)s: nothing says where the chain ends."), {})
        return
    for _number, rows in groupby(_rows(db, reading.chain, head.number), key=lambda row: row.number):
        yield from _entry(ring, reading, list(rows))
    if head.number:
        yield from _end(ring, reading, head)
    yield from _behind(db, reading.chain)


def _rows(db: Session, chain: str, last: int) -> Iterator[Any]:
    """Go through the sealed entries with their values, a row for each value, by number."""
    of_entry = [Entry.number, Entry.key, Entry.seal, *(getattr(Entry, name) for name in SEALED)]
    of_value = [Value.field, Value.digest, Value.person_id, Value.salt, Value.before, Value.after, Value.erased_at]
    query = select(*of_entry, Value.id.label("value_id"), *of_value).outerjoin(Value, Value.entry_id == Entry.id)
    sealed = query.where(Entry.chain == chain, Entry.number <= last).order_by(Entry.number, Value.id)
    yield from db.execute(sealed.execution_options(yield_per=_AT_ONCE))


def _entry(ring: KeyRing, reading: Reading, rows: list[Row[Any]]) -> Iterator[Flaw]:
    first, values = rows[0], [row for row in rows if row.value_id is not None]
    facts = {"number": first.number}
    if first.number != reading.number + 1:
        yield _missing(reading.number + 1, first.number - 1)
    said = {"number": first.number, **{name: getattr(first, name) for name in SEALED}}
    bound = [(row.field, row.digest, row.person_id) for row in values]
    if first.key not in ring.keys:
        message = N_("Record of %(chain)s: entry %(number)s is sealed with the key “%(key)s”, which is not here.")
        yield Flaw(message, {**facts, "key": first.key})
    elif first.seal != seal_of(ring, first.key, reading.seal, said, bound):
        yield Flaw(
            N_("Record of %(chain)s: entry %(number)s or the one before it was changed, or somebody else sealed it."),
            facts,
        )
    for row in values:
        if not _fits(row):
            yield Flaw(
                N_("Record of %(chain)s: entry %(number)s: its value “%(field)s” was changed."),
                {**facts, "field": row.field},
            )
    reading.number, reading.seal = first.number, first.seal or ""


def _fits(row: Row[Any]) -> bool:
    """Tell whether a value is what was sealed; one about somebody may be erased, and then wholly."""
    if row.salt is None:
        is_about_somebody = row.person_id is not None or row.thing in ABOUT_SOMEBODY
        return row.erased_at is not None and is_about_somebody and row.before is None and row.after is None
    return bool(row.digest == digest(row.field, row.before, row.after, row.salt))


def _missing(first: int, last: int) -> Flaw:
    if first == last:
        return Flaw(N_("Record of %(chain)s: entry %(number)s is missing."), {"number": first})
    return Flaw(N_("Record of %(chain)s: entries %(first)s to %(last)s are missing."), {"first": first, "last": last})


def _end(ring: KeyRing, reading: Reading, head: Chain) -> Iterator[Flaw]:
    if head.number > reading.number:
        yield _missing(reading.number + 1, head.number)
    elif head.key not in ring.keys:
        message = N_("Record of %(chain)s: the end of the chain is sealed with the key “%(key)s”, which is not here.")
        yield Flaw(message, {"key": head.key})
    elif head.seal != head_of(ring, head.key, head.name, reading.number, reading.seal):
        yield Flaw(N_("Record of %(chain)s: what says where the chain ends was changed."), {})


def _behind(db: Session, chain: str) -> Iterator[Flaw]:
    """Tell of entries that claim to be sealed, and that no end takes in; the end is read last, since it moves on."""
    last = db.scalar(select(func.max(Entry.number)).where(Entry.chain == chain)) or 0
    if last > (db.scalar(select(Chain.number).where(Chain.name == chain)) or 0):
        yield Flaw(N_("Record of %(chain)s: entry %(number)s stands behind the end."), {"number": last})
