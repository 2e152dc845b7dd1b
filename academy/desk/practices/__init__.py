"""Practices at the desk: records that talks link to, calls, cards, reviews, decisions, translations."""

from flask import Blueprint

bp = Blueprint("practices", __name__)

from academy.desk.practices import (  # noqa: E402 (modules add their routes to the blueprint)
    calls,
    cards,
    decisions,
    editing,
    inviting,
    records,
    reviewers,
    reviews,
    template,
    translating,
    translation_files,
    translations,
)

__all__ = [
    "bp",
    "calls",
    "cards",
    "decisions",
    "editing",
    "inviting",
    "records",
    "reviewers",
    "reviews",
    "template",
    "translating",
    "translation_files",
    "translations",
]
