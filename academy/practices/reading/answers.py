"""What a field says: its text, its tables, and what should be looked at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from academy.kit.words import N_
from academy.practices.reading.columns import find_columns
from academy.practices.reading.drafts import Doubt, ReadTable
from academy.practices.reading.instructions import find_instructions
from academy.practices.reading.lines import Line
from academy.practices.reading.paragraphs import to_text
from academy.practices.reading.sections import Section
from academy.practices.reading.structure import Grid
from academy.practices.reading.tables import doubtful_cells, to_table, wrong_totals

_WITHOUT_COLUMNS = frozenset({"contacts", "photos"})
"""Fields whose lines end in numbers of telephones and pictures."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The text of a field as CommonMark, without its tables; its tables; what should be looked at."""

    text: str
    tables: tuple[ReadTable, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def read_answer(section: Section, language: str) -> Answer:
    """Return what a section says; numbers are read as `language` prints them."""
    lines: list[Line] = []
    tables: list[ReadTable] = []
    has_columns = section.heading.key not in _WITHOUT_COLUMNS
    for run in _runs(section.said):
        if isinstance(run, Grid):
            tables.append(to_table(run.rows, language))
        else:
            kept, found = _without_columns(run, language) if has_columns else (run, [])
            lines += [*kept, Line("")]
            tables += found
    text = to_text(lines)
    return Answer(text, tuple(tables), tuple(_doubts(section, text, tables)))


def _runs(said: Sequence[Line | Grid]) -> Iterator[list[Line] | Grid]:
    lines: list[Line] = []
    for one in said:
        if isinstance(one, Line):
            lines.append(one)
        else:
            yield lines
            yield one
            lines = []
    yield lines


def _without_columns(lines: Sequence[Line], language: str) -> tuple[list[Line], list[ReadTable]]:
    """Return the lines that are no table, and the tables that the others are."""
    kept: list[Line] = []
    place, tables = 0, []
    for found in find_columns(lines, language):
        kept += [*lines[place : found.start], Line("")]
        tables.append(found.table)
        place = found.stop
    return [*kept, *lines[place:]], tables


def _doubts(section: Section, text: str, tables: Sequence[ReadTable]) -> Iterator[Doubt]:
    key, line = section.heading.key or None, section.heading.number or None
    label = section.heading.printed
    if section.heading.key == "":
        yield Doubt(
            N_("The template knows no field “%(label)s”: it is kept as a further one."), {"label": label}, key, line
        )
    if section.is_repeated:
        yield Doubt(N_("“%(label)s” stands more than once: the texts were put together."), {"label": label}, key, line)
    for sentence in find_instructions(text):
        message = N_("This reads like what the template asks, not like an answer: “%(sentence)s”")
        yield Doubt(message, {"sentence": sentence}, key, line)
    for table in tables:
        yield from _table_doubts(table, key, line)


def _table_doubts(table: ReadTable, key: str | None, line: int | None) -> Iterator[Doubt]:
    for cell, total in wrong_totals(table):
        message = N_("The table says %(printed)s in total, but its rows sum to %(sum)s.")
        yield Doubt(message, {"printed": cell.printed, "sum": total}, key, line)
    for printed in dict.fromkeys(doubtful_cells(table)):
        message = N_("“%(printed)s” in a table may be either of two numbers: say which.")
        yield Doubt(message, {"printed": printed}, key, line)
