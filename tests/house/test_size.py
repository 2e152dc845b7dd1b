"""Files and functions stay small enough to be read at once."""

import ast
from collections.abc import Iterator

from tests.house.sources import ROOT, parsed, python_files, shown

LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 40


def test_no_file_passes_400_lines() -> None:
    files = [*python_files("academy", "tests"), *sorted(ROOT.joinpath("templates").rglob("*.*"))]
    sizes = {shown(path): len(path.read_text("utf-8").splitlines()) for path in files}
    assert len(sizes) > 50
    assert {path: size for path, size in sizes.items() if size > LINES_OF_A_FILE} == {}


def test_no_function_passes_40_lines() -> None:
    sizes = {
        f"{shown(path)}:{name}": size for path in python_files("academy") for name, size in functions(parsed(path))
    }
    assert len(sizes) > 100
    assert {name: size for name, size in sizes.items() if size > LINES_OF_A_FUNCTION} == {}


def test_a_function_is_measured_from_its_name_to_its_last_line() -> None:
    tree = ast.parse("@decorated\ndef outer():\n    def inner():\n        pass\n    return inner\n")
    assert dict(functions(tree)) == {"outer": 4, "inner": 2}


def functions(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Name and number of lines of every function, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield node.name, node.end_lineno - node.lineno + 1
