"""What contributors do with a card: begin it, write it, send it in, take it back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.accounts.actions import read_email
from academy.editions.actions import check_revision
from academy.editions.models import Edition
from academy.kit.languages import INTERFACE, is_language
from academy.kit.refusals import Refusal
from academy.kit.texts import clean_line, clean_text
from academy.kit.words import N_
from academy.people.models import Person
from academy.practices.content import CardContent, Further
from academy.practices.letters import News
from academy.practices.models import Call, CardState, CardText, CardVersion, Practice, VersionOrigin
from academy.practices.publishing import renew_pages, unpublish
from academy.practices.queries import find_card, find_original, find_proposal, next_number
from academy.practices.rules import WRITABLE, check_next, missing, window_of
from academy.practices.telling import tell
from academy.practices.template import fields_of
from academy.trail.actions import record

MOST_FURTHER = 40
"""Further fields of a card."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """Who begins a card, and how it is called."""

    author: str
    email: str
    language: str
    title: str = ""
    letters_in: str = "en"
    person: Person | None = None
    once: str | None = None


def begin_card(db: Session, call: Call, said: Beginning, now: datetime, news: News | None = News.BEGUN) -> Practice:
    """Begin a card for a call, and write to whoever begins it, with the link to go on; refuse outside the window.

    The same form sent twice is one card. Whoever is invited by the organisers (`News.INVITED`) is not bound to when
    the call opens.
    """
    if said.once:  # of two that are sent at the same moment, the second waits, and finds the card of the first
        db.execute(select(Call.id).where(Call.id == call.id).with_for_update())
    known = _known(db, said)
    if known is not None:
        return known
    _check_window(call, now, may_be_early=news == News.INVITED)
    card = _begin(db, call.edition, call, said, now)
    if news is not None:
        tell(db, card, news, now)
    return card


def begin_for_talk(db: Session, edition: Edition, call: Call | None, said: Beginning, now: datetime) -> Practice:
    """Begin a card that a speaker presents: for a call that is open, or for none, since the talk takes place anyhow.

    The same form sent twice is one card.
    """
    known = _known(db, said)
    if known is not None:
        return known
    card = _begin(db, edition, call, said, now)
    tell(db, card, News.BEGUN, now)
    return card


def _known(db: Session, said: Beginning) -> Practice | None:
    """Return the card that the same form has begun already; refuse whoever sends another's form."""
    known = db.scalar(select(Practice.id).where(Practice.once == said.once)) if said.once else None
    if known is None:
        return None
    card, person_id = _loaded(db, known), said.person.id if said.person else None
    if card.person_id != person_id or (said.person is None and card.email != read_email(said.email)):
        raise Refusal(N_("This form was sent for somebody else already. Open its page anew, and begin again."))
    return card


def _begin(db: Session, edition: Edition, call: Call | None, said: Beginning, now: datetime) -> Practice:
    card = _begun(edition, call, _checked(said), now)
    db.add(card)
    db.flush()
    _name(db, card)
    db.add(_original(card, now))
    db.flush()
    after = {"title": card.title, "author": card.author, "language": card.language}
    record(db, "card.begun", card, now, edition_id=edition.id, person_id=card.person_id, after=after)
    return _loaded(db, card.id)


def save_text(db: Session, card: Practice, content: CardContent, now: datetime, revision: int | None) -> CardText:
    """Keep what an author has written; refuse where the card is not theirs to write now, or another page was faster.

    `revision` is that of the text, with which the page was opened.
    """
    check_writable(card)
    text = find_original(db, card) or _original(card, now)
    db.add(text)
    check_revision(text.revision if text.id else 0, revision)
    text.content = clean_content(content)
    text.changed_at = card.changed_at = now
    card.title = text.content.title or card.title
    db.flush()
    return text


def submit(db: Session, card: Practice, now: datetime) -> CardVersion:
    """Send a card in; refuse where something is missing that must be there, and where the deadline is over.

    What was sent in is kept as a version. Where changes were asked for, the deadline of the call does not count.
    """
    check_next(card.state, CardState.SUBMITTED)
    check_writable(card)
    if card.state == CardState.DRAFT and card.call is not None:
        _check_window(card.call, now)
    text = find_original(db, card)
    if text is None:
        raise Refusal(N_("There is nothing to send in yet."))
    lacks = missing(card, text.content, fields_of(card.template))
    if lacks:
        raise Refusal(N_("Something is missing that must be there before a card is sent in."), field=lacks[0])
    version = add_version(db, card, text.content, VersionOrigin.AUTHOR, now)
    move(db, card, CardState.SUBMITTED, now, version=version.number)
    card.submitted_at = now
    db.flush()
    tell(db, card, News.RECEIVED, now)
    return version


def withdraw(db: Session, card: Practice, now: datetime) -> None:
    """Take a card back, by the wish of its author: readers do not see it any more; nothing of it is lost."""
    move(db, card, CardState.WITHDRAWN, now)
    proposal = find_proposal(db, card)
    if proposal is not None:
        proposal.proposal = None  # there is nothing to answer any more
    unpublish(db, card, now)


def resume(db: Session, card: Practice, now: datetime) -> None:
    """Go on writing a card that was taken back."""
    move(db, card, CardState.DRAFT, now)


def move(db: Session, card: Practice, state: CardState, now: datetime, **told: object) -> None:
    """Let a card come into another state, and record it; refuse a step that makes no sense."""
    check_next(card.state, state)
    was, before = card.state, {"state": card.state}
    card.state, card.changed_at = state, now
    db.flush()
    if CardState.ACCEPTED in {was, state}:  # a talk leads to it while it is accepted, published or not
        renew_pages(db, card, now)
    after = {"state": state, **told}
    record(
        db, "card.moved", card, now, edition_id=card.edition_id, person_id=card.person_id, before=before, after=after
    )


def add_version(
    db: Session,
    card: Practice,
    content: CardContent,
    origin: VersionOrigin,
    now: datetime,
    *,
    account_id: int | None = None,
    note: str = "",
) -> CardVersion:
    """Keep what a card says now, or could say, as its next version."""
    version = CardVersion(
        practice=card,
        number=next_number(db, card),
        at=now,
        origin=origin,
        content=content,
        account_id=account_id,
        note=note,
    )
    db.add(version)
    db.flush()
    return version


def check_writable(card: Practice) -> None:
    """Refuse to write a card that was sent in, decided on, or taken back."""
    if card.state not in WRITABLE:
        message = N_(
            "This card was sent in. What you typed is still on this page; ask the organisers to open it again."
        )
        raise Refusal(message)


def clean_content(content: CardContent) -> CardContent:
    """Return a text as it is kept: cleaned, without further fields that say nothing; refuse what is too long."""
    fields = {key: clean_text(text, field=key) for key, text in content.fields.items()}
    further = [Further(clean_line(one.label), clean_text(one.text)) for one in content.further]
    further = [one for one in further if one.label or one.text]
    if len(further) > MOST_FURTHER:
        raise Refusal(N_("At most %(most)s further fields fit on a card."), most=MOST_FURTHER)
    return CardContent(clean_line(content.title, field="title"), fields, tuple(further))


def _checked(said: Beginning) -> Beginning:
    author, title = clean_line(said.author, field="author"), clean_line(said.title, field="title")
    if not author:
        raise Refusal(N_("Write your name, as it is to stand under the title."), field="author")
    if not is_language(said.language):
        raise Refusal(N_("Choose the language in which you write."), field="language")
    letters_in = said.letters_in if said.letters_in in INTERFACE else INTERFACE[0]
    email = read_email(said.email) if said.email or said.person is None else ""
    return Beginning(author, email, said.language, title, letters_in, said.person, said.once)


def _check_window(call: Call, now: datetime, *, may_be_early: bool = False) -> None:
    window = window_of(call)
    if window.is_to_come(now) and not may_be_early:
        raise Refusal(N_("This call is not open yet."))
    if window.is_over(now):
        raise Refusal(N_("The deadline of this call is over. Ask the organisers whether they still take your card."))


def _begun(edition: Edition, call: Call | None, said: Beginning, now: datetime) -> Practice:
    return Practice(
        slug=f"card-{uuid4()}",
        title=said.title,
        language=said.language,
        created_at=now,
        changed_at=now,
        state=CardState.DRAFT,
        edition=edition,
        call=call,
        template=call.template if call else None,
        author=said.author,
        person=said.person,
        email=said.email,
        letters_in=said.letters_in,
        once=said.once,
    )


def _name(db: Session, card: Practice) -> None:
    """Name a card by its number: its title may still change, and its address must not tell a stranger anything."""
    card.slug = f"practice-{card.id}"
    db.flush()


def _original(card: Practice, now: datetime) -> CardText:
    content = CardContent(card.title, {})
    return CardText(practice=card, language=card.language, content=content, changed_at=now, is_original=True)


def _loaded(db: Session, number: int) -> Practice:
    found = find_card(db, number)
    if found is None:
        raise Refusal(N_("This card is not there any more."))
    return found
