"""What can be done with a programme."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, case, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from academy.agenda.drafts import PLAIN, RoleDraft, SlotDraft, recorded
from academy.agenda.models import Affiliation, Elective, Part, Role, Room, Slot, Talk
from academy.agenda.queries import list_slots, next_position
from academy.agenda.rules import arranged, check_slot
from academy.agenda.typed import TypedRow
from academy.agenda.typed_names import TypedNames
from academy.editions.actions import check_revision, revise, set_state, touch
from academy.editions.models import Edition, State
from academy.kit.refusals import Refusal
from academy.kit.translated import Translated
from academy.kit.words import N_
from academy.trail.actions import record
from academy.trail.rules import facts


def create_slot(
    db: Session,
    edition: Edition,
    draft: SlotDraft,
    now: datetime,
    *,
    uid: UUID | None = None,
    position: int | None = None,
) -> Slot:
    """Add a slot behind the others, or at a position."""
    check_slot(draft, edition)
    uid = uid or uuid4()
    slot = Slot(
        uid=uid,
        code=_code(db, edition, uid),
        edition=edition,
        position=next_position(db, edition) if position is None else position,
        kind=draft.kind,
        title=draft.title,
        created_at=now,
        changed_at=now,
        public_since=now if edition.is_public else None,
    )
    _say(slot, draft)
    db.add(slot)
    touch(db, edition, now)
    record(db, "slot.created", slot, now, edition_id=edition.id, after=recorded(draft))
    return slot


def change_slot(
    db: Session, edition: Edition, slot: Slot, draft: SlotDraft, now: datetime, revision: int | None = None
) -> bool:
    """Let a slot say something else; tell whether anything changed. Saving without a change changes nothing."""
    check_revision(slot.revision, revision)
    check_slot(draft, edition)
    before = SlotDraft.of(slot)
    if draft == before:
        return False
    _say(slot, draft)
    _changed(db, edition, slot, now)
    record(db, "slot.changed", slot, now, edition_id=edition.id, before=recorded(before), after=recorded(draft))
    return True


def remove_slot(db: Session, edition: Edition, slot: Slot, now: datetime) -> None:
    """Take a slot out of the programme. Its row stays: calendars are told, and it can be put back."""
    if slot.removed_at is None:
        slot.removed_at = now
        _changed(db, edition, slot, now)
        record(db, "slot.removed", slot, now, edition_id=edition.id, before={"stands": True}, after={"stands": False})


def restore_slot(db: Session, edition: Edition, slot: Slot, now: datetime) -> None:
    """Put a slot back that was taken out."""
    if slot.removed_at is not None:
        slot.removed_at = None
        _changed(db, edition, slot, now)
        record(db, "slot.restored", slot, now, edition_id=edition.id, before={"stands": False}, after={"stands": True})


def duplicate_slot(db: Session, edition: Edition, slot: Slot, now: datetime) -> Slot:
    """Add a copy of a slot right behind it."""
    _make_room(db, edition, slot.position + 1)
    return create_slot(db, edition, SlotDraft.of(slot), now, position=slot.position + 1)


def move_slot(db: Session, edition: Edition, slot: Slot, by: int, now: datetime) -> bool:
    """Move a slot up (`by` = -1) or down (1) among those of its day and hour; tell whether there was anywhere to go."""
    in_order = arranged(list_slots(db, edition))
    place = next(index for index, other in enumerate(in_order) if other.id == slot.id)
    if not 0 <= place + by < len(in_order) or not _may_swap(slot, in_order[place + by]):
        return False
    in_order[place], in_order[place + by] = in_order[place + by], in_order[place]
    for position, other in enumerate(in_order):
        other.position = position
    _changed(db, edition, slot, now)
    before, after = ({"place": number} for number in (place + 1, place + 1 + by))
    record(db, "slot.moved", slot, now, edition_id=edition.id, before=before, after=after)
    return True


def publish(db: Session, edition: Edition, now: datetime) -> None:
    """Let readers see an edition and its programme."""
    _change_state(db, edition, State.PUBLISHED, now)
    db.execute(
        update(Slot)
        .where(Slot.edition_id == edition.id, Slot.public_since.is_(None), Slot.removed_at.is_(None))
        .values(public_since=now, changed_at=now)
    )


def withdraw(db: Session, edition: Edition, now: datetime) -> None:
    """Take an edition away from readers; calendars that hold its entries are told that they are cancelled."""
    _change_state(db, edition, State.WITHDRAWN, now)


def cancel(db: Session, edition: Edition, now: datetime) -> None:
    """Say that an edition does not take place: its pages stay, its calendar entries are cancelled."""
    _change_state(db, edition, State.CANCELLED, now)


def mention_changed(db: Session, slots: ColumnElement[bool], now: datetime) -> None:
    """Note that something which these slots show (a room, a person, the edition) has changed."""
    raised = case((Slot.public_since.is_(None), Slot.sequence), else_=Slot.sequence + 1)
    db.execute(update(Slot).where(slots).values(sequence=raised, changed_at=now))


def _change_state(db: Session, edition: Edition, state: State, now: datetime) -> None:
    set_state(db, edition, state, now)
    mention_changed(db, (Slot.edition_id == edition.id) & Slot.public_since.is_not(None), now)


def _changed(db: Session, edition: Edition, slot: Slot, now: datetime) -> None:
    slot.changed_at = now
    if edition.is_public:
        slot.public_since = slot.public_since or (now if slot.removed_at is None else None)
        slot.sequence += 1
    touch(db, edition, now)


def _say(slot: Slot, draft: SlotDraft) -> None:
    for name in PLAIN:
        setattr(slot, name, getattr(draft, name))
    slot.talks = [
        Talk(position=place, title=talk.title, practice=talk.practice) for place, talk in enumerate(draft.talks)
    ]
    held: list[tuple[RoleDraft, Talk | None]] = [(role, None) for role in draft.roles]
    for talk, said in zip(slot.talks, draft.talks, strict=True):
        held += [(role, talk) for role in said.roles]
    slot.roles = [_role(role, talk, position) for position, (role, talk) in enumerate(held)]


def _role(draft: RoleDraft, talk: Talk | None, position: int) -> Role:
    return Role(
        position=position,
        kind=draft.kind,
        person=draft.person,
        institution=draft.institution,
        placeholder=draft.placeholder,
        presence=draft.presence,
        talk=talk,
        affiliations=[
            Affiliation(position=place, post=one.post, institution=one.institution)
            for place, one in enumerate(draft.affiliations)
        ],
    )


def _code(db: Session, edition: Edition, uid: UUID) -> str:
    taken = set(db.scalars(select(Slot.code).where(Slot.edition_id == edition.id)))
    return next(code for length in range(8, 33) if (code := uid.hex[:length]) not in taken)


def _may_swap(slot: Slot, other: Slot) -> bool:
    if slot.day != other.day:
        return False
    return slot.start is None or other.start is None or slot.start == other.start


def _make_room(db: Session, edition: Edition, position: int) -> None:
    behind = (Slot.edition_id == edition.id) & (Slot.position >= position)
    db.execute(update(Slot).where(behind).values(position=Slot.position + 1))


def add_typed_day(
    db: Session,
    edition: Edition,
    day: date | None,
    rows: Sequence[TypedRow],
    names: TypedNames,
    now: datetime,
    *,
    uids: Sequence[UUID],
) -> list[Slot]:
    """Add a typed day at once, a slot for each row and UID; `names` knows what new names stand for."""
    pairs = zip(rows, uids, strict=True)
    return [create_slot(db, edition, names.draft(row, day), now, uid=uid) for row, uid in pairs]


@dataclass(frozen=True, slots=True)
class ListEntry:
    """A room, a part of the programme or an elective."""

    slug: str
    name: Translated
    capacity: int | None = None

    @classmethod
    def of(cls, row: Room | Part | Elective) -> "ListEntry":
        """Return what a row says now."""
        return cls(row.slug, row.name, row.capacity)


Entry = TypeVar("Entry", Room, Part, Elective)


def write_rooms(db: Session, edition: Edition, entries: Sequence[ListEntry], now: datetime) -> None:
    """Make these the edition's rooms, in this order; one that slots still stand in is not given up."""
    _write_list(db, edition, Room, Slot.room_id, entries, now)


def write_parts(db: Session, edition: Edition, entries: Sequence[ListEntry], now: datetime) -> None:
    """Make these the parts of the edition's programme, in this order."""
    _write_list(db, edition, Part, Slot.part_id, entries, now)


def write_electives(db: Session, edition: Edition, entries: Sequence[ListEntry], now: datetime) -> None:
    """Make these the edition's electives, in this order."""
    _write_list(db, edition, Elective, Slot.elective_id, entries, now)


def _write_list(
    db: Session,
    edition: Edition,
    table: type[Entry],
    used_by: InstrumentedAttribute[int | None],
    entries: Sequence[ListEntry],
    now: datetime,
) -> None:
    stored = {row.slug: row for row in db.scalars(select(table).where(table.edition_id == edition.id))}
    before = [ListEntry.of(row) for row in sorted(stored.values(), key=lambda row: row.position)]
    if before == list(entries):
        return
    for gone in stored.keys() - {entry.slug for entry in entries}:
        _give_up(db, stored[gone], used_by)
    for position, entry in enumerate(entries):
        row = stored.get(entry.slug)
        if row is None:
            row = table(edition_id=edition.id, slug=entry.slug, position=position, name=entry.name)
            db.add(row)
        elif ListEntry.of(row) != entry:
            mention_changed(db, used_by == row.id, now)
        row.position, row.name, row.capacity = position, entry.name, entry.capacity
    revise(db, edition, now)
    was, becomes = ({f"{table.__tablename__}/{one.slug}": facts(one) for one in said} for said in (before, entries))
    record(db, _LIST_CHANGED[table], edition, now, edition_id=edition.id, before=was, after=becomes)


_LIST_CHANGED: dict[type[object], str] = {
    Room: "rooms.changed",
    Part: "parts.changed",
    Elective: "electives.changed",
}


def _give_up(db: Session, row: Room | Part | Elective, used_by: InstrumentedAttribute[int | None]) -> None:
    standing = db.scalar(select(func.count()).where(used_by == row.id, Slot.removed_at.is_(None)))
    if standing:
        message = N_("“%(name)s” still stands in the programme (items: %(count)s); move them first.")
        raise Refusal(message, name=str(row.name.wording("en")), count=standing)
    db.execute(update(Slot).where(used_by == row.id).values({used_by: None}))
    db.delete(row)
