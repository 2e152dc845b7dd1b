"""What is written about invitations."""

from dataclasses import dataclass
from typing import Any

from academy.agenda.models import Slot
from academy.calendar.entries import When
from academy.calendar.invitations import Change, Said
from academy.calendar.models import Method
from academy.calendar.texts import location, parts_line
from academy.calendar.words import CHANGES
from academy.editions.models import Edition
from academy.kit.dates import clock, long_day
from academy.kit.hours import Hours, print_hours
from academy.kit.languages import comma
from academy.kit.words import translate
from academy.outbox.actions import Draft


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
        "day": long_day(when.day, language),
        "hours": print_hours(Hours(when.start, when.end, when.days_over)),
        "clock": clock(when.zone, when.day, language),
    }


def _line(when: When, language: str) -> str:
    hours = print_hours(Hours(when.start, when.end, when.days_over))
    day = long_day(when.day, language)
    return f"{day}{comma(language)}{hours} ({clock(when.zone, when.day, language)})" if hours else day
