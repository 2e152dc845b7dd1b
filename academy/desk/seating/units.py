"""The seats of one country or institution under a rule: who holds them, on which conditions, and until when to ask."""

from datetime import date, time
from typing import NoReturn

from flask import abort, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import select

from academy.access import Can
from academy.desk.pages import done
from academy.desk.seating import bp
from academy.editions.models import Edition
from academy.editions.queries import get_edition
from academy.kit.countries import country_name
from academy.kit.hours import read_hours
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.participation.conditions import write_seat
from academy.participation.lapsing import extend
from academy.participation.models import QuotaRule, Scope, Seat, Total
from academy.participation.nominating import list_seats
from academy.participation.queries import find_right, list_quota_rules
from academy.participation.rules import closes
from academy.participation.seating import add_seat
from academy.participation.seats_history import list_held
from academy.people.models import Institution
from academy.web.current import now
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.language import language
from academy.web.transactions import db, start_over

_REFUSED = 422
_UNIT = "/editions/<edition_slug>/seats/<int:rule_id>/<unit>"
EVERYBODY = "all"
"""Stands in the address for seats that belong to no country or institution."""


@bp.get(_UNIT)
@requires(Can.KEEP_SEATS)
def unit(edition_slug: str, rule_id: int, unit: str) -> Reply:
    """Show the seats."""
    return _page(get_edition(db(), edition_slug), rule_id, unit)


@bp.post(f"{_UNIT}/<any(add, extend):what>")
@requires(Can.KEEP_SEATS)
def change_unit(edition_slug: str, rule_id: int, unit: str, what: str) -> Reply:
    """Add one beyond the recommended number, or give a deadline of its own; both say why."""
    edition = get_edition(db(), edition_slug)
    rule, reason = _rule(edition, rule_id), request.form.get("reason", "")
    try:
        if what == "add":
            add_seat(db(), rule, _plain(unit), reason, now())
            said = gettext("There is one more seat now.")
        else:
            extend(db(), rule, _plain(unit), _until(), reason, edition, now())
            said = gettext("The deadline was extended, for them alone.")
    except Refusal as refusal:
        start_over()
        return _page(get_edition(db(), edition_slug), rule_id, unit, what, sentence(refusal)), _REFUSED
    return done(said, url_for(".unit", edition_slug=edition_slug, rule_id=rule_id, unit=unit))


@bp.post("/editions/<edition_slug>/seat/<int:seat_id>")
@requires(Can.KEEP_SEATS)
def conditions(edition_slug: str, seat_id: int) -> Reply:
    """Say who pays for a seat, and under which conditions."""
    edition = get_edition(db(), edition_slug)
    seat = db().scalar(select(Seat).where(Seat.id == seat_id, Seat.edition_id == edition.id))
    if seat is None:
        _unknown()
    form = request.form
    is_funded = bool(form.get("is_funded"))
    write_seat(db(), seat, form.get("funder", ""), form.get("conditions", ""), now(), is_funded=is_funded)
    address = url_for(".unit", edition_slug=edition_slug, rule_id=seat.rule_id, unit=seat.unit or EVERYBODY)
    return done(gettext("Saved."), address)


def _page(edition: Edition, rule_id: int, named: str, what: str = "", problem: str = "") -> str:
    rule, key = _rule(edition, rule_id), _plain(named)
    holders = list_seats(db(), edition, [(rule.id, key)])[rule.id, key]
    right = find_right(db(), rule, key)
    size = db().scalar(select(Total.size).where(Total.rule_id == rule.id, Total.unit == key))
    return render_template(
        "desk/seating/unit.html",
        form=None,
        edition=edition,
        rule=rule,
        unit=named,
        name=whose(rule, key),
        holders=holders,
        size=size or rule.seats,
        history={one.seat.id: [held for held in list_held(db(), one.seat.id) if held.until] for one in holders},
        right=right,
        until=closes(rule, edition.zone, right),
        what=what,
        problem=problem,
        typed=request.form,
    )


def _until() -> tuple[date, time | None]:
    try:
        day = date.fromisoformat(request.form.get("closes_on", ""))
    except ValueError as error:
        raise Refusal(N_("Say until which day."), field="closes_on") from error
    hour = request.form.get("closes_at", "").strip()
    return day, read_hours(hour).start if hour else None


def _rule(edition: Edition, rule_id: int) -> QuotaRule:
    found = next((one for one in list_quota_rules(db(), edition) if one.id == rule_id), None)
    if found is None or found.is_ceiling or found.is_of_slot:
        _unknown()
    return found


def whose(rule: QuotaRule, key: str) -> str:
    """Return whose seats these are by their rule, in the reader's language; there is no page for anything else."""
    if rule.scope == Scope.COUNTRY and len(key) == 2:  # noqa: PLR2004 (a country's code)
        return country_name(key, language())
    if rule.scope in {Scope.INSTITUTION, Scope.ORGANISATION} and key[:1] == "i" and key[1:].isdigit():
        found = db().get(Institution, int(key[1:]))
        if found is not None:
            return str(found.name.wording(language()))
    if key:
        _unknown()
    return gettext("The region") if rule.scope == Scope.REGION else gettext("Everybody")


def _plain(named: str) -> str:
    return "" if named == EVERYBODY else named


def _unknown() -> NoReturn:
    abort(404)
