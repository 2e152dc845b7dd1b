"""Ways in: by oneself, by approval, by invitation, by nomination; and what people say themselves."""

from dataclasses import replace as but
from datetime import date, time, timedelta

import pytest
from sqlalchemy.orm import Session

from academy.editions.actions import set_countries
from academy.editions.models import Edition
from academy.kit.refusals import Refusal
from academy.kit.translated import EMPTY
from academy.participation import seating
from academy.participation.actions import QuotaDraft, write_quota_rules
from academy.participation.lapsing import extend
from academy.participation.mandates import MandateDraft, give_mandate
from academy.participation.models import Entry, Scope, State
from academy.participation.queries import list_miscounts
from academy.participation.registering import (
    can_submit,
    confirm,
    contest,
    decline,
    invite,
    nominate,
    submit,
    withdraw,
)
from academy.participation.standing import Candidate, leave
from tests.factories import LATER
from tests.participation.places import (
    TWO_FOR_THE_REGION,
    TWO_PER_COUNTRY,
    candidate,
    held,
    invited,
    put,
    rule_for,
    type_called,
)
from tests.participation.taking_part import (
    begun,
    entering,
    forward,
    letters,
    on,
    recorded,
    somebody,
    subjects,
)

ONE = QuotaDraft("labour", Scope.COUNTRY, 1)


def one_seat(db: Session, how: Entry, rule: QuotaDraft = ONE) -> Edition:
    """An edition with one seat per country, to which people come in one way."""
    here = invited(db, [rule])
    entering(db, here, "labour", how)
    return here


@pytest.mark.parametrize(
    ("how", "state", "says"),
    [
        (Entry.OPEN, State.CONFIRMED, "Your seat is confirmed"),
        (Entry.APPROVAL, State.NOMINATED, "Your registration has arrived"),
    ],
)
def test_who_sends_in_a_registration_has_the_seat_and_the_next_one_waits(
    db: Session, how: Entry, state: State, says: str
) -> None:
    here = one_seat(db, how)
    ana, bo = begun(db, here, "Ana"), begun(db, here, "Bo")
    assert can_submit(ana)
    for one in (ana, bo):
        submit(db, one, LATER)
    assert (ana.state, bo.state) == (state, State.WAITING)
    assert (ana.submitted_at, bo.submitted_at, bo.waiting_since) == (LATER, LATER, LATER)
    assert held(db) == {"Ana": ("MX", 1)}
    assert subjects(db, "Ana") == [says]
    assert subjects(db, "Bo") == ["You are on the waiting list"]
    assert recorded(db, bo) == ["registration.created", "registration.changed"]


def test_sent_in_twice_is_as_once(db: Session) -> None:
    ana = begun(db, one_seat(db, Entry.OPEN), "Ana")
    submit(db, ana, LATER)
    submit(db, ana, LATER + timedelta(hours=1))
    assert not can_submit(ana)
    assert (ana.submitted_at, len(letters(db, "Ana"))) == (LATER, 1)


@pytest.mark.parametrize("how", [Entry.NOMINATION, Entry.INVITATION])
def test_where_others_put_people_forward_nobody_registers_by_themselves(db: Session, how: Entry) -> None:
    ana = begun(db, one_seat(db, how), "Ana")
    with pytest.raises(Refusal, match="do not register themselves"):
        submit(db, ana, LATER)
    assert ana.state == State.INVITED


def test_who_is_invited_has_a_seat_once_they_say_that_they_come(db: Session) -> None:
    here = one_seat(db, Entry.INVITATION)
    people = [invite(db, here, Candidate(somebody(db, given), type_called(db, here, "labour"), "MX"), LATER)
              for given in ("Ana", "Bo")]  # fmt: skip
    assert held(db) == {}
    for one in people:
        submit(db, one, LATER)
    assert [one.state for one in people] == [State.CONFIRMED, State.WAITING]
    assert subjects(db, "Ana") == ["You are invited", "Your seat is confirmed"]
    assert subjects(db, "Bo") == ["You are invited", "You are on the waiting list"]


def test_an_invitation_is_declined_and_made_again(db: Session) -> None:
    here = one_seat(db, Entry.INVITATION)
    asked = Candidate(somebody(db, "Ana"), type_called(db, here, "labour"), "MX")
    ana = invite(db, here, asked, LATER)
    decline(db, ana, "no time", LATER)
    decline(db, ana, "no time", LATER)
    assert (ana.state, ana.reason) == (State.DECLINED, "no time")
    assert invite(db, here, asked, LATER) is ana
    submit(db, ana, LATER)
    with pytest.raises(Refusal, match="takes part already"):
        invite(db, here, asked, LATER)


def test_who_began_by_themselves_and_is_then_invited_comes_as_invited(db: Session) -> None:
    """However the type is entered now, and whatever the deadline says: organisers have asked them by name."""
    here = one_seat(db, Entry.OPEN, but(ONE, closes_on=date(2026, 11, 1)))
    ana = begun(db, here, "Ana")
    with pytest.raises(Refusal, match="deadline is over"):
        submit(db, ana, LATER)
    entering(db, here, "labour", Entry.INVITATION)
    invite(db, here, Candidate(ana.person, ana.institution_type, "MX"), LATER)
    submit(db, ana, LATER)
    assert ana.state == State.CONFIRMED


def test_of_who_was_put_forward_it_is_noted_that_all_is_filled_in(db: Session) -> None:
    ana = put(db, invited(db), "Ana")
    assert can_submit(ana)
    submit(db, ana, LATER)
    assert (ana.state, ana.submitted_at, can_submit(ana)) == (State.NOMINATED, LATER, False)


def test_who_withdrew_may_register_again(db: Session) -> None:
    ana = begun(db, one_seat(db, Entry.OPEN), "Ana")
    submit(db, ana, LATER)
    withdraw(db, ana, "", LATER)
    withdraw(db, ana, "", LATER)
    assert held(db) == {}
    assert can_submit(ana)
    submit(db, ana, LATER)
    assert held(db) == {"Ana": ("MX", 1)}
    assert subjects(db, "Ana")[1] == "You do not take part any more"


@pytest.mark.parametrize(
    ("zone", "own", "day", "offset"),
    [
        ("America/Mexico_City", None, date(2026, 11, 10), 6),
        ("America/Mexico_City", "Africa/Casablanca", date(2026, 11, 10), -1),
        # In Ramadan (2027: from 8 February) clocks there go back to UTC, and on again in March.
        ("Africa/Casablanca", None, date(2027, 2, 10), 0),
        ("Africa/Casablanca", None, date(2027, 3, 30), -1),
        ("America/Mexico_City", "-03:30", date(2026, 11, 10), 3.5),
    ],
)
def test_a_window_opens_and_closes_to_the_second_on_its_own_clock(
    db: Session, zone: str, own: str | None, day: date, offset: float
) -> None:
    rule = but(ONE, seats=9, zone_name=own, opens_on=day, opens_at=time(9), closes_on=day, closes_at=time(18))
    here = one_seat(db, Entry.OPEN, rule)
    here.zone_name = zone
    opens, closes = (on("+00:00", day, time(hour)) + timedelta(hours=offset) for hour in (9, 18))
    second = timedelta(seconds=1)
    for at, says in ((opens - second, "not open yet"), (closes, "deadline is over")):
        late = begun(db, here, f"At {at}")
        with pytest.raises(Refusal, match=says):
            submit(db, late, at)
        assert late.state == State.INVITED
    for at in (opens, closes - second):
        timely = begun(db, here, f"Timely {at}")
        submit(db, timely, at)
        assert timely.state == State.CONFIRMED


def test_one_of_two_windows_is_enough(db: Session) -> None:
    here = invited(db, [but(ONE, closes_on=date(2026, 11, 1)), QuotaDraft("labour", Scope.REGION, 1)])
    entering(db, here, "labour", Entry.OPEN)
    ana = begun(db, here, "Ana")
    submit(db, ana, LATER)
    assert ana.state == State.CONFIRMED


def test_a_deadline_of_its_own_counts_for_the_whole_region_too(db: Session) -> None:
    here = invited(db, [but(TWO_FOR_THE_REGION, closes_on=date(2026, 11, 1))])
    entering(db, here, "unions", Entry.OPEN)
    ana = begun(db, here, "Ana", "unions")
    with pytest.raises(Refusal, match="deadline is over"):
        submit(db, ana, LATER)
    later = (LATER.date() + timedelta(days=1), None)
    extend(db, rule_for(db, here, "unions"), "", later, "letters came late", here, LATER)
    submit(db, ana, LATER)
    assert ana.state == State.CONFIRMED


def test_two_letters_for_one_seat_make_it_contested_and_three_too(db: Session) -> None:
    here = invited(db, [ONE])
    given = [give_mandate(db, here, MandateDraft(n, f"{n}@example.org", country="MX"), LATER) for n in "abc"]
    ana, bo, cy = (forward(db, here, name, by) for name, by in zip(("Ana", "Bo", "Cy"), given, strict=True))
    assert {one.state for one in (ana, bo, cy)} == {State.CONTESTED}
    assert held(db) == {"Ana": ("MX", 1)}
    assert forward(db, here, "Di", given[2]).state == State.WAITING  # a letter has one rival for a seat
    withdraw(db, ana, "", LATER)
    assert held(db) == {"Bo": ("MX", 1)}
    assert {bo.state, cy.state} == {State.CONTESTED}
    assert list_miscounts(db) == []


def test_a_second_of_the_same_letter_waits_and_so_does_who_comes_after_a_decision(db: Session) -> None:
    from academy.participation.deciding import accept  # noqa: PLC0415

    here = invited(db, [ONE])
    one, other = (give_mandate(db, here, MandateDraft(n, f"{n}@example.org", country="MX"), LATER) for n in "ab")
    ana = forward(db, here, "Ana", one)
    assert forward(db, here, "Bo", one).state == State.WAITING
    accept(db, ana, LATER)
    assert forward(db, here, "Cy", other).state == State.WAITING


def test_letters_of_two_countries_do_not_contest_a_seat_where_countries_have_limits(db: Session) -> None:
    """Whoever won would count under the other country's limit, perhaps as one too many."""
    here = invited(db, [QuotaDraft("unions", Scope.REGION, 1), QuotaDraft(None, Scope.COUNTRY, 1)])
    kind = type_called(db, here, "unions")
    given = [
        give_mandate(db, here, MandateDraft(code, f"{code}@example.org", country=code, institution_type=kind), LATER)
        for code in ("MX", "PE")
    ]
    ana = forward(db, here, "Ana", given[0], "MX", "unions")
    bo = forward(db, here, "Bo", given[1], "PE", "unions")
    assert (ana.state, bo.state) == (State.NOMINATED, State.WAITING)
    seat = seating.find_holding(db, ana)
    assert seat is not None
    with pytest.raises(Refusal, match="limit of another country"):
        contest(db, seat.seat, here, candidate(db, here, "Cy", "unions", "PE"), LATER)


def test_a_free_seat_is_contested_by_nobody(db: Session) -> None:
    here = invited(db, [ONE])
    ana = put(db, here, "Ana")
    holding = seating.find_holding(db, ana)
    assert holding is not None
    leave(db, ana, State.WITHDRAWN, "", LATER)
    with pytest.raises(Refusal, match="nothing to contest"):
        contest(db, holding.seat, here, candidate(db, here, "Bo"), LATER)


@pytest.mark.parametrize("state", [State.ACCEPTED, State.OFFERED])
def test_who_was_accepted_or_offered_a_seat_confirms_it(db: Session, state: State) -> None:
    ana = put(db, invited(db), "Ana")
    ana.offered_until = LATER if state == State.OFFERED else None
    ana.state = state
    db.flush()
    confirm(db, ana, LATER - timedelta(seconds=1))
    confirm(db, ana, LATER)
    assert (ana.state, ana.offered_until) == (State.CONFIRMED, None)


def test_an_offer_that_is_over_is_not_taken(db: Session) -> None:
    ana = put(db, invited(db), "Ana")
    ana.state, ana.offered_until = State.OFFERED, LATER
    db.flush()
    for act in (confirm, submit):
        with pytest.raises(Refusal, match="This offer is over"):
            act(db, ana, LATER)


@pytest.mark.parametrize("state", [State.NOMINATED, State.WAITING, State.DECLINED, State.INVITED])
def test_nobody_confirms_what_was_not_given_to_them(db: Session, state: State) -> None:
    ana = put(db, invited(db), "Ana")
    ana.state = state
    ana.waiting_since = LATER if state == State.WAITING else None
    db.flush()
    with pytest.raises(Refusal, match="cannot be confirmed"):
        confirm(db, ana, LATER)


def test_nobody_without_a_mailbox_makes_anything_fail(db: Session) -> None:
    here = one_seat(db, Entry.APPROVAL)
    kind = type_called(db, here, "labour")
    silent = somebody(db, "Ana", has_mailbox=False)
    ana = nominate(db, here, Candidate(silent, kind, "MX"), LATER)
    withdraw(db, ana, "", LATER)
    invite(db, here, Candidate(silent, kind, "MX"), LATER)
    submit(db, ana, LATER)
    assert ana.state == State.CONFIRMED
    assert letters(db, "") == []


def test_a_country_that_is_invited_later_has_seats_too(db: Session) -> None:
    here = invited(db, [TWO_PER_COUNTRY, TWO_FOR_THE_REGION])
    set_countries(db, here, [("MX", EMPTY), ("PE", EMPTY), ("BR", EMPTY)], LATER)
    assert put(db, here, "Ana", country="BR").state == State.NOMINATED


def test_a_rule_that_was_open_and_has_a_number_now_lets_no_more_in(db: Session) -> None:
    here = invited(db, [QuotaDraft("labour", Scope.COUNTRY)])
    assert [put(db, here, name).state for name in ("Ana", "Bo")] == [State.NOMINATED] * 2
    write_quota_rules(db, here, [QuotaDraft("labour", Scope.COUNTRY, 3)], LATER)
    assert [put(db, here, name).state for name in ("Cy", "Di")] == [State.NOMINATED, State.WAITING]
    assert list_miscounts(db) == []


def test_a_limit_that_is_new_counts_who_holds_seats_already(db: Session) -> None:
    here = invited(db, [TWO_PER_COUNTRY])
    for name, country in (("Ana", "MX"), ("Bo", "MX"), ("Cy", "PE")):
        put(db, here, name, country=country)
    for scope, most in ((Scope.EDITION, 2), (Scope.COUNTRY, 1)):
        with pytest.raises(Refusal, match="held already"), db.begin_nested():
            write_quota_rules(db, here, [TWO_PER_COUNTRY, QuotaDraft(None, scope, most)], LATER)
    whole = [TWO_PER_COUNTRY, QuotaDraft(None, Scope.EDITION, 3), QuotaDraft(None, Scope.COUNTRY, 2)]
    write_quota_rules(db, here, whole, LATER)
    assert list_miscounts(db) == []
    assert put(db, here, "Di", country="PE").state == State.WAITING
