"""Cards, reviewers and their browsers, for the pages of reviews and decisions."""

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.accounts.models import Account, EditionRole
from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.outbox.models import Letter
from academy.practices.judging import get_mine
from academy.practices.models import Call, CallPart, CardState, Practice, Review
from academy.practices.queries import get_call, get_card
from academy.practices.reviewers import ReviewerDraft, add_reviewer, get_reviewer
from academy.practices.reviewing import ask
from tests import factories
from tests.conftest import Organiser
from tests.factories import MADE
from tests.factories.browsers import browser_of
from tests.practices.carded import a_call, a_sent_card
from tests.practices.reviewed import READS, with_criteria

HERE = "/desk/editions/workshop-2026"
CARDS, REVIEWS = f"{HERE}/cards/", f"{HERE}/reviews/"


@dataclass(frozen=True)
class Table:
    """A call with a card that was sent in, by its numbers, and the browser of its reviewer."""

    card: int
    reviewer: Organiser
    account_id: int
    reviewer_id: int

    @property
    def own(self) -> str:
        """Where the reviewer judges the card."""
        return f"{REVIEWS}{self.card}"

    @property
    def at(self) -> str:
        """Where organisers find it."""
        return f"{CARDS}{self.card}"


def call_of(db: Session) -> Call:
    """The call, loaded whole."""
    return get_call(db, get_edition(db, "workshop-2026"), "good-practices-of-solidarity")


def reviewer_of(app: Flask, database: Database, name: str, draft: ReviewerDraft = READS) -> tuple[Organiser, int, int]:
    """The browser of a new reviewer of the call, their account, and their number among the reviewers."""
    browser, account_id = browser_of(app, database, name, "workshop-2026", EditionRole.REVIEWER)
    with database.writing() as db:
        reviewer = add_reviewer(db, call_of(db), db.get_one(Account, account_id), draft, MADE)
        return browser, account_id, reviewer.id


@pytest.fixture
def table(empty_app: Flask, database: Database) -> Table:
    """A card that Lotfi is asked to judge."""
    with database.writing() as db:
        call = with_criteria(db, a_call(db, factories.edition(db, languages=("en", "fr"))))
        number = a_sent_card(db, call).id
    browser, account_id, reviewer_id = reviewer_of(empty_app, database, "Lotfi")
    asked(database, number, reviewer_id)
    return Table(number, browser, account_id, reviewer_id)


def asked(database: Database, number: int, reviewer_id: int) -> None:
    """Ask a reviewer about a card."""
    with database.writing() as db:
        call = call_of(db)
        ask(db, card_of(db, number), get_reviewer(db, call, reviewer_id), MADE)


def card_of(db: Session, number: int) -> Practice:
    """A card, loaded whole."""
    return get_card(db, get_edition(db, "workshop-2026"), number)


def another_card(database: Database, author: str = "Awa Traoré", *, email: str | None = None) -> int:
    """One more card that was sent in."""
    with database.writing() as db:
        card = a_sent_card(db, call_of(db), author=author)
        if email is not None:
            card.email = email
        return card.id


def review_in(database: Database, table: Table) -> Review:
    """What stands in the database of Lotfi's review."""
    with database.reading() as db:
        return get_mine(db, get_edition(db, "workshop-2026"), table.account_id, table.card)


def stored(database: Database, number: int) -> tuple[CardState, str, str]:
    """State, part and reason of a card."""
    with database.reading() as db:
        part = select(CallPart.slug).join(Practice, Practice.part_id == CallPart.id).where(Practice.id == number)
        card = db.get_one(Practice, number)
        return card.state, db.scalar(part) or "", card.reason


def subjects(database: Database) -> list[tuple[str, str]]:
    """To whom letters are to leave, and what about, without those about writing and sending in."""
    with database.reading() as db:
        found = db.scalars(select(Letter).order_by(Letter.id))
        said = [(one.email, str(one.facts.get("subject_line", one.kind)).split(":")[0]) for one in found]
        return [one for one in said if one[1] not in {"Your practice card", "Your practice card has arrived"}]
