"""All that is kept sealed, wherever it stands: which keys it needs, and sealing it with the present one."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, select, true, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from academy.accounts.models import Account
from academy.db.engine import keys_of
from academy.files.models import Upload
from academy.kit.refusals import Refusal, Unknown
from academy.kit.words import N_
from academy.outbox.models import Letter
from academy.participation.models import Answer
from academy.people.models import Person
from academy.people.sensitive import FIELDS
from academy.trail.models import Chain, Entry

# A key's name, a dot, and at least a nonce and a tag; a name in a passport is nothing like it.
_SEALED = re.compile(r"[^\s.]+\.[A-Za-z0-9_-]{38,}=*")


@dataclass(frozen=True, slots=True)
class _Row:
    row_id: int
    told: object
    stored: str | bytes
    """What the column held when it was read."""

    @property
    def text(self) -> str:
        return self.stored.decode("ascii") if isinstance(self.stored, bytes) else self.stored


@dataclass(frozen=True, slots=True)
class SealedField:
    """A column of sealed texts, and the column that tells the places apart."""

    column: InstrumentedAttribute[Any]
    told_by: InstrumentedAttribute[Any]
    place: str
    """As its places begin."""
    which: ColumnElement[bool] = field(default_factory=true)
    """Of which rows it is sealed."""


SEALED: tuple[SealedField, ...] = (
    *(SealedField(getattr(Person, name), Person.id, f"person.{name}") for name in FIELDS),
    SealedField(Account.totp, Account.id, "account.totp"),
    SealedField(Letter.secrets, Letter.uid, "letter.secrets"),
    SealedField(Letter.message, Letter.uid, "letter.secrets", Letter.facts["is_secret"].as_boolean()),
    SealedField(Upload.key, Upload.uid, "upload.key"),
    SealedField(Answer.value, Answer.uid, "answer.value"),
)


_ONCE_PLAIN = SealedField(Person.passport_name, Person.id, "person.passport_name")
"""What the first version kept in clear."""


def seal_plain(db: Session) -> int:
    """Seal what was kept in clear by an older version; return how many fields that were."""
    found = [row for row in _rows(db, _ONCE_PLAIN) if not _SEALED.fullmatch(row.text)]
    return sum(_write(db, _ONCE_PLAIN, row, row.text) for row in found)


def count_plain(db: Session) -> int:
    """Return how many fields are kept in clear that should be sealed."""
    return sum(not _SEALED.fullmatch(row.text) for sealed in SEALED for row in _rows(db, sealed))


def count_by_key(db: Session) -> Counter[str]:
    """Return how many fields are sealed with each key, by the keys' names."""
    texts = [row.text for sealed in SEALED for row in _rows(db, sealed)]
    return Counter(text.partition(".")[0] for text in texts if _SEALED.fullmatch(text))


def seal_anew(db: Session, most: int = 500) -> int:
    """Seal up to `most` fields with the present key that are sealed with another; return how many that were.

    Called until nothing is left, each time in a transaction of its own: it may be broken off at any moment.
    """
    keys = keys_of(db)
    others = ((sealed, row) for sealed in SEALED for row in _rows(db, sealed) if not keys.is_present(row.text))
    found = list(islice(others, most))
    return sum(_write(db, sealed, row, keys.unseal(row.text, f"{sealed.place}:{row.told}")) for sealed, row in found)


def check_dispensable(db: Session, name: str) -> None:
    """Refuse to give up a key that is unknown, the present one, or still needed by something that is stored."""
    keys = keys_of(db)
    if name not in keys.keys:
        raise Unknown(N_("There is no key called “%(name)s”."), name=name)
    if name == keys.present:
        raise Refusal(N_("“%(name)s” is the present key. Add another one first."), name=name)
    if count := count_by_key(db)[name]:
        message = N_("%(count)s fields are still sealed with “%(name)s”. Rotate first.")
        raise Refusal(message, count=count, name=name)
    if db.scalar(select(Entry.id).where(Entry.key == name).limit(1)) or name in db.scalars(select(Chain.key)).all():
        raise Refusal(N_("The record is sealed with “%(name)s”: without it nobody can check the record."), name=name)


def _rows(db: Session, sealed: SealedField) -> Iterator[_Row]:
    """Go through what a field holds, a thousand rows at a time."""
    owner = sealed.column.class_
    query = select(owner.id, sealed.told_by, sealed.column).where(sealed.column.is_not(None), sealed.which)
    for row_id, told, stored in db.execute(query.order_by(owner.id).execution_options(yield_per=1000)):
        if stored:
            yield _Row(row_id, told, stored)


def _write(db: Session, sealed: SealedField, row: _Row, text: str) -> bool:
    """Write a text sealed in the place of what was read; False where somebody has changed or emptied it since."""
    owner, column = sealed.column.class_, sealed.column
    closed = keys_of(db).seal(text, f"{sealed.place}:{row.told}")
    value = closed.encode("ascii") if isinstance(column.type, LargeBinary) else closed
    as_read = update(owner).where(owner.id == row.row_id, column == row.stored)
    return db.scalar(as_read.values({column.key: value}).returning(owner.id)) is not None
