"""What people type, made safe to keep."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.kit.refusals import Refusal
from academy.kit.texts import LINE, LONG, bounded, clean_line, clean_text, collated, folded

DECEIVING = [
    *(chr(point) for point in [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]),
    *"\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{ARABIC LETTER MARK}\N{ZERO WIDTH NO-BREAK SPACE}",
    *"\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}",
]
CONTROL = [
    chr(point) for point in [*range(9), 11, 12, *range(14, 32), *range(127, 160), 0xD800, 0xDFFF, 0xFFFE, 0xFFFF]
]


@pytest.mark.parametrize("sign", DECEIVING + CONTROL, ids=lambda sign: f"{ord(sign):04X}")
def test_signs_that_nobody_sees_are_taken_out(sign: str) -> None:
    assert clean_line(f"{sign}Ana{sign}Peña{sign}") == "AnaPeña"
    assert clean_text(f"{sign}Ana{sign}\n{sign}Peña{sign}") == "Ana\nPeña"


def test_a_name_cannot_be_turned_round() -> None:
    assert clean_line("Ana \N{RIGHT-TO-LEFT OVERRIDE}fdp.txt") == "Ana fdp.txt"


@pytest.mark.parametrize("joiner", ["\N{ZERO WIDTH JOINER}", "\N{ZERO WIDTH NON-JOINER}"])
def test_joiners_stay_since_scripts_and_emoji_need_them(joiner: str) -> None:
    assert clean_line(f"می{joiner}خواهم") == f"می{joiner}خواهم"


def test_letters_are_composed() -> None:
    assert clean_line("Pen\N{COMBINING TILDE}a") == "Peña"
    assert clean_text("Pen\N{COMBINING TILDE}a") == "Peña"


def test_a_line_is_one_line() -> None:
    assert clean_line(" \tAna\n\r\n  Peña\N{NO-BREAK SPACE}Ruiz\N{LINE SEPARATOR}") == "Ana Peña Ruiz"


def test_a_text_keeps_its_lines_and_its_indentation() -> None:
    assert clean_text("\n\none  \r\n\r\n  - two\t\rthree\n\n") == "one\n\n  - two\nthree"


def test_a_line_may_be_so_long_and_no_longer() -> None:
    assert clean_line("a" * LINE) == "a" * LINE
    with pytest.raises(Refusal) as refused:
        clean_line("a" * (LINE + 1), field="title")
    assert str(refused.value) == "This text has 301 characters; at most 300 fit here."
    assert refused.value.field == "title"


def test_a_text_may_be_so_long_and_no_longer() -> None:
    assert clean_text("a" * LONG) == "a" * LONG
    with pytest.raises(Refusal) as refused:
        clean_text("a" * (LONG + 1), field="about")
    assert refused.value.facts == {"length": LONG + 1, "most": LONG}
    assert refused.value.field == "about"


def test_length_is_counted_after_cleaning_and_against_what_is_asked() -> None:
    assert clean_line("  ab\N{ZERO WIDTH SPACE}c  ", most=3) == "abc"
    assert clean_text("  abc\n\n", most=3) == "abc"
    with pytest.raises(Refusal):
        clean_line("abcd", most=3)
    with pytest.raises(Refusal):
        clean_text("abcd", most=3)


def test_bounded_leaves_a_text_as_it_is() -> None:
    assert bounded(" a ", 3) == " a "
    with pytest.raises(Refusal) as refused:
        bounded("abcd", 3)
    assert refused.value.field is None


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_line(clean_line(text)) == clean_line(text)
    assert clean_text(clean_text(text)) == clean_text(text)


@given(st.text(max_size=LINE))
def test_what_is_clean_can_be_stored_anywhere(text: str) -> None:
    clean = clean_line(text, most=10_000)
    assert clean.encode("utf-8").decode() == clean
    assert unicodedata.is_normalized("NFC", clean)
    assert "\x00" not in clean


@pytest.mark.parametrize(
    ("text", "comparable"),
    [
        ("  Économie  SOCIALE ", "economie sociale"),
        ("Straße", "strasse"),
        ("PEN\N{COMBINING TILDE}A", "pena"),
        ("ﬁnance", "finance"),
        ("اِقتصاد", "اقتصاد"),
        ("", ""),
    ],
)
def test_folding_looks_past_accents_case_and_blanks(text: str, comparable: str) -> None:
    assert folded(text) == comparable


def test_spanish_files_enye_behind_n() -> None:
    names = ["Ñandú", "Nuez", "Oliva", "Nogal", "Peña", "Penzo", "Álamo", "Abeto"]
    assert sorted(names, key=lambda name: collated(name, "es")) == [
        "Abeto", "Álamo", "Nogal", "Nuez", "Ñandú", "Oliva", "Penzo", "Peña",
    ]  # fmt: skip
    assert sorted(["Nuez", "Ñandú"], key=lambda name: collated(name, "en")) == ["Ñandú", "Nuez"]


def test_names_that_differ_in_accents_alone_have_an_order() -> None:
    assert collated("Pena", "pt") != collated("Péna", "pt")
    assert sorted(["Péna", "Pena"], key=lambda name: collated(name, "pt")) == ["Pena", "Péna"]
