"""CommonMark as `markdown` reads it, written from blocks: whatever a text says, it says the same when it is read."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import quote

from academy.kit.texts import visible

BREAK = "\n"
"""In a run, the end of a line within a paragraph."""

_MOST_START = 9_999
_LEVELS = 4
"""Of headings: the first is shown as the third of a page, so that the fourth is shown as its sixth."""

_BLANKS = re.compile(
    r"(?<=«)[\xa0\u202f](?=\S)|(?<=\S)[\xa0\u202f](?=[:;?!»%€])|(?<=\d)[\xa0\u202f](?=\d)"  # stay as they are
    r"|(\s+)"
)
"""Blanks; French keeps some together with what stands beside them, and so do figures."""

_MARKS = re.compile(r"[\\`*\[\]|]|<(?=[A-Za-z/!?]|$)|&(?=#?\w+;|#?\w*$)|(?<![^\W_])_|_(?![^\W_])")
"""What would be read as a mark, wherever it stands."""

_BEGINNING = re.compile(r"[#>~]|[-+=](?=[-+=\s]|$)|:(?=-)")
_NUMBERED = re.compile(r"([0-9]{1,9})([.)])(?=\s|$)")
_CLOSING = re.compile(r"(#+)$")
_NOT_IN_LINKS = re.compile(r"[\s<>()\\\"'|`\x00-\x1f]")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_BARE = re.compile(r"https?://[^\s<>%\\|\x80-\U0010ffff]+")


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one kind: plain or emphasised, perhaps with where they lead."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""

    @property
    def marks(self) -> str:
        """What stands on both sides of emphasised words."""
        return "*" * (2 * self.bold + self.italic)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of text."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A line above a text, of a level from 1."""

    level: int
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list, numbered from `start` or with bullets (None). Each of its items says something."""

    start: int | None
    items: tuple[tuple["Block", ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, equally many in each; the first row names the columns."""

    rows: tuple[tuple[tuple[Run, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody else has said."""

    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line that divides a text."""


Block = Paragraph | Heading | Items | Table | Quote | Rule


def write(blocks: Iterable[Block]) -> str:
    """Return the CommonMark of blocks. Lists that follow each other are one where they have bullets or count on."""
    written: list[str] = []
    sign = ""
    for block in _merged(blocks):
        if isinstance(block, Items) and block.start is not None:
            sign = ")" if sign == "." else "."  # another sign begins another list
            written.append(_list(block, sign))
        else:
            sign = ""
            written.append(_written(block))
    return "\n\n".join(written)


def plain(runs: Iterable[Run]) -> str:
    """Return what runs say, on one line."""
    return " ".join(visible("".join(run.text for run in runs)).split())


def lines(runs: Iterable[Run]) -> list[tuple[Run, ...]]:
    """Return the runs of each line."""
    found: list[list[Run]] = [[]]
    for run in runs:
        first, *others = run.text.split(BREAK)
        found[-1].append(replace(run, text=first))
        found.extend([replace(run, text=other)] for other in others)
    return [tuple(run for run in line if run.text) for line in found]


def _written(block: Block) -> str:
    match block:
        case Paragraph(runs):
            return "\\\n".join(filter(None, (_begun(_inline(line)) for line in lines(runs))))
        case Heading(level, runs):
            return f"{'#' * min(level, _LEVELS)} {_unclosed(_on_one_line(runs))}"
        case Items():
            return _list(block, ".")
        case Table(rows):
            return _table([[_on_one_line(cell) for cell in row] for row in rows])
        case Quote(blocks):
            return "\n".join(f"> {line}".rstrip() for line in write(blocks).split("\n"))
        case Rule():
            return "***"


def _merged(blocks: Iterable[Block]) -> Iterator[Block]:
    """Join lists that follow each other with bullets, or that count on."""
    waiting: Block | None = None
    for block in blocks:
        if isinstance(waiting, Items) and isinstance(block, Items) and _counts_on(waiting, block):
            waiting = Items(waiting.start, waiting.items + block.items)
            continue
        if waiting is not None:
            yield waiting
        waiting = block
    if waiting is not None:
        yield waiting


def _counts_on(before: Items, after: Items) -> bool:
    if before.start is None or after.start is None:
        return before.start is after.start
    return after.start == before.start + len(before.items)


def _list(block: Items, sign: str) -> str:
    items = [list(_merged(item)) for item in block.items]
    written = []
    for place, item in enumerate(items):
        mark = "- " if block.start is None else f"{min(block.start, _MOST_START) + place}{sign} "
        inside = "\n".join(map(_written, item)) if _is_tight(item) else write(item)
        first, *others = inside.split("\n")
        written.append("\n".join([mark + first, *(" " * len(mark) + line if line else "" for line in others)]))
    return ("\n" if all(map(_is_tight, items)) else "\n\n").join(written)


def _is_tight(item: Sequence[Block]) -> bool:
    """Tell whether an item is one paragraph, perhaps with a list that cannot be taken for its words."""
    first, *others = item
    if not isinstance(first, Paragraph) or len(others) > 1:
        return False
    return not others or (isinstance(others[0], Items) and others[0].start in {None, 1})


def _table(rows: list[list[str]]) -> str:
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, f"|{' --- |' * len(rows[0])}", *body])


def _on_one_line(runs: Iterable[Run]) -> str:
    return _inline(replace(run, text=run.text.replace(BREAK, " ")) for run in runs)


def _unclosed(heading: str) -> str:
    return _CLOSING.sub(r"\\\1", heading)


def _begun(line: str) -> str:
    """Return a line whose beginning is not taken for a list, a heading, a quotation, a rule or a table."""
    if _BEGINNING.match(line):
        return f"\\{line}"
    return _NUMBERED.sub(r"\1\\\2", line, count=1) if _NUMBERED.match(line) else line


def _inline(runs: Iterable[Run]) -> str:
    text = ""
    for link, group in groupby(_apart(_folded(runs)), key=lambda run: run.link):
        together = list(group)
        written = _linked(together, link) if link else _emphasised(together)
        if written.startswith("[") and text.endswith("!"):  # or it would be a picture
            text = f"{text[:-1]}\\!"
        text += written
    return text


def _folded(runs: Iterable[Run]) -> list[Run]:
    """Join runs that are alike, and fold blanks over all of them; none at the ends."""
    found: list[Run] = []
    for (bold, italic, link), group in groupby(runs, key=lambda run: (run.bold, run.italic, run.link)):
        text = _BLANKS.sub(lambda found: " " if found[1] else found[0], visible("".join(run.text for run in group)))
        if not found or found[-1].text.endswith(" "):
            text = text.lstrip()
        if text:
            found.append(Run(text, bold, italic, link))
    while found and not found[-1].text.rstrip():
        found.pop()
    return [*found[:-1], replace(found[-1], text=found[-1].text.rstrip())] if found else []


def _apart(runs: list[Run]) -> list[Run]:
    """Let runs that touch each other be emphasised alike: their marks could not be told apart."""
    for place in range(1, len(runs)):
        one, two = runs[place - 1 : place + 1]
        touches = not (one.text[-1].isspace() or two.text[0].isspace())
        if touches and one.link == two.link and one.marks and two.marks:
            bold, italic = one.bold and two.bold, one.italic and two.italic
            runs[place - 1 : place + 1] = [replace(run, bold=bold, italic=italic) for run in (one, two)]
    return _folded(runs)


def _linked(runs: list[Run], link: str) -> str:
    said = "".join(run.text for run in runs)
    core = said.strip()
    if not core:
        return said
    lead, tail = " " * said[0].isspace(), " " * said[-1].isspace()
    if core == link and _BARE.fullmatch(link):
        return f"{lead}<{link}>{tail}"
    target = _ENTITY.sub(r"\&", _NOT_IN_LINKS.sub(lambda found: quote(found[0], safe=""), link))
    return f"{lead}[{_emphasised(runs).strip()}]({target}){tail}"


def _emphasised(runs: list[Run]) -> str:
    before = [" ", *(run.text[-1] for run in runs)]
    after = [*(run.text[0] for run in runs[1:]), " "]
    return "".join(map(_marked, runs, before, after))


def _marked(run: Run, before: str, after: str) -> str:
    """Return a run between its marks. Beside a letter, marks are such only where a letter stands on both sides."""
    text, first, last = run.text, 0, len(run.text)
    while first < last and _stays_outside(text[first], before):
        before = text[first]
        first += 1
    while first < last and _stays_outside(text[last - 1], after):
        after = text[last - 1]
        last -= 1
    if not run.marks or first == last:
        return _escaped(text)
    return _escaped(text[:first]) + run.marks + _escaped(text[first:last]) + run.marks + _escaped(text[last:])


def _stays_outside(letter: str, beside: str) -> bool:
    return letter.isspace() or not (beside.isspace() or unicodedata.category(letter)[0] in "LMN")


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\g<0>", text)
