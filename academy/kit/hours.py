"""Hours as people write them in agendas, read as times and printed in one form.

A text is read in three steps: its signs are made plain (one kind of digit, dash, blank and case), its words become
symbols of one letter ("de 9h à 10h30" is then "F9HT10H30"), and a small grammar reads what is left. A word that has no
symbol is refused, so that nothing of a text is lost unseen, but for the label of a zone in brackets.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import time

from academy.kit.refusals import Refusal
from academy.kit.words import N_

_LONGEST = 80
_NOON = 12
_HOUR = 60
_DAY = 24 * _HOUR

_UNREADABLE = N_("“%(text)s” is not an hour that can be read.")
_BACKWARDS = N_(
    "In “%(text)s” the end comes before the start. An end on the next day is written with “+1”, as in 22:00–00:30+1."
)
_NO_LENGTH = N_("“%(text)s” ends when it starts.")

# Accents are gone when these are looked up: "a" is also "à", "as" is also "às", and "الى" is also "إلى".
_WORDS = {
    word: symbol
    for symbol, words in {
        "F": "from at de das desde من",  # opens
        "U": "to until till al ao ate hasta الى الي حتى",  # joins start and end
        "T": "a as",  # opens ("a las 9") or joins ("9 a 10", "até às 10")
        "H": "h hs hr hrs hour hours hora horas heure heures ساعة",
        "I": "min",
        "A": "am ص صباحا",
        "P": "pm م مساء",
        "N": "noon midday midi mediodia ظهرا",
        "M": "m",  # "12 m.", noon in Spanish: never without its twelve
        " ": "la las الساعة",
    }.items()
    for word in words.split()
}
_LETTER = r"[^\W\d_]"
_WORD = re.compile(f"{_LETTER}+")
_HALF_OF_DAY = re.compile(rf"([ap])[. ]*m(?!{_LETTER})")
_ZONE = re.compile(
    r"\((?:(?:utc|[a-z]{2,3}t)(?: ?[+-] ?\d\d?(?::?\d\d)?)?"  # GMT-6, UTC+01:00, CST
    r"|(?:hora|heure) (?:d|local)[^()\d]*|[^()\d]* time|بتوقيت [^()\d]*)\)"
)
_OPENING = re.compile("^[FT]")
_JOINT = re.compile("-|UT?|T")
_CLOCK = re.compile(r"(\d\d?)(?:[:.]?(\d\d)H?|H(?:(\d\d)I?)?)?([APNM]?)")
_DASH_FOR_COLON = re.compile(r"(?<![\d:.H])(\d\d?)-(\d\d)")

# Dashes that Unicode does not count as such: soft hyphen, kashida, modifier minus, hyphen bullet, swung dash, minus,
# tilde operator, tilde, box drawing.
_MORE_DASHES = frozenset("\u00ad\u0640\u02d7\u2043\u2053\u2212\u223c~\u2500")
_POINTS = {"\u066b": ".", "\u2236": ":", "\ua789": ":"}  # Arabic decimal separator, ratio, letter colon

# Which times of day, in minutes as written, may stand with each half of the day; "14:30 p.m." says it twice.
_WRITTEN_WITH = {
    "": range(_DAY + 1),
    "A": range(13 * _HOUR),
    "P": range(_HOUR, _DAY),
    "N": [_NOON * _HOUR],
    "M": [_NOON * _HOUR],
}


@dataclass(frozen=True, slots=True)
class Hours:
    """The wall times at which something starts and ends, as far as they are known."""

    start: time | None
    end: time | None
    days_over: int = 0
    """1 where the end falls on the following day; an end at 24:00 is 00:00 of that day."""
    repaired: bool = False
    """Whether the text had to be guessed at, as "09:00-09-15", where a dash stands for a colon."""


@dataclass(frozen=True, slots=True)
class _Clock:
    """A time of day as written, in minutes, with the half of the day that it was given, or ""."""

    written: int
    half: str

    def minutes(self, half: str = "") -> int:
        """Minutes since midnight, in the half of the day given here or else in its own."""
        half = half or self.half
        if half == "A" and self.is_of_twelve:
            return self.written % (_DAY // 2)
        if half == "P" and self.is_of_twelve:
            return self.written % (_DAY // 2) + _DAY // 2
        return self.written

    @property
    def is_of_twelve(self) -> bool:
        """Whether it may count to twelve."""
        return _HOUR <= self.written < 13 * _HOUR

    @property
    def is_contradictory(self) -> bool:
        """Whether it counts to twenty-four and names a half of the day, as "14:30 p.m."."""
        return self.half == "P" and not self.is_of_twelve


def read_hours(text: str) -> Hours:
    """Read a start, or a start and an end, in any of the five languages; a blank text has neither.

    An a.m. or p.m. of the end also holds for the start where the start stays before the end: "from 6 to 6.30 p.m." is
    18:00–18:30, "11:30-12:30 p.m." is 11:30–12:30. Raises Refusal when the text is not hours, or when the end does
    not come after the start and is not marked "+1".
    """
    text = text.strip()
    if len(text) > _LONGEST:
        raise Refusal(_UNREADABLE, text=f"{text[:_LONGEST]}…")
    plain = _plain(text)
    if not plain:
        return Hours(None, None)
    symbols = _OPENING.sub("", _symbols(plain))
    sides, is_mended = _sides(symbols.removesuffix("+1"))
    clocks = [_clock(side, text) for side in sides]
    repaired = is_mended or any(clock.is_contradictory for clock in clocks)
    match clocks:
        case [start] if not symbols.endswith("+1") and start.minutes() != _DAY:
            return Hours(_time(start.minutes()), None, repaired=repaired)
        case [start, end]:
            return _between(*_minutes(start, end, over=symbols.endswith("+1")), text=text, repaired=repaired)
    raise Refusal(_UNREADABLE, text=text)


def print_hours(hours: Hours) -> str:
    """Write hours in the normal form: "09:00–09:15", "09:00", "22:00–24:00", "22:00–00:30+1", "–09:15", or ""."""
    start = f"{hours.start:%H:%M}" if hours.start else ""
    if hours.end is None:
        return start
    if hours.end == time(0, 0):
        return f"{start}–24:00"
    return f"{start}–{hours.end:%H:%M}{'+1' if hours.days_over else ''}"


def _plain(text: str) -> str:
    """Return `text` in small letters without accents, with one kind of digit, dash and blank, without bidi marks."""
    signs = unicodedata.normalize("NFKD", text).lower()
    stretched = re.sub(rf"(?<={_LETTER})\u0640+(?={_LETTER})", "", signs)  # a kashida within a word is not a dash
    return " ".join("".join(map(_plain_sign, stretched)).split())


def _plain_sign(sign: str) -> str:
    category = unicodedata.category(sign)
    if category == "Pd" or sign in _MORE_DASHES:
        return "-"
    if category == "Nd":
        return str(unicodedata.decimal(sign))
    return "" if category in {"Cf", "Mn"} else _POINTS.get(sign, sign)


def _symbols(plain: str) -> str:
    """Return `plain` with each word as one symbol, "?" where it is unknown, and without the blanks that say nothing."""
    text = _HALF_OF_DAY.sub(r"\1m", _ZONE.sub(" ", plain))
    text = re.sub("mid-day|med?io[ -]dia", "noon", text)
    text = re.sub(rf"(?<={_LETTER})\.|\.$", " ", text)
    text = _WORD.sub(lambda word: _WORDS.get(word[0], "?"), text)
    text = re.sub(r"(?<![\d.]) | (?![\d.])", "", " ".join(text.split()))
    return re.sub(r"(?<![\dH])N", "12N", re.sub("-+", "-", text))


def _sides(symbols: str) -> tuple[list[str], bool]:
    """Return what stands on either side of the joint, and whether a dash was taken for a colon to get there.

    That is only done where there are too many dashes and every hour then has its minutes apart: "05-08-2021" is a date.
    """
    sides = _JOINT.split(symbols)
    if len(sides) <= 2:  # noqa: PLR2004 (a start and an end)
        return sides, False
    mended = _JOINT.split(_DASH_FOR_COLON.sub(r"\1:\2", symbols))
    return (mended, True) if all(re.search("[:.H]", side) for side in mended) else (sides, False)


def _clock(symbols: str, text: str) -> _Clock:
    parts = _CLOCK.fullmatch(symbols)
    if not parts:
        raise Refusal(_UNREADABLE, text=text)
    hour, minute = int(parts[1]), int(parts[2] or parts[3] or 0)
    clock = _Clock(hour * _HOUR + minute, half=parts[4])
    if minute >= _HOUR or clock.written not in _WRITTEN_WITH[clock.half]:
        raise Refusal(_UNREADABLE, text=text)
    return clock


def _minutes(start: _Clock, end: _Clock, *, over: bool) -> tuple[int, int]:
    """Return start and end in minutes since the midnight before the start."""
    until = end.minutes() + _DAY * over
    if end.half in {"A", "P"} and not start.half and not over:
        carried = start.minutes(end.half)
        return (carried if carried < until else start.minutes()), until
    return start.minutes(), until


def _between(start: int, end: int, *, text: str, repaired: bool) -> Hours:
    if start == _DAY or end == 2 * _DAY:  # 24:00 ends a day; it neither begins one nor belongs to the next
        raise Refusal(_UNREADABLE, text=text)
    if end <= start:
        raise Refusal(_BACKWARDS if end < start else _NO_LENGTH, text=text)
    return Hours(_time(start), _time(end), end // _DAY, repaired)


def _time(minutes: int) -> time:
    return time(minutes // _HOUR % 24, minutes % _HOUR)
