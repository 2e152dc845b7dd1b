"""Somebody's participation in an edition: one, however many parts they have in it."""

import secrets
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy.db.base import Base, Revised
from academy.editions.models import Edition
from academy.files.models import Upload
from academy.kit.personal import Retention, personal
from academy.kit.words import N_
from academy.participation.models.nominations import Mandate
from academy.participation.models.quotas import InstitutionType
from academy.people.models import Institution, Person

_TAKES_PART = N_("To know who takes part, in which capacity, and to keep places for them.")


class State(StrEnum):
    """Where somebody's participation stands. "Registered" alone says nothing."""

    INVITED = "invited"
    NOMINATED = "nominated"
    CONTESTED = "contested"
    WAITING = "waiting"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    DECLINED = "declined"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    LAPSED = "lapsed"
    VISA_REFUSED = "visa_refused"
    DID_NOT_COME = "did_not_come"


class Registration(Revised, Base):
    """A person's participation in an edition, whatever way it began: one, however many parts they have in it."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("edition_id", "person_id"),
        CheckConstraint("state <> 'offered' OR offered_until IS NOT NULL", name="offers_end"),
        CheckConstraint("(state = 'waiting') = (waiting_since IS NOT NULL)", name="waiting_has_begun"),
        # Who waits for the same seats is found in one step, however many take part.
        Index(
            "ix_registration_waiting",
            "edition_id",
            "type_id",
            "country",
            "institution_id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_registration_offered",
            "offered_until",
            sqlite_where=text("state = 'offered'"),
            postgresql_where=text("state = 'offered'"),
        ),
        Index("ix_registration_state", "edition_id", "state"),
    )

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), init=False)
    edition: Mapped[Edition] = relationship(lazy="raise_on_sql")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True, init=False)
    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    type_id: Mapped[int] = mapped_column(ForeignKey("institution_type.id"), index=True, init=False)
    institution_type: Mapped[InstitutionType] = relationship(lazy="raise_on_sql")
    state: Mapped[State]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    country: Mapped[str | None] = mapped_column(default=None, info=personal(_TAKES_PART, Retention.WITH_RECORD))
    """The country represented; not nationality, residence or passport."""
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True, init=False)
    institution: Mapped[Institution | None] = relationship(lazy="raise_on_sql", default=None)
    institution_name: Mapped[str] = mapped_column(default="", info=personal(_TAKES_PART, Retention.WITH_RECORD))
    """The institution as it was typed, where none of ours is meant, or nobody has said yet which."""
    post: Mapped[str] = mapped_column(default="", info=personal(_TAKES_PART, Retention.WITH_RECORD))
    offered_until: Mapped[datetime | None] = mapped_column(default=None)
    waiting_since: Mapped[datetime | None] = mapped_column(default=None)
    priority: Mapped[int] = mapped_column(default=0)
    """Whoever waits with a higher one comes first; each change says why, in the record."""
    rank: Mapped[int | None] = mapped_column(default=None)
    """The order in which whoever nominates wishes their people, the first one first."""
    reason: Mapped[str] = mapped_column(default="", info=personal(_TAKES_PART, Retention.AFTER_EVENT))
    """Why it stands as it does, as the person reads it: of a refusal, a replacement, a place in the waiting list."""
    nonce: Mapped[str] = mapped_column(default_factory=lambda: secrets.token_hex(12))
    """Goes into the private link's signature: another one, and the links that were sent open nothing any more."""
    once: Mapped[str | None] = mapped_column(unique=True, default=None)
    """The word of the form that began it: the same form sent twice is one registration."""
    submitted_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the person has sent in what is asked; before, it is being filled in."""
    filled: Mapped[tuple[str, ...]] = mapped_column(default=())
    """Which steps of the form they have gone through: on another device they go on behind those."""
    review_since: Mapped[datetime | None] = mapped_column(default=None)
    """Since when organisers are to look at it again: the person has changed something that matters."""
    review_of: Mapped[tuple[str, ...]] = mapped_column(default=())
    """Which fields those are."""
    mandate_id: Mapped[int | None] = mapped_column(
        ForeignKey("mandate.id", ondelete="SET NULL"), index=True, init=False
    )
    mandate: Mapped[Mandate | None] = relationship(lazy="raise_on_sql", default=None)
    """Who has put the person forward, where somebody has."""
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("upload.id", ondelete="SET NULL"), index=True, init=False)
    letter: Mapped[Upload | None] = relationship(lazy="raise_on_sql", default=None)
    """The official letter that nominates."""

    @property
    def institution_as(self) -> str:
        """The institution as typed; empty where one of ours stands for it, which is to be loaded."""
        return "" if self.institution_id else self.institution_name
