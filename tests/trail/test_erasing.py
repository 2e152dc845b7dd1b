"""What is about a person can be taken out of the record, and the chain holds; nothing else can."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from academy.db.engine import Database
from academy.trail.actions import record
from academy.trail.erasing import erase
from academy.trail.models import Entry, Value
from academy.trail.rules import About
from academy.trail.sealing import seal_record
from tests.factories import LATER, MADE
from tests.trail.records import flaws, sealed_record, write_entries

REFUSED = "the record is only added to"


def test_a_persons_values_go_and_the_chain_holds(database: Database) -> None:
    with database.writing() as db:
        write_entries(db, 2, person_id=7)
        both = {"role/7": About(7, "Ana"), "role/8": About(8, "Luis"), "title": "Welcome"}
        record(db, "slot.changed", "slot", MADE, after=both)
        seal_record(db, MADE)
    with database.writing() as db:
        assert erase(db, Value.person_id == 7, LATER) == 5
    assert flaws(database) == []
    with database.reading() as db:
        values = {value.field: value for value in db.scalars(select(Value))}
        assert stands(values["role/7"]) == (None, None, None, LATER)
        assert [stands(values[name])[:2] for name in ("role/8", "title")] == [(None, "Luis"), (None, "Welcome")]
        left = db.execute(text("SELECT CAST(before AS TEXT), CAST(after AS TEXT) FROM trail_value")).all()
        assert not any("word" in part or "Ana" in part for row in left for part in row)


def test_values_that_are_not_sealed_yet_are_erased_too_and_sealed_afterwards(database: Database) -> None:
    with database.writing() as db:
        write_entries(db, 1, person_id=7)
        assert erase(db, Value.person_id == 7, LATER) == 2
        assert erase(db, Value.person_id == 7, LATER) == 0
        seal_record(db, LATER)
    assert flaws(database) == []


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM trail_entry WHERE number = 2",
        "DELETE FROM trail_value WHERE id = 1",
        "UPDATE trail_entry SET act = 'x.done' WHERE number = 2",
        "UPDATE trail_entry SET at = '2020-01-01 00:00:00' WHERE number = 2",
        "UPDATE trail_entry SET seal = NULL WHERE number = 2",
        "UPDATE trail_entry SET number = 9 WHERE number = 2",
        "UPDATE trail_value SET digest = 'x' WHERE id = 1",
        "UPDATE trail_value SET entry_id = 2 WHERE id = 1",
        "UPDATE trail_value SET person_id = 7 WHERE id = 1",
        "UPDATE trail_value SET after = '2' WHERE id = 1",
        "UPDATE trail_value SET after = '2', salt = NULL WHERE id = 1",
        "UPDATE trail_value SET before = '2', after = 'null', salt = NULL WHERE id = 1",
    ],
)
def test_the_database_itself_refuses_to_forget_or_to_say_something_else(database: Database, statement: str) -> None:
    sealed_record(database, 3)
    with pytest.raises(DatabaseError, match=REFUSED), database.writing() as db:
        db.execute(text(statement))
    assert flaws(database) == []


@pytest.mark.parametrize("table", ["trail_entry", "trail_value"])
def test_postgresql_refuses_to_empty_the_record_at_once(database: Database, table: str) -> None:
    if database.is_sqlite:
        return
    sealed_record(database, 1)
    with pytest.raises(DatabaseError, match=REFUSED), database.writing() as db:
        db.execute(text(f"TRUNCATE {table} CASCADE"))


def test_an_entry_that_is_not_sealed_yet_cannot_be_changed_either(db: Session) -> None:
    write_entries(db, 1)
    for entry in db.scalars(select(Entry)):
        entry.act = "x.done"
    with pytest.raises(DatabaseError, match=REFUSED):
        db.flush()


def stands(value: Value) -> tuple[object, ...]:
    return value.before, value.after, value.salt, value.erased_at
