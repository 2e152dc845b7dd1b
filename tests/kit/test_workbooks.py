"""Spreadsheets as files: read where they are some, refused where they would fill the memory or are something else."""

import io
from collections.abc import Callable
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from academy.kit import workbooks
from academy.kit.refusals import Refusal
from academy.kit.workbooks import MOST_COLUMNS, MOST_ROWS, is_workbook, read_workbook
from tests.factories.files import archive

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
)
MEDIA = b"application/vnd.oasis.opendocument.spreadsheet"
LAST = '<table:table-cell table:number-columns-repeated="16383"/>'


def xlsx(fill: Callable[[Worksheet], object]) -> bytes:
    written = io.BytesIO()
    book = Workbook(written, {"in_memory": True})
    fill(book.add_worksheet("People"))
    book.close()
    return written.getvalue()


def with_sheet(rows: str, after: str = "") -> bytes:
    """A workbook whose sheet is as it is written here."""
    sheet = f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'
    return changed(xlsx(lambda sheet: sheet.write_string(0, 0, "a")), "xl/worksheets/sheet1.xml", sheet.encode())


def changed(content: bytes, name: str, part: bytes) -> bytes:
    with ZipFile(io.BytesIO(content)) as source:
        parts = {one: source.read(one) for one in source.namelist()}
    return archive(parts | {name: part})


def ods(*rows: str, media: bytes = MEDIA, entry: str = "") -> bytes:
    """An OpenDocument spreadsheet with one table."""
    table = f'<table:table table:name="People">{"".join(rows)}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    content = f'<?xml version="1.0"?><office:document-content {SPACES}>{body}</office:document-content>'
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    manifest = f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{space}">{entry}</manifest:manifest>'
    parts = {"mimetype": media, "content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode()}
    return archive(parts, stored="mimetype")


def row(*cells: str, times: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'


def cell(text: str, times: int = 1, kind: str = 'office:value-type="string"') -> str:
    repeated = f'table:number-columns-repeated="{times}"'
    return f"<table:table-cell {repeated} {kind}><text:p>{text}</text:p></table:table-cell>"


def gap(rows: int = 1, columns: int = 1) -> str:
    return row(f'<table:table-cell table:number-columns-repeated="{columns}"/>', times=rows)


def table(content: bytes) -> list[list[object]]:
    ((_name, cells),) = read_workbook(content)
    return cells


def test_an_opendocument_spreadsheet_is_read() -> None:
    content = ods(
        row(cell("Name"), cell("Since"), LAST),
        row(cell("Zoë"), cell("10/3", kind='office:value-type="date" office:date-value="2027-03-10"')),
        gap(1_048_574, 16_384),
    )
    ((name, cells),) = read_workbook(content)
    assert (name, [[str(one) for one in cells] for cells in cells]) == (
        "People",
        [["Name", "Since"], ["Zoë", "2027-03-10"]],
    )


def test_rows_and_cells_are_repeated_as_often_as_is_said() -> None:
    assert table(ods(row(cell("a", 2), cell("b"), times=2))) == [["a", "a", "b"]] * 2


def test_merged_cells_count_from_the_first_of_the_sheet() -> None:
    content = xlsx(lambda sheet: (sheet.merge_range(2, 1, 3, 2, "m"), sheet.write_string(4, 2, "z")))
    assert table(content) == [["", "", ""], ["", "", ""], ["", "m", "m"], ["", "m", "m"], ["", "", "z"]]


def test_merged_cells_may_reach_further_than_what_is_written() -> None:
    content = with_sheet(
        '<row r="1"><c r="A1"><v>1</v></c></row>', '<mergeCells><mergeCell ref="A1:Z90"/></mergeCells>'
    )
    assert table(content) == [[1.0]]


def test_merged_cells_that_overlap_again_and_again_are_refused() -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="C9"><v>1</v></c></row>'
    merged = '<mergeCells><mergeCell ref="A1:C9"/>{}</mergeCells>'
    assert table(with_sheet(cells, merged.format(""))) == [[1.0] * 3] * 9
    with pytest.raises(Refusal, match="damaged"):
        read_workbook(with_sheet(cells, merged.format('<mergeCell ref="A1:C9"/>')))


def test_a_sheet_that_is_a_chart_is_left_out() -> None:
    written = io.BytesIO()
    book = Workbook(written, {"in_memory": True})
    book.add_worksheet("People").write_string(0, 0, "a")
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=People!$A$1:$A$1"})
    book.add_chartsheet("Chart").set_chart(chart)
    book.close()
    assert [name for name, _ in read_workbook(written.getvalue())] == ["People"]


@pytest.mark.parametrize(
    ("line", "column"), [(MOST_ROWS, 0), (0, MOST_COLUMNS), (1_048_575, 16_383)], ids=["below", "beside", "corner"]
)
def test_something_far_out_is_refused_before_room_is_made_for_all_between(line: int, column: int) -> None:
    content = xlsx(lambda sheet: (sheet.write_string(0, 0, "a"), sheet.write_string(line, column, "b")))
    with pytest.raises(Refusal, match="at most 20000 rows and 200 columns"):
        workbooks._checked(content)


@pytest.mark.parametrize(
    "rows",
    [
        "<row r='1048576'><c r='XFD1048576' s='1'><v>1</v></c></row>",
        '<row r="2"><c s="/>"\nr = "ZZ2" t="n" ><v>1</v></c></row>',
        '<row r="30000"><c><v>1</v></c></row>',
        '<row r="30000"> <c s="1"/> <c><v>1</v></c></row>',
        '<x:row r="30000"><x:c r="a30000"><x:v>1</x:v></x:c></x:row>',
        f'<row r="1"><c r="{"Z" * 50}{"9" * 5000}"><v>1</v></c></row>',
    ],
    ids=["corner", "written oddly", "by its row", "after formats", "named", "endless"],
)
def test_however_it_is_written_what_is_far_out_is_refused(rows: str) -> None:
    with pytest.raises(Refusal, match="at most 20000 rows and 200 columns"):
        workbooks._checked(with_sheet(rows))


def test_formats_without_content_may_reach_as_far_as_they_like() -> None:
    formats = '<row r="1048575" ht="9"/><row r="1048576"><c r="A1048576" s="0"/><c r="XFD1048576" s="0"></c></row>'
    assert table(with_sheet(f'<row r="1"><c r="A1"><v>1</v></c></row>{formats}')) == [[1.0]]


def test_columns_may_be_written_small() -> None:
    assert table(with_sheet('<row r="1"><c r="ab1"><v>1</v></c></row>')) == [[*[""] * 27, 1.0]]


def test_rows_without_numbers_are_counted_where_they_are_read() -> None:
    with pytest.raises(Refusal, match="at most 20000 rows and 200 columns"):
        read_workbook(with_sheet("<row><c><v>1</v></c></row>" * (MOST_ROWS + 1)))


def test_the_last_row_and_the_last_column_that_are_read_are_read() -> None:
    content = xlsx(lambda sheet: sheet.write_string(MOST_ROWS - 1, MOST_COLUMNS - 1, "z"))
    cells = table(content)
    assert (len(cells), len(cells[-1]), cells[-1][-1]) == (MOST_ROWS, MOST_COLUMNS, "z")


@pytest.mark.parametrize(
    "rows",
    [
        (row(cell("a", 16_384)),) * 3,
        (row(cell("a"), times=1_048_576),),
        (row(cell("a")), gap(1_048_570), row(cell("b"))),
        (row('<table:table-cell table:number-columns-repeated="300"/>', cell("b")),),
        (row(cell("a"), times=MOST_ROWS), row(cell("b"))),
    ],
    ids=["columns", "rows", "rows between", "columns before", "one more"],
)
def test_what_is_repeated_too_often_is_refused_before_room_is_made_for_it(rows: tuple[str, ...]) -> None:
    with pytest.raises(Refusal, match="at most 20000 rows and 200 columns"):
        workbooks._checked(ods(*rows))


def test_as_many_repeated_rows_as_are_read_are_read() -> None:
    assert len(table(ods(row(cell("a"), times=MOST_ROWS - 1), row(cell("b"))))) == MOST_ROWS


def test_empty_rows_between_others_are_counted_once() -> None:
    assert len(table(ods(row(cell("a")), gap(9_000), row(cell("b")), row(cell("c")), row(cell("d"))))) == 9_004


def test_an_archive_that_unpacks_to_too_much_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_UNPACKED", 9_000)
    with pytest.raises(Refusal, match="holds too much"):
        read_workbook(archive({"xl/workbook.xml": bytes(9_001)}))


def test_an_archive_that_unpacks_to_much_more_than_it_is_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = archive({"xl/workbook.xml": bytes(100_000)})
    with pytest.raises(Refusal, match="damaged"):  # small enough to be looked at
        read_workbook(content)
    monkeypatch.setattr(workbooks, "_FEW", 1_000)
    with pytest.raises(Refusal, match="holds too much"):
        read_workbook(content)


def test_an_archive_of_too_many_parts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_PARTS", 2)
    with pytest.raises(Refusal, match="holds too much"):
        read_workbook(archive(dict.fromkeys("abc", b"")))


def test_a_part_that_holds_more_than_it_says_is_refused() -> None:
    content = bytearray(with_sheet('<row r="1">' + "<c><v>1</v></c>" * 1_000 + "</row>"))
    for sign, size in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        name = content.find(b"xl/worksheets/sheet1.xml", content.find(sign))
        start = content.rfind(sign, 0, name) if sign == b"PK\x03\x04" else _entry(content)
        content[start + size : start + size + 4] = (10).to_bytes(4, "little")
    with pytest.raises(Refusal, match="damaged"):
        read_workbook(bytes(content))


def _entry(content: bytearray) -> int:
    """Where the directory speaks of the sheet."""
    return content.rfind(b"PK\x01\x02", 0, content.rfind(b"xl/worksheets/sheet1.xml"))


def test_what_protects_a_spreadsheet_is_said() -> None:
    content = bytearray(xlsx(lambda sheet: sheet.write_string(0, 0, "a")))
    content[content.find(b"PK\x01\x02") + 8] |= 1
    sealed = '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
    for one in (bytes(content), OLD + "EncryptedPackage".encode("utf-16-le"), ods(row(cell("a")), entry=sealed)):
        with pytest.raises(Refusal, match="protected by a password"):
            read_workbook(one)


@pytest.mark.parametrize(
    "content",
    [
        archive({"word/document.xml": b"<w/>"}),
        ods(media=b"application/vnd.oasis.opendocument.text"),
        OLD + "WordDocument".encode("utf-16-le"),
    ],
    ids=["docx", "odt", "doc"],
)
def test_a_word_processor_s_file_is_no_spreadsheet(content: bytes) -> None:
    assert is_workbook(content)
    with pytest.raises(Refusal, match="neither a spreadsheet nor text"):
        read_workbook(content)


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04broken", OLD, archive({"xl/workbook.xml": b"<workbook/>"}), ods()[:-30], with_sheet("<row><c")],
    ids=["no archive", "old", "hollow", "cut", "broken off"],
)
def test_what_is_damaged_is_said_so(content: bytes) -> None:
    with pytest.raises(Refusal, match="damaged"):
        read_workbook(content)


def test_only_what_was_looked_at_is_handed_on() -> None:
    content = xlsx(lambda sheet: sheet.write_string(0, 0, "a"))
    grown = io.BytesIO(content)
    with ZipFile(grown, "a", ZIP_DEFLATED) as target:
        target.writestr("xl/media/image1.png", b"x" * 1_000)
    with ZipFile(io.BytesIO(workbooks._checked(grown.getvalue()))) as checked:
        assert "xl/worksheets/sheet1.xml" in checked.namelist()
        assert "xl/media/image1.png" not in checked.namelist()
