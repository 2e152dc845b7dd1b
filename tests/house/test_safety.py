"""What no file of the program does."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from academy.paths import STATIC
from tests.house.sources import parsed, python_files, shown

RUNS = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "render_template_string",
    "from_string",
    "system",
    "popen",
}
MODULES = {"pickle", "marshal", "shelve", "random", "xml", "yaml", "telnetlib", "ftplib"}
"""What runs what it is given, what guesses can follow, and what speaks in the open."""

BROKEN = {"md5", "sha1", "ARC4", "DES", "ECB", "MODE_ECB"}
INTO_HTML = re.compile(
    r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|new Function|postMessage|__proto__)\b"
)
STORES = re.compile(r"\b(localStorage|sessionStorage|indexedDB|document\.cookie)\b")


def called(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            is_pattern = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "re"
            if not is_pattern:
                yield name


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def test_nothing_runs_what_was_typed() -> None:
    files = list(python_files("academy"))
    assert len(files) > 100
    assert [(shown(path), name) for path in files for name in called(parsed(path)) if name in RUNS] == []
    assert [(shown(path), name) for path in files for name in imported(parsed(path)) if name in MODULES] == []


def test_no_shell_is_asked() -> None:
    found = [
        shown(path)
        for path in python_files("academy")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.keyword) and node.arg == "shell"
    ]
    assert found == []


def test_no_broken_algorithm_is_used() -> None:
    found = [
        (shown(path), name)
        for path in python_files("academy")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Name | ast.Attribute)
        and (name := node.attr if isinstance(node, ast.Attribute) else node.id) in BROKEN
    ]
    assert found == []


@pytest.mark.parametrize("script", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_scripts_write_text_and_never_html(script: Path) -> None:
    assert INTO_HTML.findall(script.read_text("utf-8")) == []


@pytest.mark.parametrize("script", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_scripts_keep_nothing_in_the_browser(script: Path) -> None:
    assert STORES.findall(script.read_text("utf-8")) == []
