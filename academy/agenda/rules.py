"""What holds for every programme."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from academy.agenda.drafts import RoleDraft, SlotDraft
from academy.agenda.models import Slot
from academy.editions.models import Edition
from academy.editions.rules import check_day
from academy.kit.refusals import Refusal
from academy.kit.spans import Span
from academy.kit.words import N_
from academy.kit.zones import Zone


def check_slot(draft: SlotDraft, edition: Edition) -> None:
    """Refuse a slot that cannot be: no title, hours in the wrong order, things of another edition."""
    if not draft.title:
        raise Refusal(N_("This needs a title in at least one language."), field="title")
    if draft.day:
        check_day(draft.day, "day")
    check_hours(draft)
    if draft.capacity is not None and draft.capacity < 1:
        raise Refusal(N_("A number of places begins at one; leave it empty where there is no limit."), field="capacity")
    if any(thing and thing.edition_id != edition.id for thing in (draft.room, draft.part, draft.elective)):
        raise Refusal(N_("This room, part or elective belongs to another edition."), field="room")
    for role in [*draft.roles, *(role for talk in draft.talks for role in talk.roles)]:
        check_role(role)
    if not all(talk.title for talk in draft.talks):
        raise Refusal(N_("A presentation needs a title in at least one language."), field="talks")


def check_hours(draft: SlotDraft) -> None:
    """Refuse an end without a beginning, and an end that does not come after it."""
    if draft.end and draft.start is None:
        raise Refusal(N_("There is an end but no beginning."), field="hours")
    if draft.start and draft.end and not draft.days_over and draft.end <= draft.start:
        raise Refusal(N_("The end does not come after the beginning."), field="hours")


def check_role(role: RoleDraft) -> None:
    """Refuse a role that nobody holds, or more than one."""
    if sum((role.person is not None, role.institution is not None, bool(role.placeholder))) != 1:
        raise Refusal(N_("A role is held by one person, one institution, or one placeholder."), field="roles")


def start_of(slot: Slot, zone: Zone) -> datetime | None:
    """Return the instant at which a slot begins, or None where day or hour are unknown."""
    return zone.instant(slot.day, slot.start) if slot.day and slot.start is not None else None


def span_of(slot: Slot, zone: Zone) -> Span | None:
    """Return when a slot happens, or None where day, beginning or end are unknown."""
    start = start_of(slot, zone)
    if start is None or slot.day is None or slot.end is None:
        return None
    return Span(start, zone.instant(slot.day + timedelta(days=slot.days_over), slot.end))


def arranged(slots: Iterable[Slot]) -> list[Slot]:
    """Return slots in the order of the programme.

    Days come in order, then what has no day yet. Within a day the hours decide; a slot without hours stays behind the
    slot that it was put behind.
    """
    keyed: list[tuple[date, time, int, Slot]] = []
    last: dict[date, time] = {}
    for slot in sorted(slots, key=lambda slot: slot.position):
        day = slot.day or date.max
        hour = slot.start if slot.start is not None else last.get(day, time.min)
        last[day] = hour
        keyed.append((day, hour, slot.position, slot))
    return [slot for *_, slot in sorted(keyed, key=lambda entry: entry[:3])]
