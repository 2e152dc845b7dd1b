"""A practice and its card: whose it is, where it stands, and the facts about it that no language changes."""

import secrets
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy.db.base import Base, Revised
from academy.editions.models import Edition
from academy.files.models import Upload
from academy.kit.personal import Retention, personal
from academy.kit.translated import EMPTY, Translated
from academy.kit.words import N_
from academy.people.models import Institution, Person
from academy.practices.models.calls import Call, CallPart, CardTemplate

_AUTHOR = N_("To say who has written a practice card.")
_WRITES = N_("To let the author of a practice card write it, and to write to them about it.")
_ASKED = N_("To let readers of a practice card ask somebody, where that person has agreed.")
_SHOWN = N_("To show what a practice is like, and to name who has taken the photograph.")


class CardState(StrEnum):
    """Where a card stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHANGES_ASKED = "changes_asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class CountryRole(StrEnum):
    """What a country does in a cooperation."""

    PROVIDING = "providing"
    RECEIVING = "receiving"
    FACILITATING = "facilitating"


class CardFileKind(StrEnum):
    """What a file of a card is."""

    PHOTO = "photo"
    DOCUMENT = "document"


class Shown(StrEnum):
    """Whether people can be recognised in a photograph, and agreed to that."""

    UNSAID = "unsaid"
    NOBODY = "nobody"
    AGREED = "agreed"
    NOT_ASKED = "not_asked"


class Practice(Revised, Base):
    """A good practice. Its title is a name: it is never translated by us. What its card says stands in its texts.

    One that has no call was recorded by organisers, because a talk presents it; it may have no text at all.
    """

    __tablename__ = "practice"
    __table_args__ = (
        CheckConstraint("begun_in IS NULL OR ended_in IS NULL OR begun_in <= ended_in", name="years_in_order"),
        Index("ix_practice_edition_id_state", "edition_id", "state"),
    )

    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    language: Mapped[str]
    """The language in which it was written."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    state: Mapped[CardState] = mapped_column(default=CardState.ACCEPTED)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id", ondelete="SET NULL"), init=False)
    edition: Mapped[Edition | None] = relationship(lazy="raise_on_sql", default=None)
    """The edition that it was written for."""
    call_id: Mapped[int | None] = mapped_column(
        ForeignKey("practice_call.id", ondelete="SET NULL"), index=True, init=False
    )
    call: Mapped[Call | None] = relationship(lazy="raise_on_sql", default=None)
    part_id: Mapped[int | None] = mapped_column(ForeignKey("call_part.id", ondelete="SET NULL"), index=True, init=False)
    part: Mapped[CallPart | None] = relationship(lazy="raise_on_sql", default=None)
    template_id: Mapped[int | None] = mapped_column(
        ForeignKey("card_template.id", ondelete="SET NULL"), index=True, init=False
    )
    template: Mapped[CardTemplate | None] = relationship(lazy="raise_on_sql", default=None)
    """None: the eleven fields of `template`."""
    country: Mapped[str | None] = mapped_column(default=None)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True, init=False)
    institution: Mapped[Institution | None] = relationship(lazy="raise_on_sql", default=None)

    author: Mapped[str] = mapped_column(default="", info=personal(_AUTHOR, Retention.WITH_RECORD))
    """Who has written it, as printed under its title."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True, init=False)
    person: Mapped[Person | None] = relationship(lazy="raise_on_sql", default=None)
    """Who writes it, where that is somebody we know."""
    email: Mapped[str] = mapped_column(default="", index=True, info=personal(_WRITES, Retention.AFTER_EVENT))
    """Where letters about it go."""
    letters_in: Mapped[str] = mapped_column(default="en")
    """The language of those letters."""
    nonce: Mapped[str] = mapped_column(default_factory=lambda: secrets.token_hex(12))
    """Goes into the private link's signature: another one, and the links that were sent open nothing any more."""
    once: Mapped[str | None] = mapped_column(unique=True, default=None)
    """The word of the form that began it: the same form sent twice is one card."""

    goals: Mapped[tuple[str, ...]] = mapped_column(default=())
    """Sustainable Development Goals and targets, as printed: "8", "8.a", "17.9"."""
    themes: Mapped[tuple[str, ...]] = mapped_column(default=())
    """By the short names of `themes`."""
    begun_in: Mapped[int | None] = mapped_column(default=None)
    ended_in: Mapped[int | None] = mapped_column(default=None)
    """Years; no end: it goes on, or nobody has said."""
    beneficiaries: Mapped[Translated] = mapped_column(default=EMPTY)

    submitted_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(default="", info=personal(_WRITES, Retention.AFTER_EVENT))
    """What its author is told with the latest decision, or request for changes."""
    published_at: Mapped[datetime | None] = mapped_column(default=None)
    """When readers could first read its text; None: they cannot."""
    is_invented: Mapped[bool] = mapped_column(default=False)
    source: Mapped[Translated] = mapped_column(default=EMPTY)
    """Where its facts come from, for readers."""

    countries: Mapped[list["CardCountry"]] = relationship(
        order_by="CardCountry.position", cascade="all, delete-orphan", lazy="raise_on_sql", default_factory=list
    )
    institutions: Mapped[list["CardInstitution"]] = relationship(
        order_by="CardInstitution.position", cascade="all, delete-orphan", lazy="raise_on_sql", default_factory=list
    )
    contacts: Mapped[list["CardContact"]] = relationship(
        order_by="CardContact.position", cascade="all, delete-orphan", lazy="raise_on_sql", default_factory=list
    )
    files: Mapped[list["CardFile"]] = relationship(
        order_by="CardFile.position", cascade="all, delete-orphan", lazy="raise_on_sql", default_factory=list
    )


class CardCountry(Base):
    """A country of a practice, and what it does in it."""

    __tablename__ = "card_country"

    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"), index=True, init=False)
    position: Mapped[int]
    code: Mapped[str] = mapped_column(index=True)
    role: Mapped[CountryRole | None] = mapped_column(default=None)


class CardInstitution(Base):
    """An institution that takes part in a practice: one of ours, or as it was typed."""

    __tablename__ = "card_institution"

    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"), index=True, init=False)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(default="")
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True, init=False)
    institution: Mapped[Institution | None] = relationship(lazy="raise_on_sql", default=None)


class CardContact(Base):
    """Somebody whom readers may ask; shown to them only where that person has agreed."""

    __tablename__ = "card_contact"

    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"), index=True, init=False)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(default="", info=personal(_ASKED, Retention.WITH_RECORD))
    post: Mapped[str] = mapped_column(default="", info=personal(_ASKED, Retention.WITH_RECORD))
    """Post and institution, in a line."""
    email: Mapped[str] = mapped_column(default="", info=personal(_ASKED, Retention.WITH_RECORD))
    telephone: Mapped[str] = mapped_column(default="", info=personal(_ASKED, Retention.WITH_RECORD))
    note: Mapped[str] = mapped_column(default="", info=personal(_ASKED, Retention.WITH_RECORD))
    """What else was written, such as an address; all of it where the card was read from a document."""
    is_public: Mapped[bool] = mapped_column(default=False)
    """True where this person has agreed that readers see this."""


class CardFile(Base):
    """A photograph or a document of a card."""

    __tablename__ = "card_file"

    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"), index=True, init=False)
    position: Mapped[int]
    kind: Mapped[CardFileKind]
    upload_id: Mapped[int] = mapped_column(ForeignKey("upload.id", ondelete="CASCADE"), index=True, init=False)
    upload: Mapped[Upload] = relationship(lazy="raise_on_sql", foreign_keys=upload_id)
    small_id: Mapped[int | None] = mapped_column(ForeignKey("upload.id", ondelete="SET NULL"), index=True, init=False)
    small: Mapped[Upload | None] = relationship(lazy="raise_on_sql", foreign_keys=small_id, default=None)
    """A photograph for lists and telephones."""
    width: Mapped[int | None] = mapped_column(default=None)
    height: Mapped[int | None] = mapped_column(default=None)
    """Pixels of a photograph."""
    alt: Mapped[Translated] = mapped_column(default=EMPTY)
    """What a photograph shows, for whoever does not see it."""
    caption: Mapped[Translated] = mapped_column(default=EMPTY)
    """Of a document, its title."""
    credit: Mapped[str] = mapped_column(default="", info=personal(_SHOWN, Retention.WITH_RECORD))
    shown: Mapped[Shown] = mapped_column(default=Shown.UNSAID)
