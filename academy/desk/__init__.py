"""Door: where organisers work."""

from flask import Blueprint

from academy.desk import (
    accounts,
    agenda,
    calendar,
    editions,
    messaging,
    outbox,
    paper_codes,
    participants,
    participation,
    people,
    places,
    practices,
    privacy,
    questions,
    seating,
    sheets,
    targets,
    trail,
)

ROOMS = (
    accounts,
    paper_codes,
    editions,
    agenda,
    people,
    practices,
    participation,
    participants,
    questions,
    places,
    targets,
    seating,
    sheets,
    calendar,
    outbox,
    privacy,
    messaging,
    trail,
)


def blueprint() -> Blueprint:
    """Return the desk."""
    desk = Blueprint("desk", __name__, url_prefix="/desk")
    for room in ROOMS:
        desk.register_blueprint(room.bp)
    return desk
