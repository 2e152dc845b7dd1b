"""Days and clocks as a reader's language writes them."""

from datetime import date

import pytest

from academy.kit.dates import clock, day_range, long_day, short_day, span
from academy.kit.zones import Zone

DAY = date(2027, 3, 10)


@pytest.mark.parametrize(
    ("zone", "language", "said"),
    [
        (Zone("Africa/Casablanca"), "en", "Casablanca, UTC+1"),
        (Zone("Africa/Casablanca"), "ar", "الدار البيضاء، UTC+1"),
        (Zone("-06:00", "GMT-6"), "en", "GMT-6"),
        (Zone("-06:00"), "en", "UTC-6"),
        (Zone("Asia/Kathmandu"), "en", "Kathmandu, UTC+5:45"),
        (Zone("America/St_Johns"), "en", "St. John’s, UTC-3:30"),
    ],
)
def test_the_clock_is_named(zone: Zone, language: str, said: str) -> None:
    assert clock(zone, date(2026, 11, 23), language) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Wednesday 10 March 2027"),
        ("es", "miércoles, 10 de marzo de 2027"),
        ("fr", "mercredi 10 mars 2027"),
        ("pt", "quarta-feira, 10 de março de 2027"),
        ("ar", "الأربعاء، 10 مارس 2027"),
    ],
)
def test_a_day_has_its_weekday(language: str, said: str) -> None:
    assert long_day(DAY, language) == said


def test_a_short_day_puts_the_day_first_in_english() -> None:
    assert short_day(DAY, "en") == "Wed 10 Mar"
    assert short_day(DAY, "pt-BR").startswith("qua")


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (None, "Wednesday 10 March 2027"),
        (DAY, "Wednesday 10 March 2027"),
        (date(2027, 3, 16), "10–16 March 2027"),
        (date(2027, 4, 2), "10 March 2027 – 2 April 2027"),
    ],
)
def test_a_span_says_the_month_once(last: date | None, said: str) -> None:
    assert span(DAY, last, "en") == said
    assert day_range(DAY, DAY) == "10–10"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "18–20 de marzo de 2027"),
        ("fr", "18–20 mars 2027"),
        ("pt-BR", "18–20 de março de 2027"),
        ("ar", "18–20 مارس 2027"),
        ("zh", "2027年3月18日 – 2027年3月20日"),
    ],
)
def test_a_span_is_whole_where_the_year_comes_first(language: str, said: str) -> None:
    assert span(date(2027, 3, 18), date(2027, 3, 20), language) == said
