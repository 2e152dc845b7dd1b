"""`academy letters`: what became of letters, from a shell."""

from pathlib import Path

from academy.db.engine import Database
from academy.outbox.models import Letter, LetterState
from tests.cli.conftest import CommandLine
from tests.outbox.letters import add
from tests.outbox.test_actions import left, stuck
from tests.outbox.test_bounces import REPORT, UID


def states(database: Database) -> list[LetterState]:
    with database.reading() as db:
        return [letter.state for letter in db.query(Letter).order_by(Letter.id)]


def test_letters_are_listed_by_state(filled: CommandLine) -> None:
    with filled.database.writing() as db:
        stuck(db, 1)
        add(db, 2)
    assert len(filled("letters", "list").out.splitlines()) == 2
    (line,) = filled("letters", "list", "--state", "failed").out.splitlines()
    assert line.split("\t")[1:3] == ["failed", "1"]
    assert line.endswith("reader1@example.org\t550 no such user")


def test_failed_letters_leave_again_one_by_one_or_all(filled: CommandLine) -> None:
    with filled.database.writing() as db:
        first = stuck(db, 1).id
        stuck(db, 2)
        stuck(db, 3)
    assert filled("letters", "retry", str(first)).status == 0
    assert states(filled.database).count(LetterState.FAILED) == 2
    assert filled("letters", "retry", "--failed").out == "2 letters leave again\n"
    assert set(states(filled.database)) == {LetterState.QUEUED}
    assert filled("letters", "retry").status == 1
    assert filled("letters", "retry", "999").status == 1


def test_delivery_reports_are_read_from_files_and_mailboxes(filled: CommandLine, tmp_path: Path) -> None:
    with filled.database.writing() as db:
        one, two = str(left(db, 1).uid), str(left(db, 2).uid)
    file, box = tmp_path / "one.eml", tmp_path / "box"
    file.write_text(REPORT.replace(UID, one))
    postmark = "From MAILER-DAEMON Mon Nov  2 09:30:00 2026\n"
    box.write_text(f"{postmark}{REPORT.replace(UID, two)}\n{postmark}{REPORT}\n{postmark}Subject: Hello\n\nHello\n")
    assert filled("letters", "bounces", str(file), str(box)).out == "2 letters came back\n"
    assert states(filled.database) == [LetterState.BOUNCED] * 2
