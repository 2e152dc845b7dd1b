"""What the private link in a letter carries: a number, and a signature that only we can make.

It is made anew for each letter and kept nowhere. The nonce of what it opens goes into it: with another nonce, links
that were sent before open nothing.
"""

import hmac
import re

from academy.kit.sealing import KeyRing

_TOKEN = re.compile(r"([1-9]\d{0,8})-([0-9a-f]{64})", re.ASCII)


def token_for(purpose: str, number: int, nonce: str, keys: KeyRing) -> str:
    """Return the token that opens the thing of this number, for a purpose such as "calendar invitation"."""
    return f"{number}-{_signature(purpose, number, nonce, keys, keys.present)}"


def number_in(token: str) -> int | None:
    """Return the number that a token speaks of, or None where it is no token at all."""
    found = _TOKEN.fullmatch(token)
    return int(found[1]) if found else None


def is_signed(token: str, purpose: str, number: int, nonce: str, keys: KeyRing) -> bool:
    """Tell whether a token opens the thing of this number, signed with any of our keys."""
    signed = (f"{number}-{_signature(purpose, number, nonce, keys, name)}" for name in keys.keys)
    return any(hmac.compare_digest(token.encode(), one.encode()) for one in signed)


def _signature(purpose: str, number: int, nonce: str, keys: KeyRing, name: str) -> str:
    return keys.mark(name, purpose, f"{number}:{nonce}".encode())
