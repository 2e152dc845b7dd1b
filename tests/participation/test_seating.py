"""Seats: who gets one, who waits, what outlives whom, and that there are never too many."""

from dataclasses import replace as but

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from academy.kit.refusals import Refusal
from academy.participation import seating
from academy.participation.actions import QuotaDraft, write_quota_rules
from academy.participation.deciding import ask_again, replace, settle
from academy.participation.models import Holding, Scope, Seat, State, Total
from academy.participation.registering import contest, nominate
from academy.participation.standing import leave, move
from academy.participation.waiting import make_offers
from tests.factories import LATER, MADE
from tests.participation.places import (
    ALL_OBSERVERS,
    TWO_FOR_THE_REGION,
    TWO_PER_COUNTRY,
    candidate,
    count_held,
    held,
    invited,
    put,
    rule_for,
)

WHOLE = QuotaDraft(None, Scope.EDITION, 3, is_binding=True)


def test_two_per_country_are_two_for_each(db: Session) -> None:
    here = invited(db)
    states = [put(db, here, name, country=country).state for name, country in
              [("Ana", "MX"), ("Bo", "MX"), ("Cy", "MX"), ("Di", "PE")]]  # fmt: skip
    assert states == [State.NOMINATED, State.NOMINATED, State.WAITING, State.NOMINATED]
    assert held(db) == {"Ana": ("MX", 1), "Bo": ("MX", 2), "Di": ("PE", 1)}


def test_two_for_the_region_are_two_in_all(db: Session) -> None:
    here = invited(db)
    states = [put(db, here, name, "unions", country).state for name, country in
              [("Ana", "MX"), ("Bo", "PE"), ("Cy", None)]]  # fmt: skip
    assert states == [State.NOMINATED, State.NOMINATED, State.WAITING]


def test_an_open_rule_makes_a_seat_for_each_and_uses_free_ones_again(db: Session) -> None:
    here = invited(db)
    ana = put(db, here, "Ana", "observers", None)
    put(db, here, "Bo", "observers", None)
    leave(db, ana, State.WITHDRAWN, "ill", LATER)
    put(db, here, "Cy", "observers", None)
    put(db, here, "Di", "observers", None)
    assert held(db) == {"Bo": ("", 2), "Cy": ("", 1), "Di": ("", 3)}


def test_put_forward_twice_is_as_once(db: Session) -> None:
    here = invited(db)
    one = candidate(db, here, "Ana")
    assert nominate(db, here, one, LATER) is nominate(db, here, one, LATER)
    assert count_held(db) == 1


def test_without_a_country_there_is_no_seat_of_a_country(db: Session) -> None:
    assert put(db, invited(db), "Ana", country=None).state == State.WAITING


def test_a_type_without_any_rule_is_refused(db: Session) -> None:
    here = invited(db, [TWO_PER_COUNTRY])
    with pytest.raises(Refusal, match="No quota speaks of “Observer agencies”"):
        put(db, here, "Ana", "observers")


def test_a_ceiling_counts_over_all_types_and_lets_go_again(db: Session) -> None:
    here = invited(db, [TWO_PER_COUNTRY, ALL_OBSERVERS, WHOLE])
    people = [put(db, here, "Ana"), put(db, here, "Bo", country="PE"), put(db, here, "Cy", "observers", None)]
    assert put(db, here, "Di", "observers", None).state == State.WAITING
    leave(db, people[0], State.DECLINED, "", LATER)
    assert put(db, here, "Ed", "observers", None).state == State.NOMINATED
    assert count_held(db) == 3
    assert db.scalars(select(Total.counted).where(Total.rule_id == rule_for(db, here, None).id)).all() == [3]


def test_a_ceiling_per_country(db: Session) -> None:
    per_country = QuotaDraft(None, Scope.COUNTRY, 2)
    here = invited(db, [but(TWO_PER_COUNTRY, seats=5), TWO_FOR_THE_REGION, per_country])
    states = [put(db, here, "Ana").state, put(db, here, "Bo", "unions").state, put(db, here, "Cy").state]
    assert states == [State.NOMINATED, State.NOMINATED, State.WAITING]
    assert put(db, here, "Di", country="PE").state == State.NOMINATED


def test_the_database_itself_refuses_a_second_holder(db: Session) -> None:
    here = invited(db)
    ana, bo = put(db, here, "Ana"), put(db, here, "Bo", country="PE")
    seat = seating.find_holding(db, ana)
    assert seat is not None
    with pytest.raises(IntegrityError):
        db.execute(update(Holding).where(Holding.registration_id == bo.id).values(seat_id=seat.seat_id))


def test_the_database_itself_refuses_to_count_beyond_a_ceiling(db: Session) -> None:
    here = invited(db, [TWO_PER_COUNTRY, WHOLE])
    put(db, here, "Ana")
    with pytest.raises(IntegrityError):
        db.execute(update(Total).where(Total.rule_id == rule_for(db, here, None).id).values(counted=4))


def test_a_seat_outlives_who_holds_it(db: Session) -> None:
    here = invited(db)
    ana = put(db, here, "Ana")
    holding = seating.find_holding(db, ana)
    assert holding is not None
    holding.seat.funder, holding.seat.conditions = "ILO", "flight and stay"
    bo = replace(db, ana, candidate(db, here, "Bo"), "Ana is on leave", LATER)
    taken = seating.find_holding(db, bo)
    assert taken is not None
    assert (ana.state, bo.state, taken.seat_id) == (State.REPLACED, State.NOMINATED, holding.seat_id)
    assert (taken.seat.funder, taken.seat.conditions) == ("ILO", "flight and stay")
    history = db.scalars(select(Holding).where(Holding.seat_id == taken.seat_id).order_by(Holding.id)).all()
    assert [(one.registration_id, one.until) for one in history] == [(ana.id, LATER), (bo.id, None)]


def test_nobody_is_replaced_without_a_reason_or_by_somebody_who_has_a_seat(db: Session) -> None:
    here = invited(db)
    ana, bo = candidate(db, here, "Ana"), candidate(db, here, "Bo")
    first = nominate(db, here, ana, LATER)
    with pytest.raises(Refusal, match="Say why"):
        replace(db, first, bo, " ", LATER)
    db.rollback()
    here = invited(db)
    first = put(db, here, "Ana")
    bo = candidate(db, here, "Bo")
    nominate(db, here, bo, LATER)
    with pytest.raises(Refusal, match="Bo Peña holds a seat already"):
        replace(db, first, bo, "x", LATER)


def test_two_for_one_seat_contest_it_and_it_is_held_once(db: Session) -> None:
    here = invited(db)
    ana = put(db, here, "Ana")
    holding = seating.find_holding(db, ana)
    assert holding is not None
    bo = contest(db, holding.seat, here, candidate(db, here, "Bo"), LATER)
    assert (ana.state, bo.state) == (State.CONTESTED, State.CONTESTED)
    assert held(db) == {"Ana": ("MX", 1)}
    assert put(db, here, "Cy").state == State.NOMINATED
    assert put(db, here, "Di").state == State.WAITING
    settle(db, holding.seat, bo, "the minister’s own letter", LATER, waits=True)
    assert (ana.state, bo.state) == (State.WAITING, State.NOMINATED)
    assert held(db) == {"Bo": ("MX", 1), "Cy": ("MX", 2)}


def test_where_a_rival_leaves_the_other_is_contested_no_more(db: Session) -> None:
    here = invited(db)
    ana = put(db, here, "Ana")
    holding = seating.find_holding(db, ana)
    assert holding is not None
    bo = contest(db, holding.seat, here, candidate(db, here, "Bo"), LATER)
    leave(db, ana, State.WITHDRAWN, "the first letter was a mistake", LATER)
    assert (ana.state, bo.state) == (State.WITHDRAWN, State.NOMINATED)
    assert held(db) == {"Bo": ("MX", 1)}
    assert not db.get_one(Seat, holding.seat_id).is_free


def test_only_a_rival_is_chosen(db: Session) -> None:
    here = invited(db)
    ana, bo = put(db, here, "Ana"), put(db, here, "Bo")
    holding = seating.find_holding(db, ana)
    assert holding is not None
    with pytest.raises(Refusal, match="Bo Peña was not put forward for this seat"):
        settle(db, holding.seat, bo, "x", LATER, waits=False)


def test_a_recommended_number_is_exceeded_with_a_reason_only(db: Session) -> None:
    here = invited(db)
    rule = rule_for(db, here, "labour")
    with pytest.raises(Refusal, match="Say why"):
        seating.add_seat(db, rule, "MX", " ", LATER)
    for name in ("Ana", "Bo"):
        put(db, here, name)
    seating.add_seat(db, rule, "MX", "It chairs the region this year", LATER)
    assert [put(db, here, name).state for name in ("Cy", "Di")] == [State.NOMINATED, State.WAITING]
    assert [put(db, here, name, country="PE").state for name in ("Ed", "Flo", "Gil")][-1] == State.WAITING


def test_a_binding_number_is_not_exceeded(db: Session) -> None:
    here = invited(db, [but(TWO_PER_COUNTRY, is_binding=True), WHOLE])
    for kind in ("labour", None):
        with pytest.raises(Refusal, match="binding"):
            seating.add_seat(db, rule_for(db, here, kind), "", "please", LATER)


def test_a_smaller_number_takes_free_seats_and_never_held_ones(db: Session) -> None:
    here = invited(db, [but(TWO_PER_COUNTRY, seats=3)])
    put(db, here, "Ana")
    bo = put(db, here, "Bo")
    with pytest.raises(Refusal, match="2 are held already"):
        write_quota_rules(db, here, [but(TWO_PER_COUNTRY, seats=1)], LATER)
    db.rollback()
    here = invited(db, [but(TWO_PER_COUNTRY, seats=3)])
    put(db, here, "Ana")
    bo = put(db, here, "Bo")
    write_quota_rules(db, here, [TWO_PER_COUNTRY], LATER)
    assert put(db, here, "Cy").state == State.WAITING
    leave(db, bo, State.DECLINED, "", LATER)
    write_quota_rules(db, here, [but(TWO_PER_COUNTRY, seats=4)], LATER)
    assert [one.person.given for one in make_offers(db, here, LATER)] == ["Cy"], "who waits comes before newcomers"
    assert [put(db, here, name).state for name in ("Di", "Ed", "Flo", "Gil")].count(State.NOMINATED) == 2


def test_a_rule_whose_seats_are_held_does_not_go(db: Session) -> None:
    here = invited(db)
    put(db, here, "Ana")
    with pytest.raises(Refusal, match="People hold seats"):
        write_quota_rules(db, here, [TWO_FOR_THE_REGION], LATER)


def test_an_event_that_moves_keeps_seats_and_asks_again(db: Session) -> None:
    here = invited(db)
    ana, bo = put(db, here, "Ana"), put(db, here, "Bo")
    for state in (State.ACCEPTED, State.CONFIRMED):
        move(db, ana, state, MADE)
    assert list(ask_again(db, here, LATER)) == [ana]
    assert (ana.state, bo.state) == (State.ACCEPTED, State.NOMINATED)
    assert count_held(db) == 2


def test_whoever_declined_cannot_arrive(db: Session) -> None:
    ana = put(db, invited(db), "Ana")
    leave(db, ana, State.DECLINED, "", LATER)
    with pytest.raises(Refusal, match="cannot be done in the state"):
        move(db, ana, State.ARRIVED, LATER)


def test_whoever_is_out_may_come_in_again(db: Session) -> None:
    here = invited(db)
    one = candidate(db, here, "Ana")
    first = nominate(db, here, one, LATER)
    leave(db, first, State.WITHDRAWN, "", LATER)
    assert nominate(db, here, one, LATER) is first
    assert first.state == State.NOMINATED
