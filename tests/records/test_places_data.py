"""Places in items: everybody's own to take out; counted by the doctor; they go on by themselves."""

from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from academy.db.engine import Database
from academy.jobs.duties import DUTIES
from academy.participation.places import leave_place, promote_all, take_place
from academy.records.doctor import examine
from academy.records.own_data import gather
from tests.factories import LATER
from tests.participation.chosen import seated, several, visit_of, with_choices


def test_everybody_takes_out_what_they_chose(db: Session) -> None:
    here = with_choices(db, 1)
    ana, bo = several(db, here, "Ana Bo")
    for one in (ana, bo):
        take_place(db, one, "elective-gender", LATER)
    take_place(db, bo, visit_of(db, here), LATER)
    leave_place(db, bo, visit_of(db, here), LATER + timedelta(hours=1))
    rows = next(part.rows for part in gather(db, bo.person, None, LATER).parts if part.name == "places")
    said = [{fact.name: fact.value for fact in row} for row in rows]
    assert [(one["edition"]["en"], one["item"]["en"], one["is_waiting"], one["until"]) for one in said] == [
        ("Workshop", "Gender", True, None),
        ("Workshop", "Visit", False, LATER + timedelta(hours=1)),
    ]
    assert said[0]["since"] == LATER


def test_the_doctor_finds_counters_of_places_that_lie(database: Database) -> None:
    with database.writing() as db:
        take_place(db, seated(db, with_choices(db), "Ana"), "elective-gender", LATER)
    assert found(database) == {"count": 0}
    with database.writing() as db:
        db.execute(text("UPDATE place_total SET counted = 2"))
    assert found(database) == {"count": 1}


def found(database: Database) -> dict[str, object]:
    """What the doctor says of the counters of places."""
    return next(one.facts for one in examine(database, LATER) if "places in items" in one.message)


def test_the_worker_lets_people_move_up() -> None:
    duty = next(one for one in DUTIES if one.act is promote_all)
    assert duty.every == timedelta(minutes=10)
