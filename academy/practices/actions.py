"""What can be done with practices."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy.orm import Session

from academy.kit.refusals import Refusal
from academy.kit.slugs import slug_for
from academy.kit.words import N_
from academy.people.models import Institution
from academy.practices.models import CardState, Practice
from academy.practices.queries import find_original, find_practice
from academy.trail.actions import record
from academy.trail.rules import facts


@dataclass(frozen=True, slots=True)
class PracticeDraft:
    """What is known of a practice; as the columns of the same names."""

    title: str
    language: str
    country: str | None = None
    institution: Institution | None = None

    @classmethod
    def of(cls, practice: Practice) -> "PracticeDraft":
        """Return what is known now; the practice's institution must be loaded."""
        return cls(**{field.name: getattr(practice, field.name) for field in fields(cls)})


def create_practice(db: Session, draft: PracticeDraft, now: datetime, slug: str = "") -> Practice:
    """Add a practice."""
    _check(draft)
    slug = slug or slug_for(draft.title, lambda taken: find_practice(db, taken) is not None, "practice")
    practice = Practice(slug=slug, title=draft.title, language=draft.language, created_at=now, changed_at=now)
    _write(practice, draft)
    db.add(practice)
    db.flush()
    record(db, "practice.created", practice, now, after=facts(draft))
    return practice


def change_practice(db: Session, practice: Practice, draft: PracticeDraft, now: datetime) -> bool:
    """Correct what is known of a practice; tell whether anything changed. Refuse one that its author writes."""
    if practice.state != CardState.ACCEPTED:
        raise Refusal(N_("Somebody writes this card: it is looked after where its edition’s cards are."))
    _check(draft)
    before = facts(PracticeDraft.of(practice))
    _write(practice, draft)
    changed = db.is_modified(practice)
    if changed:
        practice.changed_at = now
    db.flush()
    if changed:
        record(db, "practice.changed", practice, now, before=before, after=facts(draft))
    return changed


def check_language(db: Session, practice: Practice, language: str) -> None:
    """Refuse another language for the title of a practice whose card has a text of its own in the present one."""
    if language != practice.language and find_original(db, practice) is not None:
        raise Refusal(N_("Its card was written in this language; the language of its title stays."), field="language")


def _check(draft: PracticeDraft) -> None:
    if not draft.title:
        raise Refusal(N_("A practice needs a title."), field="title")


def _write(practice: Practice, draft: PracticeDraft) -> None:
    for field in fields(draft):
        setattr(practice, field.name, getattr(draft, field.name))
