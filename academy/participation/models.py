"""Quota rules: how many of which institution type."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from academy.db.base import Base
from academy.kit.translated import EMPTY, Translated


class Scope(StrEnum):
    """What a rule's number is counted for."""

    COUNTRY = "country"
    INSTITUTION = "institution"
    REGION = "region"
    EDITION = "edition"


class QuotaRule(Base):
    """So many seats for an institution type. "2 for the region" is not "2 per country"."""

    __tablename__ = "quota_rule"
    __table_args__ = (CheckConstraint("seats > 0", name="seats_positive"),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    institution_type: Mapped[Translated]
    scope: Mapped[Scope]
    seats: Mapped[int | None]
    """None where the rule is open."""
    is_binding: Mapped[bool] = mapped_column(default=False)
    """True: more are refused; false: more bring a warning."""
    level: Mapped[Translated] = mapped_column(default=EMPTY)
    """The level asked for, such as "ideally directors of departments"."""
