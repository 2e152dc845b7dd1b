"""Nominations out of a spreadsheet: shown first, with what each row would do; then taken over, row after row.

Reading the same list again updates: nobody is put forward twice. Rows that cannot be taken over are left out with a
reason, and only after somebody has seen that and said yes. A worker takes over some rows at a time, each time in one
short transaction that says how far it is: killed at any moment, it goes on where it was.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from academy.editions.models import Edition
from academy.files.actions import claim, open_upload, remove
from academy.files.models import Upload
from academy.kit.refusals import Refusal, Unknown
from academy.kit.sheets import read_header, read_sheets
from academy.kit.words import N_
from academy.outbox.actions import call_worker
from academy.participation.models import InstitutionType, ReadingState, Registration, SheetReading
from academy.participation.nominating import candidate_for
from academy.participation.queries import whole_registration
from academy.participation.registering import nominate
from academy.participation.sheet_judging import Judged, Known, Table, Verdict, judged
from academy.participation.sheet_rows import Read, known
from academy.people.actions import write_contact
from academy.trail.actions import record

AT_ONCE = 25
"""Rows that are taken over in one transaction."""


def see_sheet(db: Session, edition: Edition, upload: Upload, account_id: int | None, now: datetime) -> SheetReading:
    """Read a spreadsheet that was sent: nothing is taken over. Refuse what holds no table."""
    sheets = read_sheets(open_upload(db, upload))
    best = max(sheets, key=lambda one: len(read_header(one.rows, known).fields))
    header = read_header(best.rows, known)
    columns = {str(column): name for column, name in header.fields.items()}
    reading = SheetReading(
        edition_id=edition.id,
        upload=upload,
        created_at=now,
        account_id=account_id,
        sheet=best.name,
        columns=columns,
        total=len(best.rows) - header.above,
    )
    db.add(reading)
    claim(db, upload)
    db.flush()
    return reading


def choose_columns(
    db: Session, reading: SheetReading, sheet: str, columns: Mapping[int, str], kind: InstitutionType | None
) -> None:
    """Say which table of the file is meant, what its columns hold, and of which type rows are that name none."""
    _check_open(reading)
    reading.sheet, reading.type_id = sheet, kind.id if kind else None
    reading.columns = {str(column): name for column, name in columns.items()}
    reading.total = len(get_table(db, reading).rows)
    db.flush()


def get_reading(db: Session, edition: Edition, number: int) -> SheetReading:
    """Return a reading of an edition with its file; refuse where there is none."""
    own = (SheetReading.id == number, SheetReading.edition_id == edition.id)
    found = db.scalar(select(SheetReading).where(*own).options(joinedload(SheetReading.upload)))
    if found is None:
        raise Unknown(N_("There is no such spreadsheet in this edition."))
    return found


def list_readings(db: Session, edition: Edition) -> list[SheetReading]:
    """Return what was read in an edition, the newest first."""
    own = select(SheetReading).where(SheetReading.edition_id == edition.id).options(joinedload(SheetReading.upload))
    return list(db.scalars(own.order_by(SheetReading.id.desc()).limit(50)))


def get_table(db: Session, reading: SheetReading) -> Table:
    """Return a spreadsheet as it is read now."""
    sheets = tuple(read_sheets(open_upload(db, reading.upload)))
    sheet = next((one for one in sheets if one.name == reading.sheet), sheets[0])
    columns = {int(column): str(name) for column, name in reading.columns.items()}
    return Table(sheets, sheet, read_header(sheet.rows, known), columns)


def judge(db: Session, edition: Edition, reading: SheetReading) -> list[Judged]:
    """Return what each row would do; a constant number of queries, and nothing is changed."""
    table, against = get_table(db, reading), Known.of(db, edition)
    met: set[tuple[str, str]] = set()
    return [judged(row, table, against, reading, met) for row in table.rows]


def take_over(db: Session, edition: Edition, reading: SheetReading, now: datetime) -> None:
    """Let the worker take over what can be; rows that cannot are left out, and their numbers are kept with why."""
    _check_open(reading)
    if not reading.columns:
        raise Refusal(N_("Say first what the columns hold."))
    reading.state, reading.position = ReadingState.TAKEN, 0
    db.flush()
    call_worker(db)
    after = {"rows": reading.total}
    record(db, "sheet.taken", reading, now, edition_id=edition.id, after=after)


def drop_sheet(db: Session, reading: SheetReading) -> None:
    """Forget a spreadsheet that was not taken over, and its file."""
    _check_open(reading)
    upload = reading.upload
    db.delete(reading)
    db.flush()
    remove(db, upload)


def take_over_next(db: Session, now: datetime) -> bool:
    """Take over some rows of the oldest spreadsheet that waits; tell whether there was any. A duty of the worker."""
    waiting = select(SheetReading).where(SheetReading.state == ReadingState.TAKEN).order_by(SheetReading.id).limit(1)
    loaded = waiting.options(joinedload(SheetReading.upload))
    reading = db.scalar(loaded.with_for_update(of=SheetReading, skip_locked=True))
    if reading is None:
        return False
    edition = db.get_one(Edition, reading.edition_id, options=[joinedload(Edition.series)])
    table, against = get_table(db, reading), Known.of(db, edition)
    left_out, met = dict(reading.left_out), set[tuple[str, str]]()
    for row in table.rows[reading.position : reading.position + AT_ONCE]:
        _take_row(db, edition, (judged(row, table, against, reading, met), against, reading), left_out, now)
        reading.position += 1
    reading.left_out = left_out
    if reading.position >= len(table.rows):
        _finish(db, reading, now)
    db.flush()
    return True


def _take_row(
    db: Session,
    edition: Edition,
    told: tuple[Judged, Known, SheetReading],
    left_out: dict[str, Any],
    now: datetime,
) -> None:
    one, against, reading = told
    refusal = one.refusal
    if one.read is not None and one.verdict in {Verdict.NEW, Verdict.CHANGED}:
        try:
            with db.begin_nested():
                _write(db, edition, one.read, against, now)
        except Refusal as error:
            refusal = error
        else:
            reading.added += one.verdict == Verdict.NEW
            reading.changed += one.verdict == Verdict.CHANGED
    if refusal is not None:
        # What the row says stays in the file alone: only what is wrong with it, and in which column, is kept.
        left_out[str(one.row.number)] = {"message": refusal.message, "field": refusal.field}


def _write(db: Session, edition: Edition, read: Read, against: Known, now: datetime) -> None:
    standing = against.standing(read)
    institution = against.institution(read.nominee.institution_name)
    if standing is None:
        candidate = candidate_for(db, read.nominee, read.kind, read.country, institution, now)
        nominate(db, edition, candidate, now, is_told=False)
        return
    registration = db.scalars(
        select(Registration).where(Registration.id == standing.registration_id).options(*whole_registration())
    ).one()
    before = _said(registration)
    registration.post = read.nominee.post or registration.post
    if read.nominee.institution_name:
        registration.institution = institution
        registration.institution_name = "" if institution else read.nominee.institution_name
    registration.rank = read.nominee.rank or registration.rank
    if read.nominee.email and not registration.person.email:
        write_contact(db, registration.person, read.nominee.email, read.nominee.language or None, now)
    db.flush()
    told = {"before": before, "after": _said(registration)}
    edition_id, person_id = edition.id, registration.person_id
    record(db, "registration.corrected", registration, now, edition_id=edition_id, person_id=person_id, **told)


def _said(registration: Registration) -> dict[str, object]:
    where = registration.institution or registration.institution_name
    return {"post": registration.post, "institution": where, "rank": registration.rank}


def _finish(db: Session, reading: SheetReading, now: datetime) -> None:
    reading.state, reading.done_at = ReadingState.DONE, now
    after = {"added": reading.added, "changed": reading.changed, "left_out": len(reading.left_out)}
    record(db, "sheet.done", reading, now, edition_id=reading.edition_id, after=after)


def _check_open(reading: SheetReading) -> None:
    if reading.state != ReadingState.SEEN:
        raise Refusal(N_("This spreadsheet is being taken over, or was. Send it again to change something."))
