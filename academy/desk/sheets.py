"""Nominations from a spreadsheet at the desk: sent, looked at row by row, and taken over."""

import re
from collections import Counter
from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext

from academy.access import Can
from academy.desk.pages import done, page, part_of
from academy.editions.models import Edition
from academy.editions.queries import get_edition
from academy.files.models import Upload
from academy.files.rules import SHEETS
from academy.kit.lists import to_csv
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.participation.models import ReadingState, SheetReading
from academy.participation.queries import list_institution_types
from academy.participation.sheet_judging import Judged, Table, Verdict
from academy.participation.sheet_rows import FIELDS
from academy.participation.sheets import (
    choose_columns,
    drop_sheet,
    get_reading,
    get_table,
    judge,
    list_readings,
    see_sheet,
    take_over,
)
from academy.web.current import account, now
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.transactions import database, db, start_over
from academy.web.uploads import asked, received

bp = Blueprint("sheets", __name__)

_FILE = "sheet"
_FACTS = re.compile(r"%\(\w+\)s")
_LOOKED_AT = 8
"""Rows that are shown beside the choice of columns."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that was left out: its number, and why."""

    number: int
    why: str


@bp.get("/editions/<edition_slug>/sheets")
@requires(Can.KEEP_SEATS)
def sheets(edition_slug: str) -> Reply:
    """List what was read, and ask for another one."""
    return _list(get_edition(db(), edition_slug))


@bp.post("/editions/<edition_slug>/sheets")
@requires(Can.KEEP_SEATS)
def send(edition_slug: str) -> Reply:
    """Take a spreadsheet that was sent, and show what it says. Nothing is taken over."""
    with database().reading() as before:
        edition_id = get_edition(before, edition_slug).id
    try:
        upload = received(_FILE, _owner(edition_id), SHEETS, edition_id)
        reading = _seen(edition_slug, upload)
    except Refusal as refusal:
        start_over()
        return _list(get_edition(db(), edition_slug), sentence(refusal))
    return done(gettext("This is what was read. Nothing is taken over yet."), _at(edition_slug, reading))


@bp.get("/editions/<edition_slug>/sheets/<int:number>")
@requires(Can.KEEP_SEATS)
def sheet(edition_slug: str, number: int) -> Reply:
    """Show what each row would do; or how far it was taken over, and what was left out."""
    edition, reading = _found(edition_slug, number)
    if reading.state != ReadingState.SEEN:
        left = [LeftOut(number, why) for number, why in _left_out(edition, reading).items()]
        return page("participation/sheet_taken", edition=edition, reading=reading, part=part_of(left), fields=FIELDS)
    return _look(edition, reading)


@bp.post("/editions/<edition_slug>/sheets/<int:number>/columns")
@requires(Can.KEEP_SEATS)
def columns(edition_slug: str, number: int) -> Reply:
    """Say what the columns hold."""
    edition, reading = _found(edition_slug, number)
    chosen = {column: name for column in range(200) if (name := request.form.get(f"column-{column}", "")) in FIELDS}
    types = {one.slug: one for one in list_institution_types(db(), edition)}
    kind = types.get(request.form.get("type", ""))
    choose_columns(db(), reading, request.form.get("sheet", reading.sheet), chosen, kind)
    return done(gettext("Saved. Look at the rows once more."), _at(edition_slug, reading))


@bp.post("/editions/<edition_slug>/sheets/<int:number>/take")
@requires(Can.KEEP_SEATS)
def take(edition_slug: str, number: int) -> Reply:
    """Take over all rows that can be."""
    edition, reading = _found(edition_slug, number)
    take_over(db(), edition, reading, now())
    return done(gettext("It is being taken over; this page says how far it is."), _at(edition_slug, reading))


@bp.post("/editions/<edition_slug>/sheets/<int:number>/drop")
@requires(Can.KEEP_SEATS)
def drop(edition_slug: str, number: int) -> Reply:
    """Forget a spreadsheet that was not taken over."""
    _, reading = _found(edition_slug, number)
    drop_sheet(db(), reading)
    said = gettext("The spreadsheet was dropped; nothing was taken over.")
    return done(said, url_for(".sheets", edition_slug=edition_slug))


@bp.get("/editions/<edition_slug>/sheets/<int:number>/wrong.csv")
@requires(Can.KEEP_SEATS)
def wrong(edition_slug: str, number: int) -> Reply:
    """Return the rows that cannot be taken over, as they were sent, each with what is wrong: to be mended."""
    edition, reading = _found(edition_slug, number)
    table = get_table(db(), reading)
    refused = _refused(edition, reading) if reading.state == ReadingState.SEEN else _left_out(edition, reading)
    head = [gettext("What is wrong"), *(table.header.labels or [""] * len(table.columns))]
    rows = [[refused[row.number], *row.cells] for row in table.rows if row.number in refused]
    return handed(to_csv(head, rows), f"rows-{reading.id}.csv", "text/csv; charset=utf-8")


def handed(content: bytes, name: str, media_type: str) -> Response:
    """Return a list to be saved under a name (ASCII)."""
    answer = Response(content, content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _list(edition: Edition, problem: str = "") -> Reply:
    file = asked(_FILE, SHEETS, None, problem)
    readings = list_readings(db(), edition)
    return page("participation/sheets", edition=edition, readings=readings, file=file, problem=problem)


def _seen(edition_slug: str, upload: Upload | None) -> SheetReading:
    if upload is None:
        raise Refusal(N_("Choose a file."), field=_FILE)
    asking = account()
    edition = get_edition(db(), edition_slug)
    return see_sheet(db(), edition, upload, asking.account_id if asking else None, now())


def _look(edition: Edition, reading: SheetReading) -> Reply:
    table, judged = get_table(db(), reading), judge(db(), edition, reading)
    counts = Counter(one.verdict for one in judged)
    wanted = request.args.get("only", "")
    shown = [one for one in judged if one.verdict == wanted] if wanted in set(Verdict) else judged
    return page(
        "participation/sheet",
        edition=edition,
        reading=reading,
        table=table,
        columns=_columns(table),
        counts=counts,
        verdicts=list(Verdict),
        only=wanted,
        part=part_of(shown),
        fields=FIELDS,
        types=list_institution_types(db(), edition),
        why=_why,
    )


def _columns(table: Table) -> list[tuple[int, str, str, list[str]]]:
    """Return each column: its place, what it is called, which field it holds, and the first things that stand in it."""
    wide = len(table.sheet.rows[0].cells)
    labels = table.header.labels
    return [
        (
            place,
            labels[place] if place < len(labels) else "",
            table.columns.get(place, ""),
            [text for row in table.rows[:_LOOKED_AT] if (text := row.cells[place])][:3],
        )
        for place in range(wide)
    ]


def _why(judged: Judged) -> str:
    return sentence(judged.refusal) if judged.refusal else ""


def _refused(edition: Edition, reading: SheetReading) -> dict[int, str]:
    return {one.row.number: sentence(one.refusal) for one in judge(db(), edition, reading) if one.refusal}


def _left_out(edition: Edition, reading: SheetReading) -> dict[int, str]:
    """Return why rows were left out: as the rows say it now, or else in the words that were kept."""
    now_refused = _refused(edition, reading)
    messages = {int(row): str(why["message"]) for row, why in reading.left_out.items()}
    kept = {row: _FACTS.sub("…", gettext(message)) for row, message in messages.items()}
    return {row: now_refused.get(row, kept[row]) for row in sorted(kept)}


def _found(edition_slug: str, number: int) -> tuple[Edition, SheetReading]:
    edition = get_edition(db(), edition_slug)
    return edition, get_reading(db(), edition, number)


def _owner(edition_id: int) -> str:
    return f"edition:{edition_id}"


def _at(edition_slug: str, reading: SheetReading) -> str:
    return url_for(".sheet", edition_slug=edition_slug, number=reading.id)
