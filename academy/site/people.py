"""Public pages of people and institutions."""

from flask import Blueprint, Response

from academy.access import Can
from academy.agenda.appearances import appearances, institutions_of
from academy.agenda.queries import list_appearances, list_slots, list_slots_of_institution
from academy.kit.refusals import Unknown
from academy.kit.words import N_
from academy.people.queries import get_institution, get_person
from academy.site.pages import page, shown_edition
from academy.web.guard import requires
from academy.web.transactions import db

bp = Blueprint("people", __name__)


@bp.get("/<edition_slug>/people/")
@requires(Can.READ)
def people(language: str, edition_slug: str) -> Response:
    """Show who appears in an edition's programme, and from which institutions."""
    found = shown_edition(edition_slug)
    slots = list_slots(db(), found)
    return page(
        "people/people",
        edition=found,
        appearances=appearances(slots, language),
        institutions=institutions_of(slots, language),
    )


@bp.get("/people/<slug>/")
@requires(Can.READ)
def person(language: str, slug: str) -> Response:  # noqa: ARG001
    """Show a person by where they appeared; one who never appeared in public has no page."""
    found = get_person(db(), slug)
    slots = list_appearances(db(), found)
    if not slots:
        raise Unknown(N_("There is nobody under this address."))
    return page("people/person", person=found, slots=slots)


@bp.get("/institutions/<slug>/")
@requires(Can.READ)
def institution(language: str, slug: str) -> Response:  # noqa: ARG001
    """Show an institution by what it directed and who came from it; without either it has no page."""
    found = get_institution(db(), slug)
    slots = list_slots_of_institution(db(), found)
    if not slots:
        raise Unknown(N_("There is no institution under this address."))
    return page("people/institution", institution=found, slots=slots)
