"""Calendars: to download, and to subscribe to at the same address."""

from collections.abc import Sequence
from datetime import date

from flask import Response, abort, make_response, request

from academy.access import Can
from academy.agenda.models import Slot
from academy.agenda.programme import arrange
from academy.agenda.queries import get_slot, list_appearances, list_public_slots, list_slots
from academy.calendar.ics import Feed, calendar, whole_where_empty
from academy.editions.models import Edition, State
from academy.editions.queries import get_edition, get_series, list_editions
from academy.kit.refusals import Unknown
from academy.kit.words import N_
from academy.people.queries import get_person
from academy.site.calendar import bp
from academy.site.pages import KEPT_BY_READERS, page, shown_edition
from academy.web.guard import requires
from academy.web.links import absolute, page_of
from academy.web.transactions import db

MEDIA_TYPE = "text/calendar; charset=utf-8"


@bp.get("/<edition_slug>/calendar/")
@requires(Can.READ)
def choices(language: str, edition_slug: str) -> Response:  # noqa: ARG001
    """Show which calendars an edition has and how to use them; tell what they leave out."""
    found = shown_edition(edition_slug)
    programme = arrange(list_slots(db(), found), found.zone)
    return page("calendar/choices", edition=found, programme=programme)


@bp.get("/<edition_slug>/calendar.ics")
@requires(Can.READ)
def edition(language: str, edition_slug: str) -> Response:
    """Return the calendar of an edition: its slots, or the edition as one entry while it has none."""
    found = _calendared(edition_slug)
    slots = list_public_slots(db(), [found])
    return _answer(_feed(found, language), slots, whole_where_empty(found, slots))


@bp.get("/<edition_slug>/calendar/<day>.ics")
@requires(Can.READ)
def day(language: str, edition_slug: str, day: str) -> Response:
    """Return the calendar of one day of an edition."""
    found = _calendared(edition_slug)
    wanted = _date(day)
    slots = [slot for slot in list_public_slots(db(), [found]) if slot.day == wanted]
    if not slots:
        raise Unknown(N_("Nothing is announced for this day."))
    return _answer(_feed(found, language), slots)


@bp.get("/<edition_slug>/programme/<code>.ics")
@requires(Can.READ)
def slot(language: str, edition_slug: str, code: str) -> Response:
    """Return the calendar of one slot; of one taken out of the programme it says so."""
    found = _calendared(edition_slug)
    item = get_slot(db(), found, code, removed=True)
    if item.public_since is None:
        raise Unknown(N_("This item is not, or no longer, in the programme."))
    return _answer(_feed(found, language, item), [item])


@bp.get("/people/<slug>.ics")
@requires(Can.READ)
def person(language: str, slug: str) -> Response:
    """Return the calendar of everything in which a person appears."""
    found = get_person(db(), slug)
    slots = list_appearances(db(), found, removed=True)
    if not slots:
        raise Unknown(N_("There is nobody under this address."))
    here = absolute(request.path)
    feed = Feed(found.name, language, here.removesuffix(".ics") + "/", here, slots[-1].edition.zone, page_of)
    return _answer(feed, slots)


@bp.get("/series/<slug>.ics")
@requires(Can.READ)
def series(language: str, slug: str) -> Response:
    """Return the calendar of all editions of a series; one without a programme is one entry."""
    found = get_series(db(), slug)
    editions = [one for one in list_editions(db(), series=found) if one.is_calendared]
    if not editions:
        raise Unknown(N_("There is no series called “%(slug)s”."), slug=slug[:80])
    slots = list_public_slots(db(), editions)
    with_slots = {slot.edition_id for slot in slots if slot.day and slot.removed_at is None}
    whole = [one for one in editions if one.id not in with_slots]
    here = absolute(request.path)
    name = str(found.name.wording(language))
    return _answer(Feed(name, language, here.removesuffix(".ics") + "/", here, editions[0].zone, page_of), slots, whole)


def _calendared(slug: str) -> Edition:
    found = get_edition(db(), slug)
    if not found.is_calendared:
        raise Unknown(N_("There is no edition called “%(slug)s”."), slug=slug[:80])
    return found


def _feed(edition: Edition, language: str, item: Slot | None = None) -> Feed:
    name = str((item or edition).title.wording(language, edition.languages))
    about = (
        "" if item or edition.state == State.WITHDRAWN else str(edition.summary.wording(language, edition.languages))
    )
    return Feed(name, language, page_of(item or edition), absolute(request.path), edition.zone, page_of, about)


def _answer(feed: Feed, slots: Sequence[Slot], whole: Sequence[Edition] = ()) -> Response:
    response = make_response(calendar(feed, slots, whole))
    response.headers["Content-Type"] = MEDIA_TYPE
    response.headers["Content-Disposition"] = f'inline; filename="{request.path.rstrip("/").split("/")[-1]}"'
    response.headers["Cache-Control"] = KEPT_BY_READERS
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _date(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        abort(404)
    return found if found.isoformat() == text else abort(404)  # 20260312 is a day too, but has no address
