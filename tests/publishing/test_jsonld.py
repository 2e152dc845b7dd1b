"""An edition as schema.org sees it."""

from datetime import date, time
from typing import Any

import pytest

from academy.agenda.models import Affiliation, Role, RoleKind, Room, Slot
from academy.editions.models import Contribution, Edition, Mode, Organiser, State
from academy.people.models import Institution, Person
from academy.publishing.jsonld import edition_as_event
from tests.factories import loose_edition, loose_slot, words

ILO = Institution(slug="ilo", name=words("International Labour Organization"), acronym=words("ILO"))


def page_of(thing: Slot | Edition) -> str:
    return f"https://a.example/{thing.code if isinstance(thing, Slot) else thing.slug}"


def node(edition: Edition, *slots: Slot, language: str = "en") -> dict[str, Any]:
    return edition_as_event(edition, slots, language, page_of)


def organised(**more: object) -> Edition:
    parts = [Contribution.ORGANISER, Contribution.DONOR, Contribution.SECRETARIAT]
    organisers = [Organiser(position=place, institution=ILO, part=part) for place, part in enumerate(parts)]
    return loose_edition(**{"state": State.PUBLISHED, "organisers": organisers, **more})


def test_an_edition_is_an_event() -> None:
    edition = organised(
        title=words("Workshop", es="Taller"), city=words("Puebla"), country="MX", floor_languages=("es",),
        summary=words("Summary"), venue=words("Campus"),
    )  # fmt: skip
    organisation = {"@type": "Organization", "name": "International Labour Organization"}
    assert node(edition, language="es") == {
        "@context": "https://schema.org",
        "@type": "EducationEvent",
        "@id": "https://a.example/workshop-2026",
        "url": "https://a.example/workshop-2026",
        "name": "Taller",
        "description": "Summary",
        "startDate": "2026-11-23",
        "endDate": "2026-11-27",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "eventStatus": "https://schema.org/EventScheduled",
        "location": [
            {
                "@type": "Place",
                "name": "Campus",
                "address": {"@type": "PostalAddress", "addressLocality": "Puebla", "addressCountry": "MX"},
            }
        ],
        "inLanguage": ["es"],
        "organizer": [organisation, organisation],
        "superEvent": {"@type": "EventSeries", "name": "Workshops"},
    }


def test_a_slot_is_an_event_in_it() -> None:
    edition = organised(zone_name="-06:00", city=words("Puebla"))
    ana = Person(slug="ana", given="Ana", family="Peña")
    roles = [
        Role(position=0, kind=RoleKind.SPEAKER, person=ana, affiliations=[
            Affiliation(position=0, institution=ILO), Affiliation(position=1, post=words("Chair")),
        ]),
        Role(position=1, kind=RoleKind.SPEAKER, institution=ILO),
        Role(position=2, kind=RoleKind.SPEAKER, placeholder=words("Somebody")),
    ]  # fmt: skip
    hall = Room(edition_id=1, slug="hall", position=0, name=words("Hall"))
    slot = loose_slot(edition, 1, room=hall, roles=roles, start=time(22), end=time(0, 30), days_over=1)
    (sub,) = node(edition, slot)["subEvent"]
    assert (sub["startDate"], sub["endDate"]) == ("2026-11-23T22:00:00-06:00", "2026-11-24T00:30:00-06:00")
    assert sub["location"][0]["name"] == "Hall"
    organisation = {"@type": "Organization", "name": "International Labour Organization"}
    assert sub["performer"] == [{"@type": "Person", "name": "Ana Peña", "affiliation": [organisation]}, organisation]
    assert (sub["@id"], sub["name"]) == (f"https://a.example/{slot.code}", "Item 1")


def test_what_is_unknown_is_left_out() -> None:
    edition = loose_edition(starts_on=None, ends_on=None)
    assert node(edition).keys() & {"startDate", "endDate", "location", "subEvent", "organizer", "description"} == set()
    assert "subEvent" not in node(edition, loose_slot(edition, 1, day=None))
    (sub,) = node(edition, loose_slot(edition, 1, start=None, end=None))["subEvent"]
    assert (sub["startDate"], "endDate" in sub, "performer" in sub) == ("2026-11-23", False, False)


def test_an_edition_of_one_day_ends_on_it() -> None:
    assert node(loose_edition(starts_on=date(2026, 3, 1), ends_on=None))["endDate"] == "2026-03-01"


@pytest.mark.parametrize(
    ("mode", "places", "name"),
    [
        (Mode.ON_SITE, ["Place"], "OfflineEventAttendanceMode"),
        (Mode.ONLINE, ["VirtualLocation"], "OnlineEventAttendanceMode"),
        (Mode.HYBRID, ["Place", "VirtualLocation"], "MixedEventAttendanceMode"),
    ],
)
def test_where_people_are(mode: Mode, places: list[str], name: str) -> None:
    event = node(loose_edition(mode=mode, city=words("Puebla")))
    assert [place["@type"] for place in event["location"]] == places
    assert event["eventAttendanceMode"] == f"https://schema.org/{name}"


def test_online_is_at_the_address_or_at_the_page() -> None:
    assert node(loose_edition(mode=Mode.ONLINE))["location"][0]["url"] == "https://a.example/workshop-2026"
    known = loose_edition(mode=Mode.ONLINE, online_url="https://meet.example.org/")
    assert node(known)["location"][0]["url"] == "https://meet.example.org/"


def test_a_cancelled_edition_says_so() -> None:
    edition = loose_edition(state=State.CANCELLED)
    event = node(edition, loose_slot(edition, 1))
    assert event["eventStatus"] == event["subEvent"][0]["eventStatus"] == "https://schema.org/EventCancelled"
