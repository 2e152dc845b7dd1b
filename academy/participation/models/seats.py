"""Seats, who holds them, and who would follow."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy.db.base import Base
from academy.kit.personal import Retention, personal
from academy.kit.words import N_
from academy.participation.models.registrations import Registration
from academy.people.models import Person

_FOLLOWS = N_("To know who takes a seat when its person cannot come.")


class Seat(Base):
    """One place under a rule. It outlives whoever holds it: funding, conditions and history stay with it."""

    __tablename__ = "seat"
    __table_args__ = (
        UniqueConstraint("rule_id", "unit", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        # The next free seat is found in one step, among a hundred thousand as among a hundred.
        Index(
            "ix_seat_free",
            "rule_id",
            "lent_to",
            "number",
            sqlite_where=text("is_free = 1"),
            postgresql_where=text("is_free"),
        ),
    )

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("quota_rule.id"))
    unit: Mapped[str]
    """Whose it is by the rule: a country's code, `i` and an institution's number, or empty where it is everybody's."""
    lent_to: Mapped[str]
    """Who may fill it now: the same, or another after the right has lapsed."""
    number: Mapped[int]
    is_free: Mapped[bool] = mapped_column(default=True)
    is_funded: Mapped[bool] = mapped_column(default=False)
    funder: Mapped[str] = mapped_column(default="")
    conditions: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    """Why it was added beyond the recommended number."""


class Holding(Base):
    """Somebody holds a seat, or did. A rival holds it not: two were put forward for it, and a human decides."""

    __tablename__ = "holding"
    __table_args__ = (
        Index(
            "uq_holding_seat_id",
            "seat_id",
            unique=True,
            sqlite_where=text("until IS NULL AND NOT is_rival"),
            postgresql_where=text("until IS NULL AND NOT is_rival"),
        ),
        Index(
            "uq_holding_registration_id",
            "registration_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )

    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id", ondelete="CASCADE"), index=True, init=False)
    seat: Mapped[Seat] = relationship(lazy="raise_on_sql")
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), index=True, init=False
    )
    registration: Mapped[Registration] = relationship(lazy="raise_on_sql")
    since: Mapped[datetime]
    until: Mapped[datetime | None] = mapped_column(default=None)
    is_rival: Mapped[bool] = mapped_column(default=False)


class Alternate(Base):
    """Somebody who was named in advance to have a seat if its person cannot. They count once they are activated."""

    __tablename__ = "alternate"
    __table_args__ = (
        Index(
            "uq_alternate_seat_id_person_id",
            "seat_id",
            "person_id",
            unique=True,
            sqlite_where=text("activated_at IS NULL AND withdrawn_at IS NULL"),
            postgresql_where=text("activated_at IS NULL AND withdrawn_at IS NULL"),
        ),
    )

    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id", ondelete="CASCADE"), index=True, init=False)
    seat: Mapped[Seat] = relationship(lazy="raise_on_sql")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True, init=False)
    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    position: Mapped[int]
    named_at: Mapped[datetime]
    post: Mapped[str] = mapped_column(default="", info=personal(_FOLLOWS, Retention.AFTER_EVENT))
    activated_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
