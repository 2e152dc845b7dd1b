"""Who judges the invented cards, and what they say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from academy.accounts.queries import find_account
from academy.practices.conflicts import Families, conflict_of
from academy.practices.judging import ReviewDraft, finish_review
from academy.practices.models import Call, Practice, Recommendation, Reviewer
from academy.practices.reviewers import ReviewerDraft, add_reviewer
from academy.practices.reviewing import ask, list_reviews
from academy.records.demonstration.cards.calls import Calls
from academy.records.demonstration.cards.words import DOUBTS, REMARKS

_REVIEWERS = {
    "joao@example.org": ReviewerDraft(("pt", "en", "es"), country="PT"),
    "marietou@example.org": ReviewerDraft(("fr", "ar", "en"), country="SN"),
}
"""By their addresses. The card of a kitchen in Portugal is not one that the first may judge."""

_NOBODY = Families.of(())
"""Institutions of the reviewers: they are close to none."""


@dataclass(frozen=True, slots=True)
class Bench:
    """The reviewers of each call, by its number; none where their accounts were never added."""

    reviewers: Mapping[int, list[Reviewer]]

    def ask(self, db: Session, card: Practice, now: datetime) -> None:
        """Ask everybody who reads a card and is not too close to it. The letter is another act, and not sent."""
        for one in self.reviewers.get(card.call_id or 0, []):
            if card.language in one.languages and conflict_of(one, card, _NOBODY) is None:
                ask(db, card, one, now, _NOBODY)

    def judge(self, db: Session, card: Practice, now: datetime, *, is_good: bool) -> None:
        """Let those who were asked say what they think."""
        for place, review in enumerate(list_reviews(db, card)):
            finish_review(db, review, _good(card, place) if is_good else _weak(card), None, now)


def seat(db: Session, calls: Calls, now: datetime) -> Bench:
    """Let the invented reviewers review for both calls."""
    return Bench({call.id: _seated(db, call, now) for call in (calls.fellows, calls.open)})


def _seated(db: Session, call: Call, now: datetime) -> list[Reviewer]:
    known = ((find_account(db, email), draft) for email, draft in _REVIEWERS.items())
    return [add_reviewer(db, call, account, draft, now) for account, draft in known if account is not None]


def _good(card: Practice, place: int) -> ReviewDraft:
    to_author, to_chair = REMARKS[place % len(REMARKS)]
    points = _points(card, (4, 5, 4, 5) if place == 0 else (5, 3, 4, 4))
    return ReviewDraft(points, Recommendation.ACCEPT, to_author[card.language], to_chair[card.language])


def _weak(card: Practice) -> ReviewDraft:
    to_author, to_chair = DOUBTS
    points = _points(card, (4, 2, 2, 3))
    return ReviewDraft(points, Recommendation.CHANGE, to_author[card.language], to_chair[card.language])


def _points(card: Practice, given: tuple[int, ...]) -> dict[str, int]:
    criteria = card.call.criteria if card.call else []
    return {one.slug: points for one, points in zip(criteria, given, strict=True)}
