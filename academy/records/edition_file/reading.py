"""An edition file in, from text to a checked value; each mistake with its line."""

import json
from collections.abc import Iterator
from typing import Any

import json_source_map
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from academy.kit.refusals import Refusal, Several
from academy.kit.words import N_
from academy.participation.models import EVERYBODY
from academy.records.edition_file.base import MistakeError
from academy.records.edition_file.card_checks import card_contradictions, card_references
from academy.records.edition_file.format import VERSION, EditionFile, RolePart

LARGEST = 20_000_000
"""Bytes in a file; an edition of 500 slots in five languages has some 2,000,000."""

_MOST_SHOWN = 20

Mistake = tuple[list[int | str], Refusal]
"""Where in the file, and what is wrong there."""

# By pydantic's own names of what may be wrong.
_REASONS = {
    "missing": N_("It is missing."),
    "extra_forbidden": N_("The format has no such member."),
    "string_type": N_("A text in quotation marks belongs here."),
    "dict_type": N_("Texts by language belong here, such as {“en”: “Welcome”}."),
    "model_type": N_("An object belongs here."),
    "list_type": N_("A list belongs here."),
    "bool_type": N_("This is true or false."),
    "bool_parsing": N_("This is true or false."),
    "int_type": N_("A whole number belongs here."),
    "int_parsing": N_("A whole number belongs here."),
    "greater_than": N_("This number is too small."),
    "greater_than_equal": N_("This number is too small."),
    "less_than": N_("This number is too large."),
    "less_than_equal": N_("This number is too large."),
    "date_type": N_("A day belongs here, such as “2021-08-26”."),
    "date_parsing": N_("A day belongs here, such as “2021-08-26”."),
    "date_from_datetime_parsing": N_("A day belongs here, such as “2021-08-26”."),
    "time_type": N_("An hour belongs here, such as “09:15”."),
    "time_parsing": N_("An hour belongs here, such as “09:15”."),
    "datetime_type": N_("An instant belongs here, such as “2021-08-26T15:00:00Z”."),
    "datetime_parsing": N_("An instant belongs here, such as “2021-08-26T15:00:00Z”."),
    "datetime_from_date_parsing": N_("An instant belongs here, such as “2021-08-26T15:00:00Z”."),
    "timezone_aware": N_("An instant belongs here, such as “2021-08-26T15:00:00Z”."),
    "uuid_type": N_("A UUID belongs here."),
    "uuid_parsing": N_("A UUID belongs here."),
    "enum": N_("This is none of the choices that the format knows."),
    "literal_error": N_("This is none of the choices that the format knows."),
    "too_short": N_("At least one belongs here."),
}


def read_edition_file(content: bytes) -> EditionFile:
    """Return the edition of a file.

    Raises a Refusal (with the line) where it is no JSON in UTF-8 or not of this format, and Several, a refusal for each
    mistake, where it is, but says what cannot be. Nothing is repaired.
    """
    if len(content) > LARGEST:
        raise Refusal(N_("The file is larger than %(most)s MB; an edition never is."), most=LARGEST // 1_000_000)
    text = _decoded(content)
    data = _parsed(text)
    _check_format(data)
    try:
        file = EditionFile.model_validate(data)
    except ValidationError as error:
        raise _several(text, [(list(one["loc"]), _reason(one)) for one in error.errors()]) from error
    if loose := list(_loose_ends(file)):
        raise _several(text, loose)
    return file


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Refusal(N_("Line %(line)s: the file is not written in UTF-8."), line=line) from error


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise Refusal(
            N_("Line %(line)s: this is not JSON (%(reason)s)."), line=error.lineno, reason=error.msg
        ) from error
    except RecursionError as error:
        raise Refusal(N_("The file is nested too deeply to be an edition.")) from error


def _check_format(data: object) -> None:
    written = data.get("format") if isinstance(data, dict) else None
    if written != VERSION:
        raise Refusal(N_("This is not an edition file: “format” must say “%(version)s”."), version=VERSION)


def _reason(error: ErrorDetails) -> Refusal:
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, MistakeError):
        return cause.refusal
    return Refusal(_REASONS.get(error["type"], N_("This cannot stand here.")))


def _several(text: str, mistakes: list[Mistake]) -> Several:
    lines = json_source_map.calculate(text)
    found = [
        Refusal(N_("Line %(line)s, %(place)s: %(reason)s"), line=_line(lines, path), place=_place(path), reason=why)
        for path, why in mistakes
    ]
    message = N_("Mistakes in the file: %(count)s. Nothing was written.")
    return Several(message, found[:_MOST_SHOWN], count=len(found))


def _line(lines: dict[str, Any], path: list[int | str]) -> int:
    # A member that is missing has no line of its own: the line of what it is missing from is told.
    for length in range(len(path), -1, -1):
        pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path[:length])
        if pointer in lines:
            return int(lines[pointer].value_start.line) + 1
    return 1


def _place(path: list[int | str]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


_PLACES: dict[str, list[int | str]] = {
    "institution": ["institutions"],
    "person": ["people"],
    "practice": ["practices"],
    "room": ["edition", "rooms"],
    "part": ["edition", "parts"],
    "elective": ["edition", "electives"],
    "institution type": ["edition", "institution_types"],
    "card template": ["edition", "card_templates"],
    "call": ["edition", "calls"],
    "slot": ["edition", "slots"],
}
"""Where in the file each kind of thing is listed."""


def _loose_ends(file: EditionFile) -> Iterator[Mistake]:
    """Go through references to things that the file does not have, and keys that it has twice."""
    keys = {
        "institution": [one.key for one in file.institutions],
        "person": [one.key for one in file.people],
        "practice": [one.key for one in file.practices],
        "room": [one.key for one in file.edition.rooms],
        "part": [one.key for one in file.edition.parts],
        "elective": [one.key for one in file.edition.electives],
        "institution type": [one.key for one in file.edition.institution_types],
        "card template": [str(one.number) for one in file.edition.card_templates],
        "call": [one.key for one in file.edition.calls],
        "slot": [str(one.uid) for one in file.edition.slots],
    }
    for what, all_keys in keys.items():
        for place, own in enumerate(all_keys):
            if own in all_keys[:place]:
                yield [*_PLACES[what], place], Refusal(N_("“%(key)s” stands in the file twice."), key=own)
    for path, what, key in _references(file):
        if key is not None and key not in keys[what]:
            yield path, Refusal(N_("There is no “%(key)s” among the file’s own."), key=key)
    yield from _contradictions(file)


def _references(file: EditionFile) -> Iterator[tuple[list[int | str], str, str | None]]:
    for place, institution in enumerate(file.institutions):
        for parent in institution.parents:
            yield ["institutions", place, "parents"], "institution", parent
    for place, practice in enumerate(file.practices):
        yield ["practices", place, "institution"], "institution", practice.institution
    for place, organiser in enumerate(file.edition.organisers):
        yield ["edition", "organisers", place], "institution", organiser.institution
    yield from _named_types(file)
    yield from card_references(file)
    for place, slot in enumerate(file.edition.slots):
        path: list[int | str] = ["edition", "slots", place]
        for what in ("room", "part", "elective"):
            yield [*path, what], what, getattr(slot, what)
        yield [*path, "directed_by"], "institution", slot.directed_by
        for number, talk in enumerate(slot.talks):
            yield [*path, "talks", number, "practice"], "practice", talk.practice
    for role_path, role in _roles(file):
        yield [*role_path, "person"], "person", role.person
        yield [*role_path, "institution"], "institution", role.institution
        for number, affiliation in enumerate(role.affiliations):
            yield [*role_path, "affiliations", number], "institution", affiliation.institution


def _named_types(file: EditionFile) -> Iterator[tuple[list[int | str], str, str | None]]:
    for place, rule in enumerate(file.edition.quota_rules):
        yield ["edition", "quota_rules", place, "institution_type"], "institution type", rule.institution_type
        yield ["edition", "quota_rules", place, "slot"], "slot", str(rule.slot) if rule.slot else None
    for place, question in enumerate(file.edition.questions):
        for key in {*question.asked_of, *question.required_of} - {EVERYBODY}:
            yield ["edition", "questions", place], "institution type", key


def _roles(file: EditionFile) -> Iterator[tuple[list[int | str], RolePart]]:
    for place, slot in enumerate(file.edition.slots):
        path: list[int | str] = ["edition", "slots", place]
        for number, role in enumerate(slot.roles):
            yield [*path, "roles", number], role
        for talk_number, talk in enumerate(slot.talks):
            for number, role in enumerate(talk.roles):
                yield [*path, "talks", talk_number, "roles", number], role


def _contradictions(file: EditionFile) -> Iterator[Mistake]:
    yield from card_contradictions(file)
    for path, role in _roles(file):
        if sum(map(bool, (role.person, role.institution, role.placeholder))) != 1:
            yield path, Refusal(N_("A role is held by one person, one institution, or one placeholder."))
    edition = file.edition
    if edition.starts_on and edition.ends_on and edition.ends_on < edition.starts_on:
        yield ["edition", "ends_on"], Refusal(N_("The last day comes before the first day."))
    for place, slot in enumerate(edition.slots):
        path = ["edition", "slots", place, "end"]
        if slot.end is not None and slot.start is None:
            yield path, Refusal(N_("There is an end but no beginning."))
        elif slot.start is not None and slot.end is not None and not slot.days_over and slot.end <= slot.start:
            yield path, Refusal(N_("The end does not come after the beginning."))
