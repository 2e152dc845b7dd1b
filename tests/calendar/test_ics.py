"""Slots as calendar entries, property by property (RFC 5545, 7986)."""

from dataclasses import replace
from datetime import time, timedelta
from uuid import NAMESPACE_URL, uuid5

import pytest
from icalendar import Event

from academy.agenda.models import Role, RoleKind, Room, Slot, SlotKind
from academy.calendar.entries import tzid_of
from academy.calendar.ics import calendar
from academy.editions.models import Mode, State
from academy.kit.translated import Translated
from academy.kit.zones import Zone
from academy.people.models import Person
from tests.calendar.feeds import HERE, event_of, events, feed, lines, page_of, parsed, written
from tests.factories import DAY, LATER, MADE, loose_edition, loose_slot, words


def public(number: int = 1, **more: object) -> Slot:
    """A slot of a published edition in Mexico City that readers can see."""
    edition = more.pop("edition", None) or loose_edition(state=State.PUBLISHED)
    return loose_slot(edition, number, **{"public_since": MADE, "changed_at": LATER, **more})  # type: ignore[arg-type]


def entry(language: str = "en", **more: object) -> Event:
    slot = public(**more)  # type: ignore[arg-type]
    return event_of(slot.edition, slot, language)


def test_a_calendar_says_what_it_is() -> None:
    slot = public()
    said = lines(calendar(feed(slot.edition, "es", "Sobre"), [slot]))
    assert said[: said.index("BEGIN:VTIMEZONE")] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Academy//Programme//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        *said[5 : said.index("BEGIN:VTIMEZONE")],
    ]
    source = f"{HERE}/workshop-2026.ics"
    assert set(said[5 : said.index("BEGIN:VTIMEZONE")]) == {
        f"UID:{uuid5(NAMESPACE_URL, source)}",
        "NAME;LANGUAGE=es:Workshop",
        "X-WR-CALNAME:Workshop",
        "X-WR-TIMEZONE:America/Mexico_City",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        f"URL:{HERE}/en/workshop-2026/",
        f"SOURCE;VALUE=URI:{source}",
        "DESCRIPTION;LANGUAGE=es:Sobre",
        "LAST-MODIFIED:20261102T103000Z",
    }


def test_an_entry_says_everything() -> None:
    hall = Room(edition_id=1, slug="hall", position=0, name=words("Main Hall"))
    edition = loose_edition(state=State.PUBLISHED, city=words("Puebla"), country="MX")
    slot = public(edition=edition, room=hall, online_url="https://meet.example.org/1", sequence=3)
    said = lines(written(edition, [slot]))
    event = said[said.index("BEGIN:VEVENT") + 1 : said.index("END:VEVENT")]
    assert {line for line in event if not line.startswith("DESCRIPTION")} == {
        f"UID:{slot.uid}",
        "DTSTAMP:20261102T103000Z",
        "CREATED:20261102T093000Z",
        "LAST-MODIFIED:20261102T103000Z",
        "SEQUENCE:3",
        "CLASS:PUBLIC",
        "DTSTART;TZID=America/Mexico_City:20261123T090000",
        "DTEND;TZID=America/Mexico_City:20261123T100000",
        "SUMMARY;LANGUAGE=en:Item 1",
        "STATUS:CONFIRMED",
        "LOCATION;LANGUAGE=en:Main Hall\\, Puebla\\, Mexico",
        f"URL:{HERE}/en/workshop-2026/{slot.code}/",
        "CATEGORIES:Plenary",
        "TRANSP:OPAQUE",
        "CONFERENCE;FEATURE=VIDEO;LABEL=Follow online;VALUE=URI:https://meet.example.org/1",
    }
    description = [line for line in event if line.startswith("DESCRIPTION")]
    assert len(description) == 1
    assert description[0].startswith("DESCRIPTION;LANGUAGE=en:Workshop\\n09:00–10:00 (America/Mexico_City)\\n")


def test_the_same_slots_are_the_same_bytes() -> None:
    first, second = public(), public()
    assert written(first.edition, [first]) == written(second.edition, [second])


def test_lines_are_short_and_end_as_they_must() -> None:
    title = Translated(en="«" + "ñ" * 250 + "»; a, b\\c", ar="الاقتصاد الاجتماعي والتضامني " * 9)
    for language in ("en", "ar"):
        slot = public(title=title, about=words("# A\n\n" + "🎉" * 200))
        content = written(slot.edition, [slot], language)
        assert content.endswith(b"END:VCALENDAR\r\n")
        assert all(len(line) <= 75 and b"\n" not in line for line in content.split(b"\r\n"))
        assert "\ufffd" not in "".join(line.decode(errors="replace") for line in content.split(b"\r\n"))
        (event,) = events(content)
        assert event["SUMMARY"] == title[language]


def test_a_title_cannot_bring_lines_of_its_own() -> None:
    slot = public(title=words("x\r\nATTENDEE:mailto:a@example.org\nEND:VEVENT"))
    said = lines(written(slot.edition, [slot]))
    assert said.count("END:VEVENT") == 1
    assert not any(line.startswith("ATTENDEE") for line in said)


def test_a_title_is_in_the_readers_language_or_marked() -> None:
    title = Translated(en="Welcome", es="Bienvenida")
    assert entry("es", title=title)["SUMMARY"].params["LANGUAGE"] == "es"
    fallback = entry("ar", title=title)["SUMMARY"]
    assert (str(fallback), fallback.params["LANGUAGE"]) == ("Welcome", "en")


@pytest.mark.parametrize(
    ("state", "more", "cancelled"),
    [
        (State.PUBLISHED, {}, False),
        (State.PUBLISHED, {"removed_at": LATER}, True),
        (State.CANCELLED, {}, True),
        (State.WITHDRAWN, {}, True),
    ],
)
def test_what_is_no_more_is_cancelled(state: State, more: dict[str, object], *, cancelled: bool) -> None:
    slot = public(edition=loose_edition(state=state), **more)  # type: ignore[arg-type]
    event = event_of(slot.edition, slot)
    assert event["STATUS"] == ("CANCELLED" if cancelled else "CONFIRMED")
    assert event["SUMMARY"] == ("Cancelled: Item 1" if cancelled else "Item 1")
    assert event["SEQUENCE"] == 0
    assert ("DESCRIPTION" in event, "URL" in event) == ((False, False) if state == State.WITHDRAWN else (True, True))


@pytest.mark.parametrize("more", [{"public_since": None}, {"day": None}, {"removed_at": MADE}])
def test_what_nobody_could_see_or_find_is_left_out(more: dict[str, object]) -> None:
    slot = public(**more)  # type: ignore[arg-type]
    assert events(written(slot.edition, [slot])) == []
    assert "LAST-MODIFIED" not in parsed(written(slot.edition, [slot]))


def test_without_hours_it_lasts_all_day() -> None:
    said = lines(written(public().edition, [public(start=None, end=None)]))
    assert "DTSTART;VALUE=DATE:20261123" in said
    assert "TRANSP:TRANSPARENT" in said
    assert not any(line.startswith("DTEND") for line in said)


def test_without_an_end_there_is_none() -> None:
    event = entry(end=None)
    assert "DTEND" not in event
    assert "DURATION" not in event
    assert event.decoded("DTSTART").hour == 9


def test_a_break_leaves_people_free() -> None:
    assert entry(kind=SlotKind.BREAK)["TRANSP"] == "TRANSPARENT"


def test_it_ends_on_the_day_after() -> None:
    event = entry(start=time(22), end=time(0, 30), days_over=1)
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(hours=2, minutes=30)
    assert event.decoded("DTEND").date() == DAY + timedelta(days=1)


def test_where_there_is_no_place_none_is_said() -> None:
    assert "LOCATION" not in entry()
    assert "CONFERENCE" not in entry()
    online = loose_edition(state=State.PUBLISHED, mode=Mode.ONLINE, online_url="https://meet.example.org/all")
    assert entry(edition=online)["LOCATION"] == "Online"
    assert entry(edition=online)["CONFERENCE"] == "https://meet.example.org/all"


@pytest.mark.parametrize(
    ("zone", "tzid"),
    [
        ("America/Mexico_City", "America/Mexico_City"),
        ("-06:00", "Etc/GMT+6"),
        ("+03:00", "Etc/GMT-3"),
        ("+14:00", "Etc/GMT-14"),
        ("-12:00", "Etc/GMT+12"),
        ("+00:00", "Etc/UTC"),
        ("-00:00", "Etc/UTC"),
        ("-13:00", None),
        ("+05:30", None),
        ("-03:30", None),
    ],
)
def test_zones_are_called_as_calendars_know_them(zone: str, tzid: str | None) -> None:
    assert tzid_of(Zone(zone)) == tzid


def test_gmt_minus_six_is_named_and_described() -> None:
    edition = loose_edition(state=State.PUBLISHED, zone_name="-06:00", zone_label="GMT-6")
    said = lines(written(edition, [public(edition=edition)]))
    assert "DTSTART;TZID=Etc/GMT+6:20261123T090000" in said
    assert "TZID:Etc/GMT+6" in said
    assert "TZOFFSETTO:-0600" in said
    assert any("09:00–10:00 (GMT-6)" in line for line in said)


def test_an_offset_of_half_an_hour_is_written_in_utc() -> None:
    edition = loose_edition(state=State.PUBLISHED, zone_name="+05:30")
    said = lines(written(edition, [public(edition=edition)]))
    assert "DTSTART:20261123T033000Z" in said
    assert "DTEND:20261123T043000Z" in said
    assert "BEGIN:VTIMEZONE" not in said
    assert "X-WR-TIMEZONE:Etc/UTC" in said


def test_each_zone_is_described_once() -> None:
    rome = loose_edition(state=State.PUBLISHED, zone_name="Europe/Rome", slug="rome")
    half = loose_edition(state=State.PUBLISHED, zone_name="+05:30", slug="delhi")
    slots = [public(), public(2), public(3, edition=rome), public(4, edition=half)]
    said = lines(written(slots[0].edition, slots))
    assert [line for line in said if line.startswith("TZID:")] == ["TZID:America/Mexico_City", "TZID:Europe/Rome"]
    assert len(events(written(slots[0].edition, slots))) == 4


def test_an_edition_is_one_entry_of_whole_days() -> None:
    edition = loose_edition(state=State.PUBLISHED, city=words("Puebla"), version=7)
    (event,) = events(written(edition, [], whole=[edition]))
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (str(edition.uid), 7, "CONFIRMED")
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (DAY, DAY + timedelta(days=5))
    assert (event["SUMMARY"], event["LOCATION"], event["TRANSP"]) == ("Workshop", "Puebla", "TRANSPARENT")
    assert (event["URL"], event.decoded("DTSTAMP")) == (page_of(edition), MADE)


@pytest.mark.parametrize(
    ("more", "days"),
    [({"ends_on": None}, 1), ({"state": State.CANCELLED}, 5), ({"starts_on": None, "ends_on": None}, 0)],
)
def test_an_edition_of_one_day_or_none(more: dict[str, object], days: int) -> None:
    edition = loose_edition(**{"state": State.PUBLISHED, **more})
    found = events(written(edition, [], whole=[edition]))
    assert [one.decoded("DTEND") - one.decoded("DTSTART") for one in found] == [timedelta(days=days)] * bool(days)
    assert [one["STATUS"] for one in found] == (["CANCELLED"] if "state" in more else ["CONFIRMED"] * bool(days))


def test_an_empty_calendar_is_one() -> None:
    content = written(loose_edition(), [])
    assert events(content) == []
    assert content == written(loose_edition(), [])


def test_who_speaks_stands_in_the_entry() -> None:
    ana = Person(slug="ana", given="Ana", family="Peña", honorific=words("Dr"))
    role = Role(position=0, kind=RoleKind.MODERATOR, person=ana)
    assert "Dr Ana Peña, Moderator" in str(entry(roles=[role])["DESCRIPTION"]).split("\n")


def test_a_name_with_commas_is_one_text() -> None:
    said = replace(feed(loose_edition()), name="Casablanca, 2027; a name")
    written_lines = calendar(said, []).decode().split("\r\n")
    assert "NAME;LANGUAGE=en:Casablanca\\, 2027\\; a name" in written_lines
    assert "X-WR-CALNAME:Casablanca\\, 2027\\; a name" in written_lines
