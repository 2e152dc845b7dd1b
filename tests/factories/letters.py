"""Letters that wait in the outbox, as whom they are for would read them."""

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.db.engine import Database, keys_of
from academy.outbox.actions import place_of
from academy.outbox.models import Letter


def token_of(db: Session, origin: str) -> str:
    """The token in the last letter that was written for something."""
    letter = db.scalars(select(Letter).where(Letter.origin == origin).order_by(Letter.id.desc())).first()
    assert letter is not None
    assert letter.secrets is not None
    return str(json.loads(keys_of(db).unseal(letter.secrets, place_of(letter)))["token"])


def letters_to(database: Database, email: str) -> list[Letter]:
    """The letters to an address, oldest first."""
    with database.reading() as db:
        return list(db.scalars(select(Letter).where(Letter.email == email).order_by(Letter.id)))


def secret_of(database: Database, letter: Letter) -> str:
    """The token of the link in a letter."""
    assert letter.secrets
    with database.reading() as db:
        return str(json.loads(keys_of(db).unseal(letter.secrets, place_of(letter)))["token"])
