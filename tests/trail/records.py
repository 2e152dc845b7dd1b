"""A record to test with, and somebody who gets at its tables without the program."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from academy.db.engine import Database
from academy.editions.models import Edition
from academy.trail.actions import record
from academy.trail.sealing import seal_record
from academy.trail.verifying import Reading, verify
from tests.factories import MADE, edition

TRIGGERS = ("trail_entry_stays", "trail_entry_says", "trail_entry_sealed", "trail_value_stays", "trail_value_says")


def write_entries(db: Session, count: int, *, here: Edition | None = None, person_id: int | None = None) -> None:
    """Entries `1` to `count` of the installation's chain, or of an edition's; each says its number."""
    chain = None if here is None else here.id
    for number in range(1, count + 1):
        after = {"number": number, "word": f"word {number}"}
        record(db, "thing.changed", "thing", MADE, edition_id=chain, person_id=person_id, after=after)
    db.flush()


def sealed_record(database: Database, count: int, *, person_id: int | None = None) -> None:
    """A record of so many sealed entries in the installation's chain."""
    with database.writing() as db:
        write_entries(db, count, person_id=person_id)
        assert seal_record(db, MADE) == count


def flaws(database: Database, chain: str = "installation") -> list[str]:
    """What does not fit in a chain, in English, without the chain's name."""
    with database.reading() as db:
        found = [flaw.message % {**flaw.facts, "chain": "x"} for flaw in verify(db, Reading(chain))]
    return [said.removeprefix("Record of x: ") for said in found]


def tamper(database: Database, *statements: str) -> None:
    """Change the tables as somebody does who may do anything with them, and takes the triggers away first."""
    with database.writing() as db:
        for trigger in TRIGGERS:
            table = trigger.rpartition("_")[0]
            db.execute(text(f"DROP TRIGGER {trigger}" + ("" if database.is_sqlite else f" ON {table}")))
        for statement in statements:
            db.execute(text(statement))


def new_edition(db: Session) -> Edition:
    """An edition, with nothing else in the record than that it was added."""
    return edition(db)
