"""SECURITY.md answers the OWASP Application Security Verification Standard 5.0, level 2, requirement by requirement."""

import ast
import re
from collections import Counter
from functools import cache

import pytest

from tests.run import ROOT

TEXT = (ROOT / "SECURITY.md").read_text("utf-8")
ROW = re.compile(
    r"^\| (\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| (met|not applicable|not met yet) \| ([^|]+) \|$", re.MULTILINE
)
ROWS = ROW.findall(TEXT)
TEST = re.compile(r"`(tests/[\w/.]+\.py)::(test_\w+)`")
SECTION = re.compile(r"\]\(#([\w-]+)\)")

REQUIREMENTS = dict(enumerate((27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7), start=1))
"""How many requirements of levels 1 and 2 each chapter of version 5.0.0 has: 70 and 183 together."""


def test_every_requirement_is_answered_once() -> None:
    ids = [row[0] for row in ROWS]
    assert [one for one, count in Counter(ids).items() if count > 1] == []
    assert Counter(int(one.split(".")[0]) for one in ids) == REQUIREMENTS
    assert Counter(row[1] for row in ROWS) == {"1": 70, "2": 183}


def test_every_row_of_a_table_is_read() -> None:
    assert len(re.findall(r"^\| \d", TEXT, re.MULTILINE)) == len(ROWS)


@pytest.mark.parametrize("row", [row for row in ROWS if row[3] == "met"], ids=lambda row: str(row[0]))
def test_what_is_met_is_shown_by_a_test_or_said_in_a_section(row: tuple[str, ...]) -> None:
    tests, sections = TEST.findall(row[4]), SECTION.findall(row[4])
    assert tests or sections
    for path, name in tests:
        assert name in names_in(path), f"{path}::{name}"
    for section in sections:
        assert section in headings(), section


@pytest.mark.parametrize("row", [row for row in ROWS if row[3] != "met"], ids=lambda row: str(row[0]))
def test_what_is_not_met_says_why(row: tuple[str, ...]) -> None:
    assert len(row[4]) > 15


def test_the_sum_at_the_top_is_right() -> None:
    counted = Counter(row[3] for row in ROWS)
    said = re.search(r"(\d+) met, (\d+) not applicable, (\d+) not met yet", TEXT)
    assert said
    assert [int(number) for number in said.groups()] == [
        counted["met"], counted["not applicable"], counted["not met yet"],
    ]  # fmt: skip


@cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@cache
def headings() -> frozenset[str]:
    """The anchors under which the sections of the document are found."""
    titles = re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    return frozenset(re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles)
