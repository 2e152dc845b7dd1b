"""What is whose: invitations to roles, practice cards, letters and entries of the record that tell about somebody."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import Session

from academy.accounts.letters import origin_of
from academy.accounts.models import Account, Invitation
from academy.accounts.queries import list_accounts_at
from academy.outbox.models import Letter
from academy.people.models import Person
from academy.people.queries import list_people_at
from academy.practices.letters import origin_of as origin_of_card
from academy.practices.models import Practice, Review, Reviewer
from academy.trail.models import Entry, Value


@dataclass(frozen=True, slots=True)
class Own:
    """What rows about somebody fulfil, before they are emptied and afterwards."""

    invitations: ColumnElement[bool]
    cards: ColumnElement[bool]
    reviewers: ColumnElement[bool]
    """As whom they judge the cards of calls."""
    letters: ColumnElement[bool]
    entries: ColumnElement[bool]
    """Entries about the account, these invitations, cards and letters: all that they say is theirs."""
    values: ColumnElement[bool]
    """What those entries say, and what others say about the person, as far as it is not erased."""


def own_of(db: Session, person: Person | None, account: Account | None) -> Own:
    """Return what is somebody's: of a person, an account, or both."""
    offered = db.scalars(select(Invitation).where(_invited(db, person, account))).all()
    invitations = [one.id for one in offered]
    letters: ColumnElement[bool] = Letter.origin.in_([origin_of(one) for one in offered])
    letters |= Letter.id.in_(_letters_to_begin(db, person, account))
    cards = db.scalars(select(Practice).where(_written(db, person, account))).all()
    letters |= Letter.origin.in_([origin_of_card(one) for one in cards])
    entries = _about("invitation", invitations) | _about("practice", [one.id for one in cards])
    judges: ColumnElement[bool] = false()
    told: ColumnElement[bool] = false()
    if person:
        letters |= Letter.person_id == person.id
        told = Value.person_id == person.id
    if account:
        letters |= Letter.account_id == account.id
        entries |= _about("account", [account.id])
        judges = Reviewer.account_id == account.id
        entries |= _of_reviewer(judges)
    entries |= _about("letter", select(Letter.id).where(letters))
    return Own(
        invitations=Invitation.id.in_(invitations),
        cards=Practice.id.in_([one.id for one in cards]),
        reviewers=judges,
        letters=letters,
        entries=entries,
        values=Value.erased_at.is_(None) & or_(told, Value.entry_id.in_(select(Entry.id).where(entries))),
    )


def _invited(db: Session, person: Person | None, account: Account | None) -> ColumnElement[bool]:
    """Invitations of a person, those that the account has accepted, and those to their mailbox that are nobody's."""
    is_nobodys = Invitation.person_id.is_(None) & Invitation.accepted_by_id.is_(None)
    found = is_nobodys & Invitation.email.in_(_own_mailboxes(db, person, account))
    if person:
        found |= Invitation.person_id == person.id
    if account:
        found |= Invitation.accepted_by_id == account.id
    return found


def _written(db: Session, person: Person | None, account: Account | None) -> ColumnElement[bool]:
    """Cards of a person, and those whose letters go to their mailbox that are nobody's."""
    found = Practice.person_id.is_(None) & Practice.email.in_(_own_mailboxes(db, person, account))
    return found | (Practice.person_id == person.id) if person else found


def _of_reviewer(judges: ColumnElement[bool]) -> ColumnElement[bool]:
    """Entries about somebody as a reviewer, and about their reviews."""
    own = select(Reviewer.id).where(judges)
    return _about("reviewer", own) | _about("review", select(Review.id).where(Review.reviewer_id.in_(own)))


def _letters_to_begin(db: Session, person: Person | None, account: Account | None) -> list[int]:
    """Letters with which a registration is begun, to a mailbox that nobody else has: they name no person yet."""
    to_them = func.lower(Letter.email).in_(_own_mailboxes(db, person, account))
    begun = (Letter.kind == "participation/begin", Letter.person_id.is_(None), to_them)
    return list(db.scalars(select(Letter.id).where(*begun)))


def _own_mailboxes(db: Session, person: Person | None, account: Account | None) -> list[str]:
    """Return the addresses that nobody else has here: several people may share a mailbox."""
    known = sorted({one.email.lower() for one in (person, account) if one and one.email})
    return [email for email in known if not _is_shared(db, email, person, account)]


def _is_shared(db: Session, email: str, person: Person | None, account: Account | None) -> bool:
    people = list_people_at(db, email)
    return any(one is not person for one in people) or any(one is not account for one in list_accounts_at(db, email))


def _about(thing: str, numbers: Collection[int] | Select[int]) -> ColumnElement[bool]:
    return (Entry.thing == thing) & Entry.thing_id.in_(numbers)
