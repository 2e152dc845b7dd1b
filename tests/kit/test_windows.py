"""When something is open."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from academy.kit.windows import Window, edge, last_said
from academy.kit.zones import Zone

TUNIS = Zone("Africa/Tunis")
ENDS = datetime(2026, 11, 30, 23, tzinfo=UTC)
"""Midnight in Tunis."""


def test_the_day_of_an_end_counts_as_a_whole() -> None:
    assert edge(date(2026, 11, 30), None, TUNIS, is_end=True) == ENDS


def test_an_end_with_an_hour_is_that_hour_and_a_beginning_without_one_is_midnight() -> None:
    assert edge(date(2026, 11, 30), time(18), TUNIS, is_end=True) == datetime(2026, 11, 30, 17, tzinfo=UTC)
    assert edge(date(2026, 12, 1), None, TUNIS, is_end=False) == ENDS


def test_no_day_is_no_edge() -> None:
    assert edge(None, time(9), TUNIS, is_end=True) is None


def test_a_deadline_at_midnight_is_said_as_the_minute_before() -> None:
    assert last_said(ENDS, TUNIS) == ENDS - timedelta(minutes=1)
    assert last_said(ENDS, Zone("UTC")) == ENDS


@pytest.mark.parametrize(("after", "is_open"), [(-1, True), (0, False)])
def test_a_window_is_open_to_the_last_second(after: int, is_open: bool) -> None:  # noqa: FBT001 (a parameter of a test)
    window = Window(None, ENDS)
    now = ENDS + timedelta(seconds=after)
    assert (window.is_open(now), window.is_over(now)) == (is_open, not is_open)


def test_a_window_is_open_from_its_first_second_on() -> None:
    window = Window(ENDS, None)
    assert window.is_to_come(ENDS - timedelta(seconds=1))
    assert window.is_open(ENDS)
