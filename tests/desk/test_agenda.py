"""Items of the programme at the desk: added, changed, moved, copied, taken out and put back."""

import re

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from werkzeug.test import TestResponse

from academy.agenda.models import Presence, RoleKind, SlotKind
from academy.agenda.rules import arranged
from academy.db.engine import Database
from tests.conftest import Organiser
from tests.desk.forms import errors_in, fill, form_with, main_form, press, send
from tests.desk.stored import CASABLANCA, RCM, everything, slot_called, slots_of, version_of

PROGRAMME = f"{RCM}/programme"


def titles(database: Database) -> list[str]:
    return [slot.title["en"][:12] for slot in arranged(slots_of(database, "rcm-2021"))]


def entry(client: FlaskClient, uid: object) -> tuple[str, int]:
    """Status and SEQUENCE of an item in the calendar of the edition."""
    calendar = Calendar.from_ical(client.get("/en/rcm-2021/calendar.ics").data)
    found = next(event for event in calendar.walk("VEVENT") if str(event["UID"]) == str(uid))
    return str(found.get("STATUS", "CONFIRMED")), int(str(found["SEQUENCE"]))


def undo(organiser: Organiser, page: TestResponse) -> TestResponse:
    """Press the button that the page offers to take the act back."""
    form = form_with(page.text, "Undo")
    return organiser.client.post(form.action, data=form.filled({}), follow_redirects=True)


def test_an_item_with_everything_is_added(organiser: Organiser, client: FlaskClient, demonstration: Database) -> None:
    version = version_of(demonstration, "casablanca-2027")
    address = f"{CASABLANCA}/programme/new"
    form = main_form(organiser.get(address).text)
    room = re.findall(r'<option value="([a-z0-9-]+)"', organiser.get(address).text.split('name="room"')[1])[0]
    answer = send(
        organiser,
        address,
        form,
        {
            "title-en": "Round table",
            "title-es": "Mesa redonda",
            "title-ar": "مائدة مستديرة",
            "about-en": "A first paragraph.\r\n\r\n- one\r\n- two",
            "kind": "panel",
            "day": "2027-03-11",
            "hours": "14h30 – 16h",
            "room": room,
            "directs": "ILO",
            "roles-0-who": "leandro MORAIS",
            "roles-0-behind": "Professor\r\nInternational Labour Organization",
            "roles-0-kind": "moderator",
            "roles-0-presence": "remote",
            "talks-0-title-en": "A talk",
            "talks-0-practice": "innovacion-migrante",
            "talks-0-who": "Leandro Morais, Professor, ILO",
            "floor_languages": ["en", "ar"],
            "capacity": "40",
            "online_url": "https://example.org/room",
            "doubt": "Is the room large enough?",
        },
    )
    assert answer.status_code == 303, errors_in(answer.text)
    slot = slot_called(demonstration, "casablanca-2027", "Round table")
    role, spoken = slot.roles
    assert role.person
    assert role.person.slug == "leandro-morais"
    assert spoken.person is role.person
    assert (role.kind, role.presence) == (RoleKind.MODERATOR, Presence.REMOTE)
    assert [one.post.get("en", "") for one in role.affiliations] == ["Professor", ""]
    assert role.affiliations[1].institution
    assert (slot.kind, slot.capacity, slot.floor_languages) == (SlotKind.PANEL, 40, ("en", "ar"))
    assert slot.talks[0].practice
    assert slot.title["ar"] == "مائدة مستديرة"
    assert version_of(demonstration, "casablanca-2027") > version
    page = client.get("/en/casablanca-2027/programme/?day=2027-03-11").text
    assert "Round table" in page
    assert "large enough" not in page


def test_an_unknown_name_is_asked_about_and_then_added(organiser: Organiser, demonstration: Database) -> None:
    before = everything(demonstration)
    address = f"{PROGRAMME}/{slot_called(demonstration, 'rcm-2021', 'Closing').code}"
    asked = fill(organiser, address, {"roles-0-who": "Ana Peña", "directs": "Liga de Cooperativas"})
    assert asked.status_code == 422
    assert "One name" not in asked.text
    form = main_form(asked.text)
    assert form.value("nature-ana pena") == "person"
    assert "nature-liga de cooperativas" not in form.names  # what directs is an institution
    assert everything(demonstration) == before
    assert send(organiser, address, form, {}).status_code == 303
    closing = slot_called(demonstration, "rcm-2021", "Closing")
    assert closing.roles[0].person
    assert closing.roles[0].person.name == "Ana Peña"
    assert closing.directed_by
    assert closing.directed_by.name == {"en": "Liga de Cooperativas"}


def test_a_person_cannot_direct(organiser: Organiser, demonstration: Database) -> None:
    before = everything(demonstration)
    answer = fill(organiser, f"{PROGRAMME}/new", {"title-en": "Talk", "directs": "Leandro Morais"})
    assert answer.status_code == 422
    assert "is a person" in errors_in(answer.text)["directs"]
    assert everything(demonstration) == before


def test_a_copy_stands_behind_the_item_and_can_be_undone(organiser: Organiser, demonstration: Database) -> None:
    before = titles(demonstration)
    code = slot_called(demonstration, "rcm-2021", "Presentation of the Migrant").code
    page = press(organiser, PROGRAMME, "Duplicate", f"/{code}/duplicate")
    after = titles(demonstration)
    place = before.index("Presentation")
    assert after == [*before[: place + 1], "Presentation", *before[place + 1 :]]
    copies = [slot for slot in slots_of(demonstration, "rcm-2021") if slot.title["en"].startswith("Presentation of")]
    assert len({slot.uid for slot in copies}) == 2
    assert [len(slot.roles) for slot in copies] == [1, 1]
    undone = undo(organiser, page)
    assert undone.status_code == 200
    assert titles(demonstration) == before


def test_an_item_taken_out_is_cancelled_in_calendars_and_can_be_put_back(
    organiser: Organiser, client: FlaskClient, demonstration: Database
) -> None:
    slot = slot_called(demonstration, "rcm-2021", "Welcome")
    before = entry(client, slot.uid)
    page = press(organiser, PROGRAMME, "Take out", f"/{slot.code}/remove")
    assert "1 item was taken out" in page.text
    assert f'id="s-{slot.code}"' not in page.text
    assert "Welcome" not in client.get("/en/rcm-2021/programme/").text
    assert "was taken out of the programme" in organiser.get(f"{PROGRAMME}/{slot.code}").text
    cancelled = entry(client, slot.uid)
    assert cancelled == ("CANCELLED", before[1] + 1)
    undo(organiser, page)
    assert entry(client, slot.uid) == ("CONFIRMED", before[1] + 2)
    assert "Welcome" in client.get("/en/rcm-2021/programme/").text
    press(organiser, PROGRAMME, "Take out", f"/{slot.code}/remove")
    again = press(organiser, PROGRAMME, "Put back", f"/{slot.code}/restore")
    assert "taken out" not in again.text
    assert entry(client, slot.uid) == ("CONFIRMED", before[1] + 4)


def test_parallel_items_change_places_and_back(
    organiser: Organiser, client: FlaskClient, demonstration: Database
) -> None:
    before = titles(demonstration)
    slot = slot_called(demonstration, "rcm-2021", "Experiences")
    sequence = entry(client, slot.uid)[1]
    page = press(organiser, PROGRAMME, "Down", f"/{slot.code}/move")
    place = before.index("Experiences ")
    assert titles(demonstration) == [*before[:place], before[place + 1], before[place], *before[place + 2 :]]
    assert entry(client, slot.uid)[1] == sequence + 1
    undo(organiser, page)
    assert titles(demonstration) == before


def test_where_the_hours_decide_one_is_told(organiser: Organiser, demonstration: Database) -> None:
    before = everything(demonstration)
    code = slot_called(demonstration, "rcm-2021", "Welcome").code
    for by in ("-1", "1"):
        answer = organiser.post(f"{PROGRAMME}/{code}/move", {"by": by}, follow_redirects=True)
        assert "There the hours decide the order" in answer.text
    assert everything(demonstration) == before


def test_an_item_of_another_edition_is_none_of_this_one(organiser: Organiser, demonstration: Database) -> None:
    before = everything(demonstration)
    code = slot_called(demonstration, "rcm-2021", "Welcome").code
    address = f"{CASABLANCA}/programme/{code}"
    assert organiser.get(address).status_code == 404
    for act in ("", "/remove", "/restore", "/duplicate", "/move"):
        assert organiser.post(address + act).status_code == 404, act
    several = organiser.post(f"{CASABLANCA}/programme/remove", {"codes": code})
    assert several.status_code == 404
    assert everything(demonstration) == before


def test_midnight_and_the_next_day(organiser: Organiser, demonstration: Database) -> None:
    for hours, kept in {"22:00-24:00": "22:00–24:00", "22h–0h30+1": "22:00–00:30+1", "0:00": "00:00"}.items():
        title = f"Night {hours}"
        answer = fill(organiser, f"{CASABLANCA}/programme/new", {"title-en": title, "hours": hours})
        assert answer.status_code == 303, errors_in(answer.text)
        code = slot_called(demonstration, "casablanca-2027", title).code
        address = f"{CASABLANCA}/programme/{code}"
        assert main_form(organiser.get(address).text).value("hours") == kept
        before = everything(demonstration)
        assert fill(organiser, address, {}).status_code == 303
        assert everything(demonstration) == before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rooms-0-name-en": "Large hall"}, ""),
        ({f"rooms-0-name-{code}": "" for code in ("en", "es", "fr", "pt", "ar")}, "still stands in the programme"),
    ],
)
def test_rooms_are_renamed_but_not_given_up_while_they_are_used(
    organiser: Organiser, demonstration: Database, change: dict[str, str], message: str
) -> None:
    before = everything(demonstration)
    answer = fill(organiser, f"{CASABLANCA}/lists", change)
    if message:
        assert answer.status_code == 422
        assert message in answer.text
        assert everything(demonstration) == before
    else:
        assert answer.status_code == 303
        assert "Large hall" in organiser.get("/en/casablanca-2027/programme/").text


def test_new_rooms_parts_and_electives_are_offered_for_items(organiser: Organiser) -> None:
    answer = fill(
        organiser,
        f"{RCM}/lists",
        {
            "rooms-0-name-en": "Blue room",
            "rooms-0-capacity": "30",
            "rooms-1-name-es": "Sala",
            "parts-0-name-en": "Morning",
            "electives-0-name-en": "Social finance",
        },
    )
    assert answer.status_code == 303, errors_in(answer.text)
    page = organiser.get(f"{PROGRAMME}/new").text
    for name in ("Blue room", "Morning", "Social finance", "Sala"):
        assert f">{name}<" in page
