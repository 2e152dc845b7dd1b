"""What differs between two versions of a card's text."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.kit.texts import LONG
from academy.practices.content import CardContent, Further
from academy.practices.differences import (
    Block,
    Fold,
    Piece,
    PieceKind,
    changed_keys,
    compare,
    compare_texts,
    folded,
)

BITS = [
    *"ab \n|-#>*1.",
    *["\n\n", "seeds ", "shared, ", "74.004", "- ", "| ", " |\n", "| --- | --- |\n", "1. ", "  \n", "## ", "**both**"],
    *["البذور ", "مشتركة، ", "كِتَابٌ", "种子", "共享。", "たね", "เมล็ด", "พันธุ์", "e\N{COMBINING ACUTE ACCENT}"],
]
TEXTS = st.lists(st.sampled_from(BITS) | st.text(max_size=3), max_size=40).map("".join)
PARTS = st.builds(Further, TEXTS, TEXTS)
CONTENTS = st.builds(
    CardContent,
    title=TEXTS,
    fields=st.dictionaries(st.sampled_from(["objectives", "results", "funds"]), TEXTS),
    further=st.lists(PARTS, max_size=3).map(tuple),
)


def marked(blocks: tuple[Block, ...]) -> str:
    """Write differences as one line: [-removed-] and {+added+}."""
    signs = {PieceKind.SAME: "%s", PieceKind.REMOVED: "[-%s-]", PieceKind.ADDED: "{+%s+}"}
    return "¶".join("".join(signs[piece.kind] % piece.text for piece in block.pieces) for block in blocks)


def interleaved(start: int) -> str:
    """The first 10,000 ideographs, each followed by a rarer one: a match of one sign at a time."""
    return "".join(chr(0x4E00 + number) + chr(start + number) for number in range(LONG // 2))


@given(TEXTS, TEXTS)
def test_both_versions_are_in_the_difference_to_the_letter(before: str, after: str) -> None:
    blocks = compare_texts(before, after)
    assert "".join(block.before for block in blocks) == before
    assert "".join(block.after for block in blocks) == after
    assert all(piece.text for block in blocks for piece in block.pieces)


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    blocks = compare_texts(text, text)
    assert not any(block.is_changed for block in blocks)
    assert {piece.kind for block in blocks for piece in block.pieces} <= {PieceKind.SAME}


@given(CONTENTS, CONTENTS)
def test_a_difference_leads_from_one_content_to_the_other(before: CardContent, after: CardContent) -> None:
    differences = {one.key: one.blocks for one in compare(before, after)}
    assert tuple(differences) == changed_keys(before, after)

    def now(key: str, text: str) -> str:
        return "".join(block.after for block in differences[key]) if key in differences else text

    assert now("title", before.title) == after.title
    keys = before.fields.keys() | after.fields.keys()
    assert {key: now(key, before.fields.get(key, "")) for key in keys} == {
        key: after.fields.get(key, "") for key in keys
    }
    for number, new in enumerate(after.further):
        assert now(f"further.{number}", new.text) == new.text
        assert now(f"further.{number}.label", new.label) == new.label


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("", "New.", "{+New.+}"),
        ("Old.", "", "[-Old.-]"),
        ("Seeds are shared.", "Seeds were shared.", "Seeds [-are -]{+were +}shared."),
        ("One.\n\nTwo.", "One.\n\nNew.\n\nTwo.", "One.\n\n¶{+New.\n\n+}¶Two."),
        ("One.\n\nTwo.\n\nSix.", "One.\n\nSix.", "One.\n\n¶[-Two.\n\n-]¶Six."),
        ("One.", "One.\n\nTwo.", "One.{+\n\n+}¶{+Two.+}"),
        ("- corn\n- beans\n", "- corn\n- squash\n- beans\n", "- corn\n¶{+- squash\n+}¶- beans\n"),
        ("1. corn\n2. beans", "1. corn\n2. beans, sown", "1. corn\n¶2. beans{+, sown+}"),
        ("| 2018 | 74.004 |\n", "| 2018 | 74.104 |\n", "| 2018 | [-74.004 -]{+74.104 +}|\n"),
        ("the **union**", "the union", "the [-**-]union[-**-]"),
        ("# Aims\nText here", "# Aims\nText there", "# Aims\n¶Text [-here-]{+there+}"),
        ("one line\nand another", "one line\nand an other", "one line\nand [-another-]{+an other+}"),
        ("البذور مشتركة اليوم", "البذور محفوظة اليوم", "البذور [-مشتركة -]{+محفوظة +}اليوم"),
        ("社会经济合作", "社会连带经济合作", "社会{+连带+}经济合作"),
        ("เมล็ดพันธุ์", "เมล็ดพืชพันธุ์", "เมล็ด{+พืช+}พันธุ์"),
        ("Wholly new words.", "Nothing stays here", "[-Wholly new words.-]¶{+Nothing stays here+}"),
    ],
)
def test_what_was_removed_and_added_is_shown_word_by_word(before: str, after: str, shown: str) -> None:
    assert marked(compare_texts(before, after)) == shown


def test_other_blanks_alone_are_no_change_to_a_reader() -> None:
    (block,) = compare_texts("Seeds  are shared.\n", "Seeds are shared.")
    assert [piece.kind for piece in block.pieces if piece.text.strip()] == [PieceKind.SAME] * 2
    assert not block.is_changed


def test_a_changed_row_finds_its_row_although_another_comes_before_it() -> None:
    rows = "| Loja | 12 | women |\n| Quito | 30 | youth |\n"
    now = "| Cuenca | 7 | elders |\n| Loja | 13 | women |\n| Quito | 30 | youth |\n"
    assert marked(compare_texts(rows, now)) == (
        "{+| Cuenca | 7 | elders |\n+}¶| Loja | [-12 -]{+13 +}| women |\n¶| Quito | 30 | youth |\n"
    )


def test_fields_come_in_the_order_of_the_new_version_and_those_gone_follow() -> None:
    before = CardContent("A", {"funds": "x", "gone": "y", "aims": "z", "kept": "k"})
    after = CardContent("B", {"aims": "Z", "kept": "k", "funds": "X"})
    assert changed_keys(before, after) == ("title", "aims", "funds", "gone")


def test_further_fields_are_known_by_their_label_wherever_they_stand() -> None:
    before = CardContent("", {}, (Further("Risks", "Drought."), Further("Law", "None.")))
    after = CardContent(
        "", {}, (Further("Law", "One."), Further("Partners", "Two unions."), Further("Risks", "Drought."))
    )
    assert [(one.key, one.label, marked(one.blocks)) for one in compare(before, after)] == [
        ("further.0", "Law", "[-None.-]¶{+One.+}"),
        ("further.1.label", "", "{+Partners+}"),
        ("further.1", "Partners", "{+Two unions.+}"),
    ]


def test_a_further_field_with_another_label_is_known_by_its_text() -> None:
    before = CardContent("", {}, (Further("Risks", "Drought and prices."), Further("Law", "A decree.")))
    after = CardContent("", {}, (Further("Dangers", "Drought and low prices."),))
    assert [(one.key, one.label, marked(one.blocks)) for one in compare(before, after)] == [
        ("further.0.label", "", "[-Risks-]¶{+Dangers+}"),
        ("further.0", "Dangers", "Drought and {+low +}prices."),
        ("further.1.label", "", "[-Law-]"),
        ("further.1", "Law", "[-A decree.-]"),
    ]


def test_further_fields_of_one_label_are_all_kept() -> None:
    twice = CardContent("", {}, (Further("Risks", "Drought."), Further("Risks", "Prices.")))
    once = CardContent("", {}, (Further("Risks", "Drought."),))
    assert changed_keys(twice, twice) == ()
    assert changed_keys(once, twice) == ("further.1.label", "further.1")
    assert changed_keys(twice, once) == ("further.1.label", "further.1")


def test_what_lies_far_from_a_change_is_folded() -> None:
    same, new = Block((Piece(PieceKind.SAME, "same"),)), Block((Piece(PieceKind.ADDED, "new"),))
    blocks = [*[same] * 4, new, *[same] * 3, new, *[same] * 2]
    assert folded(blocks) == (Fold(3), same, new, same, Fold(1), same, new, same, Fold(1))
    assert folded(blocks, context=0) == (Fold(4), new, Fold(3), new, Fold(2))
    assert folded(blocks, context=9) == tuple(blocks)
    assert folded([]) == ()
    assert folded([same, same]) == (Fold(2),)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("word other " * 2000, "other word " * 2000),
        (" ".join(f"a{n} b{n}" for n in range(3000)), " ".join(f"a{n} c{n}" for n in range(3000))),
        ("社会连带经济" * 4000, "经济连带社会" * 4000),
        ("| a | b |\n" * 2000, "| b | a |\n" * 2000),
        ("- a\n- b\n" * 2500, "- b\n- c\n" * 2500),
        (interleaved(0x20000), interleaved(0x25000)),
        ("\n" * LONG, "\n\n a" * LONG),
        ("." * LONG, "!" * LONG),
    ],
)
def test_the_longest_texts_are_compared_at_once(before: str, after: str) -> None:
    """Some 0.1 seconds here; a slow machine with neighbours may take ten times as long. Without a bound: minutes."""
    begun = time.process_time()
    blocks = compare_texts(before[:LONG], after[:LONG])
    assert time.process_time() - begun < 1
    assert "".join(block.after for block in blocks) == after[:LONG]


def test_a_long_text_is_still_compared_word_by_word() -> None:
    chance = random.Random(5)  # noqa: S311 (any words will do)
    words = [f"w{chance.randrange(900)}" for _ in range(LONG // 5)]
    changed = [word if chance.random() > 0.05 else "changed" for word in words]
    (block,) = compare_texts(" ".join(words), " ".join(changed))
    same = sum(len(piece.text) for piece in block.pieces if piece.kind is PieceKind.SAME)
    assert same > 0.9 * len(block.after)


def test_a_small_change_in_a_long_text_is_found_although_its_words_repeat() -> None:
    words = "word other " * 800
    (block,) = compare_texts(f"{words}old {words}", f"{words}new {words}")
    assert [piece.text for piece in block.pieces if piece.kind is not PieceKind.SAME] == ["old ", "new "]
    for one, other in ((f"old {words}", f"new {words}"), (f"{words}old", f"{words}new")):
        (block,) = compare_texts(one, other)
        assert [piece.text.strip() for piece in block.pieces if piece.kind is not PieceKind.SAME] == ["old", "new"]
