"""Tables that stand in a field: as tables, or as lines that end in numbers."""

import math
from collections.abc import Sequence

from academy.kit.texts import folded
from academy.practices.reading.drafts import CardDraft, Cell, ReadTable
from academy.practices.reading.lines import escaped
from academy.practices.reading.numbers import Number, is_number, read_number

_TOTALS = (
    "total",
    "suma",
    "somme",
    "ensemble",
    "soma",
    "sum",
    "gran total",
    "grand total",
    "المجموع",
    "الاجمالي",
    "مجموع",
)
_YEARS = range(1900, 2101)


def to_table(rows: Sequence[Sequence[str]], language: str, *, columns: Sequence[str] | None = None) -> ReadTable:
    """Return rows of printed cells as a table, all of them as wide; its first row names the columns where it does.

    A number in doubt is read as the total of its column wants it; where none tells, it has no value.
    """
    width = max((len(row) for row in (*rows, columns or ())), default=0)
    filled = [(*row, *[""] * (width - len(row))) for row in rows]
    if columns is None:
        columns, filled = (filled[0], filled[1:]) if _names_columns(filled) else ((), filled)
    named = (*columns, *[""] * (width - len(columns)))
    read = [tuple(read_number(cell, language) for cell in row) for row in filled]
    values = [_column([row[place] for row in read], _total_at(filled)) for place in range(width)]
    cells = [
        tuple(Cell(printed, values[column][number]) for column, printed in enumerate(row))
        for number, row in enumerate(filled)
    ]
    return ReadTable(named, tuple(cells))


def to_commonmark(table: ReadTable) -> str:
    """Return a table as CommonMark has it: with a head, which is empty where the columns have no names."""
    rows = [table.columns, *(tuple(cell.printed for cell in row) for row in table.rows)]
    width = max(map(len, rows))
    if not width:
        return ""
    lines = ["| " + " | ".join(map(_in_row, (*row, *[""] * (width - len(row))))) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def with_tables(draft: CardDraft, key: str) -> str:
    """Return a field as one CommonMark text: what it says, and its tables below."""
    texts = (draft.fields.get(key, ""), *map(to_commonmark, draft.tables.get(key, ())))
    return "\n\n".join(text for text in texts if text)


def _in_row(cell: str) -> str:
    return "\\|".join(escaped(part) for part in " ".join(cell.split()).split("|"))


def is_total(cells: Sequence[str]) -> bool:
    """Tell whether a row sums up those above it."""
    first = folded(next((cell for cell in cells if cell), "")).lstrip("*#_ ")
    return first.startswith(_TOTALS) or first.endswith((" total", "الاجمالي"))


def wrong_totals(table: ReadTable) -> list[tuple[Cell, int | float]]:
    """Return the totals that are not what the rows above sum to, each with the sum."""
    place = _total_at([[cell.printed for cell in row] for row in table.rows])
    if place is None:
        return []
    found = []
    for column, cell in enumerate(table.rows[place]):
        above = [row[column] for row in table.rows[:place]]
        values = [one.value for one in above if one.value is not None]
        is_known = all(one.value is not None or not is_number(one.printed) for one in above)
        if column and cell.value is not None and values and is_known and not _equal(sum(values), cell.value):
            found.append((cell, round(sum(values), 6)))
    return found


def doubtful_cells(table: ReadTable) -> list[str]:
    """Return what is printed as a number that may be either of two."""
    return [cell.printed for row in table.rows for cell in row if cell.value is None and is_number(cell.printed)]


def _names_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first row names the columns: it has words, or years above other numbers."""
    if len(rows) < 2:  # noqa: PLR2004 (names, and a row below)
        return False
    numbers = [cell for cell in rows[0] if is_number(cell)]
    if not numbers:
        return True
    below = [cell for row in rows[1:] for cell in row if is_number(cell)]
    return (
        all(_is_year(cell) for cell in numbers)
        and any(not _is_year(cell) for cell in below)
        and not rows[0][0].isdigit()
    )


def _is_year(cell: str) -> bool:
    return cell.strip().isdigit() and int(cell.strip()[:9]) in _YEARS


def _total_at(rows: Sequence[Sequence[str]]) -> int | None:
    """Return which row is the total: the last that says so, below at least two others."""
    return next((place for place in range(len(rows) - 1, 1, -1) if is_total(rows[place])), None)


def _column(numbers: Sequence[Number], total: int | None) -> list[int | float | None]:
    """Return the values of a column; those in doubt are thousands if only then the total is right."""
    surely = [number.value for number in numbers]
    if total is None or not any(number.is_doubtful for number in numbers):
        return surely
    tried = [number.thousands if number.is_doubtful else number.value for number in numbers]
    above, summed = [value for value in tried[:total] if value is not None], tried[total]
    return tried if above and summed is not None and _equal(sum(above), summed) else surely


def _equal(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-6)
