"""Where the first card of a document begins and ends: books have prefaces, and further cards."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from academy.practices.reading.lines import Line
from academy.practices.reading.structure import Event, Heading
from academy.practices.reading.titles import is_author, opening_start

_FEWEST = 3
"""Fields that make a card."""


@dataclass(frozen=True, slots=True)
class Extent:
    """What stands before a card's first field, its fields, what stands behind, and how many cards are there."""

    before: tuple[Event, ...]
    card: tuple[Event, ...]
    behind: tuple[Event, ...]
    further_cards: int = 0


def first_card(events: Sequence[Event]) -> Extent:
    """Return the first card of a document; where there is no field all stands before it."""
    first = _first(events)
    if first is None:
        return Extent(tuple(events), (), ())
    stop = _stop(events, first)
    key = events[first]
    again = (
        isinstance(event, Heading) and isinstance(key, Heading) and event.key == key.key for event in events[stop:]
    )
    return Extent(
        tuple(map(_without_field, events[:first])), tuple(events[first:stop]), tuple(events[stop:]), sum(again)
    )


def _first(events: Sequence[Event]) -> int | None:
    """Return the first field behind a title or an author that at least three follow; else the first of all."""
    fields = [place for place, event in enumerate(events) if isinstance(event, Heading) and event.is_field]
    anchors = [place for place, event in enumerate(events) if _is_anchor(event)]
    for number, anchor in enumerate(anchors):
        until = anchors[number + 1] if number + 1 < len(anchors) else len(events)
        if len(_keys(events[anchor:until])) >= _FEWEST:
            return next(place for place in fields if place > anchor)
    return fields[0] if fields else None


def _without_field(event: Event) -> Event:
    """Return a label as the line that it is where no card is yet: a preface has headings too."""
    return Line(event.printed, event.number) if isinstance(event, Heading) and event.is_field else event


def _is_anchor(event: Event) -> bool:
    if isinstance(event, Heading):
        return event.key == "title"
    return isinstance(event, Line) and len(event.text) < 200 and is_author(event.text)  # noqa: PLR2004 (a name is short)


def _keys(events: Sequence[Event]) -> set[str]:
    return {event.key for event in events if isinstance(event, Heading) and event.is_field}


def _stop(events: Sequence[Event], first: int) -> int:
    """Return where the next card begins, with its title: a title, or the field that this one began with.

    Behind it three fields must stand, and without a title such as this card has already.
    """
    seen: set[str] = set()
    later = _later(events)
    for place in range(first, len(events)):
        event = events[place]
        if not isinstance(event, Heading):
            continue
        if seen and event.key == "title" and len(later[place]) >= _FEWEST:
            return _with_title(events, place)
        if len(seen) >= _FEWEST and event.key == _key(events[first]) and len(later[place] & seen) >= _FEWEST:
            return _with_title(events, place)
        if event.is_field:
            seen.add(event.key)
    return len(events)


def _later(events: Sequence[Event]) -> list[frozenset[str]]:
    """Return for each place the fields that stand there or behind."""
    keys: frozenset[str] = frozenset()
    found = []
    for event in reversed(events):
        keys |= _keys([event])
        found.append(keys)
    return found[::-1]


def _key(event: Event) -> str:
    return event.key if isinstance(event, Heading) else ""


def _with_title(events: Sequence[Event], place: int) -> int:
    """Return where the lines before the next card begin that are its title, its author or its part."""
    lines = list(_lines_before(events, place))[::-1]
    start = opening_start(lines)
    return place - (len(lines) - start)


def _lines_before(events: Sequence[Event], place: int) -> Iterator[Line]:
    for event in reversed(events[max(place - 24, 0) : place]):
        if not isinstance(event, Line):
            break
        yield event
