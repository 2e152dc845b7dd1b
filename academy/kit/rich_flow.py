"""The words and blocks of a formatted text while it is being read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from lxml import html

from academy.kit.commonmark import BREAK, Block, Items, Paragraph, Run, lines, plain

BULLET = re.compile(r"\s*[•·▪●◦‣∙\uf0b7\uf0a7]\s+")
ANY_MARKER = re.compile(r"\s*(?:[•·▪●◦‣∙\uf0b7\uf0a7o§–-]|(\d{1,3})[.)])\s+")
"""What stands before an item of a list that is none: what can be nothing else, and what may be, with its number."""

_KEEPING = frozenset({"listing", "plaintext", "pre", "textarea", "xmp"})
"""What keeps its lines."""

_BOLD, _ITALIC = frozenset({"b", "strong", "dt"}), frozenset({"i", "em", "cite", "dfn", "var"})
_IS_BOLD = re.compile(r"(?:^|;)font-weight:(?:bold|[6-9]\d\d)")
_NOT_BOLD = re.compile(r"(?:^|;)font-weight:(?:normal|[1-5]\d\d)")
_IS_ITALIC = re.compile(r"(?:^|;)font-style:(?:italic|oblique)")
_NOT_ITALIC = re.compile(r"(?:^|;)font-style:normal")
_IS_RAISED = re.compile(r"(?:^|;)vertical-align:super")
_IS_LOWERED = re.compile(r"(?:^|;)vertical-align:sub")
_RAISED = str.maketrans("0123456789+-−()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾")
_LOWERED = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")


@dataclass(frozen=True, slots=True)
class Style:
    """How words look, and where they lead."""

    bold: bool = False
    italic: bool = False
    link: str = ""
    keeps_lines: bool = False
    moved: Mapping[int, int] = field(default_factory=dict)
    """The figures above or below the line, by the usual ones."""

    def of(self, element: html.HtmlElement, looks: str) -> "Style":
        """Return how the words of an element look that stands in words which look like this."""
        tag, moved = element.tag, self.moved
        if tag == "sup" or _IS_RAISED.search(looks):
            moved = _RAISED
        elif tag == "sub" or _IS_LOWERED.search(looks):
            moved = _LOWERED
        return replace(
            self,
            bold=(self.bold or tag in _BOLD or bool(_IS_BOLD.search(looks))) and not _NOT_BOLD.search(looks),
            italic=(self.italic or tag in _ITALIC or bool(_IS_ITALIC.search(looks))) and not _NOT_ITALIC.search(looks),
            keeps_lines=self.keeps_lines or tag in _KEEPING,
            moved=moved,
        )


PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Item:
    """An item that is only made to look like one of a list."""

    level: int
    start: int | None
    blocks: tuple[Block, ...]


class Flow:
    """The blocks that were read, and the words of the paragraph that is being read."""

    def __init__(self) -> None:
        self.found: list[Block | Item] = []
        self.runs: list[Run] = []

    def say(self, text: str | None, style: Style) -> None:
        """Add words to the paragraph."""
        if not text:
            return
        text = text.replace("\r\n", "\n") if style.keeps_lines else text.replace("\n", " ")
        if style.moved and all(ord(letter) in style.moved for letter in text.strip()):
            text = text.translate(style.moved)
        self.runs.append(Run(text, style.bold, style.italic, style.link))

    def close(self, marker: re.Pattern[str] = BULLET) -> None:
        """End the paragraph; lines that begin with a marker become items."""
        paragraph: list[Run] = []
        for line in lines(self.runs):
            begun = marker.match("".join(run.text for run in line))
            said = _without(line, begun.end()) if begun else ()
            if plain(said):
                self._end(paragraph)
                number = int(begun[1]) if begun and begun.re.groups and begun[1] else None
                self.found.append(Item(0, number, (Paragraph(said),)))
            elif plain(line):
                paragraph += [Run(BREAK), *line] if paragraph else line
            else:
                self._end(paragraph)
        self._end(paragraph)
        self.runs = []

    def add(self, *blocks: Block | Item) -> None:
        """End the paragraph, and add blocks."""
        self.close()
        self.found += blocks

    def closed(self) -> tuple[Block, ...]:
        """End it all, and return its blocks; what looks like a list is one."""
        self.close()
        blocks: list[Block] = []
        for is_item, group in groupby(self.found, key=lambda one: isinstance(one, Item)):
            together = list(group)
            items = [one for one in together if isinstance(one, Item)]
            blocks += _lists(items) if is_item else [one for one in together if not isinstance(one, Item)]
        return tuple(blocks)

    def _end(self, paragraph: list[Run]) -> None:
        if paragraph:
            self.found.append(Paragraph(tuple(paragraph)))
            paragraph.clear()


def _without(line: Sequence[Run], letters: int) -> tuple[Run, ...]:
    """Return a line without its first letters."""
    found = []
    for run in line:
        found.append(replace(run, text=run.text[letters:]))
        letters = max(letters - len(run.text), 0)
    return tuple(run for run in found if run.text)


def _lists(items: Sequence[Item]) -> list[Block]:
    """Return items by their levels: what stands deeper belongs to the item above it."""
    level = min((item.level for item in items), default=0)
    found: list[tuple[int | None, list[Block]]] = []
    for is_deeper, group in groupby(items, key=lambda item: item.level > level):
        together = list(group)
        if not is_deeper:
            found += [(item.start, list(item.blocks)) for item in together]
        elif found:
            found[-1][1].extend(_lists(together))
        else:
            found.append((None, _lists(together)))
    blocks: list[Block] = []
    for _, entries in groupby(found, key=lambda entry: entry[0] is None):
        alike = list(entries)
        blocks.append(Items(alike[0][0], tuple(tuple(inner) for _, inner in alike)))
    return blocks
