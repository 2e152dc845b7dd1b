"""What `make test` does: the checks that only read, then every test that this machine can run.

What is missing is said at the beginning and at the end; with `--all` it is a mistake, and nothing is run without it.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests import chromium, postgresql

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent

CHECKS = {
    "style": ("ruff", "check"),
    "layout": ("ruff", "format", "--check"),
    "types": ("mypy",),
    "templates": ("djlint", "templates", "--lint", "--quiet"),
    "imports": ("lint-imports",),
}


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that this machine lacks, and the tests that cannot be run without it."""

    marker: str
    sentence: str


def main() -> int:
    """Run what the command line asks for; return 0 only where all of it held."""
    arguments, for_pytest = _arguments().parse_known_args()
    failed = [] if for_pytest else [name for name, command in CHECKS.items() if not _check(name, command)]
    if failed:
        print(f"\nFailed: {', '.join(failed)}.", flush=True)
    if arguments.checks:
        return int(bool(failed))
    return _test(for_pytest, refuses_to_skip=arguments.all) or int(bool(failed))


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.run", description="Whatever else is given goes to pytest, which is then run alone."
    )
    parser.add_argument("--all", action="store_true", help="a missing PostgreSQL or Chromium is a mistake")
    parser.add_argument("--checks", action="store_true", help="only style, types, templates and imports")
    return parser


def _check(name: str, command: tuple[str, ...]) -> bool:
    """Run one check and tell in a line how it went; what it said follows where it failed."""
    start = time.monotonic()
    program, *rest = command
    done = subprocess.run(
        [PROGRAMS / program, *rest], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    outcome = "FAILED" if done.returncode else "ok"
    print(f"{name:<12}{outcome:<8}{time.monotonic() - start:5.1f} s   {' '.join(command)}", flush=True)
    if done.returncode:
        print(done.stdout, flush=True)
    return done.returncode == 0


def _test(for_pytest: list[str], *, refuses_to_skip: bool) -> int:
    with ExitStack() as stack:
        database = stack.enter_context(postgresql.server())
        browser = chromium.find()
        lacks = _lacks(database, browser)
        _say(lacks)
        if lacks and refuses_to_skip:
            return 2
        environment = _environment(os.environ, {postgresql.NAMED: database, chromium.NAMED: browser})
        command = [
            PROGRAMS / "pytest",
            *_selection(lacks),
            *(for_pytest or ("--numprocesses=auto", "--maxprocesses=4")),
        ]
        status = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        _say(lacks)
        return status


def _lacks(database: str | None, browser: str | None) -> list[Lack]:
    lacks = []
    if database is None:
        lacks.append(Lack("postgresql", f"no PostgreSQL was found; install it, or name a server in {postgresql.NAMED}"))
    if browser is None:
        lacks.append(Lack("browser", f"no Chromium was found; install it, or name the program in {chromium.NAMED}"))
    return lacks


def _say(lacks: list[Lack]) -> None:
    for lack in lacks:
        print(f"NOT RUN: the tests marked `{lack.marker}`, since {lack.sentence}.", flush=True)


def _selection(lacks: list[Lack]) -> list[str]:
    return ["-m", " and ".join(f"not {lack.marker}" for lack in lacks)] if lacks else []


def _environment(around: Mapping[str, str], found: Mapping[str, str | None]) -> dict[str, str]:
    """Take the settings of an installation out of the environment: the tests bring their own."""
    kept = {name: value for name, value in around.items() if not name.startswith("ACADEMY_") and name != "PORT"}
    return kept | {name: value for name, value in found.items() if value is not None}


if __name__ == "__main__":
    sys.exit(main())
