"""Public calendars as iCalendar (RFC 5545, 7986): same data, same bytes.

Nothing here is the time of writing: DTSTAMP and LAST-MODIFIED are the slot's last change and SEQUENCE counts its
published changes. A slot without a day is left out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, vDuration, vText, vUri

from academy.agenda.models import Slot
from academy.calendar.entries import DAY, PRODUCT, edition_event, slot_event, timezones, tzid_of
from academy.editions.models import Edition
from academy.kit.zones import Zone

REFRESH = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Feed:
    """What a calendar says of itself. Addresses are absolute; `page_of` gives the page of a slot or of an edition."""

    name: str
    language: str
    page: str
    source: str
    zone: Zone
    page_of: Callable[[Slot | Edition], str]
    about: str = ""


def calendar(feed: Feed, slots: Sequence[Slot], whole: Sequence[Edition] = ()) -> bytes:
    """Return the calendar of these slots (with all they say, and their editions), and of editions as one entry each."""
    shown = [slot for slot in slots if slot.day and _is_calendared(slot)]
    dated = [edition for edition in whole if edition.starts_on]
    top = _top(feed, max((slot.changed_at for slot in shown), default=None))
    for zone in timezones([feed.zone, *(slot.edition.zone for slot in shown)], *_window([*shown, *whole])):
        top.add_component(zone)
    for edition in dated:
        top.add_component(edition_event(edition, feed.language, feed.page_of(edition)))
    for slot in shown:
        top.add_component(slot_event(slot, feed.language, feed.page_of(slot)))
    return bytes(top.to_ical())


def whole_where_empty(edition: Edition, slots: Sequence[Slot]) -> list[Edition]:
    """Return the edition itself, as an entry of its own, while none of its slots has a day."""
    return [] if any(slot.day and slot.removed_at is None for slot in slots) else [edition]


def _top(feed: Feed, changed: datetime | None) -> Calendar:
    top = Calendar()
    top.add("PRODID", PRODUCT)
    top.add("VERSION", "2.0")
    top.add("CALSCALE", "GREGORIAN")
    top.add("METHOD", "PUBLISH")
    top.add("UID", str(uuid5(NAMESPACE_URL, feed.source)))
    top.add("NAME", vText(feed.name), parameters={"LANGUAGE": feed.language})
    top.add("X-WR-CALNAME", vText(feed.name))
    top.add("X-WR-TIMEZONE", tzid_of(feed.zone) or "Etc/UTC")
    top.add("REFRESH-INTERVAL", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    top.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    top.add("URL", vUri(feed.page))
    top.add("SOURCE", vUri(feed.source), parameters={"VALUE": "URI"})
    if feed.about:
        top.add("DESCRIPTION", feed.about, parameters={"LANGUAGE": feed.language})
    if changed:
        top.add("LAST-MODIFIED", changed)
    return top


def _is_calendared(slot: Slot) -> bool:
    # What nobody could ever see is not cancelled either: it never was.
    return slot.public_since is not None and (slot.removed_at is None or slot.removed_at > slot.public_since)


def _window(things: Sequence[Slot | Edition]) -> tuple[date, date]:
    days = [day for thing in things for day in _days_of(thing) if day]
    return min(days, default=date(2000, 1, 1)), max(days, default=date(2000, 1, 1)) + DAY


def _days_of(thing: Slot | Edition) -> tuple[date | None, ...]:
    return (thing.day,) if isinstance(thing, Slot) else (thing.starts_on, thing.ends_on)
