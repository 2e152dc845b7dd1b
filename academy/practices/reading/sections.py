"""The fields of a card: each label with what stands under it, unknown labels among them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from academy.practices.reading.lines import Line, plain
from academy.practices.reading.structure import IN_CELL, Event, Grid, Heading, looks_of

_LONGEST, _MOST_WORDS = 80, 9
_FEWEST = 3
"""Labels that must look alike before another line is taken for one."""

_INLINE = re.compile(r"(?P<label>[^\s:][^:\n]{1,60}:)\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Section:
    """A label and what stands under it; `is_repeated` where the same field has begun before."""

    heading: Heading
    said: tuple[Line | Grid, ...]
    is_repeated: bool = False


def sections_of(events: Sequence[Event]) -> list[Section]:
    """Return the sections of a card that begins with a label."""
    found: list[tuple[Heading, list[Line | Grid]]] = []
    for event in _with_unknown(list(_without_doubles(events))):
        if isinstance(event, Heading):
            found.append((event, []))
        elif found:
            found[-1][1].append(event)
    first: dict[str, int] = {}
    for place, (heading, _) in enumerate(found):
        first.setdefault(heading.key, place)
    return [
        Section(heading, tuple(said), heading.is_field and first[heading.key] < place)
        for place, (heading, said) in enumerate(found)
    ]


def _without_doubles(events: Sequence[Event]) -> Iterator[Event]:
    """Return events with those labels as lines that stand in running text while rows of the card have the same."""
    cells = {event.key for event in events if isinstance(event, Heading) and event.is_field and event.looks >= IN_CELL}
    double: Heading | None = None
    for event in events:
        if double is not None:
            is_rest = isinstance(event, Line) and event.number == double.number and not event.is_blank
            rest = event.text if is_rest and isinstance(event, Line) else ""
            yield Line(f"{double.printed} {rest}".strip(), double.number)
            double = None
            if is_rest:
                continue
        if len(cells) >= _FEWEST and isinstance(event, Heading) and event.key in cells and not IN_CELL & event.looks:
            double = event
        else:
            yield event
    if double is not None:
        yield Line(double.printed, double.number)


def _with_unknown(events: Sequence[Event]) -> Iterator[Event]:
    """Return events with those lines as labels that look as all known labels do."""
    known = [
        event.looks for event in events if isinstance(event, Heading) and event.is_field and not IN_CELL & event.looks
    ]
    shared = frozenset.intersection(*known) if len(known) >= _FEWEST else frozenset()
    is_apart = True
    for event in events:
        if isinstance(event, Line) and not event.is_blank and shared - {"apart"}:
            yield from _label_like(event, shared, is_apart=is_apart)
        else:
            yield event
        is_apart = not isinstance(event, Line) or event.is_blank


def _label_like(line: Line, shared: frozenset[str], *, is_apart: bool) -> Iterator[Event]:
    looks = looks_of(line.text, after_blank=is_apart)
    said = plain(line.text)
    if shared <= looks and len(said) <= _LONGEST and len(said.split()) <= _MOST_WORDS and not said[:1].islower():
        yield Heading("", said, line.number, looks=looks)
        return
    inline = _INLINE.match(line.text) if shared == {"sign", "apart"} and is_apart else None
    if inline and not said[:1].islower() and len(inline["label"].split()) <= _MOST_WORDS:
        yield Heading("", plain(inline["label"]), line.number, looks=shared)
        yield replace(line, text=line.text[inline.end() :])
    else:
        yield line
