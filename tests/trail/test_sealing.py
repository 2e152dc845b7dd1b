"""The worker chains entries together; two workers at once do no harm."""

import multiprocessing
from datetime import timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from academy.db.engine import Database, open_database
from academy.jobs.duties import DUTIES
from academy.trail.actions import record
from academy.trail.models import Chain, Entry
from academy.trail.sealing import seal_record
from tests.conftest import KEYS
from tests.factories import LATER, MADE
from tests.trail.records import flaws, new_edition, write_entries


def test_entries_are_numbered_in_their_order_in_each_chain(db: Session) -> None:
    here = new_edition(db)
    write_entries(db, 2)
    write_entries(db, 2, here=here)
    assert seal_record(db, LATER) == 6
    sealed = db.execute(select(Entry.chain, Entry.number, Entry.act).order_by(Entry.id)).all()
    own = f"edition:{here.id}"
    assert [tuple(row) for row in sealed] == [
        ("installation", 1, "series.created"), (own, 1, "edition.created"), ("installation", 2, "thing.changed"),
        ("installation", 3, "thing.changed"), (own, 2, "thing.changed"), (own, 3, "thing.changed"),
    ]  # fmt: skip
    assert {chain.name: chain.number for chain in db.scalars(select(Chain))} == {"installation": 3, own: 3}


def test_sealing_again_seals_what_came_since(database: Database) -> None:
    for done in (2, 1, 0):
        with database.writing() as db:
            write_entries(db, done)
            assert seal_record(db, LATER) == done
    assert flaws(database) == []


def test_no_more_is_sealed_at_once_than_asked_for(database: Database) -> None:
    with database.writing() as db:
        here = new_edition(db)
        write_entries(db, 3, here=here)
        write_entries(db, 3)
        assert [seal_record(db, LATER, limit=5) for _ in range(3)] == [5, 3, 0]
    assert (flaws(database), flaws(database, f"edition:{here.id}")) == ([], [])


def test_the_same_entries_have_other_seals_behind_others(database: Database) -> None:
    with database.writing() as db:
        for _ in range(2):
            record(db, "thing.done", "thing", MADE)
            db.flush()
        seal_record(db, LATER)
        one, two = db.scalars(select(Entry.seal).order_by(Entry.id))
    assert one != two


def test_the_worker_seals_every_few_seconds() -> None:
    (duty,) = [duty for duty in DUTIES if duty.act is seal_record]
    assert duty.every <= timedelta(seconds=10)


def test_two_workers_at_once_do_not_break_the_chain(database: Database) -> None:
    with database.writing() as db:
        write_entries(db, 120)
    url = database.engine.url.render_as_string(hide_password=False)
    start = multiprocessing.get_context("spawn")
    workers = [start.Process(target=seal_in_small_steps, args=(url,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert flaws(database) == []
    with database.reading() as db:
        assert db.execute(text("SELECT count(*), max(number) FROM trail_entry")).one() == (120, 120)


def seal_in_small_steps(url: str) -> None:
    """What one worker does; several transactions, so that they meet."""
    database = open_database(url, KEYS)
    while True:
        with database.writing() as db:
            if not seal_record(db, LATER, limit=3):
                return
