"""Pages of text as lines: what stands on every page, and the numbers of pages, are set aside."""

import re
from collections import Counter
from collections.abc import Sequence

from academy.practices.reading.lines import Line

_NUMBER = re.compile(
    r"[\s\-–—|·]*(?:(?:page|página|pagina|p[áa]g\.?|p\.|صفحة|الصفحة)\s*)?\(?\d{1,4}\)?"
    r"(?:\s*(?:/|of|de|sur|من)\s*\d{1,4})?[\s\-–—|·.]*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_EDGE = 2
"""Lines at the top and at the bottom of a page among which its header and footer are."""


def lines_of(pages: Sequence[str]) -> list[Line]:
    """Return the lines of pages, numbered through, in their order.

    Aside are the numbers of pages, and what stands at the edge of most pages, but for the first time that it stands
    there: the title may be repeated on each.
    """
    split = [page.split("\n") for page in pages]
    edges = [_edges(lines) for lines in split]
    running = _running(split, edges)
    seen: set[str] = set()
    found: list[Line] = []
    for lines, edge in zip(split, edges, strict=True):
        for place, text in enumerate(lines):
            same = _same(text)
            is_again = place in edge and same in running and same in seen
            is_number = len(pages) > 1 and place in edge and bool(text.strip()) and bool(_NUMBER.fullmatch(text[:60]))
            seen.add(same)
            found.append(Line(text, len(found) + 1, aside=is_again or is_number))
    return found


def _edges(lines: Sequence[str]) -> set[int]:
    said = [place for place, text in enumerate(lines) if text.strip()]
    return {*said[:_EDGE], *said[-_EDGE:]}


def _running(split: Sequence[Sequence[str]], edges: Sequence[set[int]]) -> set[str]:
    """Return what stands at the edge of at least half of the pages, and of two."""
    counted = Counter(
        same for lines, edge in zip(split, edges, strict=True) for same in {_same(lines[place]) for place in edge}
    )
    return {same for same, count in counted.items() if count >= max(2, len(split) / 2)}


def _same(text: str) -> str:
    return " ".join(_DIGITS.sub("0", text).casefold().split())
