"""How the programme and those who appear in it are found."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from academy.agenda.models import Affiliation, Elective, Part, Role, Room, Slot, Talk
from academy.editions.models import Edition, State
from academy.kit.refusals import Unknown
from academy.kit.words import N_
from academy.people.models import Institution, Person
from academy.practices.models import Practice

_PUBLIC = (State.PUBLISHED, State.CANCELLED)


def whole_slot() -> list[ORMOption]:
    """Return what loads a slot with all that it says."""
    return [
        joinedload(Slot.room),
        joinedload(Slot.part),
        joinedload(Slot.elective),
        joinedload(Slot.directed_by),
        selectinload(Slot.talks).joinedload(Talk.practice).joinedload(Practice.institution),
        selectinload(Slot.roles).options(
            joinedload(Role.person),
            joinedload(Role.institution),
            joinedload(Role.talk),
            selectinload(Role.affiliations).joinedload(Affiliation.institution),
        ),
    ]


def list_slots(db: Session, edition: Edition, *, removed: bool = False) -> Sequence[Slot]:
    """Return an edition's slots with all that they say; with `removed`, those taken out as well."""
    query = select(Slot).where(Slot.edition_id == edition.id).options(*whole_slot()).order_by(Slot.position, Slot.id)
    if not removed:
        query = query.where(Slot.removed_at.is_(None))
    return db.scalars(query).all()


def get_slot(db: Session, edition: Edition, code: str, *, removed: bool = False) -> Slot:
    """Return a slot of this edition with all that it says; refuse where there is none."""
    query = select(Slot).where(Slot.edition_id == edition.id, Slot.code == code).options(*whole_slot())
    slot = db.scalar(query)
    if slot is None or (slot.removed_at and not removed):
        raise Unknown(N_("This item is not, or no longer, in the programme."))
    return slot


def find_slot_by_uid(db: Session, uid: UUID) -> Slot | None:
    """Return the slot with this UID, of whatever edition."""
    return db.scalar(select(Slot).where(Slot.uid == uid).options(*whole_slot(), joinedload(Slot.edition)))


def list_rooms(db: Session, edition: Edition) -> Sequence[Room]:
    """Return an edition's rooms in their order."""
    return db.scalars(select(Room).where(Room.edition_id == edition.id).order_by(Room.position)).all()


def list_parts(db: Session, edition: Edition) -> Sequence[Part]:
    """Return the parts of an edition's programme in their order."""
    return db.scalars(select(Part).where(Part.edition_id == edition.id).order_by(Part.position)).all()


def list_electives(db: Session, edition: Edition) -> Sequence[Elective]:
    """Return an edition's electives in their order."""
    return db.scalars(select(Elective).where(Elective.edition_id == edition.id).order_by(Elective.position)).all()


def list_appearances(db: Session, person: Person, *, removed: bool = False) -> Sequence[Slot]:
    """Return the slots of public editions in which a person has a role.

    With `removed`, those taken out as well, and those of editions that were withdrawn: calendars must be told.
    """
    mine = Slot.id.in_(_slots_of(Role.person_id == person.id))
    return db.scalars(_public_slots(removed=removed).where(mine)).all()


def list_slots_of_institution(db: Session, institution: Institution) -> Sequence[Slot]:
    """Return the slots of public editions that an institution directs, appears in, or whose people come from it."""
    affiliated = select(Affiliation.role_id).where(Affiliation.institution_id == institution.id)
    roles = _slots_of(or_(Role.institution_id == institution.id, Role.id.in_(affiliated)))
    return db.scalars(_public_slots().where(or_(Slot.directed_by_id == institution.id, Slot.id.in_(roles)))).all()


def list_slots_of_practice(db: Session, practice: Practice) -> Sequence[Slot]:
    """Return the slots of public editions in which a practice is presented."""
    talks = select(Talk.slot_id).where(Talk.practice_id == practice.id)
    return db.scalars(_public_slots().where(Slot.id.in_(talks))).all()


def list_presented(db: Session, edition: Edition | None = None) -> Sequence[int]:
    """Return the numbers of the practices that programmes present: of an edition, or of all public ones."""
    slots = select(Slot.id).where(Slot.removed_at.is_(None))
    if edition is not None:
        slots = slots.where(Slot.edition_id == edition.id)
    else:
        slots = slots.join(Slot.edition).where(Edition.state.in_(_PUBLIC))
    found = select(Talk.practice_id).where(Talk.slot_id.in_(slots), Talk.practice_id.is_not(None))
    return [number for number in db.scalars(found.distinct()) if number is not None]


def list_public_slots(db: Session, editions: Sequence[Edition], *, removed: bool = True) -> Sequence[Slot]:
    """Return the slots of several editions, those taken out as well."""
    query = select(Slot).where(Slot.edition_id.in_([edition.id for edition in editions]))
    if not removed:
        query = query.where(Slot.removed_at.is_(None))
    return db.scalars(query.options(*whole_slot(), joinedload(Slot.edition)).order_by(Slot.position, Slot.id)).all()


def next_position(db: Session, edition: Edition) -> int:
    """Return the position behind the last slot."""
    last = db.scalar(select(func.max(Slot.position)).where(Slot.edition_id == edition.id))
    return 0 if last is None else last + 1


def _public_slots(*, removed: bool = False) -> Select[Slot]:
    standing = true() if removed else Slot.removed_at.is_(None)
    states = (*_PUBLIC, State.WITHDRAWN) if removed else _PUBLIC
    return (
        select(Slot)
        .join(Slot.edition)
        .where(Edition.state.in_(states), standing)
        .options(*whole_slot(), joinedload(Slot.edition).joinedload(Edition.series))
        .order_by(Edition.starts_on, Slot.position)
    )


def _slots_of(roles: ColumnElement[bool]) -> Select[int]:
    return select(Role.slot_id).where(roles)
