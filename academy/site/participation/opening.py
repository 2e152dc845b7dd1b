"""Whose participation a browser may open: behind the link of a letter, or signed in as the person."""

from contextlib import suppress

from flask import Response
from sqlalchemy.orm import Session

from academy.kit.refusals import Unknown
from academy.kit.words import N_
from academy.participation.links import get_registration_by
from academy.participation.models import Registration
from academy.participation.queries import find_registration_by
from academy.web.current import account
from academy.web.private_links import keep_open, nothing, opened

__all__ = ["is_lent", "kind_of", "nothing", "own_registration", "personal"]


def kind_of(number: int) -> str:
    """Return under which name the link of a participation is kept in a browser."""
    return f"registration-{number}"


def own_registration(session: Session, number: int, *, locked: bool = False) -> Registration:
    """Return a participation that this browser may open, with all that it names; of any other nothing is known."""
    with suppress(Unknown):
        found = get_registration_by(session, opened(kind_of(number)), locked=locked)
        if found.id == number:
            return found
    asking = account()
    own = find_registration_by(session, number, locked=locked) if asking and asking.person_id else None
    if own is None or asking is None or own.person_id != asking.person_id:
        raise Unknown(N_("Nobody takes part under this number."))
    return own


def is_lent() -> bool:
    """Tell whether an administrator works as somebody: what is sensitive is not shown to them."""
    asking = account()
    return asking is not None and asking.impersonator_id is not None


def personal(response: Response, number: int) -> Response:
    """Let a page of one's own keep its link open, and tell no other page where its reader came from."""
    return keep_open(kind_of(number), response)
