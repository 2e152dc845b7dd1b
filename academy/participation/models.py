"""Institution types, quota rules, seats, and who holds them."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy.db.base import Base, Revised
from academy.editions.models import Edition
from academy.kit.personal import Retention, personal
from academy.kit.translated import EMPTY, Translated
from academy.kit.words import N_
from academy.people.models import Institution, InstitutionKind, Person

_TAKES_PART = N_("To know who takes part, in which capacity, and to keep places for them.")


class Scope(StrEnum):
    """What a rule's number is counted for."""

    COUNTRY = "country"
    INSTITUTION = "institution"
    REGION = "region"
    ORGANISATION = "organisation"
    EDITION = "edition"


class Entry(StrEnum):
    """How people of an institution type come to a registration."""

    NOMINATION = "nomination"
    INVITATION = "invitation"
    APPROVAL = "approval"
    OPEN = "open"


class State(StrEnum):
    """Where somebody's participation stands. "Registered" alone says nothing."""

    INVITED = "invited"
    NOMINATED = "nominated"
    CONTESTED = "contested"
    WAITING = "waiting"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    DECLINED = "declined"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    LAPSED = "lapsed"
    VISA_REFUSED = "visa_refused"
    DID_NOT_COME = "did_not_come"


class InstitutionType(Base):
    """What an edition calls a kind of institution that it invites, such as "Migration institute"."""

    __tablename__ = "institution_type"
    __table_args__ = (UniqueConstraint("edition_id", "slug"),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True)
    slug: Mapped[str]
    position: Mapped[int]
    name: Mapped[Translated]
    entry: Mapped[Entry] = mapped_column(default=Entry.NOMINATION)
    kind: Mapped[InstitutionKind | None] = mapped_column(default=None)
    """What institutions of this type are, where they are all of one kind."""


class QuotaRule(Base):
    """So many seats for an institution type; without a type, so many in all. "2 for the region" is not "2 per country".

    A rule with a type has seats as rows; one without is a ceiling over those, and keeps totals.
    """

    __tablename__ = "quota_rule"
    __table_args__ = (
        CheckConstraint("seats > 0", name="seats_positive"),
        CheckConstraint("type_id IS NOT NULL OR seats IS NOT NULL", name="ceiling_has_number"),
    )

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    type_id: Mapped[int | None] = mapped_column(
        ForeignKey("institution_type.id", ondelete="CASCADE"), index=True, init=False
    )
    institution_type: Mapped[InstitutionType | None] = relationship(lazy="raise_on_sql")
    scope: Mapped[Scope]
    seats: Mapped[int | None]
    """None where the rule is open: then a seat is made for each who comes."""
    is_binding: Mapped[bool] = mapped_column(default=False)
    """True: nobody goes beyond the number; false: organisers may, and say why."""
    is_funded: Mapped[bool] = mapped_column(default=False)
    level: Mapped[Translated] = mapped_column(default=EMPTY)
    """The level asked for, such as "ideally directors of departments"."""
    opens_on: Mapped[date | None] = mapped_column(default=None)
    opens_at: Mapped[time | None] = mapped_column(default=None)
    closes_on: Mapped[date | None] = mapped_column(default=None)
    closes_at: Mapped[time | None] = mapped_column(default=None)
    """Wall time, after which nobody is put forward any more; where only the day is known, its end."""
    zone_name: Mapped[str | None] = mapped_column(default=None)
    """The zone of that window, where it is not the edition's."""

    @property
    def is_ceiling(self) -> bool:
        """True where the rule counts over all institution types."""
        return self.type_id is None


class Right(Base):
    """What holds for one country or institution under a rule, and for no other: its own deadline; that it lapsed."""

    __tablename__ = "quota_right"
    __table_args__ = (UniqueConstraint("rule_id", "unit"),)

    rule_id: Mapped[int] = mapped_column(ForeignKey("quota_rule.id", ondelete="CASCADE"))
    unit: Mapped[str]
    closes_on: Mapped[date | None] = mapped_column(default=None)
    closes_at: Mapped[time | None] = mapped_column(default=None)
    lapsed_at: Mapped[datetime | None] = mapped_column(default=None)


class Total(Base):
    """How many there are for one country or institution under a rule, counted in the transaction that adds one.

    Under a ceiling people are counted, under every other rule the seats that were made. No size: as many as come.
    """

    __tablename__ = "quota_total"
    __table_args__ = (
        UniqueConstraint("rule_id", "unit"),
        CheckConstraint("counted >= 0", name="counted_positive"),
        CheckConstraint("size IS NULL OR counted <= size", name="never_too_many"),
    )

    rule_id: Mapped[int] = mapped_column(ForeignKey("quota_rule.id", ondelete="CASCADE"))
    unit: Mapped[str]
    size: Mapped[int | None] = mapped_column(default=None)
    counted: Mapped[int] = mapped_column(default=0)


class Seat(Base):
    """One place under a rule. It outlives whoever holds it: funding, conditions and history stay with it."""

    __tablename__ = "seat"
    __table_args__ = (
        UniqueConstraint("rule_id", "unit", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        # The next free seat is found in one step, among a hundred thousand as among a hundred.
        Index(
            "ix_seat_free",
            "rule_id",
            "lent_to",
            "number",
            sqlite_where=text("is_free = 1"),
            postgresql_where=text("is_free"),
        ),
    )

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("quota_rule.id"))
    unit: Mapped[str]
    """Whose it is by the rule: a country's code, `i` and an institution's number, or empty where it is everybody's."""
    lent_to: Mapped[str]
    """Who may fill it now: the same, or another after the right has lapsed."""
    number: Mapped[int]
    is_free: Mapped[bool] = mapped_column(default=True)
    is_funded: Mapped[bool] = mapped_column(default=False)
    funder: Mapped[str] = mapped_column(default="")
    conditions: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    """Why it was added beyond the recommended number."""


class Registration(Revised, Base):
    """A person's participation in an edition, whatever way it began: one, however many parts they have in it."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("edition_id", "person_id"),
        CheckConstraint("state <> 'offered' OR offered_until IS NOT NULL", name="offers_end"),
        CheckConstraint("(state = 'waiting') = (waiting_since IS NOT NULL)", name="waiting_has_begun"),
    )

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), init=False)
    edition: Mapped[Edition] = relationship(lazy="raise_on_sql")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True, init=False)
    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    type_id: Mapped[int] = mapped_column(ForeignKey("institution_type.id"), index=True, init=False)
    institution_type: Mapped[InstitutionType] = relationship(lazy="raise_on_sql")
    state: Mapped[State]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    country: Mapped[str | None] = mapped_column(default=None, info=personal(_TAKES_PART, Retention.WITH_RECORD))
    """The country represented; not nationality, residence or passport."""
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True, init=False)
    institution: Mapped[Institution | None] = relationship(lazy="raise_on_sql", default=None)
    post: Mapped[str] = mapped_column(default="", info=personal(_TAKES_PART, Retention.WITH_RECORD))
    offered_until: Mapped[datetime | None] = mapped_column(default=None)
    waiting_since: Mapped[datetime | None] = mapped_column(default=None)
    priority: Mapped[int] = mapped_column(default=0)
    """Whoever waits with a higher one comes first; each change says why, in the record."""


class Holding(Base):
    """Somebody holds a seat, or did. A rival holds it not: two were put forward for it, and a human decides."""

    __tablename__ = "holding"
    __table_args__ = (
        Index(
            "uq_holding_seat_id",
            "seat_id",
            unique=True,
            sqlite_where=text("until IS NULL AND NOT is_rival"),
            postgresql_where=text("until IS NULL AND NOT is_rival"),
        ),
        Index(
            "uq_holding_registration_id",
            "registration_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )

    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id", ondelete="CASCADE"), index=True, init=False)
    seat: Mapped[Seat] = relationship(lazy="raise_on_sql")
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), index=True, init=False
    )
    registration: Mapped[Registration] = relationship(lazy="raise_on_sql")
    since: Mapped[datetime]
    until: Mapped[datetime | None] = mapped_column(default=None)
    is_rival: Mapped[bool] = mapped_column(default=False)
