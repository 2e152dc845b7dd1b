"""What is added to the record: who, through which door, to what, and what differs."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from academy.db.engine import Database
from academy.kit.translated import Translated
from academy.trail.actions import acts, gathering, record
from academy.trail.models import Door, Entry
from academy.trail.rules import About, Actor, differing, facts, numbered
from tests.factories import MADE, edition, institution, words
from tests.factories.statements import asked_of


class Colour(StrEnum):
    """Something to choose."""

    RED = "red"


@dataclass(frozen=True)
class Draft:
    """Something that is said."""

    title: Translated
    colour: Colour | None = None
    tags: tuple[str, ...] = ()
    seats: int | None = None
    day: date | None = None


def entries(db: Session) -> list[Entry]:
    """The record, in its order."""
    db.flush()
    return list(db.scalars(select(Entry).options(selectinload(Entry.values)).order_by(Entry.id)))


def told(entry: Entry) -> dict[str, tuple[Any, Any]]:
    """What an entry says of each field."""
    return {value.field: (value.before, value.after) for value in entry.values}


def test_an_entry_says_who_did_what_to_what_through_which_door(db: Session) -> None:
    acts(db, Actor(Door.DESK, account_id=3, impersonator_id=4))
    ilo = institution(db)
    entry = entries(db)[-1]
    said = (entry.act, entry.thing, entry.thing_id, entry.door, entry.account_id, entry.impersonator_id, entry.at)
    assert said == ("institution.created", "institution", ilo.id, Door.DESK, 3, 4, MADE)
    assert (entry.chain, entry.number, entry.seal) == ("installation", None, None)


def test_nobody_named_is_the_worker(db: Session) -> None:
    record(db, "thing.done", "thing", MADE)
    assert (entries(db)[0].door, entries(db)[0].thing_id) == (Door.WORKER, None)


def test_only_what_differs_is_kept(db: Session) -> None:
    before = Draft(words("One"), Colour.RED, ("a",), 3, date(2027, 3, 1))
    after = Draft(words("One", es="Uno"), None, ("a", "b"), 3, date(2027, 3, 2))
    record(db, "thing.changed", "thing", MADE, before=facts(before), after=facts(after))
    assert told(entries(db)[0]) == {
        "colour": ("red", None),
        "day": ("2027-03-01", "2027-03-02"),
        "tags": (["a"], ["a", "b"]),
        "title": ({"en": "One"}, {"en": "One", "es": "Uno"}),
    }


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"x": ""}, {"x": None}, {}),
        ({"x": []}, {}, {}),
        ({}, {"x": False, "y": 0, "z": ""}, {}),
        ({"x": True}, {"x": False}, {"x": (True, False)}),
        ({"x": 3}, {"x": 0}, {"x": (3, 0)}),
        ({"x": time(9)}, {"x": time(10)}, {"x": ("09:00:00", "10:00:00")}),
        ({"x": 1}, {}, {"x": (1, None)}),
    ],
)
def test_what_says_nothing_is_no_difference(before: dict[str, Any], after: dict[str, Any], expected: object) -> None:
    assert differing(before, after) == expected


def test_a_row_is_called_by_its_name_and_never_by_its_number(db: Session) -> None:
    ilo = institution(db, "ILO")
    assert differing({}, {"by": ilo, "all": [(ilo, Colour.RED)]}) == {
        "by": (None, {"en": "ILO"}),
        "all": (None, [[{"en": "ILO"}, "red"]]),
    }


def test_of_a_list_only_the_entries_that_differ_are_kept() -> None:
    one, two, three = (Draft(words(text)) for text in ("One", "Two", "Three"))
    assert differing(numbered("part", [one, two]), numbered("part", [one, three])) == {
        "part/2": ({"title": {"en": "Two"}}, {"title": {"en": "Three"}})
    }


def test_values_know_whom_they_tell_about(db: Session) -> None:
    record(db, "thing.changed", "thing", MADE, person_id=1, after={"role/2": About(2, "Luis"), "title": "Dr."})
    record(db, "thing.changed", "thing", MADE, before={"role/2": About(2, "Luis")})
    about = [{value.field: value.person_id for value in entry.values} for entry in entries(db)]
    assert about == [{"role/2": 2, "title": 1}, {"role/2": 2}]


def test_recording_costs_two_statements(database: Database) -> None:
    with database.writing() as db, asked_of(database) as asked:
        record(db, "thing.changed", "thing", MADE, after={f"field {number}": number for number in range(30)})
        db.flush()
    assert len(asked) == 2


def test_a_big_act_counts_what_it_adds_and_tells_what_it_changes(db: Session) -> None:
    with gathering(db) as gathered:
        here = edition(db)
        record(db, "slot.created", "slot", MADE, edition_id=here.id, after={"title": "x"})
        record(db, "note.changed", here, MADE, edition_id=here.id, after={"section/1": "x"})
        record(db, "slot.changed", "slot", MADE, edition_id=here.id + 1, after={"title": "y"})
    record(db, "slot.created", "slot", MADE, edition_id=here.id)
    assert [(entry.act, entry.chain) for entry in entries(db)] == [
        ("slot.changed", f"edition:{here.id + 1}"),
        ("slot.created", f"edition:{here.id}"),
    ]
    assert gathered.counts == {"series.created": 1, "edition.created": 1, "slot.created": 1, "note.changed": 1}


def test_after_a_big_act_that_failed_everything_is_told_again(db: Session) -> None:
    with pytest.raises(ValueError, match="no"), gathering(db):
        raise ValueError("no")
    institution(db)
    assert [entry.act for entry in entries(db)] == ["institution.created"]
