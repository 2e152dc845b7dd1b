"""When a letter is tried again, and what may still be done with one."""

from datetime import timedelta

from academy.outbox.models import LetterState

GOODBYE = "erasure"
"""The origin of the last letters to somebody whose data are erased: they are emptied once they have left."""

_URGENT = (10, 30, 60, 300, 900)
_TO_MANY = (60, 300, 900, 3600, 4 * 3600, 12 * 3600)
_LONGEST_ERROR = 500

MOST_TRIES = 20
"""A letter that was begun so often, and never ended well or badly, ends the worker that tries it."""

LEASE = timedelta(minutes=4)
"""How long a worker may have a letter in hand. Longer than the slowest mail server takes that we still wait for."""

BOUNCES_SHOWN = timedelta(days=14)
"""How long a letter that came back is shown as something that needs a hand."""

OVERDUE = timedelta(minutes=15)
"""A letter that is due for so long says that no worker runs."""

REPEATABLE = frozenset({LetterState.QUEUED, LetterState.FAILED, LetterState.BOUNCED})
WITHDRAWABLE = frozenset({LetterState.QUEUED, LetterState.FAILED})
RETURNABLE = frozenset({LetterState.QUEUED, LetterState.LEASED, LetterState.SENT, LetterState.FAILED})
"""A letter may come back before we know that it was taken: the worker was ended in between."""


def pause_after(tries: int, *, is_urgent: bool) -> timedelta | None:
    """Return how long to wait after so many tries; None where it was the last one.

    >>> pause_after(1, is_urgent=True)
    datetime.timedelta(seconds=10)
    """
    pauses = _URGENT if is_urgent else _TO_MANY
    return timedelta(seconds=pauses[tries - 1]) if tries <= len(pauses) else None


def storable(error: str) -> str:
    """Return what somebody else's program said as every database can keep it: on one line, and not too long."""
    said = " ".join(error.split())
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in said)[:_LONGEST_ERROR]
