"""Speakers and the practice cards that they present: each attaches a card to their own talk."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from academy.agenda.actions import change_slot
from academy.agenda.drafts import SlotDraft, TalkDraft
from academy.agenda.models import RoleKind, Slot, Talk
from academy.agenda.queries import list_appearances
from academy.kit.refusals import Refusal, Unknown
from academy.kit.translated import Translated
from academy.kit.words import N_
from academy.people.models import Person
from academy.practices.models import Practice

_OF_SLOT = frozenset({RoleKind.SPEAKER})
"""Who presents beside the talks of an item; in a talk, everybody named there does but interpreters."""


@dataclass(frozen=True, slots=True)
class Presentation:
    """What somebody presents: a talk of an item, by its place there; or in the item itself, without a talk yet."""

    slot: Slot
    place: int | None
    talk: Talk | None

    @property
    def title(self) -> Translated:
        """What it is called."""
        return self.talk.title if self.talk else self.slot.title

    @property
    def practice(self) -> Practice | None:
        """The card that is presented, where there is one."""
        return self.talk.practice if self.talk else None

    @property
    def key(self) -> str:
        """What stands for it in a form."""
        return f"{self.slot.id}" if self.place is None else f"{self.slot.id}-{self.place}"


def list_presentations(db: Session, person: Person) -> list[Presentation]:
    """Return what somebody presents in public programmes, the last edition first: a constant number of queries."""
    found = [one for slot in list_appearances(db, person) for one in _of_slot(slot, person)]
    return sorted(found, key=lambda one: -one.slot.edition_id)


def present(
    db: Session, person: Person, key: str, practice: Practice | None, now: datetime, revision: int | None = None
) -> Presentation:
    """Let somebody's talk present a card, or none; twice is as once. Refuse a talk that is not theirs.

    Who speaks without a talk gets one, of the card's title. `revision` is that of the item when the page was opened.
    """
    found = next((one for one in list_presentations(db, person) if one.key == key), None)
    if found is None:
        raise Unknown(N_("You do not present this; the programme may have changed. Look again."))
    slot = found.slot
    if practice is not None and _is_elsewhere(slot, practice, found.place):
        raise Refusal(N_("This card is presented in this item already."), field="card")
    draft = SlotDraft.of(slot)
    talks = list(draft.talks)
    if found.place is not None:
        talks[found.place] = replace(talks[found.place], practice=practice)
    elif practice is not None:
        talks.append(_talk(draft, practice, person))
        draft = replace(draft, roles=tuple(role for role in draft.roles if not _moves(role.kind, role.person, person)))
    change_slot(db, slot.edition, slot, replace(draft, talks=tuple(talks)), now, revision)
    place = found.place if found.place is not None else len(slot.talks) - 1
    return Presentation(slot, place, slot.talks[place]) if slot.talks else found


def _of_slot(slot: Slot, person: Person) -> list[Presentation]:
    own = [role for role in slot.roles if role.person_id == person.id and role.kind != RoleKind.INTERPRETER]
    places = {talk.id: place for place, talk in enumerate(slot.talks)}
    talks = sorted({places[role.talk.id] for role in own if role.talk is not None})
    if talks:
        return [Presentation(slot, place, slot.talks[place]) for place in talks]
    speaks = any(role.talk is None and role.kind in _OF_SLOT for role in own)
    return [Presentation(slot, None, None)] if speaks else []


def _is_elsewhere(slot: Slot, practice: Practice, place: int | None) -> bool:
    others = (talk.practice for number, talk in enumerate(slot.talks) if number != place)
    return any(one is not None and one.id == practice.id for one in others)


def _talk(draft: SlotDraft, practice: Practice, person: Person) -> TalkDraft:
    roles = tuple(role for role in draft.roles if _moves(role.kind, role.person, person))
    return TalkDraft(Translated({practice.language: practice.title}), practice, roles)


def _moves(kind: RoleKind, held_by: Person | None, person: Person) -> bool:
    return held_by is person and kind in _OF_SLOT
