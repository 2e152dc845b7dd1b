"""What is doubtful in a programme."""

from datetime import time, timedelta

import pytest
from sqlalchemy.orm import Session

from academy.agenda.conflicts import Doubt, find_doubts
from academy.agenda.models import Role, RoleKind, Slot
from academy.agenda.queries import list_slots
from academy.editions.queries import get_edition
from academy.people.models import Person
from tests.factories import DAY, loose_edition, loose_slot

HERE = loose_edition(zone_name="+00:00")
ROOM, PARALLEL = (
    "Both are in the same room at the same time.",
    "Both are at the same time: parallel sessions, or a mistake?",
)
IN_BOTH, GAP = "%(name)s is in both at the same time.", "Nothing is announced from %(from)s to %(to)s."


def somebody(number: int) -> Person:
    made = Person(slug=f"p{number}", given=f"P{number}")
    made.id = number
    return made


ANA, EVA = somebody(1), somebody(2)


def slot(number: int, first: time, last: time | None, *people: Person, room: int | None = None, **more: object) -> Slot:
    roles = [Role(position=place, kind=RoleKind.SPEAKER, person=one) for place, one in enumerate(people)]
    for role, one in zip(roles, people, strict=True):
        role.person_id = one.id
    made = loose_slot(HERE, number, start=first, end=last, roles=roles, **more)
    made.room_id = room
    return made


def doubts(*slots: Slot) -> list[tuple[str, tuple[int, ...]]]:
    return [(doubt.message, tuple(one.id for one in doubt.slots)) for doubt in find_doubts(HERE, slots)]


def test_a_good_programme_has_none() -> None:
    assert doubts(slot(1, time(9), time(10), ANA, room=1), slot(2, time(10), time(11), ANA, room=1)) == []
    assert doubts() == []


def test_two_in_one_room_are_told_and_not_the_people_as_well() -> None:
    assert doubts(slot(1, time(9), time(10), ANA, room=1), slot(2, time(9, 30), time(11), ANA, room=1)) == [
        (ROOM, (1, 2))
    ]


def test_two_in_two_rooms_are_no_doubt() -> None:
    assert doubts(slot(1, time(9), time(10), ANA, room=1), slot(2, time(9), time(10), EVA, room=2)) == []
    assert doubts(slot(1, time(9), time(10), ANA, room=1), slot(2, time(9), time(10), EVA)) == []


def test_a_person_in_two_places_is_told_by_name() -> None:
    found = find_doubts(HERE, [slot(1, time(9), time(10), EVA, ANA, room=1), slot(2, time(9), time(10), ANA, room=2)])
    assert [(doubt.message, dict(doubt.facts)) for doubt in found] == [(IN_BOTH, {"name": "P1"})]


def test_without_rooms_two_at_once_may_be_a_mistake() -> None:
    assert doubts(slot(1, time(9), time(10), ANA), slot(2, time(9), time(10), ANA)) == [
        (IN_BOTH, (1, 2)),
        (PARALLEL, (1, 2)),
    ]


def test_every_pair_is_told_once() -> None:
    three = [slot(number, time(9), time(10)) for number in (1, 2, 3)]
    assert doubts(*three) == [(PARALLEL, (1, 2)), (PARALLEL, (1, 3)), (PARALLEL, (2, 3))]


def test_a_night_meets_the_next_morning() -> None:
    night = slot(1, time(22), time(2), days_over=1)
    morning = slot(2, time(1), time(3), day=DAY + timedelta(days=1))
    assert doubts(night, morning) == [(PARALLEL, (1, 2))]


def test_a_gap_is_told_with_its_hours() -> None:
    found = find_doubts(HERE, [slot(1, time(9), time(11)), slot(2, time(11, 20), time(12))])
    assert found == [Doubt(GAP, tuple(found[0].slots), {"from": "11:00", "to": "11:20"})]


def test_a_gap_begins_where_the_longest_ends() -> None:
    long, short, next_one = (
        slot(1, time(9), time(12), room=1),
        slot(2, time(9), time(10), room=2),
        slot(3, time(12), time(13)),
    )
    assert doubts(long, short, next_one) == []
    late = slot(3, time(12, 30), time(13))
    assert doubts(long, short, late) == [(GAP, (1, 3))]


def test_between_days_nothing_is_announced() -> None:
    assert doubts(slot(1, time(9), time(10)), slot(2, time(9), time(10), day=DAY + timedelta(days=1))) == []


def test_what_is_unknown_is_told() -> None:
    assert doubts(slot(1, time(9), None), slot(2, time(9), time(10), day=None)) == [
        ("It has no end yet.", (1,)),
        ("It has no day yet; calendars leave it out.", (2,)),
    ]
    assert doubts(loose_slot(HERE, 1, start=None, end=None)) == []


@pytest.mark.parametrize(("after", "told"), [(-1, True), (0, False), (4, False), (5, True)])
def test_a_day_outside_of_the_edition_is_told(after: int, *, told: bool) -> None:
    message = "Its day lies outside the days of the edition."
    found = doubts(slot(1, time(9), time(10), day=DAY + timedelta(days=after)))
    assert found == ([(message, (1,))] if told else [])


def test_an_edition_of_one_day_has_one_day() -> None:
    one_day = loose_edition(ends_on=None)
    assert len(find_doubts(one_day, [slot(1, time(9), time(10), day=DAY + timedelta(days=1))])) == 1
    assert find_doubts(one_day, [slot(1, time(9), time(10))]) == []
    unknown = loose_edition(starts_on=None, ends_on=None)
    assert find_doubts(unknown, [slot(1, time(9), time(10))]) == []


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        ("", False),
        ("09:00-10:00", False),
        ("9h à 10h", False),
        ("09:00-10-00", True),
        ("09:00-10:15", True),
        ("x", True),
    ],
)
def test_hours_that_were_printed_otherwise_are_told(printed: str, *, told: bool) -> None:
    found = find_doubts(HERE, [slot(1, time(9), time(10), printed_hours=printed)])
    facts = {"printed": printed, "read": "09:00–10:00"}
    assert [(one.message, one.facts) for one in found] == (
        [("Printed as “%(printed)s”, read as %(read)s.", facts)] if told else []
    )


def test_a_remark_of_the_desk_is_a_doubt() -> None:
    assert doubts(slot(1, time(9), time(10), doubt="Ask Ana.")) == [("Ask Ana.", (1,))]


def test_the_rcm_programme_has_the_doubts_that_its_print_has(demo: Session) -> None:
    edition = get_edition(demo, "rcm-2021")
    slots = list_slots(demo, edition)
    remarks = {slot.doubt for slot in slots}
    found = [(doubt.message, dict(doubt.facts)) for doubt in find_doubts(edition, slots)]
    assert [doubt for doubt in found if doubt[0] not in remarks] == [
        ("Printed as “%(printed)s”, read as %(read)s.", {"printed": "09:00-09-15", "read": "09:00–09:15"}),
        (PARALLEL, {}),
        (GAP, {"from": "11:00", "to": "11:20"}),
    ]
