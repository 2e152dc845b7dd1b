"""Who may put people forward, and spreadsheets with many who are."""

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy.db.base import Base
from academy.editions.models import Edition
from academy.files.models import Upload
from academy.kit.personal import Retention, personal
from academy.kit.words import N_
from academy.participation.models.quotas import InstitutionType
from academy.people.models import Institution

_NOMINATES = N_("To ask countries and institutions for their people, and to know who has put them forward.")


class Mandate(Base):
    """Somebody may put people forward: for a country, an institution, or both; of one institution type, or of all.

    The nominator, the nominee and whoever types are three people: this is the first. No account is needed.
    """

    __tablename__ = "mandate"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True, init=False)
    edition: Mapped[Edition] = relationship(lazy="raise_on_sql")
    name: Mapped[str] = mapped_column(info=personal(_NOMINATES, Retention.AFTER_EVENT))
    email: Mapped[str] = mapped_column(index=True, info=personal(_NOMINATES, Retention.AFTER_EVENT))
    language: Mapped[str]
    created_at: Mapped[datetime]
    country: Mapped[str | None] = mapped_column(default=None)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True, init=False)
    institution: Mapped[Institution | None] = relationship(lazy="raise_on_sql", default=None)
    type_id: Mapped[int | None] = mapped_column(
        ForeignKey("institution_type.id", ondelete="CASCADE"), index=True, init=False
    )
    institution_type: Mapped[InstitutionType | None] = relationship(lazy="raise_on_sql", default=None)
    nonce: Mapped[str] = mapped_column(default_factory=lambda: secrets.token_hex(12))
    """Goes into the private link's signature: another one, and the links that were sent open nothing any more."""
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    """When its holder last did something with it."""
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class ReadingState(StrEnum):
    """Where the reading of a spreadsheet stands."""

    SEEN = "seen"
    """It was understood and shown; nothing was taken over."""
    TAKEN = "taken"
    """Somebody has said yes; row after row is taken over, in the background."""
    DONE = "done"


class SheetReading(Base):
    """A spreadsheet with nominations: how its columns are read, and how far it was taken over."""

    __tablename__ = "sheet_reading"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("upload.id", ondelete="CASCADE"), index=True, init=False)
    upload: Mapped[Upload] = relationship(lazy="raise_on_sql")
    created_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(default=None)
    """Who has read it in."""
    sheet: Mapped[str] = mapped_column(default="")
    columns: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    """By the number of the column, as text, which field it holds."""
    type_id: Mapped[int | None] = mapped_column(ForeignKey("institution_type.id", ondelete="CASCADE"), default=None)
    """The institution type of rows that name none."""
    state: Mapped[ReadingState] = mapped_column(default=ReadingState.SEEN)
    position: Mapped[int] = mapped_column(default=0)
    """How many rows were taken over, or left out with a reason."""
    total: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    """By the number of the row, as text, why it was left out: a source sentence and its facts, never what it said."""
    done_at: Mapped[datetime | None] = mapped_column(default=None)
