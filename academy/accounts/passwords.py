"""Passwords as argon2 digests. Hashing takes some 0.2 s and 64 MiB on purpose: never do it inside a transaction."""

from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()
_AT_ONCE = BoundedSemaphore(2)


def hashed(password: str) -> str:
    """Return the digest of a password."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def matches(password: str, password_digest: str | None) -> bool:
    """Tell whether a password is the one; as slowly where there is no account as where there is one."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(password_digest or _nobody(), password) and bool(password_digest)
        except (VerificationError, InvalidHashError):
            return False


@cache
def _nobody() -> str:
    # Not when this is imported: every command would wait for it.
    return _HASHER.hash("nobody has this password")
