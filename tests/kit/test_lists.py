"""Lists that are given out: what was put in comes out, and nothing in them does anything."""

import csv
import io
from datetime import UTC, date, datetime
from time import process_time
from zipfile import ZipFile

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from academy.kit.lists import Cell, to_csv, to_xlsx
from academy.kit.sheets import read_sheets

HEAD = ("Name", "Seats", "Since")
ROWS: list[tuple[Cell, ...]] = [
    ("Zoë Peña", 2, date(2027, 3, 10)),
    ("ليلى", -3, None),
    ("=HYPERLINK(1)", 1.5, datetime(2027, 3, 10, 9, 5, tzinfo=UTC)),
]


def cells_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_csv_has_the_mark_line_ends_and_all_cells() -> None:
    content = to_csv(HEAD, ROWS)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 4
    assert cells_of(content)[1:3] == [["Zoë Peña", "2", "2027-03-10"], ["ليلى", "-3", ""]]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\tAna", "\rAna", "  =1", "＝1+1", "\u00a0=1", "|calc"]
)  # fmt: skip
def test_what_a_spreadsheet_would_execute_has_an_apostrophe_in_front(text: str) -> None:
    assert cells_of(to_csv(("A",), [(text,)]))[1][0].startswith("'")


@pytest.mark.parametrize("text", ["Ana", "1 = 1", "a@example.org", "'quoted'", "", "١٢"])
def test_what_is_harmless_is_left_alone(text: str) -> None:
    assert cells_of(to_csv(("A", "B"), [(text, "x")]))[1][0] == text


def test_a_workbook_holds_texts_numbers_and_days_and_no_formula() -> None:
    content = to_xlsx("Participants: a/b", HEAD, ROWS, right_to_left=True)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == ["Participants  a b"]
    found = book.get_sheet_by_index(0).to_python()
    assert found[1] == ["Zoë Peña", 2.0, date(2027, 3, 10)]
    assert found[3][0] == "=HYPERLINK(1)"
    sheet = ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert 'rightToLeft="1"' in sheet
    assert 'state="frozen"' in sheet


def test_the_same_list_is_the_same_bytes() -> None:
    assert to_csv(HEAD, ROWS) == to_csv(HEAD, ROWS)
    assert to_xlsx("T", HEAD, ROWS) == to_xlsx("T", HEAD, ROWS)


def test_an_empty_list_has_its_head() -> None:
    assert cells_of(to_csv(HEAD, [])) == [list(HEAD)]
    assert [row.cells for row in read_sheets(to_xlsx("", HEAD, []))[0].rows] == [HEAD]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=20),
                          st.integers(-(10**9), 10**9)), min_size=1, max_size=8))  # fmt: skip
def test_any_row_comes_back(rows: list[tuple[str, int]]) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(to_xlsx("T", ("A", "B"), rows)))
    found = book.get_sheet_by_index(0).to_python()[1:]
    assert [(str(text), int(str(number).removesuffix(".0"))) for text, number in found] == rows
    assert [row[0].removeprefix("'") for row in cells_of(to_csv(("A", "B"), rows))[1:]] == [
        text.removeprefix("'") for text, _ in rows
    ]


def test_blanks_and_invisible_signs_hide_no_formula() -> None:
    for hidden in (" " * 40, "\u200b", "\ufeff", "\u2009\x00"):
        assert cells_of(to_csv(("A", "B"), [(f"{hidden}=1", "x")]))[1][0].startswith("'")


def test_the_head_is_disarmed_as_well() -> None:
    assert cells_of(to_csv(("=1+1", "B"), []))[0] == ["'=1+1", "B"]
    sheet = ZipFile(io.BytesIO(to_xlsx("T", ("=1+1", "{=1}", "https://example.org"), []))).read(
        "xl/worksheets/sheet1.xml"
    )
    assert b"<f>" not in sheet
    assert b"<hyperlink" not in sheet


def test_a_row_may_be_shorter_than_the_head() -> None:
    found = CalamineWorkbook.from_filelike(io.BytesIO(to_xlsx("T", ("A", "B"), [("x",)]))).get_sheet_by_index(0)
    assert found.to_python() == [["A", "B"], ["x", ""]]


def test_days_that_no_spreadsheet_knows_stand_as_text() -> None:
    days = [(date(1899, 12, 31),), (datetime(1850, 1, 2, 3, 4, tzinfo=UTC),), (date(1900, 1, 1),)]
    found = [row.cells[0] for row in read_sheets(to_xlsx("T", ("A",), days))[0].rows[1:]]
    assert found == ["1899-12-31", "1850-01-02 03:04+00:00", "1900-01-01"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("", "List"),
        ("'[x]'", "x"),
        ("History", "List"),
        ("x" * 40, "x" * 31),
        ("\N{SEEDLING}" * 40, "\N{SEEDLING}" * 15),
        ("a\x01b", "a b"),
    ],
)
def test_a_sheet_has_a_title_that_it_may_have(title: str, name: str) -> None:
    assert CalamineWorkbook.from_filelike(io.BytesIO(to_xlsx(title, ("A",), []))).sheet_names == [name]


def test_a_long_list_is_written_quickly() -> None:
    rows = [[f"text {number} {column}" for column in range(20)] for number in range(3_000)]
    head = [f"column {column}" for column in range(20)]
    before = process_time()
    content = to_xlsx("T", head, rows)
    assert process_time() - before < 10  # usually below one
    assert len(read_sheets(content)[0].rows) == 3_001


def test_the_time_of_making_leaves_no_trace() -> None:
    with time_machine.travel("2027-03-10"):
        early = to_xlsx("T", HEAD, ROWS)
    with time_machine.travel("2029-11-12"):
        assert to_xlsx("T", HEAD, ROWS) == early
