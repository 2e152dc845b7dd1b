"""Languages: which there are, how they are called, and which one a reader gets."""

import pytest

from academy.kit.languages import (
    DEFAULT,
    INTERFACE,
    base,
    direction,
    fallbacks,
    is_language,
    name_in,
    own_name,
    preferred,
)


def test_the_interface_speaks_five_languages() -> None:
    assert set(INTERFACE) == {"en", "es", "fr", "pt", "ar"}
    assert INTERFACE[0] == DEFAULT


@pytest.mark.parametrize(("tag", "bare"), [("pt-BR", "pt"), ("pt_BR", "pt"), ("AR", "ar"), ("zh-Hant-TW", "zh")])
def test_the_bare_language_of_a_tag(tag: str, bare: str) -> None:
    assert base(tag) == bare


@pytest.mark.parametrize("tag", ["ar", "ar-MA", "AR_EG", "he", "fa", "ur"])
def test_runs_from_right_to_left(tag: str) -> None:
    assert direction(tag) == "rtl"


@pytest.mark.parametrize("tag", ["en", "es-419", "pt-BR", "qu", "arn"])
def test_runs_from_left_to_right(tag: str) -> None:
    assert direction(tag) == "ltr"


@pytest.mark.parametrize("tag", ["en", "pt-BR", "qu", "zh-Hant", "es-419"])
def test_cldr_knows_it(tag: str) -> None:
    assert is_language(tag)


@pytest.mark.parametrize("tag", ["", "xx-nowhere", "english", "e", "12", "en-", "../en", "en\n", "<b>"])
def test_cldr_does_not_know_it(tag: str) -> None:
    assert not is_language(tag)


def test_what_is_no_text_is_no_language() -> None:
    assert not is_language(None)  # type: ignore[arg-type]


def test_languages_are_called_by_their_own_names() -> None:
    assert [own_name(language) for language in INTERFACE] == ["English", "Español", "Français", "Português", "العربية"]
    assert own_name("pt-BR") == "Português (Brasil)"


def test_languages_are_called_in_the_readers_language() -> None:
    assert name_in("ar", "fr") == "arabe"
    assert name_in("es", "ar") == "الإسبانية"
    assert name_in("xq", "en") == "xq"


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        (["fr"], "fr"),
        (["pt-BR", "en"], "pt"),
        (["de", "AR-MA", "en"], "ar"),
        (["de", "nl"], None),
        (["*"], None),
        ([], None),
    ],
)
def test_the_first_language_that_there_is_is_chosen(asked: list[str], chosen: str | None) -> None:
    assert preferred(asked) == chosen


def test_the_choice_is_among_what_is_offered() -> None:
    assert preferred(["fr", "es"], ["es"]) == "es"
    assert preferred(["fr"], ["es"]) is None


def test_texts_are_looked_for_in_an_order_without_repetition() -> None:
    assert fallbacks("pt-BR", ["es", "pt"]) == ["pt-BR", "pt", "es", "en"]
    assert fallbacks("en", ["en"]) == ["en"]
