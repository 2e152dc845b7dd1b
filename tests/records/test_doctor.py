"""The doctor finds what is broken on purpose, and nothing else."""

from datetime import date, timedelta
from typing import IO
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from academy.db import migrations
from academy.db.engine import Database
from academy.outbox.rules import OVERDUE
from academy.records import doctor
from academy.records.doctor import examine
from academy.trail.sealing import seal_record
from tests.factories import DAY, MADE, edition, slot
from tests.outbox.letters import add
from tests.outbox.test_actions import stuck
from tests.trail.records import tamper, write_entries

CLOCKS = "disagree on the clock of %(zone)s"


def said(database: Database, *, urgent: bool = True) -> list[str]:
    """The findings that are not well, in English."""
    found = [one for one in examine(database, MADE) if not one.is_well]
    return [one.message % one.facts for one in found if one.is_urgent is urgent]


def test_a_good_installation_is_well(demonstration: Database) -> None:
    findings = list(examine(demonstration, MADE))
    assert [one for one in findings if not one.is_well and one.is_urgent] == []
    assert len(findings) >= 14 + 4
    assert all(one.message % one.facts for one in findings)


def test_a_database_without_tables_is_told_and_nothing_else_looked_at(database: Database) -> None:
    migrations.downgrade(database.engine, "base")
    expected = migrations.heads()[0]
    assert said(database) == [f"The database is at revision –; the program expects {expected}."]
    assert len(list(examine(database, MADE))) == 1


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("ALTER TABLE account DROP COLUMN language", "Tables differ from the program’s in 1 places."),
        ("DELETE FROM installation", "The installation has 0 rows of its own; it needs one."),
        (
            "INSERT INTO installation (id, version) VALUES (99, 1)",
            "The installation has 2 rows of its own; it needs one.",
        ),
        ("UPDATE edition SET zone_name = 'Mars/X'", "workshop-2026: the time zone Mars/X is not known here."),
        (
            "UPDATE slot SET public_since = NULL WHERE position = 0",
            "workshop-2026: 1 items are public, but missing from calendars.",
        ),
    ],
)
def test_what_is_broken_is_found(database: Database, statement: str, finding: str) -> None:
    with database.writing() as db:
        here = edition(db, published=True)
        slot(db, here)
        slot(db, here)
    assert said(database) == []
    with database.writing() as db:
        db.execute(text(statement))
    assert said(database) == [finding]


def test_a_role_that_nobody_holds_is_found(demonstration: Database) -> None:
    with demonstration.writing() as db:
        db.execute(text("UPDATE role SET person_id = NULL WHERE id = (SELECT min(id) FROM role WHERE person_id > 0)"))
    assert said(demonstration) == ["1 roles are held by nobody."]


def test_rows_that_point_to_nothing_are_found(database: Database) -> None:
    if not database.is_sqlite:
        return
    with database.writing() as db:
        slot(db, edition(db))
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("DELETE FROM series")
        connection.exec_driver_sql("BEGIN")
    assert said(database) == ["1 rows point to nothing."]


def test_a_withdrawn_editions_slots_are_not_missed(database: Database) -> None:
    with database.writing() as db:
        slot(db, edition(db, published=True))
        db.execute(text("UPDATE edition SET state = 'withdrawn'"))
        db.execute(text("UPDATE slot SET public_since = NULL"))
    assert said(database) == []


def test_clocks_that_disagree_are_a_note(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.writing() as db:
        edition(db)
        edition(db, "fixed", zone_name="-06:00")
        edition(db, "undated", starts_on=None, ends_on=None)
    asked: list[tuple[str, date, date | None]] = []

    def disagree(*given: str | date | None) -> bool:
        asked.append(given)  # type: ignore[arg-type]
        return True

    monkeypatch.setattr(doctor, "_clocks_disagree", disagree)
    assert said(database) == []
    (note,) = said(database, urgent=False)
    assert note.startswith("workshop-2026: the operating system’s time zone data")
    assert set(asked) == {("America/Mexico_City", DAY, DAY.replace(day=27))}


def test_clocks_are_compared_on_every_day(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not doctor._clocks_disagree("America/Mexico_City", date(2021, 8, 26), None)
    used = ZoneInfo("Africa/Algiers")  # always at UTC+1, as Rome is in winter

    class Elsewhere(ZoneInfo):
        """A system that keeps Algiers' clock in Rome."""

        def __new__(cls, _name: str) -> ZoneInfo:  # type: ignore[misc]
            return used

        @classmethod
        def from_file(cls, file: IO[bytes], /, key: str | None = None) -> ZoneInfo:  # type: ignore[override]
            return ZoneInfo.from_file(file, key)

    monkeypatch.setattr(doctor, "ZoneInfo", Elsewhere)
    assert not doctor._clocks_disagree("Europe/Rome", date(2026, 3, 1), date(2026, 3, 28))
    assert doctor._clocks_disagree("Europe/Rome", date(2026, 3, 1), date(2026, 3, 29))
    assert doctor._clocks_disagree("Europe/Rome", date(2026, 7, 1), None)


def test_the_record_is_read_chain_after_chain(database: Database) -> None:
    with database.writing() as db:
        edition(db)
        seal_record(db, MADE)
    told = [one for one in examine(database, MADE) if one.message.startswith("Record of")]
    assert [one.facts["chain"] for one in told if one.is_well] == ["workshop-2026", "installation"]
    assert all(len(str(one.facts["seal"])) == 12 and one.facts["number"] == 1 for one in told)


def test_a_record_that_was_changed_is_found_and_many_flaws_are_counted(database: Database) -> None:
    with database.writing() as db:
        write_entries(db, 25)
        seal_record(db, MADE)
    tamper(database, "UPDATE trail_value SET digest = 'x' WHERE field = 'word'")
    found = said(database)
    changed = "Record of installation: entry 1 or the one before it was changed, or somebody else sealed it."
    assert (found[0], len(found)) == (changed, 21)
    assert found[-1] == "Record of installation: 30 more things do not fit."


@pytest.mark.parametrize("left", ["DELETE FROM trail_chain", "UPDATE trail_chain SET number = 0, key = '', seal = ''"])
def test_an_edition_without_a_record_is_found(database: Database, left: str) -> None:
    with database.writing() as db:
        chain = f"edition:{edition(db).id}"
        edition(db, "other")
    assert said(database) == []
    with database.writing() as db:
        seal_record(db, MADE)
    tamper(
        database,
        f"DELETE FROM trail_value WHERE entry_id IN (SELECT id FROM trail_entry WHERE chain = '{chain}')",  # noqa: S608
        f"DELETE FROM trail_entry WHERE chain = '{chain}'",  # noqa: S608
        f"{left} WHERE name = '{chain}'",
    )
    assert said(database) == ["Record of workshop-2026: it has no entries, though every edition begins with one."]


def test_entries_that_nobody_seals_are_found(database: Database) -> None:
    with database.writing() as db:
        write_entries(db, 2)
    assert said(database) == []
    late = [one for one in examine(database, MADE + timedelta(hours=2)) if not one.is_well]
    (told,) = [one.message % one.facts for one in late]
    assert told == "Record of installation: 2 entries have waited an hour for their seal; does the worker run?"


def test_letters_that_did_not_leave_and_letters_that_nobody_sends_are_found(database: Database) -> None:
    with database.writing() as db:
        stuck(db, 1)
        add(db, 2, due_at=MADE - OVERDUE)
    assert said(database) == ["1 letters are overdue: no worker seems to run."]
    letters = "1 letters did not leave; “academy letters list --state failed” says why."
    assert letters in said(database, urgent=False)
