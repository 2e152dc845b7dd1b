"""Word's documents: tables, headings, and all that stands beside the text."""

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import pytest
from docx import Document
from docx.table import Table

from academy.kit.refusals import Refusal, told
from academy.practices.reading.card import read_card
from academy.practices.reading.drafts import CardDraft
from academy.practices.reading.words import invented, unaccounted
from tests.practices.reading.cards import (
    ANSWERS,
    FIELDS,
    READ_TITLES,
    TITLES,
    answer,
    archive,
    body,
    label,
    paragraph,
    saved,
    word_table,
)


def filled(table: Table, *rows: Sequence[str]) -> None:
    """Add rows to a table."""
    for texts in rows:
        table.add_row()  # type: ignore[no-untyped-call]
        for cell, text in zip(table.rows[-1].cells, texts, strict=True):
            cell.text = text


def read(content: bytes) -> CardDraft:
    draft = read_card(content)
    assert not unaccounted(draft.source, draft)
    assert not invented(draft.source, draft)
    return draft


@pytest.mark.parametrize("language", sorted(TITLES))
def test_the_template_s_table_is_read_in_each_language(language: str) -> None:
    draft = read(saved(word_table(language)))
    assert (draft.title, draft.author) == READ_TITLES[language]
    assert (draft.language, draft.order) == (language, FIELDS)
    assert draft.fields == {key: answer(key, language) for key in FIELDS}
    assert draft.doubts == ()


def test_rows_without_a_label_continue_and_nested_tables_stay() -> None:
    document = word_table("pt")
    cells = document.tables[0].rows[7].cells
    nested = cells[1].add_table(rows=0, cols=3)
    filled(
        nested, ("Ano", "Famílias", "Renda"), ("2017", "120", "3,5"), ("2018", "1.240", "12,75"), ("Total", "1.360", "")
    )
    filled(document.tables[0], ("", "Mais uma foto."), ("Gênero", "Metade das vagas."))
    draft = read(saved(document))
    (table,) = draft.tables["results"]
    assert table.columns == ("Ano", "Famílias", "Renda")
    assert [[cell.value for cell in row] for row in table.rows] == [
        [2017, 120, 3.5],
        [2018, 1240, 12.75],
        [None, 1360, None],
    ]
    assert draft.fields["photos"].endswith("\n\nMais uma foto.")
    assert [(one.label, one.text) for one in draft.further] == [("Gênero", "Metade das vagas.")]


def test_three_columns_may_count_the_rows_or_say_what_is_asked() -> None:
    document = Document()
    table = document.add_table(rows=0, cols=3)
    for number, key in enumerate(FIELDS, start=1):
        row = (str(number), label(key, "en"), answer(key, "en"))
        filled(table, row)
    filled(table, ("", "Youth", "Half of all seats."))
    counted = read(saved(document))
    assert counted.fields == {key: answer(key, "en") for key in FIELDS}
    assert counted.labels["funds"] == "8 Funds"
    assert [one.label for one in counted.further] == ["Youth"]

    document = Document()
    table = document.add_table(rows=0, cols=3)
    for key in FIELDS[:4]:
        row = (label(key, "en"), "Explain it in short.", answer(key, "en"))
        filled(table, row)
    asked = read(saved(document))
    assert asked.fields["innovation"] == f"Explain it in short.\n\n{answer('innovation', 'en')}"
    assert len(asked.doubts) == 5


def test_headings_lists_and_links_become_commonmark() -> None:
    document = Document()
    document.add_heading("Rice for the valley", 0)
    document.add_paragraph("by Bo Lind")
    for key in (*FIELDS[:7], "youth", *FIELDS[7:]):
        document.add_heading("Youth" if key == "youth" else label(key, "en"), 2)
        document.add_paragraph("All of us." if key == "youth" else answer(key, "en"))
        if key == "results":
            document.add_paragraph("Women trained", style="List Bullet")
            document.add_paragraph("Men trained", style="List Bullet")
            document.add_paragraph("First", style="List Number")
            document.add_paragraph("3*4 [1]: a_b")
            document.add_paragraph().add_run("In bold").bold = True
            table = document.add_table(rows=0, cols=2)
            filled(table, ("District", "Households"), ("North", "1,204"), ("South", "2,310"))
    draft = read(saved(document))
    assert (draft.title, draft.author, draft.order) == ("Rice for the valley", "Bo Lind", FIELDS)
    assert draft.fields["results"] == (
        f"{answer('results', 'en')}\n\n- Women trained\n- Men trained\n1. First\n\n3\\*4 \\[1\\]: a_b\n\n**In bold**"
    )
    assert [cell.value for (_, cell) in draft.tables["results"][0].rows] == [1204, 2310]
    assert [(one.label, one.after) for one in draft.further] == [("Youth", "results")]


def test_what_word_hides_in_fields_boxes_and_changes_is_read() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    content = body(
        paragraph("Objectives")
        + f"<w:sdt><w:sdtContent>{paragraph('In a form.')}</w:sdtContent></w:sdt>"
        + f"<w:p><w:ins>{run.format('Inserted')}</w:ins><w:del>{run.format('deleted')}</w:del>"
        + f"<w:fldSimple>{run.format(' as a field.')}</w:fldSimple></w:p>"
        + "<w:p><w:r><w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent></w:r></w:p>"
        + f"<w:tbl><w:tr><w:tc>{paragraph('')}{paragraph('Funds')}</w:tc>"
        + f"<w:tc>{paragraph('Few.')}</w:tc></w:tr></w:tbl>"
        + "<w:p><w:r><w:t>Results</w:t><w:tab/><w:t>One</w:t><w:br/><w:t>two.</w:t></w:r></w:p>"
    )
    draft = read(archive(document=content, footnotes=body(paragraph("A note.")), header1=body(paragraph("2019"))))
    assert draft.fields["objectives"] == "In a form.\n\nInserted as a field.\n\nIn a box."
    assert draft.fields["results"] == "One two."
    assert draft.remainder == "A note.\n2019"
    assert [told(doubt, str) for doubt in draft.doubts[:2]] == [
        "Headers, footers, notes and comments of the document stand in the remainder.",
        "The document has tracked changes: what was deleted was left out, what was inserted was read.",
    ]


def test_entities_are_not_fetched() -> None:
    evil = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + body(paragraph("Results &a;here"))
    assert "here" in read(archive(document=evil)).source


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (archive(document=body(paragraph("a" * 12_000_000))), "This document holds too much to be one card"),
        (archive(document=body("<w:p/>" * 30_000)), "This document holds too much to be one card"),
        (archive(document=body(paragraph("word " * 1_000) * 300)), "This document has 1499700 characters"),
        (archive(document=body((paragraph("A") + "<w:lastRenderedPageBreak/>") * 300)), "This document has 301 pages"),
        (archive(document=body("<w:tbl><w:tr><w:tc>" * 3_000)), "This document cannot be opened: it is damaged"),
        (archive(document="no tree"), "This document cannot be opened: it is damaged"),
        (archive(document=body(paragraph("A")))[:90], "This document cannot be opened: it is damaged"),
        (archive(document=body("")), "There is no text in this document"),
        (archive(other="a"), "This file is neither a DOCX, nor a PDF, nor text"),
        (
            archive(document=body(paragraph("A")), **{f"a{number}": "" for number in range(2_001)}),
            "This document holds",
        ),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "This document is protected by a password"),
        (b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"), "This is a document of an older kind"),
        (b"\xd0\xcf\x11\xe0" + "Workbook".encode("utf-16-le"), "This file is neither a DOCX, nor a PDF, nor text"),
    ],
    ids=range(13),
)
def test_what_is_too_much_damaged_or_of_another_kind_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(Refusal, match=f"^{sentence}"):
        read_card(content)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("word/vbaProject.bin", "This document has macros."),
        ("mimetype", "This is a document of another word processor."),
    ],
)
def test_macros_and_other_word_processors_are_refused(name: str, sentence: str) -> None:
    written = BytesIO()
    with ZipFile(written, "w", ZIP_STORED) as packed:
        packed.writestr(name, "application/vnd.oasis.opendocument.text")
        packed.writestr("word/document.xml", body(paragraph(ANSWERS["en"])))
    with pytest.raises(Refusal, match=f"^{sentence}"):
        read_card(written.getvalue())
