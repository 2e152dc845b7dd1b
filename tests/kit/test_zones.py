"""Wall time and zones."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.kit.refusals import Refusal
from academy.kit.zones import Zone, read_zone, zone_names

AUGUST = date(2021, 8, 26)

READ = {
    "America/Mexico_City": "America/Mexico_City",
    " Africa/Casablanca ": "Africa/Casablanca",
    "America/Argentina/Buenos_Aires": "America/Argentina/Buenos_Aires",
    "Etc/GMT+6": "Etc/GMT+6",
    "GMT-6": "-06:00",
    "gmt -6": "-06:00",
    "GMT\N{MINUS SIGN}6": "-06:00",
    "UTC+5:30": "+05:30",
    "UTC+0530": "+05:30",
    "-06:00": "-06:00",
    "+14": "+14:00",
    "-14:59": "-14:59",
    "UTC": "+00:00",
    "gmt": "+00:00",
    "Z": "+00:00",
    "UTC+0": "+00:00",
    "GMT-٦": "-06:00",
}
UNKNOWN = [
    "", " ", "CST", "EST", "Mars/Olympus", "Mexico City", "America/mexico_city", "6", "UTC+15", "+05:60", "+5:3",
    "UTC+05:30:15", "posix/Europe/Rome", "right/Europe/Rome", "../etc/passwd", "/etc/localtime", "localtime", "a" * 500,
]  # fmt: skip


@pytest.mark.parametrize(("text", "name"), READ.items())
def test_reads_a_place_or_an_offset(text: str, name: str) -> None:
    assert read_zone(text, "as printed") == Zone(name, "as printed")


@pytest.mark.parametrize("text", UNKNOWN)
def test_refuses_anything_else(text: str) -> None:
    with pytest.raises(Refusal, match="is not a time zone") as refused:
        read_zone(text)
    assert refused.value.field == "zone"
    assert len(str(refused.value.facts["text"])) <= 60


@pytest.mark.parametrize("name", ["Europe/Rome", "Africa/Casablanca", "Etc/UTC", "America/Indiana/Knox"])
def test_names_are_places(name: str) -> None:
    assert name in zone_names()


def test_names_are_without_abbreviations_and_the_systems_own_copies() -> None:
    assert all("/" in name for name in zone_names())
    assert not {name for name in zone_names() if name.startswith(("posix", "right"))}


def test_an_offset_is_no_place() -> None:
    assert Zone("-06:00").is_fixed
    assert Zone("+05:30").is_fixed
    assert not Zone("America/Mexico_City").is_fixed


def test_gmt_minus_six_is_not_mexico_city_in_august() -> None:
    assert Zone("-06:00").instant(AUGUST, time(9)) == datetime(2021, 8, 26, 15, tzinfo=UTC)
    assert Zone("America/Mexico_City").instant(AUGUST, time(9)) == datetime(2021, 8, 26, 14, tzinfo=UTC)


def test_half_hours_count() -> None:
    assert Zone("+05:30").instant(AUGUST, time(9)) == datetime(2021, 8, 26, 3, 30, tzinfo=UTC)
    assert Zone("-03:30").instant(AUGUST, time(22)) == datetime(2021, 8, 27, 1, 30, tzinfo=UTC)


def test_an_instant_is_in_utc() -> None:
    assert Zone("Europe/Rome").instant(AUGUST, time(9)).tzinfo is UTC


def test_a_skipped_hour_is_read_with_the_offset_before() -> None:
    spring = date(2027, 3, 28)
    assert Zone("Europe/Rome").instant(spring, time(2, 30)) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert Zone("Europe/Rome").instant(spring, time(3, 30)) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_of_an_hour_that_comes_twice_the_first_is_meant() -> None:
    autumn = date(2026, 10, 25)
    assert Zone("Europe/Rome").instant(autumn, time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert Zone("Europe/Rome").instant(autumn, time(3)) == datetime(2026, 10, 25, 2, tzinfo=UTC)


def test_the_distance_from_utc_depends_on_the_day() -> None:
    rome = Zone("Europe/Rome")
    assert rome.offset_at(date(2026, 7, 1)) == timedelta(hours=2)
    assert rome.offset_at(date(2026, 12, 1)) == timedelta(hours=1)
    assert rome.offset_at(date(2026, 10, 25)) == timedelta(hours=1)
    assert rome.offset_at(date(2026, 10, 25), time(1)) == timedelta(hours=2)
    assert Zone("-06:00").offset_at(AUGUST) == timedelta(hours=-6)
    assert Zone("+00:00").offset_at(AUGUST) == timedelta()


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001 (wall times)
@pytest.mark.parametrize("name", ["America/Mexico_City", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu"])
def test_an_instant_is_what_zoneinfo_says(name: str, wall: datetime) -> None:
    assert Zone(name).instant(wall.date(), wall.time()) == wall.replace(tzinfo=ZoneInfo(name)).astimezone(UTC)


@given(st.integers(-14 * 60, 14 * 60))
def test_every_offset_is_read_back(minutes: int) -> None:
    sign, size = ("-", -minutes) if minutes < 0 else ("+", minutes)
    zone = read_zone(f"UTC{sign}{size // 60}:{size % 60:02}")
    assert zone.offset_at(AUGUST) == timedelta(minutes=minutes)
    assert read_zone(zone.name) == zone
