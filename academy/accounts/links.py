"""One-use links that are sent to a mailbox: asking for one, looking at one, and using it up.

Nobody can be kept out of their mailbox by others who ask: while some letters are fresh, no further ones are written,
and each of the fresh ones works. Whether there is an account, and whether a letter was written, shows neither in the
answer nor in the work that is done: the same rows are written, and those that nobody is to get are taken back.
"""

import secrets
from contextlib import suppress
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from academy.accounts import letters
from academy.accounts.models import Account, SignInLink
from academy.accounts.queries import list_accounts_at
from academy.accounts.rules import LINK_IS_FRESH_FOR, LINK_LASTS, MOST_FRESH_LINKS, digest
from academy.outbox.actions import Recipient, put


class _UntoldError(Exception):
    """Takes a letter back that nobody is to get."""


def send_link(db: Session, email: str, language: str, wanted: str, now: datetime) -> None:
    """Send a link to a mailbox where somebody has an account; `wanted` is the page that it leads on to."""
    db.execute(delete(SignInLink).where(SignInLink.expires_at <= now))
    people = list_accounts_at(db, email)
    is_told = _count_fresh(db, email, now) < MOST_FRESH_LINKS and bool(people)
    token = secrets.token_urlsafe(32)
    known = email.strip().lower() if is_told else ""
    expires_at = now + LINK_LASTS
    db.add(SignInLink(token_digest=digest(token), email=known, created_at=now, expires_at=expires_at, next=wanted))
    db.flush()
    with suppress(_UntoldError), db.begin_nested():
        put(db, _mailbox(known, people, language), letters.sign_in(token), now)
        db.flush()
        if not is_told:
            raise _UntoldError


def find_link(db: Session, token: str, now: datetime) -> SignInLink | None:
    """Return the link that a token belongs to while it works, or None."""
    works = (SignInLink.expires_at > now, SignInLink.used_at.is_(None), SignInLink.email != "")
    return db.scalar(select(SignInLink).where(SignInLink.token_digest == digest(token), *works))


def use_link(db: Session, link: SignInLink, now: datetime) -> bool:
    """Use a link up; False where somebody has just done so: of several who press it at once one gets in."""
    unused = update(SignInLink).where(SignInLink.id == link.id, SignInLink.used_at.is_(None))
    used = db.execute(unused.values(used_at=now).returning(SignInLink.id))
    return len(used.all()) == 1


def _count_fresh(db: Session, email: str, now: datetime) -> int:
    """Count the links that lie in a mailbox and will work for a while yet."""
    there = (SignInLink.email == email.strip().lower(), SignInLink.used_at.is_(None))
    fresh = SignInLink.created_at > now - LINK_IS_FRESH_FOR
    return db.scalar(select(func.count()).select_from(SignInLink).where(*there, fresh)) or 0


def _mailbox(email: str, people: list[Account], language: str) -> Recipient:
    """Return whom the letter goes to: a person, or the mailbox that several share."""
    if len(people) == 1:
        return letters.recipient(people[0], language)
    return Recipient(email, "", next((one.language for one in people if one.language), language))
