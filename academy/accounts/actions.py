"""What can be done with accounts. Passwords arrive hashed: hashing is finished before a transaction begins."""

import secrets
from datetime import datetime

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import delete
from sqlalchemy.orm import Session

from academy.accounts.models import Account, SignIn
from academy.accounts.queries import find_account
from academy.accounts.rules import SIGNED_IN_FOR, digest
from academy.kit.refusals import Refusal
from academy.kit.texts import clean_line
from academy.kit.words import N_


def create_account(db: Session, email: str, name: str, password_digest: str, now: datetime) -> Account:
    """Add an organiser's account."""
    try:
        address = validate_email(email, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError as error:
        raise Refusal(N_("“%(email)s” is not an e-mail address."), email=email[:80], field="email") from error
    if find_account(db, address):
        raise Refusal(N_("There is an account with this e-mail address already."), field="email")
    account = Account(email=address, name=clean_line(name), password_digest=password_digest, created_at=now)
    db.add(account)
    db.flush()
    return account


def set_password(db: Session, account: Account, password_digest: str) -> None:
    """Give an account another password and end all its sign-ins."""
    account.password_digest = password_digest
    db.execute(delete(SignIn).where(SignIn.account_id == account.id))
    db.flush()


def sign_in(db: Session, account: Account, now: datetime) -> str:
    """Open a sign-in; return its token, which is known to the browser only. Those that are over are cleared away."""
    db.execute(delete(SignIn).where(SignIn.expires_at <= now))
    token = secrets.token_urlsafe(32)
    expires = now + SIGNED_IN_FOR
    db.add(SignIn(account=account, token_digest=digest(token), created_at=now, expires_at=expires))
    db.flush()
    return token


def sign_out(db: Session, token: str) -> None:
    """End the sign-in of a token; of one that is unknown there is nothing to end."""
    db.execute(delete(SignIn).where(SignIn.token_digest == digest(token)))
