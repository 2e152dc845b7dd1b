"""Which invitations are due: what people's calendars were last told, against what the programme says now.

Who is to come is given as pairs of a slot and a person, whoever they are: those who have a part in it (`speakers`), and
in the same way those who take part. The pairs are all that is wanted: whose invitation stands, and is not among them,
is told that it is cancelled. So somebody who is moved from one slot to another gets a cancellation and an invitation.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from hashlib import sha256
from typing import Any

from academy.agenda.models import RoleKind, Slot
from academy.calendar.entries import When
from academy.calendar.models import CalendarInvitation, Reply
from academy.editions.models import Edition, State
from academy.kit.languages import DEFAULT, comma, preferred
from academy.kit.zones import Zone
from academy.people.models import Person

Pair = tuple[Slot, Person]


class Due(StrEnum):
    """What is to be done about one person and one slot."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"
    SETTLED = "settled"
    OVER = "over"
    NO_ADDRESS = "no_address"
    NO_DAY = "no_day"


class Change(StrEnum):
    """What differs from what a calendar was told."""

    WHEN = "when"
    WHERE = "where"
    TITLE = "title"
    ONLINE = "online"
    PART = "part"
    ADDRESS = "address"


class Why(StrEnum):
    """Why an invitation is cancelled."""

    PART = "part"
    SLOT = "slot"
    DAY = "day"
    ADDRESS = "address"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Said:
    """What matters of an item to somebody in whose calendar it lies, in their language. Other changes are not sent.

    Names of countries and of roles are left out, or kept as what they stand for: another wording of ours is no change.
    """

    title: str
    title_language: str
    when: When
    place: str
    online: str
    parts: tuple[tuple[RoleKind, str], ...]
    """What the person does in it, each with the talk that it belongs to, or ""."""

    @classmethod
    def of(cls, slot: Slot, person: Person, language: str) -> "Said | None":
        """Return what is to be said of a slot; None where it has no day."""
        when, own = When.of(slot), slot.edition.languages
        if when is None:
            return None
        edition = slot.edition
        places = [slot.room.name if slot.room else None, edition.venue, edition.city]
        title = slot.title.wording(language, own)
        return cls(
            title=title.text,
            title_language=title.language,
            when=when,
            place=comma(language).join(filter(None, (str(place.wording(language, own)) for place in places if place))),
            online=slot.online_url or edition.online_url,
            parts=tuple(_parts(slot, person, language)),
        )

    @classmethod
    def read(cls, said: dict[str, Any]) -> "Said":
        """Read what `as_json` wrote."""
        start, end = (time.fromisoformat(said[name]) if said[name] else None for name in ("start", "end"))
        zone = Zone(said["zone"], said["zone_label"])
        return cls(
            title=said["title"],
            title_language=said["title_language"],
            when=When(date.fromisoformat(said["day"]), start, end, said["days_over"], zone),
            place=said["place"],
            online=said["online"],
            parts=tuple((RoleKind(kind), talk) for kind, talk in said["parts"]),
        )

    def as_json(self) -> dict[str, Any]:
        """Return it as a column can keep it."""
        when = self.when
        return {
            "title": self.title,
            "title_language": self.title_language,
            "day": when.day.isoformat(),
            "start": when.start and when.start.isoformat(),
            "end": when.end and when.end.isoformat(),
            "days_over": when.days_over,
            "zone": when.zone.name,
            "zone_label": when.zone.label,
            "place": self.place,
            "online": self.online,
            "parts": [[kind.value, talk] for kind, talk in self.parts],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What is to be done about one person and one slot, and what it is about."""

    slot: Slot
    person: Person
    due: Due
    invitation: CalendarInvitation | None = None
    before: Said | None = None
    after: Said | None = None
    changes: tuple[Change, ...] = ()
    why: Why | None = None

    @property
    def is_due(self) -> bool:
        """True where a letter would leave now."""
        return self.due in {Due.NEW, Due.CHANGED, Due.GONE}

    @property
    def sequence(self) -> int:
        """The SEQUENCE of what is sent next: the slot's own, and always more than what was sent before."""
        return max(self.slot.sequence, self.invitation.sequence + 1 if self.invitation else 0)

    @property
    def reply(self) -> Reply:
        """The answer that still holds: an answer was given to a day and to hours."""
        if self.invitation is None or not self.invitation.stands or Change.WHEN in self.changes:
            return Reply.NEEDS_ACTION
        return self.invitation.reply

    @property
    def key(self) -> str:
        """Names what would be sent: where anything changes, or once it was sent, it is another one."""
        said = [self.due, self.person.email, self.sequence, self.after and self.after.as_json(), self.why]
        digest = sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
        return f"{self.slot.id}-{self.person.id}-{digest[:16]}"


def speakers(slots: Iterable[Slot]) -> list[Pair]:
    """Return everybody who has a part in these slots, each once for a slot, with that slot."""
    held = {
        (slot.id, role.person.id): (slot, role.person)
        for slot in slots
        if slot.removed_at is None
        for role in slot.roles
        if role.person is not None
    }
    return list(held.values())


def due(edition: Edition, pairs: Iterable[Pair], sent: Sequence[CalendarInvitation], now: datetime) -> list[Item]:
    """Return what is to be done about everybody who is to come, and about everybody else who was invited before.

    Invitations go out for what is published, and cancellations for all else. What is over, in the programme and in the
    calendar that was told of it, is left as it was.
    """
    is_on = edition.state == State.PUBLISHED
    wanted = {(slot.id, person.id): (slot, person) for slot, person in pairs if is_on and slot.removed_at is None}
    known = {(one.slot_id, one.person_id): one for one in sent}
    items = [_wanted(*pair, known.get(key), now) for key, pair in wanted.items()]
    unwanted = [one for key, one in known.items() if key not in wanted and one.stands and one.email]
    return items + [_gone(one, _why(edition, one.slot)) for one in unwanted if not is_over(one, now)]


def is_over(invitation: CalendarInvitation, now: datetime) -> bool:
    """Tell whether what somebody was invited to is over."""
    return Said.read(invitation.said).when.over_at <= now


def has_moved(invitation: CalendarInvitation) -> bool:
    """Tell whether the programme has another day, or other hours, than what somebody was invited to."""
    when = When.of(invitation.slot)
    return when is None or when.clocks != Said.read(invitation.said).when.clocks


def language_of(person: Person, edition: Edition) -> str:
    """Return the language in which somebody is written to: their own, or else one of the edition's."""
    return preferred([person.language or "", *edition.languages]) or DEFAULT


def _wanted(slot: Slot, person: Person, invitation: CalendarInvitation | None, now: datetime) -> Item:
    standing = invitation if invitation and invitation.stands else None
    after = Said.of(slot, person, language_of(person, slot.edition))
    found = Item(slot=slot, person=person, due=Due.NEW, invitation=invitation, after=after)
    before = Said.read(standing.said) if standing else None
    ends = [said.when.over_at for said in (before, after) if said]
    if ends and max(ends) <= now:
        return replace(found, due=Due.OVER)
    if standing and standing.email and (after is None or not person.email):
        return _gone(standing, Why.DAY if after is None else Why.ADDRESS)
    if after is None:
        return replace(found, due=Due.NO_DAY)
    if not person.email:
        return replace(found, due=Due.NO_ADDRESS)
    return _compared(found, standing) if standing else found


def _compared(item: Item, standing: CalendarInvitation) -> Item:
    """Return what is to be done where an invitation stands.

    It is compared in the language in which it was sent: another language alone is no change of the programme.
    """
    before, after = Said.read(standing.said), Said.of(item.slot, item.person, standing.language)
    changes = tuple(_changes(before, after)) if after else ()
    if item.person.email.lower() != standing.email.lower():
        changes += (Change.ADDRESS,)
    return replace(item, due=Due.CHANGED if changes else Due.SETTLED, before=before, changes=changes)


def _gone(invitation: CalendarInvitation, why: Why) -> Item:
    return Item(
        slot=invitation.slot,
        person=invitation.person,
        due=Due.GONE,
        invitation=invitation,
        before=Said.read(invitation.said),
        why=why,
    )


def _why(edition: Edition, slot: Slot) -> Why:
    if edition.state != State.PUBLISHED:
        return Why.CANCELLED if edition.state == State.CANCELLED else Why.WITHDRAWN
    return Why.SLOT if slot.removed_at else Why.PART


def _changes(before: Said, after: Said) -> Iterator[Change]:
    pairs = {
        Change.WHEN: (before.when.clocks, after.when.clocks),
        Change.WHERE: (before.place, after.place),
        Change.TITLE: (before.title, after.title),
        Change.ONLINE: (before.online, after.online),
        Change.PART: (before.parts, after.parts),
    }
    return (change for change, (old, new) in pairs.items() if old != new)


def _parts(slot: Slot, person: Person, language: str) -> Iterator[tuple[RoleKind, str]]:
    for role in slot.roles:
        if role.person is not None and role.person.id == person.id:
            talk = role.talk.title.wording(language, slot.edition.languages).text if role.talk else ""
            yield role.kind, talk
