"""How often somebody may try."""

import time

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

LIMITER = Limiter(get_remote_address, default_limits=[], headers_enabled=False)

SIGN_IN = "10 per minute; 60 per hour"
"""Attempts to sign in from one address of the network."""

SIGN_IN_ONE = "5 per minute; 20 per hour"
"""Attempts from one address of the network at one account."""

SIGN_IN_LINKS = "10 per minute; 60 per hour"
"""Links that are asked for from one address of the network, for whichever mailbox."""

NEW_PASSWORDS = "10 per minute; 60 per hour"
"""Passwords that are tried, or judged, from one address of the network by who is signed in."""

_REFUSED = 422


def init_app(app: Flask, storage: str) -> None:
    """Count in `storage`; where it cannot be reached, count in memory and go on."""
    app.config.update(RATELIMIT_STORAGE_URI=storage, RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True)
    LIMITER.init_app(app)


def has_failed(response: Response) -> bool:
    """Tell whether an attempt counts: who signs in rightly, and often, is not locked out."""
    return response.status_code == _REFUSED


def seconds_left() -> int:
    """Return after how many seconds the limit that was reached lets the next attempt through."""
    reached = LIMITER.current_limit
    return max(1, int(reached.reset_at - time.time())) if reached else 60


def address_and_account() -> str:
    """Return what attempts at one account from one place are counted by."""
    return f"{get_remote_address()} {request.form.get('email', '').strip().lower()[:200]}"
