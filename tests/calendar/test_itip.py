"""Invitations as calendar programs and mail programs read them (RFC 5545, 5546, 6047)."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from icalendar import Calendar

from academy.agenda.models import Role, RoleKind, Slot
from academy.calendar.invitations import Said
from academy.calendar.itip import Envelope, Party, cancellation, request
from academy.calendar.models import Reply
from academy.editions.models import State
from academy.people.models import Person
from tests.factories import DAY, LATER, MADE, loose_edition, loose_slot, words

PAGE = "https://academy.test/en/workshop-2026/programme/x/"
WRITTEN = LATER + timedelta(days=1)


def envelope(
    language: str = "en", sequence: int = 3, name: str = "Ana Peña", reply: Reply = Reply.NEEDS_ACTION
) -> Envelope:
    return Envelope(
        organiser=Party("academy@example.org", "Workshop"),
        attendee=Party("ana@example.org", name),
        language=language,
        sequence=sequence,
        at=WRITTEN,
        reply=reply,
    )


def public(**more: object) -> Slot:
    edition = loose_edition(state=State.PUBLISHED, **more.pop("edition", {}))  # type: ignore[arg-type]
    return loose_slot(edition, 1, public_since=MADE, changed_at=LATER, **more)


def said(slot: Slot, language: str = "en") -> Said:
    person = Person(slug="ana", given="Ana")
    person.id = 1
    slot.roles = [Role(position=0, kind=RoleKind.SPEAKER, person=person)]
    found = Said.of(slot, person, language)
    assert found is not None
    return found


def asked(slot: Slot, **more: object) -> str:
    own = envelope(**more)  # type: ignore[arg-type]
    return request(own, slot, said(slot, own.language), PAGE)


def lines(calendar: str) -> list[str]:
    return calendar.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def test_a_request_says_who_invites_whom_to_what() -> None:
    slot = public(sequence=2)
    found = lines(asked(slot))
    assert found[:5] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Academy//Programme//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:REQUEST",
    ]
    event = found[found.index("BEGIN:VEVENT") + 1 : found.index("END:VEVENT")]
    assert {line for line in event if not line.startswith("DESCRIPTION")} == {
        f"UID:{slot.uid}",
        "DTSTAMP:20261103T103000Z",
        "CREATED:20261102T093000Z",
        "LAST-MODIFIED:20261102T103000Z",
        "SEQUENCE:3",
        "CLASS:PUBLIC",
        "DTSTART;TZID=America/Mexico_City:20261123T090000",
        "DTEND;TZID=America/Mexico_City:20261123T100000",
        "SUMMARY;LANGUAGE=en:Item 1",
        "STATUS:CONFIRMED",
        f"URL:{PAGE}",
        "CATEGORIES:Plenary",
        "TRANSP:OPAQUE",
        "ORGANIZER;CN=Workshop:mailto:academy@example.org",
        (
            'ATTENDEE;CN="Ana Peña";CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=FALSE:'
            "mailto:ana@example.org"
        ),
    }
    (description,) = [line for line in event if line.startswith("DESCRIPTION")]
    assert description.startswith("DESCRIPTION;LANGUAGE=en:Your part: Speaker\\n\\nPlease answer with the button")
    assert "BEGIN:VALARM" not in found
    assert not {"UID", "NAME", "SOURCE"} & {line.partition(":")[0] for line in found[: found.index("BEGIN:VTIMEZONE")]}


def test_a_cancellation_says_what_is_cancelled_and_nothing_more() -> None:
    slot = public(about=words("Long text"), online_url="https://meet.example.org")
    found = lines(cancellation(envelope(sequence=4), slot.uid, said(slot)))
    assert "METHOD:CANCEL" in found
    event = found[found.index("BEGIN:VEVENT") + 1 : found.index("END:VEVENT")]
    assert set(event) == {
        f"UID:{slot.uid}",
        "DTSTAMP:20261103T103000Z",
        "SEQUENCE:4",
        "DTSTART;TZID=America/Mexico_City:20261123T090000",
        "DTEND;TZID=America/Mexico_City:20261123T100000",
        "SUMMARY;LANGUAGE=en:Cancelled: Item 1",
        "STATUS:CANCELLED",
        "ORGANIZER;CN=Workshop:mailto:academy@example.org",
        (
            'ATTENDEE;CN="Ana Peña";CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=FALSE:'
            "mailto:ana@example.org"
        ),
    }


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Africa/Casablanca", date(2027, 3, 10)),
        ("Africa/Casablanca", date(2027, 2, 10)),
        ("-06:00", date(2021, 8, 26)),
        ("+05:30", date(2027, 3, 10)),
        ("America/Mexico_City", DAY),
    ],
)
def test_programs_read_the_instant_that_is_meant(zone: str, day: date) -> None:
    slot = public(edition={"zone_name": zone}, day=day, end=time(0, 30), days_over=1)
    for written in (asked(slot), cancellation(envelope(), slot.uid, said(slot))):
        (event,) = Calendar.from_ical(written).walk("VEVENT")
        ends = slot.edition.zone.instant(day + timedelta(days=1), time(0, 30))
        starts = slot.edition.zone.instant(day, time(9))
        assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (starts, ends)
        # vobject prefers its own zones to those of a calendar: this name nobody knows
        entry = vobject.readOne(re.sub("(TZID[=:])", rf"\g<1>{abs(hash((zone, day)))}/", written)).vevent
        assert entry.dtstart.value.astimezone(UTC) == starts
        assert entry.uid.value == str(slot.uid)


def test_every_zone_that_is_named_is_described() -> None:
    for zone in ("Africa/Casablanca", "-06:00", "+05:30"):
        written = asked(public(edition={"zone_name": zone}))
        named = set(re.findall("TZID=([^:]+):", written))
        assert named == set(re.findall("\r\nTZID:(.+)\r\n", written))


def test_a_day_without_hours_needs_no_zone() -> None:
    written = asked(public(start=None, end=None))
    assert "DTSTART;VALUE=DATE:20261123" in lines(written)
    assert "VTIMEZONE" not in written


def test_arabic_names_and_very_long_titles_fold_and_are_read_again() -> None:
    title = "حلقة نقاش حول الاقتصاد الاجتماعي والتضامني " * 20
    slot = public(title=words("x", ar=title.strip()))
    written = asked(slot, language="ar", name="مريم العلوي")
    assert max(len(line.encode()) for line in written.split("\r\n")) <= 75
    (event,) = Calendar.from_ical(written).walk("VEVENT")
    assert (str(event["SUMMARY"]), event["SUMMARY"].params["LANGUAGE"]) == (title.strip(), "ar")
    assert event["ATTENDEE"].params["CN"] == "مريم العلوي"
    assert vobject.readOne(written).vevent.attendee.params["CN"] == ["مريم العلوي"]


def test_a_name_cannot_break_out_of_its_place() -> None:
    written = asked(public(), name='Ana "x";ROLE=CHAIR:mailto:evil@example.org, y')
    (event,) = Calendar.from_ical(written).walk("VEVENT")
    assert str(event["ATTENDEE"]) == "mailto:ana@example.org"
    assert event["ATTENDEE"].params["ROLE"] == "REQ-PARTICIPANT"
    assert event["ATTENDEE"].params["CN"] == "Ana 'x';ROLE=CHAIR:mailto:evil@example.org, y"


def test_an_answer_that_still_holds_stays_in_the_calendar() -> None:
    (event,) = Calendar.from_ical(asked(public(), reply=Reply.ACCEPTED)).walk("VEVENT")
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"


def test_the_same_is_the_same_bytes() -> None:
    assert asked(public()) == asked(public())


def test_a_clock_of_the_middle_of_a_change_is_right() -> None:
    night = date(2027, 10, 31)
    slot = public(edition={"zone_name": "Europe/Rome"}, day=night, start=time(1), end=time(4))
    (event,) = Calendar.from_ical(asked(slot)).walk("VEVENT")
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(hours=3)  # of the clock
    rome = ZoneInfo("Europe/Rome")
    assert event.decoded("DTEND").astimezone(UTC) == datetime(2027, 10, 31, 4, tzinfo=rome).astimezone(UTC)
