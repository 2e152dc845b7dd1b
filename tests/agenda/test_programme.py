"""The programme as it is read."""

from collections.abc import Mapping
from datetime import time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from academy.agenda.models import Slot
from academy.agenda.programme import Programme, arrange, parallel_ids
from academy.agenda.rules import span_of
from academy.kit.zones import Zone
from tests.factories import DAY, loose_edition, loose_slot

HERE = loose_edition()
NEXT = DAY + timedelta(days=1)
UTC_ZONE = Zone("+00:00")
UNTIMED = {"start": None, "end": None}


def slots(*said: Mapping[str, object]) -> list[Slot]:
    return [loose_slot(HERE, number, **more) for number, more in enumerate(said)]


def shape(programme: Programme) -> list[list[list[int]]]:
    """The numbers of slots, by day and hour."""
    return [[[slot.id for slot in hour.slots] for hour in day.hours] for day in programme.days]


def test_slots_are_arranged_into_days_and_hours() -> None:
    programme = arrange(
        slots({"day": NEXT}, {}, {"start": time(10), "end": time(11)}, {}, {"day": None}, {"end": time(9, 30)}),
        UTC_ZONE,
    )
    assert shape(programme) == [[[1, 3, 5], [2]], [[0]], [[4]]]
    assert programme.dates == [DAY, NEXT]
    assert [slot.id for slot in programme.slots] == [1, 3, 5, 2, 0, 4]
    assert [slot.id for slot in programme.days[0].slots] == [1, 3, 5, 2]
    first = programme.days[0].hours[0]
    assert (first.start, first.end) == (time(9), time(10))


def test_an_hour_holds_only_slots_that_all_share_some_time() -> None:
    fair = {"start": time(9), "end": time(18)}
    programme = arrange(
        slots(fair, {"start": time(9), "end": time(10)}, {"start": time(10), "end": time(11)}), UTC_ZONE
    )
    assert shape(programme) == [[[0, 1], [2]]]
    assert (programme.days[0].hours[0].start, programme.days[0].hours[0].end) == (time(9), time(18))


def test_slots_without_hours_stand_alone() -> None:
    assert shape(arrange(slots({}, UNTIMED, UNTIMED), UTC_ZONE)) == [[[0], [1], [2]]]
    assert shape(arrange(slots({"end": None}, {"end": None}), UTC_ZONE)) == [[[0, 1]]]
    assert arrange([], UTC_ZONE) == Programme((), frozenset())


def test_one_day_can_be_shown_alone() -> None:
    programme = arrange(slots({}, {"day": NEXT}, {"day": NEXT}, {"day": None}), UTC_ZONE)
    assert shape(programme.only(NEXT)) == [[[1, 2]]]
    assert programme.only(NEXT).parallel == {1, 2}
    assert programme.only(None) is programme
    assert programme.only(DAY - timedelta(days=1)).days == ()


def test_slots_can_be_chosen_and_what_is_empty_is_left_out() -> None:
    programme = arrange(slots({}, {}, {"start": time(10), "end": time(11)}, {"day": NEXT}), UTC_ZONE)
    chosen = programme.where(lambda slot: slot.id in {1, 2})
    assert shape(chosen) == [[[1], [2]]]
    assert chosen.dates == [DAY]
    assert chosen.parallel == {0, 1}
    assert programme.where(lambda slot: slot.id == 3).dates == [NEXT]


def test_what_shares_some_time_is_parallel() -> None:
    programme = arrange(
        slots(
            {},
            {"start": time(9, 59), "end": time(10, 30)},
            {"start": time(10, 30), "end": time(11)},
            {"start": time(11), "end": time(12)},
            {"end": None},
            UNTIMED,
        ),
        UTC_ZONE,
    )
    assert programme.parallel == {0, 1}


def test_a_long_slot_is_parallel_to_all_that_happen_in_it() -> None:
    made = slots({"end": time(18)}, {"start": time(10), "end": time(11)}, {"start": time(12), "end": time(13)})
    assert parallel_ids(made, UTC_ZONE) == {0, 1, 2}


def test_a_night_is_parallel_to_the_next_morning() -> None:
    night = {"start": time(22), "end": time(2), "days_over": 1}
    early = {"day": NEXT, "start": time(1), "end": time(3)}
    later = {"day": NEXT, "start": time(3), "end": time(4)}
    assert parallel_ids(slots(night, early, later), UTC_ZONE) == {0, 1}


SPANS = st.tuples(st.integers(0, 30), st.integers(1, 12)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(SPANS, max_size=12))
def test_parallel_is_whatever_overlaps_with_another_one(spans: list[tuple[int, int]]) -> None:
    made = slots(*({"start": time(9, first), "end": time(9, last)} for first, last in spans))
    timed = [(slot.id, span_of(slot, UTC_ZONE)) for slot in made]
    expected = {
        one
        for one, span in timed
        for other, other_span in timed
        if one != other and span and other_span and span.overlaps(other_span)
    }
    assert parallel_ids(made, UTC_ZONE) == expected
