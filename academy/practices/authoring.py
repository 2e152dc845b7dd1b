"""What an author saves from the page of a card, text and author and part; and which cards are theirs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from academy.kit.languages import is_language
from academy.kit.refusals import Refusal
from academy.kit.texts import clean_line
from academy.kit.words import N_
from academy.practices.content import CardContent
from academy.practices.models import CallPart, CardState, CardText, Practice
from academy.practices.queries import find_original, find_text
from academy.practices.writing import check_writable, clean_content, save_text


@dataclass(frozen=True, slots=True)
class Written:
    """What an author has written; `part` is the short name of a part of the call, empty where none is chosen."""

    content: CardContent
    author: str
    language: str
    part: str = ""

    @classmethod
    def of(cls, card: Practice, text: CardText | None) -> "Written":
        """Return what a card says now; its part is to be loaded."""
        content = text.content if text else CardContent(card.title, {})
        return cls(content, card.author, card.language, card.part.slug if card.part else "")


def write_card(db: Session, card: Practice, said: Written, now: datetime, revision: int | None) -> CardText:
    """Keep what an author has written, which is nothing new where it was sent twice.

    Refuse where the card is not theirs to write now, and where another page was faster; as `save_text`.
    """
    check_writable(card)
    said = _clean(card, said)
    text = find_original(db, card)
    if text is not None and Written.of(card, text) == said:
        return text
    stored = save_text(db, card, said.content, now, revision)
    if said.language != card.language:
        _move(db, card, stored, said.language)
    card.author, card.part = said.author, _part(card, said.part)
    db.flush()
    return stored


def list_own(db: Session, person_id: int | None, email: str = "") -> Sequence[Practice]:
    """Return the cards that somebody writes, as a person or at a mailbox, without what they name; the newest first."""
    own = or_(
        and_(Practice.person_id.is_not(None), Practice.person_id == person_id),
        and_(Practice.email != "", Practice.email == email.lower()),
    )
    return db.scalars(select(Practice).where(own).order_by(Practice.id.desc())).all()


def may_change_language(card: Practice) -> bool:
    """Tell whether a card can still be said to be written in another language."""
    return card.state == CardState.DRAFT


def _clean(card: Practice, said: Written) -> Written:
    author = clean_line(said.author, field="author")
    if not author:
        raise Refusal(N_("Write your name, as it is to stand under the title."), field="author")
    if not is_language(said.language):
        raise Refusal(N_("Choose the language in which you write."), field="language")
    _part(card, said.part)
    return replace(said, content=clean_content(said.content), author=author)


def _part(card: Practice, slug: str) -> CallPart | None:
    """Return the part that is chosen; one in which a card stands already may have gone from its call."""
    offered = [*(card.call.parts if card.call else []), *([card.part] if card.part else [])]
    found = next((one for one in offered if one.slug == slug), None)
    if slug and found is None:
        raise Refusal(N_("There is no such part in this call. Choose again."), field="part")
    return found


def _move(db: Session, card: Practice, text: CardText, language: str) -> None:
    """Say that a card is written in another language; its text comes with it."""
    if not may_change_language(card):
        message = N_("The language of a card is chosen before it is sent in first. Ask the organisers to change it.")
        raise Refusal(message, field="language")
    if find_text(db, card, language) is not None:
        raise Refusal(N_("There is a translation into this language already."), field="language")
    text.language = card.language = language
