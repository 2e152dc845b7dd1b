"""Connections and transactions."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Thread
from traceback import format_exception

import pytest
from sqlalchemy import URL, event, text
from sqlalchemy.exc import IntegrityError, InvalidRequestError, OperationalError

from academy.accounts.models import Account
from academy.accounts.queries import count_accounts
from academy.db import engine as engines
from academy.db.engine import Database, open_database
from academy.editions.models import Edition, Installation
from tests.factories import edition

PLACES = 1
NOW = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture
def sqlite(tmp_path: Path) -> Database:
    """A SQLite database with a table of seats."""
    database = open_database(f"sqlite:///{tmp_path / 'test.sqlite'}")
    with database.writing() as db:
        db.execute(text("CREATE TABLE seat (holder TEXT)"))
    return database


def seats(database: Database) -> int:
    with database.reading() as db:
        return db.scalar(text("SELECT count(*) FROM seat")) or 0


def race(database: Database, *, writes: bool) -> int:
    """Let two take the one place after both have looked, if they can; return how many took it."""
    looked = Barrier(2)

    def take(name: str) -> None:
        with database.session(writes=writes) as db, db.begin():
            taken = db.scalar(text("SELECT count(*) FROM seat")) or 0
            try:
                looked.wait(timeout=0.3)
            except BrokenBarrierError:
                looked.reset()
            if taken < PLACES:
                db.execute(text("INSERT INTO seat VALUES (:name)"), {"name": name})

    together(lambda: take("Ana"), lambda: take("Eva"))
    return seats(database)


def together(*acts: Callable[[], None]) -> None:
    threads = [Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_of_two_that_read_and_then_write_only_one_gets_the_one_place(sqlite: Database) -> None:
    assert race(sqlite, writes=True) == 1


def test_without_the_guard_the_race_is_there(sqlite: Database) -> None:
    """Where the begin does nothing, as with the driver's own transactions before the first write, both succeed."""
    event.remove(sqlite.engine, "begin", engines._begin_sqlite)
    assert race(sqlite, writes=True) == 2


def test_who_writes_begins_immediately_and_who_reads_does_not(sqlite: Database) -> None:
    said: list[str] = []
    event.listen(sqlite.engine, "before_cursor_execute", lambda _c, _cursor, statement, *_: said.append(statement))
    with sqlite.writing() as db:
        db.execute(text("SELECT 1"))
    with sqlite.reading() as db:
        db.execute(text("SELECT 2"))
    assert said == ["BEGIN IMMEDIATE", "SELECT 1", "BEGIN", "SELECT 2"]


def test_readers_do_not_wait_for_a_writer(sqlite: Database) -> None:
    with sqlite.writing() as writer:
        writer.execute(text("INSERT INTO seat VALUES ('Ana')"))
        assert seats(sqlite) == 0
    assert seats(sqlite) == 1


def test_a_writer_waits_for_another_one_and_gives_up_at_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "WAIT", 0)
    database = open_database(f"sqlite:///{tmp_path / 'test.sqlite'}")
    with database.writing() as db:
        db.execute(text("CREATE TABLE seat (holder TEXT)"))
        with pytest.raises(OperationalError, match="locked"), database.writing() as other:
            other.execute(text("SELECT 1"))


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 1), ("foreign_keys", 1), ("busy_timeout", 10_000)],
)
def test_sqlite_is_set_up(sqlite: Database, pragma: str, value: object) -> None:
    with sqlite.reading() as db:
        assert db.scalar(text(f"PRAGMA {pragma}")) == value


def test_it_knows_which_one_it_is(database: Database, kind: str) -> None:
    assert database.is_sqlite is (kind == "sqlite")


def test_what_was_written_is_kept_when_all_went_well(database: Database) -> None:
    with database.writing() as db:
        db.add(Account(email="a@example.org", name="A", password_digest="x", created_at=NOW))
    with database.reading() as db:
        assert count_accounts(db) == 1


def test_what_was_written_is_forgotten_when_something_was_raised(database: Database) -> None:
    def write_and_fail() -> None:
        with database.writing() as db:
            db.add(Account(email="a@example.org", name="A", password_digest="x", created_at=NOW))
            db.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with database.reading() as db:
        assert count_accounts(db) == 0


def test_an_error_says_what_is_wrong_and_not_whose_row_it_is(database: Database) -> None:
    with database.writing() as db:
        db.add(Account(email="zoe@example.org", name="Zoe", password_digest="x", created_at=NOW))
    with pytest.raises(IntegrityError) as refused, database.writing() as db:
        db.execute(text("UPDATE account SET created_at = NULL"))
    told = "".join(format_exception(refused.value)) + str(refused.value.orig)
    assert told.count("account") >= 3
    assert "zoe" not in told


def test_what_a_reader_changed_is_forgotten(database: Database) -> None:
    with database.reading() as db:
        db.add(Account(email="a@example.org", name="A", password_digest="x", created_at=NOW))
        db.flush()
    with database.reading() as db:
        assert count_accounts(db) == 0


def test_things_can_be_read_after_the_end(database: Database) -> None:
    with database.writing() as db:
        made = edition(db)
    assert made.slug == "workshop-2026"


def test_an_installation_has_its_one_row_from_the_beginning(database: Database) -> None:
    with database.reading() as db:
        assert [one.version for one in db.query(Installation)] == [1]


def test_what_was_not_asked_for_is_not_loaded(database: Database) -> None:
    with database.writing() as db:
        edition(db)
    with database.reading() as db:
        found = db.query(Edition).one()
        with pytest.raises(InvalidRequestError, match="raise_on_sql"):
            _ = found.series


@pytest.mark.parametrize("address", ["postgresql://a:b@c/d", "postgresql+psycopg://a:b@c/d"])
def test_postgresql_is_reached_through_one_driver(address: str) -> None:
    database = open_database(address)
    assert database.engine.url == URL.create("postgresql+psycopg", "a", "b", "c", database="d")
    assert not database.is_sqlite
