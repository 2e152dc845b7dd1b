"""Who may do what: the whole of it."""

from enum import Enum, auto


class Can(Enum):
    """What a route asks for."""

    READ = auto()
    """Read what is public."""
    SIGN_IN = auto()
    """Open the desk's front door."""
    ORGANISE = auto()
    """Work at the desk: everything that organisers do."""


_EVERYBODY = frozenset({Can.READ, Can.SIGN_IN})
_ORGANISERS = _EVERYBODY | {Can.ORGANISE}


def may(account_id: int | None, can: Can) -> bool:
    """Tell whether an account (None: a stranger) may do something. Whoever has an account is an organiser."""
    return can in (_EVERYBODY if account_id is None else _ORGANISERS)
