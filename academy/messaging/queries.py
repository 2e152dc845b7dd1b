"""How messages, and the fate of their letters, are found."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, defer, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from academy.accounts.models import Account
from academy.agenda.models import Role, Slot
from academy.agenda.rules import arranged
from academy.editions.models import Edition
from academy.kit.refusals import Unknown
from academy.kit.words import N_
from academy.messaging.letters import Writing
from academy.messaging.models import Message
from academy.messaging.placeholders import used_in
from academy.outbox.models import Letter, LetterState
from academy.people.models import Person

_WELL = (LetterState.SENT, LetterState.WITHDRAWN)

Fate = Mapping[LetterState, int]
"""How many letters of a message are in each state."""


def list_messages(db: Session, edition: Edition, first: int, count: int) -> Sequence[Message]:
    """Return some of an edition's messages, the newest first, without their words."""
    query = select(Message).where(Message.edition_id == edition.id).order_by(Message.id.desc())
    without = (defer(Message.subject, raiseload=True), defer(Message.body, raiseload=True))
    return db.scalars(query.options(*without).offset(first).limit(count)).all()


def count_messages(db: Session, edition: Edition) -> int:
    """Count an edition's messages."""
    return db.scalar(select(func.count()).where(Message.edition_id == edition.id)) or 0


def get_message(db: Session, edition: Edition, number: int, *, locked: bool = False) -> Message:
    """Return a message of this edition; `locked` where it is to leave: nobody else lets it go meanwhile."""
    query = select(Message).where(Message.id == number, Message.edition_id == edition.id)
    query = query.options(joinedload(Message.reply_to))
    message = db.scalar(query.with_for_update(of=Message) if locked else query)
    if message is None:
        raise Unknown(N_("There is no such message."))
    return message


def fates(db: Session, messages: Iterable[Message]) -> dict[int, Fate]:
    """Return for each message how many of its letters are where."""
    of_origin = {message.origin: message.id for message in messages}
    counted = select(Letter.origin, Letter.state, func.count()).where(Letter.origin.in_(of_origin))
    found: dict[int, dict[LetterState, int]] = {number: {} for number in of_origin.values()}
    for origin, state, count in db.execute(counted.group_by(Letter.origin, Letter.state)):
        found[of_origin[origin]][state] = count
    return {number: dict(fate) for number, fate in found.items()}


def list_letters_of(db: Session, message: Message, first: int, count: int) -> Sequence[Letter]:
    """Return letters of a message, those that need a hand first."""
    query = select(Letter).where(Letter.origin == message.origin).order_by(Letter.state.in_(_WELL), Letter.id)
    return db.scalars(query.options(*_without_words()).offset(first).limit(count)).all()


def list_letters_to(
    db: Session, person: Person, editions: Collection[str] | None, first: int, count: int
) -> Sequence[tuple[Letter, Edition | None, str | None]]:
    """Return some of the letters to a person, newest first, each with its edition and the subject that it will have.

    Those of some editions only, or (None) of all; without the rest of what they say.
    """
    query = select(Letter, Edition, Letter.facts["subject_line"].as_string())
    query = query.outerjoin(Edition, Edition.id == Letter.edition_id).where(*_to(person, editions))
    query = query.options(*_without_words()).order_by(Letter.id.desc()).offset(first).limit(count)
    return [(letter, edition, subject) for letter, edition, subject in db.execute(query)]


def count_letters_to(db: Session, person: Person, editions: Collection[str] | None) -> int:
    """Count the letters to a person, in the same editions."""
    query = select(func.count(Letter.id)).outerjoin(Edition, Edition.id == Letter.edition_id)
    return db.scalar(query.where(*_to(person, editions))) or 0


def writing_of(db: Session, message: Message, edition: Edition) -> Writing:
    """Return a message with what its letters need: people's items, where any of its texts names them."""
    is_asked = any("items" in used_in(text) for text in message.body.values())
    return Writing(message, edition, items_of_people(db, edition) if is_asked else {})


def items_of_people(db: Session, edition: Edition) -> dict[int, list[Slot]]:
    """Return by person the items in which they have a role, in the order of the programme."""
    query = (
        select(Role.person_id, Slot)
        .join(Slot, Slot.id == Role.slot_id)
        .where(Slot.edition_id == edition.id, Slot.removed_at.is_(None), Role.person_id.is_not(None))
        .order_by(Slot.position, Slot.id)
    )
    found: dict[int, dict[int, Slot]] = {}
    for person_id, slot in db.execute(query):
        found.setdefault(int(person_id or 0), {})[slot.id] = slot
    return {person_id: arranged(slots.values()) for person_id, slots in found.items()}


def _to(person: Person, editions: Collection[str] | None) -> list[ColumnElement[bool]]:
    own = select(Account.id).where(Account.person_id == person.id)
    within = [] if editions is None else [Edition.slug.in_(editions)]
    return [or_(Letter.person_id == person.id, Letter.account_id.in_(own)), *within]


def _without_words() -> list[ORMOption]:
    return [defer(column, raiseload=True) for column in (Letter.facts, Letter.secrets, Letter.calendar, Letter.message)]
