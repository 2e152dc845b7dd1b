"""What is stored, for tests that say that nothing, or only one thing, has changed."""

from sqlalchemy import select

from academy.agenda.models import Slot
from academy.agenda.queries import list_slots
from academy.db.engine import Database
from academy.editions.models import Edition, Installation
from academy.editions.queries import get_edition, get_whole_edition
from academy.people.models import Institution, Person
from academy.records.edition_file.writing import edition_file, to_json

RCM = "/desk/editions/rcm-2021"
CASABLANCA = "/desk/editions/casablanca-2027"


def everything(database: Database) -> tuple[object, ...]:
    """All that is stored and could be seen or counted: edition files, versions, sequences, people, institutions."""
    with database.reading() as db:
        slugs = db.scalars(select(Edition.slug).order_by(Edition.slug)).all()
        files = [to_json(edition_file(db, get_whole_edition(db, slug))) for slug in slugs]
        versions = db.execute(select(Edition.slug, Edition.version, Edition.state).order_by(Edition.slug)).all()
        sequences = db.execute(select(Slot.uid, Slot.sequence, Slot.removed_at, Slot.position).order_by(Slot.id)).all()
        people = db.execute(select(Person.slug, Person.sort_key, Person.passport_name).order_by(Person.slug)).all()
        institutions = db.scalars(select(Institution.slug).order_by(Institution.slug)).all()
        return (*files, versions, sequences, people, institutions, db.scalar(select(Installation.version)))


def slots_of(database: Database, edition: str, *, removed: bool = False) -> list[Slot]:
    """The slots of an edition, with all that they say."""
    with database.reading() as db:
        return list(list_slots(db, get_edition(db, edition), removed=removed))


def slot_called(database: Database, edition: str, title: str) -> Slot:
    """The slot whose English title begins with this."""
    found = [slot for slot in slots_of(database, edition, removed=True) if slot.title.get("en", "").startswith(title)]
    assert len(found) == 1, [slot.title for slot in found]
    return found[0]


def version_of(database: Database, edition: str) -> int:
    """The version that readers' caches go by."""
    with database.reading() as db:
        return get_edition(db, edition).version
