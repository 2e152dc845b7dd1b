"""Takes away people, institutions and practices that were added by mistake; what anything still refers to stays."""

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from academy.agenda.models import Affiliation, Role, Slot, Talk
from academy.editions.models import Organiser
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.people.models import Institution, Person, institution_parent
from academy.practices.models import Practice


def remove_person(db: Session, person: Person) -> None:
    """Take a person away who stands in no programme; refuse otherwise."""
    _remove(db, person, select(Role.id).where(Role.person_id == person.id))


def remove_institution(db: Session, institution: Institution) -> None:
    """Take an institution away that nothing refers to; refuse otherwise."""
    own = institution.id
    _remove(
        db,
        institution,
        select(Role.id).where(Role.institution_id == own),
        select(Affiliation.id).where(Affiliation.institution_id == own),
        select(Slot.id).where(Slot.directed_by_id == own),
        select(Organiser.id).where(Organiser.institution_id == own),
        select(Practice.id).where(Practice.institution_id == own),
        select(institution_parent.c.institution_id).where(institution_parent.c.parent_id == own),
    )


def remove_practice(db: Session, practice: Practice) -> None:
    """Take a practice away that no talk presents; refuse otherwise."""
    _remove(db, practice, select(Talk.id).where(Talk.practice_id == practice.id))


def _remove(db: Session, thing: Person | Institution | Practice, *references: Select[int]) -> None:
    if db.scalar(select(or_(*(reference.exists() for reference in references)))):
        raise Refusal(
            N_("It still stands in a programme or a list, perhaps as an item that was taken out; so it stays.")
        )
    db.delete(thing)
    db.flush()
