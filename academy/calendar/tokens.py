"""The private link to an invitation: whose it is, and a signature that only we can make."""

from academy.calendar.models import CalendarInvitation
from academy.kit.sealing import KeyRing
from academy.kit.tokens import is_signed, token_for

_PURPOSE = "calendar invitation"


def token_of(invitation: CalendarInvitation, keys: KeyRing) -> str:
    """Return the token of an invitation that has its id."""
    return token_for(_PURPOSE, invitation.id, invitation.nonce, keys)


def opens(token: str, invitation: CalendarInvitation, keys: KeyRing) -> bool:
    """Tell whether a token opens an invitation, signed with any of our keys."""
    return is_signed(token, _PURPOSE, invitation.id, invitation.nonce, keys)
