"""Public pages of series and editions."""

from flask import Blueprint, Response

from academy.access import Can
from academy.agenda.queries import list_parts, list_slots
from academy.editions.queries import get_series, list_editions, list_series
from academy.editions.rules import is_past
from academy.kit.refusals import Unknown
from academy.kit.words import N_
from academy.practices.models import CardState
from academy.practices.queries import list_announced
from academy.publishing.jsonld import edition_as_event
from academy.site.pages import page, shown_edition
from academy.web.current import now
from academy.web.guard import requires
from academy.web.links import page_of
from academy.web.transactions import db

bp = Blueprint("editions", __name__)


@bp.get("/")
@requires(Can.READ)
def home(language: str) -> Response:  # noqa: ARG001 (the address names it, `web.language` reads it)
    """Show what comes next and what was, by series."""
    editions = list_editions(db(), public=True)
    today = now().date()
    coming = [edition for edition in reversed(editions) if not is_past(edition, today)]
    past = [edition for edition in editions if is_past(edition, today)]
    shown = {edition.series_id for edition in editions}
    series = [one for one in list_series(db()) if one.id in shown]
    return page("editions/home", coming=coming, past=past, series=series)


@bp.get("/series/<series_slug>/")
@requires(Can.READ)
def series(language: str, series_slug: str) -> Response:  # noqa: ARG001
    """Show a series with its public editions."""
    found = get_series(db(), series_slug)
    editions = list_editions(db(), public=True, series=found)
    if not editions:
        raise Unknown(N_("There is no series called “%(slug)s”."), slug=series_slug[:80])
    return page("editions/series", series=found, editions=editions)


@bp.get("/<edition_slug>/")
@requires(Can.READ)
def edition(language: str, edition_slug: str) -> Response:
    """Show what an edition is, when, where, for whom, and its concept note."""
    found = shown_edition(edition_slug, whole=True)
    slots = list_slots(db(), found)
    event = edition_as_event(found, slots, language, page_of)
    presented = (talk.practice for slot in slots for talk in slot.talks)
    practices = {one.id: one for one in presented if one is not None and one.state == CardState.ACCEPTED}
    return page(
        "editions/edition",
        edition=found,
        slots=slots,
        practices=list(practices.values()),
        parts=list_parts(db(), found),
        event=event,
        announced=lambda: list_announced(db(), found),
    )
