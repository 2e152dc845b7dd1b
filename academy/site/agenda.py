"""Public pages of the programme."""

from datetime import date

from flask import Blueprint, Response, request

from academy.access import Can
from academy.agenda.models import SlotKind
from academy.agenda.programme import Programme, arrange
from academy.agenda.queries import get_slot, list_slots
from academy.kit.refusals import Refusal
from academy.kit.zones import Zone, read_zone
from academy.site.pages import page, shown_edition
from academy.web.errors import sentence
from academy.web.guard import requires
from academy.web.transactions import db

bp = Blueprint("agenda", __name__)


@bp.get("/<edition_slug>/programme/")
@requires(Can.READ)
def programme(language: str, edition_slug: str) -> Response:  # noqa: ARG001
    """Show the programme; of one day, kind or language where the address asks for it, with the reader's own hours."""
    found = shown_edition(edition_slug)
    whole = arrange(list_slots(db(), found), found.zone)
    own_zone, problem = _own_zone()
    day, kind, spoken = _day(whole), _kind(), request.args.get("spoken", "")
    shown = _filtered(whole, day, kind, spoken)
    return page(
        "agenda/programme",
        edition=found,
        status=422 if problem else 200,
        whole=whole,
        programme=shown,
        chosen={"day": day and day.isoformat(), "kind": kind, "spoken": spoken, "zone": request.args.get("zone")},
        own_zone=own_zone,
        problem=problem,
    )


@bp.get("/<edition_slug>/programme/<code>/")
@requires(Can.READ)
def slot(language: str, edition_slug: str, code: str) -> Response:  # noqa: ARG001
    """Show one item of the programme."""
    found = shown_edition(edition_slug)
    item = get_slot(db(), found, code)
    own_zone, problem = _own_zone()
    return page(
        "agenda/slot", edition=found, slot=item, own_zone=own_zone, status=422 if problem else 200, problem=problem
    )


def _own_zone() -> tuple[Zone | None, str]:
    """Return the zone that the reader asked for, and what is wrong with it where it is none."""
    asked = request.args.get("zone", "")
    if not asked:
        return None, ""
    try:
        return read_zone(asked), ""
    except Refusal as refusal:
        return None, sentence(refusal)


def _day(programme: Programme) -> date | None:
    return next((day for day in programme.dates if day.isoformat() == request.args.get("day")), None)


def _kind() -> str:
    asked = request.args.get("kind", "")
    return asked if asked in set(SlotKind) else ""


def _filtered(programme: Programme, day: date | None, kind: str, spoken: str) -> Programme:
    shown = programme.only(day)
    if kind:
        shown = shown.where(lambda slot: slot.kind == kind)
    if spoken:
        shown = shown.where(lambda slot: spoken in {*slot.floor_languages, *slot.interpretation_languages})
    return shown
