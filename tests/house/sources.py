"""Our own files, as the rules of the house read them."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def python_files(*folders: str) -> Iterator[Path]:
    """Every Python file under `folders` of the checkout, in order."""
    for folder in folders:
        yield from sorted(ROOT.joinpath(folder).rglob("*.py"))


def parsed(path: Path) -> ast.Module:
    """The file as a tree."""
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def shown(path: Path) -> str:
    """The path as one writes it in the checkout."""
    return path.relative_to(ROOT).as_posix()
