"""Tables that come as HTML, from a web page or a mail program: rows and paragraphs, as a browser would show them."""

from collections.abc import Iterator

from lxml.html import HtmlElement, HTMLParser, document_fromstring

from academy.practices.reading.lines import Document, Line, Piece, Row, Table, escaped, numbered
from academy.practices.reading.words import cleaned

_SILENT = frozenset({"script", "style", "head", "template", "noscript", "iframe", "object", "svg", "colgroup"})
_BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd section article header footer main nav blockquote pre center form "
    "address figure caption body html".split()
)
_BOLD, _DEEPEST = frozenset({"b", "strong"}), 100


def read_web_page(text: str) -> Document:
    """Return what a page says: what a browser would not show is left out."""
    root = document_fromstring(text, parser=HTMLParser(remove_comments=True, remove_pis=True, no_network=True))
    return numbered(_pieces(root, 0))


def _pieces(parent: HtmlElement, depth: int) -> Iterator[Piece]:
    """Return the lines and tables of an element; text between tags goes on until a block begins."""
    said = [parent.text or ""]
    for element in parent:
        name = str(element.tag).lower()
        if name == "table" and depth < _DEEPEST:
            yield from _lines(said, parent)
            yield Table(tuple(_rows(element, depth)))
            said = []
        elif (name in _BLOCKS or _holds_block(element)) and name not in _SILENT and depth < _DEEPEST:
            yield from _lines(said, parent)
            yield from _pieces(element, depth + 1)
            yield Line("")
            said = []
        elif name not in _SILENT:
            said.append(_inline(element))
        said.append(element.tail or "")
    yield from _lines(said, parent)


def _holds_block(element: HtmlElement) -> bool:
    return any(str(one.tag) in _BLOCKS or one.tag == "table" for one in element.iterdescendants(*_BLOCKS, "table"))


def _rows(table: HtmlElement, depth: int) -> Iterator[Row]:
    for row in table.iterdescendants("tr"):
        if next(row.iterancestors("table")) is table:
            yield Row(tuple(_trimmed(_pieces(cell, depth + 1)) for cell in row if cell.tag in {"td", "th"}))


def _trimmed(pieces: Iterator[Piece]) -> tuple[Piece, ...]:
    kept = list(pieces)
    while kept and isinstance(kept[-1], Line) and kept[-1].is_blank:
        kept.pop()
    return tuple(kept)


def _inline(element: HtmlElement) -> str:
    """Return what stands in a line: links and bold letters as CommonMark has them. Blanks are folded later."""
    name = str(element.tag).lower()
    if name == "br":
        return "\x0b"
    inner = "".join(map(str, element.itertext()))
    said, address = " ".join(inner.split()), element.get("href", "")
    if name == "a" and said and address.startswith(("http://", "https://", "mailto:")) and "]" not in said:
        return f"\x00[{said}]({''.join(address.split())})\x00"
    return f"\x00**{said}**\x00" if name in _BOLD and said and "*" not in said else inner


def _lines(said: list[str], parent: HtmlElement) -> Iterator[Line]:
    """Return text as lines, broken where a page breaks them, with the mark that its element has."""
    text = "".join(said)
    mark = "- " if parent.tag == "li" else "### " if parent.tag in {"h1", "h2", "h3", "h4", "h5", "h6"} else ""
    for line in text.split("\x0b"):
        pieces = line.split("\x00")
        joined = "".join(piece if place % 2 else escaped(piece) for place, piece in enumerate(pieces))
        shown = cleaned(" ".join(joined.split()))
        if shown:
            yield Line(mark + shown)
