"""Messages of an edition, written at the desk."""

from sqlalchemy import select

from academy.db.engine import Database
from academy.messaging.models import Message
from academy.outbox.models import Letter
from tests.conftest import Organiser
from tests.desk.forms import errors_in, fill
from tests.desk.stored import CASABLANCA

MESSAGES = f"{CASABLANCA}/messages"
WORDS = {"name": "Welcome", "subject-en": "Welcome, {name}", "body-en": "Dear {name},\r\n\r\n<b>x</b> **y** {link}"}


def message_to_moderators(organiser: Organiser, database: Database) -> str:
    """Write a message to the moderators; return the address of its page."""
    answer = fill(organiser, f"{MESSAGES}/new", WORDS)
    assert answer.status_code == 303, errors_in(answer.text)
    made = messages(database)[-1]
    at = f"{MESSAGES}/{made.id}"
    assert fill(organiser, f"{at}/audience", {"programme_roles": ["programme.moderator"]}).location == at
    return at


def messages(database: Database) -> list[Message]:
    """All messages, oldest first."""
    with database.reading() as db:
        return list(db.scalars(select(Message).order_by(Message.id)))


def letters(database: Database) -> list[Letter]:
    """All letters, oldest first."""
    with database.reading() as db:
        return list(db.scalars(select(Letter).order_by(Letter.id)))
