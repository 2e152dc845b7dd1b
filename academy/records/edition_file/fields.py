"""Between a draft's fields and a file's members: the same names but for a few, texts as plain objects."""

from dataclasses import fields
from typing import Any, TypeVar

from pydantic import BaseModel

from academy.kit.translated import Translated

Draft = TypeVar("Draft")

_RENAMED = {
    "zone_name": "zone",
    "is_invented": "invented",
    "is_binding": "binding",
    "is_funded": "funded",
    "is_sensitive": "sensitive",
    "is_announced": "announced",
    "is_required": "required",
}


def members(draft: object, leave_out: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return a draft's fields as members of the file; things that are kept by key are the caller's to write."""
    names = [field.name for field in fields(draft) if field.name not in leave_out]  # type: ignore[arg-type]
    return {_RENAMED.get(name, name): _plain(getattr(draft, name)) for name in names}


def drafted(draft: type[Draft], part: BaseModel, /, **things: object) -> Draft:
    """Return a draft with the members of a part of the file; `things` are what the part keeps by key."""
    names = [field.name for field in fields(draft) if field.name not in things]  # type: ignore[arg-type]
    return draft(**{name: _value(getattr(part, _RENAMED.get(name, name))) for name in names}, **things)


def _plain(value: object) -> object:
    if isinstance(value, Translated):
        return dict(sorted(value.items()))
    return list(value) if isinstance(value, tuple) else value


def _value(member: object) -> object:
    if isinstance(member, dict):
        return Translated(member)
    return tuple(member) if isinstance(member, list) else member
