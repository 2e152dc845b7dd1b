"""When something is open: from a wall time to a wall time, on the clock of a zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from academy.kit.zones import Zone


@dataclass(frozen=True, slots=True)
class Window:
    """From an instant, up to and without another one (both aware, UTC); None where it has no such end."""

    opens: datetime | None
    closes: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Tell whether `now` lies in it."""
        return not self.is_to_come(now) and not self.is_over(now)

    def is_to_come(self, now: datetime) -> bool:
        """Tell whether it has not opened yet."""
        return self.opens is not None and now < self.opens

    def is_over(self, now: datetime) -> bool:
        """Tell whether it has closed."""
        return self.closes is not None and now >= self.closes


def edge(day: date | None, hour: time | None, zone: Zone, *, is_end: bool) -> datetime | None:
    """Return the instant of a wall time that opens or ends a window; the day of an end still counts as a whole.

    >>> edge(date(2026, 11, 30), None, Zone("UTC"), is_end=True).isoformat()
    '2026-12-01T00:00:00+00:00'
    """
    if day is None:
        return None
    if hour is None and is_end:
        day += timedelta(days=1)
    return zone.instant(day, hour or time(0)).astimezone(UTC)


def last_said(ends: datetime, zone: Zone) -> datetime:
    """Return what is said of a deadline: one at midnight is a minute before, on the day that people mean.

    >>> last_said(datetime(2026, 12, 1, tzinfo=UTC), Zone("UTC")).isoformat()
    '2026-11-30T23:59:00+00:00'
    """
    return ends - timedelta(minutes=1) if ends.astimezone(zone.tzinfo).time() == time(0) else ends
