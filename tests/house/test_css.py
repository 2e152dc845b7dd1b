"""Stylesheets know no left and no right: pages are read in both directions. A class looks the same everywhere."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.house.sources import ROOT, shown

STYLES = ROOT / "academy" / "static"

# Said physically, a side stays where it is when the page is mirrored.
PHYSICAL_PROPERTY = re.compile(
    r"^(?:left|right|(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)(?:-\w+)?"
    r"|border-(?:top|bottom)-(?:left|right)-radius)$"
)
PHYSICAL_VALUE = re.compile(r"(?<![\w-])(?:left|right)(?![\w-])")
FOUR_SIDES = {"margin", "padding", "inset", "border-width", "border-style", "border-color", "scroll-margin"}


def test_no_stylesheet_speaks_of_left_or_right() -> None:
    sheets = [path for path in sorted(STYLES.rglob("*.css")) if "vendor" not in path.parts]
    assert sheets
    found = [f"{shown(path)}: {one}" for path in sheets for one in physical(path.read_text("utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    "declaration",
    [
        "margin-left: 1rem",
        "left: 0",
        "border-right-color: red",
        "border-top-left-radius: 4px",
        "text-align: right",
        "float: left",
        "margin: 0 1rem 0 2rem",
        "background: linear-gradient(to right, red, blue)",
        "transform-origin: left center",
    ],
)
def test_a_side_is_recognised(declaration: str) -> None:
    assert list(physical(f"@media (width > 40rem) {{ .slot {{ color: red; {declaration}; }} }}")) == [declaration]


@pytest.mark.parametrize(
    "sheet",
    [
        ".left-out { margin-inline-start: 1rem; text-align: end }",
        ".x { inset: 0 1rem 0 1rem; padding: 1rem 2rem; margin: 1px 2px 3px }",
        "/* margin-left: 1rem */ .x::before { content: 'left: right'; background: url('/static/left.svg') }",
        "a:hover { border-start-start-radius: 2px; grid-area: var(--right-of-way) }",
    ],
)
def test_what_has_no_side_is_left_alone(sheet: str) -> None:
    assert list(physical(sheet)) == []


def test_a_class_is_described_once() -> None:
    """Whoever describes it again, for a page of theirs, changes the pages of others."""
    sheets = [path for path in sorted(STYLES.rglob("*.css")) if "vendor" not in path.parts]
    assert twice(" ".join(path.read_text("utf-8") for path in sheets)) == []


def test_a_class_that_is_described_again_is_found() -> None:
    sheet = ".a { color: red } @media print { .a { color: black } .b { gap: 0 } } .b dt { margin: 0 } .row.b { gap: 0 }"
    assert twice(sheet) == []
    assert twice(f"{sheet} .a {{ gap: 0 }}") == [".a"]


def twice(sheet: str) -> list[str]:
    """The classes that are described more than once by themselves, for every page and medium."""
    bare = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    everywhere = re.sub(r"@[^{;]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", bare)
    counted = Counter(one.strip() for one in re.findall(r"([^{}]+)\{", everywhere))
    return [one for one, count in counted.items() if count > 1 and re.fullmatch(r"\.[\w-]+", one)]


def physical(sheet: str) -> Iterator[str]:
    """Declarations that would stay on their side when the page is mirrored."""
    for declaration in declarations(sheet):
        name, value = (part.strip() for part in declaration.split(":", 1))
        if PHYSICAL_PROPERTY.match(name) or PHYSICAL_VALUE.search(value) or is_lopsided(name, value):
            yield declaration


def declarations(sheet: str) -> Iterator[str]:
    """What stands between braces and semicolons and has a colon, without comments, strings and addresses."""
    bare = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    bare = re.sub(r"\"[^\"]*\"|'[^']*'|url\([^)]*\)", "''", bare)
    for found in re.findall(r"(?:^|[{;])\s*([\w-]+\s*:[^{};]*)(?=[;}]|$)", bare.replace(";", ";;")):
        yield found.strip()


def is_lopsided(name: str, value: str) -> bool:
    """True for four values of which the second, right, and the fourth, left, differ."""
    values = re.findall(r"[^\s(]+(?:\([^)]*\))?", value.removesuffix("!important"))
    return name in FOUR_SIDES and len(values) == 4 and values[1] != values[3]
