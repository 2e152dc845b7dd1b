"""Tables out of what people send: spreadsheets and text with columns, whatever made them.

Merged cells, two header rows, titles above them, dates as text, trailing blanks, semicolons, marks at the beginning,
old encodings: what was meant is read, and each row keeps its number, so that a report can speak of it.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import zip_longest

from charset_normalizer import from_bytes

from academy.kit.lists import would_execute
from academy.kit.refusals import Refusal
from academy.kit.texts import LONG, clean_line
from academy.kit.words import N_
from academy.kit.workbooks import NO_TABLE, check_size, is_workbook, read_workbook

MOST_BYTES = 20 * 1024 * 1024

_CODINGS = ["utf_8", "utf_16", "cp1252", "cp1256"]
_SEPARATORS = ";\t,|"
_LOOKED_AT = 15
"""Rows in which a header is looked for."""

_BEGINNING = 100_000
_QUOTED = re.compile('"[^"]*"')
_OTHERS = (b"%pdf-", b"\x89png", b"\xff\xd8\xff", b"gif8", b"{\\rtf", b"<!doctype", b"<html", b"<?xml")
"""How documents, pictures and pages begin."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that says something: its number as a spreadsheet shows it, and its cells as text."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table by its name (empty where it has none), without its empty rows."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """What the columns of a table are called, which fields are recognised, and how many rows stand above the first."""

    labels: tuple[str, ...] = ()
    fields: Mapping[int, str] = field(default_factory=dict)
    above: int = 0


def read_sheets(content: bytes) -> list[Sheet]:
    """Return the tables of a file that say something; refuse what cannot be read, and what is too large.

    What a file is, its bytes tell: a spreadsheet (XLSX, ODS, XLS), or text with columns in one of the usual codings.
    """
    if len(content) > MOST_BYTES:
        message = N_("This file is too large: at most %(most)s megabytes are accepted here.")
        raise Refusal(message, most=MOST_BYTES // 1024 // 1024)
    sheets = _of_workbook(content) if is_workbook(content) else [_of_text(content)]
    found = [sheet for sheet in sheets if sheet.rows]
    if not found:
        raise Refusal(N_("There is nothing in this table."))
    return found


def read_header(rows: Sequence[Row], known: Callable[[str], str | None]) -> Header:
    """Return where the header is: of the first rows the one, or the two, whose labels are recognised most often.

    `known` names the field that a label stands for. Of two rows, the upper may hold groups: both are read together.
    """
    best = Header()
    for place, row in enumerate(rows[:_LOOKED_AT]):
        alone = _recognised(known, row.cells)
        if len(alone) > len(best.fields):
            best = Header(row.cells, alone, place + 1)
        if place + 1 < len(rows):
            lower = rows[place + 1].cells
            both = _joined(row.cells, lower)
            together = _recognised(known, both, lower)
            if len(together) > max(len(best.fields), len(_recognised(known, lower))):
                best = Header(both, together, place + 2)
    return best


def _recognised(known: Callable[[str], str | None], *readings: Sequence[str]) -> dict[int, str]:
    """Return the field of each column that is recognised in one of its readings, the first that is.

    A field that comes twice is its first column.
    """
    found: dict[int, str] = {}
    for column, labels in enumerate(zip_longest(*readings, fillvalue="")):
        names = (known(label) for label in labels if label)
        name = next((name for name in names if name is not None), None)
        if name is not None and name not in found.values():
            found[column] = name
    return found


def _joined(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    wide = max(len(upper), len(lower))
    above, below = ([*cells, *[""] * (wide - len(cells))] for cells in (upper, lower))
    return tuple(f"{one} {two}".strip() if one != two else one for one, two in zip(above, below, strict=True))


def _of_workbook(content: bytes) -> list[Sheet]:
    return [Sheet(name, _rows(cells)) for name, cells in read_workbook(content)]


def _of_text(content: bytes) -> Sheet:
    text = _decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text or content.lstrip()[:20].lower().startswith(_OTHERS):
        raise Refusal(NO_TABLE)
    return Sheet("", _rows(_lines(text)))


def _lines(text: str) -> Iterator[list[str]]:
    csv.field_size_limit(1_000_000)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        for number, row in enumerate(lines, start=1):
            check_size(number, len(row))
            # Our own lists have an apostrophe before what would be executed.
            yield [cell[1:] if cell[:1] == "'" and would_execute(cell[1:]) else cell for cell in row]
    except csv.Error as error:
        raise Refusal(N_("Line %(line)s cannot be read as a row of a table."), line=lines.line_num) from error


def _decoded(content: bytes) -> str:
    for mark, coding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(coding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        best = from_bytes(content, cp_isolation=_CODINGS).best()
        return str(best) if best is not None else content.decode("cp1252", "replace")


def _separator(text: str) -> str:
    """Return the sign that parts the first lines alike: the one that most of them have equally often.

    What stands between quotation marks parts nothing.
    """
    bare = _QUOTED.sub("", text[:_BEGINNING])
    lines = [line for line in bare.split("\n") if line][:_LOOKED_AT]
    scored = {}
    for sign in _SEPARATORS:
        alike = Counter(line.count(sign) for line in lines if sign in line)
        scored[sign] = max(((times, count) for count, times in alike.items()), default=(0, 0))
    best = max(scored, key=lambda sign: scored[sign])
    return best if any(scored[best]) else ","


def _rows(cells: Iterable[Sequence[object]]) -> tuple[Row, ...]:
    texts = [_texts(number, row) for number, row in enumerate(cells, start=1)]
    found = [Row(number, _trimmed(row)) for number, row in enumerate(texts, start=1) if any(row)]
    wide = max((len(row.cells) for row in found), default=0)
    return tuple(Row(row.number, row.cells + ("",) * (wide - len(row.cells))) for row in found)


def _texts(number: int, cells: Sequence[object]) -> list[str]:
    try:
        return [_text(cell) for cell in cells]
    except Refusal as refusal:
        raise Refusal(N_("Row %(number)s: %(reason)s"), number=number, reason=refusal) from refusal


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    last = max(place for place, cell in enumerate(cells) if cell)
    return tuple(cells[: last + 1])


def _text(cell: object) -> str:  # noqa: PLR0911 (a line for each kind of cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        is_day = cell.time() == time(0)
        return cell.date().isoformat() if is_day else cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, timedelta):
        minutes = int(cell.total_seconds()) // 60
        return f"{minutes // 60:02}:{minutes % 60:02}"
    return clean_line(str(cell), most=LONG)
