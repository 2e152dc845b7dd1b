"""What only few may see is kept sealed, and the record says who looked, never what was seen."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from academy.kit.sealing import UnsealableError
from academy.people.models import Person
from academy.people.queries import get_person
from academy.people.sensitive import conceal, looked_at, reveal
from academy.trail.models import Entry, Value
from tests.factories import LATER, MADE, person

FIELD = "passport_name"


def acts(db: Session) -> list[str]:
    db.flush()
    return [entry.act for entry in db.scalars(select(Entry).order_by(Entry.id)) if entry.act != "person.created"]


def test_a_name_is_sealed_in_its_column_and_read_in_clear(db: Session) -> None:
    one = person(db)
    assert reveal(db, one, FIELD) == ""
    assert conceal(db, one, FIELD, "PENA RUIZ ANA", MADE)
    stored = db.scalar(select(Person.passport_name).where(Person.id == one.id))
    assert stored
    assert stored.startswith("test.")
    assert "PENA" not in stored
    assert reveal(db, one, FIELD) == "PENA RUIZ ANA"
    db.expire_all()
    assert reveal(db, get_person(db, one.slug), FIELD) == "PENA RUIZ ANA"


def test_what_is_sealed_for_one_person_opens_nothing_for_another(db: Session) -> None:
    one, other = person(db), person(db, "Leila")
    conceal(db, one, FIELD, "PENA RUIZ ANA", MADE)
    db.execute(update(Person).where(Person.id == other.id).values(passport_name=one.passport_name))
    with pytest.raises(UnsealableError):
        reveal(db, other, FIELD)


def test_writing_is_recorded_without_the_words_and_the_same_again_is_nothing(db: Session) -> None:
    one = person(db)
    revision = one.revision
    assert conceal(db, one, FIELD, "PENA RUIZ ANA", MADE)
    assert not conceal(db, one, FIELD, "PENA RUIZ ANA", LATER)
    assert conceal(db, one, FIELD, "", LATER)
    assert (reveal(db, one, FIELD), one.passport_name) == ("", "")
    assert acts(db) == ["person.concealed"] * 2
    told = db.scalars(select(Value)).all()
    assert not any("PENA RUIZ" in str((value.before, value.after)) for value in told)
    assert {value.person_id for value in told} == {one.id}
    assert one.revision == revision, "who has the person open in a form is not disturbed"


def test_a_look_is_recorded(db: Session) -> None:
    one = person(db)
    looked_at(db, one, MADE)
    entry = db.scalars(select(Entry).where(Entry.act == "person.revealed")).one()
    assert (entry.thing, entry.thing_id, entry.at) == ("person", one.id, MADE)
