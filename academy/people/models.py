"""Persons and institutions, shared by all editions of an installation."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy.db.base import Base, Revised
from academy.kit.personal import Retention, personal
from academy.kit.translated import EMPTY, Translated, Wording
from academy.kit.words import N_

_WHO = N_("To say in programmes, lists and calendars who takes part.")
_TRAVEL = N_("To write documents for travel and entry, such as a letter for a visa.")
_COUNTING = N_("To count by country who takes part.")
_LETTERS = N_("To write to people about what they take part in.")
_AGREED = N_("To be able to show what somebody agreed to.")


class InstitutionKind(StrEnum):
    """What an institution is."""

    INTERNATIONAL = "international"
    MINISTRY_OF_LABOUR = "ministry_of_labour"
    MIGRATION_INSTITUTE = "migration_institute"
    FOREIGN_AFFAIRS = "foreign_affairs"
    SSE_PROMOTION = "sse_promotion"
    GOVERNMENT = "government"
    WORKERS = "workers"
    EMPLOYERS = "employers"
    COOPERATIVE = "cooperative"
    UNIVERSITY = "university"
    NETWORK = "network"
    CIVIL_SOCIETY = "civil_society"
    WORKING_GROUP = "working_group"
    OTHER = "other"


institution_parent = Table(
    "institution_parent",
    Base.metadata,
    Column("institution_id", ForeignKey("institution.id", ondelete="CASCADE"), primary_key=True),
    Column("parent_id", ForeignKey("institution.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Institution(Revised, Base):
    """An organisation, ministry, network or working group. A group that two institutions coordinate has two parents."""

    __tablename__ = "institution"

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[Translated]
    acronym: Mapped[Translated] = mapped_column(default=EMPTY)
    kind: Mapped[InstitutionKind] = mapped_column(default=InstitutionKind.OTHER)
    country: Mapped[str | None] = mapped_column(default=None)
    """ISO 3166-1 alpha-2; bodies such as the ILO have none."""
    aliases: Mapped[tuple[str, ...]] = mapped_column(default=())
    """Other ways in which people write it, as typed."""
    parents: Mapped[list["Institution"]] = relationship(
        secondary=institution_parent,
        primaryjoin=lambda: Institution.id == institution_parent.c.institution_id,
        secondaryjoin=lambda: Institution.id == institution_parent.c.parent_id,
        lazy="raise_on_sql",
        default_factory=list,
    )

    def called(self, language: str) -> Wording:
        """Return the short name: the acronym where this language has one, or else the name, or else what there is."""
        candidates = [self.acronym.wording(language), self.name.wording(language)]
        return next((said for said in candidates if said.text and not said.is_fallback), candidates[not self.acronym])


class Person(Revised, Base):
    """Somebody, by up to three names. A surname is optional, and an e-mail address is not identity."""

    __tablename__ = "person"

    slug: Mapped[str] = mapped_column(unique=True, info=personal(_WHO, Retention.WITH_RECORD))
    given: Mapped[str] = mapped_column(info=personal(_WHO, Retention.WITH_RECORD))
    family: Mapped[str] = mapped_column(default="", info=personal(_WHO, Retention.WITH_RECORD))
    family_first: Mapped[bool] = mapped_column(default=False)
    """True where the family name is said first."""
    sort_key: Mapped[str] = mapped_column(default="", info=personal(_WHO, Retention.WITH_RECORD))
    """What the person is filed under; the rule belongs to the person, so it can be edited."""
    honorific: Mapped[Translated] = mapped_column(default=EMPTY, info=personal(_WHO, Retention.WITH_RECORD))
    passport_name: Mapped[str] = mapped_column(
        default="", info=personal(_TRAVEL, Retention.AFTER_EVENT, sensitive=True)
    )
    """Sealed for `person.passport_name:<id>`; read and written through `sensitive` only."""
    listed_name: Mapped[str] = mapped_column(default="", info=personal(_WHO, Retention.WITH_RECORD))
    """The name in official lists, where it differs from the one used."""
    country: Mapped[str | None] = mapped_column(default=None, info=personal(_COUNTING, Retention.WITH_RECORD))
    is_invented: Mapped[bool] = mapped_column(default=False)
    email: Mapped[str] = mapped_column(default="", info=personal(_LETTERS, Retention.AFTER_EVENT))
    """Where letters go; not who it is: several people may share a mailbox, and some have none."""
    language: Mapped[str | None] = mapped_column(default=None, info=personal(_LETTERS, Retention.AFTER_EVENT))
    """The language of their letters, where it is known."""

    @property
    def name(self) -> str:
        """The name as used."""
        parts = (self.family, self.given) if self.family_first else (self.given, self.family)
        return " ".join(part for part in parts if part)


class ConsentUse(StrEnum):
    """What somebody may agree to, each apart from taking part and from the others."""

    PHOTOGRAPHS = "photographs"
    PUBLISHED_NAME = "published_name"
    PUBLISHED_CONTACT = "published_contact"
    ANNOUNCEMENTS = "announcements"


class Consent(Base):
    """Somebody agreed to a use, or withdrew that. Rows are only added: the newest of a use is what holds."""

    __tablename__ = "consent"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    use: Mapped[ConsentUse]
    is_given: Mapped[bool]
    at: Mapped[datetime]
    wording: Mapped[str] = mapped_column(info=personal(_AGREED, Retention.WITH_RECORD))
    """The words that were agreed to, in the language in which they were read."""
    account_id: Mapped[int | None] = mapped_column(default=None)
    """Who said so, where it was not the person."""
