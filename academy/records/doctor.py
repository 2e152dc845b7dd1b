"""Looks an installation over: what is broken, and what will surprise somebody."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, or_, select, text
from sqlalchemy.orm import Session

from academy.agenda.models import Role, Slot
from academy.db import migrations
from academy.db.base import Base
from academy.db.engine import Database
from academy.editions.models import Edition, Installation, State
from academy.editions.queries import list_editions
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.kit.zones import read_zone
from academy.outbox.models import LetterState
from academy.outbox.queries import count_late, count_letters
from academy.participation.place_totals import list_place_miscounts
from academy.participation.queries import list_miscounts
from academy.practices.models import CardText, Practice
from academy.records.sealed import count_by_key, count_plain
from academy.trail.queries import Wanted, count_entries
from academy.trail.rules import chain_of
from academy.trail.verifying import Reading, count_overdue, list_chains, verify

_TOLD = 20
"""Flaws of one chain that are told one by one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One look: what was looked at (a source sentence with facts), and whether it is as it should be."""

    message: str
    facts: dict[str, object]
    is_well: bool = True
    is_urgent: bool = True
    """False where nothing is broken, but somebody should know."""


def examine(database: Database, now: datetime) -> Iterator[Finding]:
    """Go through everything that can be checked without changing it."""
    expected, present = migrations.heads()[0], migrations.present(database.engine)
    facts: dict[str, object] = {"present": present or "–", "expected": expected}
    yield Finding(
        N_("The database is at revision %(present)s; the program expects %(expected)s."), facts, present == expected
    )
    if present != expected:
        return
    drift = migrations.drift(database.engine, Base.metadata)
    yield Finding(N_("Tables differ from the program’s in %(count)s places."), {"count": len(drift)}, not drift)
    with database.reading() as db:
        if database.is_sqlite:
            yield from _sqlite(db)
        yield from _installation(db)
        yield from _sealed(db, database)
        for edition in list_editions(db):
            yield from _edition(db, edition)
        yield from examine_record(db, now)
        yield from _letters(db, now)
        yield from _seats(db)
        yield from examine_cards(db)


def _letters(db: Session, now: datetime) -> Iterator[Finding]:
    failed, late = count_letters(db).get(LetterState.FAILED, 0), count_late(db, now)
    message = N_("%(count)s letters did not leave; “academy letters list --state failed” says why.")
    yield Finding(message, {"count": failed}, failed == 0, is_urgent=False)
    yield Finding(N_("%(count)s letters are overdue: no worker seems to run."), {"count": late}, late == 0)


def _seats(db: Session) -> Iterator[Finding]:
    wrong = list_miscounts(db)
    message = N_("%(count)s counters of seats do not say what their rows say.")
    yield Finding(message, {"count": len(wrong)}, not wrong)
    wrong = list_place_miscounts(db)
    message = N_("%(count)s counters of places in items do not say what their rows say.")
    yield Finding(message, {"count": len(wrong)}, not wrong)


def examine_cards(db: Session) -> Iterator[Finding]:
    """Go through practice cards, and what they say in their own words."""
    original = select(CardText.practice_id).where(CardText.is_original)
    written = or_(Practice.call_id.is_not(None), Practice.id.in_(select(CardText.practice_id)))
    wrong = _number(db, select(Practice.id).where(written, Practice.id.not_in(original)))
    yield Finding(N_("%(count)s practice cards have no text in their own words."), {"count": wrong}, wrong == 0)
    wrong = _number(db, select(Practice.id).where(Practice.published_at.is_not(None), Practice.id.not_in(original)))
    yield Finding(N_("%(count)s practice cards are published without a text."), {"count": wrong}, wrong == 0)
    foreign = CardText.is_original & (CardText.language != Practice.language)
    wrong = _number(db, select(Practice.id).join(CardText, CardText.practice_id == Practice.id).where(foreign))
    message = N_("%(count)s practice cards say that they were written in another language than their own text.")
    yield Finding(message, {"count": wrong}, wrong == 0)


def _number(db: Session, wanted: Select[int]) -> int:
    return db.scalar(select(func.count()).select_from(wanted.subquery())) or 0


def _sqlite(db: Session) -> Iterator[Finding]:
    verdict = db.execute(text("PRAGMA quick_check")).scalar_one()
    yield Finding(N_("SQLite says of its own file: %(verdict)s."), {"verdict": verdict}, verdict == "ok")
    broken = len(db.execute(text("PRAGMA foreign_key_check")).all())
    yield Finding(N_("%(count)s rows point to nothing."), {"count": broken}, broken == 0)


def _installation(db: Session) -> Iterator[Finding]:
    rows = len(db.scalars(select(Installation)).all())
    yield Finding(N_("The installation has %(count)s rows of its own; it needs one."), {"count": rows}, rows == 1)
    nobody = (Role.person_id.is_(None)) & (Role.institution_id.is_(None))
    empty = [role for role in db.scalars(select(Role).where(nobody)) if not role.placeholder]
    yield Finding(N_("%(count)s roles are held by nobody."), {"count": len(empty)}, not empty)


def _sealed(db: Session, database: Database) -> Iterator[Finding]:
    plain = count_plain(db)
    message = N_("%(count)s sensitive fields are kept in clear; “academy db upgrade” encrypts them.")
    yield Finding(message, {"count": plain}, plain == 0)
    known = database.keys.keys.keys() if database.keys else frozenset()
    lost = {name: count for name, count in count_by_key(db).items() if name not in known}
    facts: dict[str, object] = {"count": sum(lost.values()), "names": ", ".join(sorted(lost)) or "–"}
    yield Finding(N_("%(count)s sensitive fields need keys that are not here: %(names)s."), facts, not lost)


def _edition(db: Session, edition: Edition) -> Iterator[Finding]:
    facts: dict[str, object] = {"edition": edition.slug, "zone": edition.zone_name}
    try:
        zone = read_zone(edition.zone_name)
    except Refusal:
        yield Finding(N_("%(edition)s: the time zone %(zone)s is not known here."), facts, is_well=False)
        return
    if edition.state != State.DRAFT:
        unseen = (Slot.edition_id == edition.id) & Slot.public_since.is_(None) & Slot.removed_at.is_(None)
        hidden = len(db.scalars(select(Slot.id).where(unseen)).all()) if edition.is_public else 0
        message = N_("%(edition)s: %(count)s items are public, but missing from calendars.")
        yield Finding(message, {**facts, "count": hidden}, hidden == 0)
    if not zone.is_fixed and edition.starts_on and _clocks_disagree(zone.name, edition.starts_on, edition.ends_on):
        message = N_(
            "%(edition)s: the operating system’s time zone data and the newer ones that came with this program "
            "disagree on the clock of %(zone)s during the edition. Hours on the programme are right; check what "
            "readers elsewhere are told, and update the system’s tzdata."
        )
        yield Finding(message, facts, is_well=False, is_urgent=False)


def examine_record(db: Session, now: datetime) -> Iterator[Finding]:
    """Go through every chain of the record, from its first entry to its last; each edition has one."""
    slugs = {chain_of(edition.id): edition.slug for edition in list_editions(db)}
    for name in sorted({*list_chains(db), *slugs}):
        reading = Reading(name)
        called: dict[str, object] = {"chain": slugs.get(name, name)}
        for flaw in verify(db, reading):
            if reading.flaws <= _TOLD:
                yield Finding(flaw.message, {**flaw.facts, **called}, is_well=False)
        if reading.flaws > _TOLD:
            facts = {**called, "count": reading.flaws - _TOLD}
            yield Finding(N_("Record of %(chain)s: %(count)s more things do not fit."), facts, is_well=False)
        if overdue := count_overdue(db, name, now):
            message = N_(
                "Record of %(chain)s: %(count)s entries have waited an hour for their seal; does the worker run?"
            )
            yield Finding(message, {**called, "count": overdue}, is_well=False)
        if name in slugs and not count_entries(db, Wanted(name)):
            message = N_("Record of %(chain)s: it has no entries, though every edition begins with one.")
            yield Finding(message, called, is_well=False)
        elif not reading.flaws:
            facts = {**called, "number": reading.number, "seal": reading.seal[:12] or "–"}
            yield Finding(N_("Record of %(chain)s: sealed up to entry %(number)s, whose seal begins %(seal)s."), facts)


def _clocks_disagree(name: str, first: date, last: date | None) -> bool:
    """Tell whether the zone data in use and those of the tzdata package show different hours on some day."""
    with files("tzdata.zoneinfo").joinpath(*name.split("/")).open("rb") as file:
        shipped = ZoneInfo.from_file(file)
    used = ZoneInfo(name)
    days = (first + timedelta(days=number) for number in range(((last or first) - first).days + 1))
    noons = (datetime.combine(day, time(12)) for day in days)
    return any(noon.replace(tzinfo=used).utcoffset() != noon.replace(tzinfo=shipped).utcoffset() for noon in noons)
