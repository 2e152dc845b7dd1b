"""Whoever changes the record behind the program's back is noticed; so is whoever has no key."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from academy.db.engine import Database
from academy.kit.sealing import KeyRing
from academy.trail.sealing import seal_record
from academy.trail.verifying import Reading, count_overdue, list_chains, verify
from tests.conftest import KEYS
from tests.factories import MADE
from tests.trail.records import flaws, new_edition, sealed_record, tamper, write_entries

OTHER_KEY = bytes(range(32, 64))
CHANGED = "entry {} or the one before it was changed, or somebody else sealed it."


def test_a_record_that_nobody_touched_fits(database: Database) -> None:
    sealed_record(database, 5)
    assert flaws(database) == []
    with database.reading() as db:
        reading = Reading("installation")
        assert list(verify(db, reading)) == []
        stored = db.execute(text("SELECT seal FROM trail_entry WHERE number = 5")).scalar_one()
        assert (reading.number, reading.seal, reading.flaws) == (5, stored, 0)


def test_a_chain_without_any_sealed_entry_fits(database: Database) -> None:
    assert flaws(database) == []
    with database.writing() as db:
        write_entries(db, 2)
    assert flaws(database) == []


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        # a value says something else
        (["UPDATE trail_value SET after = '\"x\"' WHERE id = 4"], ["entry 2: its value “word” was changed."]),
        (["UPDATE trail_value SET before = '\"x\"' WHERE id = 4"], ["entry 2: its value “word” was changed."]),
        (["UPDATE trail_value SET salt = 'x' WHERE id = 4"], ["entry 2: its value “word” was changed."]),
        # … and its digest with it
        (["UPDATE trail_value SET after = '\"x\"', digest = 'x' WHERE id = 4"],
         [CHANGED.format(2), "entry 2: its value “word” was changed."]),
        # … or is erased as if it had been about a person
        (["UPDATE trail_value SET before = 'null', after = 'null', salt = NULL, erased_at = '2026-11-02' WHERE id = 4"],
         ["entry 2: its value “word” was changed."]),
        (["UPDATE trail_value SET person_id = 7 WHERE id = 4"], [CHANGED.format(2)]),
        # a value is taken away, added, or given to another entry
        (["DELETE FROM trail_value WHERE id = 4"], [CHANGED.format(2)]),
        (["UPDATE trail_value SET entry_id = 3 WHERE id = 4"], [CHANGED.format(2), CHANGED.format(3)]),
        # an entry says something else
        (["UPDATE trail_entry SET act = 'thing.removed' WHERE number = 2"], [CHANGED.format(2)]),
        (["UPDATE trail_entry SET at = '2020-01-01 00:00:00' WHERE number = 2"], [CHANGED.format(2)]),
        (["UPDATE trail_entry SET account_id = 7 WHERE number = 2"], [CHANGED.format(2)]),
        (["UPDATE trail_entry SET impersonator_id = 7 WHERE number = 2"], [CHANGED.format(2)]),
        (["UPDATE trail_entry SET door = 'desk' WHERE number = 2"], [CHANGED.format(2)]),
        (["UPDATE trail_entry SET thing = 'person', thing_id = 3 WHERE number = 2"], [CHANGED.format(2)]),
        # an entry is taken away: in the middle, at the beginning, at the end
        (["DELETE FROM trail_value WHERE entry_id = 3", "DELETE FROM trail_entry WHERE id = 3"],
         ["entry 3 is missing.", CHANGED.format(4)]),
        (["DELETE FROM trail_value WHERE entry_id IN (2, 3)", "DELETE FROM trail_entry WHERE id IN (2, 3)"],
         ["entries 2 to 3 are missing.", CHANGED.format(4)]),
        (["DELETE FROM trail_value WHERE entry_id = 1", "DELETE FROM trail_entry WHERE id = 1"],
         ["entry 1 is missing.", CHANGED.format(2)]),
        (["DELETE FROM trail_value WHERE entry_id = 5", "DELETE FROM trail_entry WHERE id = 5"],
         ["entry 5 is missing."]),
        # … and what follows is numbered anew
        (["DELETE FROM trail_value WHERE entry_id = 3", "DELETE FROM trail_entry WHERE id = 3",
          "UPDATE trail_entry SET number = 3 WHERE number = 4", "UPDATE trail_entry SET number = 4 WHERE number = 5"],
         [CHANGED.format(3), CHANGED.format(4), "entry 5 is missing."]),
        # … or the chain made to end earlier
        (["DELETE FROM trail_value WHERE entry_id = 5", "DELETE FROM trail_entry WHERE id = 5",
          "UPDATE trail_chain SET number = 4"], ["what says where the chain ends was changed."]),
        (["DELETE FROM trail_value WHERE entry_id = 5", "DELETE FROM trail_entry WHERE id = 5",
          "UPDATE trail_chain SET number = 4, seal = (SELECT seal FROM trail_entry WHERE number = 4)"],
         ["what says where the chain ends was changed."]),
        (["DELETE FROM trail_chain"], ["nothing says where the chain ends."]),
        # two entries change places
        (["UPDATE trail_entry SET number = 9 WHERE number = 2", "UPDATE trail_entry SET number = 2 WHERE number = 3",
          "UPDATE trail_entry SET number = 3 WHERE number = 9"], [CHANGED.format(n) for n in (2, 3, 4)]),
        # somebody seals without the key
        (["UPDATE trail_entry SET act = 'x.done', seal = 'ab' WHERE number = 2"],
         [CHANGED.format(2), CHANGED.format(3)]),
        (["UPDATE trail_entry SET key = 'theirs' WHERE number = 2"],
         ["entry 2 is sealed with the key “theirs”, which is not here."]),
        (["UPDATE trail_chain SET key = 'theirs'"],
         ["the end of the chain is sealed with the key “theirs”, which is not here."]),
    ],
)  # fmt: skip
def test_tampering_is_noticed(database: Database, statements: list[str], expected: list[str]) -> None:
    sealed_record(database, 5)
    tamper(database, *statements)
    assert flaws(database) == expected


def test_what_was_taken_away_is_missed_even_after_the_worker_went_on(database: Database) -> None:
    sealed_record(database, 3)
    tamper(database, "DELETE FROM trail_value WHERE entry_id = 2", "DELETE FROM trail_entry WHERE id = 2")
    with database.writing() as db:
        write_entries(db, 2)
        assert seal_record(db, MADE) == 2
    assert flaws(database) == ["entry 2 is missing.", CHANGED.format(3)]


@pytest.mark.parametrize(
    "statements",
    [
        # the end is taken away, and the chain made to end earlier
        ["DELETE FROM trail_value WHERE entry_id > 3", "DELETE FROM trail_entry WHERE id > 3",
         "UPDATE trail_chain SET number = 3"],
        ["DELETE FROM trail_value WHERE entry_id > 3", "DELETE FROM trail_entry WHERE id > 3",
         "UPDATE trail_chain SET number = 3, seal = (SELECT seal FROM trail_entry WHERE number = 3)"],
        ["DELETE FROM trail_value WHERE entry_id > 3", "DELETE FROM trail_entry WHERE id > 3"],
        # … or to have no end
        ["UPDATE trail_chain SET number = 0, key = '', seal = ''"],
        ["DELETE FROM trail_chain"],
        # the end says something else
        ["UPDATE trail_entry SET seal = 'ab' WHERE number = 5"],
        ["UPDATE trail_chain SET key = 'theirs'"],
    ],
)  # fmt: skip
def test_a_record_that_was_set_back_is_not_sealed_again(
    database: Database, caplog: pytest.LogCaptureFixture, statements: list[str]
) -> None:
    sealed_record(database, 5)
    tamper(database, *statements)
    with database.writing() as db:
        here = new_edition(db)
        write_entries(db, 1)
        assert seal_record(db, MADE) == 1, "of the other chain"
    assert flaws(database) != []
    assert flaws(database, f"edition:{here.id}") == []
    with database.reading() as db:
        assert count_overdue(db, "installation", MADE + timedelta(hours=2)) == 2
    assert "the record of installation is not sealed any more" in caplog.text


def test_an_entry_that_was_unsealed_and_sealed_again_is_missed_at_its_place(database: Database) -> None:
    sealed_record(database, 3)
    tamper(database, "UPDATE trail_entry SET number = NULL, key = NULL, seal = NULL, act = 'x.done' WHERE number = 2")
    with database.writing() as db:
        assert seal_record(db, MADE) == 1
    assert flaws(database) == ["entry 2 is missing.", CHANGED.format(3)]


def test_a_forged_entry_needs_the_key(database: Database) -> None:
    forger = replace(database, keys=KeyRing({"test": OTHER_KEY}))
    sealed_record(forger, 1)
    assert flaws(database) == [CHANGED.format(1), "what says where the chain ends was changed."]


def test_chains_are_told_apart(database: Database) -> None:
    with database.writing() as db:
        here = new_edition(db)
        write_entries(db, 3, here=here)
        write_entries(db, 2)
        seal_record(db, MADE)
        name = f"edition:{here.id}"
        assert list_chains(db) == [name, "installation"]
    tamper(database, "UPDATE trail_entry SET act = 'x.done' WHERE chain = 'installation' AND number = 2")
    assert (flaws(database, name), flaws(database)[0]) == ([], CHANGED.format(2))


def test_an_entry_moved_to_another_chain_is_noticed_in_both(database: Database) -> None:
    with database.writing() as db:
        here = new_edition(db)
        write_entries(db, 2)
        seal_record(db, MADE)
        name = f"edition:{here.id}"
    elsewhere = "(SELECT name FROM trail_chain WHERE name <> 'installation')"
    tamper(database, f"UPDATE trail_entry SET chain = {elsewhere} WHERE chain = 'installation' AND number = 3")  # noqa: S608
    assert (flaws(database), flaws(database, name)) == (["entry 3 is missing."], ["entry 3 stands behind the end."])


def test_entries_that_wait_too_long_are_counted(database: Database) -> None:
    with database.writing() as db:
        write_entries(db, 2)
        hour = MADE + timedelta(hours=1)
        assert [count_overdue(db, "installation", at) for at in (hour, hour + timedelta(seconds=1))] == [0, 2]
        assert count_overdue(db, "edition:1", hour + timedelta(days=1)) == 0
        seal_record(db, MADE)
        assert count_overdue(db, "installation", hour + timedelta(days=1)) == 0


def test_entries_sealed_with_an_old_key_still_fit(database: Database) -> None:
    sealed_record(database, 2)
    rotated = replace(database, keys=KeyRing({**KEYS.keys, "newer": OTHER_KEY}))
    assert flaws(rotated) == []
    sealed_record(rotated, 2)
    assert flaws(rotated) == []
    with database.reading() as db:
        keys = db.execute(text("SELECT key FROM trail_entry ORDER BY number")).scalars().all()
    assert keys == ["test", "test", "newer", "newer"]
    assert flaws(database) == [
        "entry 3 is sealed with the key “newer”, which is not here.",
        "entry 4 is sealed with the key “newer”, which is not here.",
        "the end of the chain is sealed with the key “newer”, which is not here.",
    ]
