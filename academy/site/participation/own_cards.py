"""The practice cards of somebody who takes part, and the calls for which they can begin one: from their own page."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from academy.db.engine import keys_of
from academy.participation.models import Registration
from academy.participation.rules import LEAVABLE
from academy.practices.authoring import list_own
from academy.practices.links import card_token
from academy.practices.models import Call, Practice
from academy.practices.queries import list_calls
from academy.practices.rules import window_of
from academy.web.current import account, now
from academy.web.language import language as spoken
from academy.web.transactions import db


@dataclass(frozen=True, slots=True)
class OwnCards:
    """What somebody writes for an edition, with addresses, and for which of its calls they can begin a card now."""

    written: Sequence[tuple[Practice, str]]
    calls: Sequence[Call]


def own_cards(found: Registration) -> OwnCards:
    """Return the cards of somebody who takes part; who does not any more begins none from here."""
    written = [one for one in list_own(db(), found.person_id) if one.edition_id == found.edition_id]
    calls = list_calls(db(), found.edition) if found.state in LEAVABLE else []
    open_ones = [one for one in calls if one.takes_registered and window_of(one).is_open(now())]
    return OwnCards([(one, _address(one)) for one in written], open_ones)


def _address(card: Practice) -> str:
    """Return what opens a card: who is signed in as its person needs no link, and an administrator gets none."""
    asking = account()
    if asking is not None and asking.person_id == card.person_id:
        return url_for("site.practices.card", language=spoken(), number=card.id)
    return url_for("site.practices.open_card", language=spoken(), token=card_token(card, keys_of(db())))
