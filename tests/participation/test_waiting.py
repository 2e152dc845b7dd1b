"""The waiting list: who is next and why, offers that stand for a time, and what somebody who waits is told."""

from dataclasses import replace as but
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from academy.db.engine import Database
from academy.editions.models import Edition
from academy.editions.queries import get_edition
from academy.kit.refusals import Refusal
from academy.participation.actions import QuotaDraft
from academy.participation.models import Admission, Registration, Scope, Seat, State
from academy.participation.queries import list_miscounts
from academy.participation.registering import confirm, decline, withdraw
from academy.participation.standing import Candidate, leave
from academy.participation.waiting import (
    end_offers,
    list_waiting,
    make_offers,
    next_offers,
    offer,
    offer_when_due,
    place_of,
    write_priority,
)
from academy.people.models import Person
from tests import factories
from tests.factories import DAY, LATER
from tests.factories.statements import asked_of
from tests.participation.places import TWO_FOR_THE_REGION, held, invited, put, rule_for, type_called
from tests.participation.taking_part import admitted, forward, letters, names, on, recorded, subjects

ONE = QuotaDraft("labour", Scope.COUNTRY, 1)
MONDAY = date(2026, 11, 2)


def queue(db: Session, here: Edition, *given: str, kind: str = "labour", country: str = "MX") -> list[Registration]:
    """People who want the same seats, one minute after the other."""
    return [
        forward(db, here, name, None, country, kind, LATER + timedelta(minutes=minute))
        for minute, name in enumerate(given)
    ]


def test_who_waits_is_told_as_which_number_for_which_seats_and_when_offers_are_made(db: Session) -> None:
    here = invited(db, [TWO_FOR_THE_REGION])
    people = queue(db, here, "Ana", "Bo", "Cy", "Di", "Ed", kind="unions")
    places = [place_of(db, one, LATER) for one in people]
    assert places[:2] == [None, None]
    assert [one and one.number for one in places[2:]] == [1, 2, 3]
    last = places[4]
    assert last is not None
    assert (last.seats, last.rule.id) == (2, rule_for(db, here, "unions").id)
    assert last.next_offers == on("America/Mexico_City", MONDAY, time(9))
    write_priority(db, people[4], 1, "It chairs the region", LATER)
    assert [(place_of(db, one, LATER) or last).number for one in people[2:]] == [2, 3, 1]


def test_who_waits_for_no_seat_at_all_is_no_number(db: Session) -> None:
    assert place_of(db, put(db, invited(db), "Ana", country=None), LATER) is None


def test_nobody_who_comes_later_has_a_seat_that_is_free_while_others_wait(db: Session) -> None:
    here = invited(db, [ONE])
    ana, bo = queue(db, here, "Ana", "Bo")
    withdraw(db, ana, "", LATER)
    cy = forward(db, here, "Cy", None, now=LATER + timedelta(hours=1))
    assert (bo.state, cy.state, held(db)) == (State.WAITING, State.WAITING, {})
    assert forward(db, here, "Di", None, "PE").state == State.NOMINATED
    assert names(make_offers(db, here, LATER)) == ["Bo"]
    assert (bo.state, bo.waiting_since, cy.state) == (State.OFFERED, None, State.WAITING)


def test_an_offer_is_declined_and_the_next_one_has_it(db: Session) -> None:
    here = invited(db, [ONE])
    ana, bo, cy = queue(db, here, "Ana", "Bo", "Cy")
    withdraw(db, ana, "", LATER)
    make_offers(db, here, LATER)
    assert make_offers(db, here, LATER) == []
    decline(db, bo, "no time", LATER)
    assert names(make_offers(db, here, LATER)) == ["Cy"]
    confirm(db, cy, LATER)
    assert held(db) == {"Cy": ("MX", 1)}
    assert subjects(db, "Bo") == ["You are on the waiting list", "A seat is yours if you take it",
                                  "You do not take part"]  # fmt: skip
    assert list_miscounts(db) == []


def test_an_offer_stands_until_the_end_of_the_last_day_there_and_then_the_next_one_has_it(db: Session) -> None:
    here = invited(db, [ONE])
    admitted(db, here, days=2)
    ana, bo, cy = queue(db, here, "Ana", "Bo", "Cy")
    withdraw(db, ana, "", LATER)
    made = on("America/Mexico_City", MONDAY, time(23))  # already Tuesday in UTC
    make_offers(db, here, made)
    ends = on("America/Mexico_City", date(2026, 11, 5), time(0))
    assert bo.offered_until == ends
    told = letters(db, "Bo")[-1]
    assert "2026" in told.facts["until"]
    assert end_offers(db, ends - timedelta(seconds=1)) == 0
    assert end_offers(db, ends) == 1
    assert end_offers(db, ends) == 0
    assert (bo.state, held(db)) == (State.LAPSED, {})
    assert subjects(db, "Bo")[-1] == "Your seat was offered to somebody else"
    assert names(make_offers(db, here, ends)) == ["Cy"]
    assert recorded(db, bo)[-2:] == ["registration.changed"] * 2
    assert cy.offered_until == on("America/Mexico_City", date(2026, 11, 8), time(0))


def test_whose_offer_is_over_may_wait_again_behind_the_others(db: Session) -> None:
    here = invited(db, [ONE])
    ana, bo = queue(db, here, "Ana", "Bo")
    withdraw(db, ana, "", LATER)
    make_offers(db, here, LATER)
    forward(db, here, "Cy", None)
    end_offers(db, LATER + timedelta(days=30))
    from academy.participation.registering import nominate  # noqa: PLC0415

    nominate(db, here, Candidate(bo.person, bo.institution_type, "MX"), LATER + timedelta(days=30))
    assert names(list_waiting(db, here)) == ["Cy", "Bo"]


def test_out_of_turn_is_by_priority_or_by_hand_and_both_say_why(db: Session) -> None:
    here = invited(db, [but(ONE, seats=2)])
    ana, bo, cy, di, ed = queue(db, here, "Ana", "Bo", "Cy", "Di", "Ed")
    with pytest.raises(Refusal, match="Say why") as refused:
        write_priority(db, di, 5, " ", LATER)
    assert refused.value.field == "reason"
    with pytest.raises(Refusal, match="Say why"):
        offer(db, ed, " ", LATER)
    write_priority(db, di, 5, "speaks at the opening", LATER)
    assert names(list_waiting(db, here)) == ["Di", "Cy", "Ed"]
    assert "registration.ranked" in recorded(db, di)
    with pytest.raises(Refusal, match="No seat is free"):
        offer(db, ed, "the minister asks", LATER)
    for one in (ana, bo):
        withdraw(db, one, "", LATER)
    offer(db, ed, "the minister asks", LATER)
    with pytest.raises(Refusal, match="does not wait"):
        offer(db, ed, "again", LATER)
    assert letters(db, "Ed")[-1].facts["reason"] == "the minister asks"
    assert names(make_offers(db, here, LATER)) == ["Di"]
    assert cy.state == State.WAITING


def test_a_ceiling_keeps_one_back_and_not_the_others(db: Session) -> None:
    here = invited(db, [but(TWO_FOR_THE_REGION, seats=3), QuotaDraft(None, Scope.COUNTRY, 2)])
    queue(db, here, "Ana", "Bo", kind="unions")
    gil = forward(db, here, "Gil", None, "PE", "unions")
    cy, di = queue(db, here, "Cy", "Di", kind="unions")
    ed, flo = queue(db, here, "Ed", "Flo", kind="unions", country="PE")
    assert {one.state for one in (cy, di, ed, flo)} == {State.WAITING}
    withdraw(db, gil, "", LATER)
    assert names(make_offers(db, here, LATER)) == ["Ed"]
    assert names(list_waiting(db, here)) == ["Cy", "Di", "Flo"]


def test_who_leaves_the_list_at_the_same_moment_keeps_nobody_from_a_seat(database: Database) -> None:
    """What was read before is read anew: the seat goes to who is next now."""
    with database.writing() as db:
        here = invited(db, [ONE])
        ana, bo, _ = queue(db, here, "Ana", "Bo", "Cy")
        withdraw(db, ana, "", LATER)
        number = bo.id
    with database.session(writes=False) as db:
        here = get_edition(db, "workshop-2026")
        list_waiting(db, here)
        if not database.is_sqlite:  # on SQLite nobody writes meanwhile
            with database.writing() as other:
                own = other.scalars(select(Registration).where(Registration.id == number)).one()
                own.state, own.waiting_since = State.WITHDRAWN, None
            assert names(make_offers(db, here, LATER)) == ["Cy"]


def test_three_thousand_who_wait_for_nothing_cost_a_bounded_number_of_statements(database: Database) -> None:
    with database.writing() as db:
        here = invited(db, [ONE])
        kind = type_called(db, here, "labour")
        ana = put(db, here, "Ana")
        institutions = [factories.institution(db, f"Ministry {number}").id for number in range(3)]
        first, many = 10_000, 3_000
        numbers = range(first, first + many)
        facts = {"given": "Zoe", "family": "", "family_first": False, "sort_key": "", "revision": 1}
        db.execute(insert(Person), [{"id": n, "slug": f"zoe-{n}", **facts} for n in numbers])
        waits: dict[str, object] = {
            "edition_id": here.id,
            "type_id": kind.id,
            "state": State.WAITING,
            "country": "MX",
            "revision": 1,
        }
        dated = {"created_at": LATER, "changed_at": LATER}
        rows = [
            {
                "id": n,
                "person_id": n,
                **waits,
                **dated,
                "waiting_since": LATER + timedelta(seconds=n),
                "institution_id": institutions[n % 3],
                "nonce": str(n),
            }
            for n in numbers
        ]
        db.execute(insert(Registration), rows)
        with asked_of(database) as asked:
            assert make_offers(db, here, LATER) == []
        assert len(asked) < 40, len(asked)
        leave(db, ana, State.WITHDRAWN, "", LATER)
        with asked_of(database) as asked:
            assert [one.id for one in make_offers(db, here, LATER)] == [first]
        assert len(asked) < 60, len(asked)
        last = db.get_one(Registration, first + many - 1)
        with asked_of(database) as asked:
            place = place_of(db, whole(db, last.id), LATER)
        assert place is not None
        assert (place.number, len(asked) < 8) == (many - 1, True)


def whole(db: Session, number: int) -> Registration:
    """A participation with all that it names."""
    from academy.participation.queries import find_registration_by  # noqa: PLC0415

    found = find_registration_by(db, number)
    assert found is not None
    return found


def test_the_day_s_offers_are_made_at_their_hour_there_once(db: Session) -> None:
    here = invited(db, [but(ONE, seats=3)])
    admitted(db, here, at=time(9))
    people = queue(db, here, "Ana", "Bo", "Cy", "Di", "Ed")
    nine = on("America/Mexico_City", MONDAY, time(9))
    assert nine == datetime(2026, 11, 2, 15, tzinfo=UTC)
    withdraw(db, people[0], "", LATER)
    assert offer_when_due(db, nine - timedelta(seconds=1)) == 0
    assert offer_when_due(db, nine) == 1
    withdraw(db, people[1], "", LATER)
    assert offer_when_due(db, nine + timedelta(hours=14)) == 0  # it is 23:00 there, and the day after in UTC
    assert offer_when_due(db, nine + timedelta(hours=23)) == 0
    assert offer_when_due(db, nine + timedelta(hours=24)) == 1
    assert (people[3].state, people[4].state) == (State.OFFERED, State.OFFERED)


def test_without_any_setting_offers_are_made_at_nine(db: Session) -> None:
    here = invited(db, [ONE])
    ana, _ = queue(db, here, "Ana", "Bo")
    withdraw(db, ana, "", LATER)
    assert offer_when_due(db, on("America/Mexico_City", MONDAY, time(8, 59))) == 0
    assert offer_when_due(db, on("America/Mexico_City", MONDAY, time(9))) == 1
    assert db.scalars(select(Admission.offered_on)).all() == [MONDAY]


@pytest.mark.parametrize("over", [True, False])
def test_no_offers_by_themselves_where_organisers_make_them_or_the_event_is_over(db: Session, *, over: bool) -> None:
    here = invited(db, [ONE])
    admission = admitted(db, here, by_hand=not over)
    ana, bo = queue(db, here, "Ana", "Bo")
    withdraw(db, ana, "", LATER)
    at = on("America/Mexico_City", DAY + timedelta(days=5 if over else 0), time(10))
    assert offer_when_due(db, at) == 0
    assert next_offers(admission, here, at) is None
    place = place_of(db, bo, at)
    assert place is not None
    assert place.next_offers is None
    assert names(make_offers(db, here, at)) == ["Bo"]


def test_it_is_said_when_offers_are_made_next(db: Session) -> None:
    here = invited(db, [ONE])
    admission = admitted(db, here, at=time(9))

    def there(day: int, hour: int) -> datetime:
        return on("America/Mexico_City", date(2026, 11, day), time(hour))

    assert next_offers(admission, here, there(2, 8)) == there(2, 9)
    assert next_offers(admission, here, there(2, 9)) == there(2, 9)
    assert next_offers(admission, here, there(2, 10)) == there(2, 10)  # as soon as the worker looks
    admission.offered_on = date(2026, 11, 2)
    assert next_offers(admission, here, there(2, 10)) == there(3, 9)
    admission.offers_at = time(18)  # moved on the same day: it had its offers
    assert next_offers(admission, here, there(2, 10)) == there(3, 18)
    admission.offered_on = date(2026, 11, 27)  # the last day
    assert next_offers(admission, here, there(27, 10)) is None


def test_an_hour_that_a_clock_change_skips_is_not_left_out(db: Session) -> None:
    here = invited(db, [ONE])
    here.zone_name, here.starts_on, here.ends_on = "Africa/Casablanca", date(2027, 5, 3), date(2027, 5, 7)
    admission = admitted(db, here, at=time(2, 30))
    ana, _ = queue(db, here, "Ana", "Bo")
    withdraw(db, ana, "", LATER)
    # In the night to 14 March 2027, when Ramadan is over, 2:00 there is 3:00.
    day = date(2027, 3, 14)
    admission.offered_on = day - timedelta(days=1)
    before = datetime(2027, 3, 14, 1, 59, tzinfo=UTC)
    assert offer_when_due(db, before) == 0
    assert offer_when_due(db, before + timedelta(minutes=1)) == 1


def test_a_seat_that_is_offered_is_held(db: Session) -> None:
    here = invited(db, [ONE])
    ana, _ = queue(db, here, "Ana", "Bo")
    withdraw(db, ana, "", LATER)
    make_offers(db, here, LATER)
    assert held(db) == {"Bo": ("MX", 1)}
    assert not db.scalars(select(Seat.is_free)).one()
