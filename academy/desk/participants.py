"""Lists at the desk: who takes part, was put forward, or waits; their institutions and needs; acting on many."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext, ngettext

from academy.access import Can
from academy.desk.inputs import small_number
from academy.desk.many import ACTS, MOST, Act, act_on, find_act
from academy.desk.pages import done, page, part_of
from academy.desk.participant_exports import exported
from academy.desk.participant_lists import (
    Found,
    countries_of,
    find_people,
    places_of,
    query_of,
    read_list,
    read_wanted,
)
from academy.editions.models import Edition
from academy.editions.queries import get_edition, get_whole_edition
from academy.kit.refusals import Refusal
from academy.participation.lists import TITLES, Line, PeopleList, count_states, list_lines
from academy.participation.needs import FEWEST, list_needs
from academy.participation.queries import admission_of, list_institution_types
from academy.participation.waiting import next_offers
from academy.web.current import now
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.transactions import db, start_over

bp = Blueprint("participants", __name__)


@bp.get("/editions/<edition_slug>/participants")
@requires(Can.KEEP_SEATS)
def participants(edition_slug: str) -> Reply:
    """List everybody who takes part, or did."""
    return _list(get_whole_edition(db(), edition_slug), PeopleList.PARTICIPANTS)


@bp.get("/editions/<edition_slug>/nominations")
@requires(Can.KEEP_SEATS)
def nominations(edition_slug: str) -> Reply:
    """List those about whom organisers are to decide."""
    return _list(get_whole_edition(db(), edition_slug), PeopleList.NOMINATIONS)


@bp.get("/editions/<edition_slug>/waiting")
@requires(Can.KEEP_SEATS)
def waiting(edition_slug: str) -> Reply:
    """List those who wait, in the order in which they are served."""
    return _list(get_whole_edition(db(), edition_slug), PeopleList.WAITING)


@bp.get("/editions/<edition_slug>/participating-institutions")
@requires(Can.KEEP_SEATS)
def institutions(edition_slug: str) -> Reply:
    """List the institutions of those who take part."""
    edition = get_whole_edition(db(), edition_slug)
    found = find_people(db(), edition, PeopleList.INSTITUTIONS)
    return page("participation/institutions", part=part_of(found.bodies), **_filter(edition, found))


@bp.get("/editions/<edition_slug>/needs")
@requires(Can.KEEP_SEATS)
def needs(edition_slug: str) -> Reply:
    """Tell those who provide food, rooms and transport what people need, as numbers."""
    edition = get_edition(db(), edition_slug)
    return page("participation/needs", edition=edition, needs=list_needs(db(), edition), fewest=FEWEST)


@bp.get("/editions/<edition_slug>/participants.<any(csv, xlsx):form>")
@requires(Can.KEEP_SEATS)
def export(edition_slug: str, form: str) -> Response:
    """Return a list as a spreadsheet, as it is filtered."""
    edition = get_edition(db(), edition_slug)
    return exported(edition, find_people(db(), edition, read_list()), form)


@bp.post("/editions/<edition_slug>/participants/act")
@requires(Can.KEEP_SEATS)
def act(edition_slug: str) -> Reply:
    """Do the same with many: it is asked first where it cannot be taken back, and done with each for themselves."""
    edition, which = get_whole_edition(db(), edition_slug), read_list()
    lines = _chosen(edition, which)
    try:
        wanted = find_act(request.form.get("act", ""), which, len(lines))
    except Refusal as refusal:
        start_over()
        return _list(get_whole_edition(db(), edition_slug), which, sentence(refusal))
    reason = request.form.get("reason", "").strip()
    if wanted.is_asked(len(lines)) and not request.form.get("sure"):
        return _ask(edition, which, wanted, lines)
    if wanted.needs_reason and not reason:
        return _ask(edition, which, wanted, lines, gettext("Say why: the person reads it."))
    return _do(edition, which, wanted, lines, reason)


def _do(edition: Edition, which: PeopleList, wanted: Act, lines: Sequence[Line], reason: str) -> Reply:
    result = act_on(db(), edition, wanted, lines, reason, now())
    back = _at(edition, which)
    if not result.refused:
        return done(ngettext("Done for %(num)s person.", "Done for %(num)s people.", result.count), back)
    return page("participation/acted", edition=edition, act=wanted, result=result, back=back)


def _ask(edition: Edition, which: PeopleList, wanted: Act, lines: Sequence[Line], problem: str = "") -> Reply:
    """Say with whom it would be done, and ask whether it is meant."""
    start_over()
    facts: dict[str, Any] = {
        "act": wanted,
        "lines": lines,
        "which": which,
        "query": query_of(read_wanted()),
        "problem": problem,
    }
    return page("participation/act", edition=edition, back=_at(edition, which), **facts)


def _list(edition: Edition, which: PeopleList, problem: str = "") -> Reply:
    found = find_people(db(), edition, which)
    return page(
        "participation/participants",
        title=gettext(TITLES[which]),
        part=part_of(found.lines),
        counts=count_states(found.without_states()),
        places=places_of(db(), edition, found) or {},
        next_offers=next_offers(admission_of(db(), edition), edition, now()) if which == PeopleList.WAITING else None,
        acts=[one for one in ACTS.values() if which in one.lists],
        most=MOST,
        problem=problem,
        ticked=_ticked(),
        **_filter(edition, found),
    )


def _filter(edition: Edition, found: Found) -> dict[str, Any]:
    """Return what the filter above a list shows."""
    types = list_institution_types(db(), edition)
    return {
        "edition": edition,
        "which": found.which,
        "wanted": found.wanted,
        "query": query_of(found.wanted),
        "anybody": bool(found.every),
        "types": types,
        "type_names": {one.id: one.name for one in types},
        "countries": countries_of(edition, found),
    }


def _chosen(edition: Edition, which: PeopleList) -> list[Line]:
    """Return whom a form means: those with a tick, whatever has become of them; or all that the filter finds."""
    if request.form.get("all"):
        return list(find_people(db(), edition, which).lines)
    ticked = _ticked()
    return [line for line in list_lines(db(), edition) if line.number in ticked]


def _at(edition: Edition, which: PeopleList) -> str:
    """Return the address of a list, filtered as it was."""
    return url_for(f".{which.value}", edition_slug=edition.slug, **query_of(read_wanted()))


def _ticked() -> set[int]:
    return {number for text in request.form.getlist("number") if (number := small_number(text)) is not None}
