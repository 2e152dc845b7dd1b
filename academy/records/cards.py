"""Acts on practice cards that calendar entries follow: a talk stands there under the title of what it presents."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.agenda.actions import mention_changed
from academy.agenda.models import Slot, Talk
from academy.editions.actions import raise_installation
from academy.practices import editing
from academy.practices.models import CardVersion, Practice


def agree(db: Session, card: Practice, proposal: CardVersion, now: datetime) -> None:
    """Let a card say what the secretariat has proposed, in every calendar entry too where its title stands there."""
    before = card.title
    editing.agree(db, card, proposal, now)
    if card.title != before:
        mention_changed(db, Slot.id.in_(select(Talk.slot_id).where(Talk.practice_id == card.id)), now)
        raise_installation(db)
