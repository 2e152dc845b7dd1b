"""How often somebody may try."""

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

LIMITER = Limiter(get_remote_address, default_limits=[], headers_enabled=False)

SIGN_IN = "10 per minute; 60 per hour"
"""Attempts to sign in from one address of the network."""

SIGN_IN_ONE = "5 per minute; 20 per hour"
"""Attempts from one address of the network at one account."""


def init_app(app: Flask, storage: str) -> None:
    """Count in `storage`; where it cannot be reached, count in memory and go on."""
    app.config.update(RATELIMIT_STORAGE_URI=storage, RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True)
    LIMITER.init_app(app)


def address_and_account() -> str:
    """Return what attempts at one account from one place are counted by."""
    return f"{get_remote_address()} {request.form.get('email', '').strip().lower()[:200]}"
