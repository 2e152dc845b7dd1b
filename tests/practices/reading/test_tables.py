"""Tables in a field: as printed and as numbers, each word of them once."""

import pytest

from academy.kit.markdown import to_html
from academy.kit.refusals import told
from academy.practices.reading.card import read_card_text
from academy.practices.reading.drafts import CardDraft, ReadTable
from academy.practices.reading.tables import to_commonmark, to_table, with_tables
from academy.practices.reading.words import invented, unaccounted

VALLEY = """Resultados Explicar los resultados principales.

1. Más familias tienen arroz en su mesa todo el año.

2. El precio ya no cambia entre la cosecha y la siembra.

Familias con arroz propio
en los cuatro distritos hasta 2018

Distrito 1 10448
Distrito 2 5440
Distrito 3: Ribera 63748
Distrito: Puerto  368
Total general 80.004

La tabla la llevan las socias."""


def read(text: str, language: str = "es") -> CardDraft:
    labels = {"es": "Objetivos", "en": "Objectives", "fr": "Objectifs", "pt": "Inovação", "ar": "الأهداف"}
    draft = read_card_text(f"Good Practice: Rice\n\n{labels[language]}\n\n—\n\n{text}")
    assert not unaccounted(draft.source, draft)
    assert not invented(draft.source, draft)
    return draft


def values(table: ReadTable) -> list[list[str | int | float]]:
    return [[cell.printed if cell.value is None else cell.value for cell in row] for row in table.rows]


def said(draft: CardDraft) -> list[str]:
    return [told(doubt, str) for doubt in draft.doubts]


def test_lines_that_end_in_numbers_are_a_table() -> None:
    draft = read(VALLEY)
    (table,) = draft.tables["results"]
    assert table.columns == ("", "Familias con arroz propio en los cuatro distritos hasta 2018")
    assert values(table) == [
        ["Distrito 1", 10448], ["Distrito 2", 5440], ["Distrito 3: Ribera", 63748], ["Distrito: Puerto", 368],
        ["Total general", 80004],
    ]  # fmt: skip
    assert table.rows[-1][1].printed == "80.004"
    assert draft.fields["results"] == (
        "Explicar los resultados principales.\n\n1. Más familias tienen arroz en su mesa todo el año.\n"
        "2. El precio ya no cambia entre la cosecha y la siembra.\n\nLa tabla la llevan las socias."
    )
    assert said(draft) == [
        "This reads like what the template asks, not like an answer: “Explicar los resultados principales.”"
    ]


def test_a_total_that_is_none_is_pointed_out() -> None:
    draft = read(VALLEY.replace("5440", "5441"))
    assert said(draft)[-1] == "The table says 80.004 in total, but its rows sum to 80005."
    assert draft.doubts[-1].field == "results"


@pytest.mark.parametrize(
    ("language", "text", "columns", "rows"),
    [
        (
            "fr",
            (
                "Résultats\n\nAnnée   Sacs   Prix\n"
                "Rizière du nord   1 250   3,5\nRizière du sud   74 004   4\nTotal   75 254"
            ),
            (),
            [],
        ),
        (
            "fr",
            "Résultats\n\nSacs vendus\n\nVallée 1 250\nRivière 74 004\nTotal 75 254",
            ("", "Sacs vendus"),
            [["Vallée", 1250], ["Rivière", 74004], ["Total", 75254]],
        ),
        (
            "en",
            "Results\n\nDistrict Women Men\n\nNorth Bank 1,204 30\nSouth Bank 2,310 40\nTotal 3,514 70",
            (),
            [["North Bank", 1204, 30], ["South Bank", 2310, 40], ["Total", 3514, 70]],
        ),
        (
            "en",
            "Results\n\nZone 1 10\nZone 2 20\nZone 3 30",
            ("", ""),
            [["Zone 1", 10], ["Zone 2", 20], ["Zone 3", 30]],
        ),
        (
            "ar",
            "النتائج\n\nالقرية الأولى ١٢٠\nالقرية الثانية ٣٠٠\nالمجموع ٤٢٠",
            ("", ""),
            [["القرية الأولى", 120], ["القرية الثانية", 300], ["المجموع", 420]],
        ),
        (
            "pt",
            "Resultados\tAlgum.\n\tAno\tRenda média\n\t2017\t3,5\n\t2018\t12,75\n",
            ("Ano", "Renda média"),
            [[2017, 3.5], [2018, 12.75]],
        ),
        (
            "es",
            "Resultados\nAlgo.\nDistrito\tFamilias\nNorte\t1.204\nSur\t2.310\n",
            ("Distrito", "Familias"),
            [["Norte", 1204], ["Sur", 2310]],
        ),
    ],
    ids=str,
)
def test_tables_are_read_in_every_language(
    language: str, text: str, columns: tuple[str, ...], rows: list[list[str | int | float]]
) -> None:
    draft = read(text, language)
    (table,) = draft.tables["results"]
    assert not rows or values(table) == rows
    assert not columns or table.columns == columns


def test_a_caption_may_end_in_a_year() -> None:
    draft = read("Resultados\n\nFamilias con arroz\nhasta diciembre 2018\n\nNorte 10\nSur 20\nEste 30\n")
    (table,) = draft.tables["results"]
    assert table.columns == ("", "Familias con arroz hasta diciembre 2018")
    assert values(table) == [["Norte", 10], ["Sur", 20], ["Este", 30]]


def test_a_number_in_doubt_is_read_as_its_total_wants_it() -> None:
    draft = read("Resultados\n\nNorte 1,204\nSur 2,310\nTotal 3,514")
    assert values(draft.tables["results"][0])[-1] == ["Total", 3514]
    assert said(draft) == []


def test_a_number_in_doubt_without_a_total_has_no_value() -> None:
    draft = read("Resultados\n\nNorte 1,204\nSur 2,310\nEste 3")
    assert values(draft.tables["results"][0]) == [["Norte", "1,204"], ["Sur", "2,310"], ["Este", 3]]
    assert said(draft) == [
        "“1,204” in a table may be either of two numbers: say which.",
        "“2,310” in a table may be either of two numbers: say which.",
    ]


def test_telephones_and_years_in_sentences_are_no_tables() -> None:
    draft = read(
        "Contactos\nAna Roa 555 0101\nBo Lind 555 0102\nCy Mar 555 0103\n\n"
        "Resultados\nLa red nació en el valle del norte en 2010\ny creció hasta tener su segunda sede en el año 2015\n"
        "y otras dos en la costa y en la ciudad en 2018\npara todas las familias."
    )
    assert draft.tables == {}


def test_a_field_with_its_tables_is_shown_as_a_table() -> None:
    draft = read("Resultados\n\nAlgo.\n\nNorte 10\nSur 20\nEste * 30\n")
    assert (
        with_tables(draft, "results")
        == "Algo.\n\n|  |  |\n| --- | --- |\n| Norte | 10 |\n| Sur | 20 |\n| Este \\* | 30 |"
    )
    assert "<td>Este *</td>" in to_html(with_tables(draft, "results"))
    assert with_tables(draft, "funds") == ""
    assert to_commonmark(to_table([["a|b", "# c"]], "en", columns=("A", "B"))).endswith("| a\\|b | \\# c |")


def test_rows_are_as_wide_as_the_widest_and_years_name_columns() -> None:
    table = to_table([["Zone", "2017", "2018"], ["North", "5"], ["South", "7", "8"]], "en")
    assert table.columns == ("Zone", "2017", "2018")
    assert values(table) == [["North", 5, ""], ["South", 7, 8]]
    assert to_table([["Ana", "5"]], "en").columns == ("", "")
    assert to_table([["Rice", "Salt"]], "en").columns == ("", "")
    assert to_commonmark(table) == "| Zone | 2017 | 2018 |\n| --- | --- | --- |\n| North | 5 |  |\n| South | 7 | 8 |"
