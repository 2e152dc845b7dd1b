"""A document as it is read: lines of running text and tables, whatever file they came from.

The text of a line is CommonMark: what a word processor marks is marked, and what would only look like a mark is not.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Union

from academy.practices.reading.drafts import Doubt


@dataclass(frozen=True, slots=True)
class Line:
    """A line of running text and its number in the source; an empty one parts paragraphs.

    What is `aside`, such as the number of a page, belongs to no field. `printed` is how long the line is in the source,
    where that is more than its text: a label stood on it.
    """

    text: str
    number: int = 0
    aside: bool = False
    printed: int = 0

    @property
    def is_blank(self) -> bool:
        """Whether the line says nothing."""
        return not self.text.strip()

    @property
    def length(self) -> int:
        """How many letters the line has in the source."""
        return max(len(self.text.rstrip()), self.printed)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; each cell holds lines and tables."""

    cells: tuple[tuple["Piece", ...], ...]
    number: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table; whether it is the card or stands in one is not decided here."""

    rows: tuple[Row, ...]


Piece = Union[Line, Table]  # noqa: UP007 (a row above speaks of it before it is there)


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says: its text, the same in pieces, and what could not be read as it stands there."""

    source: str
    pieces: tuple[Piece, ...]
    doubts: tuple[Doubt, ...] = ()


_LINK = re.compile(r"\[([^\[\]\n]*)\]\(([^()\s]*)\)")
_PAIR = re.compile(r"(?<![^\W_])(?<![\\*_`])([*_]{1,3}|`)(?=[^\s*_`])([^\n]{1,120}?)(?<=[^\s\\])\1(?![^\W_]|[*_`])")
_MARKS = re.compile(r"\\([!-/:-@\[-`{-~])|^(?:#{1,6}\s+|>\s+|(?:\*\*|__)(?=[^\s*_]))|(?<=[^\s*_\\])(?:\*\*|__)$")
"""Escapes, and marks at the ends of a line that are left of a pair."""

_LOOKS_MARKED = re.compile(
    r"[\\`*]|<(?=[A-Za-z/!?])|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|\](?=[(\[:])|\[(?=[^\]\n]*\]:)"
)
_BEGINS_MARKED = re.compile(r"(\s*)(#{1,6}(?=\s|$)|>|~~~|[=]+\s*$|-{2,}\s*$|\|)")


def flat(pieces: Iterable[Piece]) -> Iterator[Line]:
    """Return all lines, those in tables as well, in their order."""
    for piece in pieces:
        if isinstance(piece, Line):
            yield piece
        else:
            for row in piece.rows:
                for cell in row.cells:
                    yield from flat(cell)


def numbered(pieces: Iterable[Piece], doubts: Iterable[Doubt] = ()) -> Document:
    """Return pieces as a document: its source shows cells behind a tab, and each line has its number there."""
    written: list[str] = []
    found = tuple(_numbered(pieces, written, ""))
    return Document("\n".join(written), found, tuple(doubts))


def _numbered(pieces: Iterable[Piece], written: list[str], before: str) -> Iterator[Piece]:
    for piece in pieces:
        if isinstance(piece, Line):
            written.append(before + piece.text if piece.text else "")
            yield replace(piece, number=len(written))
        else:
            yield Table(tuple(_numbered_row(row, written, before) for row in piece.rows))


def _numbered_row(row: Row, written: list[str], before: str) -> Row:
    first = len(written) + 1
    cells = [
        tuple(_numbered(cell, written, before + "\t" if place else before)) for place, cell in enumerate(row.cells)
    ]
    return Row(tuple(cells), first)


def escaped(text: str) -> str:
    r"""Return plain text as CommonMark: what would only look like a mark has a backslash in front.

    >>> print(escaped("3*4 and snake_case, [1]: <b>"))
    3\*4 and snake_case, \[1\]: \<b>
    """
    safe = _LOOKS_MARKED.sub(lambda found: "\\" + found[0], text)
    return _BEGINS_MARKED.sub(r"\1\\\2", safe, count=1) if _BEGINS_MARKED.match(safe) else safe


def plain(text: str) -> str:
    r"""Return what a line of CommonMark says, on one line and without marks; links as text and address.

    >>> plain(r"**Results** \* of [us](https://example.org)")
    'Results * of us (https://example.org)'
    """
    bare = _PAIR.sub(r"\2", _PAIR.sub(r"\2", _LINK.sub(_spelt_out, text.strip())))
    shown = _MARKS.sub(lambda found: found[1] or "", bare)
    return " ".join(shown.split())


def _spelt_out(link: re.Match[str]) -> str:
    before = link.string[max(link.start() - 1, 0) : link.start()]
    return f"{' ' if before.isalnum() else ''}{link[1]} ({link[2]})"
