"""What is written about invitations."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from babel.dates import format_date, get_timezone_location

from academy.agenda.models import Slot
from academy.calendar.entries import When
from academy.calendar.invitations import Change, Said
from academy.calendar.models import Method
from academy.calendar.texts import location, parts_line
from academy.calendar.words import CHANGES
from academy.editions.models import Edition
from academy.kit.hours import Hours, print_hours
from academy.kit.languages import comma
from academy.kit.words import translate
from academy.kit.zones import Zone
from academy.outbox.actions import Draft

_LONG = {"en": "EEEE d MMMM y"}
_HOUR = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """What goes with a letter: the calendar object, and what marks the letter as written for it, and once."""

    calendar: str | None
    origin: str
    once: str


def invited(slot: Slot, said: Said, language: str, token: str, enclosed: Enclosed) -> Draft:
    """Invite somebody to an item."""
    return _asking("calendar/invitation", slot, token, enclosed, _facts(slot, said, language))


def updated(
    slot: Slot,
    said: Said,
    changes: list[dict[str, str]],
    language: str,
    token: str,
    enclosed: Enclosed,
    *,
    asks_again: bool,
) -> Draft:
    """Tell what has changed of an item; `asks_again` where the earlier answer does not hold any more."""
    facts = {**_facts(slot, said, language), "changes": changes, "asks_again": asks_again}
    return _asking("calendar/update", slot, token, enclosed, facts)


def cancelled(edition: Edition, said: Said, why: str, language: str, enclosed: Enclosed) -> Draft:
    """Tell that somebody need not come: what it was, and when it would have been; `why` as a sentence."""
    return Draft(
        kind="calendar/cancellation",
        facts={**_basic(edition, said, language), "why": translate(why, language)},
        edition_id=edition.id,
        origin=enclosed.origin,
        once=enclosed.once,
        calendar=enclosed.calendar,
        calendar_method=Method.CANCEL.value if enclosed.calendar else None,
    )


def differences(before: Said, after: Said, changes: tuple[Change, ...], language: str) -> list[dict[str, str]]:
    """Return what has changed, each with its name, what it was and what it is; not where the letters go."""
    said = {
        Change.WHEN: (_line(before.when, language), _line(after.when, language)),
        Change.WHERE: (before.place, after.place),
        Change.TITLE: (before.title, after.title),
        Change.ONLINE: (before.online, after.online),
        Change.PART: (parts_line(before.parts, language), parts_line(after.parts, language)),
    }
    named = [(translate(CHANGES[one], language), *said[one]) for one in changes if one in said]
    return [{"name": name, "before": old, "after": new} for name, old, new in named]


def day_of(day: date, language: str) -> str:
    """Return a day with its weekday and year."""
    return format_date(day, _LONG.get(language, "full"), locale=language)


def clock_of(zone: Zone, day: date, language: str) -> str:
    """Return whose clock hours are on: the zone as printed, or the place and its distance from UTC on that day."""
    if zone.label:
        return zone.label
    minutes = int(zone.offset_at(day) / timedelta(minutes=1))
    rest = f":{abs(minutes) % _HOUR:02}" if minutes % _HOUR else ""
    offset = f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // _HOUR}{rest}"
    if zone.is_fixed:
        return offset
    place = get_timezone_location(zone.name, locale=language, return_city=True).rpartition("/")[2]
    return f"{place}{comma(language)}{offset}"


def _asking(kind: str, slot: Slot, token: str, enclosed: Enclosed, facts: dict[str, Any]) -> Draft:
    return Draft(
        kind=kind,
        facts={**facts, "code": slot.code},
        secrets={"token": token},
        edition_id=slot.edition_id,
        origin=enclosed.origin,
        once=enclosed.once,
        calendar=enclosed.calendar,
        calendar_method=Method.REQUEST.value,
    )


def _facts(slot: Slot, said: Said, language: str) -> dict[str, Any]:
    facts = _basic(slot.edition, said, language)
    return {
        **facts,
        "where": location(slot.edition, language, slot.room),
        "online": said.online,
        "part": parts_line(said.parts, language),
    }


def _basic(edition: Edition, said: Said, language: str) -> dict[str, Any]:
    when = said.when
    return {
        "title": said.title,
        "edition": str(edition.title.wording(language, edition.languages)),
        "edition_slug": edition.slug,
        "day": day_of(when.day, language),
        "hours": print_hours(Hours(when.start, when.end, when.days_over)),
        "clock": clock_of(when.zone, when.day, language),
    }


def _line(when: When, language: str) -> str:
    hours = print_hours(Hours(when.start, when.end, when.days_over))
    day = day_of(when.day, language)
    clock = clock_of(when.zone, when.day, language)
    return f"{day}{comma(language)}{hours} ({clock})" if hours else day
