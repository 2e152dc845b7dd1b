"""A letter without HTML reads well, and nothing of it is lost."""

import pytest

from academy.messaging.plain import to_text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("One\ntwo\n\nthree", "One\ntwo\n\nthree"),
        ("One  \ntwo", "One\ntwo"),
        ("**strong**, *soft* and `code`", "strong, soft and code"),
        ("## Head\n\nText", "Head\n\nText"),
        ("- one\n- two\n\nafter", "- one\n- two\n\nafter"),
        ("3. one\n4. two", "3. one\n4. two"),
        ("- one\n  - in it\n- two", "- one\n  - in it\n\n- two"),
        ("- one\n\n  more\n- two", "- one\n\n  more\n\n- two"),
        ("> quoted\n> more\n\nafter", "> quoted\n> more\n\nafter"),
        ("[words](https://a.example/x?y=1)", "words (https://a.example/x?y=1)"),
        ("<https://a.example/x>", "https://a.example/x"),
        ("<ana@example.org>", "ana@example.org"),
        ("[**bold** words](https://a.example)", "bold words (https://a.example)"),
        ("![what it shows](https://a.example/x.png)", "what it shows"),
        ("one\n\n---\n\ntwo", "one\n\n———\n\ntwo"),
        ("    code\n      more", "code\n  more"),
        ("```\na\n\nb\n```", "a\n\nb"),
        ("<b>tag</b>", "<b>tag</b>"),
        ("مرحبا **بكم**", "مرحبا بكم"),
        ("", ""),
    ],
)
def test_marks_go_and_words_stay(written: str, read: str) -> None:
    assert to_text(written) == read
