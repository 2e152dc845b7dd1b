"""What the private link to an invitation carries: whose it is, and a signature that only we can make.

It is made anew for each letter and kept nowhere. An invitation's nonce goes into it: with another nonce, links that
were sent before open nothing.
"""

import hmac
import re

from academy.calendar.models import CalendarInvitation
from academy.kit.sealing import KeyRing

_PURPOSE = "calendar invitation"
_TOKEN = re.compile(r"([1-9]\d{0,8})-([0-9a-f]{64})", re.ASCII)


def token_of(invitation: CalendarInvitation, keys: KeyRing) -> str:
    """Return the token of an invitation that has its id."""
    return f"{invitation.id}-{_signature(invitation, keys, keys.present)}"


def id_in(token: str) -> int | None:
    """Return the id of the invitation that a token speaks of, or None where it is no token at all."""
    found = _TOKEN.fullmatch(token)
    return int(found[1]) if found else None


def opens(token: str, invitation: CalendarInvitation, keys: KeyRing) -> bool:
    """Tell whether a token opens an invitation, signed with any of our keys."""
    signed = (f"{invitation.id}-{_signature(invitation, keys, name)}" for name in keys.keys)
    return any(hmac.compare_digest(token.encode(), one.encode()) for one in signed)


def _signature(invitation: CalendarInvitation, keys: KeyRing, name: str) -> str:
    return keys.mark(name, _PURPOSE, f"{invitation.id}:{invitation.nonce}".encode())
