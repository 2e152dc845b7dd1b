"""What stands before a card's first field: its part, its title and its author, and whatever else there is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from academy.practices.reading.labels import BY, PART
from academy.practices.reading.lines import Line, plain

_BY = "|".join(sorted({re.escape(word) for words in BY.values() for word in words}, key=len, reverse=True))
_NAME = r"[^()\d\s]\S*(?:\s+[^()\s]+){0,14}"
_BEHIND = re.compile(rf"\(\s*(?P<by>{_BY})\s*:?\s+(?P<name>{_NAME})\s*\)[\s.*_]*$", re.IGNORECASE)
_LINE = re.compile(rf"[\s*_]*(?P<by>{_BY})\s*:?\s+(?P<name>{_NAME})[\s*_]*", re.IGNORECASE)
_PARTS = "|".join(sorted(set(PART.values()) | {"جزء"}))
_PART = re.compile(
    rf"[\W_]*(?:{_PARTS})\s+(?P<part>(?:[ivx]{{1,4}}|\d{{1,2}})\s?[a-z]?)(?![^\W_])",
    re.IGNORECASE,
)
_LONGEST_TITLE = 300
_MOST_LINES = 6
_LONGEST_PART = 160


@dataclass(frozen=True, slots=True)
class Opening:
    """Title and author with what told of them, and the lines that are neither, in their order."""

    title: str = ""
    author: str = ""
    by: str = ""
    left: tuple[Line, ...] = ()


def part_of(text: str) -> str:
    """Return the part that a heading begins, such as `"IIB"`; empty where it begins none.

    >>> part_of("## PARTE IA: CONTRIBUCIONES")
    'IA'
    """
    found = _PART.match(text) if len(text) <= _LONGEST_PART else None
    return re.sub(r"\s", "", found["part"]).upper() if found else ""


def is_author(text: str) -> bool:
    """Tell whether a line says who wrote the card, in brackets and alone."""
    said = plain(text)
    found = _BEHIND.match(said)
    return found is not None and _is_name(found["name"])


def parted(text: str) -> tuple[str, str, str]:
    """Return a title, its author and what stands before the author; the latter two are empty where none is named.

    >>> parted("Seeds for all (by Ana Pérez)")
    ('Seeds for all', 'Ana Pérez', '(by )')
    """
    said = plain(text)
    for found in (_BEHIND.search(said, start) for start in (said.rfind("("),) if start >= 0):
        if found and _is_name(found["name"]):
            return said[: found.start()].strip(), found["name"].strip(), f"({found['by']} )"
    return said, "", ""


def read_opening(lines: Sequence[Line]) -> Opening:
    """Return what the lines before the first field say: the title is what stands before the author's line.

    Without one it is the only paragraph, or the heading: a longer text is no title.
    """
    said = [place for place, line in enumerate(lines) if not line.is_blank]
    for place in reversed(said):
        title, author, by = parted(lines[place].text)
        if author:
            return _with_author(lines, place, (title, author, by))
        broken = _broken_author(lines, place)
        if broken:
            return broken
    last = said[-1] if said else -1
    named = _LINE.fullmatch(plain(lines[last].text)) if said else None
    if named and len(said) > 1 and _is_name(named["name"]):
        start = _above(lines, last)
        title = plain(" ".join(line.text for line in lines[start:last]))
        if title:
            return Opening(title, named["name"].strip(), named["by"], tuple(lines[:start]))
    return _without_author(lines, said)


def opening_start(lines: Sequence[Line]) -> int:
    """Return where the title begins that is the last thing said on these lines; behind them where there is none."""
    said = [place for place, line in enumerate(lines) if not line.is_blank]
    start = len(lines)
    if said and is_author(lines[said[-1]].text):
        start = _above(lines, said[-1])
    before = [place for place in said if place < start]
    while before and part_of(lines[before[-1]].text):
        start = before.pop()
    return start


def _with_author(lines: Sequence[Line], place: int, told: tuple[str, str, str]) -> Opening:
    title, author, by = told
    start = _above(lines, place, goes_on=title[:1].islower() or not title)
    whole = plain(" ".join([*(line.text for line in lines[start:place]), title]))
    return Opening(whole, author, by, (*lines[:start], *lines[place + 1 :]))


def _broken_author(lines: Sequence[Line], place: int) -> Opening | None:
    """Read an author whose brackets are broken over two lines."""
    if place + 1 >= len(lines) or ")" not in lines[place + 1].text:
        return None
    title, author, by = parted(f"{lines[place].text} {lines[place + 1].text}")
    if not author or "(" not in lines[place].text:
        return None
    return _with_author([*lines[: place + 1], *lines[place + 2 :]], place, (title, author, by))


def _above(lines: Sequence[Line], place: int, *, goes_on: bool = True) -> int:
    """Return where the title begins that ends before a line: its paragraph, and the one above if that breaks off.

    Below the heading of a part all is title.
    """
    part = next(
        (at + 1 for at in range(place - 1, max(place - 3 * _MOST_LINES, 0) - 1, -1) if part_of(lines[at].text)), None
    )
    if part is not None and sum(len(line.text) for line in lines[part:place]) <= _LONGEST_TITLE:
        return part
    start = place
    while goes_on and place - start < 2 * _MOST_LINES:
        while start and lines[start - 1].is_blank:
            start -= 1
        before = start
        while start and not lines[start - 1].is_blank and place - start < _MOST_LINES:
            start -= 1
        goes_on = start < before and plain(lines[start].text)[:1].islower()
    return start


def _without_author(lines: Sequence[Line], said: Sequence[int]) -> Opening:
    """Return the only short paragraph as title, or the last heading, or nothing."""
    free = [place for place in said if not part_of(lines[place].text)]
    heading = next((place for place in reversed(free) if lines[place].text.startswith("#")), None)
    if heading is not None and len(free) - free.index(heading) <= _MOST_LINES:
        return Opening(plain(lines[heading].text), left=(*lines[:heading], *lines[heading + 1 :]))
    whole = plain(" ".join(lines[place].text for place in free))
    if free and len(free) <= _MOST_LINES // 2 and len(whole) <= _LONGEST_TITLE and not whole.endswith((".", ";", ":")):
        return Opening(whole, left=tuple(line for place, line in enumerate(lines) if place not in set(free)))
    return Opening(left=tuple(lines))


def _is_name(text: str) -> bool:
    """Tell whether a text may be a name: in scripts that have capitals it begins with one."""
    first = text.strip()[:1]
    return first.isupper() or (first.isalpha() and first.lower() == first.upper())
