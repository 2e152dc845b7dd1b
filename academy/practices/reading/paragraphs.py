"""Lines as paragraphs: what a page has broken is joined, lists stay lists, and every word stays as it is printed."""

import re
from collections.abc import Iterable, Sequence

from academy.practices.reading.lines import Line
from academy.practices.reading.tongues import SMALL_WORDS

_BULLET = re.compile(r"^\s*(?:[•▪▫►■□●○◦‣∙➢➤✓✔\uf0b7\uf0a7\uf0fc\uf0d8\uf02d]\s*|\\?[·–—*-]\s+)(?=\S)")
_LIST = re.compile(r"-\s|\d{1,3}[.)]\s")
_ITEM = re.compile(r"\d{1,3}[.)]\s|[A-Za-z][.)]\s|[ivx]{1,4}[.)]\s|\(?[a-z0-9]{1,3}\)\s")
_RULE = re.compile(r"[\s\\]*[-=_*~]{3,}\s*")
_REFERENCE = re.compile(r"\[(?=[^\]\n]*\]:)")
_ENDS = tuple('.:;!?…؟؛۔.。)”»"')
_FULL, _QUITE_FULL = 0.8, 0.92
_SHORTEST = 40
"""Letters below which no line is a full one."""


def width_of(lines: Iterable[Line]) -> int:
    """Return how long the lines of a document are where they are full: nine of ten are not longer."""
    lengths = sorted(line.length for line in lines if not line.is_blank)
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def is_full(line: Line, width: int) -> bool:
    """Tell whether a line was broken because it was full."""
    return line.length >= max(_FULL * width, _SHORTEST)


def ends(text: str) -> bool:
    """Tell whether a sentence ends with a line."""
    return text.rstrip().rstrip("*_").endswith(_ENDS)


def to_text(lines: Sequence[Line]) -> str:
    """Return lines as CommonMark. Nothing is hyphenated anew, and nothing is joined across the end of a sentence."""
    found: list[str] = []
    width = width_of(lines)
    previous, is_apart = Line(""), True
    for line in lines:
        if line.is_blank or _RULE.fullmatch(line.text):
            is_apart = True
            continue
        said = _said(line.text)
        if found and _goes_on(previous, said, width, is_apart=is_apart):
            found[-1] = f"{found[-1]} {said}"
        else:
            found.append(said)
        previous, is_apart = line, False
    return _blocks(found)


def _said(text: str) -> str:
    """Return what a line says with its blanks folded and its bullet, whatever it looks like, as CommonMark has it."""
    said = " ".join(_BULLET.sub("- ", text, count=1).split())
    return _REFERENCE.sub(r"\\[", said, count=1) if said.startswith("[") else said


def _goes_on(previous: Line, said: str, width: int, *, is_apart: bool) -> bool:
    """Tell whether a line goes on with the one before: in the middle of a sentence, or because that one was full."""
    before = previous.text.strip()
    if _is_item(said) or said.startswith(("#", "**")) or before.startswith("#") or before.endswith("**"):
        return False
    if not ends(before) and (said[:1].islower() or before.rpartition(" ")[2] in SMALL_WORDS):
        return True
    return not is_apart and "@" not in before and previous.length >= max(_QUITE_FULL * width, _SHORTEST)


def _is_item(said: str) -> bool:
    return bool(said.startswith("- ") or _ITEM.match(said))


def _blocks(paragraphs: Sequence[str]) -> str:
    """Return paragraphs with an empty line between them, but for the items of one list."""
    text = ""
    for place, paragraph in enumerate(paragraphs):
        is_list = place and _LIST.match(paragraph) and _LIST.match(paragraphs[place - 1])
        text += ("\n" if is_list else "\n\n" if place else "") + paragraph
    return text
