"""Rows that must be there, whoever adds them first."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from academy.db.base import Base


def add_missing(db: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows; one that is there already, by any of its unique keys, is left as it is."""
    if rows:
        insert = postgresql_insert if db.get_bind().dialect.name == "postgresql" else sqlite_insert
        db.execute(insert(model).on_conflict_do_nothing(), list(rows))
