"""Everything that is stored, as text: a name that is left anywhere is found."""

from sqlalchemy import select
from sqlalchemy.orm import Session

import academy.tables
from academy.db.base import Base


def stored_words(db: Session) -> dict[str, str]:
    """What stands in every table."""
    assert academy.tables
    db.flush()
    found = {}
    for table in Base.metadata.sorted_tables:
        cells = [cell for row in db.execute(select(*table.columns)) for cell in row]
        found[table.name] = " ".join(
            cell.decode(errors="replace") if isinstance(cell, bytes) else str(cell) for cell in cells
        )
    return found


def telling(db: Session, *names: str) -> set[str]:
    """The tables in which one of these names stands."""
    return {table for table, words in stored_words(db).items() if any(name in words for name in names)}
