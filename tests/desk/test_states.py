"""Publishing, withdrawing and cancelling from the desk, as readers and their calendars see it."""

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from academy.db.engine import Database
from tests.conftest import Organiser
from tests.desk.forms import Facts, errors_in, fill, main_form, press, said_above
from tests.desk.stored import RCM, everything, version_of

PAGE, ICS = "/en/rcm-2021/", "/en/rcm-2021/calendar.ics"
DRAFT: Facts = {"series": "rcm-workshops", "slug": "rcm-2027", "title-en": "Second workshop", "starts_on": "2027-05-03",
         "ends_on": "2027-05-04", "zone_name": "-06:00", "languages": ["en", "es"]}  # fmt: skip


def entries(client: FlaskClient, address: str = ICS) -> dict[str, tuple[str, int]]:
    """Status and SEQUENCE of every entry of a calendar, by its UID."""
    calendar = Calendar.from_ical(client.get(address).data)
    return {
        str(event["UID"]): (str(event.get("STATUS", "CONFIRMED")), int(str(event.get("SEQUENCE", 0))))
        for event in calendar.walk("VEVENT")
    }


def raised(before: dict[str, tuple[str, int]], after: dict[str, tuple[str, int]]) -> bool:
    """Whether every entry that was there is there, with a higher SEQUENCE."""
    return all(after[uid][1] > sequence for uid, (_, sequence) in before.items())


def statuses(found: dict[str, tuple[str, int]]) -> set[str]:
    return {status for status, _ in found.values()}


def test_publish_withdraw_publish_cancel_and_publish_again(
    organiser: Organiser, client: FlaskClient, demonstration: Database
) -> None:
    published = entries(client)
    assert statuses(published) == {"CONFIRMED"}
    page = press(organiser, RCM, "Withdraw")
    assert "The edition was withdrawn" in page.text
    assert client.get(PAGE).status_code == 410
    assert client.get(PAGE + "programme/").status_code == 410
    withdrawn = entries(client)
    assert statuses(withdrawn) == {"CANCELLED"}
    assert raised(published, withdrawn)
    press(organiser, RCM, "Publish")
    again = entries(client)
    assert (client.get(PAGE).status_code, statuses(again)) == (200, {"CONFIRMED"})
    assert raised(withdrawn, again)
    version = version_of(demonstration, "rcm-2021")
    press(organiser, RCM, "Cancel the event")
    assert version_of(demonstration, "rcm-2021") > version
    cancelled = client.get(PAGE)
    assert cancelled.status_code == 200
    assert "cancelled" in cancelled.text.lower()
    assert statuses(entries(client)) == {"CANCELLED"}
    assert raised(again, entries(client))
    press(organiser, RCM, "Publish")
    assert statuses(entries(client)) == {"CONFIRMED"}


def test_a_draft_is_seen_by_the_desk_only(organiser: Organiser, client: FlaskClient) -> None:
    assert fill(organiser, "/desk/editions/new", DRAFT).location == "/desk/editions/rcm-2027"
    for address in ("", "programme/", "calendar.ics", "programme/x/"):
        assert client.get(f"/en/rcm-2027/{address}").status_code == 404, address
    assert "Second workshop" not in client.get("/en/").text + client.get("/api/v1/editions").text
    assert "Second workshop" in organiser.get("/desk/").text
    added = fill(organiser, "/desk/editions/rcm-2027/programme/new", {"title-en": "First talk", "hours": "9-10"})
    assert added.status_code == 303, errors_in(added.text)
    assert press(organiser, "/desk/editions/rcm-2027", "Publish").status_code == 200
    assert "Second workshop" in client.get("/en/").text
    assert "First talk" in client.get("/en/rcm-2027/programme/").text
    assert [sequence for _, sequence in entries(client, "/en/rcm-2027/calendar.ics").values()] == [0]


@pytest.mark.parametrize("state", ["draft", "published", "no-such", ""])
def test_a_state_that_cannot_follow_is_refused(organiser: Organiser, demonstration: Database, state: str) -> None:
    before = everything(demonstration)
    answer = organiser.post(f"{RCM}/state", {"state": state})
    assert answer.status_code == 422
    assert said_above(answer.text)
    assert everything(demonstration) == before


def test_each_state_offers_what_can_follow(organiser: Organiser) -> None:
    def offered() -> set[str]:
        page = organiser.get(RCM).text
        return {
            text for text in ("Publish", "Withdraw", "Cancel the event") if f'<button class="button">{text}<' in page
        }

    assert offered() == {"Withdraw", "Cancel the event"}
    press(organiser, RCM, "Cancel the event")
    assert offered() == {"Publish", "Withdraw"}
    press(organiser, RCM, "Withdraw")
    assert offered() == {"Publish"}


def test_nothing_is_done_without_the_token_of_the_form(
    organiser: Organiser, client: FlaskClient, demonstration: Database
) -> None:
    before = everything(demonstration)
    facts = main_form(organiser.get(f"{RCM}/facts").text).filled({"venue-en": "New"})
    for token in (None, "", "made up"):
        facts.pop("csrf_token", None)
        sent = facts if token is None else {**facts.to_dict(), "csrf_token": token}
        for address in ("facts", "state", "programme/new", "programme/typed", "lists", "quotas", "note", "invitation"):
            answer = organiser.client.post(f"{RCM}/{address}", data=sent)
            assert (answer.status_code, "open for too long" in answer.text) == (400, True), address
    assert everything(demonstration) == before
    assert client.get("/en/rcm-2021/").status_code == 200
