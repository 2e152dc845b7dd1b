"""`make test` says what it could not run, and with ALL=1 refuses."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from tests import chromium, postgresql, run


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What would have been started; each succeeds and says nothing."""
    commands: list[list[str]] = []

    def start(command: list[str], **_options: object) -> SimpleNamespace:
        commands.append([str(part) for part in command])
        return SimpleNamespace(returncode=0, stdout="")

    monkeypatch.setattr(subprocess, "run", start)
    return commands


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without PostgreSQL and Chromium."""

    @contextmanager
    def no_server() -> Iterator[None]:
        yield None

    monkeypatch.setattr(postgresql, "server", no_server)
    monkeypatch.setattr(chromium, "find", lambda: None)


@pytest.mark.usefixtures("bare")
def test_what_cannot_be_run_is_left_out_and_said(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["run"])
    assert run.main() == 0
    assert "not postgresql and not browser" in started[-1]
    assert capsys.readouterr().out.count("NOT RUN: the tests marked `postgresql`") == 2


@pytest.mark.usefixtures("bare")
def test_all_refuses_to_leave_anything_out(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["run", "--all"])
    assert run.main() != 0
    assert not any("pytest" in command[0] for command in started)
    assert "NOT RUN: the tests marked `browser`" in capsys.readouterr().out


def test_a_failed_check_fails_the_whole_although_the_tests_pass(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def start(command: list[str], **_options: object) -> SimpleNamespace:
        return SimpleNamespace(returncode=int("mypy" in str(command[0])), stdout="something is untyped")

    monkeypatch.setattr(subprocess, "run", start)
    monkeypatch.setenv(postgresql.NAMED, "postgresql://named")
    monkeypatch.setattr(chromium, "find", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(sys, "argv", ["run", "--all"])
    assert run.main() == 1
    said = capsys.readouterr().out
    assert "something is untyped" in said
    assert "Failed: types." in said


def test_the_settings_of_an_installation_do_not_reach_the_tests() -> None:
    around = {"ACADEMY_DATA": "/srv/academy", "PORT": "8123", "HOME": "/home/me"}
    assert run._environment(around, {postgresql.NAMED: "postgresql://x", chromium.NAMED: None}) == {
        "HOME": "/home/me",
        postgresql.NAMED: "postgresql://x",
    }
