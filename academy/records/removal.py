"""Takes away people, institutions and practices that were added by mistake; what anything still refers to stays."""

from datetime import datetime

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import Session

from academy.accounts.models import Account
from academy.agenda.models import Affiliation, Role, Slot, Talk
from academy.calendar.actions import withdraw_all
from academy.editions.models import Organiser
from academy.files.models import Upload
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.participation.models import Alternate, Mandate, Registration
from academy.people.actions import InstitutionDraft
from academy.people.models import Institution, Person, institution_parent
from academy.practices.actions import PracticeDraft
from academy.practices.models import CardInstitution, Practice, Reviewer
from academy.records.card_data import files_of
from academy.records.erasure import empty_letters
from academy.records.whose import own_of
from academy.trail.actions import record
from academy.trail.erasing import erase
from academy.trail.rules import facts


def remove_person(db: Session, person: Person, now: datetime) -> None:
    """Take a person away who stands in no programme; refuse otherwise. Nothing tells afterwards who it was.

    Nobody could ask later that it be erased: there is nobody any more to find it by. What still stands in their
    calendar is cancelled by a last letter.
    """
    _check_is_free(
        db,
        select(Role.id).where(Role.person_id == person.id),
        select(Registration.id).where(Registration.person_id == person.id),
        select(Alternate.id).where(Alternate.person_id == person.id),
        select(Account.id).where(Account.person_id == person.id),
        select(Practice.id).where(Practice.person_id == person.id),
    )
    own = own_of(db, person, None)
    empty_letters(db, own)
    withdraw_all(db, person, now)
    erase(db, own.values, now)
    record(db, "person.removed", person, now)
    _delete(db, person)


def remove_institution(db: Session, institution: Institution, now: datetime) -> None:
    """Take an institution away that nothing refers to; refuse otherwise."""
    own = institution.id
    _check_is_free(
        db,
        select(Role.id).where(Role.institution_id == own),
        select(Affiliation.id).where(Affiliation.institution_id == own),
        select(Slot.id).where(Slot.directed_by_id == own),
        select(Organiser.id).where(Organiser.institution_id == own),
        select(Practice.id).where(Practice.institution_id == own),
        select(CardInstitution.id).where(CardInstitution.institution_id == own),
        select(Reviewer.id).where(Reviewer.institution_id == own),
        select(Registration.id).where(Registration.institution_id == own),
        select(Mandate.id).where(Mandate.institution_id == own),
        select(institution_parent.c.institution_id).where(institution_parent.c.parent_id == own),
    )
    record(db, "institution.removed", institution, now, before=facts(InstitutionDraft.of(institution)))
    _delete(db, institution)


def remove_practice(db: Session, practice: Practice, now: datetime) -> None:
    """Take a practice away that no talk presents, no reader finds and nobody writes a card about; refuse otherwise."""
    if practice.call_id is not None or practice.email or practice.published_at is not None:
        raise Refusal(
            N_("Somebody writes this card, or readers find it: it is decided on where its edition’s cards are.")
        )
    _check_is_free(db, select(Talk.id).where(Talk.practice_id == practice.id))
    record(db, "practice.removed", practice, now, before=facts(PracticeDraft.of(practice)))
    files = db.scalars(select(Upload.id).where(files_of(Practice.id == practice.id))).all()
    _delete(db, practice)
    db.execute(delete(Upload).where(Upload.id.in_(files)))


def _check_is_free(db: Session, *references: Select[int]) -> None:
    if db.scalar(select(or_(*(reference.exists() for reference in references)))):
        raise Refusal(
            N_("It still stands in a programme or a list, perhaps as an item that was taken out; so it stays.")
        )


def _delete(db: Session, thing: Person | Institution | Practice) -> None:
    db.delete(thing)
    db.flush()
