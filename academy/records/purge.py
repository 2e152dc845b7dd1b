"""Empties what has been kept long enough. Preview and act ask the same questions.

Each rule belongs to a time of keeping that fields name themselves (`academy.kit.personal`); a test holds that every
field whose time ends by itself has a rule here.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.types import TypeEngine

from academy.accounts.administration import EMPTIED_ACCOUNT, OF_ACCOUNT
from academy.accounts.models import Account, Grant, Invitation, OneUseCode, SignIn, SignInLink
from academy.agenda.models import Role, Slot
from academy.calendar.models import CalendarInvitation
from academy.db.types import TranslatedText
from academy.editions.models import Edition
from academy.files.models import Upload
from academy.kit.personal import NOBODY, Retention
from academy.kit.refusals import Refusal
from academy.kit.translated import EMPTY
from academy.kit.words import N_
from academy.outbox.models import Letter, LetterState
from academy.outbox.rules import GOODBYE
from academy.participation.models import Alternate, Answer, Mandate, Question, Registration, Seat, State
from academy.people.models import Person
from academy.practices.models import CardFile, Practice
from academy.records.erasure import EMPTIED_LETTER
from academy.records.purge_cards import CARD_RULES, MAY_BE_READ
from academy.records.purge_rule import AFTER_EVENT, Rule, is_over
from academy.records.removal import remove_person
from academy.records.stored import personal_fields
from academy.trail.actions import record
from academy.trail.erasing import erase
from academy.trail.models import Entry, Value

YEAR, GRACE = timedelta(days=365), timedelta(days=1)
AFTER_CLOSING = timedelta(days=30)

_WITHOUT_SEAT = (
    State.INVITED,
    State.NOMINATED,
    State.CONTESTED,
    State.WAITING,
    State.OFFERED,
    State.DECLINED,
    State.REFUSED,
    State.WITHDRAWN,
    State.REPLACED,
    State.LAPSED,
    State.VISA_REFUSED,
)
_LEFT = (LetterState.SENT, LetterState.FAILED, LetterState.BOUNCED, LetterState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Purged:
    """How many rows a rule empties, or has emptied."""

    rule: Rule
    count: int


def preview(db: Session, now: datetime) -> list[Purged]:
    """Return what a purge would empty now. Nothing is changed."""
    return [Purged(rule, _count(db, rule, now)) for rule in RULES]


def purge(db: Session, now: datetime) -> list[Purged]:
    """Empty what has been kept long enough; the record keeps how many of what, where there was anything."""
    done = [Purged(rule, _empty(db, rule, now)) for rule in RULES]
    counts = {one.rule.name: one.count for one in done if one.count}
    if counts:
        record(db, "privacy.purged", "installation", now, after=counts)
    return done


def list_reports(db: Session, most: int = 10) -> list[tuple[datetime, dict[str, int]]]:
    """Return when something was emptied, and how much by each rule's name: the newest first."""
    query = select(Entry).where(Entry.act == "privacy.purged").order_by(Entry.id.desc()).limit(most)
    entries = db.scalars(query.options(selectinload(Entry.values)))
    return [(entry.at, {value.field: int(value.after) for value in entry.values}) for entry in entries]


def _count(db: Session, rule: Rule, now: datetime) -> int:
    return db.scalar(select(func.count()).select_from(rule.table).where(rule.is_due(now))) or 0


def _empty(db: Session, rule: Rule, now: datetime) -> int:
    due = select(rule.table.id).where(rule.is_due(now))
    erase(db, _said(rule, due), now)
    owner = select(rule.table.__table__.c.person_id).where(rule.is_due(now)) if rule.takes_person else None
    people = [] if owner is None else db.scalars(owner).all()
    for table in rule.of:
        db.execute(delete(table).where(table.__table__.c.account_id.in_(due)))
    if rule.values is None:
        gone = delete(rule.table).where(rule.is_due(now)).returning(rule.table.id)
        count = len(db.scalars(gone).all())
        _remove(db, people, now)
        return count
    changed = update(rule.table).where(rule.is_due(now)).values(rule.values).returning(rule.table.id)
    return len(db.scalars(changed, execution_options={"synchronize_session": False}).all())


def _remove(db: Session, people: Iterable[int], now: datetime) -> None:
    """Take people away that nothing speaks of any more."""
    for person in db.scalars(select(Person).where(Person.id.in_(people)).order_by(Person.id)).all():
        with suppress(Refusal):
            remove_person(db, person, now)


def _said(rule: Rule, rows: Select[int]) -> ColumnElement[bool]:
    """Values of the record that say what stood in the fields of these rows that a rule empties."""
    table = rule.table.__tablename__
    told = [field.partition(".")[2] for field in personal_fields() if field.startswith(f"{table}.")]
    entries = select(Entry.id).where(Entry.thing == table, Entry.thing_id.in_(rows))
    emptied = [field for field in told if rule.values is None or field in rule.values]
    return and_(Value.entry_id.in_(entries), Value.field.in_([*emptied, *rule.told_as]))


def _emptied_after_event() -> dict[str, Any]:
    """Return the columns of a person whose time ends with the event, each with what stands there afterwards."""
    own = [field for field, said in personal_fields().items() if said.retention is Retention.AFTER_EVENT]
    columns = [Person.__table__.columns[field.partition(".")[2]] for field in own if field.startswith("person.")]
    return {one.name: None if one.nullable else _empty_value(one.type) for one in columns}


def _empty_value(kept: TypeEngine[Any]) -> object:
    return EMPTY if isinstance(kept, TranslatedText) else ""


def _was_last_there(now: datetime) -> ColumnElement[bool]:
    """People whose last edition is long over; of one who is in none nothing is known, and nothing is taken."""
    emptied = _emptied_after_event()
    columns = [Person.__table__.columns[name] for name in emptied]
    has_any = or_(*(one.is_not(None) if emptied[one.name] is None else one != emptied[one.name] for one in columns))
    return and_(has_any, _takes_part(Edition.id.is_not(None)), ~_takes_part(~is_over(now)))


def _takes_part(editions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether somebody has a part in one of these editions: a seat, one in its programme, a role of their account."""
    wanted = select(Edition.id).where(editions)
    in_programme = (
        select(Role.id)
        .join(Slot, Role.slot_id == Slot.id)
        .where(Role.person_id == Person.id, Slot.edition_id.in_(wanted))
    )
    by_account = (
        select(Grant.id)
        .join(Account, Grant.account_id == Account.id)
        .where(Account.person_id == Person.id, Grant.edition_id.in_(wanted))
    )
    taking_part = select(Registration.id).where(
        Registration.person_id == Person.id, Registration.edition_id.in_(wanted)
    )
    return or_(in_programme.exists(), by_account.exists(), taking_part.exists())


def _slots_that_are_over(now: datetime) -> Select[int]:
    over = select(Edition.id).where(is_over(now))
    return select(Slot.id).where(Slot.edition_id.in_(over))


def _was_sent_for_an_edition_that_is_over(now: datetime) -> ColumnElement[bool]:
    """Files of editions that are over, or are no longer there; practice cards keep theirs while they may be read."""
    going_on = select(Edition.id).where(~is_over(now))
    kept = select(Answer.upload_id).where(Answer.upload_id.is_not(None), ~_is_answered_for_long_enough(now))
    of_cards = [
        select(one).where(one.is_not(None), CardFile.practice_id.in_(select(Practice.id).where(MAY_BE_READ)))
        for one in (CardFile.upload_id, CardFile.small_id)
    ]
    ended = Upload.edition_id.is_not(None) & Upload.edition_id.not_in(going_on)
    return and_(ended, *(Upload.id.not_in(files) for files in (kept, *of_cards)))


def _takes_part_in_one_that_is_over(now: datetime) -> ColumnElement[bool]:
    return Registration.edition_id.in_(select(Edition.id).where(is_over(now)))


def _is_answered_for_long_enough(now: datetime) -> ColumnElement[bool]:
    """Answers whose question said so, and all of people who had no seat in the end."""
    over, over_for_a_year = (select(Edition.id).where(is_over(at)) for at in (now, now - (YEAR - AFTER_EVENT)))
    questions = select(Question.id).where(
        or_(
            (Question.retention == Retention.AFTER_EVENT) & Question.edition_id.in_(over),
            (Question.retention == Retention.AFTER_YEAR) & Question.edition_id.in_(over_for_a_year),
        )
    )
    out = select(Registration.id).where(Registration.state.in_(_WITHOUT_SEAT), _takes_part_in_one_that_is_over(now))
    return or_(Answer.question_id.in_(questions), Answer.registration_id.in_(out))


def _was_begun_and_left(now: datetime) -> ColumnElement[bool]:
    """Registrations that people began themselves and have not sent in."""
    return and_(
        Registration.state == State.INVITED,
        Registration.submitted_at.is_(None),
        Registration.once.is_not(None),
        Registration.changed_at <= now - AFTER_EVENT,
    )


def _seats_of_whatis_over(now: datetime) -> Select[int]:
    return select(Seat.id).where(Seat.edition_id.in_(select(Edition.id).where(is_over(now))))


def _was_closed(now: datetime) -> ColumnElement[bool]:
    return (Account.closed_at <= now - AFTER_CLOSING) & (Account.name != NOBODY)


RULES: tuple[Rule, ...] = (
    Rule(
        "people",
        N_("People: addresses, languages of letters and names in passports"),
        Retention.AFTER_EVENT,
        Person,
        _was_last_there,
        _emptied_after_event(),
    ),
    Rule(
        "calendar_invitations",
        N_("Invitations in calendars: addresses and answers"),
        Retention.AFTER_EVENT,
        CalendarInvitation,
        lambda now: CalendarInvitation.slot_id.in_(_slots_that_are_over(now)),
    ),
    Rule(
        "uploads",
        N_("Files that were sent: letters and answers"),
        Retention.AFTER_EVENT,
        Upload,
        _was_sent_for_an_edition_that_is_over,
    ),
    Rule(
        "answers",
        N_("Answers to the questions of forms"),
        Retention.AFTER_EVENT,
        Answer,
        _is_answered_for_long_enough,
    ),
    Rule(
        "reasons",
        N_("Reasons why participations stand as they do"),
        Retention.AFTER_EVENT,
        Registration,
        lambda now: (Registration.reason != "") & _takes_part_in_one_that_is_over(now),
        {"reason": ""},
    ),
    Rule(
        "not_selected",
        N_("People who had no seat in the end: institutions and posts"),
        Retention.AFTER_EVENT,
        Registration,
        lambda now: and_(
            Registration.state.in_(_WITHOUT_SEAT),
            or_(Registration.post != "", Registration.institution_name != ""),
            _takes_part_in_one_that_is_over(now),
        ),
        {"post": "", "institution_name": ""},
        told_as=("institution",),
    ),
    Rule(
        "begun",
        N_("Registrations that were begun 90 days ago and never sent in"),
        Retention.AFTER_EVENT,
        Registration,
        _was_begun_and_left,
        told_as=("institution",),
        takes_person=True,
    ),
    Rule(
        "mandates",
        N_("Who could put people forward: names and addresses"),
        Retention.AFTER_EVENT,
        Mandate,
        lambda now: and_(
            or_(Mandate.name != "", Mandate.email != ""),
            Mandate.edition_id.in_(select(Edition.id).where(is_over(now))),
        ),
        {"name": "", "email": ""},
    ),
    Rule(
        "alternates",
        N_("Who would have followed: posts"),
        Retention.AFTER_EVENT,
        Alternate,
        lambda now: (Alternate.post != "") & Alternate.seat_id.in_(_seats_of_whatis_over(now)),
        {"post": ""},
    ),
    *CARD_RULES,
    Rule(
        "accounts",
        N_("Closed accounts: addresses, names and ways to sign in"),
        Retention.WITH_ACCOUNT,
        Account,
        _was_closed,
        EMPTIED_ACCOUNT,
        of=OF_ACCOUNT,
    ),
    Rule(
        "sign_ins",
        N_("Sign-ins that are over"),
        Retention.AFTER_USE,
        SignIn,
        lambda now: SignIn.expires_at <= now,
    ),
    Rule(
        "sign_in_links",
        N_("Sign-in links that were used, or are too old"),
        Retention.AFTER_USE,
        SignInLink,
        lambda now: or_(SignInLink.expires_at <= now - GRACE, SignInLink.used_at <= now - GRACE),
    ),
    Rule(
        "codes",
        N_("One-use codes that were used, or are too old"),
        Retention.AFTER_USE,
        OneUseCode,
        lambda now: or_(OneUseCode.expires_at <= now - GRACE, OneUseCode.used_at <= now - GRACE),
    ),
    Rule(
        "goodbyes",
        N_("Last letters to people whose data were erased"),
        Retention.AFTER_USE,
        Letter,
        lambda _now: (Letter.origin == GOODBYE) & Letter.state.in_(_LEFT) & (Letter.email != ""),
        EMPTIED_LETTER,
    ),
    Rule(
        "letters",
        N_("Letters: addresses and texts"),
        Retention.AFTER_YEAR,
        Letter,
        lambda now: (Letter.created_at <= now - YEAR) & Letter.state.in_(_LEFT) & (Letter.email != ""),
        EMPTIED_LETTER,
    ),
    Rule(
        "invitations",
        N_("Invitations to roles: names and addresses"),
        Retention.AFTER_YEAR,
        Invitation,
        lambda now: (Invitation.created_at <= now - YEAR) & (or_(Invitation.email != "", Invitation.name != "")),
        {"email": "", "name": ""},
    ),
)
