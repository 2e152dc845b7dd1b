"""Letting somebody in who is locked out of their account: done by whoever runs the installation."""

import secrets
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from academy.accounts.models import Account, Passkey, SignInLink
from academy.accounts.queries import list_accounts_at
from academy.accounts.rules import LINK_LASTS, digest
from academy.accounts.second_factor import switch_off
from academy.kit.refusals import Unknown
from academy.kit.words import N_
from academy.trail.actions import record


def make_link(db: Session, email: str, now: datetime, *, drop_factors: bool = False) -> str:
    """Return the token of a link that signs in at a mailbox, once; with `drop_factors` nothing else is asked for."""
    people = list_accounts_at(db, email)
    if not people:
        raise Unknown(N_("There is no account with this e-mail address."))
    token = secrets.token_urlsafe(32)
    kept = str(people[0].email)
    db.add(SignInLink(token_digest=digest(token), email=kept, created_at=now, expires_at=now + LINK_LASTS))
    for account in people:
        if drop_factors:
            _drop_factors(db, account, now)
        record(db, "account.recovered", account, now, after={"factors_dropped": drop_factors})
    return token


def _drop_factors(db: Session, account: Account, now: datetime) -> None:
    db.execute(delete(Passkey).where(Passkey.account_id == account.id))
    if account.totp is not None:
        switch_off(db, account, now)
