"""Calls and cards to try things on."""

from datetime import date, time

from sqlalchemy.orm import Session

from academy.editions.models import Edition
from academy.kit.translated import Translated
from academy.practices.calls import CallDraft, PartDraft, make_call, set_parts
from academy.practices.content import CardContent
from academy.practices.models import Call, Practice
from academy.practices.queries import find_original
from academy.practices.writing import Beginning, begin_card, save_text, submit
from tests.factories import MADE, edition

CALL = CallDraft(
    title=Translated(en="Good practices of solidarity", es="Buenas prácticas de solidaridad"),
    text=Translated(en="Tell us what works."),
    closes_on=date(2026, 11, 30),
    closes_at=time(18),
    zone_name="Africa/Tunis",
)
"""Open until 17:00 UTC on 30 November 2026; `MADE` lies before that."""

LOOM = CardContent(
    "Le métier à tisser partagé",
    {
        "objectives": "Vingt ateliers partagent **un** métier à tisser.",
        "cooperation": "Deux coopératives, une à Bobo-Dioulasso et une à Mopti.",
        "results": "| Année | Ateliers |\n|---|---|\n| 2024 | 20 |",
    },
)


def a_call(db: Session, of: Edition | None = None, draft: CallDraft = CALL) -> Call:
    """Return a call with two parts, of an edition or of a new one."""
    call = make_call(db, of or edition(db), draft, MADE)
    set_parts(db, call, [PartDraft("IA", Translated(en="Fellows")), PartDraft("IIB", Translated(en="Others"))], MADE)
    return call


def a_card(db: Session, call: Call | None = None, *, author: str = "Awa Traoré", written: bool = True) -> Practice:
    """Return a card that is being written, with a text or without."""
    said = Beginning(author=author, email="awa@example.org", language="fr", title=LOOM.title, letters_in="fr")
    card = begin_card(db, call or a_call(db), said, MADE)
    if written:
        write(db, card)
    return card


def write(db: Session, card: Practice, content: CardContent = LOOM) -> None:
    """Write a card's text."""
    text = find_original(db, card)
    save_text(db, card, content, MADE, text.revision if text else 0)


def a_sent_card(db: Session, call: Call | None = None, *, author: str = "Awa Traoré") -> Practice:
    """Return a card that was sent in."""
    card = a_card(db, call, author=author)
    submit(db, card, MADE)
    return card
