"""Everything that is stored about one person, for that person: as a value, and as JSON.

The JSON has `format`, `made_at`, and per part (`person`, `account` …) a list of objects with the fields by their names.
"""

import json
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from academy.accounts.models import Account, Grant, Invitation, Passkey, ProviderIdentity, SignIn
from academy.agenda.models import Affiliation, Elective, Role, Slot
from academy.calendar.models import CalendarInvitation
from academy.editions.models import Edition
from academy.files.models import Upload
from academy.kit.personal import Personal
from academy.kit.words import N_
from academy.outbox.models import Letter
from academy.participation.answers import list_all_answers
from academy.participation.arriving import list_of_person
from academy.participation.forms import options_of
from academy.participation.models import Place, Question, Registration
from academy.participation.sealed_answers import Value as Answered
from academy.people.consents import list_consents
from academy.people.models import Person
from academy.people.sensitive import FIELDS as SENSITIVE
from academy.people.sensitive import reveal
from academy.practices.facts import Contact
from academy.records.card_data import list_own_cards, list_own_reviews, texts_in
from academy.records.stored import Seen, personal_fields, seen_by
from academy.records.whose import Own, own_of
from academy.records.words import FIELDS
from academy.trail.actions import record
from academy.trail.models import Entry, Value
from academy.trail.rules import plain

FORMAT = "academy-own-data/1"


@dataclass(frozen=True, slots=True)
class Fact:
    """One field: its name in the file, what it is called (a source text), and what stands in it."""

    name: str
    label: str
    value: Any
    said: Personal | None = None
    """Purpose and retention, where the column says so."""


@dataclass(frozen=True, slots=True)
class Part:
    """Things of one kind."""

    name: str
    title: str
    rows: tuple[tuple[Fact, ...], ...]


@dataclass(frozen=True, slots=True)
class OwnData:
    """All of it, in a fixed order."""

    name: str
    made_at: datetime
    parts: tuple[Part, ...]


def gather(db: Session, person: Person | None, account: Account | None, now: datetime) -> OwnData:
    """Return what is stored about somebody: a person, an account, or both."""
    own = own_of(db, person, account)
    parts = [
        Part("person", N_("Person"), tuple(_person(db, person)) if person else ()),
        Part("account", N_("Account"), (_account(account),) if account else ()),
        Part("ways_to_sign_in", N_("Ways to sign in"), tuple(_ways(db, account)) if account else ()),
        Part("roles", N_("Roles"), tuple(_roles(db, account)) if account else ()),
        Part("invitations", N_("Invitations to roles"), tuple(_invitations(db, own))),
        Part("sign_ins", N_("Sign-ins"), tuple(_sign_ins(db, account)) if account else ()),
        Part("appearances", N_("In programmes"), tuple(_appearances(db, person)) if person else ()),
        Part("participation", N_("Participation"), tuple(_participation(db, person)) if person else ()),
        Part("places", N_("Places in items of the programme"), tuple(_places(db, person)) if person else ()),
        Part("answers", N_("Answers to the questions of forms"), tuple(_answers(db, person)) if person else ()),
        Part("practice_cards", N_("Practice cards"), tuple(_cards(db, own))),
        Part("reviews", N_("Reviews of practice cards"), tuple(_reviews(db, own))),
        Part("calendar_invitations", N_("Invitations in calendars"), tuple(_invited(db, person)) if person else ()),
        Part("consents", N_("Consents"), tuple(_consents(db, person)) if person else ()),
        Part("letters", N_("Letters"), tuple(_letters(db, own))),
        Part("record", N_("Record of changes"), tuple(_record(db, person, own))),
    ]
    owner = person or account
    return OwnData(owner.name if owner else "", now, tuple(part for part in parts if part.rows))


def record_export(db: Session, person: Person | None, account: Account | None, now: datetime) -> None:
    """Record that somebody's data were taken out, by whoever acts."""
    record(db, "person.exported", person or account, now)


def to_json(data: OwnData) -> str:
    """Return it as JSON: same data, same bytes."""
    parts = {part.name: [{fact.name: plain(fact.value) for fact in row} for row in part.rows] for part in data.parts}
    whole = {"format": FORMAT, "made_at": data.made_at.isoformat(), **parts}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True, slots=True)
class Look:
    """When somebody looked at what is sensitive of a person, or took it out, and who that was."""

    at: datetime
    name: str
    act: str


def list_looks(db: Session, person: Person, most: int = 20) -> list[Look]:
    """Return the latest looks at a person's sensitive fields."""
    own = select(Registration.id).where(Registration.person_id == person.id)
    wanted = Entry.act.in_(_LOOKS) & or_(
        (Entry.thing == "person") & (Entry.thing_id == person.id),
        (Entry.thing == "registration") & Entry.thing_id.in_(own),
    )
    query = select(Entry, Account.name).outerjoin(Account, Entry.account_id == Account.id).where(wanted)
    rows = db.execute(query.order_by(Entry.id.desc()).limit(most))
    return [Look(entry.at, name or entry.door.value, entry.act) for entry, name in rows]


_LOOKS = ("person.revealed", "person.exported", "person.concealed", "registration.revealed")


def own_fields(thing: Person | Account) -> list[Fact]:
    """Return the fields of a row about its owner, as they are stored: the sensitive and the secret ones left out."""
    table = thing.__tablename__
    said = {field.partition(".")[2]: one for field, one in personal_fields().items() if field.startswith(f"{table}.")}
    shown = {name: one for name, one in said.items() if seen_by(f"{table}.{name}") not in {Seen.SENSITIVE, Seen.NOBODY}}
    return [Fact(name, FIELDS[f"{table}.{name}"], getattr(thing, name), one) for name, one in shown.items()]


def sensitive_fields(db: Session, person: Person) -> list[Fact]:
    """Return the sensitive fields of a person in clear; whoever shows them to somebody else records that look."""
    said = personal_fields()
    names = {name: f"person.{name}" for name in SENSITIVE}
    return [Fact(name, FIELDS[field], reveal(db, person, name), said[field]) for name, field in names.items()]


def _person(db: Session, person: Person) -> Iterable[tuple[Fact, ...]]:
    yield (*own_fields(person), *sensitive_fields(db, person))


def _account(account: Account) -> tuple[Fact, ...]:
    return (
        *own_fields(account),
        Fact("created_at", N_("Since"), account.created_at),
        Fact("is_administrator", N_("Administrator of the installation"), account.is_administrator),
        Fact("has_password", N_("Password"), account.password_digest is not None),
        Fact("has_second_factor", N_("Second factor"), account.totp is not None),
    )


def _ways(db: Session, account: Account) -> Iterable[tuple[Fact, ...]]:
    for passkey in db.scalars(select(Passkey).where(Passkey.account_id == account.id).order_by(Passkey.id)):
        yield Fact("passkey", N_("Name of a passkey"), passkey.name), Fact("since", N_("Since"), passkey.created_at)
    own = select(ProviderIdentity).where(ProviderIdentity.account_id == account.id)
    for one in db.scalars(own.order_by(ProviderIdentity.id)):
        yield (
            Fact("provider", N_("Account elsewhere"), one.issuer),
            Fact("subject", N_("Name there"), one.subject),
            Fact("since", N_("Since"), one.created_at),
        )


def _roles(db: Session, account: Account) -> Iterable[tuple[Fact, ...]]:
    query = select(Grant).where(Grant.account_id == account.id).options(joinedload(Grant.edition)).order_by(Grant.id)
    for grant in db.scalars(query):
        yield (
            Fact("edition", N_("Edition"), grant.edition.title),
            Fact("role", N_("Role"), grant.role),
            Fact("given_at", N_("Since"), grant.given_at),
            Fact("ended_at", N_("Ended"), grant.ended_at),
        )


def _invitations(db: Session, own: Own) -> Iterable[tuple[Fact, ...]]:
    query = select(Invitation).where(own.invitations)
    for one in db.scalars(query.options(joinedload(Invitation.edition)).order_by(Invitation.id)):
        yield (
            Fact("edition", N_("Edition"), one.edition.title),
            Fact("role", N_("Role"), one.role),
            Fact("email", N_("E-mail address"), one.email),
            Fact("name", N_("Name"), one.name),
            Fact("created_at", N_("Written"), one.created_at),
            Fact("accepted_at", N_("Accepted"), one.accepted_at),
        )


def _sign_ins(db: Session, account: Account) -> Iterable[tuple[Fact, ...]]:
    for one in db.scalars(select(SignIn).where(SignIn.account_id == account.id).order_by(SignIn.id)):
        yield (
            Fact("created_at", N_("Since"), one.created_at),
            Fact("seen_at", N_("Last seen"), one.seen_at),
            Fact("method", N_("How"), one.method),
            Fact("browser", N_("Browser"), one.browser),
            Fact("network", N_("Network, without its last part"), one.network),
            Fact("by_administrator", N_("An administrator worked as this account"), one.impersonator_id is not None),
        )


def _appearances(db: Session, person: Person) -> Iterable[tuple[Fact, ...]]:
    affiliated = selectinload(Role.affiliations).joinedload(Affiliation.institution)
    roles = db.scalars(select(Role).where(Role.person_id == person.id).options(affiliated).order_by(Role.id)).all()
    wanted = select(Slot).where(Slot.id.in_({role.slot_id for role in roles})).options(joinedload(Slot.edition))
    slots = {slot.id: slot for slot in db.scalars(wanted)}
    for role in roles:
        slot = slots[role.slot_id]
        where = [
            {"post": one.post, "institution": one.institution and one.institution.name} for one in role.affiliations
        ]
        yield (
            Fact("edition", N_("Edition"), slot.edition.title),
            Fact("item", N_("Item of the programme"), slot.title),
            Fact("day", N_("Day"), slot.day),
            Fact("role", N_("Role"), role.kind),
            Fact("affiliations", N_("As"), where),
        )


def _participation(db: Session, person: Person) -> Iterable[tuple[Fact, ...]]:
    named = (Registration.edition, Registration.institution_type, Registration.institution)
    loaded = [joinedload(one) for one in named]
    query = select(Registration).where(Registration.person_id == person.id).options(*loaded)
    for one in db.scalars(query.order_by(Registration.id)):
        yield (
            Fact("edition", N_("Edition"), one.edition.title),
            Fact("institution_type", N_("Institution type"), one.institution_type.name),
            Fact("state", N_("State"), one.state),
            Fact("country", N_("Country"), one.country),
            Fact("institution", N_("Institution"), one.institution.name if one.institution else None),
            Fact("institution_typed", N_("Institution, as it was typed"), one.institution_name),
            Fact("post", N_("Post"), one.post),
            Fact("since", N_("Since"), one.created_at),
            Fact("submitted_at", N_("Sent in"), one.submitted_at),
            Fact("reason", N_("Reason"), one.reason),
        )


def _places(db: Session, person: Person) -> Iterable[tuple[Fact, ...]]:
    query = select(Place, Edition.title, Elective.name, Slot.title).join(Place.registration).join(Registration.edition)
    query = query.outerjoin(Elective, Place.elective_id == Elective.id).outerjoin(Slot, Place.slot_id == Slot.id)
    own = query.where(Registration.person_id == person.id)
    for place, edition, elective, item in db.execute(own.order_by(Place.id)):
        yield (
            Fact("edition", N_("Edition"), edition),
            Fact("item", N_("Item of the programme"), elective or item),
            Fact("since", N_("Since"), place.since),
            Fact("is_waiting", N_("waiting"), place.is_waiting),
            Fact("until", N_("Ended"), place.until),
        )


def _answers(db: Session, person: Person) -> Iterable[tuple[Fact, ...]]:
    for registration in list_of_person(db, person.id):
        for question, value in list_all_answers(db, registration):
            yield (
                Fact("edition", N_("Edition"), registration.edition.title),
                Fact("question", N_("Question"), question.label),
                Fact("purpose", N_("What for"), question.purpose),
                Fact("answer", N_("Answer"), _told(question, value)),
            )


def _told(question: Question, value: Answered) -> Any:  # noqa: ANN401 (whatever was answered)
    """Return an answer as people read it: options by their words, a file by its name."""
    if isinstance(value, Upload):
        return value.name
    labels = {option.slug: option.label for option in options_of(question)}
    if isinstance(value, tuple):
        return [labels.get(one, one) for one in value]
    return labels.get(value, value) if isinstance(value, str) else value


def _cards(db: Session, own: Own) -> Iterable[tuple[Fact, ...]]:
    for one in list_own_cards(db, own):
        asked = [{name: getattr(who, name) for name in Contact.__slots__} for who in one.contacts]
        files = [{"kind": file.kind, "caption": file.caption, "credit": file.credit} for file in one.files]
        yield (
            Fact("edition", N_("Edition"), one.edition.title if one.edition else None),
            Fact("title", N_("Title"), one.title),
            Fact("author", N_("Author of a practice card"), one.author),
            Fact("state", N_("State"), one.state),
            Fact("email", N_("E-mail address"), one.email),
            Fact("letters_in", N_("Language of letters"), one.letters_in),
            Fact("since", N_("Since"), one.created_at),
            Fact("submitted_at", N_("Sent in"), one.submitted_at),
            Fact("reason", N_("Reason"), one.reason),
            Fact("published_at", N_("Published"), one.published_at),
            Fact("texts", N_("What it says"), texts_in(db, one)),
            Fact("contacts", N_("People to ask"), asked),
            Fact("files", N_("Photographs and documents"), files),
        )


def _reviews(db: Session, own: Own) -> Iterable[tuple[Fact, ...]]:
    for one, title, call in list_own_reviews(db, own):
        yield (
            Fact("call", N_("Call for practices"), call),
            Fact("card", N_("Practice"), title),
            Fact("asked_at", N_("Written"), one.asked_at),
            Fact("state", N_("State"), one.state),
            Fact("scores", N_("Points"), one.scores),
            Fact("recommendation", N_("What is recommended"), one.recommendation),
            Fact("to_author", N_("To the author"), one.to_author),
            Fact("to_chair", N_("To the organisers"), one.to_chair),
            Fact("done_at", N_("When"), one.done_at),
        )


def _invited(db: Session, person: Person) -> Iterable[tuple[Fact, ...]]:
    query = select(CalendarInvitation).where(CalendarInvitation.person_id == person.id)
    for one in db.scalars(query.options(joinedload(CalendarInvitation.slot)).order_by(CalendarInvitation.id)):
        yield (
            Fact("item", N_("Item of the programme"), one.slot.title),
            Fact("email", N_("E-mail address"), one.email),
            Fact("sent_at", N_("Sent"), one.sent_at),
            Fact("reply", N_("Answer to an invitation"), one.reply),
            Fact("remark", N_("Remark with the answer"), one.remark),
        )


def _consents(db: Session, person: Person) -> Iterable[tuple[Fact, ...]]:
    for one in list_consents(db, person):
        yield (
            Fact("use", N_("Use"), one.use),
            Fact("is_given", N_("Agreed"), one.is_given),
            Fact("at", N_("When"), one.at),
            Fact("wording", N_("What was agreed to"), one.wording),
            Fact("by_organiser", N_("Written down by an organiser"), one.account_id is not None),
        )


def _letters(db: Session, own: Own) -> Iterable[tuple[Fact, ...]]:
    for letter in db.scalars(select(Letter).where(own.letters).order_by(Letter.id)):
        yield (
            Fact("created_at", N_("Written"), letter.created_at),
            Fact("sent_at", N_("Sent"), letter.sent_at),
            Fact("state", N_("State"), letter.state),
            Fact("email", N_("E-mail address"), letter.email),
            Fact("name", N_("Name"), letter.name),
            Fact("subject", N_("Subject of a letter"), letter.subject),
            Fact("text", N_("Text of a letter"), "" if letter.is_secret else _text_of(letter.message)),
        )


def _text_of(message: bytes | None) -> str:
    if message is None:
        return ""
    body = message_from_bytes(message, policy=policy.default).get_body(("plain",))
    return str(body.get_content()).strip() if body else ""


def _record(db: Session, person: Person | None, own: Own) -> Iterable[tuple[Fact, ...]]:
    """Yield the entries about somebody, and others that say something of them: a programme's tell of many people."""
    is_theirs = own.entries
    told: ColumnElement[bool] = false()
    if person:
        is_theirs |= (Entry.thing == "person") & (Entry.thing_id == person.id)
        told = Entry.id.in_(select(Value.entry_id).where(Value.person_id == person.id))
    query = select(Entry, is_theirs).where(or_(is_theirs, told)).options(selectinload(Entry.values))
    about: set[int | None] = {person.id} if person else set()
    for entry, is_whole in db.execute(query.order_by(Entry.id)):
        yield (
            Fact("at", N_("When"), entry.at),
            Fact("act", N_("What was done"), entry.act),
            Fact("values", N_("Before and after"), _values(entry, about | {None} if is_whole else about)),
        )


def _values(entry: Entry, about: Container[int | None]) -> list[dict[str, Any]]:
    """Return what an entry says about certain persons (None: about nobody by name), as far as it is not erased."""
    own = [one for one in entry.values if one.person_id in about and one.erased_at is None]
    return [{"field": one.field, "before": one.before, "after": one.after} for one in own]
