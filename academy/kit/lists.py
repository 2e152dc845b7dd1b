"""Lists out, as spreadsheets: they hold text, numbers and days, and nothing that a spreadsheet would execute."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | date | datetime | None

_EXECUTED, _BREAKS = frozenset("=+-@|"), ("\t", "\r", "\n")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_FIRST_YEAR = 1900
"""Days before it are none to a spreadsheet: they stand as text."""

_LONGEST_TITLE, _LONGEST_CELL = 31, 32_767
_TAKEN = "history"
"""A title that spreadsheets keep for themselves."""

_WIDTHS = (8, 48)
_MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands as the time at which a workbook was made: the same list is the same bytes."""


def to_csv(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a list as CSV (RFC 4180) in UTF-8, with the mark by which spreadsheets know that.

    A text that a spreadsheet would take for a formula has an apostrophe in front.
    """
    written = io.StringIO()
    writer = csv.writer(written)
    for row in (head, *rows):
        writer.writerow([_plain(cell) for cell in row])
    return written.getvalue().encode("utf-8-sig")


def to_xlsx(title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]], *, right_to_left: bool = False) -> bytes:
    """Return a list as an Office Open XML workbook with one sheet, its head frozen, to be filtered."""
    written, listed = io.BytesIO(), list(rows)
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(written, settings)
    book.set_properties({"created": _MADE, "title": title[:_LONGEST_CELL]})
    sheet = book.add_worksheet(_title(title))
    if right_to_left:
        sheet.right_to_left()
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    minute = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.write_row(0, 0, list(head), bold)
    for number, row in enumerate(listed, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, date) and cell.year < _FIRST_YEAR:
                sheet.write_string(number, column, _plain(cell))
            elif isinstance(cell, datetime):
                sheet.write_datetime(number, column, cell.replace(tzinfo=None), minute)
            elif isinstance(cell, date):
                sheet.write_datetime(number, column, cell, day)
            elif isinstance(cell, str):
                sheet.write_string(number, column, cell[:_LONGEST_CELL])
            elif cell is not None:
                sheet.write_number(number, column, cell)
    _shape(sheet, head, listed)
    book.close()
    return written.getvalue()


def would_execute(text: str) -> bool:
    """Tell whether a spreadsheet could take a text for a formula.

    Blanks and invisible characters before it are passed over; full-width signs are taken for the plain ones.

    >>> would_execute("=1+1"), would_execute("1 = 1")
    (True, False)
    """
    first = next((letter for letter in text if unicodedata.category(letter)[0] not in "ZC"), "")
    return text.startswith(_BREAKS) or unicodedata.normalize("NFKC", first)[:1] in _EXECUTED


def _shape(sheet: Worksheet, head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """Freeze and filter the head, and let each column be as wide as what stands in it, within reason."""
    sheet.freeze_panes(1, 0)
    if head:
        sheet.autofilter(0, 0, max(len(rows), 1), len(head) - 1)
    for column, name in enumerate(head):
        cells = (row[column] for row in rows[:500] if column < len(row))
        longest = max((len(_plain(cell)) for cell in cells), default=0)
        sheet.set_column(column, column, min(max(longest, len(name), _WIDTHS[0]) + 1, _WIDTHS[1]))


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if not isinstance(cell, str):
        return str(cell)
    return f"'{cell}" if would_execute(cell) else cell


def _title(text: str) -> str:
    """Return what a sheet may be called: short, without signs that mean something in an address of cells."""
    clean = _NOT_IN_TITLES.sub(" ", text).strip("' ")
    short = clean.encode("utf-16-le")[: 2 * _LONGEST_TITLE].decode("utf-16-le", "ignore").strip("' ")
    return short if short and short.casefold() != _TAKEN else "List"
