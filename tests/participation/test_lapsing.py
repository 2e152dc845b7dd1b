"""Rights of countries and institutions: their own deadlines, and what becomes of their seats afterwards."""

from dataclasses import replace as but
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.editions.models import Edition
from academy.kit.refusals import Refusal
from academy.participation.actions import QuotaDraft, write_quota_rules
from academy.participation.lapsing import extend, lapse_rights
from academy.participation.models import Entry, OnLapse, Registration, Right, Scope, Seat, State
from academy.participation.queries import list_miscounts, whole_registration
from academy.participation.registering import submit, withdraw
from academy.participation.waiting import make_offers
from academy.people.models import Person
from academy.trail.models import Entry as Recorded
from tests.factories import DAY, LATER
from tests.participation.places import held, invited, put, rule_for
from tests.participation.taking_part import begun, entering, forward, names, on

ZONE, CLOSES = "America/Mexico_City", date(2026, 11, 10)
POOL = QuotaDraft("labour", Scope.COUNTRY, 1, closes_on=CLOSES, closes_at=time(18), on_lapse=OnLapse.WAITING)
OVER = on(ZONE, CLOSES, time(18))


def lent(db: Session) -> dict[str, str]:
    """To whom seats are lent now, by whose they are."""
    return {unit: to for unit, to in db.execute(select(Seat.unit, Seat.lent_to))}  # noqa: C416 (rows are no pairs)


def acts(db: Session) -> list[str]:
    """What the record says of rights and seats."""
    return [
        one for one in db.scalars(select(Recorded.act).order_by(Recorded.id)) if one.startswith(("right.", "seat."))
    ]


def longer(db: Session, here: Edition, unit: str, until: tuple[date, time | None], now: datetime = LATER) -> None:
    """Give a country longer."""
    extend(db, rule_for(db, here, "labour"), unit, until, "the ministry asks", here, now)


def test_free_seats_go_to_who_waits_next_from_wherever_and_in_order(db: Session) -> None:
    here = invited(db, [POOL])
    put(db, here, "Ana", country="PE")
    bo = forward(db, here, "Bo", None, "PE")
    cy = forward(db, here, "Cy", None, "PE", now=LATER + timedelta(minutes=1))
    assert lapse_rights(db, OVER - timedelta(seconds=1)) == 0
    assert lapse_rights(db, OVER) == 1
    assert lapse_rights(db, OVER) == 0
    assert lent(db) == {"MX": "*", "PE": "PE"}
    assert acts(db) == ["right.lapsed", "seat.lent", "right.lapsed"]
    assert names(make_offers(db, here, OVER)) == ["Bo"]
    assert held(db) == {"Ana": ("PE", 1), "Bo": ("MX", 1)}
    assert (bo.state, cy.state) == (State.OFFERED, State.WAITING)
    assert list_miscounts(db) == []


def test_a_seat_that_becomes_free_afterwards_goes_there_too(db: Session) -> None:
    here = invited(db, [POOL])
    ana = put(db, here, "Ana")
    forward(db, here, "Bo", None, "PE")
    lapse_rights(db, OVER)
    assert lent(db) == {"MX": "MX", "PE": "PE"}
    withdraw(db, ana, "", OVER)
    assert lapse_rights(db, OVER + timedelta(minutes=5)) == 1
    assert lent(db) == {"MX": "*", "PE": "PE"}
    assert acts(db).count("right.lapsed") == 2


def test_nobody_new_takes_a_seat_of_the_pool_before_its_offers(db: Session) -> None:
    here = invited(db, [POOL])
    lapse_rights(db, OVER)
    assert put(db, here, "Ana").state == State.WAITING
    assert names(make_offers(db, here, OVER)) == ["Ana"]


def test_free_seats_go_to_the_country_that_the_rule_names(db: Session) -> None:
    here = invited(db, [but(POOL, on_lapse=OnLapse.COUNTRY, lapse_country="PE")])
    put(db, here, "Ana", country="PE")
    forward(db, here, "Bo", None, "MX")
    cy = forward(db, here, "Cy", None, "PE")
    withdraw(db, held_by(db, here, "Bo"), "", LATER)
    lapse_rights(db, OVER)
    assert lent(db) == {"MX": "PE", "PE": "PE"}
    assert names(make_offers(db, here, OVER)) == ["Cy"]
    withdraw(db, cy, "", OVER)
    assert lapse_rights(db, OVER) == 0
    assert lent(db) == {"MX": "PE", "PE": "PE"}


def held_by(db: Session, here: Edition, given: str) -> Registration:
    """Somebody's participation, by given name."""
    query = select(Registration).join(Person, Registration.person_id == Person.id).where(Person.given == given)
    return db.scalars(query.where(Registration.edition_id == here.id).options(*whole_registration())).one()


def test_organisers_decide_where_the_rule_says_nothing(db: Session) -> None:
    invited(db, [but(POOL, on_lapse=OnLapse.KEEP)])
    assert lapse_rights(db, OVER) == 0
    assert lent(db) == {}


def test_one_country_has_a_deadline_of_its_own(db: Session) -> None:
    here = invited(db, [POOL])
    longer(db, here, "MX", (date(2026, 11, 12), None))
    assert lapse_rights(db, OVER) == 1
    assert lent(db) == {"PE": "*"}
    ends = on(ZONE, date(2026, 11, 13), time(0))
    assert lapse_rights(db, ends - timedelta(seconds=1)) == 0
    assert lapse_rights(db, ends) == 1
    assert lent(db) == {"MX": "*", "PE": "*"}


def test_who_gets_longer_has_back_what_is_still_free(db: Session) -> None:
    here = invited(db, [but(POOL, seats=2)])
    entering(db, here, "labour", Entry.OPEN)
    lapse_rights(db, OVER)
    late = begun(db, here, "Zoe")
    with pytest.raises(Refusal, match="deadline is over"):
        submit(db, late, OVER)
    put(db, here, "Ana", country="PE")
    make_offers(db, here, OVER)  # she has the first seat of the pool, which was Mexico's
    assert held(db) == {"Ana": ("MX", 1)}
    longer(db, here, "MX", (date(2026, 11, 20), time(12)), OVER)
    where = db.execute(select(Seat.unit, Seat.number, Seat.lent_to).where(Seat.unit == "MX").order_by(Seat.number))
    assert where.all() == [("MX", 1, "*"), ("MX", 2, "MX")]
    submit(db, late, OVER)
    assert held(db) == {"Ana": ("MX", 1), "Zoe": ("MX", 2)}
    right = db.scalars(select(Right).where(Right.unit == "MX")).one()
    assert (right.lapsed_at, right.closes_at) == (None, time(12))
    assert acts(db)[-1] == "right.extended"


@pytest.mark.parametrize(
    ("reason", "until", "says"),
    [
        (" ", (date(2026, 11, 20), None), "Say why"),
        ("they ask", (date(2026, 11, 1), None), "lies in the future"),
        ("they ask", (date(2026, 11, 2), time(4, 30)), "lies in the future"),  # now, to the second
    ],
)
def test_a_deadline_is_extended_with_a_reason_and_into_the_future(
    db: Session, reason: str, until: tuple[date, time | None], says: str
) -> None:
    here = invited(db, [POOL])
    with pytest.raises(Refusal, match=says):
        extend(db, rule_for(db, here, "labour"), "MX", until, reason, here, LATER)


def test_nothing_lapses_once_the_event_is_over(db: Session) -> None:
    invited(db, [POOL])
    assert lapse_rights(db, on(ZONE, DAY + timedelta(days=6), time(12))) == 0


def test_institutions_lapse_where_they_have_asked_for_seats(db: Session) -> None:
    from academy.participation.registering import nominate  # noqa: PLC0415
    from academy.participation.standing import Candidate  # noqa: PLC0415
    from tests import factories  # noqa: PLC0415
    from tests.participation.places import type_called  # noqa: PLC0415

    here = invited(db, [but(POOL, scope=Scope.INSTITUTION, seats=2)])
    ministry = factories.institution(db)
    kind = type_called(db, here, "labour")
    nominate(db, here, Candidate(factories.person(db, "Ana"), kind, "MX", ministry), LATER)
    assert lapse_rights(db, OVER) == 1
    assert sorted(db.scalars(select(Seat.lent_to))) == sorted([f"i{ministry.id}", "*"])


def test_a_rule_with_the_same_number_keeps_what_is_lent(db: Session) -> None:
    here = invited(db, [POOL])
    lapse_rights(db, OVER)
    write_quota_rules(db, here, [but(POOL, seats=2)], OVER)
    assert lent(db) == {"MX": "*", "PE": "*"}
    assert lapse_rights(db, OVER) == 2
    assert list_miscounts(db) == []


@pytest.mark.parametrize(
    ("draft", "says"),
    [
        (but(POOL, scope=Scope.REGION), "can lapse"),
        (but(POOL, on_lapse=OnLapse.COUNTRY), "Name the country"),
        (but(POOL, lapse_country="PE"), "only where it goes to one"),
        (but(POOL, on_lapse=OnLapse.COUNTRY, lapse_country="XX"), "There is no country"),
    ],
)
def test_what_lapses_to_nowhere_is_refused(db: Session, draft: QuotaDraft, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        invited(db, [draft])
