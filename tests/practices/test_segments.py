"""CommonMark divided into what is translated and what stands between."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.kit.texts import LONG
from academy.practices.segments import PartKind, divide

BITS = [
    *"ab \n|-#>*1.\\`",
    "\n\n",
    "- ",
    "| ",
    " |\n",
    "| --- |\n",
    "1. ",
    "  ",
    "## ",
    "> ",
    "البذور",
    "种子",
    "\N{NO-BREAK SPACE}",
]


@given(st.lists(st.sampled_from(BITS) | st.text(max_size=2), max_size=30).map("".join))
def test_the_parts_are_the_text(text: str) -> None:
    parts = divide(text)
    assert "".join(part.text for part in parts) == text
    assert all(part.text for part in parts)


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("", []),
        ("One paragraph\nof two lines.\n\nAnother.", ["One paragraph\nof two lines.", "Another."]),
        ("# Aims\nAt once.", ["Aims", "At once."]),
        ("- corn\n  - beans,\n    dried\n1. squash", ["corn", "beans,\n    dried", "squash"]),
        ("> said\n> again", ["said", "again"]),
        ("One.\n\n---\n\n**Two** [here](https://example.org).", ["One.", "**Two** [here](https://example.org)."]),
        ("*slanted* words", ["*slanted* words"]),
        ("One.\n| a | b |\nTwo.", ["One.", "Two."]),
    ],
)
def test_prose_comes_without_its_marks(text: str, prose: list[str]) -> None:
    assert [part.text for part in divide(text) if part.kind is PartKind.PROSE] == prose


def test_a_cell_comes_without_its_pipes() -> None:
    table = "| Year | Members \\| groups |\n| ---: | :--- |\n| 2018 |  |\n|x|74.004"
    cells = [part.text for part in divide(table) if part.kind is PartKind.CELL]
    assert cells == ["Year", "Members \\| groups", "2018", "x", "74.004"]


@pytest.mark.parametrize("bit", [" ", "> ", "| ", "- ", "#", "\\", "\n", "1. ", "a ", "a\n"])
def test_the_longest_text_is_divided_at_once(bit: str) -> None:
    begun = time.process_time()
    divide((bit * LONG)[:LONG] + "a")
    assert time.process_time() - begun < 1
