"""What becomes of invented cards: each comes to where it stands by the acts of those who have to do with it."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from academy.practices.deciding import decide
from academy.practices.editing import propose
from academy.practices.models import CardState, Practice, TextState
from academy.practices.publishing import publish
from academy.practices.queries import find_original
from academy.practices.translating import Seen, TranslationDraft, approve, save_translation
from academy.practices.writing import save_text, submit, withdraw
from academy.records.demonstration.cards.reviews import Bench
from academy.records.demonstration.cards.samples import Sample
from academy.records.demonstration.cards.words import EDITED, TO_ADD, TOO_MUCH

WAITING = frozenset({"draft", "submitted", "asked", "reviewed", "changes", "withdrawn"})
"""What becomes of cards of the call that is still open."""

_TRANSLATOR, _BUREAU = "Khalid Rahhali", "Turjuman"
_DAY = timedelta(days=1)
_DECIDED, _PUBLISHED = timedelta(days=40), timedelta(days=50)
"""How long after it was sent in."""


def meet(db: Session, card: Practice, sample: Sample, bench: Bench, now: datetime) -> None:
    """Bring a card that was written to where it stands."""
    fate = sample.fate
    if fate == "draft":
        return
    submit(db, card, now)
    if fate == "withdrawn":
        withdraw(db, card, now + _DAY)
    elif fate in WAITING:
        _wait(db, card, sample, bench, now + _DAY)
    else:
        _decided(db, card, sample, bench, now)


def _wait(db: Session, card: Practice, sample: Sample, bench: Bench, now: datetime) -> None:
    """Let a card of the open call be asked about, judged, or be sent back."""
    if sample.fate != "submitted":
        bench.ask(db, card, now)
    if sample.fate in {"reviewed", "changes"}:
        bench.judge(db, card, now + _DAY, is_good=sample.fate == "reviewed")
    if sample.fate == "changes":
        decide(db, card, CardState.CHANGES_ASKED, None, TO_ADD[card.language], now + 2 * _DAY)


def _decided(db: Session, card: Practice, sample: Sample, bench: Bench, now: datetime) -> None:
    """Let a card of the closed call be accepted, in most cases, and read."""
    is_good = sample.fate != "declined"
    if sample.is_judged or not is_good:
        bench.ask(db, card, now + _DAY)
        bench.judge(db, card, now + 5 * _DAY, is_good=is_good)
    if not is_good:
        decide(db, card, CardState.DECLINED, None, TOO_MUCH[card.language], now + _DECIDED)
        return
    _translate(db, card, sample, now + 7 * _DAY)
    if sample.added:
        _add(db, card, sample, now + 9 * _DAY)
    _accept(db, card, now + _DECIDED)
    if sample.fate == "edited":
        _edit(db, card, now + _DECIDED + _DAY)
    elif sample.fate != "accepted":
        publish(db, card, now + _PUBLISHED)


def _accept(db: Session, card: Practice, now: datetime) -> None:
    """Accept a card in a part of its call; every third author was a fellow of an earlier edition."""
    parts = card.call.parts if card.call else []
    decide(db, card, CardState.ACCEPTED, parts[card.id % 3 == 0], "", now)


def _add(db: Session, card: Practice, sample: Sample, now: datetime) -> None:
    """Let its author say something more: what was translated before is behind what they say then."""
    decide(db, card, CardState.CHANGES_ASKED, None, TO_ADD[card.language], now)
    text = find_original(db, card)
    save_text(db, card, sample.content(), now + _DAY, text.revision if text else 0)
    submit(db, card, now + 2 * _DAY)


def _translate(db: Session, card: Practice, sample: Sample, now: datetime) -> None:
    for language, state in sample.translations.items():
        by = "" if state == TextState.MACHINE else _TRANSLATOR if "ar" in {language, card.language} else _BUREAU
        is_approved = state == TextState.APPROVED
        said = sample.content(language, without=sample.added)
        draft = TranslationDraft(said, by, TextState.REVIEWED if is_approved else state)
        text = save_translation(db, card, language, draft, now, Seen(0, None))
        if is_approved:
            approve(db, card, language, now + _DAY, text.revision)


def _edit(db: Session, card: Practice, now: datetime) -> None:
    """Let the secretariat propose another title; the author has not answered yet."""
    text = find_original(db, card)
    if text is not None:
        head, _, tail = text.content.title.partition(": ")
        content = replace(text.content, title=f"{tail[:1].upper()}{tail[1:]}: {head[:1].lower()}{head[1:]}")
        propose(db, card, content, EDITED[card.language], now)
