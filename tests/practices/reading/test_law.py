"""No word is lost and none is made up, whatever a card looks like."""

from hypothesis import given
from hypothesis import strategies as st

from academy.practices.reading.card import read_card, read_card_text
from academy.practices.reading.drafts import CardDraft
from academy.practices.reading.labels import LABELS
from academy.practices.reading.words import invented, unaccounted
from tests.practices.reading.cards import FIELDS, TITLES, archive, body, paragraph, tabbed

words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)
known = st.sampled_from(sorted(text for key in LABELS for texts in LABELS[key].values() for text in texts))
lines = st.one_of(
    words,
    known,
    st.builds("{}: {}".format, known, words),
    st.builds("{}\t{}".format, known | words, words),
    st.builds("{} {}".format, words, st.integers(0, 99_999)),
    st.builds("Zona {} {}.{:03}".format, st.integers(1, 9), st.integers(1, 99), st.integers(0, 999)),
    st.sampled_from(
        ["", "", "\t", "\f", "Total 74.004", "(por Ana Núñez)", "PARTE IA: UNO", "|a|b|", "|---|---|", "12"]
    ),
    st.sampled_from(
        ["<b>x</b>", "- one", "2. two", "**Bold**", "## Head", "Coopera-", "a\u00adb", "Explain the results."]
    ),
    st.sampled_from(
        ["0`0\t0", "a**b", "x[a](b)c", "c__d\t1", "\\*e", "(by Bo Lind)", "Title\tA", "Author\tBo", "Total\t3"]
    ),
    st.sampled_from(
        ["<table><tr><td>", "</td><td>", "</td></tr></table>", "<p>", "<br>", "<a href='http://x.y/z'>q</a>"]
    ),
    st.sampled_from(sorted(TITLES.values())),
)
broken = known.map(lambda text: text.replace(" ", "\n"))


def is_whole(draft: CardDraft) -> None:
    """Each word of the source has its place, once."""
    assert not unaccounted(draft.source, draft)
    assert not invented(draft.source, draft)


@given(st.lists(lines | broken, min_size=1, max_size=40))
def test_text_loses_no_word(parts: list[str]) -> None:
    is_whole(read_card_text("x\n" + "\n".join(parts)))


@given(st.permutations(FIELDS), st.sampled_from(sorted(TITLES)), st.lists(lines, max_size=6))
def test_a_card_in_any_order_keeps_it(order: list[str], language: str, more: list[str]) -> None:
    rows = [f"{LABELS[key][language][0]}\tSaid of {key}." for key in order]
    draft = read_card_text(
        "\n".join([TITLES[language], *rows, *(f"Unknown {one} label\tsaid" for one in range(len(more)))])
    )
    assert list(draft.order) == order
    assert len(draft.further) == len(more)
    is_whole(draft)


@given(st.lists(st.lists(st.lists(lines, max_size=3), min_size=1, max_size=3), max_size=8))
def test_a_word_file_loses_no_word(table: list[list[list[str]]]) -> None:
    def safe(text: str) -> str:
        clean = (
            text.replace("\f", " ")
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace("\ufffe", "")
            .replace("\uffff", "")
        )
        return paragraph(clean)

    rows = "".join(
        "<w:tr>" + "".join(f"<w:tc>{''.join(map(safe, cell))}</w:tc>" for cell in row) + "</w:tr>" for row in table
    )
    is_whole(read_card(archive(document=body(f"{paragraph('Seeds')}<w:tbl>{rows}</w:tbl>"))))


def test_a_card_is_read_the_same_twice() -> None:
    assert read_card_text(tabbed("en")) == read_card_text(tabbed("en"))
