"""Things to test with: each has all it needs, and says what it is asked to say. Those called `loose` are not stored."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy.orm import Session

from academy.agenda.actions import ListEntry, create_slot, publish, write_rooms
from academy.agenda.drafts import SlotDraft
from academy.agenda.models import Room, Slot, SlotKind
from academy.agenda.queries import get_slot, list_rooms
from academy.editions.actions import EditionDraft, SeriesDraft, create_edition, create_series
from academy.editions.models import Edition, Series
from academy.editions.queries import find_series, get_whole_edition
from academy.kit.translated import Translated
from academy.people.actions import InstitutionDraft, PersonDraft, create_institution, create_person
from academy.people.models import Institution, Person

MADE = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
"""When things were made."""

LATER = MADE + timedelta(hours=1)
"""When they are changed."""

DAY = date(2026, 11, 23)
"""The first day of an edition that lasts five."""


def words(text: str, **more: str) -> Translated:
    """A text in English, and in further languages."""
    return Translated({"en": text, **more})


def person(db: Session, given: str = "Ana", family: str = "Peña Ruiz", **more: object) -> Person:
    """Somebody; `more` is what else a PersonDraft says."""
    said: dict[str, Any] = {"given": given, "family": family, **more}
    return create_person(db, PersonDraft(**said), MADE)


def institution(db: Session, name: str = "Ministry of Labour", **more: object) -> Institution:
    """An institution; `more` is what else an InstitutionDraft says."""
    said: dict[str, Any] = {"name": words(name), **more}
    return create_institution(db, InstitutionDraft(**said), MADE)


def series(db: Session, slug: str = "workshops") -> Series:
    """The series of that name, made where there is none."""
    return find_series(db, slug) or create_series(db, slug, SeriesDraft(name=words("Workshops")), MADE)


def edition(db: Session, slug: str = "workshop-2026", *, published: bool = False, **more: object) -> Edition:
    """An edition of five days, loaded whole, in Mexico City; `more` is what else an EditionDraft says."""
    said: dict[str, Any] = {
        "starts_on": DAY,
        "ends_on": DAY + timedelta(days=4),
        "zone_name": "America/Mexico_City",
        **more,
    }
    draft = EditionDraft(title=said.pop("title", words("Workshop")), **said)
    create_edition(db, series(db), slug, draft, MADE)
    made = get_whole_edition(db, slug)
    if published:
        publish(db, made, MADE)
    return made


def slot(db: Session, of: Edition, title: str = "Welcome", **more: object) -> Slot:
    """A slot from 9:00 to 10:00 on the first day, loaded whole; `more` is what else a SlotDraft says."""
    said: dict[str, Any] = {"kind": SlotKind.PLENARY, "day": DAY, "start": time(9), "end": time(10), **more}
    made = create_slot(db, of, SlotDraft(title=words(title), **said), MADE)
    return get_slot(db, of, made.code)


def room(db: Session, of: Edition, slug: str = "main-hall", capacity: int | None = None) -> Room:
    """A room behind those that the edition has."""
    entries = [ListEntry.of(row) for row in list_rooms(db, of)]
    write_rooms(db, of, [*entries, ListEntry(slug, words(slug.replace("-", " ").capitalize()), capacity)], MADE)
    return next(row for row in list_rooms(db, of) if row.slug == slug)


def loose_edition(**more: object) -> Edition:
    """An edition of five days in Mexico City that no database knows; `more` are its columns."""
    said: dict[str, Any] = {
        "starts_on": DAY,
        "ends_on": DAY + timedelta(days=4),
        "zone_name": "America/Mexico_City",
        **more,
    }
    workshops = Series(slug="workshops", name=words("Workshops"))
    uid = uuid5(NAMESPACE_URL, "workshop-2026")
    basic: dict[str, Any] = {"slug": "workshop-2026", "uid": uid, "series": workshops, "title": words("Workshop")}
    return Edition(**{**basic, "created_at": MADE, "changed_at": MADE, **said})


def loose_slot(of: Edition, number: int, **more: object) -> Slot:
    """A slot from 9:00 to 10:00 on the first day that no database knows; its number is id and position."""
    said: dict[str, Any] = {
        "kind": SlotKind.PLENARY,
        "title": words(f"Item {number}"),
        "day": DAY,
        "start": time(9),
        "end": time(10),
    }
    uid = uuid5(NAMESPACE_URL, f"{of.slug}/{number}")
    basic: dict[str, Any] = {"uid": uid, "code": uid.hex[:8], "edition": of, "position": number}
    made = Slot(**{**basic, "created_at": MADE, "changed_at": MADE, **said, **more})
    made.id = number
    return made
