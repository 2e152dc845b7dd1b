"""What can be done with invitations: they are sent, taken back and answered."""

import secrets
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.agenda.models import Slot
from academy.calendar import letters
from academy.calendar.invitations import Change, Item, Pair, Said, Why, due, is_over, language_of
from academy.calendar.itip import Envelope, Party, cancellation, request
from academy.calendar.letters import Enclosed
from academy.calendar.models import CalendarInvitation, Method, Reply
from academy.calendar.queries import list_invitations, list_standing, others_at
from academy.calendar.tokens import token_of
from academy.calendar.words import WHYS
from academy.db.engine import keys_of
from academy.editions.models import Edition
from academy.kit.refusals import Refusal, Stale
from academy.kit.texts import clean_text
from academy.kit.words import N_
from academy.outbox.actions import Draft, Recipient, put, put_many
from academy.outbox.actions import withdraw_all as take_back
from academy.outbox.rules import GOODBYE
from academy.people.models import Person
from academy.trail.actions import record

LONGEST_REMARK = 1000


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose invitations they are: the address that letters come from, and the page of a slot in a language."""

    email: str
    page_of: Callable[[Slot, str], str]


def send_invitations(
    db: Session,
    edition: Edition,
    pairs: Iterable[Pair],
    now: datetime,
    sender: Sender,
    *,
    chosen: Collection[str] | None = None,
) -> list[Item]:
    """Tell everybody's calendar what is due (see `invitations.due`), and return what was sent.

    `chosen` are the keys of items as they were shown to whoever sends: what has changed since then, or was sent by
    somebody else, is not among them any more and stays. Who sends at the same moment waits for the other.
    """
    db.execute(select(Edition.id).where(Edition.id == edition.id).with_for_update())
    found = due(edition, pairs, list_invitations(db, [edition], locked=True), now)
    items = [item for item in found if item.is_due and (chosen is None or item.key in chosen)]
    _invite(db, [item for item in items if item.why is None], now, sender)
    for item in items:  # after the invitations: whoever shares a mailbox with somebody new keeps the entry
        if item.invitation is not None and item.why is not None:
            withdraw(db, item.invitation, item.why, now)
    return items


def withdraw(db: Session, invitation: CalendarInvitation, why: Why, now: datetime, *, by_name: bool = True) -> None:
    """Cancel an invitation that stands, in the calendar that it was sent to.

    Without `by_name` the letter does not say whose it is, and is emptied once it has left: for somebody whose data are
    about to be erased.
    """
    before = invitation.sequence
    sequence = max(invitation.slot.sequence, invitation.sequence + 1)
    _cancel(db, invitation, why, sequence, now, by_name=by_name)
    invitation.method, invitation.sequence = Method.CANCEL, sequence
    invitation.cancelled_at = invitation.sent_at = now
    if why == Why.ADDRESS:
        invitation.nonce = secrets.token_hex(16)
    _recorded(db, "calendar_invitation.cancelled", invitation, now, before)
    db.flush()


def withdraw_all(db: Session, person: Person, now: datetime) -> None:
    """Cancel every invitation of a person that is not over, just before what is stored about them is erased."""
    for invitation in list_standing(db, person):
        if invitation.email and not is_over(invitation, now):
            withdraw(db, invitation, Why.PART, now, by_name=False)


def record_reply(
    db: Session,
    invitation: CalendarInvitation,
    reply: Reply,
    remark: str,
    now: datetime,
    *,
    sequence: int | None = None,
) -> None:
    """Note what somebody answers; they may change their mind until it is over.

    `sequence` is that of the invitation whose hours they had before them (None where nobody looked).
    """
    if not invitation.stands:
        raise Refusal(N_("This invitation was cancelled; nobody waits for an answer any more."))
    if is_over(invitation, now):
        raise Refusal(N_("This is over; nobody waits for an answer any more."))
    if sequence not in {None, invitation.sequence}:
        raise Stale(
            N_("This invitation has changed since you opened the page. Look at it again, then answer; nothing is lost.")
        )
    if reply == Reply.NEEDS_ACTION:
        raise Refusal(N_("Choose one of the answers."))
    remark = clean_text(remark, most=LONGEST_REMARK, field="remark")
    before = {"reply": invitation.reply, "remark": invitation.remark}
    invitation.reply, invitation.remark, invitation.replied_at = reply, remark, now
    db.flush()
    record(
        db,
        "calendar_invitation.answered",
        invitation,
        now,
        edition_id=invitation.slot.edition_id,
        person_id=invitation.person_id,
        before=before,
        after={"reply": reply, "remark": remark},
    )


def _invite(db: Session, items: Iterable[Item], now: datetime, sender: Sender) -> None:
    """Write all rows at once, then their letters: they are many, and others wait."""
    written = [
        (item, item.invitation.sequence if item.invitation else None, _written(db, item, now, sender)) for item in items
    ]
    db.flush()
    put_many(db, [(_recipient(row), _letter(db, row, item, sender)) for item, _, row in written], now)
    for _, sequence, invitation in written:
        _recorded(db, "calendar_invitation.sent", invitation, now, sequence)


def _written(db: Session, item: Item, now: datetime, sender: Sender) -> CalendarInvitation:
    sequence, reply, asked_before = item.sequence, item.reply, item.invitation
    if asked_before is not None:
        take_back(db, _origin(asked_before), item.person.email)
    if asked_before is not None and Change.ADDRESS in item.changes:
        if asked_before.email:
            _cancel(db, asked_before, Why.ADDRESS, sequence, now)
        sequence += 1  # one mailbox may follow the other: the invitation is the newer of the two
    invitation = asked_before or _new(item, now)
    _write(invitation, item, sequence, reply, now)
    invitation.organiser = sender.email
    db.add(invitation)
    return invitation


def _new(item: Item, now: datetime) -> CalendarInvitation:
    return CalendarInvitation(
        slot=item.slot,
        person=item.person,
        created_at=now,
        nonce=secrets.token_hex(16),
        email=item.person.email,
        language=language_of(item.person, item.slot.edition),
        organiser="",
        sent_at=now,
        sequence=0,
    )


def _write(invitation: CalendarInvitation, item: Item, sequence: int, reply: Reply, now: datetime) -> None:
    if item.after is not None:
        invitation.said = item.after.as_json()
    if invitation.email.lower() != item.person.email.lower():
        invitation.nonce = secrets.token_hex(16)
    invitation.email = item.person.email
    invitation.language = language_of(item.person, item.slot.edition)
    invitation.method, invitation.sequence = Method.REQUEST, sequence
    invitation.sent_at, invitation.cancelled_at = now, None
    if invitation.reply != reply:
        invitation.reply, invitation.replied_at, invitation.remark = reply, None, ""


def _letter(db: Session, invitation: CalendarInvitation, item: Item, sender: Sender) -> Draft:
    said, language, slot = Said.read(invitation.said), invitation.language, item.slot
    envelope = _envelope(invitation, invitation.person.name, invitation.sequence, invitation.sent_at)
    calendar = request(envelope, slot, said, sender.page_of(slot, language))
    enclosed = _enclosed(invitation, invitation.sequence, calendar)
    token = token_of(invitation, keys_of(db))
    if item.before is not None and Change.ADDRESS not in item.changes:
        told = letters.differences(item.before, said, item.changes, language)
        asks_again = Change.WHEN in item.changes
        return letters.updated(slot, said, told, language, token, enclosed, asks_again=asks_again)
    return letters.invited(slot, said, language, token, enclosed)


def _cancel(
    db: Session, invitation: CalendarInvitation, why: Why, sequence: int, now: datetime, *, by_name: bool = True
) -> None:
    """Put the letter that cancels an invitation where it was last sent; what waits to go there does not leave.

    Where a mailbox is shared, and somebody else of it is still expected, the letter goes without the object: it would
    take the entry out of the calendar of both.
    """
    take_back(db, _origin(invitation), invitation.email)
    said, edition = Said.read(invitation.said), invitation.slot.edition
    is_shared = any(one.email.lower() == invitation.email.lower() for one in others_at(db, invitation))
    name = invitation.person.name if by_name else ""
    envelope = _envelope(invitation, name, sequence, now)
    calendar = None if is_shared else cancellation(envelope, invitation.slot.uid, said)
    enclosed = _enclosed(invitation, sequence, calendar)
    if not by_name:
        enclosed = replace(enclosed, origin=GOODBYE)
    draft = letters.cancelled(edition, said, WHYS[why], invitation.language, enclosed)
    person_id = invitation.person_id if by_name else None
    put(db, Recipient(invitation.email, name, invitation.language, person_id=person_id), draft, now)


def _envelope(invitation: CalendarInvitation, name: str, sequence: int, at: datetime) -> Envelope:
    edition, language = invitation.slot.edition, invitation.language
    return Envelope(
        organiser=Party(invitation.organiser, str(edition.title.wording(language, edition.languages))),
        attendee=Party(invitation.email, name),
        language=language,
        sequence=sequence,
        at=at,
        reply=invitation.reply,
    )


def _enclosed(invitation: CalendarInvitation, sequence: int, calendar: str | None) -> Enclosed:
    origin = _origin(invitation)
    # Numbers of rows that were erased may come again; nonces do not.
    return Enclosed(calendar=calendar, origin=origin, once=f"{origin}:{invitation.nonce[:8]}:{sequence}")


def _origin(invitation: CalendarInvitation) -> str:
    return f"calendar_invitation:{invitation.id}"


def _recipient(invitation: CalendarInvitation) -> Recipient:
    return Recipient(invitation.email, invitation.person.name, invitation.language, person_id=invitation.person_id)


def _recorded(
    db: Session, act: str, invitation: CalendarInvitation, now: datetime, sequence_before: int | None
) -> None:
    record(
        db,
        act,
        invitation,
        now,
        edition_id=invitation.slot.edition_id,
        person_id=invitation.person_id,
        before={"sequence": sequence_before},
        after={"sequence": invitation.sequence},
    )
