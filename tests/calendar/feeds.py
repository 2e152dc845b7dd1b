"""Calendars to look at, and how they are read again."""

from collections.abc import Sequence

from icalendar import Calendar, Component, Event

from academy.agenda.models import Slot
from academy.calendar.ics import Feed, calendar
from academy.editions.models import Edition

HERE = "https://academy.example.org"


def page_of(thing: Slot | Edition) -> str:
    return f"{HERE}/en/{thing.edition.slug}/{thing.code}/" if isinstance(thing, Slot) else f"{HERE}/en/{thing.slug}/"


def feed(edition: Edition, language: str = "en", about: str = "") -> Feed:
    """What the calendar of an edition says of itself."""
    title = str(edition.title.wording(language, edition.languages))
    return Feed(title, language, page_of(edition), f"{HERE}/{edition.slug}.ics", edition.zone, page_of, about)


def written(edition: Edition, slots: Sequence[Slot], language: str = "en", whole: Sequence[Edition] = ()) -> bytes:
    return calendar(feed(edition, language), slots, whole)


def parsed(content: bytes) -> Component:
    """The calendar, read by icalendar."""
    return Calendar.from_ical(content)


def events(content: bytes) -> list[Event]:
    return [one for one in parsed(content).walk("VEVENT") if isinstance(one, Event)]


def event_of(edition: Edition, slot: Slot, language: str = "en") -> Event:
    """The one entry of a slot."""
    (event,) = events(written(edition, [slot], language))
    return event


def lines(content: bytes) -> list[str]:
    """The lines as they were before they were folded."""
    return content.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
