"""What can be done with letters by those who write them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import and_, case, func, insert, inspect, select, update
from sqlalchemy.orm import Session

from academy.db.engine import keys_of
from academy.kit.refusals import Refusal, Stale
from academy.kit.words import N_
from academy.outbox.models import Letter, LetterState
from academy.outbox.rules import REPEATABLE, RETURNABLE, WITHDRAWABLE, storable
from academy.trail.actions import record

_BELL = "rung"
# The bytes of a letter with secrets have them in clear: they go together.
_WITHDRAWN = {
    "state": LetterState.WITHDRAWN,
    "secrets": None,
    "message": case((Letter.secrets.is_not(None), None), else_=Letter.message),
}


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a letter goes to, in which language; ids where person and account are known."""

    email: str
    name: str
    language: str
    person_id: int | None = None
    account_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a letter says, and how it goes: its kind names its templates, its facts fill them (plain JSON values).

    `secrets` are facts too, but sealed until the letter has left.
    """

    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    edition_id: int | None = None
    origin: str = ""
    once: str | None = None
    due_at: datetime | None = None
    is_urgent: bool = False
    may_unsubscribe: bool = False
    calendar: str | None = None
    calendar_method: str | None = None
    reply_to: str = ""


def put(db: Session, recipient: Recipient, draft: Draft, now: datetime) -> Letter | None:
    """Put a letter into the outbox; None where the same was told before (`once`). It leaves after the commit."""
    if draft.once is not None and db.scalar(select(Letter.id).where(Letter.once == draft.once)):
        return None
    letter = _letter(db, recipient, draft, now)
    db.add(letter)
    db.info[_BELL] = True
    return letter


def put_many(db: Session, drafts: Sequence[tuple[Recipient, Draft]], now: datetime) -> int:
    """Put letters to many into the outbox, without those that were told before; return how many. Two statements."""
    told = [draft.once for _, draft in drafts if draft.once is not None]
    before = set(db.scalars(select(Letter.once).where(Letter.once.in_(told)))) if told else set()
    letters = [_letter(db, recipient, draft, now) for recipient, draft in drafts if draft.once not in before]
    if letters:
        columns = [column.key for column in inspect(Letter).column_attrs if column.key != "id"]
        db.execute(insert(Letter), [{name: getattr(letter, name) for name in columns} for letter in letters])
        db.info[_BELL] = True
    return len(letters)


def _letter(db: Session, recipient: Recipient, draft: Draft, now: datetime) -> Letter:
    letter = Letter(
        uid=uuid4(),
        kind=draft.kind,
        email=recipient.email,
        name=recipient.name,
        language=recipient.language,
        created_at=now,
        due_at=draft.due_at or now,
        facts={**draft.facts, "is_secret": bool(draft.secrets)},
        edition_id=draft.edition_id,
        person_id=recipient.person_id,
        account_id=recipient.account_id,
        origin=draft.origin,
        once=draft.once,
        is_urgent=draft.is_urgent,
        may_unsubscribe=draft.may_unsubscribe,
        calendar=draft.calendar,
        calendar_method=draft.calendar_method,
        reply_to=draft.reply_to,
    )
    if draft.secrets:
        letter.secrets = keys_of(db).seal(json.dumps(dict(draft.secrets)), place_of(letter))
    return letter


def retry(db: Session, letter: Letter, now: datetime) -> None:
    """Let a letter leave at once, with all its tries before it: byte for byte the same one, where it was begun."""
    if letter.is_secret and letter.secrets is None:
        message = N_(
            "The link in this letter is no longer kept here, so it cannot be sent again. Let a new letter be written."
        )
        raise Refusal(message)
    _change(db, letter, REPEATABLE, state=LetterState.QUEUED, due_at=now, attempts=0, sent_at=None, bounced_at=None)
    db.info[_BELL] = True
    _note(db, "letter.retried", letter, now)


def withdraw(db: Session, letter: Letter, now: datetime) -> None:
    """Take a letter back that has not left."""
    _change(db, letter, WITHDRAWABLE, **_WITHDRAWN)
    _note(db, "letter.withdrawn", letter, now)


def withdraw_all(db: Session, origin: str, email: str | None = None, since: datetime | None = None) -> int:
    """Take back what was written for one thing and has not left; return how much it was.

    Of that only what goes to one mailbox, or was written at an instant or after it, where one is named.
    """
    free = and_(Letter.origin == origin, Letter.state.in_(WITHDRAWABLE))
    if since is not None:
        free = and_(free, Letter.created_at >= since)
    if email is not None:
        free = and_(free, func.lower(Letter.email) == email.lower())
    taken = update(Letter).where(free).values(**_WITHDRAWN).returning(Letter.id)
    return len(db.scalars(taken).all())


def record_bounce(db: Session, letter: Letter, reason: str, now: datetime) -> bool:
    """Note that a letter came back; False where that is known, or cannot be: it never left, or not since `retry`.

    Of one that was emptied only that is noted: the words of a mail server name the address.
    """
    has_left = letter.message is not None or letter.sent_at is not None
    is_untried = letter.state == LetterState.QUEUED and letter.attempts == 0
    if letter.state not in RETURNABLE or not has_left or is_untried:
        return False
    letter.state, letter.bounced_at = LetterState.BOUNCED, now
    letter.error = storable(reason) if letter.email else ""
    letter.leased_by = letter.leased_until = None
    db.flush()
    _note(db, "letter.bounced", letter, now, error=letter.error)
    return True


def place_of(letter: Letter) -> str:
    """Return the place that a letter's secrets are sealed for."""
    return f"letter.secrets:{letter.uid}"


def call_worker(db: Session) -> None:
    """Let the worker be woken after the commit: there is something for it to do."""
    db.info[_BELL] = True


def is_waiting(db: Session) -> bool:
    """Tell whether this session has something for the worker, such as letters: after its commit it is to be woken."""
    return bool(db.info.pop(_BELL, False))


def _change(db: Session, letter: Letter, states: frozenset[LetterState], **values: Any) -> None:  # noqa: ANN401 (columns)
    """Change a letter that no worker has in hand; whoever comes too late is told."""
    free = and_(Letter.id == letter.id, Letter.state.in_(states))
    if db.scalar(update(Letter).where(free).values(**values).returning(Letter.id)) is None:
        raise Stale(N_("The letter has left or is leaving, or somebody else was faster."))


def _note(db: Session, act: str, letter: Letter, now: datetime, **after: str) -> None:
    record(db, act, letter, now, edition_id=letter.edition_id, person_id=letter.person_id, after=after)
