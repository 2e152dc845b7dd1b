"""What private links open: somebody's own participation, or the page of who may put people forward. No account needed.

A third one begins a registration: it names an edition and an e-mail address, and is over after some days.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.db.engine import keys_of
from academy.kit.refusals import Refusal, Unknown
from academy.kit.sealing import KeyRing
from academy.kit.tokens import is_signed, number_in, token_for
from academy.kit.words import N_
from academy.participation.models import Mandate, Registration
from academy.participation.queries import find_registration_by, whole_mandate

ARRIVAL_LASTS = timedelta(days=7)
"""How long the link stands with which a registration is begun."""

_REGISTRATION, _MANDATE, _ARRIVAL = "registration", "mandate", "beginning a registration"
_ENDED = N_("This link was ended by the organisers. Ask them if you still put people forward.")
_NOTHING = N_("This link opens nothing here. Use the one in our latest letter, whole.")


class Ended(Unknown):
    """A link of ours that opened something once: who has it may read that, and nothing else."""


def registration_token(registration: Registration, keys: KeyRing) -> str:
    """Return what opens somebody's own participation."""
    return token_for(_REGISTRATION, registration.id, registration.nonce, keys)


def mandate_token(mandate: Mandate, keys: KeyRing) -> str:
    """Return what opens the page of who may put people forward."""
    return token_for(_MANDATE, mandate.id, mandate.nonce, keys)


def get_registration_by(db: Session, token: str, *, locked: bool = False) -> Registration:
    """Return the participation that a token opens, with all that it names; refuse any other."""
    number = number_in(token)
    found = None if number is None else find_registration_by(db, number, locked=locked)
    if found is None or not is_signed(token, _REGISTRATION, found.id, found.nonce, keys_of(db)):
        raise Unknown(_NOTHING)
    return found


def get_mandate_by(db: Session, token: str) -> Mandate:
    """Return the mandate that a token opens, with all that it names; refuse any other, and one that has ended."""
    number = number_in(token)
    own = select(Mandate).where(Mandate.id == number).options(*whole_mandate())
    found = None if number is None else db.scalar(own)
    if found is None or not is_signed(token, _MANDATE, found.id, found.nonce, keys_of(db)):
        raise Unknown(_NOTHING)
    if found.ended_at is not None:
        raise Ended(_ENDED)
    return found


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody at an e-mail address wants to begin, or to go on with, a registration in an edition."""

    edition_id: int
    email: str


def arrival_token(arrival: Arrival, now: datetime, keys: KeyRing) -> str:
    """Return what lets the owner of a mailbox begin a registration, for some days."""
    over = int((now + ARRIVAL_LASTS).timestamp())
    return str(_signer(keys, keys.present).dumps([arrival.edition_id, arrival.email, over]))


def read_arrival(token: str, now: datetime, keys: KeyRing) -> Arrival:
    """Return who arrives; refuse a forged link, and one that is over."""
    for name in keys.keys:
        try:
            edition_id, email, over = _signer(keys, name).loads(token)
        except (BadSignature, ValueError):
            continue
        if now.timestamp() >= over:
            raise Refusal(N_("This link is over. Ask for a new one: nothing that you had filled in is lost."))
        return Arrival(edition_id, email)
    raise Unknown(_NOTHING)


def _signer(keys: KeyRing, name: str) -> URLSafeSerializer:
    return URLSafeSerializer(keys.mark(name, _ARRIVAL, b"key"), salt=_ARRIVAL)
