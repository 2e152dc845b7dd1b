"""Column types: values of `kit` in and out of both databases."""

import enum
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Enum
from sqlalchemy.types import TypeDecorator

from academy.kit.translated import Translated


class TranslatedText(TypeDecorator[Translated]):
    """A `Translated` value, kept as JSON per language in a stable order."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Translated | None, dialect: Dialect) -> dict[str, str]:  # noqa: ARG002
        """Write the texts, sorted by language, so that the same value is the same bytes."""
        return dict(sorted((value or Translated()).items()))

    def process_result_value(self, value: dict[str, str] | None, dialect: Dialect) -> Translated:  # noqa: ARG002
        """Read the texts."""
        return Translated(value)


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC: SQLite has no zones, PostgreSQL answers in the server's."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Write in UTC; a naive time is a mistake of the programmer."""
        if value is not None and value.tzinfo is None:
            message = f"naive time {value!r}"
            raise ValueError(message)
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Read as UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Tags(TypeDecorator[tuple[str, ...]]):
    """A short ordered list of words, such as language codes, kept as JSON."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> list[str]:  # noqa: ARG002
        """Write a list."""
        return list(value or ())

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> tuple[str, ...]:  # noqa: ARG002
        """Read a tuple."""
        return tuple(value or ())


def _values(choices: type[enum.Enum]) -> list[str]:
    return [str(choice.value) for choice in choices]


CHOICE: Enum = Enum(enum.StrEnum, native_enum=False, length=30, create_constraint=True, values_callable=_values)
"""One of an enumeration, kept as its value with a CHECK, alike on both databases."""

ANNOTATIONS: dict[Any, Any] = {
    Translated: TranslatedText,
    datetime: Instant,
    tuple[str, ...]: Tags,
    enum.StrEnum: CHOICE,
}
