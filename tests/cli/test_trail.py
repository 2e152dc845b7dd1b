"""`academy record`: to read the record, and to check it."""

import json
from dataclasses import replace

from sqlalchemy import text

from academy.trail.sealing import seal_record
from tests.cli.conftest import KEYS_AS_TEXT, CommandLine
from tests.conftest import KEYS
from tests.factories import MADE, edition


def test_the_record_is_shown_newest_first(academy: CommandLine) -> None:
    assert academy("db", "upgrade").status == 0
    with academy.database.writing() as db:
        edition(db, published=True)
    answer = academy("record", "show", "workshop-2026", "--last", "1")
    (line,) = answer.out.splitlines()
    shown = json.loads(line)
    assert (shown["act"], shown["door"], shown["number"]) == ("edition.state_changed", "jobs", None)
    assert shown["values"] == {"state": ["draft", "published"]}
    assert json.loads(academy("record", "show").out)["act"] == "series.created"
    assert academy("record", "show", "nothing").status == 1


def test_a_record_that_somebody_changed_is_found(academy: CommandLine) -> None:
    assert academy("db", "upgrade").status == 0
    with academy.database.writing() as db:
        edition(db)
        db.flush()
    assert "have waited an hour for their seal" in academy("record", "verify").out
    with replace(academy.database, keys=KEYS).writing() as db:
        seal_record(db, MADE)
    for command in (("record", "verify"), ("doctor",)):
        answer = academy(*command, ACADEMY_FIELD_KEYS=KEYS_AS_TEXT)
        assert answer.status == 0, answer.out
        assert "ok   Record of workshop-2026: sealed up to entry 1, whose seal begins " in answer.out
        assert "ok   Record of installation: sealed up to entry 1, whose seal begins " in answer.out
    with academy.database.writing() as db:
        db.execute(text("DROP TRIGGER trail_entry_says"))
        db.execute(text("DROP TRIGGER trail_entry_sealed"))
        db.execute(text("UPDATE trail_entry SET act = 'x.done' WHERE chain <> 'installation'"))
    for command in (("record", "verify"), ("doctor",)):
        answer = academy(*command, ACADEMY_FIELD_KEYS=KEYS_AS_TEXT)
        assert answer.status == 1
        assert "BAD  Record of workshop-2026: entry 1 or the one before it was changed" in answer.out
        assert "1 findings need a hand" in answer.err
