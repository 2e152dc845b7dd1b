"""Slots as iCalendar (RFC 5545, 7986): same data, same bytes.

Nothing here is the time of writing: DTSTAMP and LAST-MODIFIED are the slot's last change and SEQUENCE counts its
published changes. A slot without hours lasts all day, one without a day is left out, one without an end has no DTEND.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from icalendar import Calendar, Event, vDuration, vText, vUri

from academy.agenda.models import Slot, SlotKind
from academy.agenda.words import SLOT_KINDS
from academy.calendar.texts import description, location
from academy.calendar.vtimezone import vtimezone
from academy.editions.models import Edition, State
from academy.kit.translated import Wording
from academy.kit.words import N_, translate
from academy.kit.zones import Zone

PRODUCT = "-//Academy//Programme//EN"
REFRESH = timedelta(hours=1)

_DAY = timedelta(days=1)
_EAST, _WEST = 14, 12  # the last whole hours that have a name of their own


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
    events = [_edition_event(edition, feed) for edition in whole if edition.starts_on]
    events += [_slot_event(slot, feed) for slot in shown]
    top = _top(feed, max((slot.changed_at for slot in shown), default=None))
    zones = {feed.zone.name, *(slot.edition.zone.name for slot in shown)}
    first, last = _window([*shown, *whole])
    for tzid in sorted(filter(None, (tzid_of(Zone(name)) for name in zones))):
        top.add_component(vtimezone(tzid, first, last))
    for event in events:
        top.add_component(event)
    return bytes(top.to_ical())


def whole_where_empty(edition: Edition, slots: Sequence[Slot]) -> list[Edition]:
    """Return the edition itself, as an entry of its own, while none of its slots has a day."""
    return [] if any(slot.day and slot.removed_at is None for slot in slots) else [edition]


def tzid_of(zone: Zone) -> str | None:
    """Return the IANA name under which calendars know a zone, or None where they know none and get UTC.

    GMT-6 is "Etc/GMT+6": the sign of that family of names is the other way round.
    """
    if not zone.is_fixed:
        return zone.name
    hours, minutes = int(zone.name[1:3]), int(zone.name[4:])
    is_east = zone.name[0] == "+"
    if minutes or hours > (_EAST if is_east else _WEST):
        return None
    return f"Etc/GMT{'-' if is_east else '+'}{hours}" if hours else "Etc/UTC"


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


def _slot_event(slot: Slot, feed: Feed) -> Event:
    event = _event(slot.uid, slot.created_at, slot.changed_at, slot.sequence)
    _add_hours(event, slot)
    is_cancelled = slot.removed_at is not None or slot.edition.state != State.PUBLISHED
    _add_title(
        event, slot.title.wording(feed.language, slot.edition.languages), feed.language, is_cancelled=is_cancelled
    )
    if slot.edition.state == State.WITHDRAWN:
        return event
    page = feed.page_of(slot)
    event.add("DESCRIPTION", description(slot, feed.language, page), parameters={"LANGUAGE": feed.language})
    if place := location(slot.edition, feed.language, slot.room):
        event.add("LOCATION", place, parameters={"LANGUAGE": feed.language})
    event.add("URL", vUri(page))
    event.add("CATEGORIES", [translate(SLOT_KINDS[slot.kind], feed.language)])
    event.add("TRANSP", "TRANSPARENT" if slot.kind == SlotKind.BREAK or slot.start is None else "OPAQUE")
    if address := slot.online_url or slot.edition.online_url:
        label = translate(N_("Follow online"), feed.language)
        event.add("CONFERENCE", vUri(address), parameters={"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": label})
    return event


def _edition_event(edition: Edition, feed: Feed) -> Event:
    first = edition.starts_on or date.min
    event = _event(edition.uid, edition.created_at, edition.changed_at, edition.version)
    event.add("DTSTART", first)
    event.add("DTEND", (edition.ends_on or first) + _DAY)
    wording = edition.title.wording(feed.language, edition.languages)
    _add_title(event, wording, feed.language, is_cancelled=edition.state != State.PUBLISHED)
    if place := location(edition, feed.language):
        event.add("LOCATION", place, parameters={"LANGUAGE": feed.language})
    event.add("URL", vUri(feed.page_of(edition)))
    event.add("TRANSP", "TRANSPARENT")
    return event


def _event(uid: UUID, created: datetime, changed: datetime, sequence: int) -> Event:
    event = Event()
    event.add("UID", str(uid))
    event.add("DTSTAMP", changed)
    event.add("CREATED", created)
    event.add("LAST-MODIFIED", changed)
    event.add("SEQUENCE", sequence)
    event.add("CLASS", "PUBLIC")
    return event


def _add_title(event: Event, wording: Wording, language: str, *, is_cancelled: bool) -> None:
    text = wording.text
    if is_cancelled:
        text = translate(N_("Cancelled: %(title)s"), language, {"title": text})
    event.add("SUMMARY", text, parameters={"LANGUAGE": wording.language})
    event.add("STATUS", "CANCELLED" if is_cancelled else "CONFIRMED")


def _add_hours(event: Event, slot: Slot) -> None:
    if slot.day is None or slot.start is None:
        event.add("DTSTART", slot.day)
        return
    event.add("DTSTART", *_moment(slot.edition.zone, slot.day, slot.start))
    if slot.end is not None:
        event.add("DTEND", *_moment(slot.edition.zone, slot.day + slot.days_over * _DAY, slot.end))


def _moment(zone: Zone, day: date, hour: time) -> tuple[datetime, dict[str, str]]:
    tzid = tzid_of(zone)
    if tzid is None:
        return zone.instant(day, hour), {}
    return datetime.combine(day, hour), {"TZID": tzid}


def _is_calendared(slot: Slot) -> bool:
    # What nobody could ever see is not cancelled either: it never was.
    return slot.public_since is not None and (slot.removed_at is None or slot.removed_at > slot.public_since)


def _window(things: Sequence[Slot | Edition]) -> tuple[date, date]:
    days = [day for thing in things for day in _days_of(thing) if day]
    return min(days, default=date(2000, 1, 1)), max(days, default=date(2000, 1, 1)) + _DAY


def _days_of(thing: Slot | Edition) -> tuple[date | None, ...]:
    return (thing.day,) if isinstance(thing, Slot) else (thing.starts_on, thing.ends_on)
