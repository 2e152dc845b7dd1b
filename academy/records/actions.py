"""Changes that several rooms must know of: who changes a person tells the programmes in which that person stands."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from academy.agenda.actions import mention_changed
from academy.agenda.models import Affiliation, Role, Slot, Talk
from academy.editions.actions import EditionDraft, check_revision, raise_installation
from academy.editions.actions import change_edition as change_edition_alone
from academy.editions.models import Edition
from academy.people.actions import InstitutionDraft, PersonDraft
from academy.people.actions import change_institution as change_institution_alone
from academy.people.actions import change_person as change_person_alone
from academy.people.models import Institution, Person
from academy.practices.actions import PracticeDraft
from academy.practices.actions import change_practice as change_practice_alone
from academy.practices.models import Practice

_IN_CALENDARS = frozenset({"title", "zone_name", "zone_label", "venue", "city", "country", "mode", "online_url"})
"""What an edition says that stands in the calendar entry of each slot."""


def change_edition(
    db: Session, edition: Edition, draft: EditionDraft, now: datetime, revision: int | None = None
) -> set[str]:
    """Let an edition say something else, in every calendar entry too where it stands there; return what changed."""
    changed = change_edition_alone(db, edition, draft, now, revision)
    if changed & _IN_CALENDARS:
        mention_changed(db, Slot.edition_id == edition.id, now)
    return changed


def change_person(db: Session, person: Person, draft: PersonDraft, now: datetime, revision: int | None = None) -> bool:
    """Correct a person, and the calendar entries in which they stand; tell whether anything changed."""
    check_revision(person.revision, revision)
    changed = change_person_alone(db, person, draft, now)
    if changed:
        tell_of_person(db, person, now)
    return changed


def tell_of_person(db: Session, person: Person, now: datetime) -> None:
    """Let public pages, and the calendar entries in which a person stands, follow what was changed of them."""
    mention_changed(db, Slot.id.in_(select(Role.slot_id).where(Role.person_id == person.id)), now)
    raise_installation(db)


def change_institution(
    db: Session, institution: Institution, draft: InstitutionDraft, now: datetime, revision: int | None = None
) -> bool:
    """Correct an institution, and the calendar entries in which it stands; tell whether anything changed."""
    check_revision(institution.revision, revision)
    changed = change_institution_alone(db, institution, draft, now)
    if changed:
        affiliated = select(Affiliation.role_id).where(Affiliation.institution_id == institution.id)
        held = select(Role.slot_id).where(or_(Role.institution_id == institution.id, Role.id.in_(affiliated)))
        mention_changed(db, or_(Slot.directed_by_id == institution.id, Slot.id.in_(held)), now)
        raise_installation(db)
    return changed


def change_practice(
    db: Session, practice: Practice, draft: PracticeDraft, now: datetime, revision: int | None = None
) -> bool:
    """Correct a practice, and the calendar entries in which it is presented; tell whether anything changed."""
    check_revision(practice.revision, revision)
    changed = change_practice_alone(db, practice, draft, now)
    if changed:
        mention_changed(db, Slot.id.in_(select(Talk.slot_id).where(Talk.practice_id == practice.id)), now)
        raise_installation(db)
    return changed
