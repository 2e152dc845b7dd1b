"""Institution types, quota rules and what is counted under them; targets, which are shown and never enforced."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy.agenda.models import Slot
from academy.db.base import Base
from academy.kit.translated import EMPTY, Translated
from academy.people.models import InstitutionKind


class Scope(StrEnum):
    """What a rule's number is counted for."""

    COUNTRY = "country"
    INSTITUTION = "institution"
    REGION = "region"
    ORGANISATION = "organisation"
    EDITION = "edition"
    SLOT = "slot"
    """For one item of the programme: beside the seat in the edition, people take a place there."""


class Entry(StrEnum):
    """How people of an institution type come to a registration."""

    NOMINATION = "nomination"
    INVITATION = "invitation"
    APPROVAL = "approval"
    OPEN = "open"


class OnLapse(StrEnum):
    """What becomes of the free seats of a country or institution whose deadline is over."""

    KEEP = "keep"
    """Nothing, until organisers decide."""
    WAITING = "waiting"
    """They go to whoever waits next for a seat of this institution type, from wherever."""
    COUNTRY = "country"
    """They go to the country that the rule names."""


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

    A rule with a type has seats as rows; one without is a ceiling over those, and keeps totals. A rule for one item of
    the programme counts places there, of people who have their seat by another rule.
    """

    __tablename__ = "quota_rule"
    __table_args__ = (
        CheckConstraint("seats > 0", name="seats_positive"),
        CheckConstraint("type_id IS NOT NULL OR seats IS NOT NULL", name="ceiling_has_number"),
        CheckConstraint("(scope = 'slot') = (slot_id IS NOT NULL)", name="slot_is_named"),
        CheckConstraint("scope <> 'slot' OR type_id IS NOT NULL", name="slot_has_type"),
        CheckConstraint("on_lapse <> 'country' OR lapse_country IS NOT NULL", name="lapse_country_is_named"),
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
    slot_id: Mapped[int | None] = mapped_column(ForeignKey("slot.id", ondelete="CASCADE"), index=True, init=False)
    slot: Mapped[Slot | None] = relationship(lazy="raise_on_sql", default=None)
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
    on_lapse: Mapped[OnLapse] = mapped_column(default=OnLapse.KEEP)
    lapse_country: Mapped[str | None] = mapped_column(default=None)
    """Which country gets what has lapsed, where the rule names one."""

    @property
    def is_ceiling(self) -> bool:
        """True where the rule counts over all institution types."""
        return self.type_id is None

    @property
    def is_of_slot(self) -> bool:
        """True where the rule counts places in one item of the programme, and gives nobody a seat in the edition."""
        return self.scope == Scope.SLOT


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

    Under a ceiling and in an item of the programme people are counted, under every other rule the seats that were made.
    No size: as many as come.
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


class Within(StrEnum):
    """Of whom a target is a share."""

    EVENT = "event"
    DELEGATION = "delegation"
    PANEL = "panel"


class Rounding(StrEnum):
    """How a share becomes a number of people, as the edition's documents print it."""

    UP = "up"
    DOWN = "down"
    NEAREST = "nearest"
    """Halves upwards."""


class Target(Base):
    """A share that an edition wishes for, such as 40 % women on each panel. It is shown, and nobody is refused by it.

    Who is counted is what people say of themselves: an option of a question of the form. Nothing is guessed.
    """

    __tablename__ = "target"
    __table_args__ = (CheckConstraint("percent BETWEEN 1 AND 100", name="percent_is_a_share"),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[Translated]
    within: Mapped[Within]
    percent: Mapped[int]
    rounding: Mapped[Rounding]
    question: Mapped[str]
    """The short name of the question …"""
    option: Mapped[str]
    """… and of the option that is counted."""
    printed: Mapped[Translated] = mapped_column(default=EMPTY)
    """The rule as the edition's documents print it."""


class Admission(Base):
    """How an edition gives its seats: when offers are made, how long they stand. Without a row the defaults hold."""

    __tablename__ = "admission"
    __table_args__ = (CheckConstraint("offer_days BETWEEN 1 AND 90", name="offers_end"),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), unique=True)
    offers_are_automatic: Mapped[bool] = mapped_column(default=True)
    offers_at: Mapped[time] = mapped_column(default=time(9))
    """Wall time of the edition's zone at which whoever waits is offered what is free, each day."""
    offer_days: Mapped[int] = mapped_column(default=7)
    """How many days an offer stands."""
    offered_on: Mapped[date | None] = mapped_column(default=None)
    """The day, there, on which offers were last made by themselves."""
    about: Mapped[Translated] = mapped_column(default=EMPTY)
    """What readers are told of taking part, above what follows from the rules. CommonMark."""
