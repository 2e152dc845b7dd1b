"""Editions as JSON: the edition file's own format, with what readers may see."""

from flask import Blueprint, Response, jsonify, make_response

from academy.access import Can
from academy.editions.queries import get_whole_edition, list_editions
from academy.kit.refusals import Unknown
from academy.kit.words import N_
from academy.records.edition_file.writing import edition_file, to_json
from academy.web.guard import requires
from academy.web.links import config, edition_link
from academy.web.transactions import db

bp = Blueprint("editions", __name__)

_KEPT = "public, max-age=0, must-revalidate"


@bp.get("/editions")
@requires(Can.READ)
def editions() -> Response:
    """List public editions: key, title, days, page."""
    rows = [
        {
            "key": edition.slug,
            "series": edition.series.slug,
            "title": dict(sorted(edition.title.items())),
            "starts_on": edition.starts_on and edition.starts_on.isoformat(),
            "ends_on": edition.ends_on and edition.ends_on.isoformat(),
            "state": edition.state.value,
            "page": edition_link(edition, config().language),  # kept for all readers alike
        }
        for edition in list_editions(db(), public=True)
    ]
    response = jsonify(editions=rows)
    response.headers["Cache-Control"] = _KEPT
    return response


@bp.get("/editions/<edition_slug>")
@requires(Can.READ)
def edition(edition_slug: str) -> Response:
    """Return a public edition as an edition file without what only the desk sees."""
    found = get_whole_edition(db(), edition_slug)
    if not found.is_public:
        raise Unknown(N_("There is no edition called “%(slug)s”."), slug=edition_slug[:80])
    response = make_response(to_json(edition_file(db(), found, public=True)))
    response.headers["Content-Type"] = "application/json"
    response.headers["Cache-Control"] = _KEPT
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
