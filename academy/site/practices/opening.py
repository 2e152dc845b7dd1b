"""Whose card a browser may open: behind the link of a letter, signed in as who writes it, or at the card's mailbox."""

from contextlib import suppress

from flask import Response, make_response, request
from flask_babel import gettext
from sqlalchemy.orm import Session

from academy.kit.refusals import Unknown
from academy.kit.words import N_
from academy.practices.links import get_card_by
from academy.practices.models import Practice
from academy.practices.queries import find_card
from academy.web.current import SignedIn, account
from academy.web.errors import error_page
from academy.web.private_links import keep_open, nothing, opened, unnamed

__all__ = ["closed", "kind_of", "nothing", "own_card", "owner_of", "personal"]


def kind_of(number: int) -> str:
    """Return under which name the link of a card is kept in a browser."""
    return f"card-{number}"


def own_card(session: Session, number: int, *, locked: bool = False) -> Practice:
    """Return a card that this browser may write, with all that it names; of any other nothing is known."""
    with suppress(Unknown):
        found = get_card_by(session, opened(kind_of(number)), locked=locked)
        if found.id == number:
            return found
    asking = account()
    own = find_card(session, number, locked=locked) if asking else None
    if own is None or asking is None or not _is_theirs(own, asking):
        raise Unknown(N_("There is no card under this number."))
    return own


def owner_of(number: int) -> str:
    """Return whose the files are that are sent from the page of a card."""
    return f"practice:{number}"


def personal(response: Response, number: int) -> Response:
    """Let a page of a card keep its link open, and tell no other page where its reader came from."""
    return keep_open(kind_of(number), response)


def closed() -> Response:
    """Say that the link is not open any more; what was typed comes back with the page, to be sent again."""
    if request.form.keys() <= {"csrf_token"}:
        return nothing()
    advice = gettext(
        "The link of this card is not open in this browser any more. Open the one in our latest letter in another "
        "window, then send this again: what you typed is still here."
    )
    return unnamed(make_response(*error_page(401, advice)))


def _is_theirs(card: Practice, asking: SignedIn) -> bool:
    """Tell whether somebody who is signed in writes a card: as its person, or at the mailbox of its letters."""
    is_person = card.person_id is not None and card.person_id == asking.person_id
    return is_person or (card.email != "" and card.email == asking.email.lower())
