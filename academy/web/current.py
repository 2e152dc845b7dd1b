"""Who is asking, and what time it is."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import g, request, session
from sqlalchemy.exc import OperationalError

from academy.accounts.actions import note_use
from academy.accounts.queries import find_sign_in, roles_of
from academy.accounts.rules import SEEN_EVERY, Roles
from academy.trail.models import Door
from academy.trail.rules import Actor
from academy.web.transactions import database

LOG = logging.getLogger(__name__)

_COOKIE_KEY = "sign_in"
_OWN_KEY = "own_sign_in"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The account that is signed in, with its roles; `impersonator_id` is the administrator who works as it."""

    account_id: int
    name: str
    email: str
    token: str
    roles: Roles
    person_id: int | None = None
    impersonator_id: int | None = None
    is_complete: bool = True
    has_second_factor: bool = False
    sign_in_id: int = 0


def now() -> datetime:
    """Return the present instant, aware and in UTC; the same one throughout a request."""
    if "now" not in g:
        g.now = datetime.now(UTC)
    instant: datetime = g.now
    return instant


def account() -> SignedIn | None:
    """Return who is signed in, or None for a stranger. Read apart from the request's own transaction."""
    found = beginning()
    return found if found and found.is_complete else None


def beginning() -> SignedIn | None:
    """Return whose sign-in this browser has, even while its second factor is still asked for."""
    if "account" not in g:
        g.account = _find()
    found: SignedIn | None = g.account
    return found


def was_signed_in() -> bool:
    """Tell whether this browser carries a sign-in that has ended meanwhile."""
    return bool(session.get(_COOKIE_KEY)) and beginning() is None


def roles() -> Roles | None:
    """Return the roles of whoever is signed in, or None for a stranger."""
    asking = account()
    return asking.roles if asking else None


def actor() -> Actor:
    """Return who acts, through which door, for the record."""
    asking = account()
    first = request.path.split("/")[1]
    door = {"desk": Door.DESK, "api": Door.API}.get(first, Door.SITE)
    return Actor(door, asking.account_id, asking.impersonator_id) if asking else Actor(door)


def remember(token: str, own: str = "") -> None:
    """Sign this browser in; whatever it carried before is dropped.

    `own` is the token of an administrator's own sign-in, to go back to after working as somebody else.
    """
    session.clear()
    session[_COOKIE_KEY] = token
    if own:
        session[_OWN_KEY] = own


def carried_tokens() -> list[str]:
    """Return the tokens of all sign-ins that this browser carries, open or not: its own, and one that is lent."""
    return [str(session[key]) for key in (_COOKIE_KEY, _OWN_KEY) if session.get(key)]


def own_token() -> str:
    """Return the token of the administrator's own sign-in while they work as somebody else, or nothing."""
    return str(session.get(_OWN_KEY, ""))


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
        if found is None:
            return None
        own = found.account
        asking = SignedIn(
            own.id,
            own.name,
            own.email or "",
            token,
            roles_of(db, own, are_lent=found.impersonator_id is not None),
            person_id=own.person_id,
            impersonator_id=found.impersonator_id,
            is_complete=found.is_complete,
            has_second_factor=own.totp is not None,
            sign_in_id=found.id,
        )
    if now() - found.seen_at >= SEEN_EVERY:
        _note_use(found.id)
    return asking


def _note_use(sign_in_id: int) -> None:
    """Note the use in a transaction of its own, over before the request's begins; it can wait for the next one."""
    try:
        with database().writing() as db:
            note_use(db, sign_in_id, now())
    except OperationalError as error:
        LOG.warning("the use of a sign-in was not noted: %s", error.orig)
