"""Tables of formatted text: merged cells taken apart, the header found, each cell made one line."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from academy.kit.commonmark import BREAK, Block, Heading, Items, Paragraph, Quote, Run, Table, plain
from academy.kit.refusals import Refusal
from academy.kit.words import N_

MOST_CELLS = 5_000
"""In a table, with those that merged cells are taken apart to."""

_WIDEST = 1_000
"""Columns that a merged cell may cover, as in browsers."""

_LONGEST_LABEL = 80
"""Characters of a cell that names a column without being marked as one."""

Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """What stands in a cell, and how many columns and rows it covers."""

    blocks: tuple[Block, ...]
    across: int = 1
    down: int = 1
    is_header: bool = False


@dataclass(frozen=True, slots=True)
class Arranged:
    """What has become of a table: blocks, and whether cells were merged or held tables."""

    blocks: tuple[Block, ...]
    is_merged: bool = False
    is_nested: bool = False


@dataclass(frozen=True, slots=True)
class _Span:
    """The columns that a cell covers, and the row before which it ends."""

    start: int
    end: int
    until: int
    cell: Cell


_Row = list[Cell | None]


def arranged(rows: Sequence[Sequence[Cell]]) -> Arranged:
    """Return the rows of a table as blocks: a table, with the lines that cover it whole above and below it.

    A table of one cell, and one column of more than paragraphs, is a frame: what stands in it is left alone.
    """
    _check_cells(sum(map(len, rows)))
    grid = [row for row in _grid(rows) if any(cell and cell.blocks for cell in row)]
    if not grid or _is_frame(grid):
        return Arranged(tuple(block for row in grid for cell in row if cell for block in cell.blocks))
    above = list(takewhile(_is_one, grid))
    below = list(takewhile(_is_one, reversed(grid[len(above) :])))[::-1]
    inner = grid[len(above) : len(grid) - len(below)]
    blocks = [*_lines(above), *([_table(inner)] if inner else []), *_lines(below)]
    return Arranged(tuple(blocks), _is_merged(inner), any(map(_is_nested, inner)))


def _check_cells(count: int) -> None:
    if count > MOST_CELLS:
        raise Refusal(N_("This table is too large: at most %(most)s cells are read."), most=MOST_CELLS)


def _grid(rows: Sequence[Sequence[Cell]]) -> list[_Row]:
    """Return what stands in each row and column. What no cell begins in is no column."""
    placed: list[list[_Span]] = []
    standing: list[_Span] = []
    for number, row in enumerate(rows):
        line = sorted([*standing, *_placed(row, number, standing)], key=lambda span: span.start)
        placed.append(line)
        standing = [span for span in line if span.until > number + 1]
    columns = sorted({span.start for line in placed for span in line})
    _check_cells(len(columns) * len(placed))
    return [_spread(line, columns) for line in placed]


def _placed(row: Sequence[Cell], number: int, standing: Sequence[_Span]) -> Iterator[_Span]:
    """Put the cells of a row where those above leave room."""
    column, above = 0, list(standing)
    for cell in row:
        while above and above[0].start <= column:
            column = max(column, above.pop(0).end)
        end = column + min(max(cell.across, 1), _WIDEST)
        if above:
            end = min(end, above[0].start)
        yield _Span(column, end, number + max(cell.down, 1), cell)
        column = end


def _spread(line: Sequence[_Span], columns: Sequence[int]) -> _Row:
    row: _Row = []
    spans = list(reversed(line))
    for column in columns:
        while spans and spans[-1].end <= column:
            spans.pop()
        row.append(spans[-1].cell if spans and spans[-1].start <= column else None)
    return row


def _is_frame(grid: Sequence[_Row]) -> bool:
    cells = [row[0] for row in grid]
    is_plain = all(isinstance(block, Paragraph) for cell in cells if cell for block in cell.blocks)
    return len(grid[0]) == 1 and (len(grid) == 1 or not is_plain)


def _is_one(row: _Row) -> bool:
    """Tell whether one cell covers a row: a title, or a note."""
    return len(row) > 1 and row[0] is not None and all(cell is row[0] for cell in row)


def _lines(rows: Iterable[_Row]) -> Iterator[Block]:
    seen: Cell | None = None
    for first, *_ in rows:
        if first is not None and first is not seen:
            yield from first.blocks
        seen = first


def _is_merged(grid: Iterable[_Row]) -> bool:
    cells = [id(cell) for row in grid for cell in row if cell and cell.blocks]
    return len(set(cells)) < len(cells)


def _is_nested(row: _Row) -> bool:
    return any(isinstance(block, Table) for cell in row if cell for block in cell.blocks)


def _table(grid: Sequence[_Row]) -> Table:
    rows = [tuple(_flat(cell.blocks) if cell else () for cell in row) for row in grid]
    heads = len(list(takewhile(lambda row: all(cell is None or cell.is_header for cell in row), grid)))
    if heads == len(grid):
        heads = 1
    if not heads and _names_columns(rows):
        heads = 1
    head = tuple(_named(column) for column in zip(*rows[:heads], strict=True)) or ((),) * len(rows[0])
    return Table((head, *rows[heads:]))


def _names_columns(rows: Sequence[Sequence[Runs]]) -> bool:
    """Tell whether the first row names the columns: all of it is bold, or short, different and without figures."""
    first = [plain(cell) for cell in rows[0]]
    if len(rows) == 1 or not any(first):
        return False
    if all(run.bold for cell in rows[0] for run in cell if run.text.strip()):
        return True
    is_short = all(text and len(text) <= _LONGEST_LABEL for text in first)
    return is_short and len(set(first)) == len(first) > 1 and not any(map(_is_figure, first))


def _is_figure(text: str) -> bool:
    return not any(letter.isalpha() for letter in text)


def _named(column: Iterable[Runs]) -> Runs:
    """Return the rows of a header as one, each text once; bold they are as the header."""
    texts = {plain(cell): tuple(replace(run, bold=False) for run in cell) for cell in column if plain(cell)}
    return _joined(texts.values())


def _flat(blocks: Iterable[Block]) -> Runs:
    return _joined(part for block in blocks for part in _parts(block))


def _joined(parts: Iterable[Runs]) -> Runs:
    found: list[Run] = []
    for part in parts:
        found += [Run(" / "), *part] if found else part
    return tuple(found)


def _parts(block: Block) -> Iterator[Runs]:
    """Give the paragraphs of a block, and the rows of a table as such."""
    match block:
        case Paragraph(runs) | Heading(_, runs):
            yield tuple(replace(run, text=run.text.replace(BREAK, " ")) for run in runs)
        case Items(_, items):
            yield from (part for item in items for inner in item for part in _parts(inner))
        case Quote(blocks):
            yield from (part for inner in blocks for part in _parts(inner))
        case Table(rows):
            yield from filter(plain, (tuple(run for cell in row for run in (*cell, Run(" "))) for row in rows))
        case _:
            return
