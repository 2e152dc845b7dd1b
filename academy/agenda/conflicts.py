"""What is doubtful in a programme: for the desk to see, never repaired silently and never shown to readers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from academy.agenda.models import Slot
from academy.agenda.rules import arranged, span_of
from academy.editions.models import Edition
from academy.kit.hours import Hours, print_hours, read_hours
from academy.kit.refusals import Refusal
from academy.kit.spans import Span
from academy.kit.words import N_


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that may be a mistake. `message` is a source sentence, `facts` fill it, `slots` are concerned."""

    message: str
    slots: tuple[Slot, ...]
    facts: Mapping[str, object] = field(default_factory=dict)


def find_doubts(edition: Edition, slots: Iterable[Slot]) -> list[Doubt]:
    """Return everything doubtful in a programme, in its order."""
    in_order = arranged(slots)
    doubts = [doubt for slot in in_order for doubt in _of_one(edition, slot)]
    timed = [(slot, span) for slot in in_order if (span := span_of(slot, edition.zone))]
    unfinished = {slot.day for slot in in_order if slot.start is not None and slot.end is None}
    return doubts + _overlaps(timed) + _gaps([pair for pair in timed if pair[0].day not in unfinished])


def _of_one(edition: Edition, slot: Slot) -> list[Doubt]:
    found = []
    if slot.doubt:
        found.append(Doubt(slot.doubt, (slot,)))
    if _is_misprinted(slot):
        facts = {"printed": slot.printed_hours, "read": print_hours(Hours(slot.start, slot.end, slot.days_over))}
        found.append(Doubt(N_("Printed as “%(printed)s”, read as %(read)s."), (slot,), facts))
    if slot.day is None:
        found.append(Doubt(N_("It has no day yet; calendars leave it out."), (slot,)))
    elif not _is_within(edition, slot):
        found.append(Doubt(N_("Its day lies outside the days of the edition."), (slot,)))
    if slot.start is not None and slot.end is None:
        found.append(Doubt(N_("It has no end yet."), (slot,)))
    given = {role.talk for role in slot.roles}
    if any(talk not in given for talk in slot.talks):
        found.append(Doubt(N_("Nobody gives one of its presentations yet."), (slot,)))
    return found


def _is_misprinted(slot: Slot) -> bool:
    if not slot.printed_hours:
        return False
    try:
        read = read_hours(slot.printed_hours)
    except Refusal:
        return True
    return read.repaired or (read.start, read.end) != (slot.start, slot.end)


def _is_within(edition: Edition, slot: Slot) -> bool:
    if edition.starts_on is None or slot.day is None:
        return True
    return edition.starts_on <= slot.day <= (edition.ends_on or edition.starts_on)


def _overlaps(timed: Sequence[tuple[Slot, Span]]) -> list[Doubt]:
    found: list[Doubt] = []
    happening: list[tuple[Slot, Span]] = []
    for slot, span in sorted(timed, key=lambda pair: pair[1].start):
        happening = [(other, other_span) for other, other_span in happening if other_span.overlaps(span)]
        found += [doubt for other, _ in happening for doubt in _shared(other, slot)]
        happening.append((slot, span))
    return found


def _shared(one: Slot, other: Slot) -> list[Doubt]:
    pair = (one, other)
    if one.room_id and one.room_id == other.room_id:
        return [Doubt(N_("Both are in the same room at the same time."), pair)]
    people = {role.person_id: role.person for role in one.roles if role.person_id}
    shared = [people[role.person_id] for role in other.roles if role.person_id in people]
    found = [
        Doubt(N_("%(name)s is in both at the same time."), pair, {"name": person.name}) for person in shared if person
    ]
    if not one.room_id and not other.room_id:
        found.append(Doubt(N_("Both are at the same time: parallel sessions, or a mistake?"), pair))
    return found


def _gaps(timed: Sequence[tuple[Slot, Span]]) -> list[Doubt]:
    found = []
    latest: tuple[Slot, Span] | None = None
    for slot, span in timed:
        if latest and latest[0].day == slot.day and latest[1].end < span.start:
            facts: dict[str, object] = {"from": f"{latest[0].end:%H:%M}", "to": f"{slot.start:%H:%M}"}
            found.append(Doubt(N_("Nothing is announced from %(from)s to %(to)s."), (latest[0], slot), facts))
        if latest is None or span.end > latest[1].end:
            latest = (slot, span)
    return found
