"""What only few may see of a person: kept sealed, and read and written here only."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from academy.db.engine import keys_of
from academy.kit.personal import Personal
from academy.people.models import Person
from academy.trail.actions import record

_SAID_OF: dict[str, Any] = {column.name: column.info.get("personal") for column in Person.__table__.columns}

FIELDS = tuple(name for name, said in _SAID_OF.items() if isinstance(said, Personal) and said.is_sensitive)
"""The sensitive columns of a person."""


def reveal(db: Session, person: Person, field: str) -> str:
    """Return what stands in a sensitive field, in clear. Whoever shows it to somebody records that look."""
    sealed = getattr(person, field)
    return keys_of(db).unseal(sealed, place_of(person, field)) if sealed else ""


def conceal(db: Session, person: Person, field: str, text: str, now: datetime) -> bool:
    """Write a sensitive field, sealed for the person (who has an id); tell whether anything changed.

    The record says that it was written, and never what. Forms that are open on the person are not disturbed.
    """
    if text == reveal(db, person, field):
        return False
    sealed = keys_of(db).seal(text, place_of(person, field)) if text else ""
    db.execute(update(Person).where(Person.id == person.id).values({field: sealed}))
    record(db, "person.concealed", person, now, person_id=person.id, after={"field": field})
    return True


def looked_at(db: Session, person: Person, now: datetime) -> None:
    """Record that the sensitive fields of a person were shown to whoever acts."""
    record(db, "person.revealed", person, now)


def place_of(person: Person, field: str) -> str:
    """Return the place that a field is sealed for."""
    return f"person.{field}:{person.id}"
