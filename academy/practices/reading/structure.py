"""A document as a row of labels and of what stands under them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from academy.kit.texts import folded
from academy.practices.reading.labels import LABELS
from academy.practices.reading.lines import Line, Piece, Row, Table, flat, plain
from academy.practices.reading.matching import Match, match_cell, match_lines
from academy.practices.reading.numbers import is_number
from academy.practices.reading.paragraphs import ends, is_full, width_of

_LONGEST_LABEL = 200
IN_CELL = frozenset({"cell"})
"""How a label looks that has a cell of its own."""

_FEWEST = 3
_NEAR = 24
"""Lines before one that tell how long full lines are there."""

_MARKERS = frozenset("•▪■●◦–—-*\uf0b7")
_COLUMN_NAMES = frozenset(
    "field answer criterion criteria description content campo respuesta criterio descripcion contenido seccion "
    "champ reponse critere contenu rubrique resposta descricao conteudo الحقل الاجابة المعيار الوصف".split()
)
"""What the columns of a card are called, where they are called anything."""

_FIELDS = frozenset(LABELS) - {"title", "author"}


@dataclass(frozen=True, slots=True)
class Heading:
    """A label: the field that it stands for (empty where the template knows none), as printed, and how it looks."""

    key: str
    printed: str
    number: int
    languages: frozenset[str] = frozenset()
    looks: frozenset[str] = frozenset()

    @property
    def is_field(self) -> bool:
        """Whether it stands for one of the eleven fields."""
        return self.key in _FIELDS


@dataclass(frozen=True, slots=True)
class Grid:
    """A table in a field, as printed; `is_loose` where rows of the card look like one, and more may follow."""

    rows: tuple[tuple[str, ...], ...]
    number: int
    is_loose: bool = False


Event = Heading | Line | Grid


def events_of(pieces: Sequence[Piece]) -> list[Event]:
    """Return a document as labels and what stands under them, aside lines among it."""
    walk = Walk(pieces)
    walk.events()
    return list(grids_joined(_with_unsure(walk.found, walk.unsure)))


def _with_unsure(events: Sequence[Event], unsure: Mapping[int, Match]) -> Iterator[Event]:
    """Return events with those lines as labels that may be one, of a field for which there is nothing else."""
    keys = Counter(event.key for event in events if isinstance(event, Heading) and event.is_field)
    may_be = Counter(match.label.key for match in unsure.values())
    for place, event in enumerate(events):
        match = unsure.get(place)
        if match is None or len(keys) < _FEWEST or match.label.key in keys or may_be[match.label.key] > 1:
            yield event
        elif isinstance(event, Line):
            yield _heading(match, event.number, frozenset())
            yield from match.rest


@dataclass
class Walk:
    """Goes through the pieces of a document."""

    pieces: Sequence[Piece]
    found: list[Event] = field(default_factory=list)
    is_answer: bool = False
    """Whether the pieces are what a field says: no label stands in there, and every table is one."""

    unsure: dict[int, Match] = field(default_factory=dict)
    """Labels that the lines at these places may be."""

    def events(self) -> list[Event]:
        """Return labels, lines and tables in their order."""
        place = 0
        while place < len(self.pieces):
            piece = self.pieces[place]
            if isinstance(piece, Table):
                self._table(piece)
                place += 1
            elif piece.is_blank or piece.aside or self.is_answer:
                self.found.append(piece)
                place += 1
            else:
                place = self._line(place)
        return self.found

    def _line(self, place: int) -> int:
        """Take a line, or the lines over which a label is broken; return where to go on."""
        lines = self._lines_from(place)
        match, is_sure = match_lines(lines, 0, begins=self._begins(), apart=self._is_apart())
        if match is None or not is_sure:
            if match is not None and match.taken == 1:
                self.unsure[len(self.found)] = match
            self.found.append(lines[0])
            return place + 1
        self.found.append(_heading(match, lines[0].number, _looks(lines[0].text, match, after_blank=self._is_apart())))
        self.found += match.rest
        return place + match.taken

    def _lines_from(self, place: int) -> list[Line]:
        lines: list[Line] = []
        for piece in self.pieces[place : place + 12]:
            if not isinstance(piece, Line):
                break
            lines.append(piece)
        return lines

    def _is_apart(self) -> bool:
        last = self.found[-1] if self.found else None
        return not isinstance(last, Line) or last.is_blank

    def _begins(self) -> bool:
        """Tell whether something new may begin after what was found: not in the middle of a sentence."""
        near = self.found[-_NEAR:]
        last = next((event for event in reversed(near) if not (isinstance(event, Line) and event.is_blank)), None)
        if not isinstance(last, Line):
            return True
        return ends(last.text) or not is_full(last, width_of(event for event in near if isinstance(event, Line)))

    def _table(self, table: Table) -> None:
        if self.is_answer or not _is_card(table):
            self.found.append(_grid(table))
            return
        rows = _labels_first(table.rows)
        for place, row in enumerate(rows):
            self._row(row, rows[max(place - 1, 0) : place + 2])

    def _row(self, row: Row, around: Sequence[Row]) -> None:
        """Take a row: a label and what it says, more of what the label above says, or a row of numbers."""
        texts = [_text(cell) for cell in row.cells]
        said = [place for place, text in enumerate(texts) if text.strip()]
        if not said:
            self.found.append(Line(""))
            return
        if all(folded(plain(texts[one])) in _COLUMN_NAMES for one in said):
            self.found.append(Line("\t".join(texts), row.number, aside=True))
            return
        place, match = _label_of(texts, said, row.number)
        is_text = said == [0] and (match is None or bool(match.rest) or _has_table(row.cells[0]))
        if is_text:
            self._cells(row.cells, is_answer=False)
        elif match is not None:
            self._labelled(row, texts, place, match)
        elif _is_numeric(texts) and any(_is_numeric(_texts(other)) for other in around if other is not row):
            self.found.append(Grid((tuple(map(plain, texts)),), row.number, is_loose=True))
        elif said[0] > 0 and len(said) > 1 and all(len(texts[one]) <= _LONGEST_LABEL for one in said):
            self.found.append(Grid((tuple(map(plain, texts[1:])),), row.number, is_loose=True))
        elif said[0] > 0 or len(texts[0]) > _LONGEST_LABEL:
            self._cells(row.cells, is_answer=said[0] > 0)
        elif texts[0].strip() in _MARKERS or texts[0].strip().rstrip(".)").isdigit():
            self.found.append(Line(f"{texts[0].strip()} {' '.join(text for text in texts[1:] if text)}", row.number))
        else:
            self.found.append(Heading("", plain(texts[0]), row.number, looks=IN_CELL))
            self._cells(row.cells[1:], is_answer=True)

    def _labelled(self, row: Row, texts: Sequence[str], place: int, match: Match) -> None:
        """Take a row from its label on, up to where a cell further right is a label too."""
        before = plain(" ".join(texts[:place]))
        heading = _heading(match, row.number, IN_CELL)
        self.found.append(replace(heading, printed=f"{before} {heading.printed}".strip()))
        self.found += match.rest
        later = ((other, match_cell(texts[other], row.number)) for other in range(place + 2, len(texts)))
        other, beside = next(((at, one) for at, one in later if one is not None and not one.rest), (len(texts), None))
        self._cells(row.cells[place + 1 : other], is_answer=True)
        if beside is not None:
            self._labelled(row, [*[""] * other, *texts[other:]], other, beside)

    def _cells(self, cells: Sequence[Sequence[Piece]], *, is_answer: bool) -> None:
        """Take what cells hold as running text, each cell apart from the next."""
        for cell in cells:
            if cell:
                Walk(cell, self.found, is_answer, self.unsure).events()
                self.found.append(Line(""))


def _heading(match: Match, number: int, looks: frozenset[str]) -> Heading:
    return Heading(match.label.key, match.printed, number, match.label.languages, looks)


def _looks(text: str, match: Match, *, after_blank: bool) -> frozenset[str]:
    """Return how a label in running text looks, so that an unknown one is told by looking the same."""
    looks = looks_of(match.printed if match.rest or match.taken > 1 else text, after_blank=after_blank)
    return looks | {"sign"} if match.printed.endswith((":", "：")) else looks


def looks_of(text: str, *, after_blank: bool) -> frozenset[str]:
    """Return how a line looks that may be a label: a heading, bold, in capitals, with a colon, after an empty line."""
    said = text.strip()
    letters = [sign for sign in said if sign.isalpha()]
    looks = {
        f"level {len(said) - len(said.lstrip('#'))}": said.startswith("#"),
        "bold": said.startswith("**") and said.rstrip(": ").endswith("**"),
        "capitals": len(letters) > 3 and all(sign.isupper() for sign in letters),  # noqa: PLR2004 (no acronym)
        "sign": said.rstrip("*_ ").endswith((":", "：")),
        "apart": after_blank,
    }
    return frozenset(look for look, has in looks.items() if has)


def _is_card(table: Table) -> bool:
    """Tell whether rows are those of a card: one has a label, or there are two columns, and no numbers in them."""
    texts = [_texts(row) for row in table.rows]
    labelled = [place for place, row in enumerate(texts) if _label_of(row, [0, 1], 0)[1]]
    if labelled:
        return labelled != [0] or len(texts) == 1 or ends(texts[0][-1]) or not all(map(_is_numeric, texts[1:]))
    said = [[text for text in row if text.strip()] for row in texts]
    wide = max((len(row) for row in texts), default=0)
    if wide > 2 and any(len(row) > 2 for row in said):  # noqa: PLR2004 (a label and what it says)
        return all(not row[0].strip() for row in texts if row)
    return not any(_is_numeric(row) for row in texts)


def _labels_first(rows: Sequence[Row]) -> Sequence[Row]:
    """Return rows without their first cells where most labels stand in the second: those count the rows."""
    places = [place for row in rows for place, match in [_label_of(_texts(row), [0, 1], 0)] if match is not None]
    if not places or 2 * sum(places) <= len(places):
        return rows
    return [_counted(row) for row in rows]


def _counted(row: Row) -> Row:
    first = _text(row.cells[0]).strip() if row.cells else ""
    if len(row.cells) < 2 or len(first) > len("(10)."):  # noqa: PLR2004 (a count and a label)
        return row
    label = _text(row.cells[1])
    if not first:
        return Row(row.cells[1:], row.number)
    return Row(((Line(f"{first} {label}".strip(), row.number),), *row.cells[2:]), row.number)


def _label_of(texts: Sequence[str], said: Sequence[int], number: int) -> tuple[int, Match | None]:
    """Return the cell that is a label: the first, or the second behind a number or nothing."""
    is_number_first = bool(texts) and (not texts[0].strip() or len(texts[0].strip(" .()")) <= 2)  # noqa: PLR2004 (10)
    for place in range(min(len(texts), 2 if is_number_first else 1)):
        alone = said == [place] and place == 0 and len(texts[place]) > _LONGEST_LABEL
        match = None if alone or not texts[place].strip() else match_cell(texts[place], number)
        if match is not None:
            return place, match
    return 0, None


def _has_table(cell: Sequence[Piece]) -> bool:
    return any(isinstance(piece, Table) for piece in cell)


def _is_numeric(texts: Sequence[str]) -> bool:
    rest = [text for text in texts[1:] if text.strip()]
    return bool(rest) and bool(texts[0].strip()) and all(is_number(plain(text)) for text in rest)


def _text(cell: Sequence[Piece]) -> str:
    return "\n".join(line.text for line in flat(cell))


def _texts(row: Row) -> list[str]:
    return [_text(cell) for cell in row.cells]


def _grid(table: Table) -> Grid:
    rows = tuple(tuple(plain(" ".join(text.split("\n"))) for text in _texts(row)) for row in table.rows)
    return Grid(tuple(row for row in rows if any(row)), table.rows[0].number if table.rows else 0)


def grids_joined(events: Iterable[Event]) -> Iterator[Event]:
    """Return events with loose rows that follow one another as one table; a single one is a line."""
    rows: list[Grid] = []
    for event in events:
        if isinstance(event, Grid) and event.is_loose:
            rows.append(event)
            continue
        if rows:
            yield _joined(rows)
        rows = []
        yield event
    if rows:
        yield _joined(rows)


def _joined(rows: Sequence[Grid]) -> Event:
    if len(rows) == 1:
        return Line(" ".join(cell for cell in rows[0].rows[0] if cell), rows[0].number)
    return Grid(tuple(row for grid in rows for row in grid.rows), rows[0].number)
