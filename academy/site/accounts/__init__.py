"""Signing in by every way there is, and everybody's own page."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)

from academy.site.accounts import (  # noqa: E402 (modules add their routes to the blueprint)
    arriving,
    factors,
    invitations,
    links,
    own_page,
    paper,
    passkeys,
    provider,
    second,
    sign_ins,
    signing_in,
)

__all__ = [
    "arriving",
    "bp",
    "factors",
    "invitations",
    "links",
    "own_page",
    "paper",
    "passkeys",
    "provider",
    "second",
    "sign_ins",
    "signing_in",
]
