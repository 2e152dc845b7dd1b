"""How accounts and sign-ins are found."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from academy.accounts.models import Account, SignIn
from academy.accounts.rules import digest


def find_account(db: Session, email: str) -> Account | None:
    """Return the account with an e-mail address, in whatever case it is typed, or None."""
    return db.scalar(select(Account).where(Account.email == email.strip().lower()))


def find_sign_in(db: Session, token: str, now: datetime) -> SignIn | None:
    """Return the open sign-in that a token belongs to, with its account, or None."""
    query = select(SignIn).where(SignIn.token_digest == digest(token), SignIn.expires_at > now)
    return db.scalar(query.options(joinedload(SignIn.account)))


def count_accounts(db: Session) -> int:
    """Return how many accounts there are."""
    return db.scalar(select(func.count()).select_from(Account)) or 0
