"""What the record says of translations: what was done with them, and what their author has answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from academy.practices.models import Practice
from academy.trail.actions import record
from academy.trail.models import Entry

SAVED = "card.translated"
REMOVED = "card.translation_removed"
ASKED = "card.translation_asked"
APPROVED = "card.translation_approved"
REFUSED = "card.translation_refused"
_ANSWERS = (ASKED, APPROVED, REFUSED)

STATE = "translation"
"""The field of the record in which the state of a translation stands: `state` is the card's own."""

_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Answer:
    """The latest that there was between organisers and the author about a translation."""

    act: str
    at: datetime
    remark: str

    @property
    def is_refusal(self) -> bool:
        """True where the author has said what is wrong."""
        return self.act == REFUSED


def note(
    db: Session,
    card: Practice,
    act: str,
    language: str,
    now: datetime,
    *,
    before: Mapping[str, Any] = _NOTHING,
    after: Mapping[str, Any] = _NOTHING,
) -> None:
    """Add to the record what was done with a translation of a card."""
    known = {"edition_id": card.edition_id, "person_id": card.person_id}
    record(db, act, card, now, before=before, after={"language": language, **after}, **known)


def find_answer(db: Session, card: Practice, language: str) -> Answer | None:
    """Return the latest question to the author about a translation, or their answer to it; None: nobody has asked."""
    return find_answers(db, card).get(language)


def find_answers(db: Session, card: Practice) -> dict[str, Answer]:
    """Return the same for each language about which anything was asked."""
    own = (Entry.thing == card.__tablename__, Entry.thing_id == card.id, Entry.act.in_(_ANSWERS))
    found: dict[str, Answer] = {}
    for entry in db.scalars(select(Entry).where(*own).order_by(Entry.id).options(selectinload(Entry.values))):
        said = {value.field: value.after for value in entry.values}
        found[str(said.get("language", ""))] = Answer(entry.act, entry.at, str(said.get("reason") or ""))
    return found
