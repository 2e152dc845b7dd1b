"""Letters, from the moment that something is to be told until it has left or somebody must look at it."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from academy.db.base import Base
from academy.kit.personal import Retention, personal
from academy.kit.words import N_

_SAYS = N_("To send what a letter says, and to know later what was said.")
_FATE = N_("To know whom a letter was sent to, and whether it arrived.")


class LetterState(StrEnum):
    """Where a letter is."""

    QUEUED = "queued"
    """It leaves as soon as it is due: for the first time, or again after a failure."""
    LEASED = "leased"
    """A worker has it in hand; if the worker dies, the lease runs out."""
    SENT = "sent"
    """The mail server has taken it."""
    FAILED = "failed"
    """It did not leave, and will not by itself: a human must look."""
    BOUNCED = "bounced"
    """It came back."""
    WITHDRAWN = "withdrawn"
    """It was taken back before it left."""


class Letter(Base):
    """A letter to one person in one language. Facts first; a worker makes the bytes of them, and keeps those."""

    __tablename__ = "letter"
    __table_args__ = (
        Index("ix_letter_due", "state", "is_urgent", "due_at"),
        CheckConstraint("state <> 'leased' OR leased_until IS NOT NULL", name="lease_ends"),
        CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name="sent_once"),
    )

    uid: Mapped[UUID] = mapped_column(unique=True)
    """The Message-ID's own part (RFC 5322, 3.6.4); the same however often it is tried."""
    kind: Mapped[str]
    """The templates that say it: `accounts/sign_in` is `templates/mail/accounts/sign_in.txt` and `.html`."""
    email: Mapped[str] = mapped_column(index=True, info=personal(_FATE, Retention.AFTER_YEAR))
    name: Mapped[str] = mapped_column(info=personal(_FATE, Retention.AFTER_YEAR))
    language: Mapped[str]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """Not before this instant."""
    facts: Mapped[dict[str, Any]] = mapped_column(
        JSON, default_factory=dict, info=personal(_SAYS, Retention.AFTER_YEAR)
    )
    secrets: Mapped[str | None] = mapped_column(Text, default=None, info=personal(_SAYS, Retention.AFTER_YEAR))
    """Facts that open something (a link's token), sealed; gone once the letter has left."""
    edition_id: Mapped[int | None] = mapped_column(index=True, default=None)
    person_id: Mapped[int | None] = mapped_column(index=True, default=None)
    account_id: Mapped[int | None] = mapped_column(index=True, default=None)
    origin: Mapped[str] = mapped_column(default="", index=True)
    """What it was written for, such as `message:12`."""
    once: Mapped[str | None] = mapped_column(unique=True, default=None)
    """What must be told only once, such as `reminder:3:person:9`."""
    is_urgent: Mapped[bool] = mapped_column(default=False)
    """True where somebody waits for it: it overtakes letters to many, and is not counted among them."""
    may_unsubscribe: Mapped[bool] = mapped_column(default=False)
    """True for announcements, which nobody needs in order to take part: they carry List-Unsubscribe (RFC 8058)."""
    calendar: Mapped[str | None] = mapped_column(Text, default=None, info=personal(_SAYS, Retention.AFTER_YEAR))
    """An iTIP object that goes with it (RFC 6047), with its METHOD in `calendar_method`."""
    calendar_method: Mapped[str | None] = mapped_column(default=None)
    reply_to: Mapped[str] = mapped_column(default="", info=personal(_SAYS, Retention.AFTER_YEAR))

    state: Mapped[LetterState] = mapped_column(default=LetterState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(default=None)
    leased_by: Mapped[str | None] = mapped_column(default=None)
    subject: Mapped[str] = mapped_column(default="", info=personal(_SAYS, Retention.AFTER_YEAR))
    """As it was sent."""
    message: Mapped[bytes | None] = mapped_column(LargeBinary, default=None, info=personal(_SAYS, Retention.AFTER_YEAR))
    """The bytes as they leave: made once, so that another try is the same. Gone after sending where it held secrets."""
    digest: Mapped[str] = mapped_column(default="")
    """SHA-256 of those bytes; it stays when they go."""
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    error: Mapped[str] = mapped_column(default="", info=personal(_FATE, Retention.AFTER_YEAR))
    """What the last try, or the bounce, said."""
    bounced_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def is_secret(self) -> bool:
        """True where its text opens something: the desk does not show it."""
        return self.facts.get("is_secret") is True


class Turn(Base):
    """What only one worker does, and not again before an instant: a duty, or the next letter to many."""

    __tablename__ = "turn"

    name: Mapped[str] = mapped_column(unique=True)
    next_at: Mapped[datetime]
