"""Calls for practices: what is asked, until when, in which parts, by which template, and how it is judged."""

import secrets
from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy.db.base import Base, Revised
from academy.editions.models import Edition
from academy.kit.translated import EMPTY, Translated


class FieldKind(StrEnum):
    """What a field of a card holds."""

    RICH = "rich"
    """CommonMark with lists and tables."""
    CONTACTS = "contacts"
    """Whom to ask: rows of their own, each shown only with consent."""
    MATERIALS = "materials"
    """A list in CommonMark, and documents."""
    PHOTOS = "photos"
    """Photographs."""


class CardTemplate(Base):
    """The fields of a card, as an edition asks for them. It never changes once a card has it: a new version is made."""

    __tablename__ = "card_template"
    __table_args__ = (UniqueConstraint("edition_id", "number"),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"))
    number: Mapped[int]
    """The version, from 1."""
    created_at: Mapped[datetime]
    fields: Mapped[list["TemplateField"]] = relationship(
        order_by="TemplateField.position", cascade="all, delete-orphan", lazy="raise_on_sql", default_factory=list
    )


class TemplateField(Base):
    """A field of a template. Its lengths are advice: nobody is refused for them."""

    __tablename__ = "template_field"
    __table_args__ = (
        UniqueConstraint("template_id", "key"),
        CheckConstraint("least IS NULL OR least > 0", name="least_positive"),
        CheckConstraint("most IS NULL OR least IS NULL OR least <= most", name="lengths_in_order"),
    )

    template_id: Mapped[int] = mapped_column(ForeignKey("card_template.id", ondelete="CASCADE"), init=False)
    position: Mapped[int]
    key: Mapped[str]
    """Short name, such as `objectives`; texts are kept under it."""
    kind: Mapped[FieldKind]
    label: Mapped[Translated]
    help: Mapped[Translated] = mapped_column(default=EMPTY)
    least: Mapped[int | None] = mapped_column(default=None)
    """Words that are recommended at least."""
    most: Mapped[int | None] = mapped_column(default=None)
    is_required: Mapped[bool] = mapped_column(default=False)
    """True where a card is not sent in without it."""


class Call(Revised, Base):
    """An edition asks for practices."""

    __tablename__ = "practice_call"
    __table_args__ = (UniqueConstraint("edition_id", "slug"),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True, init=False)
    edition: Mapped[Edition] = relationship(lazy="raise_on_sql")
    template_id: Mapped[int] = mapped_column(ForeignKey("card_template.id"), index=True, init=False)
    template: Mapped[CardTemplate] = relationship(lazy="raise_on_sql")
    """The version that cards get which are begun now."""
    slug: Mapped[str]
    title: Mapped[Translated]
    created_at: Mapped[datetime]
    text: Mapped[Translated] = mapped_column(default=EMPTY)
    """CommonMark."""
    opens_on: Mapped[date | None] = mapped_column(default=None)
    opens_at: Mapped[time | None] = mapped_column(default=None)
    closes_on: Mapped[date | None] = mapped_column(default=None)
    closes_at: Mapped[time | None] = mapped_column(default=None)
    """Wall time, after which no card is sent in any more; where only the day is known, its end."""
    zone_name: Mapped[str | None] = mapped_column(default=None)
    """The zone of that window, where it is not the edition's."""
    is_announced: Mapped[bool] = mapped_column(default=False)
    """True where the public page of the edition leads to it; its link works for whoever has it, either way."""
    takes_registered: Mapped[bool] = mapped_column(default=True)
    """True where people who take part find it on their own page."""
    key: Mapped[str] = mapped_column(unique=True, default_factory=lambda: secrets.token_hex(12))
    """Stands in the call's link; another one, and the links that were handed out open nothing any more."""
    most: Mapped[int] = mapped_column(default=5)
    """The highest score of a criterion; the lowest is 1."""
    parts: Mapped[list["CallPart"]] = relationship(
        order_by="CallPart.position", cascade="all, delete-orphan", lazy="raise_on_sql", default_factory=list
    )
    criteria: Mapped[list["Criterion"]] = relationship(
        order_by="Criterion.position", cascade="all, delete-orphan", lazy="raise_on_sql", default_factory=list
    )


class CallPart(Base):
    """A part of the collection, such as "IA: contributions of the South-South fellows"."""

    __tablename__ = "call_part"
    __table_args__ = (UniqueConstraint("call_id", "slug"),)

    call_id: Mapped[int] = mapped_column(ForeignKey("practice_call.id", ondelete="CASCADE"), init=False)
    position: Mapped[int]
    slug: Mapped[str]
    """As printed: `IA`."""
    name: Mapped[Translated]


class Criterion(Base):
    """What reviewers give points for."""

    __tablename__ = "criterion"
    __table_args__ = (UniqueConstraint("call_id", "slug"), CheckConstraint("weight > 0", name="weight_positive"))

    call_id: Mapped[int] = mapped_column(ForeignKey("practice_call.id", ondelete="CASCADE"), init=False)
    position: Mapped[int]
    slug: Mapped[str]
    name: Mapped[Translated]
    help: Mapped[Translated] = mapped_column(default=EMPTY)
    weight: Mapped[int] = mapped_column(default=1)
