"""Word's documents: paragraphs and tables in their order, with what stands in boxes, fields and tracked insertions."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from lxml import etree

from academy.kit.words import N_
from academy.practices.reading.archives import text_parts
from academy.practices.reading.drafts import Doubt
from academy.practices.reading.limits import check_bytes, check_letters, check_lines, check_pages
from academy.practices.reading.lines import Document, Line, Piece, Row, Table, escaped, flat, numbered
from academy.practices.reading.word_styles import Styles, child, name, read_styles, tree, value
from academy.practices.reading.words import cleaned

_MAIN = "word/document.xml"
_NOT_SAID = frozenset({"del", "moveFrom", "instrText", "delText", "Fallback", "pPr", "rPr", "tcPr", "trPr", "tblPr"})
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "sym": "•"}
_BREAK = re.compile(rb"<w:lastRenderedPageBreak\b|w:type=\"page\"")
_PARAGRAPH, _CELL = re.compile(rb"<(?:\w+:)?p[ />]"), re.compile(rb"<(?:\w+:)?t[cr][ />]")
_MANY_SPANS = 60
_ASIDE = ("word/header", "word/footer", "word/footnotes", "word/endnotes", "word/comments")


def read_word_file(content: bytes) -> Document:
    """Return what a DOCX says; refuse what is damaged, protected or too large to be one card."""
    check_bytes(content)
    parts = text_parts(content)
    main = _MAIN if _MAIN in parts else min(part for part in parts if part.startswith("word/document"))
    check_lines(max(len(found.findall(part)) for found in (_PARAGRAPH, _CELL) for part in parts.values()))
    check_pages(max(_pages(parts), len(_BREAK.findall(parts[main])) + 1))
    body = child(tree(parts[main]), "body")
    reader = _Reader(read_styles(parts, main))
    pieces = [] if body is None else list(reader.pieces(body))
    aside = list(_aside(reader, parts))
    check_letters(sum(len(line.text) for line in flat([*pieces, *aside])))
    return numbered([*pieces, *aside], _doubts(reader, aside))


def _pages(parts: Mapping[str, bytes]) -> int:
    found = re.search(rb"<Pages>(\d{1,6})</Pages>", parts.get("docProps/app.xml", b""))
    return int(found[1]) if found else 0


def _aside(reader: "_Reader", parts: Mapping[str, bytes]) -> Iterator[Line]:
    """Return what stands beside the text: headers, footers, notes and comments, each text once."""
    seen = set()
    for part in sorted(parts):
        if not part.startswith(_ASIDE):
            continue
        lines = [line.text for line in flat(reader.pieces(tree(parts[part]))) if not line.is_blank]
        if lines and tuple(lines) not in seen:
            seen.add(tuple(lines))
            yield from (Line(text, aside=True) for text in lines)


def _doubts(reader: "_Reader", aside: list[Line]) -> Iterator[Doubt]:
    if aside:
        yield Doubt(N_("Headers, footers, notes and comments of the document stand in the remainder."))
    if reader.has_deletions:
        yield Doubt(N_("The document has tracked changes: what was deleted was left out, what was inserted was read."))


class _Reader:
    """Goes through a document once."""

    def __init__(self, styles: Styles) -> None:
        self.has_deletions = False
        self._styles = styles
        self._boxes: list[etree._Element] = []
        self._counted: Counter[str] = Counter()

    def pieces(self, parent: etree._Element) -> Iterator[Piece]:
        """Return the lines and tables of a body, a cell or a box."""
        for element in parent:
            kind = name(element)
            if kind == "p":
                yield from self._paragraph(element)
            elif kind == "tbl":
                yield Table(tuple(self._rows(element)))
            elif kind in {"del", "moveFrom"}:
                self.has_deletions = True
            elif kind not in _NOT_SAID:
                yield from self.pieces(element)

    def _paragraph(self, element: etree._Element) -> Iterator[Piece]:
        before = self._before(element)
        lines = cleaned("".join(self._texts(element, is_bold=_is_bold(element)))).split("\n")
        for place, text in enumerate(lines):
            yield from _split(before + text if text and not place else text)
        yield Line("")
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            yield from self.pieces(box)

    def _before(self, element: etree._Element) -> str:
        """Return the mark with which CommonMark begins such a paragraph."""
        style = value(child(element, "pPr", "pStyle"))
        if style in self._styles.headings:
            return "#" * min(self._styles.headings[style], 6) + " "
        number = value(child(element, "pPr", "numPr", "numId")) or self._styles.lists.get(style, "0")
        if number == "0":
            return ""
        level = value(child(element, "pPr", "numPr", "ilvl")) or "0"
        if not self._styles.numbered.get((number, level), False):
            return "- "
        self._counted[number] += 1
        return f"{self._counted[number]}. "

    def _texts(self, element: etree._Element, *, is_bold: bool) -> Iterator[str]:
        """Return the texts of a paragraph; links as CommonMark has them, bold letters only where all are."""
        if is_bold:
            said = "".join(self._inner(element)).strip()
            yield f"**{said}**" if said and "\n" not in said and "\t" not in said and "**" not in said else said
        else:
            yield from self._inner(element)

    def _inner(self, element: etree._Element) -> Iterator[str]:
        for part in element:
            kind = name(part)
            if kind in {"t", "delText"} and kind not in _NOT_SAID:
                yield escaped("".join([part.text or "", *(one.tail or "" for one in part)]))
            elif kind in _SIGNS:
                yield _SIGNS[kind]
            elif kind == "hyperlink":
                yield self._link(part)
            elif kind == "txbxContent":
                self._boxes.append(part)
            elif kind in {"del", "moveFrom"}:
                self.has_deletions = True
            elif kind not in _NOT_SAID:
                yield from self._inner(part)

    def _link(self, element: etree._Element) -> str:
        said, address = "".join(self._inner(element)), self._styles.links.get(value(element, "id"))
        return f"[{said}]({address})" if said.strip() and address and not re.search(r"[\[\]\n\t]", said) else said

    def _rows(self, table: etree._Element) -> Iterator[Row]:
        for element in table:
            if name(element) == "tr":
                if child(element, "trPr", "del") is not None:
                    self.has_deletions = True
                else:
                    yield Row(tuple(self._cells(element)))
            elif name(element) not in _NOT_SAID:
                yield from self._rows(element)

    def _cells(self, row: etree._Element) -> Iterator[tuple[Piece, ...]]:
        """Return the cells of a row; one that is as wide as several has empty ones behind it."""
        for element in row:
            if name(element) == "tc":
                yield _trimmed(self.pieces(element))
                width = value(child(element, "tcPr", "gridSpan"))
                yield from ((),) * (min(int(width), _MANY_SPANS) - 1 if width.isdigit() else 0)
            elif name(element) not in _NOT_SAID:
                yield from self._cells(element)


def _split(text: str) -> Iterator[Piece]:
    """Return a line, or as a row what has tabs in it."""
    cells = [cell.strip() for cell in text.strip().split("\t")]
    if len(cells) > 1:
        yield Table((Row(tuple((Line(cell),) if cell else () for cell in cells)),))
    else:
        yield Line(text)


def _trimmed(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return what a cell holds, without empty lines around it."""
    kept = list(pieces)
    while kept and isinstance(kept[-1], Line) and kept[-1].is_blank:
        kept.pop()
    while kept and isinstance(kept[0], Line) and kept[0].is_blank:
        kept.pop(0)
    return tuple(kept)


def _is_bold(paragraph: etree._Element) -> bool:
    """Tell whether all runs of a paragraph that say something are bold."""
    runs = [run for run in paragraph.iter() if name(run) == "r" and "".join(run.itertext()).strip()]
    bold = (child(run, "rPr", "b") for run in runs)
    return bool(runs) and all(one is not None and value(one) not in {"0", "false", "off"} for one in bold)
