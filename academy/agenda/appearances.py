"""Who appears in a programme, with what they do in it."""

from collections.abc import Iterable
from dataclasses import dataclass

from academy.agenda.models import Role, Slot
from academy.kit.texts import collated, folded
from academy.people.models import Institution, Person


@dataclass(frozen=True, slots=True)
class Appearance:
    """A person with the roles they hold, in the order of the programme."""

    person: Person
    roles: tuple[tuple[Slot, Role], ...]


def appearances(slots: Iterable[Slot], language: str) -> list[Appearance]:
    """Return the people of a programme, filed as each of them is filed, in the order of the reader's language."""
    held: dict[int, list[tuple[Slot, Role]]] = {}
    people: dict[int, Person] = {}
    for slot in slots:
        for role in slot.roles:
            if role.person:
                people[role.person.id] = role.person
                held.setdefault(role.person.id, []).append((slot, role))
    filed = sorted(people.values(), key=lambda person: collated(person.sort_key or person.name, language))
    return [Appearance(person, tuple(held[person.id])) for person in filed]


def institutions_of(slots: Iterable[Slot], language: str) -> list[Institution]:
    """Return the institutions that direct, appear, or that people come from, in the order of the reader's language."""
    found: dict[int, Institution] = {}
    for slot in slots:
        named = [slot.directed_by]
        for role in slot.roles:
            named += [role.institution, *(affiliation.institution for affiliation in role.affiliations)]
        found |= {institution.id: institution for institution in named if institution}
    return sorted(found.values(), key=lambda institution: folded(str(institution.name.wording(language))))
