"""How long a text is, in words of any script."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.kit.texts import LONG
from academy.practices.counting import Length, count_words, judge

TABLE = """\
| Year | Members |
| ---: | :--- |
| 2018 | 74.004 |
| | **total** only |
"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("  \n\n ", 0),
        ("Seeds are shared.", 3),
        ("one\ntwo  \nthree\n\nfour", 4),
        ("74.004 members, 12 % women", 4),
        ("co-operation and l'économie – in Peña's words", 6),
        ("- one\n- two\n  1. three\n", 3),
        ("# A heading\n\n> quoted\n\n---\n\n* * *", 3),
        ("**bo**ld *and* `code`", 3),
        ('[the statutes](https://example.org/a-long/address "and title") follow', 3),
        ("<https://example.org/a/b> stands", 2),
        ("1 &amp; 2 \\* 3", 3),
        (TABLE, 6),
    ],
)
def test_what_a_reader_reads_is_counted_and_marks_are_not(text: str, words: int) -> None:
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("الاقتصاد الاجتماعي والتضامني", 3),
        ("كِتَابٌ", 1),
        ("社会连带经济", 6),
        ("2019年の協同組合、ILO", 8),
        ("사회적 경제", 2),
        ("सामाजिक अर्थव्यवस्था", 2),
        ("เศรษฐกิจ", 2),
        ("เศรษฐกิจ 2019 ไทย", 4),
        ("សេដ្ឋកិច្ច", 2),
    ],
)
def test_every_script_is_counted(text: str, words: int) -> None:
    assert count_words(text) == words


@given(st.text(), st.text())
def test_two_paragraphs_have_the_words_of_both(one: str, two: str) -> None:
    plain = [" ".join("".join(letter for letter in text if letter.isalnum()).split()) for text in (one, two)]
    assert count_words("\n\n".join(plain)) == sum(map(count_words, plain))


def test_the_longest_text_is_counted_at_once() -> None:
    """A second is what a slow machine with neighbours may take; here it takes some hundredths."""
    begun = time.process_time()
    assert count_words("word **and** more " * (LONG // 18)) == 3 * (LONG // 18)
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    ("count", "least", "most", "length"),
    [
        (0, 100, 400, Length.EMPTY),
        (0, None, None, Length.EMPTY),
        (99, 100, 400, Length.SHORT),
        (100, 100, 400, Length.FITS),
        (400, 100, 400, Length.FITS),
        (401, 100, 400, Length.LONG),
        (1, None, 400, Length.FITS),
        (4000, 100, None, Length.FITS),
    ],
)
def test_a_length_is_judged_softly(count: int, least: int | None, most: int | None, length: Length) -> None:
    assert judge(count, least, most) is length
