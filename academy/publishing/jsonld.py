"""An edition as schema.org's Event, with its slots as events inside it. Unknown things are left out."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from academy.agenda.models import Role, Slot
from academy.editions.models import Contribution, Edition, Mode, State
from academy.kit.translated import Translated
from academy.kit.zones import Zone

_ATTENDANCE = {
    Mode.ON_SITE: "https://schema.org/OfflineEventAttendanceMode",
    Mode.ONLINE: "https://schema.org/OnlineEventAttendanceMode",
    Mode.HYBRID: "https://schema.org/MixedEventAttendanceMode",
}
_STATUS = {State.CANCELLED: "https://schema.org/EventCancelled"}
_SCHEDULED = "https://schema.org/EventScheduled"
_ORGANISERS = frozenset({Contribution.ORGANISER, Contribution.CO_ORGANISER, Contribution.SECRETARIAT})

Node = dict[str, Any]
PageOf = Callable[[Slot | Edition], str]


def edition_as_event(edition: Edition, slots: Sequence[Slot], language: str, page_of: PageOf) -> Node:
    """Return an edition (loaded whole) and its slots (loaded whole) as JSON-LD for a reader's language."""
    own = edition.languages
    sub_events = [_slot_as_event(edition, slot, language, page_of) for slot in slots if slot.day]
    return _without_empty(
        {
            "@context": "https://schema.org",
            "@type": "EducationEvent",
            "@id": page_of(edition),
            "url": page_of(edition),
            "name": str(edition.title.wording(language, own)),
            "description": str(edition.summary.wording(language, own)),
            "startDate": edition.starts_on and edition.starts_on.isoformat(),
            "endDate": (edition.ends_on or edition.starts_on) and (edition.ends_on or edition.starts_on).isoformat(),  # type: ignore[union-attr]
            "eventAttendanceMode": _ATTENDANCE[edition.mode],
            "eventStatus": _STATUS.get(edition.state, _SCHEDULED),
            "location": _location(edition, language, page_of(edition)),
            "inLanguage": list(edition.floor_languages or ()),
            "organizer": [
                {"@type": "Organization", "name": str(one.institution.name.wording(language))}
                for one in edition.organisers
                if one.part in _ORGANISERS
            ],
            "superEvent": {"@type": "EventSeries", "name": str(edition.series.name.wording(language))},
            "subEvent": sub_events,
        }
    )


def _slot_as_event(edition: Edition, slot: Slot, language: str, page_of: PageOf) -> Node:
    return _without_empty(
        {
            "@type": "Event",
            "@id": page_of(slot),
            "url": page_of(slot),
            "name": str(slot.title.wording(language, edition.languages)),
            "startDate": _start(slot, edition.zone),
            "endDate": _end(slot, edition.zone),
            "eventAttendanceMode": _ATTENDANCE[edition.mode],
            "eventStatus": _STATUS.get(edition.state, _SCHEDULED),
            "location": _location(edition, language, page_of(slot), slot.room.name if slot.room else None),
            "inLanguage": list(slot.floor_languages),
            "performer": [performer for role in slot.roles if (performer := _performer(role, language))],
        }
    )


def _location(edition: Edition, language: str, page: str, room: Translated | None = None) -> list[Node]:
    own = edition.languages
    address = _without_empty(
        {
            "@type": "PostalAddress",
            "addressLocality": str(edition.city.wording(language, own)),
            "addressCountry": edition.country,
        }
    )
    name = str((room or edition.venue or edition.city).wording(language, own))
    place: Node = {"@type": "Place", "name": name, "address": address}
    online: Node = {"@type": "VirtualLocation", "url": edition.online_url or page}
    wanted = [(place, edition.mode != Mode.ONLINE and bool(name)), (online, edition.mode != Mode.ON_SITE)]
    return [node for node, is_wanted in wanted if is_wanted]


def _performer(role: Role, language: str) -> Node | None:
    if role.person:
        works_for = [
            {"@type": "Organization", "name": str(one.institution.name.wording(language))}
            for one in role.affiliations
            if one.institution
        ]
        return _without_empty({"@type": "Person", "name": role.person.name, "affiliation": works_for})
    if role.institution:
        return {"@type": "Organization", "name": str(role.institution.name.wording(language))}
    return None


def _start(slot: Slot, zone: Zone) -> str | None:
    if slot.day and slot.start is not None:
        return zone.instant(slot.day, slot.start).astimezone(zone.tzinfo).isoformat()
    return slot.day.isoformat() if slot.day else None


def _end(slot: Slot, zone: Zone) -> str | None:
    if slot.day and slot.end is not None:
        day = slot.day + timedelta(days=slot.days_over)
        return zone.instant(day, slot.end).astimezone(zone.tzinfo).isoformat()
    return None


def _without_empty(node: Node) -> Node:
    return {name: value for name, value in node.items() if value not in (None, "", [], {})}
