"""What a rule of the purge says, and when an event is over for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func

from academy.db.base import Base
from academy.editions.models import Edition
from academy.kit.personal import Retention

AFTER_EVENT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Rule:
    """What is emptied: rows of a table for which `is_due` holds; without `values` they go altogether.

    What the record says of the same fields of these rows goes with them, and so do rows of other tables that are `of`
    them.
    """

    name: str
    label: str
    retention: Retention
    table: type[Base]
    is_due: Callable[[datetime], ColumnElement[bool]]
    values: Mapping[str, Any] | None = None
    of: tuple[type[Base], ...] = ()
    """Tables whose rows belong to an account."""
    told_as: tuple[str, ...] = ()
    """Under which other names the record tells of what is emptied."""
    takes_person: bool = False
    """True where the person whose row it is goes with it, if nothing else speaks of them."""


def is_over(now: datetime) -> ColumnElement[bool]:
    """Return what editions fulfil that ended long enough ago; one without any date is not over."""
    day = (now - AFTER_EVENT).date()
    last = func.coalesce(Edition.ends_on, Edition.starts_on)
    return func.coalesce(last <= day, Edition.year < day.year, False)
