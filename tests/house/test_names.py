"""Things are called by what they are, and only the door commits."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import parsed, python_files, shown

EMPTY_WORDS = {
    "common", "handler", "handlers", "helper", "helpers", "manager", "managers", "misc", "service", "services",
    "stuff", "util", "utils",
}  # fmt: skip


def test_no_file_class_or_function_has_an_empty_name() -> None:
    found = [f"{shown(path)}: {name}" for path in python_files("academy", "tests") for name in empty_names(path)]
    assert found == []


def test_nothing_of_ours_is_called_session() -> None:
    classes = [
        node.name
        for path in python_files("academy")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef)
    ]
    assert len(classes) > 30
    assert "Session" not in classes


def test_only_the_door_commits() -> None:
    """Once a request, or not at all; the command line leaves the block of `Database.writing()`."""
    found = [f"{shown(path)}: {name}" for path in python_files("academy") for _, name in endings(parsed(path))]
    transactions = "academy/web/transactions.py"
    assert sorted(found) == [f"{transactions}: commit", f"{transactions}: rollback"]


def test_rooms_do_not_open_a_session_of_their_own() -> None:
    """A session is handed down by the door; only the engine makes one."""
    makers = {
        shown(path)
        for path in python_files("academy")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and called(node) in {"Session", "sessionmaker", "scoped_session", "create_engine"}
    }
    assert makers == {"academy/db/engine.py"}


def test_a_refusal_is_translated_by_the_door_that_says_it() -> None:
    """Its sentence is marked; who translates it where it is raised translates it for one reader, and twice."""
    found = [f"{shown(path)}:{line}" for path in python_files("academy") for line in translated_too_early(parsed(path))]
    assert found == []


@pytest.mark.parametrize("name", ["utils", "seat_helpers", "SlotManager", "mail_service", "ErrorHandler", "common"])
def test_an_empty_name_is_recognised(name: str) -> None:
    assert is_empty(name)


@pytest.mark.parametrize("name", ["handle", "commons_house", "slots", "managed", "Serviceable", "test_common_ground"])
def test_a_name_that_only_resembles_one_is_left_alone(name: str) -> None:
    assert not is_empty(name)


def test_a_commit_is_recognised() -> None:
    assert list(endings(ast.parse("db.flush()\ndb.commit()\nself.db.rollback()"))) == [(2, "commit"), (3, "rollback")]


def test_a_refusal_that_is_translated_too_early_is_recognised() -> None:
    tree = ast.parse('Refusal(N_("No."), field="x")\nUnknown(gettext("Gone."))\nfail(Refusal(_("No.")))\ngettext("A")')
    assert list(translated_too_early(tree)) == [2, 3]


def translated_too_early(tree: ast.Module) -> Iterator[int]:
    """Lines where a refusal is made of a sentence in the reader's language."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in {"Refusal", "Stale", "Unknown"} and node.args:
            sentence = node.args[0]
            if isinstance(sentence, ast.Call) and called(sentence) in {"_", "gettext", "ngettext"}:
                yield node.lineno


def empty_names(path: Path) -> Iterator[str]:
    """The names of the file, its folders, classes and functions that say nothing; a test's name is a sentence."""
    defined = (
        node.name
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    )
    names = (name for name in defined if not name.startswith("test_"))
    yield from filter(is_empty, (*Path(shown(path)).with_suffix("").parts, *names))


def is_empty(name: str) -> bool:
    """True where the name ends in a word that says nothing of what a thing is."""
    *_, last = re.findall(r"[A-Z]?[a-z]+|[A-Z]+|\d+", name) or [""]
    return last.lower() in EMPTY_WORDS


def endings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Calls that end a transaction."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in {"commit", "rollback"}:
            yield node.lineno, called(node)


def called(node: ast.Call) -> str:
    """The last word of what is called: `commit` in `self.db.commit()`."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
