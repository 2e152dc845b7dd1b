"""Reviewers to try things with."""

from sqlalchemy.orm import Session

from academy.accounts.actions import create_account, give_role
from academy.accounts.models import Account, EditionRole
from academy.editions.models import Edition
from academy.kit.translated import Translated
from academy.practices.calls import CriterionDraft, set_criteria
from academy.practices.judging import ReviewDraft, finish_review
from academy.practices.models import Call, Recommendation, Review, Reviewer
from academy.practices.reviewers import ReviewerDraft, add_reviewer
from tests.factories import MADE

READS = ReviewerDraft(languages=("fr", "en"), country="TN")
"""From a country that is in none of our cards."""

GOOD = ReviewDraft({"relevance": 5, "results": 4}, Recommendation.ACCEPT, "Clair et utile.", "Sans réserve.")


def an_account(db: Session, of: Edition, name: str, role: EditionRole = EditionRole.REVIEWER) -> Account:
    """Somebody with a role in an edition."""
    email = f"{name.split(maxsplit=1)[0].casefold()}@example.org"
    account = create_account(db, email, name, MADE, language="en")
    give_role(db, account, of, role, MADE)
    return account


def a_reviewer(db: Session, call: Call, name: str = "Lotfi Ben Amor", draft: ReviewerDraft = READS) -> Reviewer:
    """A reviewer of a call."""
    return add_reviewer(db, call, an_account(db, call.edition, name), draft, MADE)


def with_criteria(db: Session, call: Call) -> Call:
    """A call that gives points for two things, of which the first counts twice."""
    drafts = [
        CriterionDraft(Translated(en="Relevance"), Translated(en="For whom does it matter?"), 2),
        CriterionDraft(Translated(en="Results")),
    ]
    set_criteria(db, call, drafts, MADE)
    return call


def judged(db: Session, review: Review, draft: ReviewDraft = GOOD) -> Review:
    """A review that is done."""
    finish_review(db, review, draft, None, MADE)
    return review
