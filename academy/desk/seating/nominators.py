"""Who may put people forward: listed, added one by one or from a table, written to, and ended."""

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from academy.access import Can
from academy.desk.pages import done, page, part_of
from academy.desk.seating import bp
from academy.desk.seating.nominator_tables import Table, give_all
from academy.editions.models import Edition
from academy.editions.queries import get_whole_edition
from academy.editions.rules import countries_in_order
from academy.kit.languages import INTERFACE
from academy.kit.refusals import Refusal
from academy.participation.conditions import renew_link
from academy.participation.mandates import (
    Claim,
    MandateDraft,
    claims_of,
    end_mandate,
    get_mandate,
    give_mandate,
    list_mandates,
    send_mandate,
)
from academy.participation.matrix import count_filled, sizes_of
from academy.participation.models import Mandate
from academy.participation.queries import list_institution_types
from academy.people.queries import get_institution, list_institutions
from academy.web.current import now
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.language import language
from academy.web.transactions import db, start_over

_ALL = "/editions/<edition_slug>/nominators"
_ONE = f"{_ALL}/<int:given_id>"


@dataclass(frozen=True, slots=True)
class _Typed:
    """What a page says again after a refusal; or a table that is to be looked at before it is taken over."""

    problem: str = ""
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class _Reach:
    """How many seats a nominator fills (None: as many as come), and until when the next deadline is."""

    size: int | None
    upcoming: Claim | None
    is_open: bool


@bp.get(_ALL)
@requires(Can.KEEP_SEATS)
def nominators(edition_slug: str) -> Reply:
    """List who may put people forward."""
    return _page(get_whole_edition(db(), edition_slug), _Typed())


@bp.post(_ALL)
@requires(Can.KEEP_SEATS)
def give(edition_slug: str) -> Reply:
    """Add one; or show what a pasted table says, and add all of it once somebody has looked: all of them or none."""
    edition = get_whole_edition(db(), edition_slug)
    try:
        table = give_all(db(), edition, request.form["table"]) if request.form.get("table", "").strip() else None
        if table is not None and (table.wrong or not request.form.get("sure")):
            start_over()
            return _page(get_whole_edition(db(), edition_slug), _Typed(table=table))
        given = list(table.given) if table is not None else [_single(db(), edition)]
        if request.form.get("send"):
            for one in given:
                send_mandate(db(), one, now())
    except Refusal as refusal:
        start_over()
        return _page(get_whole_edition(db(), edition_slug), _Typed(sentence(refusal)))
    said = ngettext("%(num)s nominator was added.", "%(num)s nominators were added.", len(given))
    return done(said, url_for(".nominators", edition_slug=edition_slug))


@bp.post(f"{_ALL}/send")
@requires(Can.KEEP_SEATS)
def send_all(edition_slug: str) -> Reply:
    """Write to all who have had no letter yet."""
    edition = get_whole_edition(db(), edition_slug)
    unwritten = [one for one in list_mandates(db(), edition) if one.sent_at is None]
    for one in unwritten:
        send_mandate(db(), one, now())
    said = ngettext("%(num)s letter leaves now.", "%(num)s letters leave now.", len(unwritten))
    return done(said, url_for(".nominators", edition_slug=edition_slug))


@bp.post(f"{_ONE}/<any(send, renew, end):how>")
@requires(Can.KEEP_SEATS)
def change(edition_slug: str, given_id: int, how: str) -> Reply:
    """Send the letter again, give another link, or end it."""
    given = get_mandate(db(), get_whole_edition(db(), edition_slug), given_id)
    if how == "end":
        end_mandate(db(), given, now())
        said = gettext("The link opens nothing any more. Whoever was put forward stays.")
    elif how == "renew":
        renew_link(db(), given, now())
        send_mandate(db(), given, now())
        said = gettext("A letter with a new link leaves now; the old link opens nothing any more.")
    else:
        send_mandate(db(), given, now())
        said = gettext("The letter leaves now.")
    return done(said, url_for(".nominators", edition_slug=edition_slug))


def _single(session: Session, edition: Edition) -> Mandate:
    form = request.form
    kinds = {one.slug: one for one in list_institution_types(session, edition)}
    institution = get_institution(session, form["institution"]) if form.get("institution") else None
    draft = MandateDraft(
        form.get("name", ""),
        form.get("email", ""),
        form.get("language", "en"),
        form.get("country") or None,
        institution,
        kinds.get(form.get("type", "")),
    )
    return give_mandate(session, edition, draft, now())


def _page(edition: Edition, typed: _Typed) -> Reply:
    mandates = list_mandates(db(), edition)
    part = part_of(mandates)
    return page(
        "seating/nominators",
        edition=edition,
        part=part,
        filled=count_filled(db(), edition),
        reach=_reaches(edition, part["found"]),
        unwritten=sum(one.sent_at is None for one in mandates),
        types=list_institution_types(db(), edition),
        countries=[(row.code, name) for row, name in countries_in_order(edition.countries, language())],
        institutions=list_institutions(db()),
        codes=INTERFACE,
        typed=request.form,
        said=typed,
        problem=typed.problem or bool(typed.table and typed.table.wrong),
    )


def _reaches(edition: Edition, mandates: list[Mandate]) -> dict[int, _Reach]:
    """Return what each nominator reaches; the same number of queries for one and for a hundred."""
    own = claims_of(db(), edition, mandates, now())
    sizes = sizes_of(db(), [claim for found in own.values() for claim in found])
    return {number: _reach([sizes[one.key] for one in found], found) for number, found in own.items()}


def _reach(sizes: list[int | None], found: list[Claim]) -> _Reach:
    known = [one for one in sizes if one is not None]
    coming = [one for one in found if one.until is not None and one.until > now()]
    first = min(coming, key=lambda one: one.until or now(), default=None)
    return _Reach(sum(known) if len(known) == len(sizes) else None, first, any(one.is_open for one in found))
