"""Text files, and text that was pasted: in any of the usual codings, with tabs, pipes or tags where a table was."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from charset_normalizer import from_bytes

from academy.kit.refusals import Refusal
from academy.practices.reading.limits import MOST_TEXT, NO_CARD, check_bytes, check_letters, check_lines
from academy.practices.reading.lines import Document, Line, Piece, Row, Table
from academy.practices.reading.marked import without_tags
from academy.practices.reading.pages import lines_of
from academy.practices.reading.web_pages import read_web_page
from academy.practices.reading.words import cleaned

_CODINGS = ["utf_8", "utf_16", "cp1252", "cp1256"]
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x7f]")
_OTHERS = (
    b"\x89png",
    b"\xff\xd8\xff",
    b"gif8",
    b"{\\rtf",
    b"\x7felf",
    b"mz\x90",
    b"\x1f\x8b",
    b"bzh",
    b"rar!",
    b"7z\xbc",
)
"""How pictures, programs, archives and other documents begin."""

_IS_PAGE = re.compile(r"<t[dh](?:\s[^<>]*)?>", re.IGNORECASE)
_RULE = re.compile(r"[\s|:+=-]*-[\s|:+=-]*")


def read_text_file(content: bytes) -> Document:
    """Return what a text file says; refuse one that is no text, or too long."""
    check_bytes(content, MOST_TEXT)
    if content[:8].lower().startswith(_OTHERS):
        raise Refusal(NO_CARD)
    text = _decoded(content)
    if _BINARY.search(text):
        raise Refusal(NO_CARD)
    return read_text(text)


def read_text(text: str) -> Document:
    """Return what a text says. A form feed parts pages; lines with tabs or pipes are rows."""
    check_letters(len(text))
    check_lines(text.count("\n") + text.count("\r") + text.count("\f"))
    if _IS_PAGE.search(text):
        return read_web_page(text)
    pages = [_page(page) for page in without_tags(text).split("\f")]
    lines = lines_of(pages)
    return Document("\n".join(line.text for line in lines), tuple(_pieces(lines)))


def _page(text: str) -> str:
    """Return a page as it is read; blanks at its beginning stay, for a tab there means something."""
    start = len(text) - len(text.lstrip(" \t"))
    return text[:start] + cleaned(text[start:])


def _decoded(content: bytes) -> str:
    for mark, coding in _MARKS:
        if content.startswith(mark):
            return content.decode(coding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        best = from_bytes(content, cp_isolation=_CODINGS).best()
        return str(best) if best is not None else content.decode("cp1252", "replace")


def _pieces(lines: Iterable[Line]) -> Iterator[Piece]:
    """Return lines, and as tables those that follow one another and have cells."""
    cut = ((line, _cells(line.text)) for line in lines)
    for is_table, group in groupby(cut, key=lambda pair: bool(pair[1])):
        if not is_table:
            yield from (line for line, _ in group)
            continue
        rows = (
            Row(tuple((Line(cell, line.number),) if cell else () for cell in cells), line.number)
            for line, cells in group
            if not _RULE.fullmatch(line.text)
        )
        yield Table(tuple(rows))


def _cells(text: str) -> list[str]:
    """Return the cells of a line; none where it is running text."""
    bare = text.strip()
    if len(bare) > 1 and bare.startswith("|") and bare.endswith("|"):
        return [cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", bare[1:-1])]
    cells = [cell.strip() for cell in text.split("\t")]
    while cells and not cells[-1]:
        cells.pop()
    return cells if len(cells) > 1 else []
