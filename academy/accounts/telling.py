"""Whoever has an account is told by letter when something about signing in has changed: a stranger is noticed."""

from datetime import datetime

from sqlalchemy.orm import Session

from academy.accounts.actions import Browser
from academy.accounts.letters import Change, changed, recipient
from academy.accounts.models import Account
from academy.outbox.actions import put


def tell(db: Session, account: Account, change: Change, now: datetime, by: Browser) -> None:
    """Write to an account's mailbox what has changed, and from which browser; without a mailbox nothing is written."""
    if account.email:
        put(db, recipient(account), changed(change, now, by.name, by.network), now)
