"""What can be done with messages, and with the address that a person is written to."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from academy.accounts.actions import read_email
from academy.agenda.queries import list_slots
from academy.editions.actions import check_revision
from academy.editions.models import Edition
from academy.kit.languages import is_language
from academy.kit.refusals import Refusal
from academy.kit.texts import clean_line
from academy.kit.translated import EMPTY, Translated
from academy.kit.words import N_
from academy.messaging.audiences import Rule
from academy.messaging.models import Message, MessageState, Occasion
from academy.messaging.placeholders import check_words
from academy.messaging.rules import When, check_changeable, check_ready, check_said, check_when
from academy.outbox.actions import withdraw_all
from academy.people.actions import write_contact
from academy.people.models import Person
from academy.trail.actions import record


@dataclass(frozen=True, slots=True)
class MessageDraft:
    """What a message says; as the columns of the same names."""

    name: str
    subject: Translated = EMPTY
    body: Translated = EMPTY
    is_announcement: bool = False
    reply_to_id: int | None = None

    @classmethod
    def of(cls, message: Message) -> "MessageDraft":
        """Return what a message says now."""
        own = (message.name, message.subject, message.body)
        return cls(*own, is_announcement=message.is_announcement, reply_to_id=message.reply_to_id)


def create_message(
    db: Session,
    edition: Edition,
    draft: MessageDraft,
    now: datetime,
    *,
    rule: Rule | None = None,
) -> Message:
    """Add a message, as a draft."""
    message = Message(edition=edition, name=draft.name, created_at=now, changed_at=now)
    _say(message, draft)
    message.audience = _plain(rule or {})
    db.add(message)
    db.flush()
    record(db, "message.written", message, now, edition_id=edition.id, after=_said(message))
    return message


def change_message(
    db: Session, message: Message, draft: MessageDraft, now: datetime, revision: int | None = None
) -> None:
    """Let a message say something else; one that was sent stays as it was, and one that is to leave says something."""
    check_revision(message.revision, revision)
    check_changeable(message)
    before = _said(message)
    _say(message, draft)
    _keep(db, message, "message.changed", before, now)


def choose_audience(db: Session, message: Message, rule: Rule, now: datetime, revision: int | None = None) -> None:
    """Say whom a message goes to."""
    check_revision(message.revision, revision)
    check_changeable(message)
    before = _said(message)
    message.audience = _plain(rule)
    _keep(db, message, "message.changed", before, now)


def schedule(
    db: Session, message: Message, edition: Edition, when: When, now: datetime, *, revision: int | None = None
) -> None:
    """Let a message leave at an hour, or a reminder again and again."""
    check_revision(message.revision, revision)
    check_ready(message)
    _check_when(db, when, edition, now)
    before = _said(message)
    message.occasion, message.hour = when.occasion, when.hour
    message.day = None if when.is_standing else when.day
    message.days = when.days if when.is_standing else None
    message.state = MessageState.SCHEDULED
    _keep(db, message, "message.scheduled", before, now)


def cancel(db: Session, message: Message, now: datetime) -> None:
    """Let a message that has not left, or a reminder, never leave; it can be put back."""
    check_changeable(message)
    before = _said(message)
    message.state = MessageState.CANCELLED
    _keep(db, message, "message.cancelled", before, now)


def put_back(db: Session, message: Message, edition: Edition, state: MessageState, now: datetime) -> None:
    """Put a message back to what it was before it was cancelled or scheduled."""
    check_changeable(message)
    before = _said(message)
    if state == MessageState.SCHEDULED:
        check_said(message.subject, message.body)
        when = When(message.occasion, message.day, message.hour, message.days, is_sure=True)
        _check_when(db, when, edition, now)
        message.state = MessageState.SCHEDULED
    else:
        message.state = MessageState.DRAFT
    _keep(db, message, "message.changed", before, now)


def withdraw_letters(db: Session, message: Message, now: datetime) -> int:
    """Take back the letters of a message that have not left; return how many those were."""
    number = withdraw_all(db, message.origin)
    if number:
        record(db, "message.withdrawn", message, now, edition_id=message.edition_id, after={"letters": number})
    return number


def write_address(
    db: Session, person: Person, email: str, language: str | None, now: datetime, *, revision: int | None = None
) -> None:
    """Say where letters to a person go, and in which language they are; empty: nobody knows."""
    check_revision(person.revision, revision)
    if language and not is_language(language):
        raise Refusal(N_("This is no language."), field="language")
    write_contact(db, person, read_email(email) if email else "", language or None, now)


def _say(message: Message, draft: MessageDraft) -> None:
    name = clean_line(draft.name, field="name")
    if not name:
        raise Refusal(N_("A message needs a name, under which the desk finds it."), field="name")
    subject = Translated({code: clean_line(text, field="subject") for code, text in draft.subject.items()})
    check_words(subject, draft.body)
    if message.state == MessageState.SCHEDULED:
        check_said(subject, draft.body)
    message.name, message.subject, message.body = name, subject, draft.body
    message.is_announcement, message.reply_to_id = draft.is_announcement, draft.reply_to_id


def _check_when(db: Session, when: When, edition: Edition, now: datetime) -> None:
    slots = list_slots(db, edition) if when.occasion == Occasion.BEFORE_ITEM else ()
    check_when(when, edition, slots, now)


def _plain(rule: Rule) -> dict[str, list[str]]:
    return {name: sorted(values) for name, values in sorted(rule.items()) if values}


def _keep(db: Session, message: Message, act: str, before: dict[str, object], now: datetime) -> None:
    if before == _said(message):
        return
    message.changed_at = now
    db.flush()
    record(db, act, message, now, edition_id=message.edition_id, before=before, after=_said(message))


def _said(message: Message) -> dict[str, object]:
    names = (
        "name",
        "subject",
        "body",
        "is_announcement",
        "reply_to_id",
        "audience",
        "state",
        "occasion",
        "day",
        "hour",
    )
    return {name: getattr(message, name) for name in (*names, "days")}
