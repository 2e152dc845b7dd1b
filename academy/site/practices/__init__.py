"""Practices as readers find them, and the cards behind private links: written, and approved, by their authors."""

from flask import Blueprint

bp = Blueprint("practices", __name__)

from academy.site.practices import (  # noqa: E402 (modules add their routes to the blueprint)
    approving,
    call,
    card,
    facts,
    files,
    paste,
    pictures,
    presenting,
    proposal,
    reading,
    reading_in,
    writing,
)

__all__ = [
    "approving",
    "bp",
    "call",
    "card",
    "facts",
    "files",
    "paste",
    "pictures",
    "presenting",
    "proposal",
    "reading",
    "reading_in",
    "writing",
]
