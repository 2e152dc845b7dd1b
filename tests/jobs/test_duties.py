"""What the worker does again and again about seats: rights lapse, offers end, and offers are made."""

from collections.abc import Callable
from dataclasses import replace as but
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.jobs.duties import DUTIES, Duty
from academy.participation.actions import QuotaDraft
from academy.participation.models import OnLapse, Registration, Scope, Seat, State
from academy.participation.registering import withdraw
from tests.participation.places import invited, put
from tests.participation.taking_part import forward, on

RULE = QuotaDraft("labour", Scope.COUNTRY, 1, closes_on=date(2026, 11, 10), on_lapse=OnLapse.WAITING)
NINE = on("America/Mexico_City", date(2026, 11, 11), time(9))


def duty(name: str) -> Duty:
    """A duty by its name."""
    return next(one for one in DUTIES if one.name == name)


def done(database: Database, name: str, now: datetime) -> object:
    """Do a duty in a transaction of its own, as the worker does."""
    with database.writing() as db:
        return duty(name).act(db, now)


def states(database: Database) -> list[State]:
    """Where people stand, in the order in which they came."""
    with database.reading() as db:
        return list(db.scalars(select(Registration.state).order_by(Registration.id)))


@pytest.mark.parametrize(
    ("name", "most"),
    [("rights that have lapsed", 5), ("offers that are over", 1), ("the offers of the day", 1)],
)
def test_seats_are_looked_after_every_few_minutes(name: str, most: int) -> None:
    assert duty(name).every <= timedelta(minutes=most)


def test_offers_of_a_moment_come_after_what_has_become_free_in_it() -> None:
    names = [one.name for one in DUTIES]
    wanted = ["rights that have lapsed", "offers that are over", "the offers of the day"]
    assert sorted(wanted, key=names.index) == wanted


def test_what_has_lapsed_is_offered_and_an_offer_that_is_over_goes_to_the_next(database: Database) -> None:
    with database.writing() as db:
        here = invited(db, [RULE])
        put(db, here, "Ana", country="PE")
        forward(db, here, "Bo", None, "PE")
        forward(db, here, "Cy", None, "PE", now=NINE - timedelta(days=5))
    for name, result in (("rights that have lapsed", 1), ("offers that are over", 0), ("the offers of the day", 1)):
        assert done(database, name, NINE) == result
        assert not done(database, name, NINE)
    assert states(database) == [State.NOMINATED, State.OFFERED, State.WAITING]
    over = NINE + timedelta(days=8)
    assert [done(database, name, over) for name in ("offers that are over", "the offers of the day")] == [1, 1]
    assert states(database) == [State.NOMINATED, State.LAPSED, State.OFFERED]


def test_many_offers_end_in_several_short_transactions(database: Database) -> None:
    with database.writing() as db:
        here = invited(db, [but(RULE, seats=None, on_lapse=OnLapse.KEEP)])
        people = [put(db, here, f"Person {number}") for number in range(130)]
        for one in people:
            one.state, one.offered_until = State.OFFERED, NINE
    assert duty("offers that are over").repeats
    assert [done(database, "offers that are over", NINE) for _ in range(3)] == [100, 30, 0]
    with database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Seat).where(Seat.is_free)) == 130


@pytest.mark.parametrize("name", ["rights that have lapsed", "offers that are over", "the offers of the day"])
def test_without_anything_to_do_nothing_is_done(database: Database, name: str) -> None:
    assert done(database, name, NINE) == 0


def test_nobody_is_offered_what_a_person_takes_back_meanwhile(database: Database) -> None:
    with database.writing() as db:
        here = invited(db, [RULE])
        ana, bo = put(db, here, "Ana"), forward(db, here, "Bo", None)
        for one in (ana, bo):
            withdraw(db, one, "", NINE)
        act: Callable[[Session, datetime], object] = duty("the offers of the day").act
        assert act(db, NINE) == 0
        assert get_edition(db, "workshop-2026").id == here.id
