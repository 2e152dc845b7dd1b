"""Where a label stands: compared word by word, whatever its case, accents, numbers, brackets and breaks."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from academy.kit.texts import folded
from academy.practices.reading.labels import LABELS
from academy.practices.reading.lines import Line, plain

_MARKED = "[\u0300-\u036f\u0640\u064b-\u065f\u0670]*"
_WORD = re.compile(rf"(?:[^\W_]{_MARKED})+")
_PLURAL = re.compile(r"\s?\((?:s|es|as|os|is|a|e)\)", re.IGNORECASE)
_BEFORE = re.compile(
    r"[\s#*_>|\\]*(?:[•▪►■●◦\uf0b7\-]\s+)?(?:n[.º°]{1,2}\s?)?(?:\(?\d{1,2}\s?[.):–-]+\s*|\d{1,2}\s)?[\s*_]*",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\)?(?:\s?\(\d{1,2}\))?(?P<close>[*_]*)\s?(?P<sign>[:：]|[–—-](?=\s|$)|[.](?=\s|$))?[*_]*")
_LONGEST = 240
"""Letters at the beginning of a line in which a label is looked for."""

_MOST_LINES = 9
_OPENING = frozenset({"title", "author"})
_WIDE = "    "
_SURE = 3
"""Words from which a label is told from prose by its words alone."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label as words to compare with, the field that it stands for, and the languages in which it does."""

    words: tuple[str, ...]
    key: str
    languages: frozenset[str]
    is_short: bool = False
    """Whether it is only the beginning of the label that the template prints."""


@dataclass(frozen=True, slots=True)
class Match:
    """A label that was found: as printed, and the lines that it leaves over, with how many it went through.

    `explicit` is what says that it is one: a colon, a dash, a number behind it, bold letters. Behind it may be a gap of
    two blanks, or one as wide as between columns.
    """

    label: Label
    printed: str
    rest: tuple[Line, ...]
    taken: int
    explicit: bool
    is_gap: bool = False
    is_wide: bool = False

    @property
    def begins_small(self) -> bool:
        """Whether what follows on the line goes on like a sentence."""
        text = self.rest[0].text.lstrip("*_") if self.rest else ""
        return text[:1].islower()


@dataclass(frozen=True, slots=True)
class _Word:
    said: str
    start: int
    end: int


def _bare(word: str) -> str:
    return folded(word.replace("\u0640", ""))


def _words(text: str, start: int = 0) -> list[_Word]:
    text = text[: start + _LONGEST]
    plurals = [found.span() for found in _PLURAL.finditer(text, start)]
    return [
        _Word(_bare(found[0]), *found.span())
        for found in _WORD.finditer(text, start)
        if not any(first <= found.start() < last for first, last in plurals)
    ]


def _index() -> Mapping[str, Sequence[Label]]:
    """Return all labels by their first word, the longest first."""
    spoken: dict[tuple[str, tuple[str, ...]], set[str]] = defaultdict(set)
    for key, languages in LABELS.items():
        for language, texts in languages.items():
            for text in texts:
                spoken[key, tuple(word.said for word in _words(text))].add(language)
    index: dict[str, list[Label]] = defaultdict(list)
    for (key, words), speaking in spoken.items():
        index[words[0]].append(Label(words, key, frozenset(speaking), _is_short(key, words, speaking)))
    return {first: sorted(labels, key=lambda label: -len(label.words)) for first, labels in index.items()}


def _is_short(key: str, words: tuple[str, ...], languages: set[str]) -> bool:
    printed = [tuple(word.said for word in _words(LABELS[key][language][0])) for language in languages]
    return words not in printed and any(one[: len(words)] == words for one in printed)


_LABELS = _index()


def match_cell(text: str, number: int = 0) -> Match | None:
    """Return the label that a cell is, whole or before a sign or a break; None where it is none.

    What stands behind it, such as what the template asks, is left over; not the same label in another language.
    """
    lines = [Line(line, number) for line in text.split("\n")]
    for match in _matches(lines, 0):
        found = _with_other_language(match)
        rest = [line for line in (*found.rest, *lines[match.taken :]) if not line.is_blank]
        if not found.rest or match.explicit or found.rest[0].text.startswith(("(", "[")):
            return replace(found, rest=tuple(rest), taken=len(lines))
    return None


def _with_other_language(match: Match) -> Match:
    """Return a label together with what stands behind a stroke, if that is the same label again."""
    said = match.rest[0].text if len(match.rest) == 1 else ""
    if not said.startswith(("/", "|", "–", "—", "- ")) and not (said and match.printed.endswith(("–", "—", "-"))):
        return match
    other = _matches([Line(said.lstrip("/|–—- "))], 0)
    if any(one.label.key == match.label.key and not one.rest for one in other):
        return replace(match, printed=f"{match.printed} {plain(said)}", rest=())
    return match


def match_lines(lines: Sequence[Line], place: int, *, begins: bool, apart: bool) -> tuple[Match | None, bool]:
    """Return the label with which running text goes on at a line, if one does, and whether that is sure.

    `begins` tells whether a sentence may begin there, `apart` whether an empty line stands before. A short label in the
    middle of a paragraph is a word of it; one that looks like a label may be one if no better is found.
    """
    unsure = None
    for match in map(_with_other_language, _matches(lines, place)):
        if _is_meant(match, begins=begins, apart=apart):
            return match, True
        if unsure is None and _may_be_meant(match):
            unsure = match
    return unsure, False


def _is_meant(match: Match, *, begins: bool, apart: bool) -> bool:
    small = _is_small(match)
    if match.explicit:
        return begins or not small
    if not match.rest:
        return begins or (apart and not small)
    if match.label.key in _OPENING or match.label.is_short:
        return False
    if len(match.label.words) >= _SURE:
        return not match.begins_small or match.is_gap or match.taken > 1
    return (begins or ((apart or match.is_wide) and not small)) and not match.begins_small


def _may_be_meant(match: Match) -> bool:
    is_opening = match.label.key in _OPENING or match.label.is_short
    return not (is_opening or _is_small(match) or match.begins_small)


def _is_small(match: Match) -> bool:
    return match.printed.lstrip("*_# ")[:1].islower()


def _matches(lines: Sequence[Line], place: int) -> list[Match]:
    before = _BEFORE.match(lines[place].text)
    start = before.end() if before else 0
    ahead = _ahead(lines, place, start)
    if not ahead or not ahead[0][1]:
        return []
    first = ahead[0][1][0].said
    labels = list(_LABELS.get(first, ()))
    if len(ahead[0][1]) == 1 and len(ahead) > 1 and _is_broken(lines[place].text) and ahead[1][1]:
        labels += _LABELS.get(first + ahead[1][1][0].said, ())
    found = (_follow(label, lines, ahead) for label in labels)
    return [match for match in found if match is not None]


def _ahead(lines: Sequence[Line], place: int, start: int) -> list[tuple[int, list[_Word]]]:
    """Return the words at the beginning of the lines over which a label may break; blank ones are passed over."""
    first = _words(lines[place].text, start)
    is_halved = len(first) == 1 and _is_broken(lines[place].text)
    if not first or (first[0].said not in _LABELS and not is_halved):
        return []
    below = range(place + 1, min(place + _MOST_LINES, len(lines)))
    return [(place, first), *((one, _words(lines[one].text)) for one in below if not lines[one].is_blank)]


def _is_broken(text: str) -> bool:
    return text.rstrip().endswith(("-", "\u2010"))


def _follow(label: Label, lines: Sequence[Line], ahead: list[tuple[int, list[_Word]]]) -> Match | None:
    """Go along a label's words from line to line; what stands beside it on a line that it leaves is left over."""
    line, place, spans = 0, 0, []
    for said in label.words:
        words = ahead[line][1]
        if place < len(words) and words[place].said == said:
            place += 1
            continue
        if line + 1 >= len(ahead):
            return None
        following = ahead[line + 1][1]
        is_halved = (
            place == len(words) - 1
            and _is_broken(lines[ahead[line][0]].text)
            and bool(following)
            and words[place].said + following[0].said == said
        )
        if not is_halved and (place == 0 or not following or following[0].said != said):
            return None
        spans.append((ahead[line][0], words[place if is_halved else place - 1].end))
        line, place = line + 1, 1
    last = ahead[line]
    return _cut(label, lines, [*spans, (last[0], last[1][place - 1].end)])


def _cut(label: Label, lines: Sequence[Line], spans: list[tuple[int, int]]) -> Match | None:
    """Part what is label from what stands beside it; None where a short label would be torn apart."""
    printed, rest, is_gap, is_wide, is_explicit = [], [], False, False, False
    for number, last in spans:
        text = lines[number].text
        plural = _PLURAL.match(text, last)
        end = plural.end() if plural else last
        after = _AFTER.match(text, end) if number == spans[-1][0] else None
        if after:
            is_explicit = "(" in after[0] or bool(after["close"]) or (after["sign"] or ".") != "."
            end = after.end()
        over = text[end:]
        is_gap, is_wide = is_gap or over.startswith(("  ", "\t")), is_wide or over.startswith(_WIDE)
        is_over = bool(over.strip(" \t-"))
        printed.append(text[:end].strip() if is_over else text.strip())
        if is_over:
            rest.append(Line(over.strip(), lines[number].number, printed=len(text.rstrip())))
    is_torn = len(spans) > 1 and bool(rest) and rest[0].number != lines[spans[-1][0]].number
    if is_torn and len(label.words) < _SURE and not is_gap:
        return None
    taken = spans[-1][0] - spans[0][0] + 1
    return Match(label, plain(" ".join(printed)), tuple(rest), taken, is_explicit, is_gap, is_wide)
