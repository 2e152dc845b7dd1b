"""Invitations to single items of a programme, as they lie in people's own calendars."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy.agenda.models import Slot
from academy.db.base import Base
from academy.kit.personal import Retention, personal
from academy.kit.words import N_
from academy.people.models import Person


class Method(StrEnum):
    """What a calendar is asked to do (RFC 5546, 1.4)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class Reply(StrEnum):
    """What somebody answered (PARTSTAT: RFC 5545, 3.2.12)."""

    NEEDS_ACTION = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    TENTATIVE = "TENTATIVE"
    DECLINED = "DECLINED"


class CalendarInvitation(Base):
    """One person's invitation to one slot: what was last sent to whom, and what they answered.

    It has no UID of its own: it carries the slot's, the same as the public calendars. The same UID is the same event
    (RFC 5546, 2.1.5), and that is what it is. Whoever also subscribes to the programme sees it twice at the most, in
    the subscribed calendar and in their own, which programs keep apart; with two UIDs, programs that do join calendars
    could not know that it is one.
    """

    __tablename__ = "calendar_invitation"
    __table_args__ = (
        UniqueConstraint("slot_id", "person_id"),
        CheckConstraint("method <> 'CANCEL' OR cancelled_at IS NOT NULL", name="cancelled_once"),
    )

    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id", ondelete="CASCADE"), init=False)
    slot: Mapped[Slot] = relationship(lazy="raise_on_sql")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True, init=False)
    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    created_at: Mapped[datetime]
    nonce: Mapped[str]
    """Goes into the private link's signature: another one, and the links that were sent open nothing any more."""
    email: Mapped[str] = mapped_column(
        info=personal(N_("To tell somebody’s calendar what has changed in their programme."), Retention.AFTER_EVENT)
    )
    """Where it was last sent; not the person's address any more where that has changed since."""
    language: Mapped[str]
    organiser: Mapped[str]
    """The address that it was last sent from: only the same organiser can cancel it (RFC 5546, 3.2.5)."""
    sent_at: Mapped[datetime]
    sequence: Mapped[int]
    """As last sent; only ever rises (RFC 5546, 2.1.4)."""
    method: Mapped[Method] = mapped_column(default=Method.REQUEST)
    said: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    """What the calendar was last told that matters to its owner: `invitations.Said`, as JSON."""
    cancelled_at: Mapped[datetime | None] = mapped_column(default=None)
    reply: Mapped[Reply] = mapped_column(
        default=Reply.NEEDS_ACTION, info=personal(N_("To know who comes."), Retention.AFTER_EVENT)
    )
    replied_at: Mapped[datetime | None] = mapped_column(default=None)
    remark: Mapped[str] = mapped_column(
        default="", info=personal(N_("What somebody said when they answered an invitation."), Retention.AFTER_EVENT)
    )

    @property
    def stands(self) -> bool:
        """True while the item is in the person's calendar, as far as we know."""
        return self.method == Method.REQUEST
