"""Who an account is elsewhere: at the OpenID Connect provider that the installation trusts."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from academy.accounts.actions import NOWHERE, Browser, tell
from academy.accounts.letters import Change
from academy.accounts.models import Account, ProviderIdentity
from academy.accounts.queries import list_accounts_at
from academy.kit.refusals import Refusal, Unknown
from academy.kit.words import N_
from academy.trail.actions import record


@dataclass(frozen=True, slots=True)
class Identity:
    """What a provider says of somebody; the e-mail address is empty where it has not made sure of it."""

    issuer: str
    subject: str
    email: str = ""


class Down(Refusal):
    """The provider does not answer, or in no way that we understand."""


@dataclass(frozen=True, slots=True)
class Question:
    """What one browser's visit to the provider is known by: kept in its cookie until it comes back."""

    state: str
    nonce: str
    verifier: str


def new_question() -> Question:
    """Return a question that nobody can guess."""
    return Question(token_urlsafe(32), token_urlsafe(32), token_urlsafe(48))


def recognise(db: Session, who: Identity, now: datetime, by: Browser = NOWHERE) -> Account:
    """Return whose identity this is. At the first time it is joined to the one account at its verified address.

    So it is where its account was closed. No account is made here: roles are given by invitation.
    """
    query = select(ProviderIdentity).where(
        ProviderIdentity.issuer == who.issuer, ProviderIdentity.subject == who.subject
    )
    known = db.scalar(query.options(joinedload(ProviderIdentity.account)))
    if known is None or known.account.closed_at is not None:
        return _joined(db, who, known, now, by)
    return known.account


def list_identities(db: Session, account_id: int) -> list[ProviderIdentity]:
    """Return who an account is elsewhere."""
    own = select(ProviderIdentity).where(ProviderIdentity.account_id == account_id)
    return list(db.scalars(own.order_by(ProviderIdentity.id)))


def remove_identity(db: Session, account_id: int, identity_id: int, now: datetime, by: Browser = NOWHERE) -> None:
    """Let nobody sign in to an account through an identity any more; of others there is nothing to know."""
    own = select(ProviderIdentity).where(ProviderIdentity.id == identity_id, ProviderIdentity.account_id == account_id)
    found = db.scalar(own.options(joinedload(ProviderIdentity.account)))
    if found is None:
        raise Unknown(N_("There is no such account elsewhere."))
    _remove(db, found, now)
    tell(db, found.account, Change.PROVIDER_REMOVED, now, by)


def _joined(db: Session, who: Identity, closed: ProviderIdentity | None, now: datetime, by: Browser) -> Account:
    at_mailbox = list_accounts_at(db, who.email) if who.email else []
    if len(at_mailbox) > 1:
        raise Refusal(N_("Several people share this mailbox, so we cannot know who you are. Sign in another way."))
    if not at_mailbox:
        raise _unknown()
    account = at_mailbox[0]
    # A mailbox that was handed on to somebody else must not open what its first owner had joined.
    if any(one.issuer == who.issuer for one in list_identities(db, account.id)):
        raise _unknown()
    if closed is not None:
        _remove(db, closed, now)
    db.add(ProviderIdentity(account=account, issuer=who.issuer, subject=who.subject, created_at=now))
    db.flush()
    record(db, "account.provider_added", account, now, after={"issuer": who.issuer})
    tell(db, account, Change.PROVIDER_ADDED, now, by)
    return account


def _remove(db: Session, identity: ProviderIdentity, now: datetime) -> None:
    db.delete(identity)
    db.flush()
    record(db, "account.provider_removed", identity.account, now, before={"issuer": identity.issuer})


def _unknown() -> Refusal:
    return Refusal(N_("No account here belongs to you yet. Ask your organisers to invite you, or sign in another way."))
