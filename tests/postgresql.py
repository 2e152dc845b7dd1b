"""A PostgreSQL to test on: the one that the environment names, or a private one for as long as it is needed.

The private one is started from installed programs in a folder of its own, listens on a socket there and on no network,
and gives up safety for speed: a server that already runs on this machine is never touched.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict
from urllib.parse import quote

NAMED = "ACADEMY_TEST_POSTGRESQL"
"""Names a server on which databases may be made and dropped, as `postgresql://user:password@host/database`."""

_SETTINGS = """
listen_addresses = ''
port = 5432
max_connections = 200
fsync = off
synchronous_commit = off
full_page_writes = off
log_min_messages = fatal
"""

# Debian, Red Hat, Homebrew and Postgres.app keep the programs off the PATH.
_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


class _Account(TypedDict, total=False):
    user: str
    group: int
    extra_groups: list[int]


@contextmanager
def server() -> Iterator[str | None]:
    """Give the SQLAlchemy address of a server for as long as the block lasts; None where there is none to be had."""
    programs = find_programs()
    if named := os.environ.get(NAMED):
        yield named
    elif programs is None:
        yield None
    else:
        with _private(programs) as url:
            yield url


def find_programs() -> Path | None:
    """Find the newest installed server's folder of programs, or None."""
    if os.name != "posix":
        return None
    if (initdb := shutil.which("initdb")) and shutil.which("pg_ctl"):
        return Path(initdb).resolve().parent
    found = [path for place in _PLACES for path in Path("/").glob(place[1:]) if (path / "initdb").exists()]
    return max(found, key=_version, default=None)


def _version(programs: Path) -> list[int]:
    return [int("".join(filter(str.isdigit, part)) or "0") for part in programs.parts]


@contextmanager
def _private(programs: Path) -> Iterator[str]:
    account = _account()
    # Not below TMPDIR: the path of a socket may have 107 characters, and on macOS TMPDIR has half of them.
    with tempfile.TemporaryDirectory(prefix="academy-", dir="/tmp") as name:
        folder = Path(name)
        if "user" in account:
            shutil.chown(folder, account["user"])
        data = folder / "data"
        locale = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
        _run(account, folder, programs / "initdb", "--pgdata", data, "--username=academy", "--auth=trust",
             "--encoding=UTF8", f"--locale={locale}", "--no-sync")  # fmt: skip
        with (data / "postgresql.auto.conf").open("a") as settings:
            settings.write(f"{_SETTINGS}unix_socket_directories = '{folder}'\n")
        control = (programs / "pg_ctl", "--pgdata", data, "--log", folder / "log", "--silent", "--wait")
        _run(account, folder, *control, "start")
        try:
            yield f"postgresql+psycopg://academy@/postgres?host={quote(name, safe='')}&port=5432"
        finally:
            _run(account, folder, *control, "--mode=immediate", "stop")


def _account() -> _Account:
    """Say as whom the server runs: it refuses to run as root."""
    import pwd  # noqa: PLC0415 (there is none on Windows)

    if os.getuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_name, "group": entry.pw_gid, "extra_groups": []}


def _run(account: _Account, folder: Path, *command: str | Path) -> None:
    """Run one of PostgreSQL's programs; say what it said where it fails."""
    # A file and not a pipe: the server inherits it, and a pipe would stay open for as long as the server lives.
    with (folder / "said").open("w+", encoding="utf-8", errors="replace") as said:
        done = subprocess.run(
            command, **account, cwd=folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said, check=False
        )
        if done.returncode:
            said.seek(0)
            log = folder / "log"
            raise RuntimeError(f"{command[0]} failed:\n{said.read()}{log.read_text() if log.exists() else ''}")
