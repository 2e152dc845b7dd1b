"""Quota rules at the desk."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext

from academy.access import Can, may
from academy.agenda.models import Slot
from academy.agenda.queries import list_slots
from academy.desk.inputs import speak
from academy.desk.pages import done, editions_once, page, saved
from academy.desk.quota_forms import QuotaForm, offer_slots, said
from academy.desk.seating.units import EVERYBODY
from academy.editions.actions import check_revision
from academy.editions.models import Edition
from academy.editions.queries import get_edition, get_whole_edition
from academy.editions.rules import countries_in_order, is_past
from academy.kit.countries import country_name
from academy.participation.actions import write_quotas
from academy.participation.hands import Hand, hands
from academy.participation.matrix import OPEN, REGION, Matrix, get_matrix
from academy.participation.models import Scope
from academy.participation.queries import list_quota_rules
from academy.web.current import now, roles
from academy.web.guard import Reply, requires
from academy.web.language import language
from academy.web.transactions import db

bp = Blueprint("participation", __name__)


@bp.route("/editions/<edition_slug>/quotas", methods=["GET", "POST"])
@requires(Can.EDIT_QUOTAS)
def quotas(edition_slug: str) -> Reply:
    """Write the quota rules."""
    found = get_edition(db(), edition_slug)
    speak(found.languages)
    named = [rule.slot for rule in list_quota_rules(db(), found) if rule.slot is not None]
    offer_slots({one.code: _called(one) for one in [*list_slots(db(), found), *named]}.items())
    form = _filled(found)

    def write() -> None:
        check_revision(found.revision, form.seen)
        write_quotas(db(), found, *form.drafts(), now())

    back = url_for("desk.editions.edition", edition_slug=edition_slug)
    if saved(form, write, lambda: _filled(get_edition(db(), edition_slug), formdata=None)):
        return done(gettext("The quotas were saved."), back)
    form.ensure_room()
    return page("participation/quotas", form, edition=found, back=back)


@bp.get("/editions/<edition_slug>/seats")
@requires(Can.EDIT_QUOTAS)
def seats(edition_slug: str) -> Reply:
    """Show the matrix of seats."""
    found = get_whole_edition(db(), edition_slug)
    matrix = get_matrix(db(), found)
    countries = {row.code: name for row, name in countries_in_order(found.countries, language())}
    rows = _in_order(matrix.rows, countries)
    return page("participation/seats", edition=found, matrix=matrix, rows=rows, way=_way(found, matrix))


@bp.app_template_global()
def participation_hands() -> list[Hand]:
    """Return in which coming editions participation needs the hand of whoever asks."""
    coming = [one for one in editions_once() if not is_past(one, now().date())]
    return hands(db(), [one for one in coming if may(roles(), Can.KEEP_SEATS, one.slug)])


def _way(edition: Edition, matrix: Matrix) -> Callable[[str, int], str | None]:
    """Return what finds the address of a cell's seats, by the one rule that speaks of them; None where none does."""

    def address(row: str, type_id: int) -> str | None:
        own = [rule for rule in matrix.rules if rule.type_id == type_id]
        by_country = next((rule for rule in own if rule.scope == Scope.COUNTRY), None)
        for_all = next((rule for rule in own if rule.scope in {Scope.REGION, Scope.EDITION}), None)
        rule, unit = (for_all, EVERYBODY) if row in {REGION, OPEN} else (by_country, row)
        if rule is None:
            return None
        return url_for("desk.seating.unit", edition_slug=edition.slug, rule_id=rule.id, unit=unit)

    return address


def _in_order(rows: Sequence[str], countries: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the matrix's rows and their names: countries in the reader's order, then the region, then what is open."""
    named = {REGION: gettext("The region"), OPEN: gettext("Open"), **countries}
    known = [code for code in countries if code in rows]
    further = [code for code in rows if code not in named]
    last = [row for row in rows if row in {REGION, OPEN}]
    return [(row, named.get(row) or country_name(row, language())) for row in (*known, *further, *last)]


def _called(slot: Slot) -> str:
    title = str(slot.title.wording(language()))
    return f"{slot.day.isoformat()} {title}" if slot.day else title


def _filled(edition: Edition, **more: Any) -> QuotaForm:
    return QuotaForm(data={**said(list_quota_rules(db(), edition)), "revision": edition.revision}, **more)
