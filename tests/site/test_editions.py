"""Pages of series and editions, and what they tell machines."""

import json
import re
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from academy.agenda.actions import cancel, withdraw
from academy.db.engine import Database
from academy.editions.queries import get_whole_edition
from tests.conftest import NOW, Organiser

EDITIONS = ("rcm-2021", "casablanca-2027", "rifess-2024", "sse-academy-madrid-2019")


def event_of(reader: FlaskClient, edition: str, language: str = "en") -> dict[str, Any]:
    page = reader.get(f"/{language}/{edition}/").text
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(blocks) == 1
    event: dict[str, Any] = json.loads(blocks[0])
    return event


def everything_in(value: object) -> list[object]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value, *(deep for one in inner for deep in everything_in(one))]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("edition", EDITIONS)
def test_an_edition_is_an_event_of_schema_org(reader: FlaskClient, edition: str, language: str) -> None:
    event = event_of(reader, edition, language)
    assert (event["@context"], event["@type"]) == ("https://schema.org", "EducationEvent")
    assert event["url"] == event["@id"] == f"http://academy.test/{language}/{edition}/"
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert {"name", "startDate", "endDate", "eventAttendanceMode", "location", "organizer"} <= event.keys()
    assert [one for one in everything_in(event) if one in (None, "", [], {})] == []


def test_the_slots_of_the_rcm_workshop_carry_the_offset_of_gmt_6(reader: FlaskClient) -> None:
    event = event_of(reader, "rcm-2021")
    starts = [slot["startDate"] for slot in event["subEvent"]]
    assert len(starts) == 7
    assert {start[-6:] for start in starts} == {"-06:00"}
    assert starts[0] == "2021-08-26T09:00:00-06:00"
    assert event["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert {place["@type"] for place in event["location"]} == {"VirtualLocation"}


def test_in_casablanca_the_offset_changes_with_the_clock(reader: FlaskClient) -> None:
    event = event_of(reader, "casablanca-2027")
    by_day = {slot["startDate"][:10]: slot["startDate"][-6:] for slot in event["subEvent"] if "T" in slot["startDate"]}
    offsets = list(dict(sorted(by_day.items())).values())
    assert len(by_day) >= 6
    assert set(offsets) == {"+00:00", "+01:00"}
    assert sorted(offsets) == offsets
    assert len(event["subEvent"]) == 60
    for slot in event["subEvent"]:
        if "endDate" in slot and "T" in slot["startDate"]:
            assert datetime.fromisoformat(slot["startDate"]) < datetime.fromisoformat(slot["endDate"])
    assert {place["@type"] for place in event["location"]} >= {"Place"}
    assert event["location"][0]["address"]["addressCountry"] == "MA"


def test_without_hours_there_is_a_day_and_no_end(reader: FlaskClient) -> None:
    event = event_of(reader, "rifess-2024")
    assert (event["startDate"], event["endDate"]) == ("2024-09-05", "2024-09-06")
    assert {slot["startDate"] for slot in event["subEvent"]} == {"2024-09-05", "2024-09-06"}
    assert [slot for slot in event["subEvent"] if "endDate" in slot] == []


def test_a_cancelled_edition_says_so_everywhere(client: FlaskClient, demonstration: Database) -> None:
    with demonstration.writing() as db:
        cancel(db, get_whole_edition(db, "casablanca-2027"), NOW)
    event = event_of(client, "casablanca-2027")
    states = {event["eventStatus"], *(slot["eventStatus"] for slot in event["subEvent"])}
    assert states == {"https://schema.org/EventCancelled"}
    for address in ("/en/casablanca-2027/", "/en/casablanca-2027/programme/", "/en/"):
        assert "cancelled" in client.get(address).text.lower()


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_page_of_an_edition_announces_its_other_forms(reader: FlaskClient, edition: str) -> None:
    for rest in ("", "programme/", "people/", "practices/", "invited/", "calendar/"):
        page = reader.get(f"/fr/{edition}/{rest}").text
        announced = re.findall(r'<link rel="alternate" type="([^"]+)"[^>]* href="([^"]+)"', page)
        assert [kind for kind, _ in announced] == ["text/calendar", "application/json"]
        for kind, address in announced:
            assert address.startswith("http://academy.test/")
            answer = reader.get(address.removeprefix("http://academy.test"))
            assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (200, kind)


def test_the_first_page_shows_what_comes_and_what_was(reader: FlaskClient) -> None:
    page = reader.get("/en/").text
    coming, past = page.split('<h2 id="past">')
    assert "/en/casablanca-2027/" in coming
    assert "/en/casablanca-2027/" not in past
    for edition in ("rcm-2021", "rifess-2024", "sse-academy-madrid-2019"):
        assert f"/en/{edition}/" in past


def test_a_series_shows_all_its_editions_the_latest_first(reader: FlaskClient) -> None:
    page = reader.get("/en/series/ilo-sse-academy/").text
    places = [page.index(f"/en/sse-academy-{name}/") for name in ("madrid-2019", "puebla-2015", "turin-2010")]
    assert places == sorted(places)
    assert '<link rel="alternate" type="text/calendar"' in page


def test_both_years_that_sources_give_are_shown_with_their_sources(reader: FlaskClient) -> None:
    page = reader.get("/en/sse-academy-puebla-2015/").text
    section = page[page.index("About the dates") :]
    assert section.count("<li>") >= 2
    assert "(shown here)" in section


def test_a_date_that_was_assumed_says_so(reader: FlaskClient) -> None:
    assert "(assumed)" in reader.get("/en/rcm-2021/").text


def test_an_installation_without_editions_says_what_belongs_here(empty_app: Flask) -> None:
    client = empty_app.test_client()
    page = client.get("/en/")
    assert page.status_code == 200
    assert "Nothing is announced at the moment." in page.text
    assert "No edition has taken place yet." in page.text
    assert client.get("/api/v1/editions").get_json() == {"editions": []}


def test_a_withdrawn_edition_is_gone_for_readers_and_there_for_the_desk(
    client: FlaskClient, organiser: Organiser, demonstration: Database
) -> None:
    with demonstration.writing() as db:
        withdraw(db, get_whole_edition(db, "rcm-2021"), NOW)
    for rest in ("", "programme/", "people/", "practices/", "invited/", "calendar/"):
        answer = client.get(f"/en/rcm-2021/{rest}")
        assert answer.status_code == 410
        assert "This edition was withdrawn" in answer.text
        seen = organiser.get(f"/en/rcm-2021/{rest}")
        assert seen.status_code == 200
        assert "only the desk sees this page" in seen.text
    assert "/en/rcm-2021/" not in client.get("/en/").text
    assert client.get("/en/series/rcm-workshops/").status_code == 404
    assert client.get("/api/v1/editions/rcm-2021").status_code == 404
