"""Programmes with electives and limited items, and people who want their places."""

from collections.abc import Sequence
from datetime import time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.agenda.actions import ListEntry, write_electives
from academy.agenda.models import Elective, SlotKind
from academy.agenda.queries import list_electives, list_slots
from academy.editions.models import Edition
from academy.outbox.models import Letter
from academy.participation.actions import QuotaDraft, write_quota_rules
from academy.participation.models import Place, Registration, Scope
from academy.participation.places import take_place
from academy.participation.queries import find_registration_by
from academy.people.models import Person
from tests import factories
from tests.factories import DAY, LATER, words
from tests.participation.places import invited, put

GENDER, LAW = "elective-gender", "elective-law"

EVERYBODY = (
    QuotaDraft("labour", Scope.REGION),
    QuotaDraft("unions", Scope.REGION),
    QuotaDraft("observers", Scope.EDITION),
)


def with_choices(db: Session, capacity: int | None = 2, *, published: bool = False) -> Edition:
    """An edition with an elective on two days, one that meets with it on the second, and a visit of two places."""
    edition = invited(db, EVERYBODY, published=published)
    entries = [ListEntry("gender", words("Gender"), capacity), ListEntry("law", words("Law"), capacity)]
    write_electives(db, edition, entries, LATER)
    gender, law = list_electives(db, edition)
    hall = factories.room(db, edition)
    meets(db, edition, gender, 1, 9, room=hall)
    meets(db, edition, gender, 2, 9)
    meets(db, edition, law, 2, 9)
    factories.slot(db, edition, "Visit", kind=SlotKind.STUDY_VISIT, start=time(10), capacity=2, end=time(12))
    return edition


def meets(db: Session, edition: Edition, elective: Elective, days: int, hour: int, **more: object) -> None:
    """Let an elective meet for an hour, so many days after the first."""
    said = {"day": DAY + timedelta(days=days), "start": time(hour), "end": time(hour + 1), **more}
    factories.slot(db, edition, f"Meeting {days}", kind=SlotKind.ELECTIVE, elective=elective, **said)


def visit_of(db: Session, edition: Edition) -> str:
    """The key of the item that has a capacity of its own."""
    return f"slot-{_visit_code(db, edition)}"


def limited(db: Session, edition: Edition, *limits: tuple[str, int | None]) -> None:
    """Let the visit have so many places for people of these institution types."""
    code = _visit_code(db, edition)
    own = [QuotaDraft(kind, Scope.SLOT, seats, slot=code) for kind, seats in limits]
    write_quota_rules(db, edition, [*EVERYBODY, *own], LATER)


def seated(db: Session, edition: Edition, given: str, kind: str = "labour") -> Registration:
    """Somebody who holds a seat in the event, loaded whole."""
    made = put(db, edition, given, kind)
    made.person.email = f"{given.lower()}@example.org"
    db.flush()
    found = find_registration_by(db, made.id)
    assert found is not None
    return found


def several(db: Session, edition: Edition, given: str, kind: str = "labour") -> list[Registration]:
    """So many people as there are names, parted by blanks."""
    return [seated(db, edition, one, kind) for one in given.split()]


def names(db: Session, places: Sequence[Place]) -> list[str]:
    """The given names of those whose places these are."""
    people = select(Registration.id, Person.given).join(Person, Registration.person_id == Person.id)
    known = dict(db.execute(people).all())
    return [known[one.registration_id] for one in places]


def have(db: Session, *, waiting: bool = False) -> list[str]:
    """Who has a place in anything, or waits for one, in the order in which they came."""
    query = select(Place).where(Place.until.is_(None), Place.is_waiting == waiting).order_by(Place.since, Place.id)
    return names(db, db.scalars(query).all())


def _visit_code(db: Session, edition: Edition) -> str:
    return next(one.code for one in list_slots(db, edition) if one.title["en"] == "Visit")


def take(db: Session, people: Sequence[Registration], key: str = GENDER) -> list[bool]:
    """Let people ask one after the other; tell of each whether they wait."""
    return [take_place(db, one, key, LATER + timedelta(minutes=number)).is_waiting for number, one in enumerate(people)]


def letters(db: Session) -> list[Letter]:
    """What was written to those who moved up."""
    return list(db.scalars(select(Letter).where(Letter.kind == "participation/place").order_by(Letter.id)))
