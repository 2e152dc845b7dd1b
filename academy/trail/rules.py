"""What an entry says, and how its values are bound to it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from hashlib import sha256
from typing import Any
from uuid import UUID

from academy.trail.models import Door

ABOUT_SOMEBODY = frozenset({"account", "invitation", "letter", "practice", "review", "reviewer"})
"""Things of one person: what their entries say can be erased, where no value names a person too.

A practice card is its author's, who may be known by a mailbox alone.
"""

INSTALLATION = "installation"
"""The chain of what belongs to no edition."""

_NOTHING: tuple[object, ...] = (None, "", [], {})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, through which door; an administrator who works as somebody else is named beside them."""

    door: Door
    account_id: int | None = None
    impersonator_id: int | None = None


@dataclass(frozen=True, slots=True)
class About:
    """A value that tells something about a person who is not the whole entry's: a speaker among others."""

    person_id: int
    value: object


def chain_of(edition_id: int | None) -> str:
    """Return the name of the chain that an edition's entries stand in."""
    return INSTALLATION if edition_id is None else f"edition:{edition_id}"


def facts(draft: object, leave_out: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return what a draft (a dataclass) says, field by field, as it stands in the record."""
    return {
        field.name: plain(getattr(draft, field.name))
        for field in fields(draft)  # type: ignore[arg-type]  # any of our drafts
        if field.name not in leave_out
    }


def numbered(field: str, drafts: Iterable[object]) -> dict[str, Any]:
    """Return the entries of a list as fields of their own, so that only those that differ are kept: `section/2`."""
    return {f"{field}/{number}": plain(draft) for number, draft in enumerate(drafts, start=1)}


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return what differs of each field, as values that JSON can carry, in the order of the names.

    An empty text is nothing; what is false and was not there before is nothing new.
    """
    pairs = {name: (_kept(before, name), _kept(after, name)) for name in sorted({*before, *after})}
    in_both = before.keys() & after.keys()
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1] and (any(pair) or name in in_both)}


def person_in(said: object) -> int | None:
    """Return whom a value tells about, where it says so itself."""
    return said.person_id if isinstance(said, About) else None


def digest(field: str, before: object, after: object, salt: str) -> str:
    """Return what stands in the chain for a value: nobody can guess it without the salt."""
    return sha256(json.dumps([field, before, after, salt], sort_keys=True).encode()).hexdigest()


def canonical(entry: Mapping[str, Any], values: Iterable[Sequence[object]]) -> bytes:
    """Return an entry as it is sealed: its fields, and of each value the field, the digest and whom it is about."""
    return json.dumps([dict(entry), [list(value) for value in values]], sort_keys=True, default=str).encode()


def plain(value: Any) -> Any:  # noqa: ANN401, PLR0911 (whatever a draft holds: a line for each kind of it)
    """Return a value as JSON can carry it; a row is called by its name."""
    if isinstance(value, About):
        return plain(value.value)
    if is_dataclass(value) and not hasattr(value, "slug"):
        return {name: one for name, one in facts(value).items() if one not in _NOTHING}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime | time | UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in sorted(value.items())}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if hasattr(value, "slug"):
        return plain(value.name if hasattr(value, "name") else value.title)
    return value


def _kept(said: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 (a plain value)
    value = plain(said.get(name))
    return None if value in _NOTHING else value
