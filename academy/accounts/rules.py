"""What a sign-in is made of."""

from datetime import timedelta
from hashlib import sha256

from academy.kit.refusals import Refusal
from academy.kit.words import N_

SIGNED_IN_FOR = timedelta(hours=12)
"""How long a browser stays signed in: a working day."""

SHORTEST, LONGEST = 12, 256
"""Characters in a password."""


def digest(token: str) -> str:
    """Return what is kept of a sign-in's token."""
    return sha256(token.encode()).hexdigest()


def check_password(password: str) -> None:
    """Refuse a password that is too short to be one, or too long to be hashed."""
    if not SHORTEST <= len(password) <= LONGEST:
        message = N_("A password has from %(shortest)s to %(longest)s characters.")
        raise Refusal(message, shortest=SHORTEST, longest=LONGEST, field="password")
