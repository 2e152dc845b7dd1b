"""What public pages share: which edition is shown to whom, and how long an answer may be kept."""

from flask import Response, abort, make_response, render_template

from academy.access import Can, may
from academy.editions.models import Edition, State
from academy.editions.queries import get_edition, get_whole_edition
from academy.editions.rules import is_past
from academy.kit.refusals import Unknown
from academy.kit.words import N_
from academy.participation.queries import contents
from academy.web.current import now, roles
from academy.web.transactions import db

KEPT_BY_READERS = "public, max-age=0, must-revalidate"


def shown_edition(slug: str, *, whole: bool = False) -> Edition:
    """Return an edition that the reader may see: a public one, or for the desk a draft. A withdrawn one is gone."""
    edition = get_whole_edition(db(), slug) if whole else get_edition(db(), slug)
    if edition.is_public or may(roles(), Can.OPEN_DESK, edition.slug):
        return edition
    if edition.state == State.WITHDRAWN:
        abort(410)
    raise Unknown(N_("There is no edition called “%(slug)s”."), slug=slug[:80])


def page(template: str, /, *, edition: Edition | None = None, status: int = 200, **facts: object) -> Response:
    """Return a public page; one of an edition that is not public is the desk's own and kept nowhere."""
    if edition is not None:
        facts |= {"past": is_past(edition, now().date()), "filled": contents(db(), edition)}
    response = make_response(render_template(f"site/{template}.html", edition=edition, **facts), status)
    return kept(response, edition)


def kept(response: Response, edition: Edition | None) -> Response:
    """Say how long an answer may be kept."""
    if (edition is None or edition.is_public) and response.status_code == 200:  # noqa: PLR2004 (OK)
        response.headers["Cache-Control"] = KEPT_BY_READERS
    return response
