"""What people do with a template that nobody has foreseen."""

from io import BytesIO
from unittest.mock import patch
from zipfile import ZipFile

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml

from academy.kit.refusals import Refusal, told
from academy.practices.reading import card
from academy.practices.reading.card import read_card, read_card_text
from academy.practices.reading.drafts import CardDraft
from academy.practices.reading.lines import Line
from academy.practices.reading.marked import without_tags
from academy.practices.reading.pdf_files import _doubts
from academy.practices.reading.words import invented, unaccounted
from tests.practices.reading.cards import archive, body, paragraph, saved

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def read(content: str | bytes) -> CardDraft:
    draft = read_card_text(content) if isinstance(content, str) else read_card(content)
    assert not unaccounted(draft.source, draft)
    assert not invented(draft.source, draft)
    return draft


def values(draft: CardDraft, key: str) -> list[list[str | int | float]]:
    (table,) = draft.tables[key]
    return [[cell.printed if cell.value is None else cell.value for cell in row] for row in table.rows]


def test_an_author_s_brackets_may_break_over_lines() -> None:
    draft = read("Arroz para el valle (por Ana\nNúñez de la Rosa)\n\nObjetivos\n\nUno.\n")
    assert (draft.title, draft.author) == ("Arroz para el valle", "Ana Núñez de la Rosa")


def test_a_title_without_a_label_may_stand_above_an_author_with_one() -> None:
    draft = read("Seeds for all\n\nAuthor: Ana Roa\n\nObjectives\n\nOne.\n")
    assert (draft.title, draft.author, draft.remainder) == ("Seeds for all", "Ana Roa", "")


def test_further_fields_may_stand_before_the_first() -> None:
    draft = read("Title\tSeeds\nCountry\tPeru\nTitle of the practice\tMore seeds\nObjectives\tOne.\n")
    assert draft.title == "More seeds"
    assert "Seeds" in draft.remainder
    named = read("Title\tSeeds\nCountry\tPeru\nObjectives\tOne.\n")
    assert [(one.label, one.text, one.after) for one in named.further] == [("Country", "Peru", "")]


def test_columns_may_be_named_one_by_one() -> None:
    draft = read(
        "Objectives\n\nOne.\n\nResults\n\nDistrict   Women   Men\n"
        "North   1,204   30\nSouth   2,310   40\nEast   5   6\n"
    )
    assert draft.tables["results"][0].columns == ("District", "Women", "Men")
    draft = read(
        "Objectives\n\nOne.\n\nResults\n\n    Women   Men\nNorth   1,204   30\nSouth   2,310   40\nEast   5   6\n"
    )
    assert draft.tables["results"][0].columns == ("", "Women", "Men")
    assert values(draft, "results")[0] == ["North", 1204, 30]


def test_a_blank_in_a_number_is_told_from_one_between_numbers_by_the_total() -> None:
    draft = read("Objectifs\n\nUn.\n\nRésultats\n\nNord 1 250\nSud 3 400\nTotal 650\n")
    assert values(draft, "results") == [["Nord 1", 250], ["Sud 3", 400], ["Total", 650]]


def test_rows_with_signs_and_numbers_are_a_list() -> None:
    draft = read("Objectives\tOne.\n\t\n•\tTrain women\n2.\tTrain men\n")
    assert draft.fields["objectives"] == "One.\n\n- Train women\n2. Train men"


def test_loose_rows_in_a_card_are_a_table_and_a_single_one_is_text() -> None:
    draft = read("Results\tSome.\n\tDistrict\tLeader\n\tNorth\tAna\n\tSouth\tBo\nFunds\tFew.\n\tState\tBank")
    assert values(draft, "results") == [["North", "Ana"], ["South", "Bo"]]
    assert draft.fields["funds"] == "Few.\n\nState Bank"


def test_a_wide_table_without_labels_belongs_to_its_field() -> None:
    document = Document()
    for text in ("Results", "Some.", "Funds", "Few.", "Innovation"):
        document.add_paragraph(text)
    table = document.add_table(rows=2, cols=3)
    cells = [cell for row in table.rows for cell in row.cells]
    for cell, text in zip(cells, "Who What When Ana Rice 2018".split(), strict=True):
        cell.text = text
    draft = read(saved(document))
    assert draft.tables["innovation"][0].columns == ("Who", "What", "When")


def test_numbers_among_the_rows_of_a_card_are_a_table() -> None:
    draft = read("Results\tSome.\nNorth\t10\nSouth\t20\nTotal\t30\n\nFunds\tFew.\nResults")
    assert values(draft, "results") == [["North", 10], ["South", 20], ["Total", 30]]


def test_rows_that_are_counted_may_have_one_that_is_not() -> None:
    draft = read("1\tResults\tSome.\n2\tFunds\tFew.\nA longer beginning\tthat is\tno number\n")
    assert draft.fields == {"results": "Some.", "funds": "Few."}
    assert draft.further[0].label == "A longer beginning"


def test_a_short_label_is_not_torn_apart() -> None:
    draft = read("Results\n\nContact Ana Roa for\ndetails of the rice.\n\nFunds\n\nFew.\n\nInnovation\n\nNone.\n")
    assert draft.order == ("results", "funds", "innovation")


def test_dashes_and_stars_within_lines_stay() -> None:
    draft = read("Results\n\nRice – and salt • and 2 * 3 - 1\n– one\n— two\n")
    assert draft.fields["results"] == "Rice – and salt • and 2 * 3 - 1\n\n- one\n- two"


def test_labels_in_the_last_line_of_rows_are_text() -> None:
    draft = read("Results\tA.\nFunds\tB.\nInnovation\tC.\nResults")
    assert draft.fields["innovation"] == "C.\n\nResults"


def test_brackets_that_name_nobody_are_part_of_the_title() -> None:
    draft = read("Rice for the valley (in the north\nand in the south)\n\nObjectives\n\nOne.\n")
    assert (draft.title, draft.author) == ("Rice for the valley (in the north and in the south)", "")


def test_labels_in_two_languages_are_one() -> None:
    draft = read("Title\tRice\nObjectives / Objetivos\tOne.\nResults – Résultats\tTwo.\n\nFunds / Fondos:\n\nThree.\n")
    assert draft.fields == {"objectives": "One.", "results": "Two.", "funds": "Three."}
    assert draft.labels["results"] == "Results – Résultats"


def test_two_fields_may_stand_beside_each_other() -> None:
    draft = read("Title\tRice\tAuthor\tAna Roa\nObjectives\tOne.\tResults\tTwo.\nFunds\tThree.\tFour.\tMaterials\n")
    assert (draft.title, draft.author) == ("Rice", "Ana Roa")
    assert draft.fields == {"objectives": "One.", "results": "Two.", "funds": "Three.\n\nFour.", "materials": ""}


def test_labels_and_answers_may_stand_below_each_other_in_one_cell_or_in_many() -> None:
    said = ("Objectives", "One.", "Results", "Two.", "Funds: Three.")
    many = "".join(f"<w:tr><w:tc>{paragraph(text)}</w:tc></w:tr>" for text in said)
    one = f"<w:tr><w:tc>{''.join(map(paragraph, said))}</w:tc></w:tr>"
    nested = f"<w:tr><w:tc><w:tbl>{many}</w:tbl></w:tc></w:tr>"
    for rows in (many, one, nested):
        draft = read(archive(document=body(f"<w:tbl>{rows}</w:tbl>")))
        assert draft.fields == {"objectives": "One.", "results": "Two.", "funds": "Three."}


def test_marks_between_letters_are_letters() -> None:
    draft = read("Title\t3`4 and a**b [c](d)e **f**\nResults\tOne.\nFunds\tTwo.\n")
    assert draft.title == "3`4 and a**b c (d)e f"


def test_rules_below_labels_are_not_text() -> None:
    assert read("Objectives\n----------\nOne.\n\n=====\nTwo.\n").fields == {"objectives": "One.\n\nTwo."}


def test_links_of_word_are_kept() -> None:
    document = Document()
    document.add_paragraph("Results")
    name = document.part.relate_to("https://example.org/a b", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = f'<w:p {W} {R}><w:hyperlink r:id="{name}"><w:r><w:t>our page</w:t></w:r></w:hyperlink></w:p>'
    document.element.body.insert(1, parse_xml(link))
    assert read(saved(document)).fields["results"] == "[our page](https://example.org/ab)"


def test_rows_and_paragraphs_that_were_deleted_are_left_out() -> None:
    deleted = "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>Gone</w:t></w:r></w:p></w:tc></w:tr>"
    kept = f"<w:tr><w:sdt><w:sdtContent><w:tc>{paragraph('Results')}</w:tc></w:sdtContent></w:sdt></w:tr>"
    moved = f"<w:moveFrom>{paragraph('Moved')}</w:moveFrom>"
    draft = read(archive(document=body(f"<w:tbl>{deleted}{kept}</w:tbl>{moved}{paragraph('One.')}")))
    assert draft.fields == {"results": "One."}
    assert "tracked changes" in told(draft.doubts[0], str)


def test_a_page_keeps_links_breaks_and_bold_letters() -> None:
    page = (
        "<table><tr><td>Results</td><td>See <a href='https://example.org/a'>our <i>page</i></a>,<br>and <b>this</b>"
        " <a href='javascript:x'>too</a>.<script>no()</script></td></tr><tr><td></td><td></td></tr></table>"
    )
    assert read(page).fields["results"] == "See [our page](https://example.org/a), and **this** too."


def test_scripts_and_styles_in_text_are_left_out() -> None:
    assert without_tags("a<script>b<script></script>c<style>d") == "ac"
    assert without_tags("<i> a </i><h2>b</h2>&lt;") == " *a* \n### b\n<"


def test_words_without_a_place_are_put_into_the_remainder() -> None:
    with patch.object(card, "_remainder", lambda _: ""):
        draft = read_card_text("Long ago. It was said.\n\nObjectives\n\nOne.\n\n")
    assert draft.remainder == "Long ago It was said"
    assert told(draft.doubts[-1], str) == "Some words found no place: they stand at the end of the remainder."


def test_what_stands_in_a_table_before_the_card_is_kept() -> None:
    draft = read("Name\tA\tB\nAna\t1\t2\nBo\t3\t4\n\nGood Practice: Seeds\n\nObjectives\n\nOne.\n")
    assert draft.remainder == "Name\tA\tB\nAna\t1\t2\nBo\t3\t4"


def test_arabic_of_a_pdf_is_doubted() -> None:
    assert [told(doubt, str) for doubt in _doubts((Line("النتائج"),))] == [
        "Arabic letters often come out of a PDF in another order: compare them, or send the card as DOCX."
    ]


def test_a_locked_archive_is_refused() -> None:
    written = bytearray(archive(document=body(paragraph("One"))))
    with ZipFile(BytesIO(bytes(written))) as packed:
        assert packed.namelist() == ["word/document.xml"]
    place = written.index(b"PK\x01\x02") + 8
    written[place] |= 1
    with pytest.raises(Refusal, match="protected by a password"):
        read_card(bytes(written))
    for broken in (b"PK\x03\x04 without an end", bytes(written).replace(b"PK\x01\x02", b"PK\x01\x09")):
        with pytest.raises(Refusal, match="damaged"):
            read_card(broken)
