"""What holds for every edition."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from academy.editions.models import Contribution, EditionCountry, EditionKind, Mode, SectionKind, State
from academy.editions.rules import (
    RESERVED,
    check_day,
    check_days,
    check_move,
    countries_in_order,
    is_off,
    is_past,
)
from academy.editions.words import CONTRIBUTIONS, EDITION_KINDS, MODES, SECTIONS, STATES
from academy.kit.languages import INTERFACE
from academy.kit.refusals import Refusal
from academy.kit.zones import Zone
from tests.factories import loose_edition, words

ALLOWED = {
    (State.DRAFT, State.PUBLISHED),
    (State.PUBLISHED, State.CANCELLED),
    (State.PUBLISHED, State.WITHDRAWN),
    (State.CANCELLED, State.PUBLISHED),
    (State.CANCELLED, State.WITHDRAWN),
    (State.WITHDRAWN, State.PUBLISHED),
}


@pytest.mark.parametrize("present", State)
@pytest.mark.parametrize("wanted", State)
def test_only_sensible_states_follow_each_other(present: State, wanted: State) -> None:
    if (present, wanted) in ALLOWED:
        check_move(present, wanted)
    else:
        with pytest.raises(Refusal, match="cannot be done in the state"):
            check_move(present, wanted)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (None, None),
        (date(2026, 1, 1), None),
        (date(2026, 1, 1), date(2026, 1, 1)),
        (date(1900, 1, 1), date(2200, 1, 1)),
    ],
)
def test_days_can_be(first: date | None, last: date | None) -> None:
    check_days(first, last)


@pytest.mark.parametrize(
    ("first", "last", "field", "says"),
    [
        (None, date(2026, 1, 1), "starts_on", "a last day but no first day"),
        (date(2026, 1, 2), date(2026, 1, 1), "ends_on", "The last day comes before the first day"),
        (date(1899, 12, 31), None, "starts_on", "The year 1899 cannot be right"),
        (date(2026, 1, 1), date(2201, 1, 1), "starts_on", "The year 2201 cannot be right"),
    ],
)
def test_days_cannot_be(first: date | None, last: date | None, field: str, says: str) -> None:
    with pytest.raises(Refusal, match=says) as refused:
        check_days(first, last)
    assert refused.value.field == field


def test_a_day_belongs_to_its_own_input() -> None:
    with pytest.raises(Refusal) as refused:
        check_day(date(9999, 1, 1), "day")
    assert refused.value.field == "day"


TODAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("more", "past"),
    [
        ({"starts_on": date(2026, 11, 1), "ends_on": date(2026, 11, 2)}, False),
        ({"starts_on": date(2026, 10, 30), "ends_on": date(2026, 11, 1)}, True),
        ({"starts_on": date(2026, 11, 1), "ends_on": None}, True),
        ({"starts_on": TODAY, "ends_on": None}, False),
        ({"starts_on": None, "ends_on": None, "year": 2025}, True),
        ({"starts_on": None, "ends_on": None, "year": 2026}, False),
        ({"starts_on": None, "ends_on": None}, False),
    ],
)
def test_an_edition_is_past_after_its_last_day(more: dict[str, object], *, past: bool) -> None:
    assert is_past(loose_edition(**more), TODAY) is past


@pytest.mark.parametrize(("zone", "over"), [("+00:00", 0), ("America/Mexico_City", 6), ("+09:00", -9)])
def test_an_event_is_over_on_its_own_clock(zone: str, over: int) -> None:
    made = loose_edition(starts_on=TODAY, ends_on=None, zone_name=zone)
    midnight = datetime.combine(TODAY + timedelta(days=1), time(over % 24), UTC) - timedelta(days=int(over < 0))
    assert not is_off(made, midnight - timedelta(seconds=1))
    assert is_off(made, midnight)


@pytest.mark.parametrize(
    ("state", "off"),
    [(State.DRAFT, False), (State.PUBLISHED, False), (State.CANCELLED, True), (State.WITHDRAWN, True)],
)
def test_what_does_not_take_place_is_off(state: State, *, off: bool) -> None:
    made = loose_edition(starts_on=TODAY, ends_on=None, state=state)
    assert is_off(made, datetime.combine(TODAY, time(12), UTC)) is off


@pytest.mark.parametrize(
    ("state", "public", "calendared"),
    [
        (State.DRAFT, False, False),
        (State.PUBLISHED, True, True),
        (State.CANCELLED, True, True),
        (State.WITHDRAWN, False, True),
    ],
)
def test_who_sees_an_edition(state: State, *, public: bool, calendared: bool) -> None:
    made = loose_edition(state=state)
    assert (made.is_public, made.is_calendared) == (public, calendared)


def test_an_edition_has_its_zone() -> None:
    assert loose_edition(zone_name="-06:00", zone_label="GMT-6").zone == Zone("-06:00", "GMT-6")


def test_countries_are_in_the_order_of_the_reader_under_their_own_labels() -> None:
    dominican = EditionCountry(position=0, code="DO")
    mexico = EditionCountry(position=1, code="MX")
    states = EditionCountry(position=2, code="US", label=words("America, United States of", es="Estados Unidos"))
    listed = [dominican, mexico, states]
    assert [name for _, name in countries_in_order(listed, "en")] == [
        "America, United States of", "Dominican Republic", "Mexico",
    ]  # fmt: skip
    assert countries_in_order(listed, "es") == [
        (states, "Estados Unidos"), (mexico, "México"), (dominican, "República Dominicana"),
    ]  # fmt: skip


def test_languages_of_the_interface_are_no_editions() -> None:
    assert set(INTERFACE) <= RESERVED
    assert {"desk", "static", "api", "series", "people", "sign-in"} <= RESERVED


def test_everything_has_a_name() -> None:
    assert EDITION_KINDS.keys() == set(EditionKind)
    assert STATES.keys() == set(State)
    assert MODES.keys() == set(Mode)
    assert CONTRIBUTIONS.keys() == set(Contribution)
    assert SECTIONS.keys() == set(SectionKind)
    for names in (EDITION_KINDS, STATES, MODES, CONTRIBUTIONS, SECTIONS):
        assert len(set(names.values())) == len(names)
