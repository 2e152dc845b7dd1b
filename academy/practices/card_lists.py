"""The cards of an edition as organisers list them: with who must act next, and what reviewers think so far."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, load_only

from academy.editions.models import Edition
from academy.kit.texts import folded
from academy.practices.editing import EDITABLE
from academy.practices.models import (
    Call,
    CallPart,
    CardCountry,
    CardState,
    CardVersion,
    Criterion,
    Practice,
    Proposal,
    Recommendation,
    Review,
    ReviewState,
)
from academy.practices.rules import Turn, turn_in
from academy.practices.scoring import Tally, in_order, tally

NO_PART = "-"
"""Asks for the cards that stand in no part."""

SORTS = ("newest", "title", "score", "spread")


@dataclass(frozen=True, slots=True)
class CardLine:
    """A card in the list. `asked` are reviews that nobody has stepped back from, `done` those that are there."""

    number: int
    title: str
    author: str
    language: str
    state: CardState
    turn: Turn
    call: str
    part: str
    themes: tuple[str, ...]
    countries: tuple[str, ...]
    asked: int
    done: int
    tally: Tally
    recommended: Mapping[Recommendation, int]
    has_proposal: bool
    is_published: bool
    has_email: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What organisers ask for; empty: nothing in particular."""

    state: str = ""
    turn: str = ""
    call: str = ""
    part: str = ""
    language: str = ""
    theme: str = ""
    country: str = ""
    without: str = ""
    """"reviewers": cards that were sent in and that nobody was asked to judge."""
    search: str = ""
    sort: str = ""


def list_lines(db: Session, edition: Edition) -> list[CardLine]:
    """Return all cards that were written for an edition; five queries, however many they are."""
    own = select(Practice).where(Practice.edition_id == edition.id).order_by(Practice.id.desc())
    cards = db.scalars(own.options(*_LIGHT)).all()
    countries, proposals = _countries(db, edition), _proposals(db, edition)
    reviews, weights = _reviews(db, edition), _weights(db, edition)
    return [
        _line(
            card,
            countries[card.id],
            reviews[card.id],
            weights[card.call_id],
            waits=card.id in proposals and card.state in EDITABLE,
        )
        for card in cards
    ]


def narrowed(lines: Iterable[CardLine], wanted: Wanted) -> list[CardLine]:
    """Return the lines that are asked for, sorted as asked; the newest first where nothing is said."""
    words = folded(wanted.search).split()
    tests: list[tuple[str, Callable[[CardLine], bool]]] = [
        (wanted.state, lambda one: one.state == wanted.state),
        (wanted.turn, lambda one: one.turn == wanted.turn),
        (wanted.call, lambda one: one.call == wanted.call),
        (wanted.part, lambda one: (one.part or NO_PART) == wanted.part),
        (wanted.language, lambda one: one.language == wanted.language),
        (wanted.theme, lambda one: wanted.theme in one.themes),
        (wanted.country, lambda one: wanted.country in one.countries),
        (wanted.without, lambda one: one.state == CardState.SUBMITTED and not one.asked),
        (wanted.search, lambda one: all(word in folded(f"{one.title} {one.author}") for word in words)),
    ]
    asked = [test for said, test in tests if said]
    found = [one for one in lines if all(test(one) for test in asked)]
    if wanted.sort == "title":
        found.sort(key=lambda one: folded(one.title))
    elif wanted.sort == "score":
        found.sort(key=lambda one: in_order(one.tally))
    elif wanted.sort == "spread":
        found.sort(key=lambda one: -one.tally.spread)
    return found


_LIGHT = (
    load_only(
        Practice.title,
        Practice.author,
        Practice.language,
        Practice.state,
        Practice.country,
        Practice.themes,
        Practice.published_at,
        Practice.email,
        Practice.call_id,
        Practice.part_id,
    ),
    joinedload(Practice.call).load_only(Call.slug),
    joinedload(Practice.part).load_only(CallPart.slug),
)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a list needs to know of a review."""

    is_done: bool
    scores: Mapping[str, object]
    recommendation: Recommendation | None


def _line(
    card: Practice, codes: Sequence[str], reviews: Sequence[_Said], weights: Mapping[str, int], *, waits: bool
) -> CardLine:
    done = [one for one in reviews if one.is_done]
    is_published = card.published_at is not None
    reviews_open = len(reviews) - len(done)
    return CardLine(
        number=card.id,
        title=card.title,
        author=card.author,
        language=card.language,
        state=card.state,
        turn=turn_in(card.state, is_published=is_published, reviews_open=reviews_open, has_proposal=waits),
        call=card.call.slug if card.call else "",
        part=card.part.slug if card.part else "",
        themes=card.themes,
        countries=tuple(dict.fromkeys([*codes, *([card.country] if card.country else [])])),
        asked=len(reviews),
        done=len(done),
        tally=tally([one.scores for one in done], weights),
        recommended=Counter(one.recommendation for one in done if one.recommendation),
        has_proposal=waits,
        is_published=is_published,
        has_email=bool(card.email),
    )


def _countries(db: Session, edition: Edition) -> defaultdict[int, list[str]]:
    own = select(CardCountry.practice_id, CardCountry.code).join(Practice, Practice.id == CardCountry.practice_id)
    found: defaultdict[int, list[str]] = defaultdict(list)
    for number, code in db.execute(own.where(Practice.edition_id == edition.id).order_by(CardCountry.position)):
        found[number].append(code)
    return found


def _proposals(db: Session, edition: Edition) -> set[int]:
    own = select(CardVersion.practice_id).join(Practice, Practice.id == CardVersion.practice_id)
    return set(db.scalars(own.where(Practice.edition_id == edition.id, CardVersion.proposal == Proposal.OPEN)))


def _reviews(db: Session, edition: Edition) -> defaultdict[int, list[_Said]]:
    own = select(Review.practice_id, Review.state, Review.scores, Review.recommendation)
    own = own.join(Practice, Practice.id == Review.practice_id).where(Practice.edition_id == edition.id)
    found: defaultdict[int, list[_Said]] = defaultdict(list)
    for number, state, scores, recommendation in db.execute(own.where(Review.state != ReviewState.STEPPED_BACK)):
        found[number].append(_Said(state == ReviewState.DONE, scores, recommendation))
    return found


def _weights(db: Session, edition: Edition) -> defaultdict[int | None, dict[str, int]]:
    own = select(Criterion.call_id, Criterion.slug, Criterion.weight).join(Call, Call.id == Criterion.call_id)
    found: defaultdict[int | None, dict[str, int]] = defaultdict(dict)
    for call_id, slug, weight in db.execute(own.where(Call.edition_id == edition.id)):
        found[call_id][slug] = weight
    return found
