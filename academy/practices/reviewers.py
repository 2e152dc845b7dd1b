"""Who reviews the cards of a call: in which languages, of which themes, and where they come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from academy.accounts.models import Account, EditionRole, Grant
from academy.editions.models import Edition
from academy.kit.countries import is_country
from academy.kit.languages import is_language
from academy.kit.refusals import Refusal, Unknown
from academy.kit.words import N_
from academy.people.models import Institution
from academy.practices.models import Call, Review, Reviewer, ReviewState
from academy.practices.themes import read_themes
from academy.trail.actions import record
from academy.trail.rules import facts

ROLES = frozenset({EditionRole.REVIEWER, EditionRole.PROGRAMME_CHAIR, EditionRole.ORGANISER, EditionRole.OWNER})
"""Roles in an edition with which one reviews; `access` says the same, and a test compares."""


@dataclass(frozen=True, slots=True)
class ReviewerDraft:
    """What somebody can judge, and where they come from; as the columns of the same names."""

    languages: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    country: str | None = None
    institution: Institution | None = None

    @classmethod
    def of(cls, reviewer: Reviewer) -> "ReviewerDraft":
        """Return what is known now; the institution is to be loaded."""
        return cls(reviewer.languages, reviewer.themes, reviewer.country, reviewer.institution)


def list_able(db: Session, edition: Edition) -> Sequence[Account]:
    """Return the accounts with a role in an edition that lets them review, by name."""
    held = select(Grant.account_id).where(
        Grant.edition_id == edition.id, Grant.role.in_(ROLES), Grant.ended_at.is_(None)
    )
    able = select(Account).where(Account.id.in_(held), Account.closed_at.is_(None))
    return db.scalars(able.options(joinedload(Account.person)).order_by(Account.name, Account.id)).all()


def list_reviewers(db: Session, call: Call) -> Sequence[Reviewer]:
    """Return who reviews for a call and has a role that lets them, with account and institution, by name."""
    able = {account.id for account in list_able(db, call.edition)}
    own = select(Reviewer).where(Reviewer.call_id == call.id, Reviewer.ended_at.is_(None)).options(*whole_reviewer())
    return sorted(
        (one for one in db.scalars(own) if one.account_id in able or one.account.is_administrator),
        key=lambda one: (one.account.name, one.id),
    )


def get_reviewer(db: Session, call: Call, number: int) -> Reviewer:
    """Return a reviewer of a call, whatever their role has become; refuse where there is none."""
    own = (Reviewer.id == number, Reviewer.call_id == call.id)
    found = db.scalar(select(Reviewer).where(*own).options(*whole_reviewer()))
    if found is None:
        raise Unknown(N_("There is no such reviewer in this call."))
    return found


def add_reviewer(db: Session, call: Call, account: Account, draft: ReviewerDraft, now: datetime) -> Reviewer:
    """Let somebody review for a call; whoever did so once does so again. Refuse who has no role that lets them."""
    said = _checked(draft)
    if account.id not in {one.id for one in list_able(db, call.edition)} and not account.is_administrator:
        raise Refusal(_NO_ROLE, name=account.name, field="account")
    known = select(Reviewer).where(Reviewer.call_id == call.id, Reviewer.account_id == account.id)
    reviewer = db.scalar(known.options(*whole_reviewer()))
    if reviewer is not None and reviewer.ended_at is None:
        raise Refusal(N_("%(name)s reviews for this call already."), name=account.name, field="account")
    if reviewer is None:
        reviewer = Reviewer(call=call, account=account, created_at=now)
        db.add(reviewer)
    reviewer.ended_at = None
    _write(reviewer, said)
    db.flush()
    _noted(db, reviewer, call, "reviewer.added", now, after={"account": account.id, **facts(said)})
    return reviewer


def change_reviewer(db: Session, call: Call, reviewer: Reviewer, draft: ReviewerDraft, now: datetime) -> None:
    """Correct what somebody can judge, and where they come from."""
    said, before = _checked(draft), facts(ReviewerDraft.of(reviewer))
    _write(reviewer, said)
    db.flush()
    _noted(db, reviewer, call, "reviewer.changed", now, before=before, after=facts(said))


def end_reviewer(db: Session, call: Call, reviewer: Reviewer, now: datetime) -> int:
    """Ask somebody for no reviews any more; what they were asked for is free for others. Return how many these were.

    What they have said stays.
    """
    own = select(Review).where(Review.reviewer_id == reviewer.id, Review.state == ReviewState.ASKED)
    left = db.scalars(own.with_for_update()).all()
    for review in left:
        review.state = ReviewState.STEPPED_BACK
    reviewer.ended_at = now
    db.flush()
    _noted(db, reviewer, call, "reviewer.ended", now, after={"account": reviewer.account_id, "reviews": len(left)})
    return len(left)


def check_able(db: Session, reviewer: Reviewer, call_id: int | None, edition_id: int | None) -> None:
    """Refuse who does not review for a call, or has lost the role that let them."""
    account = reviewer.account
    if reviewer.call_id != call_id or reviewer.ended_at is not None or account.closed_at is not None:
        raise Refusal(N_("%(name)s does not review for this call any more."), name=account.name)
    own = (Grant.account_id == account.id, Grant.edition_id == edition_id)
    held = select(Grant.id).where(*own, Grant.role.in_(ROLES), Grant.ended_at.is_(None))
    if not account.is_administrator and db.scalar(held.limit(1)) is None:
        raise Refusal(_NO_ROLE, name=account.name)


def whole_reviewer() -> tuple[ORMOption, ...]:
    """Return the options that load who a reviewer is."""
    return (
        joinedload(Reviewer.account).joinedload(Account.person),
        joinedload(Reviewer.institution).selectinload(Institution.parents),
    )


_NO_ROLE = N_("%(name)s has no role in this edition with which one reviews. Invite them to one first.")


def _checked(draft: ReviewerDraft) -> ReviewerDraft:
    languages = tuple(dict.fromkeys(draft.languages))
    if not languages or not all(is_language(code) for code in languages):
        raise Refusal(N_("Choose the languages that they read."), field="languages")
    if draft.country and not is_country(draft.country):
        raise Refusal(N_("There is no country “%(code)s”."), code=draft.country[:10], field="country")
    return ReviewerDraft(languages, read_themes(draft.themes), draft.country or None, draft.institution)


def _write(reviewer: Reviewer, draft: ReviewerDraft) -> None:
    reviewer.languages, reviewer.themes = draft.languages, draft.themes
    reviewer.country, reviewer.institution = draft.country, draft.institution


def _noted(db: Session, reviewer: Reviewer, call: Call, act: str, now: datetime, **said: dict[str, object]) -> None:
    person_id = reviewer.account.person_id
    record(db, act, reviewer, now, edition_id=call.edition_id, person_id=person_id, **said)
