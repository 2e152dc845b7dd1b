"""What the database is asked for."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from academy.db.engine import Database


@contextmanager
def asked_of(database: Database) -> Iterator[list[str]]:
    """Collect the statements that are sent while the block lasts; those that begin a transaction ask for nothing."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith("BEGIN"):
            asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
