"""The worker wakes when it is called, keeps to the rate, does its duties once, and ends when it is told to."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from unittest.mock import Mock

import pytest
from flask import Flask
from psycopg.errors import LockNotAvailable
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from academy.app import create_app
from academy.config import Config
from academy.db.engine import Database
from academy.jobs import worker as module
from academy.jobs.duties import Duty
from academy.jobs.mail import DelayedError, Folder
from academy.jobs.queue import bell, opened
from academy.jobs.worker import Habits, Worker
from academy.outbox.models import Letter, LetterState
from academy.outbox.turns import TO_MANY, open_turns, put_off
from tests.jobs.servers import Taken, free_port, mail_server
from tests.outbox.letters import add

ASLEEP = Habits(sweep=600)
"""A worker that does nothing unless it is called."""


@contextmanager
def application(config: Config, database: Database) -> Iterator[Flask]:
    made = create_app(config, database)
    yield made
    made.extensions["academy_versions"].close()


@contextmanager
def working(app: Flask, database: Database, habits: Habits = ASLEEP, duties: tuple[Duty, ...] = ()) -> Iterator[Worker]:
    worker = Worker(app, database, habits, duties)
    thread = Thread(target=worker.run)
    thread.start()
    try:
        yield worker
    finally:
        worker.stop()
        thread.join(20)
        assert not thread.is_alive()


def states(database: Database) -> dict[str, LetterState]:
    with database.reading() as db:
        return {letter.email: letter.state for letter in db.scalars(select(Letter))}


def wait_for(what: Callable[[], bool], seconds: float = 20) -> float:
    begun = time.monotonic()
    while not what():
        assert time.monotonic() - begun < seconds, "it did not happen"
        time.sleep(0.02)
    return time.monotonic() - begun


def are_sent(database: Database, count: int) -> Callable[[], bool]:
    return lambda: list(states(database).values()).count(LetterState.SENT) == count


def put(database: Database, number: int, **more: Any) -> None:  # noqa: ANN401 (whatever a test needs)
    with database.writing() as db:
        add(db, number, datetime.now(UTC), **more)


@pytest.fixture
def queue(request: pytest.FixtureRequest, tmp_path: Path, database: Database) -> Iterator[str]:
    """The address of a queue: a file, a Redis of our own, or the database."""
    if request.param == "redis":
        if not shutil.which("redis-server"):
            pytest.skip("there is no redis-server")
        with redis_server(tmp_path) as address:
            yield address
    elif request.param == "postgresql":
        yield database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    else:
        yield ""


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    port = free_port()
    command = ["redis-server", "--port", str(port), "--save", "", "--dir", str(folder), "--loglevel", "warning"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait_for(lambda: _answers(port))
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize(
    ("kind", "queue"),
    [
        ("sqlite", "a file"),
        ("sqlite", "redis"),
        pytest.param("postgresql", "a file", marks=pytest.mark.postgresql),
        pytest.param("postgresql", "postgresql", marks=pytest.mark.postgresql),
    ],
    indirect=["queue"],
)
def test_a_letter_that_somebody_waits_for_leaves_at_once(config: Config, database: Database, queue: str) -> None:
    settings = replace(config, queue=queue)
    with closing(bell(settings)) as ring, application(settings, database) as app, working(app, database):
        time.sleep(1.0)  # it sleeps, and would for ten minutes
        for number in range(3):
            put(database, number, is_urgent=True)
            ring()
            assert wait_for(are_sent(database, number + 1)) < 2


def test_calls_do_not_pile_up_where_nobody_hears_them(config: Config) -> None:
    ring = bell(config)
    for _ in range(5):
        ring()
    with closing(opened(config).storage) as queue:
        assert queue.queue_size() == 1


def test_a_queue_that_is_away_costs_no_request_and_no_letter(
    config: Config, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    settings = replace(config, queue="redis://127.0.0.1:1/0")
    ring = bell(settings)
    put(database, 1)
    ring()
    ring()
    with application(settings, database) as app, working(app, database, Habits(sweep=0.1)):
        wait_for(are_sent(database, 1))
    assert sum("could not be called" in line for line in caplog.messages) == 1, "left alone for a while"


def test_a_page_that_writes_a_letter_calls_the_worker(config: Config, database: Database) -> None:
    with application(config, database) as app:
        calls: list[int] = []
        app.extensions["academy_bell"] = lambda: calls.append(1)
        from academy.web.transactions import db  # noqa: PLC0415 (within the application)

        app.add_url_rule("/desk/-/quiet", "quiet", lambda: str(db().scalar(select(1))), methods=["POST"])
        app.add_url_rule("/desk/-/letter", "letter", lambda: str(add(db(), 1).id), methods=["POST"])
        for name in ("quiet", "letter"):
            app.extensions["csrf"].exempt(app.view_functions[name])
        client = app.test_client()
        client.post("/desk/-/quiet")
        assert calls == []
        assert client.post("/desk/-/letter").status_code == 200
        assert calls == [1]


def test_letters_to_many_keep_to_the_rate_and_urgent_ones_do_not_wait(config: Config, database: Database) -> None:
    settings = replace(config, mail_per_minute=300)
    for number in range(6):
        put(database, number)
    with application(settings, database) as app, working(app, database), working(app, database):
        took = wait_for(lambda: list(states(database).values()).count(LetterState.SENT) >= 3)
        put(database, 99, is_urgent=True)
        bell(settings)()
        wait_for(lambda: states(database)["reader99@example.org"] == LetterState.SENT)
        took += wait_for(are_sent(database, 7))
    assert took > 5 * 60 / 300 * 0.8, "two workers share one rate"


def test_urgent_letters_leave_although_no_other_may_for_an_hour(config: Config, database: Database) -> None:
    put(database, 1)
    put(database, 2, is_urgent=True)
    with database.writing() as db:
        open_turns(db, [TO_MANY], datetime.now(UTC))
        put_off(db, TO_MANY, datetime.now(UTC) + timedelta(hours=1))
    with application(config, database) as app, working(app, database):
        wait_for(are_sent(database, 1))
        assert states(database)["reader1@example.org"] == LetterState.QUEUED


def test_a_letter_that_cannot_be_written_fails_alone(config: Config, database: Database) -> None:
    put(database, 1, kind="accounts/nothing_of_this_name")
    put(database, 2, facts={})
    put(database, 3)
    with database.writing() as db:
        wrong = add(db, 4)
        wrong.email = "nobody"
    with application(config, database) as app, working(app, database):
        wait_for(are_sent(database, 1))
        wait_for(lambda: list(states(database).values()).count(LetterState.FAILED) == 3)
    with database.reading() as db:
        assert all(letter.error for letter in db.scalars(select(Letter)) if letter.state == LetterState.FAILED)


def test_what_a_server_takes_later_leaves_later_as_the_same_bytes(config: Config, database: Database) -> None:
    taken = Taken(answer="451 later")
    put(database, 1, is_urgent=True)
    with mail_server(taken) as port:
        settings = replace(config, mail=f"smtp://127.0.0.1:{port}?tls=none")
        with application(settings, database) as app:
            Worker(app, database, ASLEEP, ()).work()
            with database.writing() as db:
                letter = db.scalars(select(Letter)).one()
                assert (letter.state, letter.attempts) == (LetterState.QUEUED, 1)
                kept, letter.due_at = letter.message, letter.created_at
            taken.answer = "250 taken"
            Worker(app, database, ASLEEP, ()).work()
    assert taken.letters == [kept]
    assert list(states(database).values()) == [LetterState.SENT]


def counting(done: list[datetime], name: str = "counting", every: timedelta = timedelta(hours=1)) -> Duty:
    return Duty(name, every, lambda _db, now: done.append(now))


def test_a_duty_is_done_once_when_it_is_due_however_many_workers_there_are(config: Config, database: Database) -> None:
    done: list[datetime] = []
    habits = Habits(sweep=0.05)
    duty = counting(done)
    with application(config, database) as app:
        with working(app, database, habits, (duty,)), working(app, database, habits, (duty,)):
            wait_for(lambda: bool(done))
            time.sleep(0.5)
        assert len(done) == 1
        with database.writing() as db:
            put_off(db, "counting", datetime.now(UTC))
        with working(app, database, habits, (duty,)):
            wait_for(lambda: len(done) == 2)


def test_long_work_goes_on_at_once_until_there_is_no_more(config: Config, database: Database) -> None:
    left = [3, 2, 1]
    done: list[int] = []

    def some(_db: Session, _now: datetime) -> int:
        done.append(len(left))
        return left.pop(0) if left else 0

    duty = Duty("long work", timedelta(hours=1), some, repeats=True)
    with application(config, database) as app, working(app, database, Habits(sweep=0.05), (duty,)):
        wait_for(lambda: len(done) == 4)
        time.sleep(0.3)
    assert done == [3, 2, 1, 0], "and then again in an hour"


def test_a_duty_that_fails_is_put_off_and_keeps_nobody_from_anything(config: Config, database: Database) -> None:
    tried: list[int] = []
    done: list[datetime] = []

    def fail(db: Session, _now: datetime) -> None:
        tried.append(1)
        add(db, 1)
        raise ValueError("not today")

    put(database, 2)
    duties = (Duty("failing", timedelta(hours=1), fail), counting(done))
    with application(config, database) as app, working(app, database, Habits(sweep=0.05), duties):
        wait_for(are_sent(database, 1))
        wait_for(lambda: bool(done))
        time.sleep(0.3)
    assert len(tried) == 1
    assert "reader1@example.org" not in states(database), "what it did is undone"


@pytest.mark.parametrize("statement", ["INSERT INTO turn SELECT * FROM turn", "SELECT 1 FROM nowhere"])
def test_a_duty_that_the_database_refuses_keeps_nobody_from_anything(
    config: Config, database: Database, caplog: pytest.LogCaptureFixture, statement: str
) -> None:
    tried: list[int] = []
    done: list[datetime] = []

    def fail(db: Session, _now: datetime) -> None:
        tried.append(1)
        db.execute(text(statement))

    duties = (Duty("refused", timedelta(hours=1), fail), counting(done))
    with application(config, database) as app, working(app, database, Habits(sweep=0.05), duties):
        wait_for(lambda: bool(done))
        time.sleep(0.3)
    assert (len(tried), len(done)) == (1, 1)
    assert "duty 'refused' could not be done" in caplog.messages


def test_duties_are_done_while_the_mail_server_hangs(
    config: Config, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []
    before: list[int] = []

    def hang(*_given: object) -> None:
        tried.append(1)
        time.sleep(0.1)
        raise DelayedError("no answer")

    monkeypatch.setattr(Folder, "carry", hang)
    monkeypatch.setattr(module, "_LETTERS_AT_ONCE", 0.3)
    for number in range(10):
        put(database, number, is_urgent=True)
    duty = Duty("counting", timedelta(hours=1), lambda _db, _now: before.append(len(tried)))
    with application(config, database) as app, working(app, database, Habits(sweep=0.05), (duty,)):
        wait_for(lambda: len(tried) == 10)
    assert 1 <= before[0] <= 4, "and the others with the next rounds"


def test_nothing_of_a_letter_is_noted_where_the_database_refuses_it(
    config: Config, database: Database, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(database, 1, due_at=datetime.now(UTC) + timedelta(days=1))
    wrong = Duty("wrong", timedelta(hours=1), lambda db, _now: db.execute(text("UPDATE letter SET state = 'leased'")))
    with application(config, database) as app:
        worker = Worker(app, database, Habits(), (wrong,))
        worker._prepare()
        worker._round()
        error = OperationalError("x", None, LockNotAvailable("reader1@example.org"))
        monkeypatch.setattr(worker, "work", Mock(side_effect=error))
        worker._round()
    assert "duty 'wrong' could not be done" in caplog.text
    assert "ck_letter_lease_ends" in caplog.text
    assert "the database cannot be used at the moment: LockNotAvailable 55P03" in caplog.messages
    assert not {"reader1", "token-1"} & set(re.findall(r"[\w-]+", caplog.text))


def test_a_worker_ends_with_its_parent(config: Config, database: Database) -> None:
    with application(config, database) as app:
        worker = Worker(app, database, Habits(sweep=600, parent=os.getppid()), ())
        thread = Thread(target=worker.run)
        thread.start()
        time.sleep(0.3)
        assert thread.is_alive()
        worker._habits = Habits(sweep=600, parent=1)
        thread.join(10)
        assert not thread.is_alive()
