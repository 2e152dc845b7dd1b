"""What differs between two versions of a card's text: by field, block and word; all of both versions is in it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from enum import StrEnum
from itertools import accumulate, groupby, zip_longest

from academy.practices.content import CardContent, Further
from academy.practices.counting import IDEOGRAPHS, RUNNING


class PieceKind(StrEnum):
    """In which version a piece of text stands."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text that stands in both versions, or in one of them. Words keep the blanks after them."""

    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or table row, with the empty lines after it."""

    pieces: tuple[Piece, ...]

    @property
    def before(self) -> str:
        """What stood here."""
        return "".join(piece.text for piece in self.pieces if piece.kind is not PieceKind.ADDED)

    @property
    def after(self) -> str:
        """What stands here now."""
        return "".join(piece.text for piece in self.pieces if piece.kind is not PieceKind.REMOVED)

    @property
    def is_changed(self) -> bool:
        """Whether a reader sees a difference; blanks and empty lines alone are none."""
        return any(piece.kind is not PieceKind.SAME and piece.text.strip() for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Fold:
    """So many unchanged blocks that need not be shown."""

    count: int


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field that differs.

    `key` is "title", a key of the template, "further.0" for the text of a further field, or "further.0.label" for its
    label; a further field keeps its number in the new version, and those that are gone are numbered after these.
    `label` is what the author called a further field, else empty.
    """

    key: str
    label: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class _Pair:
    key: str
    before: str
    after: str
    label: str = ""


STEPS = 300_000
"""Comparisons of words that a field may cost; what is left then differs as a whole. It takes some 50 ms."""

_MOST_PAIRS = 2_500
"""Pairs of removed and added blocks that are looked at for likeness; beyond, they are paired in order."""

_ALIKE = 0.4
"""The share of words in common from which a block is held to be another one, changed."""

_NONE = Further("", "")

_MARKS = "".join(chr(point) for point in range(0x0E00, 0x1800) if unicodedata.category(chr(point)) in {"Mn", "Mc"})
_SIGNS = r"\s!-&(-*:-@\[-`{-~«»“”„‘‹›¡¿…—–。、，．：；？！（）「」『』《》،؛؟"
_INNER = r"(?:['’.,/+-])"
_LETTER = f"[^{_SIGNS}{IDEOGRAPHS}{RUNNING}+,./'’-]"
_WORD = re.compile(f"\\s+|((?:{_LETTER}+(?:{_INNER}{_LETTER}+)*)|(?:[{RUNNING}][{_MARKS}]*)|\\S)(\\s*)")
_OPENS = re.compile(r"\s*(?:[-*+]\s|[>#|]|\d{1,9}[.)]\s)")
_CLOSES = re.compile(r"\s*[#|]")


def compare(before: CardContent, after: CardContent) -> tuple[FieldDifference, ...]:
    """Return the fields that differ, in the order of the new version; fields that are gone follow."""
    return tuple(
        FieldDifference(pair.key, pair.label, compare_texts(pair.before, pair.after))
        for pair in _pairs(before, after)
        if pair.before != pair.after
    )


def changed_keys(before: CardContent, after: CardContent) -> tuple[str, ...]:
    """Return the keys of the fields that differ, as `compare` names them."""
    return tuple(pair.key for pair in _pairs(before, after) if pair.before != pair.after)


def compare_texts(before: str, after: str) -> tuple[Block, ...]:
    """Return two texts as one sequence of blocks."""
    budget = _Budget(STEPS)
    old, new = _blocks(before), _blocks(after)
    found: list[Block] = []
    for same, i, j, k, m in budget.stretches([text.rstrip() for text in old], [text.rstrip() for text in new]):
        pairs = zip(old[i:j], new[k:m], strict=True) if same else _matched(old[i:j], new[k:m])
        found += [Block(_worded(one, other, budget)) for one, other in pairs]
    return tuple(found)


def folded(blocks: Sequence[Block], context: int = 1) -> tuple[Block | Fold, ...]:
    """Return the blocks with those that lie more than `context` away from a change replaced by their number."""
    changed = [number for number, block in enumerate(blocks) if block.is_changed]
    near = {number + far for number in changed for far in range(-context, context + 1)}
    found: list[Block | Fold] = []
    for number, block in enumerate(blocks):
        if number in near:
            found.append(block)
        elif found and isinstance(last := found[-1], Fold):
            found[-1] = Fold(last.count + 1)
        else:
            found.append(Fold(1))
    return tuple(found)


def _pairs(before: CardContent, after: CardContent) -> Iterator[_Pair]:
    yield _Pair("title", before.title, after.title)
    for key in dict.fromkeys([*after.fields, *before.fields]):
        yield _Pair(key, before.fields.get(key, ""), after.fields.get(key, ""))
    yield from _further(before, after)


def _further(before: CardContent, after: CardContent) -> Iterator[_Pair]:
    partners, gone = _partners(before.further, after.further)
    both = [*zip(partners, after.further, strict=True), *((old, _NONE) for old in gone)]
    for number, (old, new) in enumerate(both):
        yield _Pair(f"further.{number}.label", old.label, new.label)
        yield _Pair(f"further.{number}", old.text, new.text, new.label or old.label)


def _partners(before: Sequence[Further], after: Sequence[Further]) -> tuple[list[Further], list[Further]]:
    """Find what each further field was, by its label or else by its text, and those that are gone."""
    left = list(before)
    partners: dict[int, Further] = {}
    for known in (_has_label, _has_text):
        for number, new in enumerate(after):
            old = next((old for old in left if number not in partners and known(old, new)), None)
            if old is not None:
                left.remove(old)
                partners[number] = old
    return [partners.get(number, _NONE) for number in range(len(after))], left


def _has_label(old: Further, new: Further) -> bool:
    return old.label == new.label


def _has_text(old: Further, new: Further) -> bool:
    return _likeness(_words(old.text), _words(new.text)) >= _ALIKE


def _blocks(text: str) -> list[str]:
    """Divide a text; what comes after an empty line, a heading or a table row is another block."""
    found: list[str] = []
    opens = True
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        blank = not line.strip()
        if not found or (not blank and (opens or _OPENS.match(line))):
            found.append(line)
        else:
            found[-1] += line
        opens = blank or _CLOSES.match(line) is not None
    return found


def _matched(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pair blocks that are alike, without crossing; one without a partner is paired with nothing."""
    if len(old) * len(new) > _MOST_PAIRS:
        yield from zip_longest(old, new, fillvalue="")
        return
    best = _best(old, new)
    i = j = 0
    while i < len(old) and j < len(new):
        step = best[i, j][1]
        yield (old[i] if step[0] else "", new[j] if step[1] else "")
        i, j = i + step[0], j + step[1]
    yield from ((text, "") for text in old[i:])
    yield from (("", text) for text in new[j:])


def _best(old: Sequence[str], new: Sequence[str]) -> dict[tuple[int, int], tuple[float, tuple[int, int]]]:
    """Return, for what is left from each pair on, the likeness that can be had and the step towards it."""
    before, after = [_words(text) for text in old], [_words(text) for text in new]
    best = {(len(old), j): (0.0, (0, 0)) for j in range(len(new) + 1)}
    best |= {(i, len(new)): (0.0, (0, 0)) for i in range(len(old))}
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            choices = [(best[i + 1, j][0], (1, 0)), (best[i, j + 1][0], (0, 1))]
            if (alike := _likeness(before[i], after[j])) >= _ALIKE:
                choices.append((best[i + 1, j + 1][0] + alike, (1, 1)))
            best[i, j] = max(choices)
    return best


def _words(text: str) -> frozenset[str]:
    return frozenset(core for core, _ in _WORD.findall(text) if core.isalnum() or len(core) > 1)


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _worded(before: str, after: str, budget: "_Budget") -> tuple[Piece, ...]:
    """Compare two blocks word by word."""
    if before == after:
        return (Piece(PieceKind.SAME, after),)
    old, new = _tokens(before), _tokens(after)
    pieces: list[Piece] = []
    for same, i, j, k, m in budget.stretches([core for core, _ in old], [core for core, _ in new]):
        if same:
            for (core, was), (_, blanks) in zip(old[i:j], new[k:m], strict=True):
                pieces += _kept(core, was, blanks)
        else:
            pieces.append(Piece(PieceKind.REMOVED, "".join(map("".join, old[i:j]))))
            pieces.append(Piece(PieceKind.ADDED, "".join(map("".join, new[k:m]))))
    return tuple(_joined(pieces))


def _tokens(text: str) -> list[tuple[str, str]]:
    """Divide a text into words and signs, each with the blanks after it; blanks at its start come without a word."""
    return [(match[1], match[2]) if match[1] else ("", match[0]) for match in _WORD.finditer(text)]


def _kept(core: str, was: str, blanks: str) -> list[Piece]:
    """Return a word that stays, although other blanks may follow it."""
    if was == blanks:
        return [Piece(PieceKind.SAME, core + blanks)]
    return [Piece(PieceKind.SAME, core), Piece(PieceKind.REMOVED, was), Piece(PieceKind.ADDED, blanks)]


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Join pieces of one kind; between two that stay, what is removed comes before what is added."""
    for _, run in groupby((piece for piece in pieces if piece.text), lambda piece: piece.kind is PieceKind.SAME):
        texts = dict.fromkeys(PieceKind, "")
        for piece in run:
            texts[piece.kind] += piece.text
        yield from (Piece(kind, text) for kind, text in texts.items() if text)


class _Budget:
    """How many comparisons a field may still cost."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def stretches(self, old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, int, int, int, int]]:
        """Yield whether old[i:j] and new[k:m] are the same, and i, j, k, m, so that all of both is covered."""
        head = _shared(old, new)
        tail = _shared(old[head:][::-1], new[head:][::-1])
        middle = _Bounded(old[head : len(old) - tail], new[head : len(new) - tail], self)
        yield True, 0, head, 0, head
        for tag, i, j, k, m in middle.get_opcodes():
            yield tag == "equal", i + head, j + head, k + head, m + head
        yield True, len(old) - tail, len(old), len(new) - tail, len(new)


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many items at the start are the same."""
    return next(
        (n for n, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), min(len(old), len(new))
    )


class _Bounded(SequenceMatcher[str]):
    """A matcher that finds nothing more in common once its budget is spent, whatever it is given."""

    def __init__(self, old: Sequence[str], new: Sequence[str], budget: _Budget) -> None:
        super().__init__(None, old, new, autojunk=False)
        self._budget = budget
        counts = Counter(new)
        self._costs = list(accumulate((counts[item] + 1 for item in old), initial=0))

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        """Return the longest stretch in common, or none where looking would cost more than is left."""
        cost = self._costs[-1 if ahi is None else ahi] - self._costs[alo]
        if cost > self._budget.left:
            return Match(alo, blo, 0)
        self._budget.left -= cost
        return super().find_longest_match(alo, ahi, blo, bhi)
