"""What of practice cards needs somebody's hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from academy.editions.models import Edition
from academy.practices.editing import EDITABLE
from academy.practices.models import CardState, CardVersion, Practice, Proposal, Review, Reviewer, ReviewState


@dataclass(frozen=True, slots=True)
class Hand:
    """An edition in which organisers are to do something with cards, or wait for others."""

    edition: Edition
    unread: int
    """Cards that were sent in, and that nobody was asked to judge."""
    undecided: int
    """Cards of which all reviews that were asked for are there."""
    in_review: int
    """Cards that wait for a reviewer."""
    edited: int
    """Cards of which an edited text waits for the author."""
    unpublished: int
    """Cards that were accepted, and that nobody can read yet."""

    @property
    def is_needed(self) -> bool:
        """True where organisers are to do something themselves."""
        return any((self.unread, self.undecided, self.unpublished))

    @property
    def is_moving(self) -> bool:
        """True where anybody is to do something."""
        return self.is_needed or any((self.in_review, self.edited))


def hands(db: Session, editions: Sequence[Edition]) -> list[Hand]:
    """Return how cards stand in each of these editions that has any; one query, however many they are."""
    by_id = {edition.id: edition for edition in editions}
    if not by_id:
        return []
    waits = _any(CardVersion.practice_id, CardVersion.proposal == Proposal.OPEN) & Practice.state.in_(EDITABLE)
    asked = _any(Review.practice_id, Review.state != ReviewState.STEPPED_BACK)
    is_open = _any(Review.practice_id, Review.state == ReviewState.ASKED)
    sent_in = (Practice.state == CardState.SUBMITTED) & ~waits
    accepted = (Practice.state == CardState.ACCEPTED) & Practice.published_at.is_(None) & ~waits
    counted = select(
        Practice.edition_id,
        _those(sent_in & ~asked),
        _those(sent_in & asked & ~is_open),
        _those(sent_in & is_open),
        _those(waits),
        _those(accepted & Practice.call_id.is_not(None)),
    )
    rows = db.execute(counted.where(Practice.edition_id.in_(by_id)).group_by(Practice.edition_id))
    found = [Hand(by_id[number], *counts) for number, *counts in rows if number is not None]
    order = list(by_id)
    return sorted(found, key=lambda hand: order.index(hand.edition.id))


def count_own(db: Session, account_id: int, editions: Sequence[Edition]) -> dict[int, int]:
    """Return by edition how many reviews an account is to write; one query."""
    counted = (
        select(Practice.edition_id, func.count())
        .join(Review, Review.practice_id == Practice.id)
        .join(Reviewer, Reviewer.id == Review.reviewer_id)
        .where(Reviewer.account_id == account_id, Reviewer.ended_at.is_(None), Review.state == ReviewState.ASKED)
        .where(Practice.state == CardState.SUBMITTED, Practice.edition_id.in_([one.id for one in editions]))
        .group_by(Practice.edition_id)
    )
    return {number: count for number, count in db.execute(counted) if number is not None}


def _any(column: InstrumentedAttribute[int], condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(column).where(column == Practice.id, condition).exists()


def _those(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
