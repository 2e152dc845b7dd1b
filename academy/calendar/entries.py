"""Slots and editions as entries of a calendar (VEVENT), for feeds and for invitations alike.

A slot without hours lasts all day, one without an end has no DTEND.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from icalendar import Event, Timezone, vUri

from academy.agenda.models import Slot, SlotKind
from academy.agenda.words import SLOT_KINDS
from academy.calendar.texts import description, location
from academy.calendar.vtimezone import vtimezone
from academy.editions.models import Edition, State
from academy.kit.translated import Wording
from academy.kit.words import N_, translate
from academy.kit.zones import Zone

PRODUCT = "-//Academy//Programme//EN"
DAY = timedelta(days=1)

_EAST, _WEST = 14, 12  # the last whole hours that have a name of their own


@dataclass(frozen=True, slots=True)
class When:
    """From when to when an item lasts, on the clocks of its zone."""

    day: date
    start: time | None
    end: time | None
    days_over: int
    zone: Zone

    @classmethod
    def of(cls, slot: Slot) -> "When | None":
        """Return when a slot is, or None where its day is not known."""
        if slot.day is None:
            return None
        return cls(slot.day, slot.start, slot.end, slot.days_over, slot.edition.zone)

    @property
    def clocks(self) -> tuple[date, time | None, time | None, int, str]:
        """What the clocks show, whatever the zone is called in print."""
        return self.day, self.start, self.end, self.days_over, self.zone.name

    @property
    def over_at(self) -> datetime:
        """The instant at which it is over; midnight where its end is not known."""
        if self.end is None:
            return self.zone.instant(self.day + DAY, time())
        return self.zone.instant(self.day + self.days_over * DAY, self.end)


def slot_event(slot: Slot, language: str, page: str, above: str = "") -> Event:
    """Return the entry of a slot: all that it says, or that it is cancelled; of a withdrawn edition nothing more.

    `above` is said above the description.
    """
    event = bare_event(slot.uid, slot.changed_at, slot.sequence)
    event.add("CREATED", slot.created_at)
    event.add("LAST-MODIFIED", slot.changed_at)
    event.add("CLASS", "PUBLIC")
    if when := When.of(slot):
        add_hours(event, when)
    is_cancelled = slot.removed_at is not None or slot.edition.state != State.PUBLISHED
    add_title(event, slot.title.wording(language, slot.edition.languages), language, is_cancelled=is_cancelled)
    if slot.edition.state != State.WITHDRAWN:
        _add_details(event, slot, language, page, above)
    return event


def edition_event(edition: Edition, language: str, page: str) -> Event:
    """Return the entry of a whole edition."""
    first = edition.starts_on or date.min
    event = bare_event(edition.uid, edition.changed_at, edition.version)
    event.add("CREATED", edition.created_at)
    event.add("LAST-MODIFIED", edition.changed_at)
    event.add("CLASS", "PUBLIC")
    event.add("DTSTART", first)
    event.add("DTEND", (edition.ends_on or first) + DAY)
    wording = edition.title.wording(language, edition.languages)
    add_title(event, wording, language, is_cancelled=edition.state != State.PUBLISHED)
    if place := location(edition, language):
        event.add("LOCATION", place, parameters={"LANGUAGE": language})
    event.add("URL", vUri(page))
    event.add("TRANSP", "TRANSPARENT")
    return event


def bare_event(uid: UUID, stamp: datetime, sequence: int) -> Event:
    """Return an entry that says only which one it is, and which revision of it (RFC 5546, 2.1.5)."""
    event = Event()
    event.add("UID", str(uid))
    event.add("DTSTAMP", stamp)
    event.add("SEQUENCE", sequence)
    return event


def add_title(event: Event, wording: Wording, language: str, *, is_cancelled: bool) -> None:
    """Say what an entry is called, and whether it takes place."""
    text = wording.text
    if is_cancelled:
        text = translate(N_("Cancelled: %(title)s"), language, {"title": text})
    event.add("SUMMARY", text, parameters={"LANGUAGE": wording.language})
    event.add("STATUS", "CANCELLED" if is_cancelled else "CONFIRMED")


def add_hours(event: Event, when: When) -> None:
    """Say from when to when an entry lasts."""
    if when.start is None:
        event.add("DTSTART", when.day)
        return
    event.add("DTSTART", *_moment(when.zone, when.day, when.start))
    if when.end is not None:
        event.add("DTEND", *_moment(when.zone, when.day + when.days_over * DAY, when.end))


def timezones(zones: Iterable[Zone], first: date, last: date) -> list[Timezone]:
    """Return the VTIMEZONE of each zone that calendars know by name, right for these days."""
    names = {tzid for zone in zones if (tzid := tzid_of(zone))}
    return [vtimezone(tzid, first, last) for tzid in sorted(names)]


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


def _add_details(event: Event, slot: Slot, language: str, page: str, above: str) -> None:
    said = "\n\n".join(filter(None, (above, description(slot, language, page))))
    event.add("DESCRIPTION", said, parameters={"LANGUAGE": language})
    if place := location(slot.edition, language, slot.room):
        event.add("LOCATION", place, parameters={"LANGUAGE": language})
    event.add("URL", vUri(page))
    event.add("CATEGORIES", [translate(SLOT_KINDS[slot.kind], language)])
    event.add("TRANSP", "TRANSPARENT" if slot.kind == SlotKind.BREAK or slot.start is None else "OPAQUE")
    if address := slot.online_url or slot.edition.online_url:
        label = translate(N_("Follow online"), language)
        event.add("CONFERENCE", vUri(address), parameters={"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": label})


def _moment(zone: Zone, day: date, hour: time) -> tuple[datetime, dict[str, str]]:
    tzid = tzid_of(zone)
    if tzid is None:
        return zone.instant(day, hour), {}
    return datetime.combine(day, hour), {"TZID": tzid}
