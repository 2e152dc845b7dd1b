"""Public pages of practices."""

from flask import Response

from academy.access import Can
from academy.agenda.queries import list_slots, list_slots_of_practice
from academy.kit.refusals import Unknown
from academy.kit.words import N_
from academy.practices.queries import get_practice
from academy.site.pages import page, shown_edition
from academy.site.practices import bp
from academy.web.guard import requires
from academy.web.transactions import db


@bp.get("/<edition_slug>/practices/")
@requires(Can.READ)
def practices(language: str, edition_slug: str) -> Response:  # noqa: ARG001
    """Show the practices that an edition's programme presents, with the slots that present them."""
    found = shown_edition(edition_slug)
    presented = [(slot, talk) for slot in list_slots(db(), found) for talk in slot.talks if talk.practice]
    return page("practices/practices", edition=found, presented=presented)


@bp.get("/practices/<slug>/")
@requires(Can.READ)
def practice(language: str, slug: str) -> Response:  # noqa: ARG001
    """Show a practice and where it was or will be presented; one that never was has no page."""
    found = get_practice(db(), slug)
    slots = list_slots_of_practice(db(), found)
    if not slots:
        raise Unknown(N_("There is no practice under this address."))
    return page("practices/practice", practice=found, slots=slots)
