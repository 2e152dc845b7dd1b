"""Editions with speakers, and what was sent to them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from icalendar import Calendar, Event, vCalAddress
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from academy.agenda.actions import change_slot
from academy.agenda.drafts import RoleDraft, SlotDraft
from academy.agenda.models import RoleKind, Slot
from academy.agenda.queries import list_slots
from academy.calendar.actions import Sender, send_invitations
from academy.calendar.invitations import Due, Item, due, speakers
from academy.calendar.models import CalendarInvitation
from academy.calendar.queries import list_invitations
from academy.editions.models import Edition
from academy.editions.queries import get_edition
from academy.outbox.models import Letter
from academy.people.models import Person
from tests import factories
from tests.factories import LATER, words

AFTER = LATER + timedelta(hours=1)
SENDER = Sender("academy@example.org", lambda slot, language: f"https://academy.test/{language}/x/{slot.code}/")


def somebody(db: Session, given: str = "Ana", email: str = "ana@example.org", **more: object) -> Person:
    """A person with an address."""
    found = factories.person(db, given, "Peña", **more)
    found.email = email
    db.flush()
    return found


def role(person: Person, kind: RoleKind = RoleKind.SPEAKER) -> RoleDraft:
    return RoleDraft(kind=kind, person=person)


def slot_with(db: Session, edition: Edition, *people: Person, title: str = "Welcome", **more: object) -> Slot:
    return factories.slot(db, edition, title, roles=tuple(map(role, people)), **more)


def change(db: Session, slot: Slot, now: datetime = LATER, **more: object) -> None:
    """Let a slot say something else."""
    draft = replace(SlotDraft.of(slot), **more)  # type: ignore[arg-type]  # columns of a draft
    change_slot(db, slot.edition, slot, draft, now)
    db.flush()


def retitle(db: Session, slot: Slot, title: str, now: datetime = LATER) -> None:
    change(db, slot, now, title=words(title))


def items(db: Session, edition: Edition, now: datetime = LATER) -> list[Item]:
    slots = list_slots(db, edition, removed=True)
    return due(edition, speakers(slots), list_invitations(db, [edition]), now)


def dues(db: Session, slug: str = "workshop-2026") -> dict[str, Due]:
    """What is due to whom, by given name."""
    return {item.person.given: item.due for item in items(db, get_edition(db, slug))}


def send(db: Session, edition: Edition, now: datetime = LATER, sender: Sender = SENDER) -> list[Item]:
    """Send all that is due to speakers."""
    return send_invitations(db, edition, speakers(list_slots(db, edition, removed=True)), now, sender)


def letters(db: Session) -> Sequence[Letter]:
    return db.scalars(select(Letter).order_by(Letter.id)).all()


def last(db: Session) -> Letter:
    return letters(db)[-1]


def invitations(db: Session) -> Sequence[CalendarInvitation]:
    """All invitations, oldest first."""
    loaded = joinedload(CalendarInvitation.slot).joinedload(Slot.edition)
    query = select(CalendarInvitation).options(loaded, joinedload(CalendarInvitation.person))
    return db.scalars(query.order_by(CalendarInvitation.id)).all()


def invitation(db: Session) -> CalendarInvitation:
    """The only invitation there is."""
    (found,) = invitations(db)
    return found


def event(letter: Letter) -> Event:
    """The one entry of a letter's calendar."""
    assert letter.calendar is not None
    (found,) = Calendar.from_ical(letter.calendar).walk("VEVENT")
    assert isinstance(found, Event)
    return found


def sequence(letter: Letter) -> int:
    return int(str(event(letter)["SEQUENCE"]))


def partstat(letter: Letter) -> str:
    """What a letter's calendar says that its reader has answered."""
    found = event(letter)["ATTENDEE"]
    assert isinstance(found, vCalAddress)
    return str(found.params["PARTSTAT"])


def method(letter: Letter) -> str:
    assert letter.calendar is not None
    return str(Calendar.from_ical(letter.calendar)["METHOD"])


def message(content: bytes) -> EmailMessage:
    found = message_from_bytes(content, policy=default)
    assert isinstance(found, EmailMessage)
    return found
