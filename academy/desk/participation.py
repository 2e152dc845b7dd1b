"""Quota rules at the desk."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext

from academy.access import Can
from academy.desk.inputs import speak
from academy.desk.pages import done, page, saved
from academy.desk.quota_forms import QuotaForm, said
from academy.editions.actions import check_revision
from academy.editions.models import Edition
from academy.editions.queries import get_edition, get_whole_edition
from academy.editions.rules import countries_in_order
from academy.kit.countries import country_name
from academy.participation.actions import write_quotas
from academy.participation.matrix import OPEN, REGION, get_matrix
from academy.participation.queries import list_quota_rules
from academy.web.current import now
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
    return page("participation/seats", edition=found, matrix=matrix, rows=_in_order(matrix.rows, countries))


def _in_order(rows: Sequence[str], countries: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the matrix's rows and their names: countries in the reader's order, then the region, then what is open."""
    named = {REGION: gettext("The region"), OPEN: gettext("Open"), **countries}
    known = [code for code in countries if code in rows]
    further = [code for code in rows if code not in named]
    last = [row for row in rows if row in {REGION, OPEN}]
    return [(row, named.get(row) or country_name(row, language())) for row in (*known, *further, *last)]


def _filled(edition: Edition, **more: Any) -> QuotaForm:
    return QuotaForm(data={**said(list_quota_rules(db(), edition)), "revision": edition.revision}, **more)
