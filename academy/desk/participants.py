"""Lists at the desk: who takes part, who was put forward, who waits, which institutions; acting on many; exports."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext, ngettext

from academy.access import Can
from academy.desk.inputs import small_number
from academy.desk.many import ACTS, MOST, Act, act_on
from academy.desk.pages import done, page, part_of
from academy.desk.participant_exports import exported
from academy.editions.models import Edition
from academy.editions.queries import get_edition, get_whole_edition
from academy.editions.rules import countries_in_order
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.participation.lists import (
    Line,
    Wanted,
    by_name,
    count_states,
    filtered,
    in_line,
    institutions,
    list_lines,
    numbers,
)
from academy.participation.models import State
from academy.participation.queries import admission_of, list_institution_types, list_quota_rules
from academy.participation.waiting import next_offers
from academy.web.current import now
from academy.web.guard import Reply, requires
from academy.web.language import language
from academy.web.transactions import db

bp = Blueprint("participants", __name__)

_UNDECIDED = frozenset({State.NOMINATED, State.CONTESTED})
_KINDS = {"participants": frozenset[State](), "nominations": _UNDECIDED, "waiting": frozenset({State.WAITING})}


@bp.get("/editions/<edition_slug>/participants")
@requires(Can.KEEP_SEATS)
def participants(edition_slug: str) -> Reply:
    """List everybody who takes part, or did."""
    return _list(edition_slug, "participants", gettext("Participants"))


@bp.get("/editions/<edition_slug>/nominations")
@requires(Can.KEEP_SEATS)
def nominations(edition_slug: str) -> Reply:
    """List those about whom organisers are to decide."""
    return _list(edition_slug, "nominations", gettext("Nominations to decide"))


@bp.get("/editions/<edition_slug>/waiting")
@requires(Can.KEEP_SEATS)
def waiting(edition_slug: str) -> Reply:
    """List those who wait, in the order in which they are served."""
    return _list(edition_slug, "waiting", gettext("Waiting list"))


@bp.get("/editions/<edition_slug>/participating-institutions")
@requires(Can.KEEP_SEATS)
def bodies(edition_slug: str) -> Reply:
    """List the institutions of those who take part."""
    edition = get_whole_edition(db(), edition_slug)
    wanted = read_wanted()
    lines = filtered(list_lines(db(), edition), replace(wanted, institution=""))
    part = part_of(institutions(lines, language()))
    return page("participation/bodies", edition=edition, part=part, countries=_countries(edition), wanted=wanted)


@bp.post("/editions/<edition_slug>/participants/act")
@requires(Can.KEEP_SEATS)
def act(edition_slug: str) -> Reply:
    """Do the same with many: asked first who they are where it cannot simply be taken back; each for themselves."""
    edition = get_edition(db(), edition_slug)
    kind = request.values.get("list", "participants")
    back = url_for(f".{kind if kind in _KINDS else 'participants'}", edition_slug=edition_slug)
    wanted_act = ACTS.get(request.values.get("act", ""))
    lines = _chosen(edition, kind)
    if wanted_act is None or not lines:
        raise Refusal(N_("Choose what is to be done, and with whom."))
    if len(lines) > MOST:
        message = N_("You have chosen %(count)s; at most %(most)s are done at once. Filter the list first.")
        raise Refusal(message, count=len(lines), most=MOST)
    reason = request.form.get("reason", "")
    if wanted_act.asks and not request.form.get("sure"):
        return _ask(edition, wanted_act, lines, kind, back)
    if wanted_act.needs_reason and not reason.strip():
        answer = _ask(edition, wanted_act, lines, kind, back, gettext("Say why: the person reads it."))
        return answer, 422
    result = act_on(db(), edition, wanted_act, lines, reason, now())
    said = ngettext("Done for %(num)s person.", "Done for %(num)s people.", result.count)
    for name, why in result.refused[:20]:
        said += f" {name}: {why}"
    return done(said, back)


@bp.get("/editions/<edition_slug>/participants.<any(csv, xlsx):form>")
@requires(Can.KEEP_SEATS)
def export(edition_slug: str, form: str) -> Response:
    """Return a list as a spreadsheet, as it is filtered."""
    edition = get_whole_edition(db(), edition_slug)
    kind = request.args.get("list", "participants")
    lines = _shown(edition, kind if kind in _KINDS else "participants", read_wanted())
    return exported(edition, lines, form, kind)


def _ask(edition: Edition, wanted: Act, lines: Sequence[Line], kind: str, back: str, problem: str = "") -> str:
    facts: dict[str, Any] = {"act": wanted, "lines": lines, "list": kind, "back": back, "problem": problem}
    return render_template("desk/participation/act.html", edition=edition, form=None, **facts)


def read_wanted() -> Wanted:
    """Return what the address filters by."""
    given = request.values
    states = frozenset(State(one) for one in given.getlist("state") if one in set(State))
    return Wanted(
        states=states,
        type_id=small_number(given.get("type", "")),
        country=given.get("country", "")[:2],
        institution=given.get("institution", "")[:300],
        search=given.get("search", "")[:200],
        only=given.get("only", ""),
    )


def _list(edition_slug: str, kind: str, title: str) -> Reply:
    edition = get_whole_edition(db(), edition_slug)
    wanted, every = read_wanted(), list_lines(db(), edition)
    of_kind = [one for one in every if not _KINDS[kind] or one.state in _KINDS[kind]]
    shown = _ordered(filtered(of_kind, wanted), kind)
    rules = list_quota_rules(db(), edition)
    types = list_institution_types(db(), edition)
    return page(
        "participation/participants",
        edition=edition,
        kind=kind,
        title=title,
        part=part_of(shown),
        counts=count_states(filtered(of_kind, replace(wanted, states=frozenset()))),
        wanted=wanted,
        query=_query(wanted),
        types=types,
        type_names={one.id: one.name for one in types},
        countries=_countries(edition),
        numbers=numbers(every, rules) if kind == "waiting" else {},
        next_offers=next_offers(admission_of(db(), edition), edition, now()) if kind == "waiting" else None,
        acts=[one for one in ACTS.values() if kind in one.lists],
        most=MOST,
        anybody=bool(every),
    )


def _shown(edition: Edition, kind: str, wanted: Wanted) -> list[Line]:
    lines = [one for one in list_lines(db(), edition) if not _KINDS[kind] or one.state in _KINDS[kind]]
    return _ordered(filtered(lines, wanted), kind)


def _ordered(lines: Sequence[Line], kind: str) -> list[Line]:
    return in_line(lines) if kind == "waiting" else by_name(lines, language())


def _chosen(edition: Edition, kind: str) -> list[Line]:
    """Return whom a form means: those with a tick, or all that the filter finds."""
    shown = _shown(edition, kind if kind in _KINDS else "participants", read_wanted())
    if request.values.get("all"):
        return shown
    ticked = {small_number(text) for text in request.values.getlist("number")}
    return [line for line in shown if line.number in ticked]


def _query(wanted: Wanted) -> Mapping[str, object]:
    """Return a filter as the arguments of an address."""
    said = {
        "state": sorted(wanted.states),
        "type": wanted.type_id,
        "country": wanted.country,
        "institution": wanted.institution,
        "search": wanted.search,
        "only": wanted.only,
    }
    return {name: value for name, value in said.items() if value}


def _countries(edition: Edition) -> dict[str, str]:
    return {row.code: name for row, name in countries_in_order(edition.countries, language())}
