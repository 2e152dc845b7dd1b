"""What a column that holds something about a person is for, and how long it is kept: said where the column is made."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

NOBODY = "–"
"""Stands for a name that was removed where none is translated."""


class Retention(StrEnum):
    """When a field is emptied."""

    WITH_RECORD = "with_record"
    """It stays with the public record of the event, until the person asks for erasure."""
    AFTER_EVENT = "after_event"
    """Ninety days after the last edition that the person takes part in."""
    AFTER_USE = "after_use"
    """As soon as it has done its work."""
    AFTER_YEAR = "after_year"
    """A year after it was written."""
    WITH_ACCOUNT = "with_account"
    """Thirty days after the account that it belongs to was closed."""


@dataclass(frozen=True, slots=True)
class Personal:
    """Says of a column: what for (a source sentence), how long, and whether only few may see it."""

    purpose: str
    retention: Retention
    is_sensitive: bool = False


def personal(purpose: str, retention: Retention, *, sensitive: bool = False) -> dict[str, Any]:
    """Return what goes into a column's `info`."""
    return {"personal": Personal(purpose, retention, sensitive)}
