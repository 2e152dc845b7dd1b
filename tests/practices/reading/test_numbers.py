"""Numbers as they are printed in five languages."""

import pytest

from academy.practices.reading.numbers import is_number, read_number


@pytest.mark.parametrize(
    ("printed", "language", "value"),
    [
        ("10448", "es", 10448), ("74.004", "es", 74004), ("74,004", "en", 74004), ("74 004", "fr", 74004),
        ("74\u202f004", "fr", 74004), ("74\u00a0004,5", "fr", 74004.5), ("1.234.567", "pt", 1234567),
        ("1,234,567.89", "en", 1234567.89), ("1.234.567,89", "es", 1234567.89), ("1'234.5", "en", 1234.5),
        ("3,5", "es", 3.5), ("3.5", "es", 3.5), ("3,5", "en", 3.5), ("12,75", "", 12.75), ("0.125", "en", 0.125),
        ("45%", "es", 45), ("45,5 %", "fr", 45.5), ("US$ 12,000", "en", 12000), ("€ 1.200", "es", 1200),
        ("1.200 EUR", "es", 1200), ("-3", "en", -3), ("−3,5", "fr", -3.5), ("+7", "en", 7),
        ("٧٤٬٠٠٤", "ar", 74004), ("٣٫٥", "ar", 3.5), ("١٢٠", "ar", 120), ("0", "en", 0), ("2018", "es", 2018),
    ],
)  # fmt: skip
def test_what_a_number_says(printed: str, language: str, value: float) -> None:
    assert read_number(printed, language).value == value


@pytest.mark.parametrize(("printed", "language"), [("74,004", "es"), ("74.004", "en"), ("1.250", ""), ("-1,250", "fr")])
def test_what_may_be_either_of_two_numbers_has_no_value(printed: str, language: str) -> None:
    number = read_number(printed, language)
    assert number.value is None
    assert number.is_doubtful
    assert is_number(printed)


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "-",
        "n/a",
        "ten",
        "10-12",
        "1,2,3",
        "1.2,3.4",
        "1,23.4",
        "1 000,5,6",
        "1.23.456",
        "12/10/2019",
        "1 2",
        "12 34 567",
        "3 million",
        "1" * 50,
        "²",
    ],
)
def test_what_is_no_number(printed: str) -> None:
    assert not is_number(printed)
