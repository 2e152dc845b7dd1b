"""What three calendar programs make of our calendars: every entry at the instant that zoneinfo says."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

import ics
import pytest
import vobject
from sqlalchemy.orm import Session

from academy.agenda.models import Slot
from academy.agenda.queries import list_public_slots
from academy.agenda.rules import span_of
from academy.editions.models import Edition, State
from academy.editions.queries import list_editions
from tests.calendar.feeds import events, written
from tests.factories import MADE, loose_edition, loose_slot

Instants = dict[str, tuple[datetime, datetime]]
Read = Callable[[bytes], Instants]
TIMES = count()

# A change of the clock lies in, before or after each of these days. Morocco's days are those on which old and new
# rules agree.
PLACES = [
    ("America/Mexico_City", date(2021, 8, 26)),
    ("America/Mexico_City", date(2026, 11, 23)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Europe/Rome", date(2026, 3, 29)),
    ("Europe/Rome", date(2026, 10, 25)),
    ("Africa/Casablanca", date(2024, 3, 10)),
    ("Africa/Casablanca", date(2026, 2, 15)),
    ("Africa/Cairo", date(2026, 4, 24)),
    ("America/Santiago", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Asia/Kolkata", date(2026, 1, 1)),
    ("Asia/Kathmandu", date(2026, 1, 1)),
    ("-06:00", date(2021, 8, 26)),
    ("+14:00", date(2026, 1, 1)),
    ("-12:00", date(2026, 1, 1)),
    ("+05:30", date(2026, 1, 1)),
    ("+00:00", date(2026, 1, 1)),
]


def with_icalendar(content: bytes) -> Instants:
    return {str(one["UID"]): (one.decoded("DTSTART"), one.decoded("DTEND")) for one in events(content)}


def with_vobject(content: bytes) -> Instants:
    # It prefers its own zones to those of a calendar, and the first that it met of a name: these names nobody knows.
    renamed = re.sub("(TZID[=:])", rf"\g<1>Ours-{next(TIMES)}/", content.decode())
    entries: list[Any] = vobject.readOne(renamed).vevent_list
    return {one.uid.value: (one.dtstart.value, one.dtend.value) for one in entries}


def with_ics(content: bytes) -> Instants:
    entries = ics.Calendar(content.decode()).events
    return {one.uid: (one.begin.datetime, one.end.datetime) for one in entries}


# vobject gives up on a zone whose clocks have numbers for names, as Morocco's, and takes its own data instead.
UNNAMED = "Africa/Casablanca"
READ: dict[Read, list[tuple[str, date]]] = {
    with_icalendar: PLACES,
    with_ics: PLACES,
    with_vobject: [place for place in PLACES if place[0] != UNNAMED],
}


def around(edition: Edition, day: date) -> list[Slot]:
    """Slots on three days, in the morning, in the evening and over midnight; none in the hour that is changed."""
    hours = [(time(7), time(8, 45), 0), (time(18), time(18, 30), 0), (time(22), time(5), 1)]
    days = [day + timedelta(days=number) for number in (-1, 0, 1)]
    said = [(one, *hour) for one in days for hour in hours]
    return [
        loose_slot(edition, number, day=on, start=start, end=end, days_over=over, public_since=MADE)
        for number, (on, start, end, over) in enumerate(said)
    ]


def expected(slots: list[Slot]) -> Instants:
    spans = {str(slot.uid): span_of(slot, slot.edition.zone) for slot in slots}
    return {uid: (span.start, span.end) for uid, span in spans.items() if span}


def in_utc(found: Instants) -> Instants:
    return {uid: (start.astimezone(UTC), end.astimezone(UTC)) for uid, (start, end) in found.items()}


@pytest.mark.parametrize(("read", "zone", "day"), [(read, *place) for read, places in READ.items() for place in places])
def test_every_entry_is_at_its_instant(read: Read, zone: str, day: date) -> None:
    edition = loose_edition(zone_name=zone, state=State.PUBLISHED)
    slots = around(edition, day)
    assert in_utc(read(written(edition, slots))) == expected(slots)


@pytest.mark.parametrize("read", READ)
def test_the_demonstration_is_at_its_instants(demo: Session, read: Read) -> None:
    editions = [one for one in list_editions(demo) if one.starts_on]
    if read is with_vobject:
        editions = [one for one in editions if one.zone_name != UNNAMED]
    seen = 0
    for edition in editions:
        slots = [slot for slot in list_public_slots(demo, [edition]) if slot.start and slot.end and slot.day]
        if slots:
            assert in_utc(read(written(edition, slots))) == expected(slots), edition.slug
        seen += len(slots)
    assert seen >= 7


def test_gmt_minus_six_is_an_hour_behind_mexico_city_in_august() -> None:
    edition = loose_edition(zone_name="-06:00", state=State.PUBLISHED)
    slot = loose_slot(edition, 1, day=date(2021, 8, 26), public_since=MADE)
    for read in (with_icalendar, with_vobject, with_ics):
        ((start, end),) = in_utc(read(written(edition, [slot]))).values()
        assert (start, end) == (datetime(2021, 8, 26, 15, tzinfo=UTC), datetime(2021, 8, 26, 16, tzinfo=UTC))
