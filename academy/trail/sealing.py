"""Chains the entries of the record together, so that nobody changes one unseen; done by the worker, after the fact."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.orm import Session, load_only, selectinload

from academy.db.engine import keys_of
from academy.kit.sealing import KeyRing
from academy.trail.models import Chain, Entry, Value
from academy.trail.rules import canonical

LOG = logging.getLogger(__name__)

BATCH = 100
"""Entries that are sealed in one transaction at most: on SQLite nobody else writes meanwhile."""

SEALED = ("id", "at", "chain", "door", "account_id", "impersonator_id", "act", "thing", "thing_id")
"""What a seal covers of an entry, besides its number and its values."""


def seal_record(db: Session, now: datetime, limit: int = BATCH) -> int:  # noqa: ARG001 (as every duty)
    """Seal entries that are not sealed yet, chain after chain; return how many. What is left waits for the next time.

    Of two who seal at once the second waits for the first, and goes on behind it. A chain whose end is not the one that
    was sealed is left alone: a new seal would hide what was done to it.
    """
    done = 0
    for name in db.scalars(select(Entry.chain).where(Entry.seal.is_(None)).distinct().order_by(Entry.chain)).all():
        if done < limit:
            done += _seal_chain(db, name, limit - done)
    return done


def seal_of(ring: KeyRing, key: str, before: str, entry: Mapping[str, Any], values: Sequence[Sequence[object]]) -> str:
    """Return the seal of an entry behind another one (its seal; empty for the first). Raise KeyError for a lost key."""
    return ring.mark(key, "trail", before.encode() + b"\n" + canonical(entry, values))


def head_of(ring: KeyRing, key: str, chain: str, number: int, seal: str) -> str:
    """Return what says that a chain ends with this entry. Raise KeyError for a lost key."""
    return ring.mark(key, "trail head", f"{chain} {number} {seal}".encode())


def _seal_chain(db: Session, name: str, limit: int) -> int:
    chain, ring = _locked(db, name), keys_of(db)
    key = ring.present
    seal = _end_of(db, ring, chain)
    if seal is None:
        LOG.error("the record of %s is not sealed any more: its end is not the one that was sealed", name)
        return 0
    sealed, waiting = [], _unsealed(db, name, limit)
    for number, entry in enumerate(waiting, start=chain.number + 1):
        said = {field: getattr(entry, field) for field in SEALED}
        values = [(value.field, value.digest, value.person_id) for value in entry.values]
        seal = seal_of(ring, key, seal, {**said, "number": number}, values)
        sealed.append({"entry": entry.id, "number": number, "key": key, "seal": seal})
    if sealed:
        written = update(Entry).where(Entry.id == bindparam("entry"))
        db.connection().execute(
            written.values(number=bindparam("number"), key=bindparam("key"), seal=bindparam("seal")), sealed
        )
        for entry in waiting:
            db.expire(entry)
        number = chain.number + len(sealed)
        chain.number, chain.key, chain.seal = number, key, head_of(ring, key, name, number, seal)
        db.flush()
    return len(sealed)


def _locked(db: Session, name: str) -> Chain:
    """Return the chain, made where there is none, for us alone until the transaction ends."""
    begun = "INSERT INTO trail_chain (name, number, seal, key) VALUES (:name, 0, '', '') ON CONFLICT (name) DO NOTHING"
    db.execute(text(begun), {"name": name})
    locked = select(Chain).where(Chain.name == name).with_for_update().execution_options(populate_existing=True)
    return db.scalars(locked).one()


def _end_of(db: Session, ring: KeyRing, chain: Chain) -> str | None:
    """Return the seal of a chain's last entry, empty where there is none; None where that is not its sealed end."""
    sealed = (Entry.chain == chain.name) & Entry.number.is_not(None)
    last = db.execute(select(Entry.number, Entry.seal).where(sealed).order_by(Entry.number.desc()).limit(1)).first()
    number, seal = (last.number, last.seal or "") if last else (0, "")
    if number != chain.number:
        return None
    is_sealed = chain.key in ring.keys and chain.seal == head_of(ring, chain.key, chain.name, number, seal)
    return seal if is_sealed or number == 0 else None


def _unsealed(db: Session, name: str, limit: int) -> Sequence[Entry]:
    digests = selectinload(Entry.values).options(load_only(Value.field, Value.digest, Value.person_id))
    waiting = select(Entry).where(Entry.chain == name, Entry.seal.is_(None)).order_by(Entry.id).limit(limit)
    return db.scalars(waiting.options(digests)).all()
