"""Every command, as a program of its own."""

import json
import os
import re
import stat
from dataclasses import fields
from pathlib import Path

import pytest

from academy import __version__
from academy.accounts.passwords import matches
from academy.accounts.queries import count_accounts, find_account
from academy.agenda.queries import list_slots
from academy.config import Config
from academy.db import migrations
from academy.editions.queries import get_edition, list_editions
from tests.cli.conftest import CommandLine
from tests.records.edition_files import as_bytes, small_file

INIT = ("init", "--email", "olga@example.org", "--name", "Olga", "--password", "correct horse battery")


def test_it_says_which_version_it_is(academy: CommandLine) -> None:
    assert academy.program("--version").out == f"academy, version {__version__}\n"
    assert not academy.folder.exists()


def test_config_lists_every_setting(academy: CommandLine) -> None:
    answer = academy("config", ACADEMY_SECRET_KEY="hush", PORT="8123")
    assert answer.status == 0
    assert set(re.findall(r"^ACADEMY_(\w+)=", answer.out, re.MULTILINE)) == {one.name.upper() for one in fields(Config)}
    assert "ACADEMY_SECRET_KEY=(set)" in answer.out
    assert "ACADEMY_DATABASE_URL=\n" in answer.out
    assert "ACADEMY_PORT=8123" in answer.out
    assert "hush" not in answer.out
    assert str(Config.__dataclass_fields__["threads"].metadata["explains"]) in answer.out


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("ACADEMY_PROT", "1", "unknown setting ACADEMY_PROT"),
        ("ACADEMY_PORT", "many", "ACADEMY_PORT must be a whole number"),
        ("ACADEMY_LANGUAGE", "xx", "ACADEMY_LANGUAGE must be one of"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused(academy: CommandLine, name: str, text: str, says: str) -> None:
    answer = academy("config", **{name: text})
    assert (answer.status, answer.out) == (1, "")
    assert says in answer.err


def test_an_installation_is_set_up_once(academy: CommandLine) -> None:
    answer = academy(*INIT, ACADEMY_BASE_URL="https://academy.example.org")
    assert answer.status == 0
    assert "https://academy.example.org/desk/sign-in is the desk" in answer.out
    key = (academy.folder / "secret_key").read_text("ascii")
    with academy.database.reading() as db:
        account = find_account(db, "olga@example.org")
        assert account is not None
        assert (account.name, matches("correct horse battery", account.password_digest)) == ("Olga", True)
        assert list_editions(db) == []
    again = academy("init")
    assert (again.status, "organisers already" in again.out) == (0, True)
    assert (academy.folder / "secret_key").read_text("ascii") == key


def test_an_installation_asks_for_what_it_was_not_told(academy: CommandLine) -> None:
    answer = academy("init", "--password", "correct horse battery", typed="eva@example.org\nEva\n")
    assert answer.status == 0
    with academy.database.reading() as db:
        assert find_account(db, "eva@example.org") is not None


def test_a_first_organiser_must_be_somebody(academy: CommandLine) -> None:
    short = academy("init", "--email", "olga@example.org", "--name", "Olga", "--password", "short")
    assert (short.status, short.err) == (1, "A password has from 12 to 256 characters.\n")
    nobody = academy("init", "--email", "olga", "--name", "Olga", "--password", "correct horse battery")
    assert (nobody.status, nobody.err) == (1, "“olga” is not an e-mail address.\n")
    with academy.database.reading() as db:
        assert count_accounts(db) == 0


def test_the_demonstration_run_twice_keeps_the_data(academy: CommandLine) -> None:
    first = academy.program("demo", "--no-serve", PORT="8123")
    assert first.status == 0
    assert "14 demonstration editions added" in first.out
    password = academy.folder / "demonstration_password"
    assert password.read_text("ascii") in first.out
    assert "http://localhost:8123/desk/sign-in" in first.out
    if os.name == "posix":
        assert stat.S_IMODE(password.stat().st_mode) == 0o600
    with academy.database.writing() as db:
        get_edition(db, "rcm-2021").number = 99
    second = academy("demo", "--no-serve")
    assert second.status == 0
    assert "the data are as you left them" in second.out
    with academy.database.reading() as db:
        assert get_edition(db, "rcm-2021").number == 99
        account = find_account(db, "organiser@example.org")
        assert account is not None
        assert matches(password.read_text("ascii"), account.password_digest)
        assert count_accounts(db) == 14, "the organiser, and at least one in every other role"


def test_editions_are_listed(filled: CommandLine) -> None:
    lines = filled("edition", "list").out.splitlines()
    assert len(lines) == 14
    assert lines[0].startswith("casablanca-2027\tpublished\t2027-03-10\t")
    assert any(line.startswith("sse-academy-puebla-2015\tpublished\t2015\t") for line in lines)
    spanish = filled("edition", "list", ACADEMY_LANGUAGE="es").out
    assert "Iniciativas de emprendimiento" in spanish


def test_an_edition_goes_out_and_comes_in(filled: CommandLine, tmp_path: Path) -> None:
    out = tmp_path / "rcm.json"
    assert filled("edition", "export", "rcm-2021", "--output", str(out)).status == 0
    assert filled("edition", "export", "rcm-2021").out == out.read_text("utf-8")
    again = filled("edition", "import", str(out))
    assert again.out.splitlines()[0] == "rcm-2021 updated: 0 slots added, 0 changed, 0 removed"
    public = filled("edition", "export", "rcm-2021", "--public").out
    assert "printed_hours" in out.read_text("utf-8")
    assert "printed_hours" not in public
    other = CommandLine(tmp_path / "other")
    assert other("db", "upgrade").status == 0
    added = other("edition", "import", str(out))
    assert added.out.splitlines() == [
        "rcm-2021 added: 7 slots added, 0 changed, 0 removed", "http://localhost:8000/en/rcm-2021/",
    ]  # fmt: skip
    assert other("edition", "export", "rcm-2021").out == out.read_text("utf-8")


def test_what_changed_for_all_editions_is_named(filled: CommandLine, tmp_path: Path) -> None:
    text = filled("edition", "export", "rcm-2021").out.replace("Elisa", "Elsa")
    path = tmp_path / "rcm.json"
    path.write_text(text, "utf-8")
    assert "changed for all editions: Elsa Mendelli" in filled("edition", "import", str(path)).out


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"{\n\n]", ["Line 3: this is not JSON"]),
        (as_bytes(small_file()).decode().encode("cp1252"), ["Line", "not written in UTF-8"]),
        (
            as_bytes(small_file()).replace(b"09:15", b"08:15"),
            ["Mistakes in the file: 1", ", edition.slots[0].end: The end"],
        ),
        (b"[]", ["This is not an edition file"]),
    ],
)
def test_a_broken_file_is_told_and_nothing_written(
    filled: CommandLine, tmp_path: Path, content: bytes, lines: list[str]
) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(content)
    answer = filled("edition", "import", str(path))
    assert (answer.status, answer.out) == (1, "")
    for line in lines:
        assert line in answer.err
    with filled.database.reading() as db:
        assert len(list_editions(db)) == 14


def test_a_refusal_is_a_sentence_and_no_stack_trace(academy: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(as_bytes(small_file())[:700])
    answer = academy.program("edition", "import", str(path))
    assert (answer.status, answer.out) == (1, "")
    assert re.fullmatch(r"Line \d+: this is not JSON \(.*\)\.\n", answer.err)


def test_what_does_not_exist_is_told(filled: CommandLine, tmp_path: Path) -> None:
    answer = filled("edition", "export", "nothing")
    assert (answer.status, answer.err) == (1, "There is no edition called “nothing”.\n")
    assert filled("edition", "import", str(tmp_path / "nothing.json")).status == 2
    assert filled("calendar", "nothing").status == 1


def test_the_format_is_printed_as_a_schema(academy: CommandLine) -> None:
    assert json.loads(academy("edition", "schema").out)["title"] == "EditionFile"


def test_a_calendar_is_written_as_subscribers_get_it(filled: CommandLine) -> None:
    answer = filled("calendar", "rcm-2021", ACADEMY_BASE_URL="https://academy.example.org")
    assert answer.out.count("BEGIN:VEVENT") == 7
    assert "DTSTART;TZID=Etc/GMT+6:20210826T090000" in answer.out
    with filled.database.reading() as db:
        code = list_slots(db, get_edition(db, "rcm-2021"))[0].code
    assert f"URL:https://academy.example.org/en/rcm-2021/programme/{code}/" in answer.out.replace("\n ", "")
    assert "LANGUAGE=es" in filled("calendar", "rcm-2021", "--language", "es").out
    assert "LANGUAGE=fr" in filled("calendar", "casablanca-2027", ACADEMY_LANGUAGE="fr").out
    assert filled("calendar", "rcm-2021", "--language", "xx").status == 2


def test_an_edition_without_a_programme_is_one_entry(filled: CommandLine) -> None:
    with filled.database.writing() as db:
        get_edition(db, "sse-academy-madrid-2019")
    answer = filled("calendar", "sse-academy-madrid-2019")
    assert answer.status == 0
    assert answer.out.count("BEGIN:VEVENT") <= 1
    assert answer.out.startswith("BEGIN:VCALENDAR")


def test_tables_are_brought_forward_and_back(academy: CommandLine) -> None:
    head = migrations.heads()[0]
    assert academy("db", "status").out == f"present none, newest {head}\n"
    assert academy("db", "upgrade").out == f"at revision {head}\n"
    assert academy("db", "status").out == f"present {head}, newest {head}\n"
    assert academy("db", "downgrade", "base").out == "at revision base\n"
    assert academy("db", "status").out == f"present none, newest {head}\n"


@pytest.mark.parametrize("command", [("edition", "list"), ("calendar", "rcm-2021"), ("serve",)])
def test_without_tables_it_says_what_to_run(academy: CommandLine, command: tuple[str, ...]) -> None:
    answer = academy(*command)
    assert answer.status == 1
    assert "Run “academy db upgrade” first" in answer.err


def test_organisers_are_added_and_change_their_passwords(filled: CommandLine) -> None:
    secret = ("--password", "correct horse battery")
    added = filled("account", "add", "--email", "Olga@example.org", "--name", "Olga", *secret)
    assert added.out == "olga@example.org may sign in at http://localhost:8000/desk/sign-in\n"
    again = filled("account", "add", "--email", "olga@example.org", "--name", "Olga", *secret)
    assert (again.status, "already" in again.err) == (1, True)
    changed = filled("account", "password", "olga@example.org", "--password", "another horse battery")
    assert (changed.status, changed.out) == (0, "changed\n")
    with filled.database.reading() as db:
        account = find_account(db, "olga@example.org")
        assert account is not None
        assert matches("another horse battery", account.password_digest)
    nobody = filled("account", "password", "eva@example.org", *secret)
    assert (nobody.status, nobody.err) == (1, "There is no account with this e-mail address.\n")
    assert filled("account", "password", "olga@example.org", "--password", "short").status == 1
    assert filled("account", "add", "--email", "x@example.org", "--name", "X", "--password", "short").status == 1


def test_the_doctor_finds_a_good_installation_well(sealed: CommandLine) -> None:
    answer = sealed("doctor")
    assert answer.status == 0
    assert "BAD" not in answer.out
    assert answer.out.count("ok  ") > 10


def test_the_doctor_says_what_is_broken(academy: CommandLine) -> None:
    answer = academy("doctor")
    assert answer.status == 1
    assert answer.out.startswith("BAD  The database is at revision –; the program expects ")
    assert answer.err == "1 findings need a hand\n"


def test_a_copy_under_another_key_is_told_to_leave_its_uid_out(filled: CommandLine, tmp_path: Path) -> None:
    exported = filled("edition", "export", "rcm-2021").out
    path = tmp_path / "copy.json"
    path.write_text(exported.replace('"key": "rcm-2021"', '"key": "rcm-again"'), "utf-8")
    copy = filled("edition", "import", str(path))
    assert copy.status == 1
    assert "leave “uid” out" in copy.err
    assert "Traceback" not in copy.err
