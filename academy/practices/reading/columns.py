"""Lines that are rows: a name and one number or more at the end, several times below one another."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from academy.practices.reading.drafts import ReadTable
from academy.practices.reading.lines import Line, plain
from academy.practices.reading.numbers import is_number, read_number
from academy.practices.reading.paragraphs import ends
from academy.practices.reading.tables import is_total, to_table, wrong_totals

_LONGEST, _MOST_WORDS = 160, 16
_FEWEST = 3
_BLANKS = re.compile(r"[ \t]+")
_GAP = re.compile(r"[ \t]{2,}|\t")
_UNIT = re.compile(r"[%٪€$£]|[A-Z]{3}")
_THREE = re.compile(r"\d{3}(?:[.,]\d+)?%?")
_FIRST_OF_GROUP = re.compile(r"[$€£]?\d{1,3}|\d{1,3}(?: \d{3})+")
_LONGEST_CAPTION, _MOST_CAPTION_LINES = 160, 3


@dataclass(frozen=True, slots=True)
class _Reading:
    """A line as a name and the numbers behind it: blanks within a number are taken for blanks, or for thousands."""

    name: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A table among lines: where it begins, where the next line is, and the table."""

    start: int
    stop: int
    table: ReadTable


def find_columns(lines: Sequence[Line], language: str) -> list[Found]:
    """Return the tables that lines are, in their order."""
    found: list[Found] = []
    place = 0
    while place < len(lines):
        run = _run(lines, place)
        if not run:
            place += 1
            continue
        floor = found[-1].stop if found else 0
        found.append(_table(lines, run, floor, language))
        place = run[-1] + 1
    return found


def _run(lines: Sequence[Line], place: int) -> list[int]:
    """Return the places of the rows that begin here; none where these are no rows."""
    rows: list[int] = []
    blank = 0
    for number in range(place, len(lines)):
        if lines[number].is_blank:
            blank += 1
            if blank > 1 or not rows:
                break
        elif _reading(lines[number].text, grouped=False) is None:
            is_sentence = blank == 0 and lines[number].text.strip()[:1].islower()
            rows = rows[:-1] if is_sentence else rows  # the last was the beginning of a sentence
            break
        else:
            rows.append(number)
            blank = 0
    rows = _without_caption(lines, rows)
    has_total = len(rows) == _FEWEST - 1 and is_total([lines[rows[-1]].text])
    return rows if len(rows) >= _FEWEST or has_total else []


def _without_caption(lines: Sequence[Line], rows: list[int]) -> list[int]:
    """Return rows without a first that is apart from the others or goes on with the line above: it ends in a year."""
    if len(rows) < _FEWEST:
        return rows
    gaps = [below - above > 1 for above, below in pairwise(rows)]
    above = lines[rows[0] - 1].text if rows[0] else ""
    goes_on = bool(above.strip()) and not ends(above) and lines[rows[0]].text.strip()[:1].islower()
    return rows[1:] if goes_on or (gaps[0] and not any(gaps[1:-1])) else rows


def _reading(text: str, *, grouped: bool) -> _Reading | None:
    words = _BLANKS.split(text.strip())
    if len(text) > _LONGEST or len(words) > _MOST_WORDS:
        return None
    numbers: list[str] = []
    while len(words) > 1:
        unit = words[-1] if len(words) > 2 and _UNIT.fullmatch(words[-1]) and is_number(words[-2]) else ""  # noqa: PLR2004
        last = f"{words[-2]} {unit}" if unit else words[-1]
        if not is_number(last):
            break
        del words[-2 if unit else -1 :]
        while (
            grouped and len(words) > 1 and _THREE.fullmatch(last.split(" ")[0]) and _FIRST_OF_GROUP.fullmatch(words[-1])
        ):
            last = f"{words.pop()} {last}"
        numbers.insert(0, last)
    name = " ".join(words)
    return _Reading(name, tuple(numbers)) if numbers and any(sign.isalpha() for sign in name) else None


def _table(lines: Sequence[Line], run: Sequence[int], floor: int, language: str) -> Found:
    texts = [lines[place].text for place in run]
    rows = _best([rows for grouped in (False, True) if (rows := _cut(texts, grouped=grouped))], language)
    start, columns = _head(lines, run[0], floor, len(rows[0]))
    return Found(start, run[-1] + 1, to_table(rows, language, columns=columns))


def _cut(texts: Sequence[str], *, grouped: bool) -> list[list[str]]:
    """Return lines as cells, as many numbers on each as the line with fewest has; what counts rows is part of names."""
    readings = [reading for text in texts if (reading := _reading(text, grouped=grouped))]
    count = min(len(reading.numbers) for reading in readings)
    counted = [reading.numbers[-count] for reading in readings if not is_total([reading.name])]
    if count > 1 and counted == [str(number) for number in range(1, len(counted) + 1)]:
        count -= 1
    return [
        [plain(" ".join([reading.name, *reading.numbers[:-count]])), *reading.numbers[-count:]] for reading in readings
    ]


def _best(cuts: Sequence[list[list[str]]], language: str) -> list[list[str]]:
    """Choose between blanks that part numbers and blanks that part thousands: by the total, then by the language."""
    plainly, grouped = cuts[0], cuts[-1]
    if plainly == grouped:
        return plainly
    by_total = [rows for rows in cuts if is_total(rows[-1]) and not wrong_totals(to_table(rows, language, columns=()))]
    if len(by_total) == 1:
        return by_total[0]
    is_group = any(cell.startswith("0") and len(cell) == _FEWEST for row in plainly for cell in row[1:])
    names = [row[0] for row in grouped]
    by_language = language == "fr" and len(set(names)) == len(names)
    return grouped if is_group or by_language else plainly


def _head(lines: Sequence[Line], first: int, floor: int, width: int) -> tuple[int, tuple[str, ...]]:
    """Return where a table begins with what stands above it, and its columns.

    That is a paragraph of its own without a full stop: one that names the columns one by one is cut; above one column
    of numbers it says what they count.
    """
    start = first
    while start > floor and lines[start - 1].is_blank:
        start -= 1
    last = start
    while start > floor and not lines[start - 1].is_blank and last - start < _MOST_CAPTION_LINES:
        if start < last and ends(lines[start - 1].text):
            break
        start -= 1
    caption = [line.text for line in lines[start:last]]
    is_whole = start == floor or lines[start - 1].is_blank or ends(lines[start - 1].text)
    says = plain(" ".join(caption))
    is_caption = is_whole and says and len(says) <= _LONGEST_CAPTION and not says.endswith((".", ";", "?", "!"))
    if is_caption:
        named = _named(caption[-1], width) if len(caption) == 1 else ()
        if named:
            return start, named
        if width == 2 and not caption[0].lstrip().startswith(("-", "•", "#")):  # noqa: PLR2004 (names and one number)
            return start, ("", says)
    return first, ()


def _named(text: str, width: int) -> tuple[str, ...]:
    """Return the names of columns, apart by more than one blank or one capitalised word each."""
    cells = [plain(cell) for cell in _GAP.split(text.strip()) if cell.strip()]
    words = text.split()
    if len(cells) == width:
        return tuple(cells)
    if len(cells) == width - 1 and len(cells) > 1:
        return ("", *cells)
    are_names = len(words) == width and all(word[:1].isupper() or read_number(word, "en").value for word in words)
    return tuple(words) if are_names else ()
