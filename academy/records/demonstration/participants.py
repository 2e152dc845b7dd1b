"""Invented people in the demonstration: the whole matrix of the RCM workshop, and an academy that is filling up."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.editions.models import Edition
from academy.editions.queries import find_edition, get_whole_edition
from academy.participation.deciding import replace
from academy.participation.models import InstitutionType, Registration, Scope, State
from academy.participation.queries import list_institution_types, list_quota_rules
from academy.participation.registering import nominate
from academy.participation.standing import Candidate, move
from academy.people.actions import PersonDraft, create_person, write_contact
from academy.people.models import Person
from academy.records.demonstration.names import names_for, spoken_in

RCM = "rcm-2021"
_FOR_THE_REGION = ("GT", "CR")
_OBSERVERS = ("MX", "US", "SV", "PA", "CA", "HN")


@dataclass
class Crowd:
    """Makes people who do not exist, each once."""

    db: Session
    now: datetime
    taken: set[tuple[str, str]] = field(default_factory=set)
    streams: dict[str, Iterator[tuple[str, str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Know who is there already."""
        self.taken |= {(given, family) for given, family in self.db.execute(select(Person.given, Person.family))}

    def person(self, country: str, language: str) -> Person:
        """Return somebody of a country whom nobody else is called like."""
        name = self.names(country)
        draft = PersonDraft(name[0], name[1], country=country, is_invented=True)
        person = create_person(self.db, draft, self.now)
        write_contact(self.db, person, f"{person.slug}@example.org", language, self.now)
        return person

    def name(self, country: str) -> str:
        """Return a name alone, for somebody of an office."""
        return " ".join(self.names(country))

    def names(self, country: str) -> tuple[str, str]:
        """Return given and family names that nobody else has."""
        stream = self.streams.setdefault(country, names_for(country))
        name = next(one for one in stream if one not in self.taken)
        self.taken.add(name)
        return name


def has_participants(db: Session, edition: Edition) -> bool:
    """Tell whether anybody takes part in an edition yet: then nobody is invented."""
    return db.scalar(select(Registration.id).where(Registration.edition_id == edition.id).limit(1)) is not None


def fill_workshop(db: Session, now: datetime) -> int:
    """Fill every seat of the RCM workshop, as it may have been; return how many people that took."""
    edition = find_edition(db, RCM)
    if edition is None or has_participants(db, edition):
        return 0
    whole, crowd, number = get_whole_edition(db, RCM), Crowd(db, now), 0
    for number, (kind, country) in enumerate(_wanted(db, whole), start=1):
        represented = country if kind.slug not in {"workers", "employers"} else None
        candidates = (Candidate(crowd.person(country, spoken_in(country)), kind, represented) for _ in range(2))
        registration = nominate(db, whole, next(candidates), now, is_told=False)
        if number % 23 == 0:
            registration = replace(db, registration, next(candidates), _ILL, now, is_told=False)
        for state in (State.ACCEPTED, State.CONFIRMED, State.ARRIVED):
            move(db, registration, state, now)
    return number


_ILL = "Enfermedad"
"""Why somebody was replaced, in the language of whoever has said so."""


def _wanted(db: Session, edition: Edition) -> Iterator[tuple[InstitutionType, str]]:
    """Go through the seats: each country's by each rule, the region's, and some for whom there is no number."""
    countries = [one.code for one in edition.countries]
    kinds = {one.id: one for one in list_institution_types(db, edition)}
    for rule in list_quota_rules(db, edition):
        kind = kinds[rule.type_id or 0]
        if rule.scope == Scope.COUNTRY:
            yield from ((kind, code) for code in countries for _ in range(rule.seats or 0))
        else:
            yield from ((kind, code) for code in (_FOR_THE_REGION if rule.seats else _OBSERVERS))


def by_type(db: Session, edition: Edition) -> dict[str, InstitutionType]:
    """Return an edition's institution types by their short names."""
    return {one.slug: one for one in list_institution_types(db, edition)}
