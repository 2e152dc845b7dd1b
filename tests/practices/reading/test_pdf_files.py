"""PDF with text in it; others are refused, whatever is wrong with them."""

import random
from contextlib import suppress
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter

from academy.kit.refusals import Refusal
from academy.practices.reading.card import read_card
from academy.practices.reading.words import invented, unaccounted
from tests.practices.reading.cards import ANSWERS, pdf

PAGES = (
    [
        "Compendio de arroz 2019",
        "PARTE IA: BECAS",
        "Arroz para el valle y para las ciudades",
        "del llano (por Ana Núñez)",
        "Objetivo (s)",
        "La cooperativa compra arroz en cuarenta aldeas del valle y lo vende",
        "en la ciudad.",
        "Cooperación entre",
        "instituciones y países",
        "para lograr los objetivos",
        "Dos ministerios trabajan con tres cooperativas del país vecino y con",
        "12",
    ],
    [
        "Compendio de arroz 2019",
        "una escuela de agronomía.",
        "Resultados",
        "Familias por zona",
        "Norte 10.448",
        "Sur 5.440",
        "Total 15.888",
        "Fondos",
        "Del Estado.",
        "13",
    ],
)


def written(writer: PdfWriter) -> bytes:
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_a_card_is_read_over_its_pages() -> None:
    draft = read_card(pdf(*PAGES))
    assert (draft.title, draft.author) == ("Arroz para el valle y para las ciudades del llano", "Ana Núñez")
    assert (draft.part, draft.language) == ("IA", "es")
    assert draft.order == ("objectives", "cooperation", "results", "funds")
    assert draft.fields["cooperation"] == (
        "Dos ministerios trabajan con tres cooperativas del país vecino y con una escuela de agronomía."
    )
    assert [cell.value for _, cell in draft.tables["results"][0].rows] == [10448, 5440, 15888]
    assert draft.remainder.split("\n")[-3:] == ["12", "Compendio de arroz 2019", "13"]
    assert not unaccounted(draft.source, draft)
    assert not invented(draft.source, draft)


def test_a_label_may_stand_where_a_line_is_full_if_there_is_no_better_one() -> None:
    lines = ["Objectives", "Rice.", "Results", "Forty villages buy it from the cooperative and sell it in the new Town"]
    draft = read_card(pdf([*lines, "Funds Of the State.", "Materials", "A film."]))
    assert draft.order == ("objectives", "results", "funds", "materials")
    more = read_card(pdf(["Innovation", "None.", *lines, "Funds Of the State.", "Materials", "A film."]))
    assert more.order == ("innovation", "objectives", "results", "funds", "materials")


def test_a_pdf_that_anybody_may_open_is_read_and_one_with_a_password_is_not() -> None:
    for password in ("", "secret"):
        writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf(*PAGES))))
        writer.encrypt(password, owner_password="other")
        if not password:
            assert read_card(written(writer)).author == "Ana Núñez"
        else:
            with pytest.raises(Refusal, match="protected by a password"):
                read_card(written(writer))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (pdf(*[[ANSWERS["en"]]] * 61), "This document has 61 pages, and one card at most 60."),
        (pdf([], []), "This PDF holds pictures of text and no text."),
        (pdf(*[["x"] * 30_000] * 5), "This PDF draws too much to be read."),
        (pdf(*[["word " * 100] * 90] * 60), "This document has 2"),
        (b"%PDF-1.4 and nothing more", "This document cannot be opened: it is damaged."),
    ],
    ids=range(5),
)
def test_what_is_no_card_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(Refusal, match=f"^{sentence}"):
        read_card(content)


def test_a_damaged_pdf_is_read_or_refused() -> None:
    chance = random.Random(5)  # noqa: S311 (chance, not secrecy)
    for _ in range(40):
        content = bytearray(pdf(*PAGES))
        for _ in range(chance.choice((1, 20, 200))):
            content[chance.randrange(8, len(content))] = chance.randrange(256)
        with suppress(Refusal):
            read_card(bytes(content))
