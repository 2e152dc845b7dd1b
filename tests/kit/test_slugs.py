"""Short names for addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.kit.slugs import is_slug, slug_for


def free(_slug: str) -> bool:
    return False


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("RCM 2021", "rcm-2021"),
        ("Peña Ruiz, José", "pena-ruiz-jose"),
        ("Emprende Segur@", "emprende-segur"),
        ("Straße", "strasse"),
        ("../../etc/passwd", "etc-passwd"),
        ("<script>", "script"),
    ],
)
def test_a_text_becomes_a_short_name(text: str, slug: str) -> None:
    assert slug_for(text, free) == slug


@pytest.mark.parametrize("text", ["إدريس الزموري", "王小明", "Дмитрий"])
def test_other_scripts_are_transliterated(text: str) -> None:
    slug = slug_for(text, free, "person")
    assert slug.isascii()
    assert is_slug(slug)
    assert slug != "person"


@pytest.mark.parametrize("text", ["🎉", "🎉🎉 …", "", "---", "?!"])
def test_a_text_without_letters_gets_the_fallback(text: str) -> None:
    assert slug_for(text, free, "person") == "person"
    assert slug_for(text, free) == "x"


def test_a_name_that_is_taken_gets_a_number() -> None:
    taken = {"ana-pena", "ana-pena-2"}
    assert slug_for("Ana Peña", taken.__contains__) == "ana-pena-3"
    assert slug_for("Ana Peña", {"ana-pena"}.__contains__) == "ana-pena-2"
    assert slug_for("🎉", {"x"}.__contains__) == "x-2"


def test_a_long_text_is_cut_at_a_word() -> None:
    slug = slug_for("solidarity " * 20, free)
    assert slug == "-".join(["solidarity"] * 5)
    assert len(slug_for("a" * 500, free)) == 60


@pytest.mark.parametrize("text", ["rcm-2021", "a", "2", "a" * 64])
def test_can_stand_in_an_address(text: str) -> None:
    assert is_slug(text)


@pytest.mark.parametrize(
    "text", ["", "RCM", "rcm 2021", "rcm_2021", "-a", "a-", "a--b", "a/b", "é", "a" * 65, "a\n", ".."]
)
def test_cannot_stand_in_an_address(text: str) -> None:
    assert not is_slug(text)


@given(st.text(max_size=200))
def test_every_text_gets_a_name_that_can_stand_in_an_address(text: str) -> None:
    assert is_slug(slug_for(text, free))
    assert is_slug(slug_for(text, lambda slug: not slug.endswith("-12")))
