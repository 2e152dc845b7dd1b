"""Who was added by mistake goes without a trace: nobody could ask later to be erased."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.db.engine import Database
from academy.kit.refusals import Refusal
from academy.outbox.actions import Draft, Recipient, put
from academy.outbox.models import Letter, LetterState
from academy.people.actions import write_contact
from academy.people.models import Person
from academy.records.removal import remove_person
from academy.trail.models import Entry
from academy.trail.sealing import seal_record
from tests.calendar.invited import change, letters, method, send, slot_with, somebody
from tests.factories import LATER, MADE, edition, person
from tests.participation import places
from tests.records.stored import telling
from tests.trail.records import flaws


def test_who_takes_part_somewhere_is_not_removed(db: Session) -> None:
    ana = places.put(db, places.invited(db), "Ana")
    with pytest.raises(Refusal, match="still stands"):
        remove_person(db, ana.person, LATER)


NAMES = ("Ximena", "Quispe", "ximena", "quispe")


def test_nothing_tells_any_more_who_was_removed(database: Database) -> None:
    with database.writing() as db:
        one = person(db, "Ximena", "Quispe", listed_name="QUISPE Ximena")
        write_contact(db, one, "ximena@example.org", "es", MADE)
        put(db, Recipient("ximena@example.org", "Ximena Quispe", "es", one.id), Draft(kind="messaging/message"), MADE)
        seal_record(db, MADE)
        assert telling(db, *NAMES) == {"person", "letter", "trail_value"}
    with database.writing() as db:
        remove_person(db, db.get_one(Person, one.id), LATER)
        seal_record(db, LATER)
        assert telling(db, *NAMES) == set()
        assert db.scalars(select(Letter.state)).all() == [LetterState.WITHDRAWN]
        acts = db.scalars(select(Entry.act).order_by(Entry.id)).all()
        assert acts == ["person.created", "person.contact_changed", "person.removed"]
    assert flaws(database) == []


def test_what_still_stands_in_their_calendar_is_cancelled(db: Session) -> None:
    here = edition(db, published=True)
    ana = somebody(db)
    item = slot_with(db, here, ana)
    send(db, here)
    change(db, item, roles=())
    remove_person(db, ana, LATER)
    assert [(method(one), one.email, one.person_id) for one in letters(db) if one.calendar] == [
        ("CANCEL", "ana@example.org", None)
    ]
