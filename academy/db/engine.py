"""Connections and transactions on SQLite and PostgreSQL."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.orm import Session

from academy.kit.sealing import KeyRing

_KEYS = "keys"

# What was being written stands in no error message: it may be a secret, or somebody's name.
_QUIET: dict[str, Any] = {"hide_parameters": True}

WAIT = 10
"""Seconds that a transaction waits for another one before it gives up."""


@dataclass(frozen=True, slots=True)
class Database:
    """One database; hands out sessions that read and sessions that write.

    `keys` are those of its sealed fields, `marks` what every session carries along, such as who acts.
    """

    engine: Engine
    keys: KeyRing | None = None
    marks: Mapping[str, Any] = field(default_factory=dict)

    def session(self, *, writes: bool) -> Session:
        """Return a session; on SQLite one that writes begins IMMEDIATE, so that nobody writes between its reads."""
        engine = self.engine.execution_options(academy_writes=True) if writes else self.engine
        return Session(engine, expire_on_commit=False, info={**self.marks, _KEYS: self.keys})

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


def keys_of(db: Session) -> KeyRing:
    """Return the keys of the sealed fields of a session's database."""
    keys = db.info.get(_KEYS)
    if not isinstance(keys, KeyRing):
        message = "this database was opened without keys"
        raise TypeError(message)
    return keys


def open_database(url: str, keys: KeyRing | None = None, **marks: object) -> Database:
    """Connect to `url` (`sqlite:///…` or `postgresql://…`); nothing is opened before it is needed."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        engine = create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, pool_size=10, **_QUIET)
        event.listen(engine, "handle_error", _leave_out_rows)
        return Database(engine, keys, marks)
    engine = create_engine(parsed, connect_args={"timeout": WAIT, "check_same_thread": False}, **_QUIET)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return Database(engine, keys, marks)


def _leave_out_rows(context: ExceptionContext) -> None:
    """Keep what PostgreSQL says of an error, without the row that it adds (DETAIL, in the server's language)."""
    error = context.original_exception
    whole, plain = str(error), getattr(getattr(error, "diag", None), "message_primary", None)
    if plain:
        error.args = (plain,)
        if context.sqlalchemy_exception is not None:
            context.sqlalchemy_exception.args = tuple(
                str(said).replace(whole, plain) for said in context.sqlalchemy_exception.args
            )


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401 (SQLAlchemy's pool record)
    # The driver's own way begins a transaction at the first write only: read-then-insert would oversell.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={WAIT * 1000}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("academy_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
