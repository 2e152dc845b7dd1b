"""How accounts, sign-ins and roles are found."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from academy.accounts.models import Account, Grant, SignIn
from academy.accounts.rules import IDLE_FOR, Roles, digest


def list_accounts_at(db: Session, email: str) -> list[Account]:
    """Return the open accounts at an e-mail address, in whatever case it is typed; several may share a mailbox."""
    query = select(Account).where(Account.email == email.strip().lower(), Account.closed_at.is_(None))
    return list(db.scalars(query.order_by(Account.id)))


def find_account(db: Session, email: str) -> Account | None:
    """Return the first open account at an e-mail address, or None."""
    return next(iter(list_accounts_at(db, email)), None)


def find_sign_in(db: Session, token: str, now: datetime) -> SignIn | None:
    """Return the open sign-in that a token belongs to, with its account, complete or not; or None."""
    query = select(SignIn).where(SignIn.token_digest == digest(token), *_is_open(now))
    found = db.scalar(query.options(joinedload(SignIn.account)))
    return found if found is not None and found.account.closed_at is None else None


def list_sign_ins(db: Session, account_id: int, now: datetime) -> list[SignIn]:
    """Return the open sign-ins of an account, the one that was used last first."""
    query = select(SignIn).where(SignIn.account_id == account_id, *_is_open(now))
    return list(db.scalars(query.order_by(SignIn.seen_at.desc(), SignIn.id.desc())))


def count_sign_ins(db: Session, account: Account, now: datetime) -> int:
    """Return in how many browsers an account is signed in, administrators who work as it not counted."""
    own = (SignIn.account_id == account.id, SignIn.impersonator_id.is_(None), *_is_open(now))
    return db.scalar(select(func.count()).select_from(SignIn).where(*own)) or 0


def _is_open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return SignIn.expires_at > now, SignIn.seen_at > now - IDLE_FOR


def roles_of(db: Session, account: Account, *, are_lent: bool = False) -> Roles:
    """Return the roles that an account has now, asked once a request; lent ones where somebody works as it."""
    standing = (Grant.account_id == account.id) & Grant.ended_at.is_(None)
    grants = db.scalars(select(Grant).where(standing).options(joinedload(Grant.edition)))
    held = [(grant.edition.slug, grant.role) for grant in grants]
    return Roles.of(held, is_administrator=account.is_administrator, are_lent=are_lent)


def count_accounts(db: Session) -> int:
    """Return how many accounts there are."""
    return db.scalar(select(func.count()).select_from(Account)) or 0
