"""Demonstration editions, as edition files: real ones in our own words, and an invented one of full size."""

from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files

from sqlalchemy import case, update
from sqlalchemy.orm import Session

from academy.editions.queries import find_edition
from academy.people.models import Person
from academy.records.demonstration.names import SPOKEN
from academy.records.edition_file.importing import import_edition
from academy.records.edition_file.reading import read_edition_file

_WITHOUT_EMAIL = "issouf-nabalma"


def demonstration_files() -> Iterator[bytes]:
    """Go through the files, in a stable order."""
    for file in sorted(files(__name__).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".json"):
            yield file.read_bytes()


def load_missing(db: Session, now: datetime) -> list[str]:
    """Add the demonstration editions that are not there; leave those that are as they are. Return what was added."""
    added = []
    for content in demonstration_files():
        file = read_edition_file(content)
        if find_edition(db, file.edition.key) is None:
            import_edition(db, file, now)
            added.append(file.edition.key)
    if added:
        _give_addresses(db)
    return added


def _give_addresses(db: Session) -> None:
    """Give invented people addresses that no letter reaches (RFC 2606), and languages; one is left without."""
    is_new = (Person.is_invented, Person.email == "", Person.slug != _WITHOUT_EMAIL)
    spoken = case(SPOKEN, value=Person.country, else_="en")
    db.execute(update(Person).where(*is_new).values(email=Person.slug + "@example.org", language=spoken))
