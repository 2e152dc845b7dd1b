"""A VTIMEZONE is read by rules written here from RFC 5545, and must say what zoneinfo says."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import pytest
from icalendar import Timezone

from academy.calendar.vtimezone import vtimezone

HALF_HOUR, DAY = timedelta(minutes=30), timedelta(days=1)
LINE_OCTETS = 75

WINDOWS = [
    ("Africa/Cairo", date(2023, 4, 1), date(2023, 11, 5)),
    ("Africa/Cairo", date(2027, 4, 15), date(2027, 5, 15)),
    ("Africa/Casablanca", date(2023, 3, 10), date(2023, 4, 30)),
    ("Africa/Casablanca", date(2026, 1, 1), date(2028, 12, 31)),
    ("Africa/Casablanca", date(2027, 2, 1), date(2027, 4, 30)),
    ("America/Adak", date(2026, 3, 7), date(2026, 3, 7)),
    ("America/Adak", date(2026, 3, 9), date(2026, 3, 9)),
    ("America/Mexico_City", date(2021, 3, 25), date(2021, 11, 5)),
    ("America/Mexico_City", date(2022, 3, 25), date(2022, 12, 31)),
    ("America/New_York", date(2026, 3, 1), date(2026, 11, 8)),
    ("America/New_York", date(2026, 8, 3), date(2026, 8, 7)),
    ("America/Santiago", date(2026, 3, 28), date(2027, 4, 10)),
    ("America/Tijuana", date(2026, 3, 1), date(2026, 11, 8)),
    ("Asia/Kolkata", date(2026, 3, 1), date(2026, 3, 31)),
    ("Australia/Lord_Howe", date(2026, 3, 28), date(2026, 10, 10)),
    ("Etc/GMT+6", date(2026, 3, 1), date(2026, 3, 31)),
    ("Etc/UTC", date(2026, 3, 1), date(2026, 3, 31)),
    ("Europe/Dublin", date(2026, 3, 20), date(2026, 11, 5)),
    ("Europe/Rome", date(2026, 3, 20), date(2026, 11, 5)),
    ("Europe/Rome", date(2026, 10, 24), date(2026, 10, 24)),
    ("Europe/Rome", date(2026, 10, 26), date(2026, 10, 26)),
    ("Pacific/Auckland", date(2026, 4, 4), date(2026, 4, 4)),
    ("Pacific/Auckland", date(2026, 4, 6), date(2026, 4, 6)),
    ("Pacific/Auckland", date(2026, 9, 26), date(2026, 9, 26)),
    ("Pacific/Auckland", date(2026, 9, 28), date(2026, 9, 28)),
    ("Pacific/Easter", date(2026, 9, 4), date(2026, 9, 4)),
    ("Pacific/Easter", date(2026, 9, 6), date(2026, 9, 6)),
]
# icalendar reads with dateutil, which cannot skip a day and is an hour off around a change of name alone.
HARD_WINDOWS = [
    ("Europe/Istanbul", date(2016, 3, 20), date(2016, 11, 10)),
    ("Pacific/Apia", date(2011, 12, 20), date(2012, 1, 10)),
]
every_window = pytest.mark.parametrize(("name", "first", "last"), WINDOWS + HARD_WINDOWS)

ROME_IN_OCTOBER = b"""\
BEGIN:VTIMEZONE
TZID:Europe/Rome
BEGIN:STANDARD
DTSTART:20241027T030000
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20250330T020000
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20251026T030000
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
""".replace(b"\n", b"\r\n")


@dataclass(frozen=True, slots=True)
class Observance:
    """A STANDARD or DAYLIGHT as it stands in the text."""

    kind: str
    wall: datetime
    offset_from: timedelta
    offset_to: timedelta
    name: str
    onset: datetime


def read(ical: bytes) -> list[Observance]:
    """The observances in their order; a property that is missing, or not known here, fails the test."""
    lines = ical.decode().replace("\r\n ", "").splitlines()
    starts = [at for at, line in enumerate(lines) if line in {"BEGIN:STANDARD", "BEGIN:DAYLIGHT"}]
    return [_observance(lines[start : lines.index("END:" + lines[start][6:], start)]) for start in starts]


def _observance(lines: list[str]) -> Observance:
    """Read one sub-component: DTSTART is a wall time in TZOFFSETFROM."""
    said = dict(line.split(":", 1) for line in lines)
    wall = datetime.fromisoformat(said.pop("DTSTART"))
    before, after = _offset(said.pop("TZOFFSETFROM")), _offset(said.pop("TZOFFSETTO"))
    onset = (wall - before).replace(tzinfo=UTC)
    observance = Observance(said.pop("BEGIN"), wall, before, after, said.pop("TZNAME"), onset)
    assert said == {}
    return observance


def _offset(text: str) -> timedelta:
    size = timedelta(hours=int(text[1:3]), minutes=int(text[3:5]), seconds=int(text[5:] or 0))
    return -size if text[0] == "-" else size


def at_instant(observances: list[Observance], instant: datetime) -> Observance:
    """The observance whose onset is the last one not after the instant."""
    return max((one for one in observances if one.onset <= instant), key=lambda one: one.onset)


def at_wall(observances: list[Observance], wall: datetime) -> Observance:
    """The same for a wall time, as an event has it."""
    return max((one for one in observances if one.wall <= wall), key=lambda one: one.onset)


def half_hours(first: date, last: date) -> Iterator[datetime]:
    """Naive, from the beginning of the day before `first` to the end of the day after `last`."""
    moment = datetime.combine(first - DAY, time())
    while moment.date() <= last + DAY:
        yield moment
        moment += HALF_HOUR


def instants(zone: ZoneInfo, first: date, last: date) -> Iterator[datetime]:
    """Every half hour, in UTC, that falls on a day of the window in the zone."""
    for moment in half_hours(first - DAY, last + DAY):
        instant = moment.replace(tzinfo=UTC)
        if first - DAY <= instant.astimezone(zone).date() <= last + DAY:
            yield instant


def wrong_instants(ical: bytes, name: str, first: date, last: date) -> list[datetime]:
    """Where offset or name differ from what zoneinfo says."""
    observances, zone = read(ical), ZoneInfo(name)
    found = ((instant, at_instant(observances, instant)) for instant in instants(zone, first, last))
    return [
        instant
        for instant, one in found
        if (one.offset_to, one.name) != ((there := instant.astimezone(zone)).utcoffset(), there.tzname())
    ]


def wrong_walls(ical: bytes, name: str, first: date, last: date) -> list[datetime]:
    """The same for wall times, but for those that happen twice or never."""
    observances, zone = read(ical), ZoneInfo(name)
    pairs = ((wall, wall.replace(tzinfo=zone)) for wall in half_hours(first, last))
    plain = ((wall, there) for wall, there in pairs if there.utcoffset() == there.replace(fold=1).utcoffset())
    return [wall for wall, there in plain if at_wall(observances, wall).offset_to != there.utcoffset()]


def onsets(name: str, first: date, last: date) -> list[tuple[str, str]]:
    """Kind and DTSTART of every sub-component."""
    return [(one.kind, one.wall.isoformat(" ", "minutes")) for one in read(vtimezone(name, first, last).to_ical())]


@every_window
def test_every_half_hour_is_what_zoneinfo_says(name: str, first: date, last: date) -> None:
    ical = vtimezone(name, first, last).to_ical()
    assert wrong_instants(ical, name, first, last) == []
    assert wrong_walls(ical, name, first, last) == []


@pytest.mark.parametrize(("name", "first", "last"), WINDOWS)
def test_another_reader_understands_the_same(name: str, first: date, last: date) -> None:
    zone, other = ZoneInfo(name), _parsed(vtimezone(name, first, last).to_ical()).to_tz(lookup_tzid=False)
    pairs = [(instant.astimezone(zone), instant.astimezone(other)) for instant in instants(zone, first, last)]
    assert [ours for ours, theirs in pairs if ours.isoformat() != theirs.isoformat()] == []


@every_window
def test_it_is_read_and_written_again_unchanged(name: str, first: date, last: date) -> None:
    written = vtimezone(name, first, last).to_ical()
    assert _parsed(written).to_ical() == written


@every_window
def test_lines_are_short(name: str, first: date, last: date) -> None:
    lines = vtimezone(name, first, last).to_ical().split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= LINE_OCTETS and b"\n" not in line for line in lines)


def _parsed(ical: bytes) -> Timezone:
    parsed = Timezone.from_ical(ical)
    assert isinstance(parsed, Timezone)
    return parsed


def test_an_onset_an_hour_late_would_be_found() -> None:
    window = "Europe/Rome", date(2025, 10, 20), date(2025, 10, 30)
    late = ROME_IN_OCTOBER.replace(b"20251026T03", b"20251026T04")
    assert wrong_instants(ROME_IN_OCTOBER, *window) == []
    assert wrong_instants(late, *window) == [datetime(2025, 10, 26, 1, minute, tzinfo=UTC) for minute in (0, 30)]
    assert wrong_walls(late, *window) == [datetime.fromisoformat(f"2025-10-26 03:{minute}") for minute in ("00", "30")]


def test_the_text_is_always_the_same() -> None:
    window = "Europe/Rome", date(2025, 10, 20), date(2025, 10, 30)
    first = vtimezone(*window)
    assert first.to_ical() == vtimezone(*window).to_ical() == ROME_IN_OCTOBER
    first.add("COMMENT", "one caller's own")
    assert vtimezone(*window).to_ical() == ROME_IN_OCTOBER


def test_summer_alone_has_a_standard_before_it() -> None:
    assert onsets("America/New_York", date(2025, 7, 14), date(2025, 7, 18)) == [
        ("STANDARD", "2024-11-03 02:00"),
        ("DAYLIGHT", "2025-03-09 02:00"),
    ]


def test_an_autumn_of_371_days_ago_is_found() -> None:
    assert onsets("Europe/Rome", date(2021, 10, 31), date(2021, 10, 31)) == [
        ("STANDARD", "2020-10-25 03:00"),
        ("DAYLIGHT", "2021-03-28 02:00"),
        ("STANDARD", "2021-10-31 03:00"),
    ]


def test_winter_alone_has_nothing_else() -> None:
    assert onsets("Europe/Rome", date(2021, 11, 2), date(2021, 11, 5)) == [("STANDARD", "2021-10-31 03:00")]


def test_a_clock_at_rest_has_one_standard() -> None:
    rest = [("STANDARD", "1970-01-01 00:00")]
    assert onsets("Etc/GMT+6", date(2021, 8, 24), date(2021, 8, 27)) == rest
    assert onsets("Asia/Kolkata", date(2021, 8, 24), date(2021, 8, 27)) == rest
    assert onsets("America/Mexico_City", date(2024, 8, 26), date(2024, 8, 30)) == rest


def test_the_last_change_of_a_zone_is_there() -> None:
    assert onsets("America/Mexico_City", date(2022, 10, 24), date(2023, 8, 31)) == [
        ("STANDARD", "2021-10-31 02:00"),
        ("DAYLIGHT", "2022-04-03 02:00"),
        ("STANDARD", "2022-10-30 02:00"),
    ]


def test_a_change_of_name_alone_is_there() -> None:
    assert onsets("Europe/Istanbul", date(2016, 9, 1), date(2016, 9, 30)) == [
        ("STANDARD", "2015-11-08 04:00"),
        ("DAYLIGHT", "2016-03-27 03:00"),
        ("STANDARD", "2016-09-07 00:00"),
    ]


def test_a_change_that_no_clock_shows_is_left_out() -> None:
    # Morocco's summer time became its standard time on 2018-10-28.
    assert onsets("Africa/Casablanca", date(2018, 10, 1), date(2018, 11, 30)) == [
        ("STANDARD", "2018-05-13 03:00"),
        ("DAYLIGHT", "2018-06-17 02:00"),
    ]


def test_daylight_is_ahead_in_ramadan_too() -> None:
    assert onsets("Africa/Casablanca", date(2023, 3, 10), date(2023, 4, 30)) == [
        ("STANDARD", "2022-03-27 03:00"),
        ("DAYLIGHT", "2022-05-08 02:00"),
        ("STANDARD", "2023-03-19 03:00"),
        ("DAYLIGHT", "2023-04-23 02:00"),
    ]


def test_a_zone_that_moves_for_good_has_no_daylight() -> None:
    assert onsets("Asia/Pyongyang", date(2018, 5, 1), date(2018, 5, 10)) == [
        ("STANDARD", "1970-01-01 00:00"),
        ("STANDARD", "2018-05-04 23:30"),
    ]


@pytest.mark.parametrize("first", [date(2025, 1, 13), date(2025, 7, 14)])
def test_a_few_quiet_days_are_one_standard_and_at_most_one_daylight_in_every_zone(first: date) -> None:
    last = first + 2 * DAY
    for name in sorted(available_timezones()):
        ical = vtimezone(name, first, last).to_ical()
        observances = read(ical)
        assert [one.kind for one in observances] in (["STANDARD"], ["STANDARD", "DAYLIGHT"]), name
        assert all(one.offset_to > one.offset_from for one in observances if one.kind == "DAYLIGHT"), name
        assert wrong_instants(ical, name, first, last) == [], name


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        vtimezone("Europe/Atlantis", date(2025, 1, 13), date(2025, 1, 14))
