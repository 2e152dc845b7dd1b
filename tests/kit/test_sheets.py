"""Tables as people send them: read as they were meant, with the numbers of their rows."""

import csv
import io
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from academy.kit import sheets
from academy.kit.lists import to_csv
from academy.kit.refusals import Refusal
from academy.kit.sheets import Row, read_header, read_sheets
from academy.kit.texts import clean_line, folded
from academy.kit.workbooks import MOST_COLUMNS, MOST_ROWS
from tests.factories.files import PDF, jpeg, png

KNOWN = {"name": "name", "nombre": "name", "e-mail": "email", "country": "country", "person name": "name",
         "person e-mail": "email", "institution name": "institution"}  # fmt: skip


def known(label: str) -> str | None:
    return KNOWN.get(folded(label))


def xlsx(*rows: list[Any], merged: tuple[int, int, int, int] | None = None) -> bytes:
    written = io.BytesIO()
    book = Workbook(written, {"in_memory": True})
    sheet = book.add_worksheet("Delegates")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, cell, book.add_format({"num_format": "dd/mm/yyyy hh:mm"}))
            elif isinstance(cell, bool):
                sheet.write_boolean(number, column, cell)
            elif isinstance(cell, float):
                sheet.write_number(number, column, cell)
            elif cell:
                sheet.write_string(number, column, cell)
    if merged:
        sheet.merge_range(*merged, rows[merged[0]][merged[1]])
    book.close()
    return written.getvalue()


def cells(content: bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in read_sheets(content)[0].rows]


def test_cells_are_text_numbers_whole_days_by_their_norm() -> None:
    row = ["  Zoë\u200b  Peña ", 7.0, 1.5, datetime(2027, 3, 10), datetime(2027, 3, 10, 9, 5), True, ""]  # noqa: DTZ001
    (sheet,) = read_sheets(xlsx(row))
    assert sheet.name == "Delegates"
    assert sheet.rows == (Row(1, ("Zoë Peña", "7", "1.5", "2027-03-10", "2027-03-10 09:05", "yes")),)


def test_rows_keep_their_numbers_and_empty_ones_go() -> None:
    (sheet,) = read_sheets(xlsx(["Name", "", ""], ["", "", ""], ["Ana", "x", ""]))
    assert [(row.number, row.cells) for row in sheet.rows] == [(1, ("Name", "")), (3, ("Ana", "x"))]


def test_merged_cells_are_repeated() -> None:
    content = xlsx(["Mexico", "Ana"], ["", "Bo"], ["Peru", "Cy"], merged=(0, 0, 1, 0))
    assert cells(content) == [("Mexico", "Ana"), ("Mexico", "Bo"), ("Peru", "Cy")]


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_with_columns_in_any_coding(coding: str, separator: str) -> None:
    rows = [["Nombre", "País"], ["Begoña Núñez", "España"], ['Ana "la" Peña', "México"], ["Íñigo", "Perú"]]
    text = "\r\n".join(separator.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows)
    assert cells(text.encode(coding)) == [tuple(row) for row in rows]


def test_arabic_text_of_an_old_program() -> None:
    text = "الاسم;البلد\nليلى التازي;المغرب\nسامر الرفاعي;الأردن\nهيثم الحداوي;تونس\n" * 3
    assert cells(text.encode("cp1256"))[:2] == [("الاسم", "البلد"), ("ليلى التازي", "المغرب")]


def test_a_comma_within_a_text_parts_nothing_where_semicolons_do() -> None:
    assert cells(b"Name;City\nPena, Ana;Lima\nRuiz, Bo;Quito\n")[1] == ("Pena, Ana", "Lima")


def test_one_column_has_no_separator() -> None:
    assert cells(b"Ana\nBo\n") == [("Ana",), ("Bo",)]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "nothing in this table"),
        (b"\n\n ; \n", "nothing in this table"),
        (b"a\x00b;c", "neither a spreadsheet nor text"),
        (PDF, "neither a spreadsheet nor text"),
        (png(), "neither a spreadsheet nor text"),
        (jpeg(), "neither a spreadsheet nor text"),
        (b"{\\rtf1 Delegates}", "neither a spreadsheet nor text"),
        (b"\r\n<!DOCTYPE html><table><tr><td>Ana", "neither a spreadsheet nor text"),
        (b"a\n" * (MOST_ROWS + 1), "too large"),
        (b",".join([b"a"] * (MOST_COLUMNS + 1)), "too large"),
        (b'"' + b"a" * 1_000_001 + b'"', "Line 1 cannot be read"),
    ],
    ids=["empty", "blank", "bytes", "pdf", "png", "jpeg", "rtf", "page", "long", "wide", "endless"],
)  # fmt: skip
def test_what_is_no_table_is_said_so(content: bytes, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        read_sheets(content)


def test_a_table_as_large_as_can_be_is_read() -> None:
    assert len(read_sheets(b"a\n" * MOST_ROWS)[0].rows) == MOST_ROWS
    assert len(cells(b",".join([b"a"] * MOST_COLUMNS))[0]) == MOST_COLUMNS


def test_a_file_that_is_too_large_is_not_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_BYTES", 10)
    assert cells(b"Ana;Mexico") == [("Ana", "Mexico")]
    with pytest.raises(Refusal, match="This file is too large"):
        read_sheets(b"Ana;Mexico\n")


def test_a_text_that_is_too_long_is_found_by_the_number_of_its_row() -> None:
    with pytest.raises(Refusal, match="Row 3: This text has 20001 characters"):
        read_sheets(xlsx(["Name"], [""], ["x" * 20_001]))


def test_pasted_rows_may_begin_with_the_letters_of_an_archive() -> None:
    assert cells(b"PK;Ana\nMX;Bo\n") == [("PK", "Ana"), ("MX", "Bo")]


def test_a_cell_of_several_lines_is_one_row() -> None:
    (sheet,) = read_sheets(b'Name;Post\n"Ana\nPena";x\n\nBo;y\n')
    assert [(row.number, row.cells[0]) for row in sheet.rows] == [(1, "Name"), (2, "Ana Pena"), (4, "Bo")]


@pytest.mark.parametrize(
    "text", ['"Pena, Ana, Dr";x\n"Ruiz, Bo, Dr";y\n', "Name;City\nPena, Ana, Dr;Lima\nRuiz, Bo, Dr;Quito\n"]
)
def test_what_parts_names_does_not_part_columns(text: str) -> None:
    assert cells(text.encode())[-2][0] == "Pena, Ana, Dr"


def test_a_list_of_ours_is_read_without_the_apostrophes_that_disarm_it() -> None:
    rows = [("+34 600", "'quoted'"), ("-", "=1"), ("@home", "'")]
    assert cells(to_csv(("Phone", "Note"), rows))[1:] == rows


def test_the_header_stands_below_titles() -> None:
    rows = read_sheets(xlsx(["Delegates 2027"], ["as of today"], ["Name", "E-mail", "Shoe size"], ["Ana", "a@x", "7"]))
    header = read_header(rows[0].rows, known)
    assert (header.above, dict(header.fields)) == (3, {0: "name", 1: "email"})
    assert header.labels == ("Name", "E-mail", "Shoe size")


def test_two_header_rows_are_read_together() -> None:
    content = xlsx(["Person", "", "Country"], ["Name", "E-mail", ""], ["Ana", "a@x", "Peru"], merged=(0, 0, 0, 1))
    header = read_header(read_sheets(content)[0].rows, known)
    assert (header.above, dict(header.fields)) == (2, {0: "name", 1: "email", 2: "country"})
    assert header.labels == ("Person Name", "Person E-mail", "Country")


def test_a_group_makes_a_label_say_more() -> None:
    content = xlsx(["Person", "", "Institution"], ["Name", "E-mail", "Name"], merged=(0, 0, 0, 1))
    header = read_header(read_sheets(content)[0].rows, known)
    assert dict(header.fields) == {0: "name", 1: "email", 2: "institution"}


def test_a_field_of_both_header_rows_is_its_first_column() -> None:
    header = read_header(read_sheets(b"Name;Group;Country\n;Name;\n")[0].rows, known)
    assert (header.above, dict(header.fields)) == (1, {0: "name", 2: "country"})
    header = read_header(read_sheets(b"Name;Group;Country\n;Name;\n;E-mail;\n")[0].rows[1:], known)
    assert dict(header.fields) == {1: "name"}


def test_a_header_further_down_is_not_looked_for() -> None:
    late = [["x"]] * 16 + [["Name", "E-mail"]]
    assert read_header(read_sheets(xlsx(*late))[0].rows, known).above == 0


def test_a_table_without_a_known_label_has_no_header() -> None:
    assert read_header(read_sheets(b"Ana;x\nBo;y\n")[0].rows, known).above == 0


def test_a_label_that_comes_twice_is_its_first_column() -> None:
    assert dict(read_header(read_sheets(b"Name;Nombre\nA;B\n")[0].rows, known).fields) == {0: "name"}


PRINTED = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(PRINTED, min_size=2, max_size=4), min_size=1, max_size=6))
def test_any_table_comes_back_from_a_workbook(rows: list[list[str]]) -> None:
    wide = max(map(len, rows))
    wanted = [tuple(folded(cell) for cell in [*row, *[""] * (wide - len(row))]) for row in rows]
    assert [tuple(map(folded, row)) for row in cells(xlsx(*rows))] == wanted


WRITTEN = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12).filter(
    lambda text: not text.startswith("'")
)
GRID = st.lists(st.lists(WRITTEN, min_size=1, max_size=4), min_size=1, max_size=6).filter(
    lambda rows: any(clean_line(cell) for row in rows for cell in row)
)


def meant(rows: list[list[str]]) -> list[tuple[str, ...]]:
    """What is read of a grid: its texts clean, without empty rows, and without columns that are empty at its end."""
    clean = [[clean_line(cell) for cell in row] for row in rows]
    wide = max((place + 1 for row in clean for place, cell in enumerate(row) if cell), default=0)
    return [tuple([*row, *[""] * wide][:wide]) for row in clean if any(row)]


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@settings(max_examples=60, deadline=None)
@given(rows=GRID)
def test_any_table_comes_back_from_text(coding: str, separator: str, rows: list[list[str]]) -> None:
    written = io.StringIO()
    csv.writer(written, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)
    assert cells(written.getvalue().encode(coding)) == meant(rows)


@settings(max_examples=60, deadline=None)
@given(GRID)
def test_any_text_comes_back_from_a_workbook(rows: list[list[str]]) -> None:
    assert cells(xlsx(*rows)) == meant(rows)
