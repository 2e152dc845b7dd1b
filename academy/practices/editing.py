"""What the secretariat would change in a card's text; the author's stays until they agree.

Doors let an author agree by `records.cards.agree`: calendar entries that name the practice follow there.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from academy.kit.refusals import Refusal, Stale
from academy.kit.texts import clean_text
from academy.kit.words import N_
from academy.practices.content import CardContent
from academy.practices.differences import changed_keys
from academy.practices.letters import News
from academy.practices.models import CardState, CardText, CardVersion, Practice, Proposal, VersionOrigin
from academy.practices.publishing import tell_readers
from academy.practices.queries import find_original, find_proposal
from academy.practices.telling import tell
from academy.practices.writing import add_version, clean_content
from academy.trail.actions import record

EDITABLE = frozenset({CardState.SUBMITTED, CardState.ACCEPTED})
"""States in which the secretariat edits: its author does not write then, so no two texts grow apart."""

_NOTE = 4_000
_ANSWER = "\n\n↩ "


def propose(
    db: Session,
    card: Practice,
    content: CardContent,
    note: str,
    now: datetime,
    account_id: int | None = None,
    seen: int | None = None,
) -> CardVersion:
    """Propose another text to the author, and write to them; one that waited before is replaced, and stays to be read.

    `seen` is the number of the proposal with which the page was opened (0: there was none): somebody else may have
    proposed something meanwhile.
    """
    text = _text_of(db, card)
    cleaned, said = clean_content(content), clean_text(note, most=_NOTE, field="note")
    open_one = find_proposal(db, card)
    if seen is not None and seen != (open_one.number if open_one else 0):
        raise Stale(N_("Somebody else has proposed something meanwhile. Nothing of yours is lost: look at it first."))
    _check_says(cleaned, (open_one or text).content)
    if open_one is not None:
        open_one.proposal = None
    version = add_version(db, card, cleaned, VersionOrigin.SECRETARIAT, now, account_id=account_id, note=said)
    version.proposal = Proposal.OPEN
    card.changed_at = now
    db.flush()
    changed = list(changed_keys(text.content, cleaned))
    _record(db, card, "card.edited", now, version=version.number, fields=changed, reason=said)
    tell(db, card, News.EDITED, now, said)
    return version


def agree(db: Session, card: Practice, proposal: CardVersion, now: datetime) -> None:
    """Let a card say what was proposed, by the wish of its author; refuse where their text has changed since."""
    _check_open(card, proposal)
    text = _text_of(db, card)
    if text.changed_at > proposal.at:
        message = N_(
            "Your text has changed since this was proposed. Nothing is lost; ask the organisers to look again."
        )
        raise Refusal(message)
    before = card.title
    text.content, text.changed_at = proposal.content, now
    card.title = proposal.content.title or card.title
    proposal.proposal, card.changed_at = Proposal.TAKEN, now
    db.flush()
    _record(db, card, "card.edit_taken", now, before={"title": before}, version=proposal.number, title=card.title)
    tell_readers(db, card, now)


def disagree(db: Session, card: Practice, proposal: CardVersion, reason: str, now: datetime) -> None:
    """Keep the author's text as it is, by their wish; why stands with what was proposed, for the organisers."""
    _check_open(card, proposal)
    said = clean_text(reason, most=_NOTE, field="reason")
    proposal.proposal, card.changed_at = Proposal.REFUSED, now
    if said:
        proposal.note += f"{_ANSWER}{said}"
    db.flush()
    _record(db, card, "card.edit_refused", now, version=proposal.number, reason=said)


def take_back(db: Session, card: Practice, proposal: CardVersion, now: datetime) -> None:
    """Propose it no more: the author has nothing to answer."""
    _check_open(card, proposal)
    proposal.proposal, card.changed_at = None, now
    db.flush()
    _record(db, card, "card.edit_taken_back", now, version=proposal.number)


def said_of(proposal: CardVersion) -> tuple[str, str]:
    """Return what the secretariat has said with a proposal, and what its author has answered who did not agree."""
    if proposal.proposal != Proposal.REFUSED or _ANSWER not in proposal.note:
        return proposal.note, ""
    note, _, answer = proposal.note.partition(_ANSWER)
    return note, answer


def _text_of(db: Session, card: Practice) -> CardText:
    if card.state not in EDITABLE:
        raise Refusal(N_("Only a card that was sent in or accepted is edited: otherwise its author writes it."))
    text = find_original(db, card)
    if text is None:
        raise Refusal(N_("This card has no text yet."))
    return text


def _check_says(content: CardContent, before: CardContent) -> None:
    if not content.title:
        raise Refusal(N_("A practice needs a title."), field="title")
    if not changed_keys(before, content):
        raise Refusal(N_("Nothing was changed: there is nothing to ask the author."))


def _check_open(card: Practice, proposal: CardVersion) -> None:
    if proposal.practice_id != card.id or proposal.proposal != Proposal.OPEN:
        raise Refusal(N_("This proposal does not wait for an answer any more."))


def _record(
    db: Session, card: Practice, act: str, now: datetime, before: dict[str, object] | None = None, **after: object
) -> None:
    known = {"edition_id": card.edition_id, "person_id": card.person_id}
    record(db, act, card, now, before=before or {}, after=after, **known)
