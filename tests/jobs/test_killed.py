"""Workers are killed again and again while letters leave: none is lost, and what leaves twice is the same."""

import os
import signal
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from hashlib import sha256
from pathlib import Path
from threading import Lock, Timer

import pytest
from sqlalchemy import func, select

from academy.db.engine import Database
from academy.outbox.models import Letter, LetterState
from tests.conftest import KEYS
from tests.jobs.servers import Taken, mail_server
from tests.outbox.letters import add

LETTERS, WORKERS, PATIENCE = 45, 3, 600


class Crew:
    """Worker processes; whoever dies is replaced."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self._lock = Lock()
        self._alive: list[subprocess.Popen[bytes]] = []
        self.kills = 0

    def fill(self) -> None:
        with self._lock:
            for one in [one for one in self._alive if one.poll() is not None]:
                self._alive.remove(one)
            while len(self._alive) < WORKERS:
                command = [sys.executable, "-m", "academy", "worker", "--lease", "12", "--sweep", "0.5"]
                self._alive.append(subprocess.Popen(command, env=self._environment))

    def kill(self, count: int) -> None:
        with self._lock:
            for one in self._alive[:count]:
                if one.poll() is None:
                    one.send_signal(signal.SIGKILL)
                    one.wait()
                    self.kills += 1

    def end(self) -> None:
        self.kill(WORKERS)


@contextmanager
def crew(database: Database, folder: Path, port: int) -> Iterator[Crew]:
    keys = " ".join(f"{name}:{urlsafe_b64encode(key).decode()}" for name, key in KEYS.keys.items())
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ACADEMY_")}
    settings = {
        "ACADEMY_DATA": str(folder),
        "ACADEMY_DATABASE_URL": database.engine.url.set(
            drivername=database.engine.url.get_backend_name()
        ).render_as_string(hide_password=False),
        "ACADEMY_FIELD_KEYS": keys,
        "ACADEMY_MAIL": f"smtp://127.0.0.1:{port}?tls=none",
        "ACADEMY_MAIL_PER_MINUTE": "0",
    }
    made = Crew(kept | settings)
    try:
        yield made
    finally:
        made.end()


def count_left(database: Database) -> int:
    with database.reading() as db:
        waiting = (LetterState.QUEUED, LetterState.LEASED)
        return db.scalar(select(func.count()).select_from(Letter).where(Letter.state.in_(waiting))) or 0


@pytest.mark.slow
def test_no_letter_is_lost_and_few_leave_twice_however_often_workers_are_killed(
    database: Database, tmp_path: Path
) -> None:
    with database.writing() as db:
        for number in range(LETTERS):
            add(db, number, is_urgent=number % 3 == 0, secrets={"token": f"secret-{number}"} if number % 2 else {})
    taken = Taken()
    with mail_server(taken) as port, crew(database, tmp_path, port) as workers:

        def after_taking() -> None:
            count = len(taken.letters)
            if count in {12, 36}:
                # The worst moment: the letter is taken, and nobody will ever hear that it was.
                workers.kill(WORKERS)
            elif count % 9 == 0:
                Timer(count / 600, workers.kill, [1]).start()  # a little later each time

        taken.then = after_taking
        until = time.monotonic() + PATIENCE
        while count_left(database) and time.monotonic() < until:
            workers.fill()
            time.sleep(0.2)
        left, kills = count_left(database), workers.kills

    by_id: dict[str, list[bytes]] = defaultdict(list)
    for raw in taken.letters:
        by_id[message_from_bytes(raw)["Message-ID"]].append(raw)
    with database.reading() as db:
        letters = list(db.scalars(select(Letter)))
    twice = len(taken.letters) - LETTERS
    assert left == 0
    assert {letter.state for letter in letters} == {LetterState.SENT}
    assert {f"<{letter.uid}@localhost>" for letter in letters} == by_id.keys()
    assert all(len(set(same)) == 1 for same in by_id.values()), "byte for byte the same"
    assert {letter.digest for letter in letters} == {sha256(same[0]).hexdigest() for same in by_id.values()}
    assert 1 <= twice <= kills, f"{twice} left twice, {kills} kills"
