"""What changed since an answer was made: read at every request, at almost no cost."""

import sqlite3
from contextlib import suppress
from threading import local
from typing import Any, Protocol

import psycopg
from sqlalchemy import make_url

from academy.db.engine import Database

Stamp = tuple[int, int]
"""The versions of the installation and of an edition; of all editions together for a page that is of none."""

_QUESTION = (
    "SELECT i.version, coalesce((SELECT e.version FROM edition e WHERE e.slug = {}),"
    " (SELECT coalesce(sum(version), 0) FROM edition)) FROM installation i"
)


class Versions(Protocol):
    """Tells versions."""

    def stamp(self, edition: str) -> Stamp:
        """Return the versions that an answer about `edition` (a short name, or anything else) depends on."""

    def close(self) -> None:
        """Close what was opened; it is opened again when it is needed."""


class SQLiteVersions:
    """On SQLite `PRAGMA data_version` tells whether any other connection wrote; only then are the versions read."""

    def __init__(self, path: str) -> None:
        """Remember where the database is; each thread opens it once."""
        self._path = path
        self._mine = local()
        self._opened: list[sqlite3.Connection] = []

    def stamp(self, edition: str) -> Stamp:
        """Return the versions; from memory where nobody wrote."""
        mine = self._mine
        if not hasattr(mine, "connection"):
            mine.connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
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

    def close(self) -> None:
        """Close the connections of all threads."""
        _close(self._opened)
        self._mine = local()


class PostgreSQLVersions:
    """On PostgreSQL one prepared read a request, on a connection that each thread keeps."""

    def __init__(self, url: str) -> None:
        """Remember how to connect."""
        self._url = url
        self._mine = local()
        self._opened: list[psycopg.Connection] = []

    def stamp(self, edition: str) -> Stamp:
        """Return the versions; a connection that was lost is opened again, once."""
        try:
            return self._read(edition)
        except psycopg.OperationalError:
            with suppress(psycopg.Error, AttributeError):
                self._mine.connection.close()
            del self._mine.connection
            return self._read(edition)

    def _read(self, edition: str) -> Stamp:
        if not hasattr(self._mine, "connection"):
            self._mine.connection = psycopg.connect(self._url, autocommit=True, prepare_threshold=1)
            self._mine.cursor = self._mine.connection.cursor()
            self._opened.append(self._mine.connection)
        row = self._mine.cursor.execute(_QUESTION.format("%s"), (edition,)).fetchone()
        return int(row[0]), int(row[1])

    def close(self) -> None:
        """Close the connections of all threads."""
        _close(self._opened)
        self._mine = local()


def _close(opened: list[Any]) -> None:
    while opened:
        opened.pop().close()


def versions_of(database: Database) -> Versions:
    """Return what tells the versions of a database."""
    url = database.engine.url
    if database.is_sqlite:
        return SQLiteVersions(str(url.database))
    plain = make_url(url).set(drivername="postgresql")
    return PostgreSQLVersions(plain.render_as_string(hide_password=False))


_MOST_NAMES = 1000
