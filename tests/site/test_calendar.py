"""Calendars as they are asked for: by address, again and again, and after things have changed."""

from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from icalendar.cal import Component

from academy.agenda.actions import cancel, remove_slot, restore_slot, withdraw
from academy.agenda.queries import list_slots
from academy.db.engine import Database
from academy.editions.queries import get_whole_edition
from tests.conftest import NOW, Organiser
from tests.factories import LATER
from tests.factories import edition as new_edition
from tests.factories import slot as new_slot
from tests.factories.addresses import addresses, things_of

RCM = "/en/rcm-2021/calendar.ics"


def events(reader: FlaskClient, address: str) -> list[Component]:
    answer = reader.get(address)
    assert answer.status_code == 200, (address, answer.text)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def test_each_address_gives_a_calendar(client: FlaskClient, demonstration: Database) -> None:
    with demonstration.reading() as db:
        found = addresses(client.application, things_of(db, "casablanca-2027"), "ar", "site.calendar.")
    calendars = {endpoint: address for endpoint, address in found.items() if address.endswith(".ics")}
    assert len(calendars) == 5
    for endpoint, address in calendars.items():
        assert events(client, address), endpoint
        answer = client.get(address)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Content-Disposition"] == f'inline; filename="{address.split("/")[-1]}"'
        assert b"\r\n" in answer.data
        assert max(len(line) for line in answer.data.split(b"\r\n")) <= 75


def test_the_edition_s_calendar_has_every_slot_once(reader: FlaskClient) -> None:
    found = events(reader, "/en/casablanca-2027/calendar.ics")
    assert len(found) == len({str(event["UID"]) for event in found}) == 60
    assert {str(event["STATUS"]) for event in found} == {"CONFIRMED"}


def test_a_day_has_the_slots_of_that_day_only(reader: FlaskClient) -> None:
    whole = events(reader, "/en/casablanca-2027/calendar.ics")
    of_day = events(reader, "/en/casablanca-2027/calendar/2027-03-11.ics")
    wanted = [str(event["UID"]) for event in whole if f"{event.decoded('DTSTART'):%Y-%m-%d}" == "2027-03-11"]
    assert [str(event["UID"]) for event in of_day] == wanted != []


@pytest.mark.parametrize("day", ["2027-03-09", "2027-03-17", "1999-01-01", "nonsense", "2027-02-30"])
def test_a_day_without_slots_has_no_calendar(reader: FlaskClient, day: str) -> None:
    assert reader.get(f"/en/casablanca-2027/calendar/{day}.ics").status_code == 404


def test_a_slot_has_the_same_entry_in_every_calendar(client: FlaskClient, demonstration: Database) -> None:
    with demonstration.reading() as db:
        code = things_of(db, "rcm-2021")["code"]
    alone = events(client, f"/en/rcm-2021/programme/{code}.ics")
    assert len(alone) == 1
    same = [event for event in events(client, RCM) if event["UID"] == alone[0]["UID"]]
    assert [event.to_ical() for event in same] == [alone[0].to_ical()]


def test_the_hours_are_the_instants_that_gmt_6_means(reader: FlaskClient) -> None:
    first = min(events(reader, RCM), key=lambda event: event.decoded("DTSTART"))
    assert first.decoded("DTSTART").astimezone(UTC) == datetime(2021, 8, 26, 15, 0, tzinfo=UTC)


def test_an_edition_without_hours_has_whole_days(reader: FlaskClient) -> None:
    found = events(reader, "/en/rifess-2024/calendar.ics")
    assert {event.decoded("DTSTART") for event in found} == {date(2024, 9, 5), date(2024, 9, 6)}
    assert "have no hours yet: in calendars they last all day." in reader.get("/en/rifess-2024/calendar/").text


def test_a_series_has_all_editions_those_without_a_programme_as_one_entry(reader: FlaskClient) -> None:
    found = events(reader, "/en/series/ilo-sse-academy.ics")
    assert [(event.decoded("DTSTART"), event.decoded("DTEND")) for event in found] == [
        (date(2019, 10, 14), date(2019, 10, 19))  # of the others no day is known
    ]


def test_the_page_names_the_address_to_subscribe_to(reader: FlaskClient) -> None:
    page = reader.get("/en/casablanca-2027/calendar/").text
    assert "http://academy.test/en/casablanca-2027/calendar.ics" in page
    assert 'href="webcal://academy.test/en/casablanca-2027/calendar.ics"' in page
    for day in ("2027-03-10", "2027-03-16"):
        assert f'href="/en/casablanca-2027/calendar/{day}.ics"' in page


def test_an_unchanged_calendar_is_the_same_bytes_and_answered_with_304(reader: FlaskClient) -> None:
    for language in ("en", "ar"):
        address = f"/{language}/casablanca-2027/calendar.ics"
        first, second = reader.get(address), reader.get(address)
        assert first.data == second.data
        again = reader.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_a_removed_slot_is_cancelled_and_comes_back(client: FlaskClient, demonstration: Database) -> None:
    before = client.get(RCM)
    with demonstration.writing() as db:
        edition = get_whole_edition(db, "rcm-2021")
        slot = list_slots(db, edition)[0]
        code, uid = slot.code, str(slot.uid)
        remove_slot(db, edition, slot, LATER)
    after = client.get(RCM, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    for address in (RCM, f"/en/rcm-2021/programme/{code}.ics", "/en/rcm-2021/calendar/2021-08-26.ics"):
        entry = next(event for event in events(client, address) if str(event["UID"]) == uid)
        assert (str(entry["STATUS"]), entry.decoded("SEQUENCE")) == ("CANCELLED", 1)
    assert client.get(f"/en/rcm-2021/programme/{code}/").status_code == 404
    assert f"s-{code}" not in client.get("/en/rcm-2021/programme/").text
    with demonstration.writing() as db:
        edition = get_whole_edition(db, "rcm-2021")
        restore_slot(db, edition, next(one for one in list_slots(db, edition, removed=True) if one.code == code), LATER)
    entry = next(event for event in events(client, RCM) if str(event["UID"]) == uid)
    assert (str(entry["STATUS"]), entry.decoded("SEQUENCE")) == ("CONFIRMED", 2)


@pytest.mark.parametrize("verb", [withdraw, cancel])
def test_an_edition_that_does_not_take_place_is_cancelled_in_calendars(
    client: FlaskClient, demonstration: Database, verb: object
) -> None:
    with demonstration.writing() as db:
        found = addresses(client.application, things_of(db, "casablanca-2027"), "en", "site.calendar.")
        verb(db, get_whole_edition(db, "casablanca-2027"), NOW)  # type: ignore[operator]
    for endpoint, address in found.items():
        if address.endswith(".ics"):
            mine = [event for event in events(client, address) if event.decoded("DTSTART").year == 2027]
            assert {str(event["STATUS"]) for event in mine} == {"CANCELLED"}, endpoint
    assert client.get("/en/casablanca-2027/").status_code == (410 if verb is withdraw else 200)


def test_a_withdrawn_edition_tells_nothing_but_that_it_is_cancelled(
    client: FlaskClient, demonstration: Database
) -> None:
    with demonstration.writing() as db:
        withdraw(db, get_whole_edition(db, "casablanca-2027"), NOW)
    for event in events(client, "/en/casablanca-2027/calendar.ics"):
        assert not {"DESCRIPTION", "LOCATION", "URL", "CONFERENCE", "CATEGORIES"} & set(event)


def test_a_draft_has_no_calendar_not_even_for_the_desk(
    client: FlaskClient, organiser: Organiser, demonstration: Database
) -> None:
    with demonstration.writing() as db:
        code = new_slot(db, new_edition(db, "draft")).code
    for address in ("/en/draft/calendar.ics", f"/en/draft/programme/{code}.ics", "/en/draft/calendar/2026-11-23.ics"):
        assert client.get(address).status_code == organiser.get(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/en/nothing/calendar.ics",
        "/en/people/nobody.ics",
        "/en/series/nothing.ics",
        "/en/rcm-2021/programme/nothing.ics",
        "/en/sse-academy-madrid-2019/calendar/2019-10-14.ics",
    ],
)
def test_there_is_no_calendar_of_nothing(reader: FlaskClient, address: str) -> None:
    answer = reader.get(address)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")
