"""What organisers decide: accepted, refused, whose a contested seat is, who replaces whom, who counts where."""

from dataclasses import replace as but

import pytest
from sqlalchemy.orm import Session

from academy.kit.refusals import Refusal
from academy.participation import seating
from academy.participation.actions import QuotaDraft
from academy.participation.deciding import accept, arrive, ask_again, refuse, replace, reseat, settle
from academy.participation.mandates import MandateDraft, give_mandate
from academy.participation.models import Mandate, Registration, Scope, Seat, State
from academy.participation.queries import list_miscounts
from academy.participation.registering import confirm, contest, decline, withdraw
from academy.participation.standing import Candidate, leave
from tests import factories
from tests.factories import LATER
from tests.participation.places import TWO_FOR_THE_REGION, TWO_PER_COUNTRY, candidate, held, invited, put, type_called
from tests.participation.taking_part import forward, letters, recorded, subjects

ONE = QuotaDraft("labour", Scope.COUNTRY, 1)
PER_COUNTRY = QuotaDraft(None, Scope.COUNTRY, 1)


def seat_of(db: Session, registration: Registration) -> Seat:
    """The seat that somebody holds, or contests."""
    holding = seating.find_holding(db, registration)
    assert holding is not None
    return holding.seat


def contested(db: Session) -> tuple[Registration, Registration, Mandate, Mandate]:
    """Two who were put forward for the one seat by two letters."""
    here = invited(db, [ONE])
    one, other = (give_mandate(db, here, MandateDraft(n, f"{n}@example.org", country="MX"), LATER) for n in "xy")
    return forward(db, here, "Ana", one), forward(db, here, "Bo", other), one, other


def test_who_was_put_forward_is_accepted_once_and_told(db: Session) -> None:
    ana = forward(db, invited(db), "Ana", None)
    accept(db, ana, LATER)
    accept(db, ana, LATER)
    assert ana.state == State.ACCEPTED
    assert subjects(db, "Ana") == ["You were put forward", "You were accepted"]


def test_who_waits_or_is_contested_is_not_accepted(db: Session) -> None:
    ana, _, _, _ = contested(db)
    with pytest.raises(Refusal, match="Decide first whose it is"):
        accept(db, ana, LATER)
    waiting = put(db, ana.edition, "Cy")
    assert waiting.state == State.WAITING
    with pytest.raises(Refusal, match="only who was put forward"):
        accept(db, waiting, LATER)


def test_nobody_is_refused_without_a_reason_that_they_and_their_nominator_read(db: Session) -> None:
    here = invited(db)
    focal = give_mandate(db, here, MandateDraft("x", "focal@example.org", country="MX"), LATER)
    ana = forward(db, here, "Ana", focal)
    with pytest.raises(Refusal, match="Say why") as refused:
        refuse(db, ana, " ", LATER)
    assert refused.value.field == "reason"
    refuse(db, ana, "The course is in Spanish only", LATER)
    refuse(db, ana, "again", LATER)
    assert (ana.state, held(db)) == (State.REFUSED, {})
    assert letters(db, "Ana")[-1].facts["reason"] == "The course is in Spanish only"
    assert [one.facts["nominee"] for one in letters(db, "focal")] == ["Ana"]
    assert letters(db, "focal")[0].facts["reason"] == "The course is in Spanish only"


@pytest.mark.parametrize("waits", [True, False])
@pytest.mark.parametrize("wins", [0, 1])
def test_a_contested_seat_goes_to_one_and_the_other_reads_why(db: Session, wins: int, *, waits: bool) -> None:
    people = contested(db)[:2]
    chosen, other = people[wins], people[1 - wins]
    settle(db, seat_of(db, chosen), chosen, "the minister’s own letter", LATER, waits=waits)
    assert (chosen.state, other.state) == (State.NOMINATED, State.WAITING if waits else State.REFUSED)
    assert list(held(db)) == [chosen.person.given]
    told = letters(db, other.person.given)[-1]
    assert told.facts["reason"] == "the minister’s own letter"
    assert told.facts["subject_line"].startswith("You are on the waiting list" if waits else "No seat this time")
    assert recorded(db, other)[-1] == "registration.changed"
    assert list_miscounts(db) == []


def test_nothing_is_settled_without_a_reason_or_twice(db: Session) -> None:
    ana, bo, _, _ = contested(db)
    seat = seat_of(db, ana)
    with pytest.raises(Refusal, match="Say why"):
        settle(db, seat, ana, "", LATER, waits=True)
    settle(db, seat, ana, "older letter", LATER, waits=False)
    with pytest.raises(Refusal, match="not put forward for this seat"):
        settle(db, seat, bo, "after all", LATER, waits=False)


def test_whoever_is_put_forward_after_somebody_is_told_who_replaces_them(db: Session) -> None:
    here = invited(db)
    ana = forward(db, here, "Ana", None)
    accept(db, ana, LATER)
    confirm(db, ana, LATER)
    bo = replace(db, ana, candidate(db, here, "Bo"), "on leave", LATER)
    assert (ana.state, ana.reason, bo.state) == (State.REPLACED, "on leave", State.NOMINATED)
    assert letters(db, "Ana")[-1].facts["reason"] == "on leave"
    assert held(db) == {"Bo": ("MX", 1)}


def test_who_replaces_a_rival_is_one_too(db: Session) -> None:
    ana, bo, _, _ = contested(db)
    cy = replace(db, bo, candidate(db, bo.edition, "Cy"), "ill", LATER)
    assert (ana.state, cy.state) == (State.CONTESTED, State.CONTESTED)
    withdraw(db, ana, "", LATER)
    assert (cy.state, held(db)) == (State.NOMINATED, {"Cy": ("MX", 1)})


def test_who_is_there_already_or_has_no_seat_is_not_replaced(db: Session) -> None:
    here = invited(db, [ONE])
    ana, bo = put(db, here, "Ana"), put(db, here, "Bo", country="PE")
    accept(db, ana, LATER)
    arrive(db, ana, LATER)
    for leaving in (ana, withdrawn(db, bo)):
        with pytest.raises(Refusal), db.begin_nested():
            replace(db, leaving, candidate(db, here, "Cy"), "late", LATER)
    assert held(db) == {"Ana": ("MX", 1)}


def withdrawn(db: Session, registration: Registration) -> Registration:
    """Somebody who has left."""
    withdraw(db, registration, "", LATER)
    return registration


def test_a_replacement_from_another_country_counts_there(db: Session) -> None:
    here = invited(db, [but(TWO_FOR_THE_REGION, seats=5), PER_COUNTRY])
    ana = put(db, here, "Ana", "unions", "MX")
    replace(db, ana, candidate(db, here, "Bo", "unions", "PE"), "ill", LATER)
    assert list_miscounts(db) == []
    cy = put(db, here, "Cy", "unions", "MX")
    assert cy.state == State.NOMINATED
    with pytest.raises(Refusal, match="limit of another country"):
        replace(db, cy, candidate(db, here, "Di", "unions", "PE"), "ill", LATER)


def test_somebody_who_counts_elsewhere_has_a_seat_there_or_waits(db: Session) -> None:
    here = invited(db, [ONE])
    labour = type_called(db, here, "labour")
    ana, bo, cy = (
        forward(db, here, "Ana", None),
        forward(db, here, "Bo", None, "PE"),
        put(db, here, "Cy", "labour", "BR"),
    )
    accept(db, ana, LATER)
    leave(db, cy, State.WITHDRAWN, "", LATER)
    reseat(db, ana, labour, "BR", None, LATER)
    assert (ana.state, held(db)["Ana"]) == (State.ACCEPTED, ("BR", 1))
    reseat(db, ana, labour, "PE", None, LATER)
    assert (ana.state, set(held(db))) == (State.WAITING, {"Bo"})
    assert subjects(db, "Ana")[-1] == "You are on the waiting list"
    assert recorded(db, ana).count("registration.moved") == 2
    assert bo.state == State.NOMINATED
    assert list_miscounts(db) == []


def test_who_is_only_corrected_keeps_the_seat_whoever_waits(db: Session) -> None:
    """Another institution of the same country: it is the same seat, with its funding, though somebody waits for one."""
    here = invited(db, [TWO_PER_COUNTRY])
    ana, bo, cy = (put(db, here, name) for name in ("Ana", "Bo", "Cy"))
    seat = seat_of(db, bo)
    reseat(db, bo, bo.institution_type, "MX", factories.institution(db), LATER)
    assert (seat_of(db, bo).id, bo.state, cy.state) == (seat.id, State.NOMINATED, State.WAITING)
    withdraw(db, ana, "", LATER)
    reseat(db, bo, bo.institution_type, "MX", None, LATER)
    assert seat_of(db, bo).id == seat.id


def test_who_is_corrected_stays_contested_and_leaves_it_for_another_country(db: Session) -> None:
    ana, bo, _, _ = contested(db)
    reseat(db, bo, bo.institution_type, "MX", factories.institution(db), LATER)
    assert (ana.state, bo.state) == (State.CONTESTED, State.CONTESTED)
    reseat(db, ana, ana.institution_type, "PE", None, LATER)
    assert (ana.state, bo.state) == (State.NOMINATED, State.NOMINATED)
    assert held(db) == {"Ana": ("PE", 1), "Bo": ("MX", 1)}


def test_a_seat_of_the_region_is_kept_and_counts_in_another_country(db: Session) -> None:
    here = invited(db, [but(TWO_FOR_THE_REGION, seats=3), PER_COUNTRY])
    ana = put(db, here, "Ana", "unions", "MX")
    seat = seat_of(db, ana)
    reseat(db, ana, ana.institution_type, "PE", None, LATER)
    assert (seat_of(db, ana).id, list_miscounts(db)) == (seat.id, [])
    put(db, here, "Bo", "unions", "MX")
    reseat(db, ana, ana.institution_type, "MX", None, LATER)
    assert (ana.state, list_miscounts(db)) == (State.WAITING, [])


def test_who_waits_and_counts_elsewhere_still_waits(db: Session) -> None:
    here = invited(db, [ONE])
    put(db, here, "Ana")
    bo, cy = put(db, here, "Bo"), put(db, here, "Cy")
    decline(db, cy, "", LATER)
    for one in (bo, cy):
        reseat(db, one, one.institution_type, "PE", None, LATER)
    assert [(one.state, one.country) for one in (bo, cy)] == [(State.WAITING, "PE"), (State.DECLINED, "PE")]
    assert set(held(db)) == {"Ana"}


def test_a_mistake_at_the_door_is_taken_back_while_a_seat_is_free(db: Session) -> None:
    here = invited(db, [ONE])
    ana = put(db, here, "Ana")
    accept(db, ana, LATER)
    arrive(db, ana, LATER)
    arrive(db, ana, LATER)
    assert recorded(db, ana).count("registration.changed") == 4
    leave(db, ana, State.DID_NOT_COME, "", LATER)
    assert held(db) == {}
    arrive(db, ana, LATER)
    assert (ana.state, held(db), list_miscounts(db)) == (State.ARRIVED, {"Ana": ("MX", 1)}, [])
    leave(db, ana, State.DID_NOT_COME, "", LATER)
    put(db, here, "Bo")
    with pytest.raises(Refusal, match="went to somebody else"):
        arrive(db, ana, LATER)


def test_who_has_not_said_that_they_come_is_not_there(db: Session) -> None:
    with pytest.raises(Refusal, match="cannot be done"):
        arrive(db, put(db, invited(db), "Ana"), LATER)


def test_when_the_event_moves_each_who_had_confirmed_is_asked_and_nobody_loses_anything(db: Session) -> None:
    here = invited(db)
    ana, bo, cy = forward(db, here, "Ana", None), forward(db, here, "Bo", None), forward(db, here, "Cy", None)
    for one in (ana, bo):
        accept(db, one, LATER)
    confirm(db, ana, LATER)
    before = held(db)
    assert ask_again(db, here, LATER) == [ana]
    assert ask_again(db, here, LATER) == []
    assert [one.state for one in (ana, bo, cy)] == [State.ACCEPTED, State.ACCEPTED, State.WAITING]
    assert held(db) == before
    assert subjects(db, "Ana")[-1] == "Please confirm once more"
    confirm(db, ana, LATER)
    assert ana.state == State.CONFIRMED


def test_a_rival_by_hand_is_recorded_and_needs_somebody_without_a_seat(db: Session) -> None:
    here = invited(db)
    ana, bo = put(db, here, "Ana"), put(db, here, "Bo")
    with pytest.raises(Refusal, match="holds a seat already"):
        contest(db, seat_of(db, ana), here, candidate_of(bo), LATER)
    cy = contest(db, seat_of(db, ana), here, candidate(db, here, "Cy"), LATER)
    assert recorded(db, ana)[-1] == recorded(db, cy)[-1] == "registration.changed"


def candidate_of(registration: Registration) -> Candidate:
    """Somebody as they take part already."""
    return Candidate(registration.person, registration.institution_type, registration.country)
