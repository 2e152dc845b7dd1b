"""A reviewer's own work: the cards that are theirs to judge, what they say of them, and saying it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from academy.editions.actions import check_revision
from academy.editions.models import Edition
from academy.kit.refusals import Refusal, Unknown
from academy.kit.texts import clean_text
from academy.kit.words import N_
from academy.people.queries import list_institutions
from academy.practices.conflicts import Families, conflict_of
from academy.practices.models import (
    Call,
    CardState,
    CardVersion,
    Practice,
    Proposal,
    Recommendation,
    Review,
    Reviewer,
    ReviewState,
    VersionOrigin,
)
from academy.practices.queries import find_card
from academy.practices.reviewers import whole_reviewer
from academy.trail.actions import record

MOST = 8_000
"""Characters of a comment."""

_SENT = or_(CardVersion.origin == VersionOrigin.AUTHOR, CardVersion.proposal == Proposal.TAKEN)


@dataclass(frozen=True, slots=True)
class ReviewDraft:
    """What a reviewer says of a card; `scores` are points by the short name of the criterion."""

    scores: Mapping[str, int]
    recommendation: Recommendation | None = None
    to_author: str = ""
    to_chair: str = ""


@dataclass(frozen=True, slots=True)
class Mine:
    """A review that is somebody's own, and the newest version of its card that was sent in."""

    review: Review
    newest: int | None

    @property
    def is_open(self) -> bool:
        """True where it is to be done: the card is not decided on yet."""
        return self.review.state == ReviewState.ASKED and self.review.practice.state == CardState.SUBMITTED

    @property
    def is_outdated(self) -> bool:
        """True where the card was sent in again since it was judged, and is not decided on."""
        is_newer = self.newest is not None and (self.review.version or 0) < self.newest
        is_done = self.review.state == ReviewState.DONE
        return is_done and is_newer and self.review.practice.state == CardState.SUBMITTED


def list_mine(db: Session, edition: Edition, account_id: int) -> list[Mine]:
    """Return what an account reviews, or has reviewed, in an edition: what is to be done first, the oldest first."""
    own = (Reviewer.account_id == account_id, Reviewer.ended_at.is_(None), Practice.edition_id == edition.id)
    newest = (
        select(CardVersion.practice_id, func.max(CardVersion.number).label("number"))
        .where(_SENT)
        .group_by(CardVersion.practice_id)
        .subquery()
    )
    rows = db.execute(
        select(Review, newest.c.number)
        .join(Review.reviewer)
        .join(Review.practice)
        .outerjoin(newest, newest.c.practice_id == Review.practice_id)
        .where(*own, Review.state != ReviewState.STEPPED_BACK)
        .options(joinedload(Review.practice).options(joinedload(Practice.part), joinedload(Practice.call)))
        .order_by(Review.asked_at, Review.id)
    )
    found = [Mine(review, number) for review, number in rows]
    return sorted(found, key=lambda one: (not one.is_open, not one.is_outdated))


def get_mine(db: Session, edition: Edition, account_id: int, number: int, *, locked: bool = False) -> Review:
    """Return an account's review of a card, both loaded whole; refuse any card that is not theirs to judge.

    One that they are too close to is not theirs, even where that came out after they were asked.
    """
    own = (Review.practice_id == number, Reviewer.account_id == account_id, Reviewer.ended_at.is_(None))
    query = select(Review).join(Review.reviewer).where(*own, Review.state != ReviewState.STEPPED_BACK)
    # The card first, as organisers do: two who hold one row each, and wait for the other, would wait for ever.
    card = find_card(db, number, locked=locked)
    review = db.scalar(query.with_for_update(of=Review) if locked else query)
    if review is None or card is None or card.edition_id != edition.id:
        raise Unknown(N_("You were not asked to review such a card, or are not any more."))
    reviewer = db.scalars(select(Reviewer).where(Reviewer.id == review.reviewer_id).options(*whole_reviewer())).one()
    if conflict_of(reviewer, card, Families.of(list_institutions(db))) is not None:
        message = N_("You are too close to this card to judge it: by its author, country or institutions.")
        raise Unknown(message)
    set_committed_value(review, "reviewer", reviewer)
    set_committed_value(review, "practice", card)
    return review


def save_review(db: Session, review: Review, draft: ReviewDraft, now: datetime, seen: int | None = None) -> None:
    """Keep what a reviewer has said so far; refuse where another page was faster, or organisers have decided."""
    _check_open(review)
    check_revision(review.revision, seen)
    said = _checked(review.practice.call, draft)
    if review.state == ReviewState.DONE and said.recommendation is None:
        raise Refusal(_NO_RECOMMENDATION, field="recommendation")
    review.scores, review.recommendation = dict(said.scores), said.recommendation
    review.to_author, review.to_chair = said.to_author, said.to_chair
    if review.state == ReviewState.DONE:
        review.done_at = now
    db.flush()


def finish_review(
    db: Session, review: Review, draft: ReviewDraft, version: int | None, now: datetime, seen: int | None = None
) -> None:
    """Say what one thinks of a card, as it was sent in in `version`; done once, it can be said anew until they decide.

    Criteria without points are not counted; a recommendation there must be.
    """
    save_review(db, review, draft, now, seen)
    if draft.recommendation is None:
        raise Refusal(_NO_RECOMMENDATION, field="recommendation")
    newest = newest_number(db, review.practice)
    if version is not None and newest is not None and version > newest:
        raise Refusal(N_("There is no such version of this card."))
    review.state, review.done_at = ReviewState.DONE, now
    review.version = version or newest
    db.flush()
    after = {
        "account": review.reviewer.account_id,
        "practice": review.practice.title,
        "recommendation": review.recommendation,
        "version": review.version,
        "scores": review.scores,
    }
    person_id = review.reviewer.account.person_id
    record(db, "review.done", review, now, edition_id=review.practice.edition_id, person_id=person_id, after=after)


_NO_RECOMMENDATION = N_("Say what you recommend.")


def newest_number(db: Session, card: Practice) -> int | None:
    """Return the number of the version that reviewers read: the newest that its author has sent in or agreed to."""
    return db.scalar(select(func.max(CardVersion.number)).where(CardVersion.practice_id == card.id, _SENT))


def list_sent(db: Session, card: Practice) -> Sequence[CardVersion]:
    """Return the versions that reviewers may read, the newest first: never what only waits for the author."""
    own = select(CardVersion).where(CardVersion.practice_id == card.id, _SENT)
    return db.scalars(own.order_by(CardVersion.number.desc())).all()


def list_others(db: Session, review: Review) -> Sequence[Review]:
    """Return what other reviewers have said of a card, for one who has said it too; before that, nothing."""
    if review.state != ReviewState.DONE:
        return ()
    others = (Review.practice_id == review.practice_id, Review.id != review.id, Review.state == ReviewState.DONE)
    return db.scalars(select(Review).where(*others).order_by(Review.id)).all()


def _check_open(review: Review) -> None:
    if review.state == ReviewState.STEPPED_BACK:
        raise Refusal(N_("You are not asked to review this card any more. What you typed is still on this page."))
    if review.practice.state != CardState.SUBMITTED:
        message = N_(
            "The organisers have decided on this card, or its author writes it again. What you typed is still on this "
            "page; it is not taken any more."
        )
        raise Refusal(message)


def _checked(call: Call | None, draft: ReviewDraft) -> ReviewDraft:
    criteria = {one.slug for one in call.criteria} if call else set()
    most = call.most if call else 0
    for slug, points in draft.scores.items():
        if slug in criteria and not 1 <= points <= most:
            raise Refusal(N_("Points are whole numbers from 1 to %(most)s."), most=most, field=f"score-{slug}")
    scores = {slug: points for slug, points in draft.scores.items() if slug in criteria}
    to_author = clean_text(draft.to_author, most=MOST, field="to_author")
    to_chair = clean_text(draft.to_chair, most=MOST, field="to_chair")
    return ReviewDraft(scores, draft.recommendation, to_author, to_chair)
