"""Calendars of what is public, invitations of single people, and their answers."""

from flask import Blueprint

bp = Blueprint("calendar", __name__)

from academy.site.calendar import feeds, mine, replies  # noqa: E402, F401 (modules add their routes to the blueprint)
