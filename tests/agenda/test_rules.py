"""What holds for every programme."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.agenda.drafts import RoleDraft, SlotDraft, TalkDraft
from academy.agenda.models import Elective, Part, Presence, RoleKind, Room, SlotKind
from academy.agenda.rules import arranged, check_hours, check_slot, span_of, start_of
from academy.agenda.words import PRESENCES, ROLES, SLOT_KINDS
from academy.kit.refusals import Refusal
from academy.kit.spans import Span
from academy.kit.translated import EMPTY
from academy.kit.zones import Zone
from academy.people.models import Institution, Person
from tests.factories import DAY, loose_edition, loose_slot, words

HERE = loose_edition()
HERE.id = 1
DRAFT = SlotDraft(SlotKind.PLENARY, words("Welcome"), day=DAY, start=time(9), end=time(10))
ANA = Person(slug="ana", given="Ana")
ILO = Institution(slug="ilo", name=words("ILO"))


def entry(table: type[Room | Part | Elective], edition_id: int) -> Room | Part | Elective:
    return table(edition_id=edition_id, slug="a", position=0, name=words("A"))


GOOD = [
    {},
    {"day": None, "start": None, "end": None},
    {"end": None},
    {"end": time(0, 30), "days_over": 1},
    {"start": time(9), "end": time(9), "days_over": 1},
    {"start": time(0), "end": time(0, 1)},
    {"capacity": 1},
    {"room": entry(Room, 1), "part": entry(Part, 1), "elective": entry(Elective, 1)},
    {"roles": (RoleDraft(person=ANA), RoleDraft(institution=ILO), RoleDraft(placeholder=words("High representative")))},
    {"talks": (TalkDraft(words("Talk"), roles=(RoleDraft(person=ANA),)),)},
]
BAD = [
    ({"title": EMPTY}, "title", "needs a title in at least one language"),
    ({"day": date(9999, 1, 1)}, "day", "The year 9999 cannot be right"),
    ({"start": None}, "hours", "an end but no beginning"),
    ({"start": None, "end": time(0)}, "hours", "an end but no beginning"),
    ({"end": time(8)}, "hours", "does not come after the beginning"),
    ({"end": time(9)}, "hours", "does not come after the beginning"),
    ({"capacity": 0}, "capacity", "begins at one"),
    ({"capacity": -3}, "capacity", "begins at one"),
    ({"room": entry(Room, 2)}, "room", "belongs to another edition"),
    ({"part": entry(Part, 2)}, "room", "belongs to another edition"),
    ({"elective": entry(Elective, 2)}, "room", "belongs to another edition"),
    ({"roles": (RoleDraft(),)}, "roles", "held by one person, one institution, or one placeholder"),
    ({"roles": (RoleDraft(person=ANA, institution=ILO),)}, "roles", "held by one"),
    ({"roles": (RoleDraft(person=ANA, placeholder=words("x")),)}, "roles", "held by one"),
    ({"roles": (RoleDraft(person=ANA), RoleDraft(institution=ILO, placeholder=words("x")))}, "roles", "held by one"),
    ({"talks": (TalkDraft(words("Talk"), roles=(RoleDraft(),)),)}, "roles", "held by one"),
    ({"talks": (TalkDraft(words("Talk")), TalkDraft(EMPTY))}, "talks", "presentation needs a title"),
]


@pytest.mark.parametrize("more", GOOD)
def test_a_slot_can_be(more: dict[str, object]) -> None:
    check_slot(replace(DRAFT, **more), HERE)  # type: ignore[arg-type]


@pytest.mark.parametrize(("more", "field", "says"), BAD)
def test_a_slot_cannot_be(more: dict[str, object], field: str, says: str) -> None:
    with pytest.raises(Refusal, match=says) as refused:
        check_slot(replace(DRAFT, **more), HERE)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_an_end_at_midnight_is_an_end() -> None:
    with pytest.raises(Refusal, match="does not come after"):
        check_hours(replace(DRAFT, end=time(0)))
    check_hours(replace(DRAFT, end=time(0), days_over=1))


def test_a_beginning_at_midnight_is_a_beginning() -> None:
    with pytest.raises(Refusal, match="does not come after"):
        check_hours(replace(DRAFT, start=time(0), end=time(0)))


def test_a_slot_happens_at_instants() -> None:
    zone = Zone("-06:00")
    slot = loose_slot(HERE, 1)
    assert start_of(slot, zone) == datetime(2026, 11, 23, 15, tzinfo=UTC)
    assert span_of(slot, zone) == Span(datetime(2026, 11, 23, 15, tzinfo=UTC), datetime(2026, 11, 23, 16, tzinfo=UTC))


def test_a_slot_over_midnight_ends_on_the_next_day() -> None:
    span = span_of(loose_slot(HERE, 1, start=time(22), end=time(0, 30), days_over=1), Zone("+00:00"))
    assert span is not None
    assert (span.start, span.length) == (datetime(2026, 11, 23, 22, tzinfo=UTC), timedelta(hours=2, minutes=30))


@pytest.mark.parametrize("more", [{"day": None}, {"start": None, "end": None}])
def test_what_has_no_day_or_hour_has_no_instant(more: dict[str, object]) -> None:
    assert start_of(loose_slot(HERE, 1, **more), HERE.zone) is None
    assert span_of(loose_slot(HERE, 1, **more), HERE.zone) is None


def test_what_has_no_end_begins_and_has_no_span() -> None:
    slot = loose_slot(HERE, 1, start=time(0), end=None)
    assert start_of(slot, Zone("+00:00")) == datetime(2026, 11, 23, tzinfo=UTC)
    assert span_of(slot, Zone("+00:00")) is None


def order(*slots: Mapping[str, object]) -> list[int]:
    """The places, from 0, at which slots given in their order are shown."""
    made = [loose_slot(HERE, number, **more) for number, more in enumerate(slots)]
    return [slot.position for slot in arranged(reversed(made))]


UNTIMED = {"start": None, "end": None}


def test_days_come_in_order_and_what_has_no_day_last() -> None:
    assert order({"day": None}, {"day": DAY + timedelta(1)}, {"day": DAY}, {"day": None, **UNTIMED}) == [2, 1, 0, 3]


def test_hours_decide_within_a_day_and_order_within_an_hour() -> None:
    assert order({"start": time(11)}, {"start": time(9)}, {"start": time(10)}, {"start": time(9)}) == [1, 3, 2, 0]


def test_a_slot_without_hours_stays_behind_its_neighbour() -> None:
    assert order({"start": time(11)}, UNTIMED, {"start": time(9)}, UNTIMED) == [2, 3, 0, 1]


def test_a_slot_without_hours_that_comes_first_stays_first() -> None:
    assert order(UNTIMED, {"start": time(9)}, {"start": time(8)}) == [0, 2, 1]


def test_a_neighbour_of_another_day_does_not_count() -> None:
    next_day = DAY + timedelta(days=1)
    assert order({"start": time(11)}, {"day": next_day, **UNTIMED}, {"day": next_day, "start": time(8)}) == [0, 1, 2]


HOURS = st.none() | st.integers(0, 23).map(time)
SLOTS = st.lists(st.fixed_dictionaries({"day": st.none() | st.sampled_from([DAY, DAY + timedelta(1)]), "start": HOURS}))


@given(SLOTS)
def test_nothing_is_lost_and_arranging_again_changes_nothing(slots: list[dict[str, object]]) -> None:
    made = [loose_slot(HERE, number, end=None, **more) for number, more in enumerate(slots)]
    once = arranged(made)
    assert sorted(slot.position for slot in once) == list(range(len(slots)))
    days = [slot.day or date.max for slot in once]
    assert days == sorted(days)
    for day in set(days):
        hours = [slot.start for slot in once if (slot.day or date.max) == day and slot.start is not None]
        assert hours == sorted(hours)
    for position, slot in enumerate(once):
        slot.position = position
    assert arranged(made) == once


def test_everything_has_a_name() -> None:
    for names, kinds in ((SLOT_KINDS, SlotKind), (ROLES, RoleKind), (PRESENCES, Presence)):
        assert names.keys() == set(kinds)
        assert len(set(names.values())) == len(names)
