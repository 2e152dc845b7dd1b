"""Seats at the desk: one participant, who puts people forward, contested seats, deadlines and conditions, offers."""

from flask import Blueprint

bp = Blueprint("seating", __name__)

from academy.desk.seating import (  # noqa: E402 (modules add their routes to the blueprint)
    admission,
    contested,
    new,
    nominators,
    registration,
    units,
)

__all__ = ["admission", "bp", "contested", "new", "nominators", "registration", "units"]
