"""Files are kept sealed, opened by their owners, and gone when nobody waits for them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from academy.db.engine import Database
from academy.files.actions import claim, keep, open_upload, remove, sweep
from academy.files.models import FileKind, Upload
from academy.files.queries import find_upload, get_upload
from academy.files.rules import DOCUMENTS, MOST_WAITING, SHEETS, WAITS
from academy.jobs.duties import DUTIES
from academy.kit.refusals import Refusal, Unknown
from academy.kit.sealing import UnsealableError
from academy.participation.models import SheetReading
from tests.factories import MADE, edition
from tests.factories.files import CSV, PDF
from tests.factories.statements import asked_of

OWNER = "registration:12"


def letter(db: Session, name: str = "letter.pdf", owner: str = OWNER, content: bytes = PDF) -> Upload:
    return keep(db, owner, name, content, MADE, accepted=DOCUMENTS, edition_id=None)


def count(db: Session) -> int:
    return db.scalar(select(func.count()).select_from(Upload)) or 0


def test_a_file_is_kept_as_it_was_sent_and_does_not_show(database: Database) -> None:
    with database.writing() as db:
        made = keep(db, OWNER, "../Carta.html", PDF, MADE, accepted=DOCUMENTS, edition_id=7)
    with database.reading() as db:
        found = get_upload(db, made.uid, OWNER)
        assert (found.name, found.kind, found.size, found.edition_id) == ("Carta.pdf", FileKind.PDF, len(PDF), 7)
        assert (found.created_at, found.is_claimed) == (MADE, False)
        assert open_upload(db, found) == PDF
        stored = db.execute(text("SELECT content, key FROM upload")).one()
    assert b"%PDF" not in bytes(stored[0])
    assert stored[1].startswith("test.")


def test_of_a_file_that_is_refused_nothing_is_kept(db: Session) -> None:
    with pytest.raises(Refusal, match="none of the kinds"):
        letter(db, content=CSV)
    assert count(db) == 0


def test_what_belongs_to_another_owner_does_not_exist(db: Session) -> None:
    made = letter(db)
    assert find_upload(db, made.uid, OWNER) is made
    assert find_upload(db, made.uid, "registration:1") is None
    assert find_upload(db, uuid4(), OWNER) is None
    with pytest.raises(Unknown, match="no such file"):
        get_upload(db, made.uid, "registration:1")


def test_finding_a_file_leaves_its_bytes_where_they_are(database: Database) -> None:
    with database.writing() as db:
        uid = letter(db).uid
    with database.reading() as db, asked_of(database) as asked:
        get_upload(db, uid, OWNER)
    assert len(asked) == 1
    assert "content" not in asked[0]


@pytest.mark.parametrize("column", ["content", "key"])
def test_bytes_that_come_from_another_file_are_not_handed_out(db: Session, column: str) -> None:
    one, other = letter(db), letter(db, content=PDF + b"x")
    stolen = db.scalars(select(getattr(Upload, column)).where(Upload.id == other.id)).one()
    db.execute(update(Upload).where(Upload.id == one.id).values({column: stolen}))
    db.refresh(one)
    with pytest.raises(UnsealableError):
        open_upload(db, one)


def test_bytes_that_are_not_those_that_were_sent_are_not_handed_out(db: Session) -> None:
    one = letter(db)
    one.digest = "0" * 64
    with pytest.raises(UnsealableError, match="not those that were kept"):
        open_upload(db, one)


def test_what_nobody_claims_is_swept_after_a_day(database: Database) -> None:
    """As if the program was killed between a form that was refused and the next."""
    with database.writing() as db:
        letter(db)
        claim(db, letter(db, "claimed.pdf"))
    with database.writing() as db:
        assert sweep(db, MADE + WAITS - timedelta(seconds=1)) == 0
        assert sweep(db, MADE + WAITS) == 1
        assert sweep(db, MADE + WAITS) == 0
    with database.reading() as db:
        assert [(one.name, one.is_claimed) for one in db.scalars(select(Upload))] == [("claimed.pdf", True)]


def test_the_worker_sweeps_every_hour() -> None:
    (duty,) = [duty for duty in DUTIES if duty.act is sweep]
    assert duty.every == timedelta(hours=1)


def reading(db: Session) -> SheetReading:
    upload = keep(db, OWNER, "list.csv", CSV, MADE, accepted=SHEETS, edition_id=None)
    made = SheetReading(edition_id=edition(db).id, upload=upload, created_at=MADE)
    db.add(made)
    db.flush()
    return made


def test_what_something_refers_to_is_never_swept(db: Session) -> None:
    reading(db)
    for _ in range(MOST_WAITING):
        letter(db)
    assert sweep(db, MADE + WAITS) == MOST_WAITING
    assert [one.name for one in db.scalars(select(Upload))] == ["list.csv"]


def test_of_one_owner_so_many_files_wait_and_no_more(db: Session) -> None:
    referred = reading(db).upload
    claimed = letter(db, "claimed.pdf")
    claim(db, claimed)
    other = letter(db, "other.pdf", owner="registration:1")
    names = [letter(db, f"{number}.pdf").name for number in range(MOST_WAITING + 2)]
    kept = {one.name for one in db.scalars(select(Upload))}
    assert kept == {referred.name, claimed.name, other.name, *names[2:]}


def test_a_file_that_is_removed_is_gone(db: Session) -> None:
    made = letter(db)
    remove(db, made)
    assert count(db) == 0


def test_where_a_list_was_read_from_goes_with_its_file(db: Session) -> None:
    made = reading(db)
    remove(db, made.upload)
    assert count(db) == 0
    assert db.scalar(select(func.count()).select_from(SheetReading)) == 0
