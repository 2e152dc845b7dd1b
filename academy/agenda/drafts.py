"""What an organiser says of a slot, before it is a row: from a form, a typed day or a file alike."""

from dataclasses import dataclass, fields, replace
from datetime import date, time
from typing import Any

from academy.agenda.models import Elective, Part, Presence, Role, RoleKind, Room, Slot, SlotKind, Talk
from academy.kit.translated import EMPTY, Translated
from academy.people.models import Institution, Person
from academy.practices.models import Practice
from academy.trail.rules import About, facts, numbered, plain


@dataclass(frozen=True, slots=True)
class AffiliationDraft:
    """A post, an institution, or both."""

    post: Translated = EMPTY
    institution: Institution | None = None


@dataclass(frozen=True, slots=True)
class RoleDraft:
    """Who does what: a person, an institution or a placeholder."""

    kind: RoleKind = RoleKind.SPEAKER
    person: Person | None = None
    institution: Institution | None = None
    placeholder: Translated = EMPTY
    presence: Presence | None = None
    affiliations: tuple[AffiliationDraft, ...] = ()

    @classmethod
    def of(cls, role: Role) -> "RoleDraft":
        """Return what a role says now."""
        affiliations = tuple(AffiliationDraft(one.post, one.institution) for one in role.affiliations)
        return cls(role.kind, role.person, role.institution, role.placeholder, role.presence, affiliations)


@dataclass(frozen=True, slots=True)
class TalkDraft:
    """A presentation inside a slot."""

    title: Translated
    practice: Practice | None = None
    roles: tuple[RoleDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class SlotDraft:
    """A line of the programme; as the columns of the same names, with its talks and roles."""

    kind: SlotKind
    title: Translated
    about: Translated = EMPTY
    day: date | None = None
    start: time | None = None
    end: time | None = None
    days_over: int = 0
    printed_hours: str = ""
    doubt: str = ""
    room: Room | None = None
    part: Part | None = None
    elective: Elective | None = None
    directed_by: Institution | None = None
    directed_as: Translated = EMPTY
    floor_languages: tuple[str, ...] = ()
    interpretation_languages: tuple[str, ...] = ()
    capacity: int | None = None
    online_url: str = ""
    roles: tuple[RoleDraft, ...] = ()
    talks: tuple[TalkDraft, ...] = ()

    @classmethod
    def of(cls, slot: Slot) -> "SlotDraft":
        """Return what a slot says now; everything about it must be loaded."""
        plain = {name: getattr(slot, name) for name in PLAIN}
        return cls(**plain, roles=_roles(slot, None), talks=tuple(_talk(slot, talk) for talk in slot.talks))


PLAIN = tuple(field.name for field in fields(SlotDraft) if field.name not in {"roles", "talks"})
"""Names that a draft and a slot share."""


def recorded(draft: SlotDraft) -> dict[str, Any]:
    """Return what a slot says as it stands in the record: what each person does in it is a field of its own.

    So erasing a person's data takes that person out of the slot's history, and nobody else.
    """
    said = facts(draft, frozenset({"roles", "talks"}))
    said |= numbered("talk", (replace(talk, roles=()) for talk in draft.talks))
    held: list[tuple[RoleDraft, dict[str, int]]] = [(role, {}) for role in draft.roles]
    for number, talk in enumerate(draft.talks, start=1):
        held += [(role, {"talk": number}) for role in talk.roles]
    of_people: dict[Person, list[Any]] = {}
    said["others"] = [{**plain(role), **more} for role, more in held if role.person is None]
    for role, more in held:
        if role.person is not None:
            of_people.setdefault(role.person, []).append({**plain(role), **more})
    return said | {f"role/{person.id}": About(person.id, told) for person, told in of_people.items()}


def _talk(slot: Slot, talk: Talk) -> TalkDraft:
    return TalkDraft(talk.title, talk.practice, _roles(slot, talk))


def _roles(slot: Slot, talk: Talk | None) -> tuple[RoleDraft, ...]:
    return tuple(RoleDraft.of(role) for role in slot.roles if role.talk is talk)
