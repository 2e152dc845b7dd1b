"""The practices that readers may read, as a list that they narrow down: by country, theme, goal, edition, language."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, fields

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from academy.editions.models import Edition, State
from academy.kit.countries import country_name
from academy.kit.languages import fallbacks
from academy.kit.texts import folded
from academy.practices.goals import goal_of
from academy.practices.models import CardInstitution, CardState, CardText, Practice, TextState
from academy.practices.queries import whole_card

READABLE = frozenset({TextState.MACHINE, TextState.REVIEWED, TextState.APPROVED})
"""States in which readers see a translation, with its state."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader narrows the list down to; None: to nothing in particular."""

    country: str | None = None
    theme: str | None = None
    goal: str | None = None
    """A goal, with its targets; or a target."""
    edition: str | None = None
    part: str | None = None
    language: str | None = None
    """In which the card can be read."""
    search: str = ""

    @property
    def is_narrow(self) -> bool:
        """True where something is asked for."""
        return self != Wanted()


@dataclass(frozen=True, slots=True)
class Listed:
    """A practice in the list: what it is found by."""

    practice: Practice
    countries: frozenset[str]
    goals: frozenset[str]
    """Goals and targets, and the goals of the targets."""
    languages: tuple[str, ...]
    """In which its card can be read, its own first; none where it has no text."""
    text: str
    """Folded: title, author, institutions."""

    @property
    def edition(self) -> str | None:
        """The short name of the edition that it was written for, where readers know of that."""
        return self.practice.edition.slug if self.practice.edition and self.practice.edition.is_public else None

    @property
    def part(self) -> str | None:
        """The part of the collection in which it stands."""
        return self.practice.part.slug if self.practice.part else None


def readable() -> ColumnElement[bool]:
    """Return what a card fulfils whose text readers may read; nobody reads those of editions that are not public."""
    public = select(Edition.id).where(Edition.state.in_((State.PUBLISHED, State.CANCELLED)))
    return (
        Practice.published_at.is_not(None)
        & (Practice.state == CardState.ACCEPTED)
        & or_(Practice.edition_id.is_(None), Practice.edition_id.in_(public))
    )


def has_readable_text(card: Practice) -> bool:
    """Tell the same of a card that readers find; its edition is to be loaded."""
    return card.published_at is not None and (card.edition is None or card.edition.is_public)


def list_readable(db: Session, presented: Collection[int] = (), edition: Edition | None = None) -> list[Listed]:
    """Return what readers find: published cards, and accepted practices among `presented` (numbers), by title.

    A constant number of queries. With an edition, only what was written for it or is among `presented`.
    """
    accepted = Practice.state == CardState.ACCEPTED
    found = readable() if edition is None else readable() & (Practice.edition_id == edition.id)
    rows = db.scalars(
        select(Practice)
        .where(or_(found, accepted & Practice.id.in_(presented)))
        .options(
            joinedload(Practice.institution),
            joinedload(Practice.edition).joinedload(Edition.series),
            joinedload(Practice.part),
            selectinload(Practice.countries),
            selectinload(Practice.institutions).joinedload(CardInstitution.institution),
        )
    ).all()
    spoken = _languages(db, [one.id for one in rows if has_readable_text(one)])
    listed = [_listed(one, spoken.get(one.id, ())) for one in rows]
    return sorted(listed, key=lambda one: (folded(one.practice.title), one.practice.id))


def find_readable(db: Session, slug: str, presented: Collection[int] = ()) -> Practice | None:
    """Return a practice that readers find, with all that its card names; None where there is none of this name."""
    shown = or_(readable(), (Practice.state == CardState.ACCEPTED) & Practice.id.in_(presented))
    return db.scalar(select(Practice).where(Practice.slug == slug, shown).options(*whole_card()))


def chosen(listed: Iterable[Listed], wanted: Wanted) -> list[Listed]:
    """Return what fulfils all that is wanted."""
    return [one for one in listed if all(test(one, wanted) for test in _TESTS.values())]


def counts(listed: Sequence[Listed], wanted: Wanted, name: str) -> dict[str, int]:
    """Return how many practices there would be with each value of one filter, all others as they are."""
    others = [one for one in listed if all(test(one, wanted) for other, test in _TESTS.items() if other != name)]
    return dict(Counter(value for one in others for value in _VALUES[name](one)))


def readable_texts(texts: Sequence[CardText]) -> list[CardText]:
    """Return the texts of a card that readers may read, in their order: the original, and translations."""
    return [one for one in texts if one.is_original or one.state in READABLE]


def text_for(texts: Sequence[CardText], language: str) -> CardText | None:
    """Return the text that a reader of a language is shown first: theirs, else the original; None where none is."""
    by_language = {one.language: one for one in texts}
    original = next((one.language for one in texts if one.is_original), "")
    return next((by_language[code] for code in fallbacks(language, [original]) if code in by_language), None)


def _listed(practice: Practice, languages: tuple[str, ...]) -> Listed:
    countries = {one.code for one in practice.countries} | ({practice.country} if practice.country else set())
    named = [one.institution.name if one.institution else one.name for one in practice.institutions]
    named += [practice.institution.name] if practice.institution else []
    words = [practice.title, practice.author]
    for name in named:
        words += [name] if isinstance(name, str) else list(name.values())
    words += [country_name(code, one) for code in countries for one in languages]
    goals = frozenset(practice.goals) | {goal_of(one) for one in practice.goals}
    return Listed(practice, frozenset(countries), goals, languages, folded(" ".join(words)))


def _languages(db: Session, numbers: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return in which languages each card can be read: one query for all."""
    texts = (
        select(CardText.practice_id, CardText.language)
        .where(CardText.practice_id.in_(numbers), or_(CardText.is_original, CardText.state.in_(READABLE)))
        .order_by(CardText.is_original.desc(), CardText.language)
    )
    found: dict[int, tuple[str, ...]] = {}
    for number, language in db.execute(texts):
        found[number] = (*found.get(number, ()), language)
    return found


_VALUES: dict[str, Callable[[Listed], Iterable[str]]] = {
    "country": lambda one: one.countries,
    "theme": lambda one: one.practice.themes,
    "goal": lambda one: one.goals,
    "edition": lambda one: filter(None, [one.edition]),
    "part": lambda one: filter(None, [one.part]),
    "language": lambda one: one.languages,
}


def _test(name: str) -> Callable[[Listed, Wanted], bool]:
    def test(one: Listed, wanted: Wanted) -> bool:
        value = getattr(wanted, name)
        return value is None or value in _VALUES[name](one)

    return test


def _says(one: Listed, wanted: Wanted) -> bool:
    return all(word in one.text for word in folded(wanted.search).split())


_TESTS = {field.name: _says if field.name == "search" else _test(field.name) for field in fields(Wanted)}
