"""Practices at the desk: records that talks link to, calls, cards, reviews, decisions, translations."""

from flask import Blueprint

bp = Blueprint("practices", __name__)

from academy.desk.practices import (  # noqa: E402 (modules add their routes to the blueprint)
    calls,
    inviting,
    records,
    template,
)

__all__ = ["bp", "calls", "inviting", "records", "template"]
