"""The form that organisers design for those who take part, and what people answer."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy.db.base import Base
from academy.files.models import Upload
from academy.kit.personal import Retention, personal
from academy.kit.translated import EMPTY, Translated
from academy.kit.words import N_
from academy.participation.models.registrations import Registration

EVERYBODY = "*"
"""Stands in `asked_of` and `required_of` for all institution types."""


class QuestionKind(StrEnum):
    """How a question is answered."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    SEVERAL = "several"
    YES_NO = "yes_no"
    DATE = "date"
    FILE = "file"


class Question(Base):
    """A question of an edition's form. One that was taken out keeps its answers until their time is over."""

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("edition_id", "slug"),
        CheckConstraint("retention IN ('after_event', 'after_year', 'with_record')", name="retention_is_offered"),
    )

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True)
    slug: Mapped[str]
    position: Mapped[int]
    kind: Mapped[QuestionKind]
    label: Mapped[Translated]
    purpose: Mapped[Translated]
    """What the answer is for: shown beside the question."""
    help: Mapped[Translated] = mapped_column(default=EMPTY)
    options: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default_factory=list)
    """Of a choice: `{"slug": …, "label": {language: text}}` each, in their order."""
    asked_of: Mapped[tuple[str, ...]] = mapped_column(default=(EVERYBODY,))
    """The short names of the institution types whose people are asked."""
    required_of: Mapped[tuple[str, ...]] = mapped_column(default=())
    """The short names of those whose people must answer."""
    retention: Mapped[Retention] = mapped_column(default=Retention.AFTER_EVENT)
    is_sensitive: Mapped[bool] = mapped_column(default=False)
    """True where few may see the answers, and each look is recorded."""
    matters: Mapped[bool] = mapped_column(default=False)
    """True where organisers look again when an answer changes."""
    removed_at: Mapped[datetime | None] = mapped_column(default=None)


class Answer(Base):
    """What somebody has answered, sealed whatever it is; a file is an upload of its own."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("registration_id", "question_id"),)

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), init=False)
    registration: Mapped[Registration] = relationship(lazy="raise_on_sql")
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True, init=False)
    question: Mapped[Question] = relationship(lazy="raise_on_sql")
    changed_at: Mapped[datetime]
    uid: Mapped[UUID] = mapped_column(unique=True, default_factory=uuid4)
    value: Mapped[str] = mapped_column(
        Text,
        default="",
        info=personal(N_("For what the organisers say beside each question."), Retention.AFTER_EVENT, sensitive=True),
    )
    """JSON (a text, a list of short names, true or false, a day), sealed for `answer.value:<uid>`."""
    upload_id: Mapped[int | None] = mapped_column(ForeignKey("upload.id", ondelete="SET NULL"), index=True, init=False)
    upload: Mapped[Upload | None] = relationship(lazy="raise_on_sql", default=None)
