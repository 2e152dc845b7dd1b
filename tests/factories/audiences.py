"""An edition with people in it, to write to."""

from sqlalchemy.orm import Session

from academy.accounts.actions import create_account, give_role
from academy.accounts.models import Account, EditionRole
from academy.agenda.drafts import RoleDraft
from academy.agenda.models import RoleKind, Slot
from academy.editions.models import Edition
from academy.people.actions import write_contact
from academy.people.models import Person
from tests.factories import MADE, person, slot


def reader(db: Session, given: str, *, email: str | None = None, language: str | None = None, **more: object) -> Person:
    """A person with an address, unless that is empty."""
    made = person(db, given, "", **more)
    write_contact(db, made, f"{given.lower()}@example.org" if email is None else email, language, MADE)
    return made


def item(db: Session, of: Edition, title: str, **roles: Person | list[Person]) -> Slot:
    """An item of the programme; `moderator=…` names who does what."""
    drafts = [
        RoleDraft(RoleKind(kind), person=one)
        for kind, people in roles.items()
        for one in (people if isinstance(people, list) else [people])
    ]
    return slot(db, of, title, roles=tuple(drafts))


def holder(
    db: Session, of: Edition, role: EditionRole, name: str, *, email: str | None = None, **more: object
) -> Account:
    """An account with a role in an edition; it has no address where `email` is empty."""
    address = f"{name.lower()}@accounts.example.org" if email is None else email
    account = create_account(db, address or None, name, MADE, **more)  # type: ignore[arg-type]  # as the fields are
    give_role(db, account, of, role, MADE)
    return account
