"""Whatever people and organisers do, in whichever order: who holds a seat says so, and there are never too many."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from dataclasses import replace as but
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from academy.db.engine import Database, open_database
from academy.editions.models import Edition
from academy.editions.queries import get_edition
from academy.kit.refusals import Refusal
from academy.participation import deciding, lapsing, registering, seating, waiting
from academy.participation.actions import QuotaDraft
from academy.participation.mandates import MandateDraft, give_mandate, list_mandates
from academy.participation.models import Holding, Mandate, OnLapse, Registration, Scope, Seat, State, Total
from academy.participation.queries import find_registration, list_miscounts, list_quota_rules
from academy.participation.rules import HOLDING
from academy.participation.standing import Candidate, entered, leave
from academy.people.models import Person
from tests import factories
from tests.conftest import KEYS, Shelf
from tests.factories import LATER
from tests.participation.places import invited, type_called

PEOPLE = 6
RULES = [
    QuotaDraft("labour", Scope.COUNTRY, 1, on_lapse=OnLapse.WAITING, closes_on=date(2026, 11, 8)),
    QuotaDraft("unions", Scope.REGION, 1),
    QuotaDraft(None, Scope.EDITION, 3),
    QuotaDraft(None, Scope.COUNTRY, 2),
]
KINDS, COUNTRIES = ("labour", "unions"), ("MX", "PE")


@dataclass
class World:
    """An edition in which steps are taken; `numbers` choose whom and what each of them means."""

    db: Session
    edition: Edition
    people: list[Person]
    mandates: list[Mandate]
    now: datetime = LATER
    numbers: list[int] = field(default_factory=list)

    def choose(self, among: int) -> int:
        """Return a number below `among`."""
        return (self.numbers.pop() if self.numbers else 0) % among

    def candidate(self) -> Candidate:
        """Somebody, for some seats, with or without a letter."""
        kind = type_called(self.db, self.edition, KINDS[self.choose(2)])
        person, country = self.people[self.choose(PEOPLE)], COUNTRIES[self.choose(2)]
        letter = [None, *self.mandates][self.choose(3)]
        return Candidate(person, kind, country, mandate=letter)

    def somebody(self) -> Registration:
        """Somebody who takes part already; refuse where it is nobody."""
        found = find_registration(self.db, self.edition, self.people[self.choose(PEOPLE)])
        if found is None:
            raise Refusal("nobody")
        return found

    def seat(self) -> Seat:
        """A seat that somebody holds."""
        seats = self.db.scalars(select(Seat).where(~Seat.is_free).order_by(Seat.id)).all()
        if not seats:
            raise Refusal("none")
        return seats[self.choose(len(seats))]


def begin(one: World) -> None:
    """Begin by oneself, as the pages do."""
    candidate = one.candidate()
    found = find_registration(one.db, one.edition, candidate.person)
    if found is not None and found.state in HOLDING | {State.WAITING}:
        return
    found = entered(one.db, one.edition, found, but(candidate, mandate=None), one.now)
    found.once = f"form-{found.id}"


def settle(one: World) -> None:
    """Give a contested seat to one of its rivals."""
    seat = one.seat()
    standing = seating.list_holdings(one.db, seat)
    chosen = standing[one.choose(len(standing))].registration
    deciding.settle(one.db, seat, chosen, "so it is", one.now, waits=bool(one.choose(2)))


def reseat(one: World) -> None:
    """Count somebody elsewhere."""
    registration, other = one.somebody(), one.candidate()
    deciding.reseat(one.db, registration, other.institution_type, other.country, None, one.now)


def later(one: World) -> None:
    """Let some days go by."""
    one.now += timedelta(days=1 + one.choose(8))


def extend(one: World) -> None:
    """Give a country longer."""
    rule, day = list_quota_rules(one.db, one.edition)[0], one.now.date() + timedelta(days=3)
    lapsing.extend(one.db, rule, COUNTRIES[one.choose(2)], (day, None), "they asked", one.edition, one.now)


def out(state: State) -> Callable[[World], object]:
    """Let somebody be out."""
    return lambda one: leave(one.db, one.somebody(), state, "", one.now)


VERBS: dict[str, Callable[[World], object]] = {
    "nominate": lambda one: registering.nominate(one.db, one.edition, one.candidate(), one.now),
    "contest": lambda one: registering.contest(one.db, one.seat(), one.edition, one.candidate(), one.now),
    "invite": lambda one: registering.invite(one.db, one.edition, one.candidate(), one.now),
    "begin": begin,
    "submit": lambda one: registering.submit(one.db, one.somebody(), one.now),
    "confirm": lambda one: registering.confirm(one.db, one.somebody(), one.now),
    "decline": lambda one: registering.decline(one.db, one.somebody(), "", one.now),
    "withdraw": lambda one: registering.withdraw(one.db, one.somebody(), "", one.now),
    "accept": lambda one: deciding.accept(one.db, one.somebody(), one.now),
    "refuse": lambda one: deciding.refuse(one.db, one.somebody(), "no", one.now),
    "settle": settle,
    "replace": lambda one: deciding.replace(one.db, one.somebody(), one.candidate(), "ill", one.now),
    "reseat": reseat,
    "arrive": lambda one: deciding.arrive(one.db, one.somebody(), one.now),
    "not come": out(State.DID_NOT_COME),
    "no visa": out(State.VISA_REFUSED),
    "ask again": lambda one: deciding.ask_again(one.db, one.edition, one.now),
    "offers": lambda one: waiting.make_offers(one.db, one.edition, one.now),
    "offer": lambda one: waiting.offer(one.db, one.somebody(), "urgent", one.now),
    "end offers": lambda one: waiting.end_offers(one.db, one.now),
    "lapse": lambda one: lapsing.lapse_rights(one.db, one.now),
    "extend": extend,
    "later": later,
}
NUMBERS = st.lists(st.integers(0, 119), min_size=5, max_size=5)
STEPS = st.lists(st.tuples(st.sampled_from(sorted(VERBS)), NUMBERS), min_size=20, max_size=40)


@pytest.fixture(scope="module")
def laid(shelves: dict[str, Shelf]) -> Iterator[Database]:
    """An edition of few seats, six people, two who may put them forward."""
    opened = open_database(shelves["sqlite"].copy(demonstration=False), KEYS)
    with opened.writing() as db:
        here = invited(db, RULES)
        for number in range(PEOPLE):
            factories.person(db, f"Person {number}")
        for country in COUNTRIES:
            give_mandate(db, here, MandateDraft(country, f"{country}@example.org", country=country), LATER)
    yield opened
    opened.engine.dispose()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_states_seats_and_counters_agree_after_every_step(laid: Database, steps: list[tuple[str, list[int]]]) -> None:
    with laid.session(writes=True) as db:
        edition = get_edition(db, "workshop-2026")
        people = list(db.scalars(select(Person).order_by(Person.id)))
        one = World(db, edition, people, list(list_mandates(db, edition)))
        for verb, numbers in steps:
            taken(one, verb, numbers)
            check(db)
        db.rollback()


def taken(one: World, verb: str, numbers: list[int]) -> None:
    """Take a step; what is refused leaves nothing behind, as at the doors."""
    one.numbers = list(numbers)
    step = one.db.begin_nested()
    try:
        VERBS[verb](one)
    except Refusal:
        step.rollback()
    else:
        step.commit()
    one.db.expire_all()


def check(db: Session) -> None:
    """Look whether all that is kept of who holds what says the same."""
    assert list_miscounts(db) == []
    standing = db.execute(
        select(Registration.id, Registration.state, Holding.is_rival, Holding.seat_id)
        .outerjoin(Holding, (Holding.registration_id == Registration.id) & Holding.until.is_(None))
        .order_by(Registration.id)
    ).all()
    for number, state, is_rival, _ in standing:
        assert (state in HOLDING) == (is_rival is not None), (number, state)
    shared = _twice([seat for *_, seat in standing if seat is not None])
    for number, state, _, seat in standing:
        assert (state == State.CONTESTED) == (seat in shared), (number, state)
    held = db.scalar(select(func.count()).select_from(Holding).where(Holding.until.is_(None), ~Holding.is_rival)) or 0
    assert held <= 3
    assert held == db.scalar(select(func.count()).select_from(Seat).where(~Seat.is_free))
    assert all(total.size is None or total.counted <= total.size for total in db.scalars(select(Total)))


def _twice(seats: list[int]) -> set[int]:
    return {one for one in seats if seats.count(one) > 1}
