"""Passwords: which ones are taken, and their argon2 digests.

Hashing takes some 0.2 s and 64 MiB on purpose, judging a password some 0.05 s: never do it inside a transaction.

A new password has twelve characters or more, of any kind. It is judged by zxcvbn, which brings its lists along, so
that nothing is asked of anybody else: refused is what can be guessed within ten thousand million guesses. That takes in
every entry of those lists that is as long as we ask for (3,973 of them, more than the 3,000 that ASVS 6.2.4 asks for;
229 from lists of passwords, since few popular ones are as long, the others words and names), and what people make of
shorter entries: digits or years behind them, letters replaced, words doubled, walks over the keyboard. With ten
characters the lists would hold more, and each password less. Words of one's own (name, address) and of ours (the
installation's name, what we do) count as known.
"""

import re
from collections.abc import Iterable
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from academy.accounts.rules import LONGEST, SHORTEST
from academy.kit.refusals import Refusal
from academy.kit.words import N_

_HASHER = PasswordHasher()
_AT_ONCE = BoundedSemaphore(2)
_GUESSES = 10**10
_JUDGED = 32
"""Characters that are judged: what begins so well is good, and more would take seconds for some passwords."""
_OURS = (
    "academy",
    "academia",
    "academie",
    "akademie",
    "seminar",
    "workshop",
    "organiser",
    "desk",
    "ilo",
    "oit",
    "turin",
)
_WORD = re.compile(r"\w+")


def check_password(password: str, own: Iterable[str] = (), field: str = "password") -> None:
    """Refuse a new password that is too short, too long or too easy to guess; `own` are words that others may know."""
    if not SHORTEST <= len(password) <= LONGEST:
        message = N_("A password has from %(shortest)s to %(longest)s characters.")
        raise Refusal(message, shortest=SHORTEST, longest=LONGEST, field=field)
    if _guesses(password, own) < _GUESSES:
        message = N_(
            "This password is too easy to guess. Choose another one: four words that have nothing in common, say."
        )
        raise Refusal(message, field=field)


def _guesses(password: str, own: Iterable[str]) -> float:
    from zxcvbn import zxcvbn  # noqa: PLC0415 (its lists take 0.2 s to read: every command would wait for them)

    known = {part for word in own for part in (word, *_WORD.findall(word))}
    with _AT_ONCE:
        return float(zxcvbn(password[:_JUDGED], [*_OURS, *sorted(known)])["guesses"])


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
