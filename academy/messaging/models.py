"""What organisers write: once per language, to an audience that is a rule, sent by hand, at an hour, or by a rule."""

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy.accounts.models import Account
from academy.db.base import Base, Revised
from academy.editions.models import Edition
from academy.kit.translated import EMPTY, Translated


class MessageState(StrEnum):
    """Where a message is. A reminder stays scheduled: it goes to each person, or for each item, once."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENT = "sent"
    CANCELLED = "cancelled"


class Occasion(StrEnum):
    """What lets a message leave."""

    BY_HAND = "by_hand"
    AT = "at"
    """A day and an hour; a day later it is too late."""
    BEFORE_EDITION = "before_edition"
    """So many days before the edition's first day, at an hour; later ones until it begins."""
    AFTER_EDITION = "after_edition"
    """So many days after the edition's first day, at an hour; later ones for a week."""
    BEFORE_ITEM = "before_item"
    """So many days before the day of each of one's own items, at an hour; later ones until it begins."""


STANDING = frozenset({Occasion.BEFORE_EDITION, Occasion.AFTER_EDITION, Occasion.BEFORE_ITEM})
"""Occasions that make a message a reminder."""


class Message(Revised, Base):
    """A letter to many. Day and hour are wall times of the edition's zone."""

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name="sent_at_known"),
        CheckConstraint("state <> 'scheduled' OR occasion <> 'by_hand'", name="scheduled_for"),
        CheckConstraint("occasion <> 'at' OR (day IS NOT NULL AND hour IS NOT NULL)", name="at_known"),
        CheckConstraint("occasion IN ('by_hand', 'at') OR (days IS NOT NULL AND hour IS NOT NULL)", name="rule_known"),
        CheckConstraint("days BETWEEN 0 AND 365", name="days_bearable"),
    )

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True, init=False)
    edition: Mapped[Edition] = relationship(lazy="raise_on_sql")
    name: Mapped[str]
    """What the desk calls it; nobody else sees it."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    subject: Mapped[Translated] = mapped_column(default=EMPTY)
    body: Mapped[Translated] = mapped_column(default=EMPTY)
    """CommonMark with placeholders."""
    audience: Mapped[Mapping[str, list[str]]] = mapped_column(JSON, default_factory=dict)
    """What is chosen of each dimension; of one that is missing, all."""
    is_announcement: Mapped[bool] = mapped_column(default=False)
    """True for what nobody needs in order to take part: whoever has withdrawn from announcements does not get it."""
    reply_to_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), default=None)
    reply_to: Mapped[Account | None] = relationship(lazy="raise_on_sql", init=False)
    """Whose address answers go to; nobody's where there is none."""
    occasion: Mapped[Occasion] = mapped_column(default=Occasion.BY_HAND)
    day: Mapped[date | None] = mapped_column(default=None)
    hour: Mapped[time | None] = mapped_column(default=None)
    days: Mapped[int | None] = mapped_column(default=None)
    state: Mapped[MessageState] = mapped_column(default=MessageState.DRAFT, index=True)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def is_standing(self) -> bool:
        """True for a reminder."""
        return self.occasion in STANDING

    @property
    def origin(self) -> str:
        """What its letters say that they were written for."""
        return f"message:{self.id}"
