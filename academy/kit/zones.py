"""Wall time and zones: how an hour on a programme becomes an instant.

A programme's hours are wall times; the zone is an IANA name ("America/Mexico_City") or a fixed offset ("-06:00").
"GMT-6" is an offset and not a place: rules of places change, programmes do not.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from academy.kit.refusals import Refusal
from academy.kit.words import N_

_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+\-\u2212])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
_MOST_HOURS = 14


@dataclass(frozen=True, slots=True)
class Zone:
    """Where a programme's hours are counted. `name` is an IANA name or "+HH:MM"; `label` is what was printed."""

    name: str
    label: str = ""

    @property
    def is_fixed(self) -> bool:
        """True where the zone is an offset and not a place."""
        return self.name[0] in "+-"

    @property
    def tzinfo(self) -> tzinfo:
        """The zone for Python's datetimes."""
        return _tzinfo(self.name)

    def instant(self, day: date, hour: time) -> datetime:
        """Return the instant (aware, UTC) at which a clock of this zone shows `hour` on `day`.

        An hour that a clock change skips is read with the offset before the change; one that comes twice is its first.
        """
        return datetime.combine(day, hour, self.tzinfo).astimezone(UTC)

    def offset_at(self, day: date, hour: time = time(12)) -> timedelta:
        """Return the distance from UTC at a wall time."""
        return datetime.combine(day, hour, self.tzinfo).utcoffset() or timedelta()


def read_zone(text: str, label: str = "") -> Zone:
    """Read an IANA name or an offset ("-06:00", "GMT-6", "UTC+5:30"); refuse anything else."""
    text = text.strip()
    if text in zone_names():
        return Zone(text, label)
    if text.upper() in {"UTC", "GMT", "Z"}:
        return Zone("+00:00", label)
    found = _OFFSET.fullmatch(text)
    if found and int(found[2]) <= _MOST_HOURS and int(found[3] or 0) < 60:  # noqa: PLR2004 (minutes)
        sign = "+" if found[1] == "+" else "-"
        return Zone(f"{sign}{int(found[2]):02}:{int(found[3] or 0):02}", label)
    raise Refusal(
        N_("“%(text)s” is not a time zone. Write a place such as America/Mexico_City, or an offset such as -06:00."),
        text=text[:60],
        field="zone",
    )


@cache
def zone_names() -> frozenset[str]:
    """Return the IANA names that name a place or UTC, without the operating system's own extras."""
    return frozenset(name for name in available_timezones() if "/" in name and not name.startswith(("posix", "right")))


@cache
def _tzinfo(name: str) -> tzinfo:
    if name[0] not in "+-":
        return ZoneInfo(name)
    hours, minutes = name[1:].split(":")
    distance = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-distance if name[0] == "-" else distance)
