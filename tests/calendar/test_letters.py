"""Letters about invitations, from what is stored to the bytes that leave, read again as a mail program does."""

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy.orm import Session

from academy.agenda.actions import remove_slot
from academy.config import Config
from academy.db.engine import Database
from academy.jobs.rendering import composed
from academy.kit.dates import long_day
from academy.outbox.delivering import secrets_of
from academy.web.letters import Written, written
from tests import factories
from tests.calendar.invited import change, invitation, last, message, retitle, send, slot_with, somebody
from tests.factories import DAY, LATER, words


def read(app: Flask, db: Session) -> Written:
    """The last letter, as it is read."""
    return written(app, last(db), secrets_of(db, last(db)))


def test_a_letter_carries_its_calendar_as_mail_programs_expect_it(
    empty_app: Flask, database: Database, config: Config
) -> None:
    with database.writing() as db:
        edition = factories.edition(db, published=True)
        long = words("حلقة نقاش " * 30, en="Panel " * 40)
        slot = slot_with(db, edition, somebody(db, "مريم"))
        change(db, slot, title=long)
        send(db, edition)
        letter = last(db)
        found = message(composed(letter, read(empty_app, db), config))
    types = [part.get_content_type() for part in found.walk()]
    assert types[0] == "multipart/mixed"
    assert types[1:5] == ["multipart/alternative", "text/plain", "text/html", "text/calendar"]
    (part,) = [part for part in found.walk() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_content())
    assert part.get_param("method") == calendar["METHOD"] == "REQUEST"
    assert part.get_content_charset() == "utf-8"
    (event,) = calendar.walk("VEVENT")
    assert (str(event["UID"]), str(event["SUMMARY"])) == (str(slot.uid), ("Panel " * 40))
    assert event["ATTENDEE"].params["CN"] == "مريم Peña"
    (attached,) = found.iter_attachments()
    assert Calendar.from_ical(attached.get_content())["METHOD"] == "REQUEST"


def test_an_invitation_says_what_when_where_and_leads_to_its_page(empty_app: Flask, database: Database) -> None:
    with database.writing() as db:
        edition = factories.edition(db, published=True, city=words("Puebla"), country="MX")
        slot = slot_with(db, edition, somebody(db), room=factories.room(db, edition))
        send(db, edition)
        said, number = read(empty_app, db), invitation(db).id
        token = secrets_of(db, last(db))["token"]
    assert said.subject == "Invitation: Welcome"
    for line in (
        "Dear Ana Peña,",
        "When: Monday 23 November 2026, 09:00–10:00 (Mexico City, UTC-6)",
        "Where: Main hall, Puebla, Mexico",
        "Your part: Speaker",
        f"http://academy.test/en/workshop-2026/programme/{slot.code}/",
        f"http://academy.test/en/reply/{token}",
    ):
        assert line in said.text.splitlines(), line
    assert f'href="http://academy.test/en/reply/{token}"' in said.html
    assert token.startswith(f"{number}-")
    assert "reaches nobody" in said.text


def test_the_token_stands_in_no_calendar_and_in_no_fact(database: Database) -> None:
    with database.writing() as db:
        edition = factories.edition(db, published=True)
        slot_with(db, edition, somebody(db))
        send(db, edition)
        token = secrets_of(db, last(db))["token"]
        assert token not in str(last(db).calendar)
        assert token not in str(last(db).facts)


def test_an_update_says_what_was_and_what_is(empty_app: Flask, database: Database) -> None:
    with database.writing() as db:
        edition = factories.edition(db, published=True)
        slot = slot_with(db, edition, somebody(db))
        send(db, edition)
        retitle(db, slot, "Opening")
        send(db, edition)
        said = read(empty_app, db)
    assert said.subject == "Changed: Opening"
    lines = [line.strip() for line in said.text.splitlines()]
    at = lines.index("Title")
    assert lines[at + 1 : at + 3] == ["before: Welcome", "now: Opening"]
    assert "The answer that you may have given still holds." in lines


def test_a_cancellation_says_why_and_asks_nothing(empty_app: Flask, database: Database) -> None:
    with database.writing() as db:
        edition = factories.edition(db, published=True)
        slot = slot_with(db, edition, somebody(db))
        send(db, edition)
        remove_slot(db, edition, slot, LATER)
        send(db, edition)
        said = read(empty_app, db)
    assert said.subject == "Cancelled: Welcome"
    assert "It was taken out of the programme." in said.text
    assert "/reply/" not in said.text + said.html


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt", "ar"])
def test_a_letter_is_in_the_persons_language(empty_app: Flask, database: Database, language: str) -> None:
    with database.writing() as db:
        edition = factories.edition(db, published=True, zone_name="Africa/Casablanca")
        ana = somebody(db)
        ana.language = language
        slot_with(db, edition, ana)
        send(db, edition)
        said = read(empty_app, db)
    assert f'lang="{language}"' in said.html
    assert f"http://academy.test/{language}/reply/" in said.text
    assert long_day(DAY, language) in said.text
