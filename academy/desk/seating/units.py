"""The seats of one country or institution under a rule: who holds them, on which conditions, and until when to ask."""

from datetime import date, time
from typing import NoReturn

from flask import abort, request, url_for
from flask_babel import gettext
from sqlalchemy import select

from academy.access import Can
from academy.desk.inputs import small_number
from academy.desk.pages import done, page
from academy.desk.seating import bp
from academy.editions.models import Edition
from academy.editions.queries import get_edition
from academy.kit.countries import country_name, is_country
from academy.kit.hours import read_hours
from academy.kit.refusals import Refusal
from academy.kit.windows import last_said
from academy.kit.words import N_
from academy.participation.conditions import write_seat
from academy.participation.lapsing import extend
from academy.participation.models import QuotaRule, Scope, Seat, Total
from academy.participation.nominating import list_seats
from academy.participation.queries import find_right, list_quota_rules
from academy.participation.rules import closes, zone_of
from academy.participation.seating import add_seat, lay_out
from academy.participation.seats_history import list_before
from academy.people.models import Institution
from academy.web.current import now
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.language import language
from academy.web.transactions import db, start_over

_UNIT = "/editions/<edition_slug>/seats/<int:rule_id>/<unit>"
EVERYBODY = "all"
"""Stands in the address for seats that belong to no country or institution."""


@bp.get(_UNIT)
@requires(Can.KEEP_SEATS)
def unit(edition_slug: str, rule_id: int, unit: str) -> Reply:
    """Show the seats."""
    return _page(get_edition(db(), edition_slug), rule_id, unit)


@bp.post(f"{_UNIT}/<any('add', 'extend', 'lay-out'):what>")
@requires(Can.KEEP_SEATS)
def change_unit(edition_slug: str, rule_id: int, unit: str, what: str) -> Reply:
    """Make the seats that are not there yet, add one beyond the recommended number, or give a deadline of its own."""
    edition = get_edition(db(), edition_slug)
    rule, key = _found(edition, rule_id, unit)
    try:
        said = _changed(edition, rule, key, what)
    except Refusal as refusal:
        start_over()
        return _page(get_edition(db(), edition_slug), rule_id, unit, what, sentence(refusal))
    return done(said, url_for(".unit", edition_slug=edition_slug, rule_id=rule_id, unit=unit))


def _changed(edition: Edition, rule: QuotaRule, key: str, what: str) -> str:
    reason = request.form.get("reason", "")
    if what == "lay-out":
        lay_out(db(), rule, key)
        return gettext("Each seat has its place now, and can have its conditions.")
    if what == "add":
        add_seat(db(), rule, key, reason, now())
        return gettext("There is one more seat now.")
    extend(db(), rule, key, _until(), reason, edition, now())
    return gettext("The deadline was extended, for them alone.")


@bp.post("/editions/<edition_slug>/seat/<int:seat_id>")
@requires(Can.KEEP_SEATS)
def conditions(edition_slug: str, seat_id: int) -> Reply:
    """Say who pays for a seat, and under which conditions."""
    edition = get_edition(db(), edition_slug)
    seat = db().scalar(select(Seat).where(Seat.id == seat_id, Seat.edition_id == edition.id))
    if seat is None:
        _unknown()
    form, rule_id, named = request.form, seat.rule_id, seat.unit or EVERYBODY
    is_funded = bool(form.get("is_funded"))
    try:
        write_seat(db(), seat, form.get("funder", ""), form.get("conditions", ""), now(), is_funded=is_funded)
    except Refusal as refusal:
        start_over()
        problem = sentence(refusal)
        return _page(get_edition(db(), edition_slug), rule_id, named, f"seat-{seat_id}", problem)
    address = url_for(".unit", edition_slug=edition_slug, rule_id=rule_id, unit=named)
    return done(gettext("Saved."), f"{address}#seat-{seat_id}")


def _page(edition: Edition, rule_id: int, named: str, what: str = "", problem: str = "") -> Reply:
    rule, key = _found(edition, rule_id, named)
    holders = list_seats(db(), edition, [(rule.id, key)])[rule.id, key]
    right, zone = find_right(db(), rule, key), zone_of(rule, edition.zone)
    total = db().scalar(select(Total).where(Total.rule_id == rule.id, Total.unit == key))
    until = closes(rule, edition.zone, right)
    return page(
        "seating/unit",
        edition=edition,
        rule=rule,
        unit=named,
        key=key,
        name=whose(rule, key),
        holders=holders,
        size=total.size if total else rule.seats,
        history=list_before(db(), [one.seat.id for one in holders]),
        right=right,
        zone=zone,
        until=last_said(until, zone) if until else None,
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


def _found(edition: Edition, rule_id: int, named: str) -> tuple[QuotaRule, str]:
    """Return a rule of an edition, and whose seats are meant; there is no page for any others."""
    rule = next((one for one in list_quota_rules(db(), edition) if one.id == rule_id), None)
    if rule is None or rule.is_ceiling or rule.is_of_slot:
        _unknown()
    key = "" if named == EVERYBODY else named
    whose(rule, key)
    return rule, key


def whose(rule: QuotaRule, key: str) -> str:
    """Return whose seats these are by their rule, in the reader's language; there is no page for anything else."""
    if rule.scope == Scope.COUNTRY:
        return country_name(key, language()) if is_country(key) else _unknown()
    if rule.scope in {Scope.INSTITUTION, Scope.ORGANISATION}:
        number = small_number(key.removeprefix("i"))
        found = db().get(Institution, number) if number and key == f"i{number}" else None
        return str(found.name.wording(language())) if found is not None else _unknown()
    if key:
        _unknown()
    return gettext("The region") if rule.scope == Scope.REGION else gettext("Everybody")


def _unknown() -> NoReturn:
    abort(404)
