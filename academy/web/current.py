"""Who is asking, and what time it is."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import g, session

from academy.accounts.queries import find_sign_in
from academy.web.transactions import database

_COOKIE_KEY = "sign_in"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The account that is signed in."""

    account_id: int
    name: str
    email: str
    token: str


def now() -> datetime:
    """Return the present instant, aware and in UTC; the same one throughout a request."""
    if "now" not in g:
        g.now = datetime.now(UTC)
    instant: datetime = g.now
    return instant


def account() -> SignedIn | None:
    """Return who is signed in, or None for a stranger. Read apart from the request's own transaction."""
    if "account" not in g:
        g.account = _find()
    found: SignedIn | None = g.account
    return found


def remember(token: str) -> None:
    """Sign this browser in; whatever it carried before is dropped."""
    session.clear()
    session[_COOKIE_KEY] = token


def forget() -> None:
    """Sign this browser out."""
    session.clear()
    g.account = None


def _find() -> SignedIn | None:
    token = session.get(_COOKIE_KEY)
    if not token:
        return None
    with database().reading() as db:
        found = find_sign_in(db, token, now())
        return SignedIn(found.account.id, found.account.name, found.account.email, token) if found else None
