"""Spreadsheets as files: told by their bytes, looked into before they are unpacked, and their cells.

A few kilobytes can claim millions of cells, and whoever makes room for them runs out of memory: that ends the process,
and cannot be caught. So what a file claims is counted first; and only the parts that were counted are handed on.
"""

import re
import struct
import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from academy.kit.refusals import Refusal
from academy.kit.words import N_

MOST_ROWS, MOST_COLUMNS = 20_000, 200
MOST_PARTS = 2_000
MOST_UNPACKED = 100 * 1024 * 1024
MOST_TIMES, _FEW = 200, 10 * 1024 * 1024
"""How much larger the parts may be than the file, once they are more than a few bytes."""

NO_TABLE = N_("This is neither a spreadsheet nor text with columns.")
_DAMAGED = N_("This spreadsheet cannot be opened: it is damaged. Save it anew and send that.")
_PROTECTED = N_("This spreadsheet is protected by a password. Save it without one and send that.")

_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_BROKEN = (BadZipFile, zlib.error, EOFError, ValueError, struct.error, NotImplementedError)
"""What reading a broken archive raises."""

_NAME = rb"<(?:[\w.-]+:)?"
_REST = rb"""(?:[^"'<>]++|"[^"<]*+"|'[^'<]*+')*+>"""
"""The rest of a tag; one that holds nothing ends in `/>`."""

_EMPTY = _NAME + rb"c\b" + _REST + rb"(?:(?<=/>)|</(?:[\w.-]+:)?c\s*>)\s*+"
_PLACED = re.compile(
    rb"""["'\s]r\s*=\s*["']([A-Za-z]{2,}\d+|[A-Za-z]?\d{5,})["']"""
    + _REST
    + rb"(?<!/>)(?!\s*+(?:"
    + _EMPTY
    + rb")*+</)"
)
"""A cell or a row that holds something, and may stand beyond what is read; formats alone often reach further."""

_TABLE = re.compile(_NAME + rb"table(?=[\s>])")
_TAGS = re.compile(_NAME + rb"(?:(table-row)|(?:covered-)?table-cell)(?=[\s/>])(" + _REST + rb")")
_ROWS = re.compile(rb"""number-rows-repeated\s*=\s*["'](\d{1,12})""")
_COLUMNS = re.compile(rb"""number-columns-repeated\s*=\s*["'](\d{1,12})""")

Cells = list[list[object]]


def is_workbook(content: bytes) -> bool:
    """Tell whether a file is an archive, as XLSX and ODS are, or one of the old kind that XLS is."""
    return content.startswith((_ZIP, _OLD))


def read_workbook(content: bytes) -> list[tuple[str, Cells]]:
    """Return the tables of a spreadsheet with their names; merged cells all hold what the first of them holds.

    Refuse what is damaged, protected or no spreadsheet, and what is or claims to be too large. XLS has no directory to
    look into: doors take none.
    """
    checked = _checked(content) if content.startswith(_ZIP) else _old(content)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(checked))
        names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        return [(name, _cells(book.get_sheet_by_name(name))) for name in names]
    except CalamineError as error:
        raise Refusal(_DAMAGED) from error


def check_size(rows: int, columns: int) -> None:
    """Refuse a table that has more rows or columns than are read."""
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        message = N_("This table is too large: at most %(rows)s rows and %(columns)s columns are read.")
        raise Refusal(message, rows=MOST_ROWS, columns=MOST_COLUMNS)


def _cells(sheet: CalamineSheet) -> Cells:
    last_row, last_column = sheet.end or (-1, -1)
    height, width = last_row + 1, last_column + 1
    check_size(height, width)
    cells: Cells = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    room = height * width
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        below, after = min(bottom + 1, height), min(right + 1, width)
        # Merged cells never overlap; a file in which they do could keep us busy for hours.
        room -= max(below - top, 0) * max(after - left, 0)
        if room < 0:
            raise Refusal(_DAMAGED)
        _spread(cells, range(top, below), range(left, after))
    return cells


def _spread(cells: Cells, rows: range, columns: range) -> None:
    """Repeat what stands in the first of merged cells in all of them."""
    for row in rows:
        for column in columns:
            cells[row][column] = cells[rows.start][columns.start]


def _old(content: bytes) -> bytes:
    """Return a file of the old kind where it is a spreadsheet: its directory is written with two bytes a letter."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Refusal(_PROTECTED)
    if "WordDocument".encode("utf-16-le") in content:
        raise Refusal(NO_TABLE)
    return content


def _checked(content: bytes) -> bytes:
    """Return an archive anew, with those parts of a spreadsheet that matter, none of which claims too much."""
    parts = _parts(content)
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise Refusal(_PROTECTED)
    if parts.get("mimetype", b"").strip() == _ODS:
        for table in _TABLE.split(parts.get("content.xml", b"")):
            _check_repeated(table)
    elif "xl/workbook.xml" in parts:
        for part in parts.values():
            _check_placed(part)
    else:
        raise Refusal(NO_TABLE)
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for name, part in parts.items():
            archive.writestr(ZipInfo(name), part)
    return made.getvalue()


def _parts(content: bytes) -> dict[str, bytes]:
    try:
        with ZipFile(BytesIO(content)) as archive:
            _check_directory(archive.infolist(), len(content))
            names = [name for name in archive.namelist() if name.lower().endswith((".xml", ".rels", "mimetype"))]
            return {name: archive.read(name) for name in names}
    except _BROKEN as error:
        raise Refusal(_DAMAGED) from error


def _check_directory(parts: list[ZipInfo], size: int) -> None:
    """Refuse an archive that would unpack to too much. No part gives more than its entry says that it holds."""
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > max(_FEW, MOST_TIMES * size):
        raise Refusal(N_("This spreadsheet holds too much to be read. Copy what is needed into a new one."))
    if any(part.flag_bits & 1 for part in parts):
        raise Refusal(_PROTECTED)


def _check_placed(part: bytes) -> None:
    """Refuse a part of an XLSX where something stands beyond what is read."""
    for found in _PLACED.finditer(part):
        place = found[1].decode("ascii").upper()
        letters = place.rstrip("0123456789")
        column = 0
        for letter in letters[:4]:
            column = column * 26 + ord(letter) - ord("A") + 1
        check_size(int(place[len(letters) :][:12]), column)


def _check_repeated(table: bytes) -> None:
    """Refuse a table of an ODS that has too many cells, each counted as often as it is repeated.

    Empty cells and rows count where something follows: at the end, programs repeat them as far as a table can reach.
    """
    rows = between = times = width = empty = 0
    for found in _TAGS.finditer(table):
        if found[1]:
            rows, between = (rows + between + times, 0) if width else (rows, between + times)
            times, width, empty = _repeated(_ROWS, found[2]), 0, 0
        elif found[2].endswith(b"/>"):
            empty += _repeated(_COLUMNS, found[2])
        else:
            width, empty = width + empty + _repeated(_COLUMNS, found[2]), 0
            check_size(rows + between + times, width)


def _repeated(count: re.Pattern[bytes], tag: bytes) -> int:
    found = count.search(tag)
    return int(found[1]) if found else 1
