"""What people can choose in a programme: electives, and single items that have a limit; who has a place in them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from academy.agenda.models import Elective, Slot
from academy.agenda.queries import list_electives
from academy.agenda.rules import arranged, span_of
from academy.editions.models import Edition
from academy.kit.refusals import Unknown
from academy.kit.spans import Span
from academy.kit.translated import Translated
from academy.kit.words import N_
from academy.kit.zones import Zone
from academy.participation.models import InstitutionType, Place, QuotaRule, Registration
from academy.participation.queries import list_quota_rules
from academy.participation.rules import HOLDING
from academy.people.models import Person


class ChoiceKind(StrEnum):
    """What is chosen."""

    ELECTIVE = "elective"
    SLOT = "slot"


Thing = tuple[ChoiceKind, int]
"""An elective or an item, by its number."""

Counted = dict[tuple[Thing, bool], Counter[int | None]]
"""How many have a place in a thing, or wait for one (true), by institution type."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """When and where a choice meets; what is not known yet is empty."""

    code: str
    day: date | None
    start: time | None
    end: time | None
    days_over: int
    room: Translated | None
    span: Span | None
    ends: datetime | None
    """When it is over at the latest; None where the day is unknown."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How many people of one institution type may come, by a rule, and how many do."""

    rule: QuotaRule
    taken: int

    @property
    def free(self) -> int | None:
        """How many places are free under it; None where it is open."""
        return None if self.rule.seats is None else max(self.rule.seats - self.taken, 0)


@dataclass(frozen=True, slots=True)
class Choice:
    """An elective with all its meetings, or one item; how many have a place, how many wait."""

    kind: ChoiceKind
    id: int
    code: str
    title: Translated
    meetings: tuple[Meeting, ...]
    capacity: int | None
    """None where as many may come as like to, or only the limits of institution types count."""
    taken: int
    waiting: int
    limits: tuple[Limit, ...]

    @property
    def key(self) -> str:
        """What it is called by in addresses and forms."""
        return f"{self.kind.value}-{self.code}"

    @property
    def thing(self) -> Thing:
        """What places refer to."""
        return self.kind, self.id

    @property
    def free(self) -> int | None:
        """How many places are free; None where there is no limit over all."""
        return None if self.capacity is None else max(self.capacity - self.taken, 0)

    def limits_of(self, type_id: int) -> list[Limit]:
        """Return the limits under which people of an institution type are counted here."""
        return [one for one in self.limits if one.rule.type_id == type_id]

    def free_for(self, type_id: int) -> int | None:
        """Return how many places are free for people of an institution type; None where there is no limit."""
        free = [self.free, *(one.free for one in self.limits_of(type_id))]
        return min((one for one in free if one is not None), default=None)

    @property
    def types(self) -> list[InstitutionType]:
        """The institution types that have limits here, each once."""
        return list(dict.fromkeys(one.rule.institution_type for one in self.limits if one.rule.institution_type))

    def is_for(self, type_id: int) -> bool:
        """Tell whether people of an institution type may come: not where others alone have numbers here."""
        return self.capacity is not None or not self.limits or bool(self.limits_of(type_id))

    def is_over(self, now: datetime) -> bool:
        """Tell whether its last meeting is over."""
        ends = [one.ends for one in self.meetings]
        return bool(ends) and all(end is not None and end <= now for end in ends)

    def meets_with(self, other: "Choice") -> bool:
        """Tell whether some meeting of both falls on the same moment; back to back does not."""
        own = [one.span for one in self.meetings if one.span]
        theirs = [one.span for one in other.meetings if one.span]
        return any(span.overlaps(another) for span in own for another in theirs)


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody's place in a choice; as which number they wait for one."""

    place: Place
    number: int | None


def list_choices(db: Session, edition: Edition) -> list[Choice]:
    """Return what can be chosen in an edition: electives in their order, then items in that of the programme.

    An item that belongs to an elective is chosen with it. Four queries, however many there are.
    """
    limits = [rule for rule in list_quota_rules(db, edition) if rule.is_of_slot]
    slots = _list_slots(db, edition, limits)
    counted = _count_places(db, edition)
    chosen: list[Elective | Slot] = [*list_electives(db, edition), *(one for one in slots if one.elective_id is None)]
    return [_choice(one, edition.zone, slots, limits, counted) for one in chosen]


def get_choice(db: Session, edition: Edition, key: str) -> Choice:
    """Return a choice of an edition by its key; refuse where there is none."""
    return called(list_choices(db, edition), key)


def called(choices: Iterable[Choice], key: str) -> Choice:
    """Return the choice with this key; refuse where there is none."""
    found = next((one for one in choices if one.key == key), None)
    if found is None:
        raise Unknown(N_("This cannot be chosen, or not any more."))
    return found


def list_places(db: Session, choice: Choice) -> Sequence[Place]:
    """Return who has a place in a choice, by name, then who waits, in order; with all that they name."""
    own = (is_of(choice.thing), Place.until.is_(None))
    query = select(Place).join(Place.registration).join(Registration.person).where(*own)
    found = db.scalars(query.options(*whole_place()).order_by(Person.sort_key, Person.id)).all()
    waiting = sorted((one for one in found if one.is_waiting), key=lambda place: (place.since, place.id))
    return [*(one for one in found if not one.is_waiting), *waiting]


def list_without_place(db: Session, edition: Edition, choice: Choice) -> Sequence[Registration]:
    """Return who holds a seat and neither has a place in a choice nor waits for one, by name."""
    own = select(Place.id).where(is_of(choice.thing), Place.until.is_(None), Place.registration_id == Registration.id)
    who = (Registration.edition_id == edition.id, Registration.state.in_(HOLDING), ~own.exists())
    named = (Registration.person, Registration.institution_type, Registration.institution)
    query = select(Registration).join(Registration.person).where(*who).order_by(Person.sort_key, Person.id)
    return db.scalars(query.options(*(joinedload(one) for one in named))).all()


def whole_place() -> list[ORMOption]:
    """Return the options that load whose a place is, with all that their participation names."""
    held = joinedload(Place.registration)
    named = (Registration.person, Registration.institution_type, Registration.institution, Registration.edition)
    return [held.joinedload(one) for one in named]


def list_standing_places(db: Session, registration: Registration) -> Sequence[Place]:
    """Return the places that somebody has or waits for, the oldest first, as they are stored now."""
    own = (Place.registration_id == registration.id, Place.until.is_(None))
    query = select(Place).where(*own).order_by(Place.id)
    return db.scalars(query.execution_options(populate_existing=True)).all()


def places_of(db: Session, registration: Registration) -> dict[Thing, Standing]:
    """Return what somebody has a place in or waits for, and as which number. One query."""
    own = (Place.registration_id == registration.id, Place.until.is_(None))
    rival = select(Place.elective_id, Place.slot_id).where(*own, Place.is_waiting).subquery()
    same = or_(Place.elective_id == rival.c.elective_id, Place.slot_id == rival.c.slot_id)
    line = func.row_number().over(partition_by=(Place.elective_id, Place.slot_id), order_by=(Place.since, Place.id))
    waiting = select(Place.id, line.label("number")).join(rival, same).where(Place.until.is_(None), Place.is_waiting)
    numbered = waiting.subquery()
    query = select(Place, numbered.c.number).outerjoin(numbered, numbered.c.id == Place.id).where(*own)
    return {thing_of(place): Standing(place, number) for place, number in db.execute(query.order_by(Place.id))}


def thing_of(place: Place) -> Thing:
    """Return what a place is in."""
    return named(place.elective_id, place.slot_id)


def named(elective_id: int | None, slot_id: int | None) -> Thing:
    """Return what a row is about: the tables hold one of both."""
    return (ChoiceKind.ELECTIVE, elective_id) if elective_id is not None else (ChoiceKind.SLOT, slot_id or 0)


def is_of(thing: Thing) -> ColumnElement[bool]:
    """Return what holds of the places in one thing."""
    kind, number = thing
    return Place.elective_id == number if kind == ChoiceKind.ELECTIVE else Place.slot_id == number


def thing_of_rule(rule: QuotaRule) -> Thing:
    """Return what a rule for one item counts people in: its elective, where it belongs to one. The item is loaded."""
    return named(rule.slot.elective_id if rule.slot else None, rule.slot_id)


def _list_slots(db: Session, edition: Edition, limits: Iterable[QuotaRule]) -> list[Slot]:
    limited = [rule.slot_id for rule in limits]
    wanted = or_(Slot.elective_id.is_not(None), Slot.capacity.is_not(None), Slot.id.in_(limited))
    own = and_(Slot.edition_id == edition.id, Slot.removed_at.is_(None), wanted)
    return arranged(db.scalars(select(Slot).where(own).options(joinedload(Slot.room))))


def _count_places(db: Session, edition: Edition) -> Counted:
    columns = (Place.elective_id, Place.slot_id, Place.is_waiting, Registration.type_id)
    query = select(*columns, func.count()).join(Registration, Place.registration_id == Registration.id)
    standing = (Registration.edition_id == edition.id, Place.until.is_(None))
    counted: Counted = {}
    for elective_id, slot_id, is_waiting, type_id, count in db.execute(query.where(*standing).group_by(*columns)):
        counted.setdefault((named(elective_id, slot_id), is_waiting), Counter())[type_id] = count
    return counted


def _choice(
    one: Elective | Slot, zone: Zone, slots: Iterable[Slot], rules: Iterable[QuotaRule], counted: Counted
) -> Choice:
    if isinstance(one, Elective):
        kind, code, title = ChoiceKind.ELECTIVE, one.slug, one.name
        meetings = [slot for slot in slots if slot.elective_id == one.id]
    else:
        kind, code, title, meetings = ChoiceKind.SLOT, one.code, one.title, [one]
    taken = counted.get(((kind, one.id), False), Counter())
    return Choice(
        kind=kind,
        id=one.id,
        code=code,
        title=title,
        meetings=tuple(_meeting(slot, zone) for slot in meetings),
        capacity=one.capacity,
        taken=taken.total(),
        waiting=counted.get(((kind, one.id), True), Counter()).total(),
        limits=tuple(Limit(rule, taken[rule.type_id]) for rule in rules if thing_of_rule(rule) == (kind, one.id)),
    )


def _meeting(slot: Slot, zone: Zone) -> Meeting:
    span, ends = span_of(slot, zone), None
    if span is not None:
        ends = span.end
    elif slot.day is not None:  # where only the day is known, its end
        ends = zone.instant(slot.day + timedelta(days=1), time(0))
    room = slot.room.name if slot.room else None
    return Meeting(slot.code, slot.day, slot.start, slot.end, slot.days_over, room, span, ends)
