"""Servers to measure: processes of their own, on this machine only, gone when the block ends."""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from tests.benchmarks.load import Question, ask

THREADS = 4
_PATIENCE = 120  # seconds: the demonstration is loaded first, on machines that have other things to do
_PROGRAM = Path(sys.executable).with_name("academy")
_ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def bare() -> Iterator[int]:
    """Serve a bare Flask page; give its port."""
    port = free_port()
    with _running([sys.executable, "-m", "tests.benchmarks.bare", str(port), str(THREADS)], {}):
        wait_for(Question(port, "/"))
        yield port


@contextmanager
def academy(folder: Path, database_url: str) -> Iterator[tuple[int, float]]:
    """Serve what was set up; give the port, and the seconds from the start of the process to its first answer."""
    settings = _settings(folder, database_url)
    port = free_port()
    start = time.perf_counter()
    with _running([str(_PROGRAM), "serve"], {**settings, "ACADEMY_PORT": str(port)}):
        wait_for(Question(port, "/en/casablanca-2027/programme/"))
        yield port, time.perf_counter() - start


def set_up(folder: Path, database_url: str) -> None:
    """Put the demonstration into a database, and start once, so that Python's bytecode is where it is on every day."""
    settings = _environment(_settings(folder, database_url))
    subprocess.run([_PROGRAM, "demo", "--no-serve"], env=settings, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    with academy(folder, database_url):
        pass


def _settings(folder: Path, database_url: str) -> dict[str, str]:
    return {
        "ACADEMY_DATA": str(folder),
        "ACADEMY_DATABASE_URL": database_url,
        "ACADEMY_THREADS": str(THREADS),
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
    }


@contextmanager
def new_database(server: str) -> Iterator[str]:
    """Make a database on a PostgreSQL server and give its address."""
    name = f"academy_{secrets.token_hex(6)}"
    admin = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    try:
        yield make_url(server).set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        admin.dispose()


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def wait_for(question: Question) -> None:
    """Wait until a server answers with 200."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        try:
            if ask(question).status == 200:
                return
        except OSError:
            time.sleep(0.01)
    raise TimeoutError(f"nobody answers at port {question.port}")


@contextmanager
def _running(command: list[str], settings: Mapping[str, str]) -> Iterator[None]:
    process = subprocess.Popen(
        command, env=_environment(settings), cwd=_ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    ours = ("ACADEMY_", "PORT", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {name: value for name, value in settings.items() if value}
