"""A worker runs beside the server: it is started again when it dies, and nothing is left when the server ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from sqlalchemy import select

from academy.cli.working import Beside
from academy.config import Config
from academy.db.engine import open_database
from academy.jobs.queue import bell
from academy.outbox.models import Letter, LetterState
from tests.cli.conftest import CommandLine
from tests.jobs.servers import free_port
from tests.outbox.letters import add

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for processes in /proc")

PATIENCE = 120


def wait_for(what: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.1)


def workers(name: str) -> list[int]:
    """Processes that work beside a server with this number."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = path.read_bytes().decode().split("\0")
            if "worker" in words and words[-3:-1] == ["--parent", name]:
                found.append(int(path.parent.name))
    return found


@dataclass
class Serving:
    """A server as a program of its own."""

    process: subprocess.Popen[bytes]
    port: int
    folder: Path

    def workers(self) -> list[int]:
        return workers(str(self.process.pid))

    def answers(self) -> bool:
        with suppress(OSError), urlopen(f"http://127.0.0.1:{self.port}/en/", timeout=30) as answer:
            return bool(answer.status == 200)
        return False

    def has_sent(self) -> bool:
        database = open_database(f"sqlite:///{self.folder / 'academy.sqlite'}")
        with database.reading() as db:
            done = set(db.scalars(select(Letter.state))) == {LetterState.SENT}
        database.engine.dispose()
        return done


@contextmanager
def serving(filled: CommandLine, *options: str) -> Iterator[Serving]:
    port = free_port()
    environment = filled._environment({"PORT": str(port)})
    command = [sys.executable, "-m", "academy", "serve", *options]
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        yield Serving(process, port, filled.folder)
    finally:
        with suppress(ProcessLookupError):  # a killed server leaves the process that answers for it
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.slow
def test_the_worker_dies_and_lives_with_its_server(filled: CommandLine) -> None:
    with serving(filled) as server:
        wait_for(lambda: len(server.workers()) == 1)
        (first,) = server.workers()
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: server.workers() not in ([], [first]))
        wait_for(server.answers)
        with filled.database.writing() as db:
            add(db, 1)
        bell(Config(data=str(filled.folder)))()
        wait_for(server.has_sent)
        server.process.send_signal(signal.SIGTERM)
        wait_for(lambda: server.process.poll() is not None)
        assert server.workers() == [], "none is left"


@pytest.mark.slow
def test_a_server_that_is_killed_leaves_no_worker_behind(filled: CommandLine) -> None:
    with serving(filled) as server:
        wait_for(lambda: len(server.workers()) == 1)
        wait_for(server.answers)
        number = str(server.process.pid)
        server.process.kill()
        server.process.wait()
        wait_for(lambda: workers(number) == [])


@pytest.mark.slow
def test_ctrl_c_ends_both(filled: CommandLine) -> None:
    with serving(filled) as server:
        wait_for(lambda: len(server.workers()) == 1)
        wait_for(server.answers)
        server.process.send_signal(signal.SIGINT)
        wait_for(lambda: server.process.poll() is not None)
        assert server.workers() == []


@pytest.mark.slow
def test_a_server_may_do_without(filled: CommandLine) -> None:
    with serving(filled, "--no-worker") as server:
        wait_for(server.answers)
        assert server.workers() == []


def test_one_that_was_never_started_is_ended_without_waiting() -> None:
    Beside().stop()


def test_a_worker_needs_a_database_that_is_ready(academy: CommandLine) -> None:
    answer = academy("worker")
    assert answer.status == 1
    assert "db upgrade" in answer.err
