"""A text in several languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.kit.translated import EMPTY, Translated, Wording

FOUR = Translated(en="Welcome", es="Bienvenida", pt="Boas-vindas", ar="ترحيب")


def test_blank_texts_are_left_out() -> None:
    assert dict(Translated({"en": "Welcome", "es": " \n", "fr": ""})) == {"en": "Welcome"}
    assert not Translated(es="  ")
    assert not EMPTY


def test_texts_are_given_by_mapping_or_by_name() -> None:
    assert Translated({"en": "Welcome", "es": "Hola"}, es="Bienvenida") == {"en": "Welcome", "es": "Bienvenida"}
    assert Translated(None) == {}


def test_it_is_a_mapping() -> None:
    assert FOUR["es"] == "Bienvenida"
    assert list(FOUR) == ["en", "es", "pt", "ar"]
    assert len(FOUR) == 4
    with pytest.raises(KeyError):
        FOUR["fr"]


def test_equal_texts_are_equal_whatever_their_order() -> None:
    one, other = Translated(en="a", es="b"), Translated(es="b", en="a")
    assert one == other
    assert hash(one) == hash(other)
    assert one != Translated(en="a")
    assert repr(Translated(en="a")) == "Translated({'en': 'a'})"


def test_it_does_not_change_with_what_it_was_made_of() -> None:
    given = {"en": "a"}
    made = Translated(given)
    given["en"] = "b"
    assert made["en"] == "a"


@pytest.mark.parametrize(
    ("texts", "asked", "own", "language", "is_fallback"),
    [
        ({"en": "1", "es": "2"}, "es", (), "es", False),
        ({"en": "1", "pt": "2"}, "pt-BR", (), "pt", False),
        ({"pt-BR": "1", "pt": "2"}, "pt-BR", (), "pt-BR", False),
        ({"en": "1", "fr": "2", "es": "3"}, "ar", ("es", "fr"), "es", True),
        ({"en": "1", "fr": "2"}, "ar", ("es", "fr"), "fr", True),
        ({"en": "1", "fr": "2"}, "ar", (), "en", True),
        ({"pt": "1", "fr": "2"}, "ar", (), "fr", True),
        ({"de": "1"}, "en", ("es",), "de", True),
        ({"pt-BR": "1"}, "pt", (), "pt-BR", False),
    ],
)
def test_a_reader_sees_the_nearest_language(
    texts: dict[str, str], asked: str, own: tuple[str, ...], language: str, *, is_fallback: bool
) -> None:
    assert Translated(texts).wording(asked, own) == Wording(texts[language], language, is_fallback=is_fallback)


def test_where_there_is_nothing_nothing_is_marked() -> None:
    assert EMPTY.wording("fr", ("es",)) == Wording("", "fr", is_fallback=False)


def test_a_wording_reads_as_its_text_and_knows_its_direction() -> None:
    assert str(FOUR.wording("es")) == "Bienvenida"
    assert FOUR.wording("ar").direction == "rtl"
    assert FOUR.wording("es").direction == "ltr"


@given(st.dictionaries(st.sampled_from(["en", "es", "fr", "pt", "ar", "de"]), st.text(max_size=3)))
def test_a_text_that_is_there_is_always_found(texts: dict[str, str]) -> None:
    value = Translated(texts)
    seen = value.wording("fr", ["es"])
    assert bool(seen.text) == bool(value)
    assert seen.is_fallback == (bool(value) and seen.language != "fr")
