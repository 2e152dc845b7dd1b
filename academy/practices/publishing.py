"""Letting readers read a card, and taking it from them again."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.editions.actions import raise_installation, touch
from academy.kit.refusals import Refusal
from academy.kit.slugs import slug_for
from academy.kit.words import N_
from academy.practices.letters import News
from academy.practices.models import CardState, Practice
from academy.practices.queries import find_original, find_proposal
from academy.practices.telling import tell
from academy.trail.actions import record


def publish(db: Session, card: Practice, now: datetime) -> None:
    """Let readers read an accepted card; its author is told the first time. Published already, it stays as it is.

    Its address it has from when it was accepted, and never changes afterwards.
    """
    if card.published_at is not None:
        return
    _check(db, card)
    name(db, card)
    card.published_at = card.changed_at = now
    _noted(db, card, "card.published", now)
    tell(db, card, News.PUBLISHED, now)


def name(db: Session, card: Practice) -> None:
    """Give a card an address made of its title; one that it has stays."""
    if card.slug == f"practice-{card.id}":
        card.slug = _slug(db, card)
        db.flush()


def unpublish(db: Session, card: Practice, now: datetime) -> None:
    """Take a card from its readers; its address waits for it."""
    if card.published_at is None:
        return
    card.published_at, card.changed_at = None, now
    _noted(db, card, "card.unpublished", now)


def tell_readers(db: Session, card: Practice, now: datetime) -> None:
    """Let pages that are kept ready be made anew, where readers may find the card: its text, or a talk about it."""
    if card.state == CardState.ACCEPTED:
        renew_pages(db, card, now)


def renew_pages(db: Session, card: Practice, now: datetime) -> None:
    """Let all pages that are kept ready be made anew on which a card may stand, or stood."""
    if card.edition is not None:
        touch(db, card.edition, now)
    raise_installation(db)


def _check(db: Session, card: Practice) -> None:
    if card.state != CardState.ACCEPTED:
        raise Refusal(N_("Only a card that was accepted is published."))
    if find_proposal(db, card) is not None:
        raise Refusal(N_("An edited text waits for its author: publish it once they have answered, or take it back."))
    text = find_original(db, card)
    if text is None or not any(said.strip() for said in text.content.fields.values()):
        raise Refusal(N_("This card has no text yet."))


def _slug(db: Session, card: Practice) -> str:
    def is_taken(slug: str) -> bool:
        return db.scalar(select(Practice.id).where(Practice.slug == slug, Practice.id != card.id)) is not None

    return slug_for(card.title, is_taken, "practice")


def _noted(db: Session, card: Practice, act: str, now: datetime) -> None:
    db.flush()
    renew_pages(db, card, now)
    record(db, act, card, now, edition_id=card.edition_id, person_id=card.person_id, after={"slug": card.slug})
