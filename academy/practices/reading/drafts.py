"""What was read of a card: values that a person looks at, beside the source, before anything is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field

KEYS = (
    "title",
    "author",
    "objectives",
    "cooperation",
    "effectiveness",
    "innovation",
    "sustainability",
    "adaptability",
    "results",
    "funds",
    "contacts",
    "materials",
    "photos",
)
"""What the card has, in the template's order: a line, a person, and eleven fields."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: as it is printed, and the number that it says; None where it says none, or none surely."""

    printed: str
    value: int | float | None = None


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table that stands in a field: what its columns are called (empty where they are not), and its rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Further:
    """A field that the template does not know: its label as printed, its text and tables, and the key it follows."""

    label: str
    text: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a person should look at: a sentence with its facts, and the field and the source's line it is about."""

    message: str
    facts: Mapping[str, object] = field(default_factory=dict)
    field: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class CardDraft:
    """A card as it was read.

    `fields` hold CommonMark, without the tables: what stands in `tables` stands nowhere else. `labels` are as printed,
    those of title and author among them. `source` is the text that was read: each of its words is in title, author,
    fields, labels, tables, further fields or remainder, as often as there; `part` is told from a line
    of the remainder.
    """

    source: str
    title: str = ""
    author: str = ""
    part: str = ""
    language: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, tuple[ReadTable, ...]] = field(default_factory=dict)
    further: tuple[Further, ...] = ()
    order: tuple[str, ...] = ()
    remainder: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
