"""What is emptied of practice cards and reviews, ninety days after the edition that they were written for."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from academy.agenda.models import Talk
from academy.editions.models import Edition
from academy.kit.personal import Retention
from academy.kit.words import N_
from academy.practices.models import Call, CardState, Practice, Review, Reviewer
from academy.records.purge_rule import Rule, is_over

MAY_BE_READ = Practice.state.in_((CardState.SUBMITTED, CardState.CHANGES_ASKED, CardState.ACCEPTED))
"""Cards that readers find, or may come to find."""


def _is_of_what_is_over(now: datetime) -> ColumnElement[bool]:
    """Cards of editions that are over, or are no longer there."""
    return or_(Practice.edition_id.is_(None), Practice.edition_id.in_(select(Edition.id).where(is_over(now))))


def _was_left(now: datetime) -> ColumnElement[bool]:
    """Cards that were never sent in, not accepted or taken back; one that a talk presents stays for the programme."""
    presented = select(Talk.practice_id).where(Talk.practice_id.is_not(None))
    own = (~MAY_BE_READ, Practice.published_at.is_(None), Practice.edition_id.is_not(None))
    return and_(*own, Practice.id.not_in(presented), _is_of_what_is_over(now))


def _is_reviewed(now: datetime) -> ColumnElement[bool]:
    return Review.practice_id.in_(select(Practice.id).where(_is_of_what_is_over(now), ~_was_left(now)))


def _judged(now: datetime) -> ColumnElement[bool]:
    over = select(Edition.id).where(is_over(now))
    return Reviewer.call_id.in_(select(Call.id).where(Call.edition_id.in_(over)))


CARD_RULES: tuple[Rule, ...] = (
    Rule(
        "cards_left",
        N_("Practice cards that were never sent in, not accepted or taken back, with their files"),
        Retention.AFTER_EVENT,
        Practice,
        _was_left,
        told_as=("title", "beneficiaries", "card_institutions"),
    ),
    Rule(
        "card_authors",
        N_("Authors of practice cards: addresses, and what they were told with a decision"),
        Retention.AFTER_EVENT,
        Practice,
        lambda now: and_(or_(Practice.email != "", Practice.reason != ""), _is_of_what_is_over(now), ~_was_left(now)),
        {"email": "", "reason": ""},
    ),
    Rule(
        "card_reviews",
        N_("What reviewers say of practice cards"),
        Retention.AFTER_EVENT,
        Review,
        lambda now: and_(or_(Review.to_author != "", Review.to_chair != ""), _is_reviewed(now)),
        {"to_author": "", "to_chair": ""},
    ),
    Rule(
        "reviewer_countries",
        N_("Countries whose cards were not a reviewer’s to judge"),
        Retention.AFTER_EVENT,
        Reviewer,
        lambda now: and_(Reviewer.country.is_not(None), _judged(now)),
        {"country": None},
    ),
)
