"""Places in electives, and in single items of the programme that have a limit."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy.db.base import Base
from academy.participation.models.registrations import Registration

_ONE_THING = "(elective_id IS NULL) <> (slot_id IS NULL)"
_STANDS = "until IS NULL"


class Place(Base):
    """Somebody has a place in an elective or an item, or waits for one, or had it."""

    __tablename__ = "place"
    __table_args__ = (
        CheckConstraint(_ONE_THING, name="one_thing"),
        Index(
            "uq_place_registration_id_elective_id",
            "registration_id",
            "elective_id",
            unique=True,
            sqlite_where=text(_STANDS),
            postgresql_where=text(_STANDS),
        ),
        Index(
            "uq_place_registration_id_slot_id",
            "registration_id",
            "slot_id",
            unique=True,
            sqlite_where=text(_STANDS),
            postgresql_where=text(_STANDS),
        ),
    )

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), index=True, init=False
    )
    registration: Mapped[Registration] = relationship(lazy="raise_on_sql")
    since: Mapped[datetime]
    elective_id: Mapped[int | None] = mapped_column(
        ForeignKey("elective.id", ondelete="CASCADE"), index=True, default=None
    )
    slot_id: Mapped[int | None] = mapped_column(ForeignKey("slot.id", ondelete="CASCADE"), index=True, default=None)
    is_waiting: Mapped[bool] = mapped_column(default=False)
    until: Mapped[datetime | None] = mapped_column(default=None)


class PlaceTotal(Base):
    """How many have a place in an elective or an item, counted in the transaction that adds one.

    `size` follows the capacity that the programme says, but never below what is taken already.
    """

    __tablename__ = "place_total"
    __table_args__ = (
        CheckConstraint(_ONE_THING, name="one_thing"),
        CheckConstraint("counted >= 0", name="counted_positive"),
        CheckConstraint("size IS NULL OR counted <= size", name="never_too_many"),
    )

    elective_id: Mapped[int | None] = mapped_column(
        ForeignKey("elective.id", ondelete="CASCADE"), unique=True, default=None
    )
    slot_id: Mapped[int | None] = mapped_column(ForeignKey("slot.id", ondelete="CASCADE"), unique=True, default=None)
    size: Mapped[int | None] = mapped_column(default=None)
    counted: Mapped[int] = mapped_column(default=0)
