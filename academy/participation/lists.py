"""Everybody who takes part, as lines of lists: found in one question, then filtered, ordered and counted as values."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.editions.models import Edition
from academy.kit.texts import collated, folded
from academy.kit.translated import EMPTY, Translated
from academy.participation.models import Holding, Mandate, QuotaRule, Registration, Seat, State
from academy.participation.rules import HOLDING, covering, unit_of
from academy.people.models import Institution, Person


@dataclass(frozen=True, slots=True)
class Line:
    """One participation, as lists show it."""

    number: int
    person_id: int
    given: str
    family: str
    name: str
    listed_name: str
    sort_key: str
    email: str
    type_id: int
    state: State
    country: str | None
    institution_id: int | None
    institution: Translated
    written: str
    """The institution as typed, where none of ours is meant."""
    post: str
    reason: str
    changed_at: datetime
    submitted_at: datetime | None
    is_begun: bool
    """True where the person is still filling in a registration of their own."""
    review_since: datetime | None
    waiting_since: datetime | None
    offered_until: datetime | None
    priority: int
    rank: int | None
    nominator: str
    is_funded: bool

    def called(self, language: str) -> str:
        """Return the institution as a reader of a language sees it."""
        return str(self.institution.wording(language)) or self.written


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
    """`review`: changed since; `begun`: not sent in; `unreachable`: without an address."""


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
        select(*_OF_REGISTRATION, *_OF_PERSON, Institution.name, Mandate.name, Seat.is_funded)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Institution, Institution.id == Registration.institution_id)
        .outerjoin(Mandate, Mandate.id == Registration.mandate_id)
        .outerjoin(Holding, (Holding.registration_id == Registration.id) & Holding.until.is_(None))
        .outerjoin(Seat, Seat.id == Holding.seat_id)
        .where(Registration.edition_id == edition.id)
        .order_by(Registration.id)
    )
    return [_line(tuple(row)) for row in db.execute(query)]


def filtered(lines: Iterable[Line], wanted: Wanted) -> list[Line]:
    """Return the lines that are wanted; search ignores accents and case, and looks at names, posts and institutions."""
    words = folded(wanted.search).split()
    return [line for line in lines if _is_wanted(line, wanted) and all(word in _text_of(line) for word in words)]


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
        Body(key, own[0].called(language), own[0].country, own[0].institution_id is not None, count_states(own))
        for key, own in grouped.items()
    ]
    return sorted(found, key=lambda body: collated(body.name, language))


def institution_key(line: Line) -> str:
    """Return what tells institutions apart: our own number, or the words that were typed; empty where there is none."""
    return f"i{line.institution_id}" if line.institution_id else folded(line.written)


def _is_wanted(line: Line, wanted: Wanted) -> bool:
    only = {
        "": True,
        "review": line.review_since is not None,
        "begun": line.is_begun,
        "unreachable": not line.email,
    }
    return (
        (not wanted.states or line.state in wanted.states)
        and wanted.type_id in {None, line.type_id}
        and wanted.country in {"", line.country}
        and wanted.institution in {"", institution_key(line)}
        and only.get(wanted.only, True)
    )


def _text_of(line: Line) -> str:
    said = (line.name, line.sort_key, line.listed_name, line.post, line.written, *line.institution.values(), line.email)
    return folded(" ".join(said))


def _turn(line: Line) -> tuple[object, ...]:
    return (-line.priority, line.waiting_since, line.number)


_OF_REGISTRATION = (
    Registration.id,
    Registration.person_id,
    Registration.type_id,
    Registration.state,
    Registration.country,
    Registration.institution_id,
    Registration.institution_name,
    Registration.post,
    Registration.reason,
    Registration.changed_at,
    Registration.submitted_at,
    Registration.once,
    Registration.review_since,
    Registration.waiting_since,
    Registration.offered_until,
    Registration.priority,
    Registration.rank,
)
_OF_PERSON = (
    Person.given, Person.family, Person.family_first, Person.listed_name, Person.sort_key, Person.email
)  # fmt: skip


def _line(row: Sequence[object]) -> Line:
    names = [column.key for column in (*_OF_REGISTRATION, *_OF_PERSON)]
    said: dict[str, object] = dict(zip([*names, "institution", "nominator", "is_funded"], row, strict=True))
    parts = [str(said["given"]), str(said["family"])]
    name = " ".join(part for part in (reversed(parts) if said.pop("family_first") else parts) if part)
    begun = said.pop("once") is not None and said["state"] == State.INVITED
    return Line(
        number=said.pop("id"),  # type: ignore[arg-type]  # a column's value, as all that follow
        written=said.pop("institution_name"),  # type: ignore[arg-type]
        institution=said.pop("institution") or EMPTY,  # type: ignore[arg-type]
        nominator=said.pop("nominator") or "",  # type: ignore[arg-type]
        is_funded=bool(said.pop("is_funded")),
        name=name,
        is_begun=begun,
        **said,  # type: ignore[arg-type]
    )
