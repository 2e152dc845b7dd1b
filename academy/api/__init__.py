"""Door: REST, version 1. What is public, as JSON."""

from flask import Blueprint

from academy.api import editions, outbox, practices

ROOMS = (editions, practices, outbox)


def blueprint() -> Blueprint:
    """Return the resources."""
    api = Blueprint("api", __name__, url_prefix="/api/v1")
    for room in ROOMS:
        api.register_blueprint(room.bp)
    return api
