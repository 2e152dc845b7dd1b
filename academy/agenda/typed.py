"""A day of the programme as organisers type it: row after row, hours and names as people write them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from academy.agenda.models import Room, SlotKind
from academy.kit.hours import Hours
from academy.kit.texts import folded
from academy.people.models import Institution, Person
from academy.people.rules import reading, recognise_institution, recognise_person, spellings

_BULLET = re.compile(r"^\s*[-–—•*]\s+")
_APART = re.compile(r"[;\n]")

Entry = TypeVar("Entry", Person, Institution)


class Nature(StrEnum):
    """What a typed name that nobody knows yet stands for."""

    PERSON = "person"
    INSTITUTION = "institution"
    PLACEHOLDER = "placeholder"


@dataclass(frozen=True, slots=True)
class TypedHolder:
    """Who takes part: a name, and what is written behind it (a post, an institution)."""

    name: str
    behind: str = ""


@dataclass(frozen=True, slots=True)
class TypedTalk:
    """A presentation inside a slot, with who gives it."""

    title: str
    holders: tuple[TypedHolder, ...] = ()


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row of the table, read but not yet matched with people and institutions."""

    title: str
    hours: Hours
    printed_hours: str = ""
    kind: SlotKind | None = None
    room: Room | None = None
    directs: str = ""
    holders: tuple[TypedHolder, ...] = ()
    talks: tuple[TypedTalk, ...] = ()


class Known:
    """Whom the installation knows, to be looked up by any spelling: among thousands nobody is compared with all."""

    def __init__(self, people: Iterable[Person], institutions: Iterable[Institution]) -> None:
        """What is added later is known from then on."""
        self.people = list(people)
        self.institutions = list(institutions)

    def find(self, name: str) -> Person | Institution | None:
        """Return whom a typed name names, or None where nobody, or more than one."""
        return recognise_person(name, self._people.get(reading(name), [])) or self.find_institution(name)

    def find_institution(self, name: str) -> Institution | None:
        """Return the institution that a typed text names, or None where none or more than one does."""
        return recognise_institution(name, self._institutions.get(reading(name), []))

    def add(self, new: Person | Institution) -> None:
        """Know somebody more."""
        if isinstance(new, Person):
            _enter(self._people, {reading(new.name), reading(new.listed_name)}, new)
            self.people.append(new)
        else:
            _enter(self._institutions, spellings(new), new)
            self.institutions.append(new)

    @cached_property
    def _people(self) -> dict[str, list[Person]]:
        index: dict[str, list[Person]] = {}
        for one in self.people:
            _enter(index, {reading(one.name), reading(one.listed_name)}, one)
        return index

    @cached_property
    def _institutions(self) -> dict[str, list[Institution]]:
        index: dict[str, list[Institution]] = {}
        for one in self.institutions:
            _enter(index, spellings(one), one)
        return index


def read_speakers(typed: str) -> tuple[tuple[TypedHolder, ...], tuple[TypedTalk, ...]]:
    """Return who takes part, and the presentations, of a cell.

    Names stand apart by semicolons or on lines of their own, each with post and institution behind commas; a line that
    begins with a dash is a presentation: "- Title: Name, institution".
    """
    holders: list[TypedHolder] = []
    talks: list[TypedTalk] = []
    for line in plain_commas(typed).split("\n"):
        if _BULLET.match(line):
            title, _, names = _BULLET.sub("", line).partition(":")
            talks.append(TypedTalk(title.strip(), tuple(_holders(names))))
        else:
            holders += _holders(line)
    return tuple(holders), tuple(talks)


def plain_commas(text: str) -> str:
    """Return a text whose Arabic commas and semicolons are Latin ones: they part names just the same."""
    return text.replace("،", ",").replace("؛", ";")


def names_in(rows: Iterable[TypedRow]) -> list[str]:
    """Return every typed name of people and institutions once, in order; what directs is among them."""
    names: list[str] = []
    for row in rows:
        names += [holder.name for holder in row.holders]
        names += [holder.name for talk in row.talks for holder in talk.holders]
        names += [row.directs] if row.directs else []
    return list({folded(name): name for name in reversed(names)}.values())[::-1]


def unknown_names(rows: Sequence[TypedRow], known: Known) -> list[str]:
    """Return the typed names that nobody here bears."""
    return [name for name in names_in(rows) if known.find(name) is None]


def directing(rows: Iterable[TypedRow]) -> set[str]:
    """Return the names that direct, folded: only an institution does."""
    return {folded(row.directs) for row in rows if row.directs}


def guessed_nature(name: str) -> Nature:
    """Guess what an unknown name stands for; an organiser confirms it."""
    words = set(folded(name).replace("(", " ").replace(")", " ").split())
    if words & _PLACEHOLDERS:
        return Nature.PLACEHOLDER
    bare = name.replace("-", "").replace(".", "")
    is_acronym = " " not in name and bare.isupper() and bare.isalpha()
    if is_acronym or words & _INSTITUTIONS or re.search(r"\([A-Z][A-Z\-]+\)", name):
        return Nature.INSTITUTION
    return Nature.PERSON if 1 <= len(name.split()) <= 5 else Nature.PLACEHOLDER  # noqa: PLR2004 (words in a name)


def guessed_kind(title: str, talks: Sequence[TypedTalk] = ()) -> SlotKind:
    """Guess what happens in a slot from its title, in any of our languages."""
    words = set(re.findall(r"\w+", folded(title)))
    for kind, signs in _KINDS.items():
        if words & signs:
            return kind
    return SlotKind.PANEL if len(talks) > 1 else SlotKind.PRESENTATION


def _holders(typed: str) -> list[TypedHolder]:
    cells = [cell.strip() for cell in _APART.split(typed) if cell.strip()]
    pairs = [cell.partition(",") for cell in cells]
    return [TypedHolder(name.strip(), behind.strip()) for name, _, behind in pairs if name.strip()]


def _enter(index: dict[str, list[Entry]], names: Iterable[str], new: Entry) -> None:
    for name in names:
        index.setdefault(name, []).append(new)


def _folded_words(text: str) -> frozenset[str]:
    return frozenset(folded(text).split())


_PLACEHOLDERS = _folded_words(
    """
    representative representatives representante representantes représentant représentante delegate delegates delegado
    delegada délégué director directora directeur directrice diretor diretora minister ministro ministra ministre
    head chief jefe jefa chef vice-minister viceministro viceministra tba tbc tbd confirmar
    confirmer ممثل coordination coordinación coordenação participants
    """
)
_INSTITUTIONS = _folded_words(
    """
    ministry ministerio ministère ministério institute instituto institut university universidad universidade université
    network red rede réseau organization organisation organización organização union unión união confederation
    confederación confederação confédération agency agencia agência agence committee comité comitê commission comisión
    comissão secretariat secretary secretaría secretaria secrétariat group grupo groupe cooperative cooperativa
    coopérative foundation fundación fundação fondation association asociación associação center centre centro ngo ong
    federation federación federação fédération bank banco banque وزارة جامعة منظمة شبكة معهد مؤسسة اتحاد
    """
)
_KINDS: Mapping[SlotKind, frozenset[str]] = {
    SlotKind.OPENING: _folded_words(
        """
        welcome opening inauguration bienvenida apertura inauguración bienvenue ouverture boas-vindas abertura
        افتتاح الافتتاح
        """
    ),
    SlotKind.CLOSING: _folded_words("closing closure clausura cierre clôture encerramento اختتام الاختتام"),
    SlotKind.BREAK: _folded_words(
        "break coffee lunch pausa café almuerzo receso pause déjeuner intervalo almoço استراحة الغداء"
    ),
    SlotKind.STUDY_VISIT: _folded_words("visit visits visita visitas visite visites زيارة"),
    SlotKind.FAIR: _folded_words("fair feria foire feira معرض"),
    SlotKind.PLENARY: _folded_words("plenary plenaria plénière plenária عامة"),
    SlotKind.PANEL: _folded_words("panel experiences experiencias expériences experiências نقاش"),
    SlotKind.WORKSHOP: _folded_words("workshop taller atelier oficina ورشة"),
    SlotKind.LECTURE: _folded_words("lecture keynote conferencia conférence palestra محاضرة"),
}
