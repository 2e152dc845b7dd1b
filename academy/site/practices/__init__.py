"""Practices as readers find them, and the cards behind private links: written, and approved, by their authors."""

from flask import Blueprint

bp = Blueprint("practices", __name__)

from academy.site.practices import reading  # noqa: E402 (modules add their routes to the blueprint)

__all__ = ["bp", "reading"]
