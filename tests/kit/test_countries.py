"""Countries by code and by name."""

import pytest

from academy.kit.countries import country_name, country_names, is_country


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("BR", "pt-BR", "Brasil"),
        ("MX", "es", "México"),
        ("DE", "ar", "ألمانيا"),
        ("MA", "fr", "Maroc"),
        ("PS", "en", "Palestinian Territories"),
    ],
)
def test_countries_have_a_name_in_every_language(code: str, language: str, name: str) -> None:
    assert country_name(code, language) == name


def test_a_code_without_a_name_stands_for_itself() -> None:
    assert country_name("QQ", "en") == "QQ"


@pytest.mark.parametrize("code", ["MX", "PS", "TW", "XK", "VA"])
def test_is_a_country(code: str) -> None:
    assert is_country(code)


@pytest.mark.parametrize("code", ["", "mx", "MEX", *"EU EZ UN XA XB ZZ QO AC CP CQ DG EA IC TA 001 QQ".split()])
def test_is_no_country(code: str) -> None:
    assert not is_country(code)


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt", "ar"])
def test_the_list_is_whole_and_has_nothing_twice(language: str) -> None:
    names = country_names(language)
    assert len(names) == 249 + 1  # ISO's, and Kosovo
    assert names.keys() == country_names("en").keys()
    assert len(set(names.values())) == len(names)


def test_the_list_is_in_the_order_of_the_language() -> None:
    spanish = list(country_names("es").values())
    assert spanish.index("España") < spanish.index("Estonia") < spanish.index("Etiopía") < spanish.index("Fiyi")
    assert list(country_names("en")).index("DO") < list(country_names("en")).index("EC")
    assert list(country_names("es")).index("DO") > list(country_names("es")).index("MX")
