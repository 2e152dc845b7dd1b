"""What a card says, language by language, and its versions."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Dialect, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from academy.db.base import Base, Revised
from academy.kit.personal import Retention, personal
from academy.kit.words import N_
from academy.practices.content import CardContent, Further
from academy.practices.models.cards import Practice

_TRANSLATES = N_("To say who has translated a practice card.")


class TextState(StrEnum):
    """Where a translation stands. One that is missing has no row."""

    DRAFT = "draft"
    MACHINE = "machine"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    """By the author of the card."""


class VersionOrigin(StrEnum):
    """Who has made a version of a card's text."""

    AUTHOR = "author"
    SECRETARIAT = "secretariat"
    TRANSLATOR = "translator"


class Proposal(StrEnum):
    """What has become of a version that somebody else than the author has made."""

    OPEN = "open"
    TAKEN = "taken"
    REFUSED = "refused"


class Content(TypeDecorator[CardContent]):
    """A `CardContent`, kept as JSON."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: CardContent | None, dialect: Dialect) -> dict[str, Any] | None:  # noqa: ARG002
        """Write the texts; the order of the fields stays."""
        if value is None:
            return None
        further = [[one.label, one.text] for one in value.further]
        # A list of pairs: JSON objects lose their order in PostgreSQL.
        return {"title": value.title, "fields": [list(pair) for pair in value.fields.items()], "further": further}

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> CardContent | None:  # noqa: ARG002
        """Read the texts."""
        if value is None:
            return None
        further = tuple(Further(label, said) for label, said in value["further"])
        return CardContent(value["title"], dict(value["fields"]), further)


class CardText(Revised, Base):
    """What a card says in a language: the original that its author writes, or a translation."""

    __tablename__ = "card_text"
    __table_args__ = (
        UniqueConstraint("practice_id", "language"),
        Index(
            "ix_card_text_original",
            "practice_id",
            unique=True,
            sqlite_where=text("is_original"),
            postgresql_where=text("is_original"),
        ),
    )

    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"), init=False)
    practice: Mapped[Practice] = relationship(lazy="raise_on_sql")
    language: Mapped[str]
    content: Mapped[CardContent] = mapped_column(Content)
    changed_at: Mapped[datetime]
    is_original: Mapped[bool] = mapped_column(default=False)
    state: Mapped[TextState] = mapped_column(default=TextState.DRAFT)
    """Of a translation."""
    translator: Mapped[str] = mapped_column(default="", info=personal(_TRANSLATES, Retention.WITH_RECORD))
    """As it is printed."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), default=None)
    """Who translates it here."""
    source: Mapped[CardContent | None] = mapped_column(Content, default=None)
    """What the original said when it was last translated: what has changed since follows from that."""


class CardVersion(Base):
    """What a card said in its own language when it was sent in, or as somebody else proposes that it should."""

    __tablename__ = "card_version"
    __table_args__ = (UniqueConstraint("practice_id", "number"),)

    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"), init=False)
    practice: Mapped[Practice] = relationship(lazy="raise_on_sql")
    number: Mapped[int]
    """From 1."""
    at: Mapped[datetime]
    origin: Mapped[VersionOrigin]
    content: Mapped[CardContent] = mapped_column(Content)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), default=None)
    note: Mapped[str] = mapped_column(default="")
    """Why it was made, for whoever reads it next."""
    proposal: Mapped[Proposal | None] = mapped_column(default=None)
    """Of the secretariat's: whether the author has taken it."""
