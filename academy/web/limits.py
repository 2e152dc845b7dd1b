"""How often somebody may try."""

import time
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Network, ip_address

from flask import Flask, Response, request
from flask_limiter import Limiter


def network() -> str:
    """Return where attempts come from: an IPv4 address, or the /64 of an IPv6 one, which one customer has whole."""
    said = request.remote_addr or "127.0.0.1"
    with suppress(ValueError):
        address = ip_address(said)
        known = address if isinstance(address, IPv4Address) else address.ipv4_mapped
        return str(known or IPv6Network((int(address), 64), strict=False))
    return said


LIMITER = Limiter(network, default_limits=[], headers_enabled=False)

SIGN_IN = "10 per minute; 60 per hour"
"""Attempts to sign in from one network."""

SIGN_IN_ONE = "5 per minute; 20 per hour"
"""Attempts from one network at one account."""

SIGN_IN_LINKS = "10 per minute; 60 per hour"
"""Links that are asked for from one network, for whichever mailbox."""

NEW_PASSWORDS = "10 per minute; 60 per hour"
"""Passwords that are tried, or judged, from one network by who is signed in."""

WAYS_OUT = "100 per minute; 1000 per hour"
"""Browsers of one network that leave for the provider: a whole ministry may sit behind one address."""

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
