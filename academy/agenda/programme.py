"""The programme as it is read: days, rows of an hour, slots side by side."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import groupby

from academy.agenda.models import Slot
from academy.agenda.rules import arranged, span_of
from academy.kit.spans import Span
from academy.kit.zones import Zone


@dataclass(frozen=True, slots=True)
class Hour:
    """Slots that all share some time, from the first beginning to the last end; without hours, one slot alone."""

    start: time | None
    end: time | None
    slots: tuple[Slot, ...]
    days_over: int = 0


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the programme, or (without a date) what has no day yet."""

    date: date | None
    hours: tuple[Hour, ...]

    @property
    def slots(self) -> list[Slot]:
        """All slots of the day."""
        return [slot for hour in self.hours for slot in hour.slots]


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme, arranged."""

    days: tuple[Day, ...]
    parallel: frozenset[int]
    """Ids of slots that share some time with another one."""

    @property
    def dates(self) -> list[date]:
        """The days that are known."""
        return [day.date for day in self.days if day.date]

    @property
    def has_hours(self) -> bool:
        """True where at least one hour is known."""
        return any(slot.start is not None for slot in self.slots)

    @property
    def slots(self) -> list[Slot]:
        """All slots in order."""
        return [slot for day in self.days for slot in day.slots]

    def only(self, day: date | None) -> "Programme":
        """Return the programme of one day; of all days where `day` is None."""
        if day is None:
            return self
        return Programme(tuple(one for one in self.days if one.date == day), self.parallel)

    def where(self, wanted: Callable[[Slot], bool]) -> "Programme":
        """Return the programme with only the wanted slots; days and hours without any are left out."""
        days = (Day(day.date, tuple(_kept(day.hours, wanted))) for day in self.days)
        return Programme(tuple(day for day in days if day.hours), self.parallel)


def arrange(slots: Iterable[Slot], zone: Zone) -> Programme:
    """Arrange slots into days and hours."""
    in_order = arranged(slots)
    by_day = groupby(in_order, key=lambda slot: slot.day)
    days = tuple(Day(day, _hours(list(of_day))) for day, of_day in by_day)
    return Programme(days, parallel_ids(in_order, zone))


def parallel_ids(slots: Sequence[Slot], zone: Zone) -> frozenset[int]:
    """Return the ids of slots that share some time with another slot."""
    spans = sorted(((span, slot.id) for slot in slots if (span := span_of(slot, zone))), key=lambda pair: pair[0])
    found: set[int] = set()
    open_spans: list[tuple[Span, int]] = []
    for span, slot_id in spans:
        open_spans = [(other, other_id) for other, other_id in open_spans if other.overlaps(span)]
        if open_spans:
            found |= {slot_id, *(other_id for _, other_id in open_spans)}
        open_spans.append((span, slot_id))
    return frozenset(found)


def _kept(hours: Iterable[Hour], wanted: Callable[[Slot], bool]) -> Iterator[Hour]:
    for hour in hours:
        if slots := tuple(slot for slot in hour.slots if wanted(slot)):
            yield _hour(list(slots))


def _hours(slots: list[Slot]) -> tuple[Hour, ...]:
    together: list[list[Slot]] = []
    for slot in slots:
        if together and all(_are_parallel(other, slot) for other in together[-1]):
            together[-1].append(slot)
        else:
            together.append([slot])
    return tuple(_hour(group) for group in together)


def _hour(slots: list[Slot]) -> Hour:
    latest = max(slots, key=_end_on_the_wall)
    return Hour(slots[0].start, latest.end, tuple(slots), latest.days_over)


def _are_parallel(one: Slot, other: Slot) -> bool:
    # On the wall of one day: the slots of an hour are shown beside each other as they are printed.
    if one.start is None or other.start is None:
        return False
    if one.end is None or other.end is None:
        return (one.start, one.end) == (other.start, other.end)
    return (0, one.start) < _end_on_the_wall(other) and (0, other.start) < _end_on_the_wall(one)


def _end_on_the_wall(slot: Slot) -> tuple[int, time]:
    return slot.days_over, slot.end or slot.start or time.min
