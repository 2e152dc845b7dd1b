"""The command line on a data folder of its own: as a program of its own, or quicker within this one."""

import io
import os
import subprocess
import sys
from base64 import urlsafe_b64encode
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest

from academy.cli import main
from academy.db.engine import Database, open_database
from academy.trail.sealing import seal_record
from tests.conftest import KEYS, NOW, Shelf

KEYS_AS_TEXT = " ".join(f"{name}:{urlsafe_b64encode(key).decode()}" for name, key in KEYS.keys.items())


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class CommandLine:
    """`academy`, on one data folder."""

    folder: Path

    def __call__(self, *words: str, typed: str = "", **settings: str) -> Answer:
        """Run a command in this process; `settings` are added to the environment."""
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
        with ExitStack() as stack:
            stack.enter_context(patch.dict(os.environ, self._environment(settings), clear=True))
            stack.enter_context(patch.object(sys, "argv", ["academy", *words]))
            stack.enter_context(patch.object(sys, "stdin", io.StringIO(typed)))
            stack.enter_context(redirect_stdout(out))
            stack.enter_context(redirect_stderr(err))
            left = stack.enter_context(pytest.raises(SystemExit))
            main()
        status = left.value.code
        return Answer(status if isinstance(status, int) else 0, _text(out), _text(err))

    def program(self, *words: str, **settings: str) -> Answer:
        """Run a command as a program of its own."""
        program = "import sys; from academy.cli import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", program, *words],
            env=self._environment(settings), capture_output=True, encoding="utf-8", timeout=120, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        return Answer(done.returncode, done.stdout, done.stderr)

    def _environment(self, settings: dict[str, str]) -> dict[str, str]:
        kept = {name: text for name, text in os.environ.items() if not name.startswith("ACADEMY_") and name != "PORT"}
        return kept | {"ACADEMY_DATA": str(self.folder), "PYTHONUTF8": "1"} | settings

    @property
    def database(self) -> Database:
        return open_database(f"sqlite:///{self.folder / 'academy.sqlite'}")


def _text(stream: io.TextIOWrapper) -> str:
    written = stream.buffer
    assert isinstance(written, io.BytesIO)
    return written.getvalue().decode()


@pytest.fixture
def academy(tmp_path: Path) -> CommandLine:
    """The command line where nothing was set up."""
    return CommandLine(tmp_path / "data")


@pytest.fixture
def filled(academy: CommandLine, shelves: dict[str, Shelf]) -> CommandLine:
    """The command line on the demonstration editions."""
    academy.folder.mkdir()
    copied = Path(shelves["sqlite"].copy(demonstration=True).removeprefix("sqlite:///"))
    copied.rename(academy.folder / "academy.sqlite")
    (academy.folder / "field_keys").write_text(KEYS_AS_TEXT, "ascii")
    return academy


@pytest.fixture
def sealed(filled: CommandLine) -> CommandLine:
    """The demonstration editions, after a worker has sealed the record."""
    with open_database(f"sqlite:///{filled.folder / 'academy.sqlite'}", KEYS).writing() as db:
        seal_record(db, NOW, limit=10_000)
    return filled
