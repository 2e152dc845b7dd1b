"""Tables out of what people send: spreadsheets and text with columns, whatever made them.

Merged cells, two header rows, titles above them, dates as text, trailing blanks, semicolons, marks at the beginning,
old encodings: what was meant is read, and each row keeps its number, so that a report can speak of it.
"""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from charset_normalizer import from_bytes
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from academy.kit.refusals import Refusal
from academy.kit.texts import LONG, clean_line
from academy.kit.words import N_

MOST_ROWS, MOST_COLUMNS = 20_000, 200

_CODINGS = ["utf_8", "utf_16", "cp1252", "cp1256"]
_SEPARATORS = ";\t,|"
_LOOKED_AT = 15
"""Rows in which a header is looked for."""


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

    An archive's directory was looked at before (`academy.files.rules`): here it is unpacked.
    """
    sheets = _of_workbook(content) if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")) else [_of_text(content)]
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
        alone = _recognised(row.cells, known)
        if len(alone) > len(best.fields):
            best = Header(row.cells, alone, place + 1)
        if place + 1 < len(rows):
            both = _joined(row.cells, rows[place + 1].cells)
            together = _recognised(both, known) | _recognised(rows[place + 1].cells, known)
            lower = _recognised(rows[place + 1].cells, known)
            if len(together) > max(len(best.fields), len(lower)):
                best = Header(both, together, place + 2)
    return best


def _recognised(labels: Sequence[str], known: Callable[[str], str | None]) -> dict[int, str]:
    """Return the field of each column that is recognised; a field that comes twice is its first column."""
    found: dict[int, str] = {}
    for column, label in enumerate(labels):
        name = known(label) if label else None
        if name is not None and name not in found.values():
            found[column] = name
    return found


def _joined(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    wide = max(len(upper), len(lower))
    above, below = ([*cells, *[""] * (wide - len(cells))] for cells in (upper, lower))
    return tuple(f"{one} {two}".strip() if one != two else one for one, two in zip(above, below, strict=True))


def _of_workbook(content: bytes) -> list[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [_of_sheet(book.get_sheet_by_name(name)) for name in book.sheet_names]
    except CalamineError as error:
        message = N_("This spreadsheet cannot be opened: it is damaged, or protected by a password. Save it anew.")
        raise Refusal(message) from error


def _of_sheet(sheet: CalamineSheet) -> Sheet:
    _check_size(sheet.total_height, sheet.total_width)
    cells = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, start), (bottom, end) in sheet.merged_cell_ranges or ():
        _spread(cells, top, bottom, range(start, end + 1))
    return Sheet(sheet.name, _rows(enumerate(cells, start=1)))


def _spread(cells: list[list[str]], top: int, bottom: int, columns: range) -> None:
    """Repeat what stands in the first of merged cells in all of them."""
    if top >= len(cells) or columns.start >= len(cells[top]):
        return
    for row in cells[top : bottom + 1]:
        for column in columns:
            if column < len(row):
                row[column] = cells[top][columns.start]


def _of_text(content: bytes) -> Sheet:
    text = _decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text:
        raise Refusal(N_("This is neither a spreadsheet nor text with columns."))
    csv.field_size_limit(1_000_000)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    cells: list[tuple[int, list[str]]] = []
    try:
        for row in lines:
            _check_size(len(cells), len(row))
            cells.append((lines.line_num, [_text(cell) for cell in row]))
    except csv.Error as error:
        raise Refusal(N_("Line %(line)s cannot be read as a row of a table."), line=lines.line_num) from error
    return Sheet("", _rows(iter(cells)))


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
    """Return the sign that parts the first lines alike: the one that most of them have, equally often."""
    lines = [line for line in text.split("\n") if line.strip()][:_LOOKED_AT]
    scored = {}
    for sign in _SEPARATORS:
        alike = Counter(line.count(sign) for line in lines if sign in line)
        scored[sign] = max((times * count for count, times in alike.items()), default=0)
    best = max(scored, key=lambda sign: scored[sign])
    return best if scored[best] else ","


def _rows(cells: Iterator[tuple[int, list[str]]]) -> tuple[Row, ...]:
    found = [Row(number, _trimmed(row)) for number, row in cells if any(row)]
    wide = max((len(row.cells) for row in found), default=0)
    return tuple(Row(row.number, row.cells + ("",) * (wide - len(row.cells))) for row in found)


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    last = max(place for place, cell in enumerate(cells) if cell)
    return tuple(cells[: last + 1])


def _check_size(rows: int, columns: int) -> None:
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        message = N_("This table is too large: at most %(rows)s rows and %(columns)s columns are read.")
        raise Refusal(message, rows=MOST_ROWS, columns=MOST_COLUMNS)


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
