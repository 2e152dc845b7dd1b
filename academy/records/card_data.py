"""What practice cards and reviews tell about people: given to who it is about, and taken away where they ask for it."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, delete, func, literal, select, update
from sqlalchemy.orm import Session, joinedload

from academy.accounts.models import Account
from academy.agenda.models import Talk
from academy.files.models import Upload
from academy.kit.personal import NOBODY
from academy.kit.texts import folded
from academy.kit.translated import Translated
from academy.practices.models import (
    CardContact,
    CardFile,
    CardState,
    CardText,
    Practice,
    Review,
    Reviewer,
)
from academy.practices.publishing import renew_pages
from academy.practices.queries import list_texts, list_versions, whole_card
from academy.records.whose import Own

UNSENT = (CardState.DRAFT, CardState.WITHDRAWN)
"""States of cards that nobody but their author has to do with."""


def list_own_cards(db: Session, own: Own) -> list[Practice]:
    """Return the cards that somebody writes, with all that they name."""
    return list(db.scalars(select(Practice).where(own.cards).options(*whole_card()).order_by(Practice.id)))


def texts_in(db: Session, card: Practice) -> list[dict[str, Any]]:
    """Return what a card says, language by language, and what it said when it was sent in."""
    said = [{"language": one.language, "translator": one.translator, **_content(one)} for one in list_texts(db, card)]
    sent = [{"version": one.number, "at": one.at, "note": one.note, **_content(one)} for one in list_versions(db, card)]
    return [*said, *sent]


def list_own_reviews(db: Session, own: Own) -> Iterable[tuple[Review, str, Translated]]:
    """Return somebody's reviews, each with the title of its card and that of the edition's call."""
    query = select(Review).join(Review.reviewer).where(own.reviewers)
    loaded = query.options(joinedload(Review.practice), joinedload(Review.reviewer).joinedload(Reviewer.call))
    for one in db.scalars(loaded.order_by(Review.id)):
        yield one, one.practice.title, one.reviewer.call.title


def published(own: Own) -> Select[int | None]:
    """Return the editions in which readers find somebody's cards."""
    return select(Practice.edition_id).where(own.cards, Practice.published_at.is_not(None))


def empty_cards(db: Session, own: Own, now: datetime, *, takes_name_off: bool) -> None:
    """Take cards away that were never sent in, and forget of all others who wrote them and whom to ask.

    A card that readers find, or that a talk presents, stays what it says; without `takes_name_off` it keeps its author.
    """
    cards = list_own_cards(db, own)
    presented = set(db.scalars(select(Talk.practice_id).where(Talk.practice_id.in_([one.id for one in cards]))))
    for card in cards:
        if card.state in UNSENT and card.published_at is None and card.id not in presented:
            _remove(db, card)
        else:
            _empty(db, card, now, takes_name_off=takes_name_off)
    db.flush()


def empty_reviews(db: Session, own: Own, account: Account, now: datetime, *, takes_name_off: bool) -> None:
    """Forget what somebody said of cards, and take their name off translations; points stay counted."""
    reviewers = select(Reviewer.id).where(own.reviewers)
    db.execute(update(Review).where(Review.reviewer_id.in_(reviewers)).values(to_author="", to_chair=""))
    ended = func.coalesce(Reviewer.ended_at, now)
    db.execute(update(Reviewer).where(own.reviewers).values(country=None, institution_id=None, ended_at=ended))
    if takes_name_off:
        db.execute(update(CardText).where(CardText.account_id == account.id).values(translator=""))


def files_of(cards: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return what the files of cards fulfil: those that stand on them, and those that wait for a form."""
    own = select(Practice.id).where(cards)
    held = [select(one).where(CardFile.practice_id.in_(own)) for one in (CardFile.upload_id, CardFile.small_id)]
    owner = select(literal("practice:") + cast(Practice.id, String)).where(cards)
    return Upload.id.in_(held[0]) | Upload.id.in_(held[1]) | Upload.owner.in_(owner)


def _remove(db: Session, card: Practice) -> None:
    db.execute(delete(Upload).where(files_of(Practice.id == card.id)))
    db.flush()
    db.execute(delete(Practice).where(Practice.id == card.id))


def _empty(db: Session, card: Practice, now: datetime, *, takes_name_off: bool) -> None:
    is_public = card.published_at is not None
    if takes_name_off or not is_public:
        author = folded(card.author)
        for file in card.files:
            file.credit = "" if author and author in folded(file.credit) else file.credit
        card.author, card.person = NOBODY if is_public else "", None
    card.email = card.reason = ""
    card.nonce, card.changed_at = secrets.token_hex(12), now  # links that were sent open nothing any more
    db.execute(delete(CardContact).where(CardContact.practice_id == card.id))
    db.flush()
    if is_public:
        renew_pages(db, card, now)


def _content(one: Any) -> dict[str, Any]:  # noqa: ANN401 (a text or a version)
    further = [{"label": more.label, "text": more.text} for more in one.content.further]
    return {"title": one.content.title, "fields": dict(one.content.fields), "further": further}
