"""Who reviews cards, and what they say of them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy.accounts.models import Account
from academy.db.base import Base, Revised
from academy.kit.personal import Retention, personal
from academy.kit.words import N_
from academy.people.models import Institution
from academy.practices.models.calls import Call
from academy.practices.models.cards import Practice

_REVIEWS = N_("To have practice cards judged by people who know the matter, and are not judging their own.")


class ReviewState(StrEnum):
    """Where a review stands."""

    ASKED = "asked"
    DONE = "done"
    STEPPED_BACK = "stepped_back"


class Recommendation(StrEnum):
    """What a reviewer recommends."""

    ACCEPT = "accept"
    CHANGE = "change"
    DECLINE = "decline"


class Reviewer(Base):
    """Somebody reviews the cards of a call: in these languages, of these themes (none: of all)."""

    __tablename__ = "reviewer"
    __table_args__ = (UniqueConstraint("call_id", "account_id"),)

    call_id: Mapped[int] = mapped_column(ForeignKey("practice_call.id", ondelete="CASCADE"), init=False)
    call: Mapped[Call] = relationship(lazy="raise_on_sql")
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True, init=False)
    account: Mapped[Account] = relationship(lazy="raise_on_sql")
    created_at: Mapped[datetime]
    languages: Mapped[tuple[str, ...]] = mapped_column(default=())
    themes: Mapped[tuple[str, ...]] = mapped_column(default=())
    country: Mapped[str | None] = mapped_column(default=None, info=personal(_REVIEWS, Retention.AFTER_EVENT))
    """Cards of this country are not theirs to judge; as are those of their institution."""
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True, init=False)
    institution: Mapped[Institution | None] = relationship(lazy="raise_on_sql", default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class Review(Revised, Base):
    """What a reviewer says of a card."""

    __tablename__ = "review"
    __table_args__ = (UniqueConstraint("practice_id", "reviewer_id"),)

    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"), init=False)
    practice: Mapped[Practice] = relationship(lazy="raise_on_sql")
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("reviewer.id", ondelete="CASCADE"), index=True, init=False)
    reviewer: Mapped[Reviewer] = relationship(lazy="raise_on_sql")
    asked_at: Mapped[datetime]
    state: Mapped[ReviewState] = mapped_column(default=ReviewState.ASKED)
    scores: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    """Points by the short name of the criterion."""
    recommendation: Mapped[Recommendation | None] = mapped_column(default=None)
    to_author: Mapped[str] = mapped_column(Text, default="", info=personal(_REVIEWS, Retention.AFTER_EVENT))
    """What the author reads with the decision, without the reviewer's name."""
    to_chair: Mapped[str] = mapped_column(Text, default="", info=personal(_REVIEWS, Retention.AFTER_EVENT))
    """What only organisers read; of one who steps back, why."""
    version: Mapped[int | None] = mapped_column(default=None)
    """The number of the version of the card that was read."""
    done_at: Mapped[datetime | None] = mapped_column(default=None)
