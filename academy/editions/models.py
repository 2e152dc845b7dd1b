"""Series and editions: what repeats, and one of them."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy.db.base import Base, Revised
from academy.kit.translated import EMPTY, Translated
from academy.kit.zones import Zone
from academy.people.models import Institution


class EditionKind(StrEnum):
    """What an edition is."""

    ACADEMY = "academy"
    SEMINAR = "seminar"
    WORKSHOP = "workshop"
    WEBINAR = "webinar"


class State(StrEnum):
    """Whether readers see an edition. One that was withdrawn is gone from pages, and cancelled in calendars."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


class Mode(StrEnum):
    """Where people are."""

    ON_SITE = "on_site"
    ONLINE = "online"
    HYBRID = "hybrid"


class Contribution(StrEnum):
    """The part that an institution takes in an edition."""

    ORGANISER = "organiser"
    CO_ORGANISER = "co_organiser"
    PARTNER = "partner"
    SECRETARIAT = "secretariat"
    DONOR = "donor"


class SectionKind(StrEnum):
    """What a section of a concept note says."""

    CONTEXT = "context"
    JUSTIFICATION = "justification"
    GENERAL_OBJECTIVE = "general_objective"
    SPECIFIC_OBJECTIVES = "specific_objectives"
    ACTIVITIES = "activities"
    PARTICIPANTS = "participants"
    CONCLUSIONS = "conclusions"
    OTHER = "other"


class Installation(Base):
    """The one row of the installation itself.

    `version` rises with every change of what all editions share: people, institutions, series, the list of editions.
    """

    __tablename__ = "installation"

    version: Mapped[int] = mapped_column(default=1)


class Series(Revised, Base):
    """What repeats: the ILO Academy on SSE, the RIFESS seminar, the RCM workshops."""

    __tablename__ = "series"

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[Translated]
    acronym: Mapped[Translated] = mapped_column(default=EMPTY)
    about: Mapped[Translated] = mapped_column(default=EMPTY)


class Edition(Revised, Base):
    """One academy, seminar or workshop. The year is no key: two academies fell in 2019. Dates may be unknown."""

    __tablename__ = "edition"
    __table_args__ = (CheckConstraint("starts_on <= ends_on", name="days_in_order"),)

    slug: Mapped[str] = mapped_column(unique=True)
    uid: Mapped[UUID] = mapped_column(unique=True)
    """The UID of the edition's own calendar entry; never changes."""
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), index=True, init=False)
    series: Mapped[Series] = relationship(lazy="raise_on_sql")
    title: Mapped[Translated]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    number: Mapped[int | None] = mapped_column(default=None)
    theme: Mapped[Translated] = mapped_column(default=EMPTY)
    summary: Mapped[Translated] = mapped_column(default=EMPTY)
    kind: Mapped[EditionKind] = mapped_column(default=EditionKind.ACADEMY)
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    mode: Mapped[Mode] = mapped_column(default=Mode.ON_SITE)
    starts_on: Mapped[date | None] = mapped_column(default=None)
    ends_on: Mapped[date | None] = mapped_column(default=None)
    year: Mapped[int | None] = mapped_column(default=None)
    """The year, where no day is known."""
    dates_assumed: Mapped[bool] = mapped_column(default=False)
    dates_note: Mapped[Translated] = mapped_column(default=EMPTY)
    """Why the dates are shown as they are, for readers."""
    zone_name: Mapped[str] = mapped_column(default="+00:00")
    zone_label: Mapped[str] = mapped_column(default="")
    """The zone as printed in the programme, such as "GMT-6"."""
    venue: Mapped[Translated] = mapped_column(default=EMPTY)
    city: Mapped[Translated] = mapped_column(default=EMPTY)
    country: Mapped[str | None] = mapped_column(default=None)
    online_url: Mapped[str] = mapped_column(default="")
    languages: Mapped[tuple[str, ...]] = mapped_column(default=("en",))
    """Languages of the edition's documents, the first one first."""
    floor_languages: Mapped[tuple[str, ...]] = mapped_column(default=())
    interpretation_languages: Mapped[tuple[str, ...]] = mapped_column(default=())
    is_invented: Mapped[bool] = mapped_column(default=False)
    source: Mapped[Translated] = mapped_column(default=EMPTY)
    """Where the facts come from, for readers."""
    version: Mapped[int] = mapped_column(default=1)
    """Rises with every change that a reader could see."""
    published_at: Mapped[datetime | None] = mapped_column(default=None)

    sections: Mapped[list["ConceptSection"]] = relationship(
        order_by="ConceptSection.position", cascade="all, delete-orphan", lazy="raise_on_sql", default_factory=list
    )
    organisers: Mapped[list["Organiser"]] = relationship(
        order_by="Organiser.position", cascade="all, delete-orphan", lazy="raise_on_sql", default_factory=list
    )
    countries: Mapped[list["EditionCountry"]] = relationship(
        order_by="EditionCountry.position", cascade="all, delete-orphan", lazy="raise_on_sql", default_factory=list
    )
    date_claims: Mapped[list["DateClaim"]] = relationship(
        order_by="DateClaim.position", cascade="all, delete-orphan", lazy="raise_on_sql", default_factory=list
    )

    @property
    def zone(self) -> Zone:
        """The zone in which the programme's hours are counted."""
        return Zone(self.zone_name, self.zone_label)

    @property
    def is_public(self) -> bool:
        """True where anybody may read it."""
        return self.state in {State.PUBLISHED, State.CANCELLED}

    @property
    def is_calendared(self) -> bool:
        """True where calendars may ask for it: a withdrawn edition's entries are there, as cancelled."""
        return self.is_public or self.state == State.WITHDRAWN


class ConceptSection(Base):
    """A section of the concept note, in CommonMark."""

    __tablename__ = "concept_section"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True, init=False)
    position: Mapped[int]
    kind: Mapped[SectionKind]
    body: Mapped[Translated]
    heading: Mapped[Translated] = mapped_column(default=EMPTY)
    """Where empty, the kind's own name is the heading."""


class Organiser(Base):
    """An institution's part in an edition."""

    __tablename__ = "organiser"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True, init=False)
    position: Mapped[int]
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True, init=False)
    institution: Mapped[Institution] = relationship(lazy="raise_on_sql")
    part: Mapped[Contribution]


class EditionCountry(Base):
    """A country of an edition's own list, perhaps under a label of its own."""

    __tablename__ = "edition_country"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True, init=False)
    position: Mapped[int]
    code: Mapped[str]
    label: Mapped[Translated] = mapped_column(default=EMPTY)
    """Where empty, CLDR's name."""


class DateClaim(Base):
    """What one source says of an edition's date; sources may disagree."""

    __tablename__ = "date_claim"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True, init=False)
    position: Mapped[int]
    stated: Mapped[str]
    source: Mapped[Translated]
    is_shown: Mapped[bool] = mapped_column(default=False)
