"""How invitations are found."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from academy.agenda.models import Slot
from academy.calendar.models import CalendarInvitation, Method
from academy.calendar.tokens import opens
from academy.db.engine import keys_of
from academy.editions.models import Edition
from academy.kit.refusals import Unknown
from academy.kit.tokens import number_in
from academy.kit.words import N_
from academy.people.models import Person

_NOBODY = N_("This link opens nothing here. Use the one in our latest letter, whole.")


def list_invitations(db: Session, editions: Sequence[Edition], *, locked: bool = False) -> Sequence[CalendarInvitation]:
    """Return all invitations to slots of these editions, cancelled ones among them, with slot, edition and person.

    `locked` where they are to be sent: nobody answers meanwhile.
    """
    query = select(CalendarInvitation).join(CalendarInvitation.slot)
    query = query.where(Slot.edition_id.in_([edition.id for edition in editions]))
    query = query.options(*_with_slot()).order_by(CalendarInvitation.id)
    return db.scalars(query.with_for_update(of=CalendarInvitation) if locked else query).all()


def list_invitations_of(db: Session, person_id: int) -> Sequence[CalendarInvitation]:
    """Return all invitations of a person, with slots, their rooms and editions."""
    query = select(CalendarInvitation).where(CalendarInvitation.person_id == person_id)
    return db.scalars(query.options(*_whole()).order_by(CalendarInvitation.id)).all()


def list_standing(db: Session, person: Person) -> Sequence[CalendarInvitation]:
    """Return the invitations that lie in a person's calendar now."""
    query = select(CalendarInvitation).where(CalendarInvitation.person_id == person.id)
    return db.scalars(query.where(CalendarInvitation.method == Method.REQUEST).options(*_with_slot())).all()


def get_invitation(
    db: Session, invitation_id: int, *, person_id: int | None, locked: bool = False
) -> CalendarInvitation:
    """Return a person's own invitation, with slot, room and edition; refuse any other.

    `locked` where it is to be answered: nobody sends other hours meanwhile.
    """
    found = _find(db, invitation_id, locked=locked)
    if found is None or found.person_id != person_id:
        raise Unknown(_NOBODY)
    return found


def get_opened(db: Session, token: str, *, locked: bool = False) -> CalendarInvitation:
    """Return the invitation that a private link's token opens, as `get_invitation` does; refuse any other."""
    number = number_in(token)
    found = None if number is None else _find(db, number, locked=locked)
    if found is None or not opens(token, found, keys_of(db)):
        raise Unknown(_NOBODY)
    return found


def others_at(db: Session, invitation: CalendarInvitation) -> Sequence[CalendarInvitation]:
    """Return the other invitations to the same slot that stand."""
    query = select(CalendarInvitation).where(
        CalendarInvitation.slot_id == invitation.slot_id,
        CalendarInvitation.id != invitation.id,
        CalendarInvitation.method == Method.REQUEST,
    )
    return db.scalars(query).all()


def _find(db: Session, invitation_id: int, *, locked: bool) -> CalendarInvitation | None:
    query = select(CalendarInvitation).where(CalendarInvitation.id == invitation_id).options(*_whole())
    return db.scalar(query.with_for_update(of=CalendarInvitation) if locked else query)


def _with_slot() -> list[ORMOption]:
    return [
        joinedload(CalendarInvitation.slot).joinedload(Slot.edition),
        joinedload(CalendarInvitation.person),
    ]


def _whole() -> list[ORMOption]:
    slot = joinedload(CalendarInvitation.slot)
    return [
        slot.joinedload(Slot.edition).joinedload(Edition.series),
        slot.joinedload(Slot.room),
        joinedload(CalendarInvitation.person),
    ]
