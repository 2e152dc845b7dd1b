"""The cards of an edition by language: what is translated, how far it stands, what is behind its original."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Select, Text, cast, select
from sqlalchemy.orm import Session, aliased, joinedload, load_only

from academy.editions.models import Edition
from academy.kit.languages import INTERFACE, base
from academy.kit.texts import folded
from academy.kit.words import N_
from academy.practices.models import CallPart, CardText, Practice, TextState
from academy.practices.translating import TRANSLATABLE, is_behind


class Standing(StrEnum):
    """How a card stands in a language, as organisers look for it."""

    MISSING = "missing"
    DRAFT = "draft"
    MACHINE = "machine"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    BEHIND = "behind"
    """Whatever its state, the original has changed since."""


STANDINGS: dict[Standing, str] = {
    Standing.MISSING: N_("missing"),
    Standing.DRAFT: N_("draft"),
    Standing.MACHINE: N_("machine"),
    Standing.REVIEWED: N_("reviewed"),
    Standing.APPROVED: N_("approved by the author"),
    Standing.BEHIND: N_("the original has changed since"),
}
"""What they are called; marked for translation."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A card in a language."""

    is_original: bool = False
    state: TextState | None = None
    """None: nobody has begun to translate it."""
    is_behind: bool = False

    @property
    def standing(self) -> Standing | None:
        """How it stands, the original aside."""
        if self.is_original:
            return None
        return Standing(self.state.value) if self.state else Standing.MISSING

    def stands(self, wanted: str) -> bool:
        """Tell whether it is what somebody looks for."""
        return self.is_behind if wanted == Standing.BEHIND else self.standing == wanted


@dataclass(frozen=True, slots=True)
class TranslationLine:
    """A card with how it stands in each language that there is a column for."""

    number: int
    title: str
    author: str
    language: str
    part: str
    is_published: bool
    cells: Mapping[str, Cell]


def list_translations(db: Session, edition: Edition) -> tuple[list[str], list[TranslationLine]]:
    """Return the languages, and the cards of an edition that are translated, by title.

    Three queries, however many cards there are.
    """
    cards = db.scalars(_cards(edition)).all()
    texts = _texts(db, edition)
    languages = _languages(edition, [code for cells in texts.values() for code in cells])
    written = [card for card in cards if any(cell.is_original for cell in texts[card.id].values())]
    lines = [_line(card, texts[card.id], languages) for card in written]
    return languages, sorted(lines, key=lambda one: (folded(one.title), one.number))


def narrowed(lines: Iterable[TranslationLine], language: str, standing: str) -> list[TranslationLine]:
    """Return the cards that stand so in a language, or in any where none is named."""
    return [
        one
        for one in lines
        if not standing
        or any(cell.stands(standing) for code, cell in one.cells.items() if not language or code == language)
    ]


def counts(lines: Iterable[TranslationLine], languages: Sequence[str]) -> dict[str, Counter[str]]:
    """Return how many cards stand how, language by language."""
    found: dict[str, Counter[str]] = {code: Counter() for code in languages}
    for line in lines:
        for code, cell in line.cells.items():
            found[code].update(one.value for one in Standing if cell.stands(one))
    return found


def _cards(edition: Edition) -> Select[Practice]:
    light = load_only(Practice.title, Practice.author, Practice.language, Practice.published_at, Practice.part_id)
    own = select(Practice).where(Practice.edition_id == edition.id, Practice.state.in_(TRANSLATABLE))
    return own.options(light, joinedload(Practice.part).load_only(CallPart.slug))


def _texts(db: Session, edition: Edition) -> defaultdict[int, dict[str, Cell]]:
    """Return what there is of each card, by language. Contents are loaded only where an original may have changed."""
    original = aliased(CardText)
    is_same = cast(CardText.source, Text) == cast(original.content, Text)
    rows = db.execute(
        select(CardText.practice_id, CardText.language, CardText.is_original, CardText.state, CardText.id, is_same)
        .join(Practice, Practice.id == CardText.practice_id)
        .outerjoin(original, (original.practice_id == CardText.practice_id) & original.is_original)
        .where(Practice.edition_id == edition.id, Practice.state.in_(TRANSLATABLE))
    ).all()
    doubtful = [number for _, _, own, _, number, same in rows if not own and not same]
    behind = _behind(db, doubtful)
    found: defaultdict[int, dict[str, Cell]] = defaultdict(dict)
    for card, language, own, state, number, _ in rows:
        found[card][language] = Cell(own, None if own else state, number in behind)
    return found


def _behind(db: Session, numbers: Sequence[int]) -> set[int]:
    """Return which of these translations are behind: what is written otherwise may still say the same."""
    original = aliased(CardText)
    pairs = select(CardText, original).join(original, original.practice_id == CardText.practice_id)
    rows = db.execute(pairs.where(CardText.id.in_(numbers), original.is_original))
    return {text.id for text, first in rows if is_behind(text, first)}


def _languages(edition: Edition, used: Iterable[str]) -> list[str]:
    """Return the columns: the edition's languages, the interface's, and whatever else there is."""
    return list(dict.fromkeys([*edition.languages, *INTERFACE, *sorted(used)]))


def _line(card: Practice, cells: Mapping[str, Cell], languages: Sequence[str]) -> TranslationLine:
    shown = {code: cells.get(code) or Cell(is_original=base(code) == base(card.language)) for code in languages}
    return TranslationLine(
        number=card.id,
        title=card.title,
        author=card.author,
        language=card.language,
        part=card.part.slug if card.part else "",
        is_published=card.published_at is not None,
        cells=shown,
    )
