"""The VTIMEZONE of a zone (RFC 5545 3.6.5), written from zoneinfo for the days a calendar speaks of.

Every change of the clock is a sub-component of its own, without a rule. Where the RFC leaves a choice, readers decide:

* It opens with a real change where there was one in the last year or so, and with 1970 only for a clock at rest.
  Outlook takes an onset without a rule for a yearly one, by month and weekday: last spring and last autumn are then
  good guesses, the first of January is not.
* It opens with a STANDARD, even in the middle of summer: some readers know no zone without one. A few days in July
  are one STANDARD and one DAYLIGHT, which is all that the strictest readers admit.
* DAYLIGHT is where the clock is ahead. zoneinfo has a daylight saving of minus one hour for winter in Dublin and
  Ramadan in Casablanca; readers built on Java have put such events on the evening before. To a reader that follows
  the RFC the two words are equal.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)
_SEASONS = 400 * _DAY  # longer than from one autumn, or one Ramadan, to the next
_AT_REST = datetime.combine(date(1970, 1, 1), time())  # on whatever wall


@dataclass(frozen=True, slots=True)
class _Clock:
    """What the clocks of a zone show at an instant; equal if readers of a calendar could not tell them apart."""

    offset: timedelta
    name: str
    saving: timedelta = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Observance:
    """From `onset` on, the wall time that `before` shows at that instant, clocks show `after`."""

    onset: datetime
    before: _Clock
    after: _Clock

    @property
    def is_daylight(self) -> bool:
        ahead = self.after.offset > self.before.offset
        return ahead and bool(self.before.saving or self.after.saving)


def vtimezone(name: str, first: date, last: date) -> Timezone:
    """The VTIMEZONE of an IANA zone, right for every instant from the day before `first` to the day after `last`.

    For days since 1972. Same arguments, same bytes: no time of writing is in it. Raises `ZoneInfoNotFoundError`
    for a name that zoneinfo does not know.
    """
    component = Timezone()
    component.add("TZID", name)
    for observance in _observances(name, first, last):
        part = TimezoneDaylight() if observance.is_daylight else TimezoneStandard()
        part.add("DTSTART", observance.onset)
        part.add("TZOFFSETFROM", observance.before.offset)
        part.add("TZOFFSETTO", observance.after.offset)
        part.add("TZNAME", observance.after.name)
        component.add_component(part)
    return component


@lru_cache(maxsize=256)
def _observances(name: str, first: date, last: date) -> tuple[_Observance, ...]:
    """The STANDARD in force when the day before `first` begins, or the last one before, and every change since."""
    zone = ZoneInfo(name)
    # The day after `last` may end twelve hours later in UTC, on a third day.
    begin, end = (datetime.combine(day, time(), UTC) for day in (first - _SEASONS, last + 3 * _DAY))
    rest = _clock(zone, begin)
    found = [_Observance(_AT_REST, rest, rest), *_changes(zone, begin, end)]
    eve = first - _DAY
    opening = max(at for at, seen in enumerate(found) if seen.onset.date() < eve and not seen.is_daylight)
    return tuple(found[opening:])


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[_Observance]:
    """Every change of offset or name; no zone has had two of them in a day since 1971."""
    for day in (begin + n * _DAY for n in range((end - begin).days)):
        before, after = _clock(zone, day), _clock(zone, day + _DAY)
        if before != after:
            onset = _change(zone, day) + before.offset
            yield _Observance(onset.replace(tzinfo=None), before, after)


def _change(zone: ZoneInfo, day: datetime) -> datetime:
    """The instant, to the second, at which the clock that `day` begins with is changed."""
    old = _clock(zone, day)
    seconds = bisect_left(range(86_400), x=True, key=lambda second: _clock(zone, day + second * _SECOND) != old)
    return day + seconds * _SECOND


def _clock(zone: ZoneInfo, instant: datetime) -> _Clock:
    wall = instant.astimezone(zone)
    return _Clock(wall.utcoffset() or timedelta(), f"{wall:%Z}", wall.dst() or timedelta())
