"""Eight processes at fifty seats: exactly fifty hold one, whatever else happens meanwhile, on both databases."""

from collections import Counter

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.participation.actions import QuotaDraft
from academy.participation.models import Holding, Registration, Scope, Seat, State
from academy.participation.queries import list_miscounts
from academy.participation.rules import HOLDING
from academy.participation.waiting import make_offers
from academy.people.models import Person
from academy.records.doctor import examine
from tests.participation.crowd import NOW, press
from tests.participation.places import count_held, invited

SEATS, PEOPLE = 50, 500
RULES = [QuotaDraft("labour", Scope.EDITION, SEATS), QuotaDraft(None, Scope.EDITION, SEATS, is_binding=True)]
PEOPLE_IDS = range(1, PEOPLE + 1)


@pytest.fixture
def crowded(database: Database) -> Database:
    """An edition with fifty seats, five hundred people who want one, and for each somebody who could replace them."""
    with database.writing() as db:
        invited(db, RULES)
        people = [(number, f"person-{number}") for one in PEOPLE_IDS for number in (one, one + 1_000_000)]
        facts = {"given": "Ana", "family": "", "family_first": False, "sort_key": "", "revision": 1}
        db.execute(insert(Person), [{"id": number, "slug": slug, **facts} for number, slug in people])
    return database


def holders(database: Database) -> tuple[int, int]:
    """How many hold a seat, and how many different seats those are."""
    with database.reading() as db:
        standing = select(Holding.seat_id).where(Holding.until.is_(None), ~Holding.is_rival)
        seats = db.scalars(standing).all()
    return len(seats), len(set(seats))


def test_exactly_fifty_hold_a_seat_and_everybody_else_waits(crowded: Database) -> None:
    outcomes = press(crowded, PEOPLE_IDS, busy=False)
    assert outcomes == Counter({State.NOMINATED.value: SEATS, State.WAITING.value: PEOPLE - SEATS})
    assert holders(crowded) == (SEATS, SEATS)
    with crowded.reading() as db:
        assert list_miscounts(db) == []


def test_whatever_else_happens_meanwhile_there_are_never_more(crowded: Database) -> None:
    """Departures, replacements, approvals, offers and their ends, all at once."""
    outcomes = press(crowded, PEOPLE_IDS, busy=True)
    acts = {"left", "replaced", "accepted", "offers made", "offers ended"}
    # "refused" is told to whoever acts on somebody with whom another process has just done something else.
    assert set(outcomes) <= {"nominated", "waiting", "stayed", "refused"} | acts, outcomes
    assert all(outcomes[act] > 0 for act in acts), outcomes
    count, seats = holders(crowded)
    assert count == seats <= SEATS
    with crowded.writing() as db:
        assert list_miscounts(db) == []
        free = db.scalar(select(func.count()).select_from(Seat).where(Seat.is_free)) or 0
        assert count + free == SEATS
        make_offers(db, get_edition(db, "workshop-2026"), NOW)
        states = dict(db.execute(select(Registration.state, func.count()).group_by(Registration.state)).all())
    assert holders(crowded) == (SEATS, SEATS)
    assert sum(states.get(state, 0) for state in HOLDING) == SEATS
    assert states[State.WAITING] > 0


def test_without_constraint_and_transaction_there_are_too_many(crowded: Database) -> None:
    """The control: the same people, and nothing that guards the seats."""
    with crowded.writing() as db:
        db.execute(text("DROP INDEX uq_holding_seat_id"))
    press(crowded, PEOPLE_IDS, busy=False, unguarded=True)
    count, seats = holders(crowded)
    assert count > seats or count > SEATS


def test_a_miscount_is_found(db: Session) -> None:
    from tests.participation.places import put  # noqa: PLC0415

    here = invited(db, RULES)
    put(db, here, "Ana")
    assert list_miscounts(db) == []
    db.execute(text("UPDATE quota_total SET counted = 2 WHERE size = 50 AND counted = 1"))
    db.execute(text("UPDATE seat SET is_free = true WHERE number = 1"))
    assert len(list_miscounts(db)) == 2
    assert count_held(db) == 1


def test_a_state_that_says_nothing_of_its_seat_is_found(database: Database) -> None:
    from tests.participation.places import put  # noqa: PLC0415

    with database.writing() as db:
        here = invited(db, RULES)
        for name in ("Ana", "Bo"):
            put(db, here, name)
        assert list_miscounts(db) == []
        db.execute(text("UPDATE registration SET state = 'declined' WHERE id = (SELECT min(id) FROM registration)"))
        db.execute(text("UPDATE seat SET is_free = true WHERE number = 2"))
        db.execute(text("UPDATE quota_total SET counted = 1 WHERE counted = 2"))
        db.execute(text("UPDATE holding SET until = since WHERE registration_id = (SELECT max(id) FROM registration)"))
        found = list_miscounts(db)
        assert [(one.rule_id, one.counted, one.really) for one in found] == [(None, 0, 1), (None, 1, 0)]
    said = [one for one in examine(database, NOW) if "counters of seats" in one.message]
    assert [(one.facts["count"], one.is_well) for one in said] == [(2, False)]
