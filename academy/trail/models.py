"""Entries of the record. They are only ever added; a database trigger refuses everything but sealing and erasing."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy.db.base import Base
from academy.kit.personal import Retention, personal
from academy.kit.words import N_

_RECORD = N_("To know who changed what, to put mistakes right, and to find misuse.")


class Door(StrEnum):
    """The way in by which something was done."""

    SITE = "site"
    DESK = "desk"
    API = "api"
    COMMAND_LINE = "cli"
    WORKER = "jobs"


class Entry(Base):
    """Something that somebody did. Numbers stand here, words stand in its values: those can be erased."""

    __tablename__ = "trail_entry"
    __table_args__ = (
        UniqueConstraint("chain", "number"),
        Index("ix_trail_entry_thing_thing_id", "thing", "thing_id"),
        Index("ix_trail_entry_chain_id", "chain", "id"),
        # The worker asks every few seconds what is not sealed yet: it is a handful among all.
        Index(
            "ix_trail_entry_unsealed",
            "chain",
            "id",
            sqlite_where=text("seal IS NULL"),
            postgresql_where=text("seal IS NULL"),
        ),
    )

    at: Mapped[datetime]
    chain: Mapped[str]
    """What is chained together: `edition:5`, or `installation`."""
    door: Mapped[Door]
    account_id: Mapped[int | None] = mapped_column(index=True)
    """Whose account it was done with; None for a stranger, the command line and the worker."""
    impersonator_id: Mapped[int | None]
    """The administrator who worked as that account."""
    act: Mapped[str]
    """What was done, such as `slot.changed`."""
    thing: Mapped[str]
    """To what kind of thing: its table."""
    thing_id: Mapped[int | None]
    values: Mapped[list["Value"]] = relationship(
        order_by="Value.id", lazy="raise_on_sql", default_factory=list, passive_deletes=True
    )
    number: Mapped[int | None] = mapped_column(default=None)
    """Its place in the chain, from 1; None until the worker has sealed it."""
    key: Mapped[str | None] = mapped_column(default=None)
    """The name of the key that it was sealed with."""
    seal: Mapped[str | None] = mapped_column(default=None)
    """HMAC of the seal before it and of this entry with the digests of its values."""


class Value(Base):
    """A field before and after. The digest is salted; value and salt can be erased, the digest stays in the chain."""

    __tablename__ = "trail_value"

    entry_id: Mapped[int] = mapped_column(ForeignKey("trail_entry.id"), index=True, init=False)
    field: Mapped[str]
    digest: Mapped[str]
    salt: Mapped[str | None]
    before: Mapped[Any] = mapped_column(JSON, info=personal(_RECORD, Retention.WITH_RECORD))
    after: Mapped[Any] = mapped_column(JSON, info=personal(_RECORD, Retention.WITH_RECORD))
    person_id: Mapped[int | None] = mapped_column(index=True)
    """The person that it tells something about."""
    erased_at: Mapped[datetime | None] = mapped_column(default=None)


class Chain(Base):
    """How far a chain is sealed: what is missing at its end is noticed too."""

    __tablename__ = "trail_chain"

    name: Mapped[str] = mapped_column(unique=True)
    number: Mapped[int]
    """The last entry's; 0 where nothing is sealed yet."""
    seal: Mapped[str]
    """HMAC of the name, the number and the last entry's seal: without the key nobody says that it ended earlier."""
    key: Mapped[str]
