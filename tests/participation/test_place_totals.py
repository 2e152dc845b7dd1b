"""What is counted of places: capacities that change, limits of institution types, counters that lie, statements."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from academy.agenda.actions import ListEntry, change_slot, write_electives
from academy.agenda.drafts import SlotDraft
from academy.agenda.queries import get_slot, list_electives, list_slots
from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.kit.refusals import Refusal
from academy.participation.actions import QuotaDraft, write_quota_rules
from academy.participation.choices import get_choice, list_choices, list_places, places_of
from academy.participation.models import Place, PlaceTotal, Registration, Scope, Total
from academy.participation.place_totals import list_place_miscounts
from academy.participation.places import count_anew, leave_place, promote, promote_all, take_place
from tests.factories import DAY, LATER, words
from tests.factories.statements import asked_of
from tests.participation.answered import entries, told
from tests.participation.chosen import (
    EVERYBODY,
    GENDER,
    have,
    letters,
    limited,
    seated,
    several,
    take,
    visit_of,
    with_choices,
)

AFTERWARDS = datetime.combine(DAY + timedelta(days=10), time(0), UTC)


def test_places_for_institution_types_are_counted_beside_the_capacity(db: Session) -> None:
    here = with_choices(db)
    limited(db, here, ("labour", 1))
    visit = visit_of(db, here)
    ana, bo = several(db, here, "Ana Bo")
    una, udo = several(db, here, "Una Udo", "unions")
    assert take(db, [ana, bo, una, udo], visit) == [False, True, False, True]
    leave_place(db, una, visit, LATER + timedelta(hours=1))
    assert (have(db), have(db, waiting=True)) == (["Ana", "Udo"], ["Bo"])
    passed = entries(db, "place.passed_over")
    assert [(one.thing, told(db, "place.passed_over")["reason"][1]) for one in passed] == [
        ("place", "All places of their institution type are taken.")
    ]
    leave_place(db, ana, visit, LATER + timedelta(hours=2))
    assert (sorted(have(db)), have(db, waiting=True)) == (["Bo", "Udo"], [])
    assert list_place_miscounts(db) == []


def test_where_others_alone_have_places_one_is_told_who(db: Session) -> None:
    here = with_choices(db)
    key = visit_of(db, here)
    slot = get_slot(db, here, key.removeprefix("slot-"))
    change_slot(db, here, slot, replace(SlotDraft.of(slot), capacity=None), LATER)
    limited(db, here, ("labour", 1), ("observers", None))
    with pytest.raises(Refusal, match="“Visit” is for: Ministries of labour, Observer agencies"):
        take_place(db, seated(db, here, "Una", "unions"), key, LATER)
    people = several(db, here, "Olga Otto Omar", "observers")
    assert take(db, people, key) == [False] * 3
    assert take(db, several(db, here, "Ana Bo"), key) == [False, True]


def test_a_limit_on_one_meeting_holds_for_the_whole_elective(db: Session) -> None:
    here = with_choices(db)
    meeting = next(one for one in list_slots(db, here) if one.elective_id)
    write_quota_rules(db, here, [*EVERYBODY, QuotaDraft("labour", Scope.SLOT, 1, slot=meeting.code)], LATER)
    assert take(db, several(db, here, "Ana Bo")) == [False, True]
    assert list_place_miscounts(db) == []


def test_a_larger_room_lets_people_move_up_and_no_newcomer_is_before_them(db: Session) -> None:
    here = with_choices(db, 1)
    people = several(db, here, "Ana Bo Cy Di")
    take(db, people[:3])
    assert promote_all(db, LATER) == 0
    raise_to(db, 3)
    assert take(db, people[3:]) == [True]
    assert (have(db), have(db, waiting=True)) == (["Ana", "Bo", "Cy"], ["Di"])
    raise_to(db, 5)
    assert (promote_all(db, LATER), promote_all(db, LATER)) == (1, 0)
    assert sorted(have(db)) == ["Ana", "Bo", "Cy", "Di"]
    assert [one.email[:2] for one in letters(db)] == ["bo", "cy", "di"]


def raise_to(db: Session, capacity: int | None) -> None:
    here = get_edition(db, "workshop-2026")
    electives = [replace(ListEntry.of(row), capacity=capacity) for row in list_electives(db, here)]
    write_electives(db, here, electives, LATER)
    db.flush()


def test_a_smaller_room_takes_nobodys_place_and_gives_no_new_one(db: Session) -> None:
    here = with_choices(db, 3)
    people = several(db, here, "Ana Bo Cy Di")
    take(db, people[:3])
    raise_to(db, 1)
    assert take(db, people[3:]) == [True]
    assert get_choice(db, here, GENDER).free == 0
    for one in people[:2]:
        leave_place(db, one, GENDER, LATER)
    assert (have(db), have(db, waiting=True)) == (["Cy"], ["Di"])


def test_another_institution_type_is_counted_anew(db: Session) -> None:
    here = with_choices(db)
    limited(db, here, ("labour", 1), ("unions", 1))
    visit = visit_of(db, here)
    ana, una = seated(db, here, "Ana"), seated(db, here, "Una", "unions")
    take(db, [ana, una], visit)
    ana.institution_type, ana.type_id = una.institution_type, una.type_id
    db.flush()
    assert len(list_place_miscounts(db)) == 2
    count_anew(db, ana)
    assert list_place_miscounts(db) == []
    assert sorted(have(db)) == ["Ana", "Una"]


def test_the_database_has_the_last_word(db: Session) -> None:
    here = with_choices(db, 1)
    take(db, several(db, here, "Ana"))
    total = db.scalars(select(PlaceTotal)).one()
    total.counted += 1
    with pytest.raises(IntegrityError, match="never_too_many"):
        db.flush()


def test_a_counter_that_lies_is_found(db: Session) -> None:
    here = with_choices(db)
    limited(db, here, ("labour", 1))
    ana = seated(db, here, "Ana")
    take(db, [ana])
    take(db, [ana], visit_of(db, here))
    assert list_place_miscounts(db) == []
    assert sorted(db.scalars(select(PlaceTotal.counted))) == [1, 1]
    db.execute(text("UPDATE place_total SET counted = 0"))
    db.execute(text("UPDATE quota_total SET counted = 0 WHERE size = 1"))
    db.expire_all()
    assert sorted((one.counted, one.really) for one in list_place_miscounts(db)) == [(0, 1)] * 3
    db.execute(text("DELETE FROM place_total"))
    assert len(list_place_miscounts(db)) == 3
    promote(db, here, LATER)
    take_place(db, seated(db, here, "Una", "unions"), visit_of(db, here), LATER)
    db.expire_all()
    assert db.scalar(select(Total.counted).where(Total.size == 1)) == 1


@pytest.mark.parametrize(
    ("act", "most"),
    [
        (list_choices, 4),
        (lambda db, here: list_places(db, get_choice(db, here, GENDER)), 5),
        (lambda db, _here: places_of(db, db.scalars(select(Registration)).first()), 2),
        (lambda db, _here: promote_all(db, LATER), 5),
    ],
    ids=["choices", "people", "own", "moving up"],
)
def test_lists_cost_the_same_for_one_and_for_thirty(
    database: Database, act: Callable[[Session, object], object], most: int
) -> None:
    def cost() -> int:
        with database.writing() as db:
            here = get_edition(db, "workshop-2026")
            db.flush()
            with asked_of(database) as asked:
                act(db, here)
        return len([one for one in asked if one.startswith(("SELECT", "INSERT", "UPDATE"))])

    with database.writing() as db:
        here = with_choices(db, 1)
        take(db, several(db, here, "Ana Bo"))
    first = cost()
    with database.writing() as db:
        here = get_edition(db, "workshop-2026")
        more = [ListEntry.of(row) for row in list_electives(db, here)]
        write_electives(db, here, [*more, *(ListEntry(f"e{n}", words(f"E{n}"), 1) for n in range(20))], LATER)
        take(db, [seated(db, here, f"P{number}") for number in range(12)])
    assert cost() == first <= most


def test_a_moment_without_anybody_waiting_costs_one_statement(database: Database) -> None:
    with database.writing() as db:
        take(db, several(db, with_choices(db), "Ana"))
    with database.writing() as db, asked_of(database) as asked:
        assert promote_all(db, LATER) == 0
    assert len(asked) == 1


def test_places_go_with_the_participation(db: Session) -> None:
    take(db, several(db, with_choices(db), "Ana"))
    db.execute(text("DELETE FROM holding"))
    db.execute(text("DELETE FROM registration"))
    assert db.scalars(select(Place)).all() == []
