"""How a person is filed, and how a typed name is recognised."""

from collections.abc import Iterable

from academy.kit.texts import folded
from academy.people.models import Institution, Person

_PARTICLES = frozenset({"da", "das", "de", "del", "di", "do", "dos", "e", "la", "las", "los", "van", "von", "y", "el"})


def sort_key_for(given: str, family: str, *, by_last: bool = False) -> str:
    """Return what a person is filed under: the whole family name, or its last part where that is the custom.

    Spanish names are filed under the first of two surnames, Portuguese under the last; somebody with one name under it.

    >>> sort_key_for("José", "Loayza Pacheco")
    'Loayza Pacheco, José'
    >>> sort_key_for("Ana", "Souza de Almeida", by_last=True)
    'Almeida, Ana Souza de'
    """
    if not family:
        return given
    if by_last and " " in family:
        first, _, last = family.rpartition(" ")
        return f"{last}, {given} {first}"
    return f"{family}, {given}" if given else family


def split_name(typed: str) -> tuple[str, str]:
    """Return given and family names of a typed name. A guess that a person may correct.

    >>> split_name("Edith Paredes"), split_name("José Loayza Pacheco"), split_name("Luisa")
    (('Edith', 'Paredes'), ('José', 'Loayza Pacheco'), ('Luisa', ''))
    """
    if "," in typed:
        family, _, given = typed.partition(",")
        return given.strip(), family.strip()
    words = typed.split()
    if len(words) < 2:  # noqa: PLR2004 (one name)
        return typed.strip(), ""
    surnames = 1 if len(words) == 2 else 2  # noqa: PLR2004 (given and family)
    start = len(words) - surnames
    while start > 1 and words[start - 1].casefold() in _PARTICLES:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


def spellings(institution: Institution) -> set[str]:
    """Return every way an institution may be written, folded for comparison."""
    names, acronyms = list(institution.name.values()), list(institution.acronym.values())
    both = [f"{name} ({acronym})" for name in names for acronym in acronyms]
    return {reading(text) for text in [*names, *acronyms, *both, *institution.aliases]}


def reading(typed: str) -> str:
    """Return a typed name as it is compared: folded, without the punctuation that a document puts at its end.

    Only a whole spelling counts. Brackets inside a longer text may say anything: "Ministry of Health (ILO project)".
    """
    return folded(typed).strip(" .,;:")


def recognise_institution(typed: str, institutions: Iterable[Institution]) -> Institution | None:
    """Return the institution that a typed text names, or None where none or more than one does."""
    wanted = reading(typed)
    found = [institution for institution in institutions if wanted in spellings(institution)]
    return found[0] if len(found) == 1 else None


def recognise_person(typed: str, people: Iterable[Person]) -> Person | None:
    """Return the person that a typed name names, or None where none or more than one does."""
    wanted = reading(typed)
    found = [person for person in people if wanted in {reading(person.name), reading(person.listed_name)}]
    return found[0] if len(found) == 1 else None
