"""Who may put people forward: listed, added one by one or from a table, written to, and ended."""

from dataclasses import dataclass

from flask import render_template, request, url_for
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from academy.access import Can
from academy.desk.pages import done
from academy.desk.seating import bp
from academy.editions.models import Edition
from academy.editions.queries import get_whole_edition
from academy.editions.rules import countries_in_order
from academy.kit.languages import INTERFACE
from academy.kit.refusals import Refusal, Several
from academy.kit.sheets import Row, read_header, read_sheets
from academy.kit.words import N_
from academy.participation.conditions import renew_link
from academy.participation.mandates import (
    MandateDraft,
    end_mandate,
    get_mandate,
    give_mandate,
    list_mandates,
    send_mandate,
)
from academy.participation.matrix import count_filled
from academy.participation.models import Mandate
from academy.participation.queries import list_institution_types
from academy.participation.sheet_rows import Words, known, read_row, words_of
from academy.people.models import Institution
from academy.people.queries import get_institution, list_institutions
from academy.people.rules import recognise_institution
from academy.web.current import now
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.language import language
from academy.web.transactions import db, start_over

_REFUSED = 422
_MOST_ROWS = 400
_ALL = "/editions/<edition_slug>/nominators"
_ONE = f"{_ALL}/<int:given_id>"


@dataclass(frozen=True, slots=True)
class _Typed:
    """What a page says again after a refusal."""

    problem: str = ""
    field: str = ""
    problems: tuple[str, ...] = ()


@bp.get(_ALL)
@requires(Can.KEEP_SEATS)
def nominators(edition_slug: str) -> Reply:
    """List who may put people forward."""
    return _page(get_whole_edition(db(), edition_slug), _Typed())


@bp.post(_ALL)
@requires(Can.KEEP_SEATS)
def give(edition_slug: str) -> Reply:
    """Add one, or all of a pasted table: all of them or none."""
    edition = get_whole_edition(db(), edition_slug)
    try:
        given = _many(db(), edition) if request.form.get("table", "").strip() else [_single(db(), edition)]
        if request.form.get("send"):
            for one in given:
                send_mandate(db(), one, now())
    except Refusal as refusal:
        start_over()
        problems = tuple(map(sentence, refusal.refusals)) if isinstance(refusal, Several) else ()
        typed = _Typed(sentence(refusal), refusal.field or "", problems)
        return _page(get_whole_edition(db(), edition_slug), typed), _REFUSED
    said = ngettext("%(num)s nominator was added.", "%(num)s nominators were added.", len(given))
    return done(said, url_for(".nominators", edition_slug=edition_slug))


@bp.post(f"{_ALL}/send")
@requires(Can.KEEP_SEATS)
def send_all(edition_slug: str) -> Reply:
    """Write to all who have had no letter yet."""
    edition = get_whole_edition(db(), edition_slug)
    unwritten = [one for one in list_mandates(db(), edition) if one.sent_at is None]
    for one in unwritten[:_MOST_ROWS]:
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


def _many(session: Session, edition: Edition) -> list[Mandate]:
    """Add all rows of a pasted table; where one is wrong, none, and each wrong one is named."""
    rows = read_sheets(request.form["table"].encode())[0].rows
    header = read_header(rows, known)
    if not {"name", "email"} <= set(header.fields.values()):
        message = N_(
            "The first line names the columns: name, e-mail, country, institution, institution type, language."
        )
        raise Refusal(message, field="table")
    types = list_institution_types(session, edition)
    words = words_of(types, {text: one.code for one in edition.countries for text in one.label.values()})
    ours, given, wrong = list(list_institutions(session)), [], []
    for row in rows[header.above : header.above + _MOST_ROWS]:
        try:
            with session.begin_nested():
                given.append(give_mandate(session, edition, _draft(row, dict(header.fields), words, ours), now()))
        except Refusal as refusal:
            wrong.append(Refusal(N_("Row %(number)s: %(reason)s"), number=row.number, reason=refusal))
    if wrong:
        raise Several(N_("Nothing was added yet: some rows need a correction."), wrong)
    return given


def _draft(row: Row, columns: dict[int, str], words: Words, ours: list[Institution]) -> MandateDraft:
    said = {name: row.cells[column] for column, name in columns.items() if column < len(row.cells)}
    kind = words.types.get(said.get("type", "").casefold()) if said.get("type") else None
    plain = {column: name for column, name in columns.items() if name != "type"}
    read = read_row(row, plain, words, kind or next(iter(words.types.values()), None))
    if said.get("type"):
        kind = read_row(row, columns, words, None).kind
    institution = recognise_institution(said.get("institution", ""), ours) if said.get("institution") else None
    if said.get("institution") and institution is None:
        raise Refusal(N_("“%(name)s” is none of our institutions."), name=said["institution"][:80])
    return MandateDraft(
        said.get("name", ""), said.get("email", ""), read.nominee.language or "en", read.country, institution, kind
    )


def _page(edition: Edition, typed: _Typed) -> str:
    mandates = list_mandates(db(), edition)
    return render_template(
        "desk/seating/nominators.html",
        form=None,
        edition=edition,
        mandates=mandates,
        filled=count_filled(db(), edition),
        unwritten=sum(one.sent_at is None for one in mandates),
        types=list_institution_types(db(), edition),
        countries=[(row.code, name) for row, name in countries_in_order(edition.countries, language())],
        institutions=list_institutions(db()),
        codes=INTERFACE,
        typed=request.form,
        said=typed,
    )
