"""What changed since an answer was made: read at every request, at almost no cost."""

import logging
import sqlite3
from abc import ABC, abstractmethod
from contextlib import suppress
from threading import local
from typing import Any, Protocol

import psycopg
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult
from sqlalchemy import make_url

from academy.db.engine import Database

LOG = logging.getLogger(__name__)

Stamp = tuple[int, int]
"""The versions of the installation and of an edition; of all editions together for a page that is of none."""

_QUESTION = (
    "SELECT i.version, coalesce((SELECT e.version FROM edition e WHERE e.slug = {}),"
    " (SELECT coalesce(sum(version), 0) FROM edition)) FROM installation i"
)


class Versions(Protocol):
    """Tells versions."""

    def stamp(self, edition: str) -> Stamp | None:
        """Return the versions that an answer about `edition` (a short name, or anything else) depends on.

        None where the database does not answer: then nothing that was kept is known to be right.
        """

    def close(self) -> None:
        """Close what was opened; it is opened again when it is needed."""


class _OfThreads(ABC):
    """A connection for each thread; one that was lost is opened again, once."""

    def __init__(self, source: str) -> None:
        """Remember where the database is; nothing is opened before it is needed."""
        self._source = source
        self._mine = local()
        self._opened: list[Any] = []

    def stamp(self, edition: str) -> Stamp | None:
        """Return the versions, or None where the database does not answer."""
        for _attempt in range(2):
            try:
                return self._read(edition)
            except (sqlite3.Error, psycopg.Error) as error:
                LOG.warning("cannot read versions: %s", error)
                self._forget()
        return None

    def close(self) -> None:
        """Close the connections of all threads."""
        while self._opened:
            self._opened.pop().close()
        self._mine = local()

    @abstractmethod
    def _read(self, edition: str) -> Stamp:
        """Ask the database, on this thread's connection."""

    def _forget(self) -> None:
        if hasattr(self._mine, "connection"):
            with suppress(ValueError):  # closed by somebody else
                self._opened.remove(self._mine.connection)
            self._mine.connection.close()
            del self._mine.connection


class SQLiteVersions(_OfThreads):
    """On SQLite `PRAGMA data_version` tells whether any other connection wrote; only then are the versions read."""

    def _read(self, edition: str) -> Stamp:
        mine = self._mine
        if not hasattr(mine, "connection"):
            mine.connection = sqlite3.connect(self._source, isolation_level=None, check_same_thread=False)
            mine.seen, mine.stamps = -1, {}
            self._opened.append(mine.connection)
        seen = mine.connection.execute("PRAGMA data_version").fetchone()[0]
        if seen != mine.seen:
            mine.seen, mine.stamps = seen, {}
        if edition not in mine.stamps:
            if len(mine.stamps) > _MOST_NAMES:
                mine.stamps = {}
            mine.stamps[edition] = mine.connection.execute(_QUESTION.format("?"), (edition,)).fetchone()
        stamp: Stamp = mine.stamps[edition]
        return stamp


class PostgreSQLVersions(_OfThreads):
    """On PostgreSQL one prepared read a request, on a connection that each thread keeps.

    It is asked through libpq itself: the way through a cursor gives the interpreter away and takes it back several
    times, which threads that answer from memory feel.
    """

    def _read(self, edition: str) -> Stamp:
        mine = self._mine
        if not hasattr(mine, "connection"):
            mine.connection = psycopg.connect(self._source, autocommit=True)
            self._opened.append(mine.connection)
            _checked(mine.connection.pgconn.prepare(_NAME, _QUESTION.format("$1::text").encode()))
        answer = _checked(mine.connection.pgconn.exec_prepared(_NAME, [edition.encode()]))
        return int(answer.get_value(0, 0) or 0), int(answer.get_value(0, 1) or 0)


def _checked(answer: PGresult) -> PGresult:
    if answer.status not in {ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK}:
        raise psycopg.OperationalError(answer.error_message.decode("utf-8", "replace"))
    return answer


def versions_of(database: Database) -> Versions:
    """Return what tells the versions of a database."""
    url = database.engine.url
    if database.is_sqlite:
        return SQLiteVersions(str(url.database))
    plain = make_url(url).set(drivername="postgresql")
    return PostgreSQLVersions(plain.render_as_string(hide_password=False))


_MOST_NAMES = 1000
_NAME = b"versions"
