"""Everybody who takes part, as lines of lists: found in one question, then filtered, ordered and counted as values."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.editions.models import Edition
from academy.kit.texts import collated, folded
from academy.kit.translated import Translated
from academy.kit.words import N_
from academy.participation.models import Holding, Mandate, QuotaRule, Registration, Seat, State
from academy.participation.rules import HOLDING, covering, unit_of
from academy.people.models import Institution, Person


class PeopleList(StrEnum):
    """Which list is meant."""

    PARTICIPANTS = "participants"
    """Everybody who takes part, or did."""
    NOMINATIONS = "nominations"
    """Those about whom organisers are to decide."""
    WAITING = "waiting"
    """Those who wait, in the order in which they are served."""
    INSTITUTIONS = "institutions"


TITLES: dict[PeopleList, str] = {
    PeopleList.PARTICIPANTS: N_("Participants"),
    PeopleList.NOMINATIONS: N_("Nominations to decide"),
    PeopleList.WAITING: N_("Waiting list"),
    PeopleList.INSTITUTIONS: N_("Institutions that take part"),
}

_STATES: dict[PeopleList, frozenset[State]] = {
    PeopleList.NOMINATIONS: frozenset({State.NOMINATED, State.CONTESTED}),
    PeopleList.WAITING: frozenset({State.WAITING}),
}

_MAY_COME = HOLDING | {State.INVITED, State.WAITING}


@dataclass(frozen=True, slots=True)
class Line:
    """One participation, as lists show it."""

    number: int
    person_id: int
    given: str
    family: str
    family_first: bool
    listed_name: str
    sort_key: str
    email: str
    type_id: int
    state: State
    country: str | None
    institution_id: int | None
    institution: Translated | None
    seated_in: str | None
    """The country in which that institution is."""
    written: str
    """The institution as typed, where none of ours is meant."""
    post: str
    reason: str
    submitted_at: datetime | None
    is_own: bool
    """True where the person has begun the registration themselves."""
    review_since: datetime | None
    waiting_since: datetime | None
    offered_until: datetime | None
    priority: int
    rank: int | None
    nominator: str | None
    seat: int | None
    is_funded: bool | None

    @property
    def name(self) -> str:
        """The name as used."""
        parts = (self.family, self.given) if self.family_first else (self.given, self.family)
        return " ".join(part for part in parts if part)

    @property
    def is_begun(self) -> bool:
        """True where the person is still filling in a registration of their own."""
        return self.is_own and self.state == State.INVITED

    @property
    def is_unsent(self) -> bool:
        """True where they may come and have not sent in what is asked of them."""
        return self.submitted_at is None and self.state in _MAY_COME

    def called(self, language: str) -> str:
        """Return the institution as a reader of a language sees it."""
        return (str(self.institution.wording(language)) if self.institution else "") or self.written


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines are shown; of what is not named, any are."""

    states: frozenset[State] = frozenset()
    type_id: int | None = None
    country: str = ""
    institution: str = ""
    """A key of `institutions`."""
    search: str = ""
    only: str = ""
    """`review`: changed since; `unsent`: whose form is not sent in; `unreachable`: without an address."""


@dataclass(frozen=True, slots=True)
class Body:
    """An institution with its people, counted by state."""

    key: str
    name: str
    country: str | None
    is_ours: bool
    states: Mapping[State, int]

    @property
    def held(self) -> int:
        """How many of its people hold a seat."""
        return sum(count for state, count in self.states.items() if state in HOLDING)


def list_lines(db: Session, edition: Edition) -> list[Line]:
    """Return everybody who takes part in an edition, or did: one question, however many they are."""
    query = (
        select(*_COLUMNS)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Institution, Institution.id == Registration.institution_id)
        .outerjoin(Mandate, Mandate.id == Registration.mandate_id)
        .outerjoin(Holding, (Holding.registration_id == Registration.id) & Holding.until.is_(None))
        .outerjoin(Seat, Seat.id == Holding.seat_id)
        .where(Registration.edition_id == edition.id)
        .order_by(Registration.id)
    )
    return [Line(**row) for row in db.execute(query).mappings()]


def listed(lines: Iterable[Line], which: PeopleList, language: str) -> list[Line]:
    """Return the people of a list in its order."""
    own = [line for line in lines if which not in _STATES or line.state in _STATES[which]]
    return in_line(own) if which == PeopleList.WAITING else by_name(own, language)


def filtered(lines: Iterable[Line], wanted: Wanted) -> list[Line]:
    """Return the lines that are wanted; search ignores accents and case, and looks at names, posts and institutions."""
    words = folded(wanted.search).split()
    return [line for line in lines if _is_wanted(line, wanted) and _says(line, words)]


def by_name(lines: Iterable[Line], language: str) -> list[Line]:
    """Return lines in the order in which people are filed, as readers of a language expect it."""
    return sorted(lines, key=lambda line: (*collated(line.sort_key or line.name, language), line.number))


def in_line(lines: Iterable[Line]) -> list[Line]:
    """Return those who wait in the order in which they are served, by institution type."""
    waiting = [line for line in lines if line.state == State.WAITING]
    return sorted(waiting, key=lambda line: (line.type_id, *_turn(line)))


def numbers(lines: Iterable[Line], rules: Sequence[QuotaRule]) -> dict[int, int]:
    """Return as which number each who waits is in the line for their own seats, by the number of the line."""
    counted: Counter[tuple[int, str]] = Counter()
    found = {}
    for line in in_line(lines):
        units = (
            (rule.id, unit_of(rule.scope, line.country, line.institution_id)) for rule in covering(rules, line.type_id)
        )
        first = next(((rule_id, unit) for rule_id, unit in units if unit is not None), None)
        if first is not None:
            counted[first] += 1
            found[line.number] = counted[first]
    return found


def count_states(lines: Iterable[Line]) -> dict[State, int]:
    """Return how many there are in each state, in the order of the states."""
    counted = Counter(line.state for line in lines)
    return {state: counted[state] for state in State if counted[state]}


def institutions(lines: Iterable[Line], language: str) -> list[Body]:
    """Return the institutions of these people, ours and those that were only typed, by name."""
    grouped: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if (key := institution_key(line)) != "":
            grouped[key].append(line)
    found = [
        Body(key, first.called(language), _home(first), first.institution_id is not None, count_states(own))
        for key, own in grouped.items()
        for first in own[:1]
    ]
    return sorted(found, key=lambda body: collated(body.name, language))


def institution_key(line: Line) -> str:
    """Return what tells institutions apart: our own number, or the words that were typed; empty where there is none."""
    return f"i{line.institution_id}" if line.institution_id else folded(line.written)


def _home(line: Line) -> str | None:
    return line.seated_in if line.institution_id else line.country


def _is_wanted(line: Line, wanted: Wanted) -> bool:
    only = {
        "": True,
        "review": line.review_since is not None,
        "unsent": line.is_unsent,
        "unreachable": not line.email,
    }
    return (
        (not wanted.states or line.state in wanted.states)
        and wanted.type_id in {None, line.type_id}
        and wanted.country in {"", line.country}
        and wanted.institution in {"", institution_key(line)}
        and only.get(wanted.only, True)
    )


def _says(line: Line, words: Sequence[str]) -> bool:
    if not words:
        return True
    said = (line.name, line.sort_key, line.listed_name, line.post, line.written, line.email)
    text = folded(" ".join((*said, *(line.institution or {}).values())))
    return all(word in text for word in words)


def _turn(line: Line) -> tuple[object, ...]:
    return (-line.priority, line.waiting_since, line.number)


_COLUMNS = (
    Registration.id.label("number"),
    Registration.person_id,
    Registration.type_id,
    Registration.state,
    Registration.country,
    Registration.institution_id,
    Registration.institution_name.label("written"),
    Registration.post,
    Registration.reason,
    Registration.submitted_at,
    Registration.once.is_not(None).label("is_own"),
    Registration.review_since,
    Registration.waiting_since,
    Registration.offered_until,
    Registration.priority,
    Registration.rank,
    Person.given,
    Person.family,
    Person.family_first,
    Person.listed_name,
    Person.sort_key,
    Person.email,
    Institution.name.label("institution"),
    Institution.country.label("seated_in"),
    Mandate.name.label("nominator"),
    Seat.number.label("seat"),
    Seat.is_funded,
)
"""The columns of a line, under its names."""
