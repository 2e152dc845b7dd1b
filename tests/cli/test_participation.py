"""`academy participation`: seats and lists, from a shell."""

from dataclasses import replace
from pathlib import Path

from academy.kit.sheets import read_sheets
from academy.participation.answers import write_answers
from academy.participation.forms import write_questions
from academy.people.sensitive import conceal
from tests.cli.conftest import CommandLine
from tests.conftest import KEYS
from tests.factories import LATER
from tests.participation.answered import entries, question
from tests.participation.places import invited, put


def prepared(filled: CommandLine) -> None:
    """Ana and Bo hold the seats of Mexico, Cy waits; Ana has said something sensitive."""
    with replace(filled.database, keys=KEYS).writing() as db:
        here = invited(db)
        ana, _, _ = (put(db, here, name) for name in ("Ana", "Bo", "Cy"))
        write_questions(db, here, [question("food", is_sensitive=True)], LATER)
        write_answers(db, ana, {"food": "no nuts"}, LATER)
        conceal(db, ana.person, "passport_name", "ANA PENA", LATER)


def test_the_matrix_is_printed_as_a_table(filled: CommandLine) -> None:
    prepared(filled)
    lines = [line.split("\t") for line in filled("participation", "matrix", "workshop-2026").out.splitlines()]
    assert lines == [
        ["Country", "Ministries of labour", "Workers’ organisations", "Observer agencies"],
        ["Mexico", "2/2 +1", "–", "–"],
        ["Peru", "0/2", "–", "–"],
        ["The region", "–", "0/2", "–"],
        ["Open", "–", "–", "0"],
    ]


def test_lists_are_written_to_files_that_nobody_else_reads(filled: CommandLine, tmp_path: Path) -> None:
    prepared(filled)
    for form in ("csv", "xlsx"):
        file = tmp_path / f"list.{form}"
        words = ("participation", "export", "workshop-2026", "--format", form, "--output", str(file))
        assert filled(*words).out == "3 rows\n"
        assert file.stat().st_mode & 0o077 == 0
        (sheet,) = read_sheets(file.read_bytes())
        cells = [cell for row in sheet.rows for cell in row.cells]
        assert {"Ana", "Bo", "Cy", "E-mail address"} <= set(cells)
        assert not {"no nuts", "ANA PENA"} & set(cells)
    with filled.database.reading() as db:
        assert len(entries(db, "participants.exported")) == 2


def test_other_lists_are_written_as_well(filled: CommandLine, tmp_path: Path) -> None:
    prepared(filled)
    for which, rows in (("nominations", 2), ("waiting", 1), ("institutions", 0)):
        words = ("participation", "export", "workshop-2026", "--list", which, "--output", str(tmp_path / "list.csv"))
        assert filled(*words).out == f"{rows} rows\n"


def test_what_is_not_there_is_refused(filled: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    for words in (("matrix", "nothing-2026"), ("export", "nothing-2026", "--output", str(file))):
        answer = filled("participation", *words)
        assert (answer.status, answer.err) == (1, "There is no edition called “nothing-2026”.\n")
    assert not file.exists()
    assert filled("participation", "export", "workshop-2026", "--list", "x", "--output", str(file)).status == 2
    assert filled("participation", "export", "workshop-2026").status == 2
