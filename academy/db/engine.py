"""Connections and transactions on SQLite and PostgreSQL."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

WAIT = 10
"""Seconds that a transaction waits for another one before it gives up."""


@dataclass(frozen=True, slots=True)
class Database:
    """One database; hands out sessions that read and sessions that write."""

    engine: Engine

    def session(self, *, writes: bool) -> Session:
        """Return a session; on SQLite one that writes begins IMMEDIATE, so that nobody writes between its reads."""
        engine = self.engine.execution_options(academy_writes=True) if writes else self.engine
        return Session(engine, expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reading; whatever it changed is forgotten."""
        with self.session(writes=False) as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose one transaction is committed at the end, or rolled back when something is raised."""
        with self.session(writes=True) as db, db.begin():
            yield db

    @property
    def is_sqlite(self) -> bool:
        """True for the embedded default."""
        return self.engine.dialect.name == "sqlite"


def open_database(url: str) -> Database:
    """Connect to `url` (`sqlite:///…` or `postgresql://…`); nothing is opened before it is needed."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return Database(create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, pool_size=10))
    engine = create_engine(parsed, connect_args={"timeout": WAIT, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return Database(engine)


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401 (SQLAlchemy's pool record)
    # The driver's own way begins a transaction at the first write only: read-then-insert would oversell.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={WAIT * 1000}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("academy_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
