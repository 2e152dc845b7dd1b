"""When messages leave, as it is said at the desk: on a day, as a reminder, and not any more."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.messaging.audiences import audience
from academy.messaging.models import Message, MessageState
from academy.messaging.sending import send_due
from tests.conftest import Organiser
from tests.desk.forms import errors_in, fill, form_with, press
from tests.desk.messages import MESSAGES, message_to_moderators, messages


@pytest.fixture
def address(organiser: Organiser, demonstration: Database) -> str:
    """A message to the moderators."""
    return message_to_moderators(organiser, demonstration)


def test_a_message_is_scheduled_cancelled_and_put_back(
    organiser: Organiser, demonstration: Database, address: str
) -> None:
    past = fill(organiser, f"{address}/when", {"occasion": "at", "day": "2020-01-01", "hour": "09:00"})
    assert (past.status_code, list(errors_in(past.text))) == (422, ["hour"])
    facts = {"occasion": "at", "day": "2027-03-01", "hour": "09:00"}
    assert fill(organiser, f"{address}/when", facts).status_code == 303
    assert messages(demonstration)[-1].state == MessageState.SCHEDULED
    assert "Monday 1 March 2027" in organiser.get(MESSAGES).text
    assert "does not leave" in press(organiser, address, "Cancel the message").text
    assert messages(demonstration)[-1].state == MessageState.CANCELLED
    form = form_with(organiser.get(address).text, "Back to a draft")
    organiser.client.post(form.action, data=form.filled({"state": "scheduled"}))
    assert messages(demonstration)[-1].state == MessageState.SCHEDULED


def test_another_time_is_no_draft_when_it_is_undone(
    organiser: Organiser, demonstration: Database, address: str
) -> None:
    facts = {"occasion": "at", "day": "2027-03-01", "hour": "09:00"}
    fill(organiser, f"{address}/when", facts)
    assert "It is as it was before." in press(organiser, address, "Undo").text
    assert messages(demonstration)[-1].state == MessageState.DRAFT
    fill(organiser, f"{address}/when", facts)
    assert "Undo" in organiser.get(address).text
    fill(organiser, f"{address}/when", {**facts, "day": "2027-03-02"})
    page = organiser.get(address).text
    assert "It is scheduled" in page
    assert "Undo" not in page
    assert messages(demonstration)[-1].state == MessageState.SCHEDULED


@pytest.mark.parametrize(
    ("facts", "beside"),
    [
        ({"day": "9999-12-31", "hour": "23:59"}, "day"),
        ({"day": "0001-01-01", "hour": "00:00"}, "day"),
        ({"day": "2027-03-01", "hour": "9-10"}, "hour"),
    ],
)
def test_a_day_or_an_hour_that_cannot_be_is_refused(
    organiser: Organiser, demonstration: Database, facts: dict[str, str], beside: str
) -> None:
    fill(organiser, "/desk/editions/rcm-2021/messages/new", {"name": "W", "subject-es": "x", "body-es": "y"})
    at = f"/desk/editions/rcm-2021/messages/{messages(demonstration)[-1].id}"
    answer = fill(organiser, f"{at}/when", {"occasion": "at", **facts})
    assert (answer.status_code, list(errors_in(answer.text))) == (422, [beside])


def test_what_has_missed_its_day_is_a_draft_and_the_desk_says_so(
    organiser: Organiser, demonstration: Database, address: str
) -> None:
    said = "It has not left on its day"
    fill(organiser, f"{address}/when", {"occasion": "at", "day": "2027-03-01", "hour": "09:00"})
    assert said not in organiser.get(address).text
    with demonstration.writing() as db:
        message = db.scalars(select(Message)).one()
        message.day = date(2026, 1, 1)
        db.flush()
        assert send_due(db, datetime(2026, 1, 3, tzinfo=UTC)) == 0
    assert said in organiser.get(address).text
    assert said in organiser.get(MESSAGES).text


def test_the_preview_of_a_reminder_of_items_shows_one_as_each_letter_has(
    organiser: Organiser, demonstration: Database, address: str
) -> None:
    fill(organiser, f"{address}/words", {"body-en": "{items}"})
    fill(organiser, f"{address}/audience", {"programme_roles": []})
    with demonstration.reading() as db:
        found = audience(db, get_edition(db, "casablanca-2027"), {})
        asked = next(one for one in found.readers if len(found.slots[one.key]) > 1)
    preview = f"{address}/preview?who={asked.key}"
    assert _items_in(organiser.get(preview).text) == len(found.slots[asked.key])
    assert fill(organiser, f"{address}/when", {"occasion": "before_item", "days": "0", "hour": "09:00"}).location
    assert _items_in(organiser.get(preview).text) == 1


def test_a_reminder_that_reminds_nobody_says_so(organiser: Organiser, address: str) -> None:
    said = "nobody is reminded"
    fill(organiser, f"{address}/when", {"occasion": "before_item", "days": "3", "hour": "09:00"})
    assert said not in organiser.get(address).text
    fill(organiser, f"{address}/audience", {"programme_roles": [], "edition_roles": ["edition.organiser"]})
    assert said in organiser.get(address).text


def test_a_reminder_stands(organiser: Organiser, address: str) -> None:
    facts = {"occasion": "before_item", "days": "3", "hour": "09:00"}
    assert fill(organiser, f"{address}/when", facts).status_code == 303
    shown = organiser.get(MESSAGES).text
    assert "3 days before one’s own item" in shown
    assert "Reminder, on" in shown


def _items_in(page: str) -> int:
    return page.partition('class="prose')[2].partition("</article>")[0].count("<li>")
