"""Spans of time are half open."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from academy.kit.spans import Span

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def span(first: int, last: int) -> Span:
    """From so many minutes after nine to so many."""
    return Span(NINE + first * MINUTE, NINE + last * MINUTE)


SPANS = st.tuples(st.integers(0, 50), st.integers(1, 20)).map(lambda pair: span(pair[0], sum(pair)))


def test_back_to_back_is_no_overlap() -> None:
    assert not span(0, 15).overlaps(span(15, 30))
    assert not span(15, 30).overlaps(span(0, 15))


def test_a_minute_in_both_is_one() -> None:
    assert span(0, 16).overlaps(span(15, 30))
    assert span(15, 30).overlaps(span(0, 16))
    assert span(0, 60).overlaps(span(20, 30))
    assert span(20, 30).overlaps(span(0, 60))
    assert span(0, 15).overlaps(span(0, 15))


@given(SPANS, SPANS)
def test_it_is_the_same_seen_from_both_sides(one: Span, other: Span) -> None:
    shared = max(one.start, other.start) < min(one.end, other.end)
    assert one.overlaps(other) is other.overlaps(one) is shared


def test_spans_have_a_length_and_an_order() -> None:
    assert span(0, 45).length == timedelta(minutes=45)
    assert sorted([span(5, 6), span(0, 9), span(0, 3)]) == [span(0, 3), span(0, 9), span(5, 6)]
