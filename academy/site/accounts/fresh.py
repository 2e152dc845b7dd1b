"""How one signs in is only changed by whoever has just signed in, or has just shown the second factor again."""

from datetime import datetime, timedelta

from flask import session

from academy.accounts.queries import find_sign_in
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.web.current import SignedIn, account, now
from academy.web.transactions import db

FRESH_FOR = timedelta(minutes=10)
"""How long somebody who has shown who they are is believed to sit there still."""

_KEY = "shown_at"


def is_fresh() -> bool:
    """Tell whether whoever is signed in has shown who they are within the last minutes."""
    asking = account()
    found = find_sign_in(db(), asking.token, now()) if asking else None
    return found is not None and now() - max(found.created_at, _shown_at()) <= FRESH_FOR


def check_fresh() -> SignedIn:
    """Return who is signed in; refuse who has not shown lately who they are."""
    asking = account()
    if asking is None or not is_fresh():
        raise Refusal(N_("Show once more that it is you: go back to the page “Signing in safely”."))
    return asking


def has_shown() -> None:
    """Keep in mind that the second factor was shown again; the cookie is signed."""
    session[_KEY] = now().isoformat()


def _shown_at() -> datetime:
    said = session.get(_KEY)
    return datetime.fromisoformat(said) if said else datetime.min.replace(tzinfo=now().tzinfo)
