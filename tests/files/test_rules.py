"""What a file is, whether it is taken, and what it is called."""

import struct
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.files.models import FileKind
from academy.files.rules import (
    CARDS,
    DOCUMENTS,
    LONGEST_NAME,
    MEGABYTE,
    MOST_PARTS,
    PAPERS,
    PICTURES,
    SHEETS,
    endings,
    kinds,
    media_type,
    most_megabytes,
    proper_name,
    recognise,
    text_of,
)
from academy.kit.refusals import Refusal
from tests.factories.files import CSV, PDF, archive, docx, jpeg, ods, png, webp, xlsx

ALL = DOCUMENTS | SHEETS
EVERY = ALL | PICTURES | CARDS


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, FileKind.PDF),
        (png(), FileKind.PNG),
        (jpeg(), FileKind.JPEG),
        (jpeg(marker=0xC2, before=b"\xff\xff\xff\xe1\x00\x02"), FileKind.JPEG),
        (xlsx(), FileKind.SPREADSHEET),
        (ods(), FileKind.SPREADSHEET),
        (CSV, FileKind.TABLE),
        (CSV.decode().encode("utf-16"), FileKind.TABLE),
        (CSV.decode().encode("cp1252"), FileKind.TABLE),
        (webp(), FileKind.WEBP),
        (docx(), FileKind.DOCUMENT),
        (docx(name="word/document2.xml"), FileKind.DOCUMENT),
    ],
)
def test_a_file_is_what_its_first_bytes_say(content: bytes, kind: FileKind) -> None:
    assert recognise(content, "whatever.exe", EVERY) is kind


@pytest.mark.parametrize(
    "content",
    [
        b"<html>" + PDF,
        b" " + PDF,
        b"MZ" + PDF,
        b"\x00" + png(),
        b"GIF89a",
        b"\xff\xd8",
        b"\x00\x01\x02",
        b"x" * 100 + xlsx(),
        docx(),
        webp(),
        archive({"mimetype": b"x", "content.xml": b"x"}, stored="mimetype"),
        ods(b"application/vnd.oasis.opendocument.text"),
    ],
)
def test_what_is_accepted_is_named_where_something_else_is_sent(content: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        recognise(content, "a\u202egpj.exe", DOCUMENTS)
    assert str(refused.value) == ("“agpj.exe” is none of the kinds of files that are accepted here: PDF, JPEG, PNG.")


def test_text_is_a_table_only_where_tables_are_accepted() -> None:
    with pytest.raises(Refusal, match=r"accepted here: PDF, JPEG, PNG\."):
        recognise(CSV, "list.csv", DOCUMENTS)
    with pytest.raises(Refusal, match=r"accepted here: XLSX, ODS, CSV\."):
        recognise(PDF, "list.csv", SHEETS)


def test_text_is_a_card_where_cards_are_accepted_and_markup_is_none() -> None:
    assert recognise("﻿Buena práctica".encode(), "card", CARDS) is FileKind.TEXT
    for content in (
        b"{\\rtf1 x}",
        b"\xef\xbb\xbf <!DOCTYPE html>",
        b"<HTML>",
        b"<?xml version='1.0'?>",
        b"\xd0\xcf\x11\xe0\x00",
    ):
        with pytest.raises(Refusal, match=r"accepted here: PDF, DOCX, TXT\."):
            recognise(content, "card.txt", CARDS)


def test_photographs_of_telephones_are_refused_with_advice_where_pictures_are_accepted() -> None:
    content = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"
    with pytest.raises(Refusal, match="Save it as JPEG"):
        recognise(content, "a.heic", PICTURES)
    with pytest.raises(Refusal, match="accepted here: PDF, DOCX, TXT"):
        recognise(content, "a.heic", CARDS)


@pytest.mark.parametrize("content", [b"a;b\x00c", b"\x81\x8d", b"\xff\xfea", b"a\x1bb"])
def test_what_is_no_text_is_no_table(content: bytes) -> None:
    assert text_of(content) is None
    with pytest.raises(Refusal, match="none of the kinds"):
        recognise(content, "list.csv", SHEETS)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(Refusal, match="is empty"):
        recognise(b"", "a.pdf", ALL)


@pytest.mark.parametrize(
    ("content", "accepted", "most"),
    [
        (PDF, DOCUMENTS, 5),
        (PDF, ALL, 5),
        (png(), DOCUMENTS, 5),
        (jpeg(), DOCUMENTS, 5),
        (CSV, SHEETS, 20),
        (b"\x00", ALL, 20),
        (jpeg(), PICTURES, 20),
        (webp(), PICTURES, 20),
        (jpeg(), ALL | CARDS, 5),
        (PDF, CARDS, 20),
        (PDF, PAPERS, 20),
        (PDF, frozenset({FileKind.PDF}), 5),
        (b"text", CARDS, 20),
    ],
)
def test_a_file_may_be_so_large_and_no_larger(content: bytes, accepted: frozenset[FileKind], most: int) -> None:
    whole = content + b" " * (most * MEGABYTE - len(content))
    if content != b"\x00":
        recognise(whole, "a", accepted)
    with pytest.raises(Refusal, match=f"too large: at most {most} megabytes"):
        recognise(whole + b" ", "a", accepted)


@pytest.mark.parametrize("made", [png, jpeg, webp])
def test_a_picture_says_how_large_it_is_and_may_be_so_large(made: Callable[[int, int], bytes]) -> None:
    recognise(made(10_000, 10_000), "a", PICTURES)
    with pytest.raises(Refusal, match="has 101 megapixels; at most 100"):
        recognise(made(10_001, 10_000), "a", PICTURES)


@pytest.mark.parametrize("part", [b"VP8 \0\0\0\0\0\0\0\x9d\x01\x2a", b"VP8L\0\0\0\0\x2f", b"VP8X\x0a\0\0\0\0\0\0\0"])
def test_a_webp_says_in_one_of_three_ways_how_large_it_is(part: bytes) -> None:
    recognise(b"RIFF\0\0\0\0WEBP" + part + b"\x10\0\x10" + bytes(9), "a", PICTURES)
    with pytest.raises(Refusal, match=r"has \d+ megapixels; at most 100"):
        recognise(b"RIFF\0\0\0\0WEBP" + part + b"\xff" * 12, "a", PICTURES)


@pytest.mark.parametrize(
    "content",
    [
        png(0, 5),
        png(5, 0),
        png()[:20],
        png().replace(b"IHDR", b"iCCP"),
        jpeg(0, 5),
        jpeg(5, 0),
        jpeg()[:12],
        jpeg(marker=0xC4),
        jpeg(before=b"x"),
        jpeg(before=b"\xff\xe1\x00\x00"),
        jpeg(before=b"\xff\xe1\x00\x02" * 1_000),
        webp()[:29],
        webp().replace(b"VP8X", b"VP8Y"),
        webp().replace(b"VP8X", b"VP8 "),
        webp().replace(b"VP8X", b"VP8L"),
        xlsx()[:-5],
        docx()[:-5],
        b"PK\x03\x04",
        b"PK\x03\x04PK\x05\x06",
    ],
)
def test_a_damaged_file_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal, match="is damaged"):
        recognise(content, "a", EVERY)


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", PDF[:5], png()[:12], jpeg()[:6], xlsx()[:40], xlsx(), docx(), webp()[:20]]),
)
def test_no_bytes_break_the_reading(content: bytes, begun: bytes) -> None:
    for whole in (begun + content, content + begun):
        with suppress(Refusal):
            assert recognise(whole, "a", EVERY) in FileKind


@given(st.integers(0, len(xlsx()) - 1), st.binary(min_size=1, max_size=4))
def test_no_broken_archive_breaks_the_reading(place: int, other: bytes) -> None:
    whole = xlsx()
    with suppress(Refusal):
        assert recognise(whole[:place] + other + whole[place + len(other) :], "a", ALL) in FileKind


def test_a_spreadsheet_that_would_unpack_to_too_much_is_refused() -> None:
    claimed = xlsx(content=b"12345").replace(struct.pack("<I", 5), struct.pack("<I", 101 * MEGABYTE))
    for content in (claimed, xlsx(*(f"xl/{number}" for number in range(MOST_PARTS)))):
        with pytest.raises(Refusal, match="holds too much"):
            recognise(content, "a", SHEETS)


def test_a_document_that_would_unpack_to_too_much_is_refused() -> None:
    claimed = docx(content=b"12345").replace(struct.pack("<I", 5), struct.pack("<I", 101 * MEGABYTE))
    for content in (claimed, docx(*(f"word/{number}" for number in range(MOST_PARTS)))):
        with pytest.raises(Refusal, match="This document holds too much"):
            recognise(content, "a", CARDS)


def test_what_has_macros_is_refused() -> None:
    with pytest.raises(Refusal, match="This spreadsheet has macros"):
        recognise(xlsx("xl/vbaProject.bin"), "a", SHEETS)
    with pytest.raises(Refusal, match="This document has macros"):
        recognise(docx("word/vbaProject.bin"), "a", CARDS)


def test_a_directory_that_is_too_long_to_be_read_is_not_read() -> None:
    long = xlsx(*(f"xl/{number:0200}" for number in range(2_500)))
    end = long.rfind(b"PK\x05\x06")
    hidden = long[: end + 16] + b"PK\x05\x06" + long[end + 20 :]
    wide = long[:end] + b"PK\x06\x07" + bytes(16) + long[end:]
    for content in (long, hidden, long[:-2] + b"\x04\x00PK\x05\x06", wide):
        with pytest.raises(Refusal, match="is damaged"):
            recognise(content, "a", SHEETS)
    short = xlsx()
    end = short.rfind(b"PK\x05\x06")
    with pytest.raises(Refusal, match="is damaged"):
        recognise(short[:end] + b"PK\x06\x07" + bytes(16) + short[end:], "a", SHEETS)


@pytest.mark.parametrize(
    ("name", "kind", "content", "kept"),
    [
        ("letter.pdf", FileKind.PDF, PDF, "letter.pdf"),
        ("Letter.PDF", FileKind.PDF, PDF, "Letter.pdf"),
        ("../../x.html", FileKind.PDF, PDF, "x.pdf"),
        ("C:\\Users\\ana\\letter.exe", FileKind.PDF, PDF, "letter.pdf"),
        ("photo.jpeg", FileKind.JPEG, jpeg(), "photo.jpeg"),
        ("photo.png", FileKind.JPEG, jpeg(), "photo.jpg"),
        ("photo.png", FileKind.WEBP, webp(), "photo.webp"),
        ("card.docm", FileKind.DOCUMENT, docx(), "card.docx"),
        ("card.html", FileKind.TEXT, b"a", "card.txt"),
        ("list.xlsx", FileKind.SPREADSHEET, ods(), "list.ods"),
        ("list.ods", FileKind.SPREADSHEET, xlsx(), "list.xlsx"),
        ("list.txt", FileKind.TABLE, CSV, "list.txt"),
        ("Letter no. 5 of Dr. Peña", FileKind.PDF, PDF, "Letter no. 5 of Dr. Peña.pdf"),
        ("رسالة.pdf", FileKind.PDF, PDF, "رسالة.pdf"),
        ("a\u202efdp.exe", FileKind.PDF, PDF, "afdp.pdf"),
        ("a\r\nb\x00.pdf", FileKind.PDF, PDF, "a b.pdf"),
        ('a"b<c>%41.pdf', FileKind.PDF, PDF, "abc41.pdf"),
        ("", FileKind.PDF, PDF, "document.pdf"),
        ("..", FileKind.PNG, png(), "document.png"),
        ("/", FileKind.PNG, png(), "document.png"),
        (".pdf", FileKind.PDF, PDF, "document.pdf"),
        ("\ud800.pdf", FileKind.PDF, PDF, "document.pdf"),
    ],
)
def test_a_name_keeps_its_stem_and_gets_its_right_ending(name: str, kind: FileKind, content: bytes, kept: str) -> None:
    assert proper_name(name, kind, content) == kept


@given(st.text(), st.sampled_from(["", ".pdf", ".html", "/..", "x" * 500, "é" * 120]))
def test_whatever_a_file_is_called_its_name_is_safe(name: str, more: str) -> None:
    kept = proper_name(name + more, FileKind.PDF, PDF)
    assert len(kept) <= LONGEST_NAME
    assert kept.endswith(".pdf")
    assert not set(kept) & set('/\\"<>\r\n\x00')
    assert not kept.startswith((".", " "))
    kept.encode()


def test_each_kind_has_its_endings_and_its_media_type() -> None:
    assert endings(DOCUMENTS) == (".pdf", ".jpg", ".jpeg", ".png")
    assert endings(SHEETS) == (".xlsx", ".ods", ".csv", ".tsv", ".txt")
    assert {media_type(f"a{ending}").partition("/")[0] for ending in endings(EVERY)} == {"application", "image", "text"}
    assert media_type("a.b.ods") == "application/vnd.oasis.opendocument.spreadsheet"
    assert (kinds(DOCUMENTS), kinds(SHEETS)) == ("PDF, JPEG, PNG", "XLSX, ODS, CSV")
    assert (endings(PICTURES), endings(CARDS)) == ((".jpg", ".jpeg", ".png", ".webp"), (".pdf", ".docx", ".txt"))
    assert (kinds(PICTURES), kinds(CARDS)) == ("JPEG, PNG, WebP", "PDF, DOCX, TXT")
    assert (most_megabytes(DOCUMENTS), most_megabytes(ALL)) == (5, 20)
    assert (most_megabytes(PICTURES), most_megabytes(CARDS)) == (20, 20)
