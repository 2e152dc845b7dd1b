"""Roles that are offered by letter: invited to, withdrawn, accepted. They are offered for a time, and accepted once."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session, joinedload

from academy.accounts import letters
from academy.accounts.actions import create_account, give_role, let_go, read_email
from academy.accounts.models import Account, EditionRole, Grant, Invitation
from academy.accounts.rules import digest
from academy.editions.models import Edition
from academy.kit.languages import INTERFACE
from academy.kit.refusals import Refusal, Unknown
from academy.kit.texts import clean_line, folded
from academy.kit.words import N_
from academy.outbox.actions import put, withdraw_all
from academy.people.models import Institution, Person
from academy.trail.actions import record

INVITED_FOR = timedelta(days=14)
"""How long a role is offered."""

_PENDING = (Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))
_LOADED = (joinedload(Invitation.edition), joinedload(Invitation.institution), joinedload(Invitation.person))


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Who is to have which role: for which institution (focal points only), as which person of programmes and lists."""

    name: str
    role: EditionRole
    email: str = ""
    language: str = "en"
    institution: Institution | None = None
    person: Person | None = None


def check_offer(offer: Offer) -> None:
    """Refuse a role that no edition has, a focal point of nothing, and somebody without a name."""
    if not clean_line(offer.name, field="name"):
        raise Refusal(N_("Write the name of the person."), field="name")
    if offer.role == EditionRole.ADMINISTRATOR:
        raise Refusal(N_("Administrators are not of one edition; the page of an account makes them."), field="role")
    if (offer.role == EditionRole.FOCAL_POINT) != (offer.institution is not None):
        raise Refusal(N_("A focal point speaks for an institution; no other role does."), field="institution")
    if offer.language not in INTERFACE:
        raise Refusal(N_("Letters are not written in this language."), field="language")


def invite(db: Session, edition: Edition, offer: Offer, by: int | None, now: datetime) -> Invitation:
    """Offer a role by letter. Whoever is invited to the same again has the newer letter only."""
    check_offer(offer)
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        edition=edition,
        role=offer.role,
        email=read_email(offer.email),
        name=clean_line(offer.name),
        language=offer.language,
        token_digest=digest(token),
        created_at=now,
        expires_at=now + INVITED_FOR,
        institution=offer.institution,
        person=offer.person,
        invited_by_id=by,
    )
    _replace(db, invitation, now)
    db.add(invitation)
    db.flush()
    after = {"role": offer.role, "email": invitation.email, "name": invitation.name}
    record(db, "invitation.sent", invitation, now, edition_id=edition.id, person_id=invitation.person_id, after=after)
    inviter = db.get(Account, by) if by else None
    put(db, letters.invited(invitation), letters.invitation(invitation, token, inviter, INVITED_FOR), now)
    return invitation


def invite_again(db: Session, invitation: Invitation, by: int | None, now: datetime) -> Invitation:
    """Offer the same once more, with a new letter and for as long as at first; the older letter opens nothing."""
    offer = Offer(
        name=invitation.name,
        role=invitation.role,
        email=invitation.email,
        language=invitation.language,
        institution=invitation.institution,
        person=invitation.person,
    )
    return invite(db, invitation.edition, offer, by, now)


def withdraw(db: Session, invitation: Invitation, now: datetime) -> None:
    """Take an offer back, and its letter where that has not left; refuse where somebody has accepted it meanwhile."""
    open_one = (Invitation.id == invitation.id, *_PENDING)
    if db.scalar(update(Invitation).where(*open_one).values(withdrawn_at=now).returning(Invitation.id)) is None:
        raise _not_pending()
    db.refresh(invitation, ["withdrawn_at"])
    withdraw_all(db, letters.origin_of(invitation))
    record(db, "invitation.withdrawn", invitation, now, edition_id=invitation.edition_id)


def accept(db: Session, invitation: Invitation, account: Account, now: datetime) -> Grant:
    """Take a role that was offered; two who press the button at once get it once."""
    check_open(invitation, now)
    _link(db, account, invitation.person)
    still = (Invitation.id == invitation.id, *_PENDING, Invitation.expires_at > now)
    taken = update(Invitation).where(*still).returning(Invitation.id)
    if db.scalar(taken.values(accepted_at=now, accepted_by_id=account.id)) is None:
        raise Refusal(N_("This invitation was accepted already. Sign in to find what it opens."))
    record(db, "invitation.accepted", invitation, now, edition_id=invitation.edition_id, after={"account": account.id})
    institution, by = invitation.institution, invitation.invited_by_id
    return give_role(db, account, invitation.edition, invitation.role, now, institution=institution, by=by)


def accept_as_new(db: Session, invitation: Invitation, name: str, now: datetime) -> Account:
    """Take a role that was offered with a new account, at the mailbox that the letter came to."""
    check_open(invitation, now)
    if not clean_line(name, field="name"):
        raise Refusal(N_("Write your name."), field="name")
    account = create_account(db, invitation.email, name, now, language=invitation.language)
    accept(db, invitation, account, now)
    return account


def check_open(invitation: Invitation, now: datetime) -> None:
    """Refuse an invitation that was accepted, was withdrawn, or is over."""
    if invitation.accepted_at is not None:
        raise Refusal(N_("This invitation was accepted already. Sign in to find what it opens."))
    if invitation.withdrawn_at is not None:
        raise Refusal(N_("This invitation was withdrawn, or a newer letter has replaced it."))
    if invitation.expires_at <= now:
        raise Refusal(N_("This invitation is over. Ask whoever invited you to send it again."))


def find_invitation(db: Session, token: str) -> Invitation | None:
    """Return the invitation that a letter's token belongs to, open or not, with all that it names; or None."""
    return db.scalar(select(Invitation).where(Invitation.token_digest == digest(token)).options(*_LOADED))


def get_pending(db: Session, edition: Edition, invitation_id: int) -> Invitation:
    """Return an invitation of an edition that is neither accepted nor withdrawn; refuse where there is none."""
    found = db.scalar(_pending(edition).where(Invitation.id == invitation_id))
    if found is None:
        raise _not_pending()
    return found


def list_pending(db: Session, edition: Edition) -> list[Invitation]:
    """Return the invitations of an edition that are neither accepted nor withdrawn, latest first."""
    return list(db.scalars(_pending(edition).order_by(Invitation.created_at.desc(), Invitation.id.desc())))


def _pending(edition: Edition) -> Select[Invitation]:
    return select(Invitation).where(Invitation.edition_id == edition.id, *_PENDING).options(*_LOADED)


def _not_pending() -> Unknown:
    return Unknown(N_("There is no such invitation in this edition; it may have been accepted meanwhile."))


def _replace(db: Session, newer: Invitation, now: datetime) -> None:
    # By name too: several people may share a mailbox.
    older = _pending(newer.edition).where(Invitation.email == newer.email, Invitation.role == newer.role)
    for one in db.scalars(older):
        if one.institution is newer.institution and folded(one.name) == folded(newer.name):
            withdraw(db, one, now)


def _link(db: Session, account: Account, person: Person | None) -> None:
    if person is None or account.person_id == person.id:
        return
    if account.person_id is not None:
        raise Refusal(N_("This account belongs to somebody else than the person who was invited. Choose another one."))
    let_go(db, person)
    if db.scalar(select(Account.id).where(Account.person_id == person.id)):
        message = N_("The person who was invited, %(name)s, has another account already. Sign in with that one first.")
        raise Refusal(message, name=person.name)
    account.person = person
    db.flush()
