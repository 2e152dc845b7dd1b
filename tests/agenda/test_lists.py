"""An edition's short lists: rooms, parts of the programme, electives."""

from collections.abc import Callable, Sequence
from datetime import datetime

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from academy.agenda.actions import ListEntry, remove_slot, write_electives, write_parts, write_rooms
from academy.agenda.models import Elective, Part, Room
from academy.agenda.queries import list_electives, list_parts, list_rooms
from academy.editions.models import Edition
from academy.editions.queries import version_of
from academy.kit.refusals import Refusal
from tests.factories import LATER, MADE, edition, slot, words

Write = Callable[[Session, Edition, Sequence[ListEntry], datetime], None]
List = Callable[[Session, Edition], Sequence[Room] | Sequence[Part] | Sequence[Elective]]
LISTS: dict[str, tuple[Write, List]] = {
    "room": (write_rooms, list_rooms),
    "part": (write_parts, list_parts),
    "elective": (write_electives, list_electives),
}
every_list = pytest.mark.parametrize(("name", "write", "stored"), [(name, *both) for name, both in LISTS.items()])
A, B = ListEntry("a", words("A")), ListEntry("b", words("B"))


def entries(stored: List, db: Session, here: Edition) -> list[ListEntry]:
    db.expire_all()
    return [ListEntry.of(row) for row in stored(db, here)]


@every_list
def test_a_list_is_kept_in_its_order_and_each_change_raised_once(
    db: Session, name: str, write: Write, stored: List
) -> None:
    here, other = edition(db), edition(db, "other")
    write(db, other, [A], MADE)
    shared, own = version_of(db, here.slug)
    for version, wanted in enumerate([[A, B], [B, A], [ListEntry("b", words("Bee")), A], [A], []], start=1):
        for _ in range(2):
            write(db, here, wanted, LATER)
            assert entries(stored, db, here) == wanted, name
            assert version_of(db, here.slug) == (shared, own + version)
    assert entries(stored, db, other) == [A]


@pytest.mark.parametrize("name", ["room", "elective"])
def test_places_are_counted(db: Session, name: str) -> None:
    here = edition(db)
    write, stored = LISTS[name]
    write(db, here, [ListEntry("a", words("A"), 30)], MADE)
    assert entries(stored, db, here) == [ListEntry("a", words("A"), 30)]


def test_a_part_of_the_programme_has_no_places(db: Session) -> None:
    here = edition(db)
    with pytest.raises(IntegrityError):
        write_parts(db, here, [ListEntry("a", words("A"), 30)], MADE)


@every_list
def test_renaming_tells_exactly_the_slots_that_stand_there(db: Session, name: str, write: Write, stored: List) -> None:
    here = edition(db, published=True)
    write(db, here, [A, B], MADE)
    one, other = stored(db, here)
    told, not_told = (slot(db, here, "Welcome", **{name: place}) for place in (one, other))
    nowhere = slot(db, here)
    write(db, here, [B, ListEntry("a", words("Aula"))], LATER)
    db.expire_all()
    assert [(each.sequence, each.changed_at) for each in (told, not_told, nowhere)] == [
        (1, LATER), (0, MADE), (0, MADE),
    ]  # fmt: skip


@every_list
def test_what_is_in_use_is_not_given_up(db: Session, name: str, write: Write, stored: List) -> None:
    here = edition(db)
    write(db, here, [A, B], MADE)
    made = slot(db, here, "Welcome", **{name: stored(db, here)[0]})
    with pytest.raises(Refusal) as refused:
        write(db, here, [B], LATER)
    assert str(refused.value) == "“A” still stands in the programme (items: 1); move them first."
    assert entries(stored, db, here) == [A, B]
    remove_slot(db, here, made, LATER)
    write(db, here, [B], LATER)
    assert entries(stored, db, here) == [B]
    db.refresh(made)
    assert getattr(made, f"{name}_id") is None
