"""Events, a line of JSON each."""

import json
import logging
import sys
from datetime import datetime, timedelta

import pytest

from academy.kit.logs import JSONLines, note, write_lines


def line(message: str, *arguments: object, **more: object) -> str:
    record = logging.LogRecord("academy.security", logging.INFO, "", 0, message, arguments, None)
    record.__dict__.update(more)
    return JSONLines().format(record)


def test_an_event_says_when_where_and_what() -> None:
    said = json.loads(line("refused", facts={"route": "/desk/", "account": 7}))
    assert said == {"at": said["at"], "level": "info", "from": "academy.security", "event": "refused",
                    "route": "/desk/", "account": 7}  # fmt: skip
    assert datetime.fromisoformat(said["at"]).utcoffset() == timedelta(0)


@pytest.mark.parametrize("typed", ["a\nb", 'a\r\n{"event": "signed in"}', "a\u2028b", "\x1b[31m"])
def test_nobody_writes_a_line_of_their_own(typed: str) -> None:
    written = line("failed at %s", typed)
    assert len(written.splitlines()) == 1
    assert json.loads(written)["event"] == f"failed at {typed}"


def test_a_failure_is_noted_with_its_trace() -> None:
    try:
        int("broken")
    except ValueError:
        record = logging.LogRecord("academy", logging.ERROR, "", 0, "failed", (), sys.exc_info())
    assert "ValueError: invalid literal" in json.loads(JSONLines().format(record))["trace"]


def test_lines_are_written_once_however_often_it_is_asked_for() -> None:
    write_lines()
    write_lines()
    ours = logging.getLogger("academy")
    assert sum(isinstance(handler.formatter, JSONLines) for handler in ours.handlers) == 1


def test_facts_go_with_an_event(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "academy"):
        note(logging.getLogger("academy.security"), "refused", account=7)
    assert caplog.records[0].facts == {"account": 7}  # type: ignore[attr-defined]  # what `extra` has put there
