"""Door: where organisers work."""

from flask import Blueprint

from academy.desk import accounts, agenda, editions, participation, people, practices

ROOMS = (accounts, editions, agenda, people, practices, participation)


def blueprint() -> Blueprint:
    """Return the desk."""
    desk = Blueprint("desk", __name__, url_prefix="/desk")
    for room in ROOMS:
        desk.register_blueprint(room.bp)
    return desk
