"""Values of the record in words: what was a text per language, a choice, a day or a list is read as one again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext

from academy.desk.trail_choices import CHOICES
from academy.desk.trail_words import ACTS, FIELDS
from academy.kit.countries import country_name
from academy.kit.languages import comma, name_in
from academy.kit.translated import Translated
from academy.web.language import language, long_date

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")

_LANGUAGES = frozenset({"language", "languages", "floor_languages", "interpretation_languages"})
_FIRST = ("kind", "person", "post", "institution", "placeholder", "title", "institution_type", "name", "heading")
_CALLED = frozenset({"choice", "room", "part", "elective", "directed_by", "series", "institution", "type"})
"""Fields in which a thing stands by its name: the reader's language is enough."""

_OF_ACCOUNTS = frozenset({"account", "by"})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a value; a text in a certain language says which."""

    text: str
    language: str | None = None


def name_of(field: str, within: str = "") -> str:
    """Return what a field is called, perhaps within a certain entry; one of a list has its number behind it."""
    plain, _, which = field.partition("/")
    plain = f"{within}.{plain}" if f"{within}.{plain}" in FIELDS else plain
    called = gettext(FIELDS[plain]) if plain in FIELDS else gettext(ACTS[plain]) if plain in ACTS else plain
    return f"{called} ({which})" if which and plain != "role" else called


def apart(field: str, before: object, after: object) -> tuple[object, object]:
    """Return both; of texts in several languages only those that differ."""
    if field in _CALLED or not (_is_translated(before) and _is_translated(after)):
        return before, after
    return _only(before, after), _only(after, before)


def accounts_in(value: Mapping[str, Any]) -> set[int]:
    """Return the accounts that the fields of an entry name by their numbers."""
    return {number for field, number in value.items() if field in _OF_ACCOUNTS and isinstance(number, int)}


def lines(thing: str, field: str, value: object, accounts: Mapping[int, str]) -> list[Line]:
    """Return a value line by line; nothing is no line. `accounts` are the names of those that values may name."""
    if value is None:
        return []
    if field in _OF_ACCOUNTS and isinstance(value, int):
        return [Line(accounts.get(value, f"#{value}"))]
    if _is_translated(value) and field not in _CALLED:
        return [Line(text, code) for code, text in value.items()]  # type: ignore[attr-defined]  # a mapping
    plain, _, which = field.partition("/")
    within = plain if which else "role" if plain == "others" else thing
    several = value if isinstance(value, list) and any(isinstance(one, list | dict) for one in value) else [value]
    return [Line(_words(within, plain, one)) for one in several]


def _words(within: str, field: str, value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if _is_translated(value):
        return str(Translated(value).wording(language()))
    if isinstance(value, dict):
        return " · ".join(f"{name_of(name, within)}: {_words(within, name, value[name])}" for name in _in_order(value))
    if isinstance(value, list):
        # What stands in a list within a value is short, such as post and institution: it needs no names of fields.
        bare = [[one[name] for name in _in_order(one)] if _has_fields(one) else one for one in value]
        return comma(language()).join(_words(within, field, one) for one in bare if one not in ({}, "", None))
    return _text(within, field, str(value))


def _in_order(value: Mapping[str, Any]) -> list[str]:
    """Return the fields of a value as they are best read: what it is and who it is before everything else."""
    return sorted(value, key=lambda name: (_FIRST.index(name) if name in _FIRST else len(_FIRST), name))


def _text(within: str, field: str, text: str) -> str:
    if choice := CHOICES.get((within, field), {}).get(text):
        return gettext(choice)
    if field in _LANGUAGES:
        return name_in(text, language())
    if field in {"country", "countries"} and _COUNTRY.fullmatch(text):
        return country_name(text, language())
    if field in {"day", "starts_on", "ends_on", "opens_on", "closes_on"} and _DAY.fullmatch(text):
        return long_date(date.fromisoformat(text))
    if field in {"start", "end", "opens_at", "closes_at"}:
        return text[:5]
    return text


def _only(one: Any, other: Any) -> dict[str, str]:
    return {code: text for code, text in one.items() if other.get(code) != text}


def _has_fields(value: object) -> bool:
    return isinstance(value, dict) and not _is_translated(value)


def _is_translated(value: object) -> bool:
    if not isinstance(value, dict) or not value:
        return False
    return all(_LANGUAGE.fullmatch(name) and isinstance(text, str) for name, text in value.items())
