"""What private links open: a card, for whoever writes it; and the page of a call. No account is needed."""

from sqlalchemy.orm import Session

from academy.db.engine import keys_of
from academy.kit.refusals import Unknown
from academy.kit.sealing import KeyRing
from academy.kit.tokens import is_signed, number_in, token_for
from academy.kit.words import N_
from academy.practices.models import Call, Practice
from academy.practices.queries import find_call_by, find_card

_CARD = "practice card"


def card_token(card: Practice, keys: KeyRing) -> str:
    """Return what opens a card for whoever writes it."""
    return token_for(_CARD, card.id, card.nonce, keys)


def get_card_by(db: Session, token: str, *, locked: bool = False) -> Practice:
    """Return the card that a token opens, with all that it names; refuse any other."""
    number = number_in(token)
    found = None if number is None else find_card(db, number, locked=locked)
    if found is None or not is_signed(token, _CARD, found.id, found.nonce, keys_of(db)):
        raise Unknown(N_("This link opens nothing here. Use the one in our latest letter, whole."))
    return found


def get_call_by(db: Session, key: str) -> Call:
    """Return the call that a link leads to, with all that it names; refuse where there is none."""
    found = find_call_by(db, key)
    if found is None:
        raise Unknown(N_("This link leads to no call. Ask whoever gave it to you for the present one."))
    return found
