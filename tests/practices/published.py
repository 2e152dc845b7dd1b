"""Cards that readers can read."""

from sqlalchemy.orm import Session

from academy.practices.content import CardContent
from academy.practices.models import Call, CardCountry, CardState, CardText, CountryRole, Practice, TextState
from academy.practices.writing import move
from tests.factories import MADE
from tests.practices.carded import LOOM, a_sent_card


def a_published_card(db: Session, call: Call, slug: str = "loom", **more: object) -> Practice:
    """Return a card that was accepted and published; `more` is set as it is."""
    card = a_sent_card(db, call)
    move(db, card, CardState.ACCEPTED, MADE)
    card.slug, card.published_at, card.part = slug, MADE, call.parts[0]
    card.country = "BF"
    card.countries = [
        CardCountry(position=0, code="BF", role=CountryRole.PROVIDING),
        CardCountry(position=1, code="ML"),
    ]
    card.goals, card.themes = ("8.3", "17.9"), ("cooperatives", "women")
    for name, value in more.items():
        setattr(card, name, value)
    db.flush()
    return card


def translated(db: Session, card: Practice, language: str, state: TextState = TextState.REVIEWED) -> CardText:
    """Return a translation of a card."""
    content = CardContent(f"Loom ({language})", {"objectives": f"**Twenty** workshops ({language})."})
    text = CardText(
        practice=card,
        language=language,
        content=content,
        changed_at=MADE,
        state=state,
        translator="Tom Translator",
        source=LOOM,
    )
    db.add(text)
    db.flush()
    return text
