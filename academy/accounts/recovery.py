"""Letting somebody in who is locked out of their account: done by whoever runs the installation."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from academy.accounts.actions import end_sign_ins
from academy.accounts.models import Account, SignInLink
from academy.accounts.passkeys import list_passkeys, remove_passkey
from academy.accounts.rules import LINK_LASTS, digest
from academy.accounts.second_factor import switch_off
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.trail.actions import record


def make_link(db: Session, people: Sequence[Account], now: datetime) -> str:
    """Return the token of a link that signs in, once, at the mailbox of these accounts; nothing where there is none."""
    if any(one.closed_at is not None for one in people):
        raise Refusal(N_("This account is closed. Open it first."))
    email = people[0].email
    if email is None:
        return ""
    token = secrets.token_urlsafe(32)
    db.add(SignInLink(token_digest=digest(token), email=email, created_at=now, expires_at=now + LINK_LASTS))
    for account in people:
        record(db, "account.recovered", account, now)
    return token


def drop_factors(db: Session, account: Account, now: datetime) -> None:
    """Ask an account for no second factor, let no passkey in, and end its sign-ins; its owner is told of each."""
    end_sign_ins(db, account)
    for passkey in list_passkeys(db, account.id):
        remove_passkey(db, passkey, now)
    if account.totp is not None:
        switch_off(db, account, now)
