"""Persons and institutions, shared by all editions of an installation."""

from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy.db.base import Base, Revised
from academy.kit.translated import EMPTY, Translated, Wording


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

    slug: Mapped[str] = mapped_column(unique=True)
    given: Mapped[str]
    family: Mapped[str] = mapped_column(default="")
    family_first: Mapped[bool] = mapped_column(default=False)
    """True where the family name is said first."""
    sort_key: Mapped[str] = mapped_column(default="")
    """What the person is filed under; the rule belongs to the person, so it can be edited."""
    honorific: Mapped[Translated] = mapped_column(default=EMPTY)
    passport_name: Mapped[str] = mapped_column(default="")
    listed_name: Mapped[str] = mapped_column(default="")
    """The name in official lists, where it differs from the one used."""
    country: Mapped[str | None] = mapped_column(default=None)
    is_invented: Mapped[bool] = mapped_column(default=False)

    @property
    def name(self) -> str:
        """The name as used."""
        parts = (self.family, self.given) if self.family_first else (self.given, self.family)
        return " ".join(part for part in parts if part)
