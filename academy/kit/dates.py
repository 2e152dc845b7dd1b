"""Days, spans of days, and whose clock hours are on, as a reader's language writes them (CLDR)."""

from datetime import date, datetime, timedelta
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton, get_timezone_location

from academy.kit.languages import comma
from academy.kit.zones import Zone

# CLDR's English is American: "March 10, 2027". Ours puts the day first, as the other languages do.
_WITH_WEEKDAY = {"en": "EEEE d MMMM y"}
_WITHOUT = {"en": "d MMMM y"}
_SHORT = {"en": "d MMM y"}
_HOUR = 60


@lru_cache(1000)
def long_day(day: date, language: str) -> str:
    """Return a day with its weekday and year: "Thursday 26 August 2021"."""
    return format_date(day, _WITH_WEEKDAY.get(language, "full"), locale=_locale(language))


@lru_cache(1000)
def short_day(day: date, language: str) -> str:
    """Return a day with its weekday, shortened, without a year: "Thu 26 Aug"."""
    if language == "en":
        return format_date(day, "EEE d MMM", locale="en")
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 (a calendar day has no zone)
    return format_skeleton("MMMEd", midnight, locale=_locale(language))


def short_date(day: date, language: str) -> str:
    """Return a day with its year, shortened: "26 Aug 2021"."""
    return format_date(day, _SHORT.get(language, "medium"), locale=_locale(language))


def span(first: date, last: date | None, language: str) -> str:
    """Return a span of days: "10–16 March 2027"; one day with its weekday."""
    if last is None or last == first:
        return long_day(first, language)
    if (first.year, first.month) == (last.year, last.month) and _begins_with_day(language):
        return day_range(first, last) + _date(last, language).removeprefix(str(last.day))
    return f"{_date(first, language)} \u2013 {_date(last, language)}"


def day_range(first: date, last: date) -> str:
    """Return the days of a span within a month: "10–16"."""
    return f"{first.day}\u2013{last.day}"


def clock(zone: Zone, day: date, language: str) -> str:
    """Return whose clock hours are on: the zone as printed, or the place and its distance from UTC on that day."""
    if zone.label:
        return zone.label
    behind = offset(zone, day)
    return behind if zone.is_fixed else f"{city(zone.name, language)}{comma(language)}{behind}"


def instant_in(zone: Zone, at: datetime, language: str) -> str:
    """Return an instant on a zone's clock: "Monday 30 November 2026, 18:00 (Casablanca, UTC+1)"."""
    there = at.astimezone(zone.tzinfo)
    return f"{long_day(there.date(), language)}{comma(language)}{there:%H:%M} ({clock(zone, there.date(), language)})"


def offset(zone: Zone, day: date) -> str:
    """Return the distance of a zone from UTC on a day: "UTC+1", "UTC-3:30"."""
    minutes = int(zone.offset_at(day) / timedelta(minutes=1))
    rest = f":{abs(minutes) % _HOUR:02}" if minutes % _HOUR else ""
    return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // _HOUR}{rest}"


@cache
def city(name: str, language: str) -> str:
    """Return the place that a zone is named after."""
    # Where CLDR has no name of a place in a language, Babel answers with the zone's own: its last part is the city.
    return get_timezone_location(name, locale=_locale(language), return_city=True).rpartition("/")[2]


def _begins_with_day(language: str) -> bool:
    return (_WITHOUT.get(language) or str(_locale(language).date_formats["long"].pattern)).startswith("d")


def _date(day: date, language: str) -> str:
    return format_date(day, _WITHOUT.get(language, "long"), locale=_locale(language))


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")
