"""What a programme is made of."""

from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column, relationship

from academy.db.base import Base, Revised
from academy.editions.models import Edition
from academy.kit.personal import Retention, personal
from academy.kit.translated import EMPTY, Translated
from academy.kit.words import N_
from academy.people.models import Institution, Person
from academy.practices.models import Practice

_WHO = N_("To say in programmes, lists and calendars who takes part.")


class SlotKind(StrEnum):
    """What happens in a slot. That it is parallel to another one follows from the hours and is no kind."""

    OPENING = "opening"
    CEREMONY = "ceremony"
    LECTURE = "lecture"
    PRESENTATION = "presentation"
    PLENARY = "plenary"
    PANEL = "panel"
    ELECTIVE = "elective"
    WORKSHOP = "workshop"
    STUDY_VISIT = "study_visit"
    FAIR = "fair"
    GROUP_WORK = "group_work"
    BREAK = "break"
    CLOSING = "closing"


class RoleKind(StrEnum):
    """What somebody does in a slot."""

    SPEAKER = "speaker"
    MODERATOR = "moderator"
    FACILITATOR = "facilitator"
    COORDINATOR = "coordinator"
    CHAIR = "chair"
    RAPPORTEUR = "rapporteur"
    INTERPRETER = "interpreter"


class Presence(StrEnum):
    """How somebody takes part."""

    ON_SITE = "on_site"
    REMOTE = "remote"
    VIDEO = "video"


class Listed(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """What an entry of one of an edition's short lists has."""

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True)
    slug: Mapped[str]
    position: Mapped[int]
    name: Mapped[Translated]
    capacity: Mapped[int | None] = mapped_column(default=None)


class Room(Listed, Base):
    """A place in which slots happen; online it may be a channel."""

    __tablename__ = "room"
    __table_args__ = (UniqueConstraint("edition_id", "slug"),)


class Part(Listed, Base):
    """A part of the programme, such as the first of "two moments"; it has no capacity."""

    __tablename__ = "part"
    __table_args__ = (UniqueConstraint("edition_id", "slug"), CheckConstraint("capacity IS NULL", name="no_capacity"))


class Elective(Listed, Base):
    """One choice that may meet on several days; its capacity counts over all its meetings."""

    __tablename__ = "elective"
    __table_args__ = (UniqueConstraint("edition_id", "slug"),)


class Slot(Revised, Base):
    """A line of the programme. Day, hours, end and room may each still be unknown; the order survives without them.

    Hours are wall times of the edition's zone. A removed slot stays as a row: its calendar entry must be cancelled,
    and its removal can be undone.
    """

    __tablename__ = "slot"
    __table_args__ = (
        UniqueConstraint("edition_id", "code"),
        CheckConstraint('"end" IS NULL OR start IS NOT NULL', name="end_needs_start"),
        CheckConstraint("days_over BETWEEN 0 AND 1", name="days_over"),
        CheckConstraint('days_over = 1 OR start < "end"', name="hours_in_order"),
        CheckConstraint("capacity > 0", name="capacity_positive"),
    )

    uid: Mapped[UUID] = mapped_column(unique=True)
    """The calendar entry's UID (RFC 7986, 5.3); never changes."""
    code: Mapped[str]
    """Short name in addresses; never changes."""
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True, init=False)
    edition: Mapped[Edition] = relationship(lazy="raise_on_sql")
    position: Mapped[int]
    kind: Mapped[SlotKind]
    title: Mapped[Translated]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    about: Mapped[Translated] = mapped_column(default=EMPTY)
    day: Mapped[date | None] = mapped_column(default=None)
    start: Mapped[time | None] = mapped_column(default=None)
    end: Mapped[time | None] = mapped_column(default=None)
    days_over: Mapped[int] = mapped_column(default=0)
    """1 where the end falls on the day after."""
    printed_hours: Mapped[str] = mapped_column(default="")
    """The hours as they stood in the organiser's document."""
    doubt: Mapped[str] = mapped_column(default="")
    """A remark for the desk; readers do not see it."""
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"), index=True, init=False)
    room: Mapped[Room | None] = relationship(lazy="raise_on_sql", default=None)
    part_id: Mapped[int | None] = mapped_column(ForeignKey("part.id"), index=True, init=False)
    part: Mapped[Part | None] = relationship(lazy="raise_on_sql", default=None)
    elective_id: Mapped[int | None] = mapped_column(ForeignKey("elective.id"), index=True, init=False)
    elective: Mapped[Elective | None] = relationship(lazy="raise_on_sql", default=None)
    directed_by_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True, init=False)
    directed_by: Mapped[Institution | None] = relationship(lazy="raise_on_sql", default=None)
    directed_as: Mapped[Translated] = mapped_column(default=EMPTY)
    """How the programme prints who directs, where that is not the institution's name."""
    floor_languages: Mapped[tuple[str, ...]] = mapped_column(default=())
    interpretation_languages: Mapped[tuple[str, ...]] = mapped_column(default=())
    capacity: Mapped[int | None] = mapped_column(default=None)
    online_url: Mapped[str] = mapped_column(default="")

    public_since: Mapped[datetime | None] = mapped_column(default=None)
    """When readers could first see it; None where they never could."""
    removed_at: Mapped[datetime | None] = mapped_column(default=None)
    sequence: Mapped[int] = mapped_column(default=0)
    """Rises with each published change (RFC 5545, 3.8.7.4)."""

    talks: Mapped[list["Talk"]] = relationship(
        order_by="Talk.position", cascade="all, delete-orphan", lazy="raise_on_sql", default_factory=list
    )
    roles: Mapped[list["Role"]] = relationship(
        order_by="Role.position", cascade="all, delete-orphan", lazy="raise_on_sql", default_factory=list
    )
    """All roles of the slot, those of its talks among them."""


class Talk(Base):
    """A presentation inside a slot, perhaps of a practice."""

    __tablename__ = "talk"

    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id", ondelete="CASCADE"), index=True, init=False)
    position: Mapped[int]
    title: Mapped[Translated]
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practice.id"), index=True, init=False)
    practice: Mapped[Practice | None] = relationship(lazy="raise_on_sql", default=None)


class Role(Base):
    """What a person, an institution or a placeholder ("High representative of …") does in a slot or in a talk of it."""

    __tablename__ = "role"
    __table_args__ = (
        CheckConstraint(
            "person_id IS NULL OR institution_id IS NULL",
            name="one_holder",
        ),
    )

    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id", ondelete="CASCADE"), index=True, init=False)
    position: Mapped[int]
    kind: Mapped[RoleKind]
    talk_id: Mapped[int | None] = mapped_column(ForeignKey("talk.id", ondelete="CASCADE"), index=True, init=False)
    talk: Mapped[Talk | None] = relationship(lazy="raise_on_sql", default=None)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True, init=False)
    person: Mapped[Person | None] = relationship(lazy="raise_on_sql", default=None)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True, init=False)
    institution: Mapped[Institution | None] = relationship(lazy="raise_on_sql", default=None)
    placeholder: Mapped[Translated] = mapped_column(default=EMPTY, info=personal(_WHO, Retention.WITH_RECORD))
    presence: Mapped[Presence | None] = mapped_column(default=None)
    affiliations: Mapped[list["Affiliation"]] = relationship(
        order_by="Affiliation.position", cascade="all, delete-orphan", lazy="raise_on_sql", default_factory=list
    )


class Affiliation(Base):
    """Where the holder of a role belonged on that day, and as what."""

    __tablename__ = "affiliation"

    role_id: Mapped[int] = mapped_column(ForeignKey("role.id", ondelete="CASCADE"), index=True, init=False)
    position: Mapped[int]
    post: Mapped[Translated] = mapped_column(default=EMPTY, info=personal(_WHO, Retention.WITH_RECORD))
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True, init=False)
    institution: Mapped[Institution | None] = relationship(lazy="raise_on_sql", default=None)
