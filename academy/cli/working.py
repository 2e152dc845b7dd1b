"""`academy worker`: what happens without anybody asking; and the worker that runs beside a server."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib import import_module
from threading import Event, Thread

import click

from academy.cli.answers import opened, settings
from academy.config import Config

_BEFORE_ANOTHER = 1.0
"""Seconds between the end of a worker and the beginning of the next."""
_TO_END = 15.0
"""Seconds that a worker has to finish the letter in its hand."""


@click.command()
@click.option(
    "--name", default="", help="A worker that starts under the name of one that died goes on with its letters."
)
@click.option("--sweep", default=10.0, help="Seconds between two looks around; calls are heard at once.")
@click.option("--lease", default=240.0, help="Seconds that a letter is left to a worker that does not come back.")
@click.option("--parent", default=0, hidden=True, help="Process that this one ends with.")
@settings
def worker(config: Config, *, name: str, sweep: float, lease: float, parent: int) -> None:
    """Let letters leave and do the duties. Several may run, on several machines."""
    opened(config).engine.dispose()
    habits = {"name": name, "sweep": sweep, "lease": timedelta(seconds=lease), "parent": parent}
    import_module("academy.app").run_worker(config, habits)


@contextmanager
def worker_beside(*, is_wanted: bool) -> Iterator[None]:
    """Keep a worker running beside a server; when it dies, another one takes over what it had in hand."""
    beside = Beside()
    if is_wanted:
        beside.start()
    try:
        yield
    finally:
        beside.stop()


class Beside:
    """A worker as a process of its own, started again whenever it ends."""

    def __init__(self) -> None:
        self._name = f"beside:{secrets.token_hex(8)}"
        self._over = Event()
        self._keeper = Thread(target=self._keep, name="worker beside", daemon=True)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and look after it.

        The first one begins here and not in the thread: a server that forks while another thread starts a program
        keeps the other end of a pipe open on which that thread then waits for ever.
        """
        self._process = self._begin()
        self._keeper.start()

    def stop(self) -> None:
        """End it, after the letter that it has in hand."""
        self._over.set()
        if self._keeper.ident is not None:
            self._keeper.join()
        if self._process is not None:
            _end(self._process)

    def _begin(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "academy", "worker", "--name", self._name, "--parent", str(os.getpid())]
        # A session of its own: Ctrl-C reaches the server, which ends the worker when it has ended itself.
        return subprocess.Popen(command, start_new_session=True)  # noqa: S603 (our own program)

    def _keep(self) -> None:
        while not self._over.wait(0.2):
            if self._process is not None and self._process.poll() is not None:
                click.echo("The worker ended; another one takes over.", err=True)
                if not self._over.wait(_BEFORE_ANOTHER):
                    self._process = self._begin()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


COMMANDS = (worker,)
