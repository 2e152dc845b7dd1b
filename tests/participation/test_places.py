"""Places in electives and in single items: never too many, in order, and told to whoever moves up."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy.orm import Session

from academy.agenda.actions import change_slot, remove_slot
from academy.agenda.drafts import SlotDraft
from academy.agenda.queries import get_slot
from academy.kit.refusals import Refusal, Unknown
from academy.participation.choices import get_choice, list_choices, list_places, places_of
from academy.participation.models import State
from academy.participation.place_totals import list_place_miscounts
from academy.participation.places import leave_all, leave_place, promote_all, take_place
from tests import factories
from tests.factories import DAY, LATER
from tests.participation.answered import entries, told
from tests.participation.chosen import (
    GENDER,
    LAW,
    have,
    letters,
    limited,
    names,
    seated,
    several,
    take,
    visit_of,
    with_choices,
)

AFTERWARDS = datetime.combine(DAY + timedelta(days=10), time(0), UTC)


def test_what_can_be_chosen_is_electives_and_items_with_a_limit(db: Session) -> None:
    here = with_choices(db)
    factories.slot(db, here, "Plenary")
    gender, law, visit = list_choices(db, here)
    assert [str(one.title["en"]) for one in (gender, law, visit)] == ["Gender", "Law", "Visit"]
    assert (gender.key, gender.capacity, gender.taken, gender.waiting, gender.free) == (GENDER, 2, 0, 0, 2)
    assert [(one.day, one.start, one.room and one.room["en"]) for one in gender.meetings] == [
        (DAY + timedelta(days=1), time(9), "Main hall"),
        (DAY + timedelta(days=2), time(9), None),
    ]
    assert (visit.key, visit.capacity, len(visit.meetings)) == (visit_of(db, here), 2, 1)
    remove_slot(db, here, get_slot(db, here, visit.code), LATER)
    assert [one.key for one in list_choices(db, here)] == [GENDER, LAW]


def test_an_item_with_places_for_one_institution_type_can_be_chosen(db: Session) -> None:
    here = with_choices(db)
    visit = get_choice(db, here, visit_of(db, here))
    slot = get_slot(db, here, visit.code)
    change_slot(db, here, slot, replace(SlotDraft.of(slot), capacity=None), LATER)
    assert len(list_choices(db, here)) == 2
    limited(db, here, ("labour", 1))
    found = list_choices(db, here)[-1]
    assert (found.key, found.capacity, found.free, len(found.limits)) == (visit.key, None, None, 1)


def test_a_choice_that_is_full_is_waited_for(db: Session) -> None:
    here = with_choices(db)
    people = several(db, here, "Ana Bo Cy Di")
    assert take(db, people) == [False, False, True, True]
    gender = get_choice(db, here, GENDER)
    assert (gender.taken, gender.waiting, gender.free) == (2, 2, 0)
    assert names(db, list_places(db, gender)) == ["Ana", "Bo", "Cy", "Di"]
    assert [places_of(db, one)[gender.thing].number for one in people] == [None, None, 1, 2]
    assert [one.act for one in (*entries(db, "place.taken"), *entries(db, "place.waited_for"))] == [
        "place.taken", "place.taken", "place.waited_for", "place.waited_for",
    ]  # fmt: skip
    assert told(db, "place.taken") == {"choice": (None, {"en": "Gender"})}
    assert list_place_miscounts(db) == []


def test_twice_is_as_once(db: Session) -> None:
    here = with_choices(db, 1)
    ana, bo = several(db, here, "Ana Bo")
    assert take(db, [ana, ana, bo, bo]) == [False, False, True, True]
    assert (have(db), have(db, waiting=True)) == (["Ana"], ["Bo"])
    leave_place(db, bo, GENDER, LATER)
    leave_place(db, bo, GENDER, LATER)
    leave_place(db, ana, GENDER, LATER)
    assert (have(db), have(db, waiting=True)) == ([], [])
    assert take(db, [bo]) == [False]
    assert list_place_miscounts(db) == []


def test_without_a_capacity_as_many_come_as_like_to(db: Session) -> None:
    here = with_choices(db, None)
    people = several(db, here, "Ana Bo Cy")
    assert take(db, people) == [False] * 3
    assert get_choice(db, here, GENDER).free is None


@pytest.mark.parametrize("state", [State.INVITED, State.WAITING, State.WITHDRAWN, State.DID_NOT_COME])
def test_only_who_holds_a_seat_takes_a_place(db: Session, state: State) -> None:
    here = with_choices(db)
    ana = seated(db, here, "Ana")
    ana.state, ana.waiting_since = state, LATER if state == State.WAITING else None
    db.flush()
    with pytest.raises(Refusal, match="hold a seat"):
        take_place(db, ana, GENDER, LATER)
    assert have(db) == []


def test_two_that_meet_at_the_same_time_cannot_both_be_chosen(db: Session) -> None:
    here = with_choices(db)
    ana = seated(db, here, "Ana")
    take(db, [ana])
    with pytest.raises(Refusal, match="“Law” meets at the same time as “Gender”"):
        take_place(db, ana, LAW, LATER)
    leave_place(db, ana, GENDER, LATER)
    assert take(db, [ana], LAW) == [False]
    assert take(db, [ana], visit_of(db, here)) == [False]


def test_back_to_back_is_not_at_the_same_time(db: Session) -> None:
    here = with_choices(db)
    ana = seated(db, here, "Ana")
    behind = factories.slot(db, here, "Behind", day=DAY + timedelta(days=2), start=time(10), end=time(11), capacity=1)
    assert take(db, [ana]) + take(db, [ana], f"slot-{behind.code}") == [False, False]


def test_what_waits_counts_as_chosen_too(db: Session) -> None:
    here = with_choices(db, 1)
    ana, bo = several(db, here, "Ana Bo")
    assert take(db, [ana, bo]) == [False, True]
    with pytest.raises(Refusal, match="at the same time"):
        take_place(db, bo, LAW, LATER)


def test_what_is_over_cannot_be_chosen_and_nobody_moves_up_into_it(db: Session) -> None:
    here = with_choices(db, 1)
    ana, bo, cy = several(db, here, "Ana Bo Cy")
    take(db, [ana, bo])
    with pytest.raises(Refusal, match="“Gender” is over"):
        take_place(db, cy, GENDER, AFTERWARDS)
    leave_place(db, ana, GENDER, AFTERWARDS)
    assert (have(db), have(db, waiting=True), letters(db)) == ([], ["Bo"], [])
    assert promote_all(db, AFTERWARDS) == 0
    between = datetime.combine(DAY + timedelta(days=2), time(0), UTC)  # it still meets once
    assert take_place(db, cy, GENDER, between).is_waiting
    assert (have(db), have(db, waiting=True)) == (["Bo"], ["Cy"])


def test_whether_something_is_over_follows_from_what_is_known(db: Session) -> None:
    here = with_choices(db)
    visit = get_choice(db, here, visit_of(db, here))
    slot = get_slot(db, here, visit.code)

    def is_over(at: datetime, **said: object) -> bool:
        change_slot(db, here, slot, replace(SlotDraft.of(slot), **said), LATER)  # type: ignore[arg-type]
        return get_choice(db, here, visit.key).is_over(at)

    ends = datetime.combine(DAY, time(18), UTC)  # noon in Mexico City
    assert (is_over(ends), is_over(ends - timedelta(seconds=1))) == (True, False)
    midnight = datetime.combine(DAY + timedelta(days=1), time(6), UTC)
    assert is_over(midnight, end=None)
    assert not is_over(midnight - timedelta(seconds=1), end=None)
    assert not is_over(AFTERWARDS, day=None, start=None, end=None)


def test_who_leaves_lets_the_next_move_up_and_that_is_told(db: Session) -> None:
    here = with_choices(db)
    people = several(db, here, "Ana Bo Cy Di")
    take(db, people)
    leave_place(db, people[0], GENDER, LATER + timedelta(hours=1))
    assert (have(db), have(db, waiting=True)) == (["Bo", "Cy"], ["Di"])
    letter = letters(db)[0]
    assert (letter.email, letter.person_id, letter.edition_id) == ("cy@example.org", people[2].person_id, here.id)
    assert letter.facts["title"] == "Gender"
    assert letter.facts["meetings"][0] == {
        "day": "Tuesday 24 November 2026",
        "hours": "09:00–10:00",
        "clock": "Mexico City, UTC-6",
        "where": "Main hall",
    }
    assert letter.facts["meetings"][1]["where"] == ""
    assert len(letters(db)) == 1
    assert told(db, "place.left") == {"choice": ({"en": "Gender"}, None)}
    assert told(db, "place.moved_up") == {"choice": (None, {"en": "Gender"})}
    assert list_place_miscounts(db) == []


def test_who_only_waited_frees_nothing(db: Session) -> None:
    here = with_choices(db, 1)
    ana, bo, cy = several(db, here, "Ana Bo Cy")
    take(db, [ana, bo, cy])
    leave_place(db, bo, GENDER, LATER)
    assert (have(db), have(db, waiting=True), letters(db)) == (["Ana"], ["Cy"], [])
    assert places_of(db, cy)[get_choice(db, here, GENDER).thing].number == 1


def test_who_has_no_address_moves_up_and_is_written_nothing(db: Session) -> None:
    here = with_choices(db, 1)
    ana, bo = several(db, here, "Ana Bo")
    bo.person.email = ""
    take(db, [ana, bo])
    leave_place(db, ana, GENDER, LATER)
    assert (have(db), letters(db)) == (["Bo"], [])


def test_who_is_out_leaves_everything_and_both_lines_move(db: Session) -> None:
    here = with_choices(db, 1)
    ana, bo = several(db, here, "Ana Bo")
    una = seated(db, here, "Una", "unions")
    take(db, [ana, bo])
    take(db, [ana, una, bo], visit_of(db, here))
    leave_all(db, ana, LATER)
    assert list(places_of(db, ana)) == []
    assert sorted(have(db)) == ["Bo", "Bo", "Una"]
    assert len(letters(db)) == 2
    leave_all(db, ana, LATER)
    assert list_place_miscounts(db) == []


def test_who_holds_a_seat_no_more_does_not_move_up(db: Session) -> None:
    here = with_choices(db, 1)
    ana, bo, cy = several(db, here, "Ana Bo Cy")
    take(db, [ana, bo, cy])
    bo.state = State.WITHDRAWN
    db.flush()
    leave_place(db, ana, GENDER, LATER)
    assert have(db) == ["Cy"]


def test_who_has_something_else_at_that_time_by_now_is_passed_over(db: Session) -> None:
    here = with_choices(db, 1)
    ana, bo, cy = several(db, here, "Ana Bo Cy")
    visit = visit_of(db, here)
    take(db, [ana, bo, cy])
    take(db, [bo], visit)
    slot = get_slot(db, here, visit.removeprefix("slot-"))
    moved = replace(SlotDraft.of(slot), day=DAY + timedelta(days=1), start=time(9, 30))
    change_slot(db, here, slot, moved, LATER)
    leave_place(db, ana, GENDER, LATER)
    assert (sorted(have(db)), have(db, waiting=True)) == (["Bo", "Cy"], ["Bo"])
    assert told(db, "place.passed_over")["reason"][1] == "They have a place in something else at the same time."


def test_an_item_that_cannot_be_chosen_any_more_is_still_left(db: Session) -> None:
    here = with_choices(db)
    visit = visit_of(db, here)
    ana = seated(db, here, "Ana")
    take(db, [ana], visit)
    remove_slot(db, here, get_slot(db, here, visit.removeprefix("slot-")), LATER)
    with pytest.raises(Unknown):
        leave_place(db, ana, visit, LATER)
    leave_all(db, ana, LATER)
    assert have(db) == []
    assert list_place_miscounts(db) == []


@pytest.mark.parametrize("key", ["", "gender", "elective-", "elective-nothing", "slot-gender", "elective-GENDER\0"])
def test_what_is_not_there_cannot_be_chosen(db: Session, key: str) -> None:
    here = with_choices(db)
    ana = seated(db, here, "Ana")
    for act in (take_place, leave_place):
        with pytest.raises(Unknown):
            act(db, ana, key, LATER)
