"""Door: what visitors, participants, speakers and focal points see. Addresses begin with the language."""

from flask import Blueprint

from academy.site import (
    accounts,
    agenda,
    calendar,
    doorstep,
    editions,
    outbox,
    participation,
    people,
    practices,
    records,
)

ROOMS = (accounts, editions, agenda, people, practices, participation, calendar, outbox, records)


def blueprint() -> Blueprint:
    """Return the public pages, each under the address of its language."""
    site = Blueprint("site", __name__, url_prefix="/<any(en, es, fr, pt, ar):language>")
    for room in ROOMS:
        site.register_blueprint(room.bp)
    return site


def without_language() -> Blueprint:
    """Return what leads from an address without a language to one with the reader's."""
    return doorstep.bp
