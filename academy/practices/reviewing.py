"""Whom reviewers are asked to judge: those suit who read the card, know its themes, and are not too close to it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from academy.editions.models import Edition
from academy.kit.refusals import Refusal, Unknown
from academy.kit.texts import clean_text
from academy.kit.words import N_
from academy.outbox.actions import Recipient, put
from academy.people.queries import list_institutions
from academy.practices import letters
from academy.practices.catalogue import READABLE
from academy.practices.conflicts import Families, conflict_of
from academy.practices.models import Call, CardState, CardText, Practice, Review, Reviewer, ReviewState
from academy.practices.reviewers import check_able, list_reviewers, whole_reviewer
from academy.trail.actions import record

REASON = 4_000
"""Characters of a reason."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How a reviewer suits a card."""

    reviewer: Reviewer
    reads: bool
    """They read the language of the card, or one into which it was translated."""
    knows: bool
    """They know one of its themes, or any."""
    open: int
    """Reviews that they are asked for and have not done yet, in this call."""
    conflict: Refusal | None = None
    review: Review | None = None
    """Where they were asked already."""

    @property
    def is_fit(self) -> bool:
        """True where nothing speaks against asking them."""
        return self.reads and self.knows and self.conflict is None and self.review is None


def fits(db: Session, call: Call, cards: Sequence[Practice]) -> dict[int, list[Fit]]:
    """Return by card how each reviewer of the call suits it, the best first; six queries, however many cards."""
    reviewers = list_reviewers(db, call)
    families = Families.of(list_institutions(db))
    numbers = [card.id for card in cards]
    own = select(Review).where(Review.practice_id.in_(numbers))
    asked = {(one.practice_id, one.reviewer_id): one for one in db.scalars(own)}
    spoken = _languages(db, cards)
    busy = count_open(db, [one.id for one in reviewers])
    return {
        card.id: sorted(
            (
                Fit(
                    one,
                    reads=not spoken[card.id].isdisjoint(one.languages),
                    knows=not one.themes or not set(one.themes).isdisjoint(card.themes),
                    open=busy[one.id],
                    conflict=conflict_of(one, card, families),
                    review=asked.get((card.id, one.id)),
                )
                for one in reviewers
            ),
            key=lambda fit: (not fit.is_fit, fit.conflict is not None, not fit.reads, not fit.knows, fit.open),
        )
        for card in cards
    }


def suggestions(db: Session, call: Call, cards: Sequence[Practice]) -> dict[int, list[Reviewer]]:
    """Return by card who could be asked, whoever has the fewest open reviews first. The cards are loaded whole."""
    found = fits(db, call, cards)
    return {number: [fit.reviewer for fit in those if fit.is_fit] for number, those in found.items()}


def count_standing(db: Session, cards: Collection[int]) -> Counter[int]:
    """Return how many reviews each of these cards has, asked for or done; those that were stepped back from not."""
    counted = (
        select(Review.practice_id, func.count())
        .where(Review.practice_id.in_(cards), Review.state != ReviewState.STEPPED_BACK)
        .group_by(Review.practice_id)
    )
    found: Counter[int] = Counter()
    for number, count in db.execute(counted):
        found[number] = count
    return found


def count_open(db: Session, reviewers: Collection[int]) -> Counter[int]:
    """Return how many reviews each of these was asked for and has not done, of cards that are not decided on."""
    counted = (
        select(Review.reviewer_id, func.count())
        .join(Practice, Practice.id == Review.practice_id)
        .where(Review.reviewer_id.in_(reviewers), Review.state == ReviewState.ASKED)
        .where(Practice.state == CardState.SUBMITTED)
        .group_by(Review.reviewer_id)
    )
    found: Counter[int] = Counter()
    for number, count in db.execute(counted):
        found[number] = count
    return found


def chosen(
    cards: Sequence[Practice], able: Mapping[int, Sequence[Reviewer]], busy: Counter[int], count: int
) -> dict[int, list[Reviewer]]:
    """Return by card whom to ask, `count` for each where there are so many, so that all have about the same to do."""
    load, found = Counter(busy), dict[int, list[Reviewer]]()
    # Cards with little choice come first: they would find nobody once the others have chosen.
    for card in sorted(cards, key=lambda one: (len(able[one.id]), one.id)):
        found[card.id] = sorted(able[card.id], key=lambda one: (load[one.id], one.id))[:count]
        load.update(one.id for one in found[card.id])
    return found


def ask(db: Session, card: Practice, reviewer: Reviewer, now: datetime, families: Families | None = None) -> Review:
    """Ask a reviewer to judge a card that was sent in; refuse a conflict of interest, and whoever is asked already.

    Whoever has stepped back may be asked again. The letter is another act: one about all that is asked (`tell`).
    `families` saves looking them up for each of many cards.
    """
    if card.state != CardState.SUBMITTED:
        raise Refusal(N_("Reviewers are asked about cards that were sent in and are not decided on."))
    check_able(db, reviewer, card.call_id, card.edition_id)
    conflict = conflict_of(reviewer, card, families or Families.of(list_institutions(db)))
    if conflict is not None:
        raise conflict
    own = (Review.practice_id == card.id, Review.reviewer_id == reviewer.id)
    review = db.scalar(select(Review).where(*own))
    if review is not None and review.state != ReviewState.STEPPED_BACK:
        raise Refusal(N_("%(name)s was asked already."), name=reviewer.account.name)
    if review is None:
        review = Review(practice=card, reviewer=reviewer, asked_at=now)
        db.add(review)
    review.state, review.asked_at, review.to_chair = ReviewState.ASKED, now, ""
    db.flush()
    _noted_review(db, review, card, reviewer, "review.asked", now)
    return review


def call_off(db: Session, card: Practice, review: Review, now: datetime) -> None:
    """Ask for a review no more that is not done; its reviewer is to be loaded."""
    if review.state != ReviewState.ASKED:
        raise Refusal(N_("This review is done, or is not asked for any more."))
    review.state = ReviewState.STEPPED_BACK
    db.flush()
    _noted_review(db, review, card, review.reviewer, "review.called_off", now)


def step_back(db: Session, review: Review, reason: str, now: datetime) -> None:
    """Leave a card to others; the organisers read why. The card and the reviewer are loaded whole."""
    said = clean_text(reason, most=REASON, field="reason")
    if not said:
        raise Refusal(N_("Say why: the organisers read it, and ask somebody else."), field="reason")
    if review.state != ReviewState.ASKED:
        raise Refusal(N_("This review is done, or is not asked for any more."))
    review.state, review.to_chair = ReviewState.STEPPED_BACK, said
    db.flush()
    _noted_review(db, review, review.practice, review.reviewer, "review.stepped_back", now, reason=said)


def tell(db: Session, edition: Edition, asked: Iterable[tuple[Reviewer, Practice]], now: datetime) -> int:
    """Write to each reviewer once about all that they were asked in one act; return how many letters there are."""
    titles: dict[int, tuple[Reviewer, list[str]]] = {}
    for reviewer, card in asked:
        titles.setdefault(reviewer.id, (reviewer, []))[1].append(card.title)
    written = 0
    for reviewer, own in titles.values():
        account = reviewer.account
        if not account.email:
            continue
        spoken = account.language or "en"
        recipient = Recipient(account.email, account.name, spoken, account.person_id, account.id)
        put(db, recipient, letters.reviews(edition, own, spoken), now)
        written += 1
    return written


def list_reviews(db: Session, card: Practice) -> Sequence[Review]:
    """Return the reviews of a card with who writes them, in the order in which they were asked for."""
    own = select(Review).where(Review.practice_id == card.id).order_by(Review.asked_at, Review.id)
    return _with_reviewers(db, db.scalars(own).all())


def conflicts(db: Session, card: Practice, reviews: Sequence[Review]) -> dict[int, Refusal]:
    """Return by review why its author cannot judge the card, which may have come out after they were asked."""
    families = Families.of(list_institutions(db)) if reviews else Families({}, {})
    found = {one.id: conflict_of(one.reviewer, card, families) for one in reviews}
    return {number: conflict for number, conflict in found.items() if conflict is not None}


def get_review(db: Session, card: Practice, number: int) -> Review:
    """Return a review of a card, held, with who writes it; refuse any other."""
    own = select(Review).where(Review.id == number, Review.practice_id == card.id).with_for_update()
    found = _with_reviewers(db, db.scalars(own).all())
    if not found:
        raise Unknown(N_("There is no such review of this card."))
    return found[0]


def _with_reviewers(db: Session, reviews: Sequence[Review]) -> Sequence[Review]:
    own = select(Reviewer).where(Reviewer.id.in_([one.reviewer_id for one in reviews])).options(*whole_reviewer())
    known = {one.id: one for one in db.scalars(own)}
    for review in reviews:
        set_committed_value(review, "reviewer", known[review.reviewer_id])
    return reviews


def _languages(db: Session, cards: Sequence[Practice]) -> dict[int, set[str]]:
    spoken = {card.id: {card.language} for card in cards}
    for number, code in db.execute(
        select(CardText.practice_id, CardText.language).where(
            CardText.practice_id.in_(spoken), CardText.state.in_(READABLE)
        )
    ):
        spoken[number].add(code)
    return spoken


def _noted_review(
    db: Session, review: Review, card: Practice, reviewer: Reviewer, act: str, now: datetime, **more: object
) -> None:
    after = {"account": reviewer.account_id, "practice": card.title, **more}
    record(db, act, review, now, edition_id=card.edition_id, person_id=reviewer.account.person_id, after=after)
