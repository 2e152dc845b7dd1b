"""CommonMark divided into what a translator translates and what stands between: marks of lists, pipes, empty lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby


class PartKind(StrEnum):
    """What a part of a text is."""

    PROSE = "prose"
    """A paragraph, heading or list item without its mark."""
    CELL = "cell"
    """A cell of a table."""
    BETWEEN = "between"
    """What is not translated."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text; all parts together are the text."""

    kind: PartKind
    text: str


_MARKS = re.compile(r"\s*(?:(?:[-*+]|\d{1,9}[.)])\s+|#{1,6}\s+|>\s?)*")
_HEADING = re.compile(r"\s*#{1,6}\s")
_ONLY_SIGNS = re.compile(r"[\s|:\-*_=~`]+")
_ROW = re.compile(r"\s*\|")
_PIPE = re.compile(r"(?<!\\)\|")


def divide(text: str) -> tuple[Part, ...]:
    """Return the parts of a text. Whatever the text is, they are all of it: nothing here needs to be CommonMark."""
    found: list[Part] = []
    goes_on = False
    for number, line in enumerate(text.split("\n")):
        parts = [part for part in _parts_of_line(line) if part.text]
        if goes_on and Part(PartKind.PROSE, line.strip()) in parts:
            found[-1] = Part(PartKind.PROSE, f"{found[-1].text}\n{line}")
        else:
            found += [Part(PartKind.BETWEEN, "\n")] * (number > 0) + parts
        goes_on = bool(found) and found[-1].kind is PartKind.PROSE and not _HEADING.match(line)
    return tuple(_joined(found))


def _parts_of_line(line: str) -> Iterator[Part]:
    if _ONLY_SIGNS.fullmatch(line):
        yield Part(PartKind.BETWEEN, line)
    elif _ROW.match(line):
        yield from _cells(line)
    else:
        marks = _MARKS.match(line)
        start = marks.end() if marks else 0
        yield Part(PartKind.BETWEEN, line[:start])
        yield from _trimmed(PartKind.PROSE, line[start:])


def _cells(line: str) -> Iterator[Part]:
    for number, cell in enumerate(_PIPE.split(line)):
        if number:
            yield Part(PartKind.BETWEEN, "|")
        yield from _trimmed(PartKind.CELL, cell)


def _trimmed(kind: PartKind, text: str) -> Iterator[Part]:
    """Take the blanks around a text apart."""
    bare = text.strip()
    start = text.find(bare)
    yield Part(PartKind.BETWEEN, text[:start])
    yield Part(kind, bare)
    yield Part(PartKind.BETWEEN, text[start + len(bare) :])


def _joined(parts: list[Part]) -> Iterator[Part]:
    """Join what stands between."""
    for kind, run in groupby(parts, lambda part: part.kind):
        if kind is PartKind.BETWEEN:
            yield Part(kind, "".join(part.text for part in run))
        else:
            yield from run
