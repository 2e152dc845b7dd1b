"""How messages, and the fate of their letters, are found."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, defer, joinedload

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


def list_messages(db: Session, edition: Edition) -> Sequence[Message]:
    """Return an edition's messages, the newest first."""
    return db.scalars(select(Message).where(Message.edition_id == edition.id).order_by(Message.id.desc())).all()


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
    return db.scalars(query.options(defer(Letter.message)).offset(first).limit(count)).all()


def list_letters_to(
    db: Session, person: Person, editions: Collection[str] | None
) -> Sequence[tuple[Letter, Edition | None]]:
    """Return the letters to a person with their editions, newest first; of some editions only, or (None) of all."""
    own = select(Account.id).where(Account.person_id == person.id)
    query = (
        select(Letter, Edition)
        .outerjoin(Edition, Edition.id == Letter.edition_id)
        .where(or_(Letter.person_id == person.id, Letter.account_id.in_(own)))
        .options(defer(Letter.message))
        .order_by(Letter.id.desc())
    )
    if editions is not None:
        query = query.where(Edition.slug.in_(editions))
    return [(letter, edition) for letter, edition in db.execute(query)]


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
