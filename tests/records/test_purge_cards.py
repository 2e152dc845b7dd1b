"""Photographs of practice cards outlive the event where the card may be read, and go with it where it may not."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from academy.files.models import Upload
from academy.practices.models import CardFile, CardState
from academy.records.purge import purge
from tests.factories import DAY, MADE
from tests.practices.carded import a_card
from tests.practices.pictured import a_document, a_photo

AFTERWARDS = MADE + timedelta(days=200)


@pytest.mark.parametrize("state", CardState)
def test_files_of_cards_stay_as_long_as_readers_may_come_to_read_them(db: Session, state: CardState) -> None:
    assert AFTERWARDS.date() > DAY + timedelta(days=100)
    card = a_card(db)
    a_photo(db, card)
    a_document(db, card)
    card.state = state
    db.flush()
    purge(db, MADE)
    assert count(db, Upload) == 3
    purge(db, AFTERWARDS)
    is_kept = state in {CardState.SUBMITTED, CardState.CHANGES_ASKED, CardState.ACCEPTED}
    assert (count(db, Upload), count(db, CardFile)) == ((3, 2) if is_kept else (0, 0))


def count(db: Session, table: type[Upload | CardFile]) -> int:
    """How many rows there are."""
    return db.scalar(select(func.count()).select_from(table)) or 0
