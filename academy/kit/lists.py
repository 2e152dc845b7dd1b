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

_EXECUTED = ("=", "+", "-", "@", "\t", "\r", "\n", "|")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
_LONGEST_TITLE, _LONGEST_CELL = 31, 32_767
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
            if isinstance(cell, datetime):
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


def _shape(sheet: Worksheet, head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """Freeze and filter the head, and let each column be as wide as what stands in it, within reason."""
    sheet.freeze_panes(1, 0)
    if head:
        sheet.autofilter(0, 0, max(len(rows), 1), len(head) - 1)
    for column, name in enumerate(head):
        longest = max((len(str(row[column])) for row in rows[:500] if row[column] is not None), default=0)
        sheet.set_column(column, column, min(max(longest, len(name), _WIDTHS[0]) + 1, _WIDTHS[1]))


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if not isinstance(cell, str):
        return str(cell)
    # Full-width signs are taken for the plain ones, and blanks before them are passed over.
    first = unicodedata.normalize("NFKC", cell[:20]).lstrip(" \u00a0\u3000")
    return f"'{cell}" if first.startswith(_EXECUTED) or cell[:1] in {"\t", "\r", "\n"} else cell


def _title(text: str) -> str:
    """Return what a sheet may be called: short, without signs that mean something in an address of cells."""
    clean = _NOT_IN_TITLES.sub(" ", text).strip("' ")
    return clean[:_LONGEST_TITLE].strip("' ") or "List"
