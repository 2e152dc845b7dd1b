"""How people and institutions are found."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from academy.kit.refusals import Unknown
from academy.kit.words import N_
from academy.people.models import Institution, Person


def find_institution(db: Session, slug: str) -> Institution | None:
    """Return an institution with its parents, or None."""
    query = select(Institution).where(Institution.slug == slug).options(selectinload(Institution.parents))
    return db.scalar(query)


def get_institution(db: Session, slug: str) -> Institution:
    """Return an institution with its parents; refuse where there is none."""
    institution = find_institution(db, slug)
    if institution is None:
        raise Unknown(N_("There is no institution under this address."))
    return institution


def list_institutions(db: Session) -> Sequence[Institution]:
    """Return all institutions with their parents, by short name."""
    return db.scalars(select(Institution).options(selectinload(Institution.parents)).order_by(Institution.slug)).all()


def find_person(db: Session, slug: str) -> Person | None:
    """Return a person, or None."""
    return db.scalar(select(Person).where(Person.slug == slug))


def get_person(db: Session, slug: str) -> Person:
    """Return a person; refuse where there is none."""
    person = find_person(db, slug)
    if person is None:
        raise Unknown(N_("There is nobody under this address."))
    return person


def list_people(db: Session) -> Sequence[Person]:
    """Return all people, in no order that a reader should see."""
    return db.scalars(select(Person).order_by(Person.id)).all()


def list_people_at(db: Session, email: str) -> Sequence[Person]:
    """Return the people whose mailbox this is, the first who were added first; nobody for no address."""
    wanted = email.strip().lower()
    if not wanted:
        return []
    return db.scalars(select(Person).where(func.lower(Person.email) == wanted).order_by(Person.id)).all()
