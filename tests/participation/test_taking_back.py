"""What organisers noted by mistake is taken back, with the seat and without the letter; who comes is registered."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from academy.kit.refusals import Refusal
from academy.outbox.models import LetterState
from academy.participation.actions import QuotaDraft
from academy.participation.deciding import accept, arrive, take_back
from academy.participation.models import Scope, State
from academy.participation.queries import list_miscounts
from academy.participation.registering import confirm, decline, take_in, withdraw
from academy.participation.standing import Candidate, leave
from tests.factories import LATER
from tests.participation.places import held, invited, put, type_called
from tests.participation.taking_part import forward, letters, somebody, subjects

ONE = QuotaDraft("labour", Scope.COUNTRY, 1)
SOON = LATER + timedelta(minutes=1)


def test_step_by_step_back_to_where_it_began(db: Session) -> None:
    ana = put(db, invited(db), "Ana")
    accept(db, ana, LATER)
    confirm(db, ana, LATER)
    arrive(db, ana, LATER)
    for state in (State.CONFIRMED, State.ACCEPTED, State.NOMINATED):
        take_back(db, ana, LATER)
        assert ana.state == state
    with pytest.raises(Refusal, match="nothing to take back"):
        take_back(db, ana, LATER)


def test_the_letter_about_it_stays_here_and_the_ones_before_leave(db: Session) -> None:
    ana = forward(db, invited(db), "Ana", None)
    accept(db, ana, SOON)
    take_back(db, ana, SOON)
    assert [one.state for one in letters(db, "Ana")] == [LetterState.QUEUED, LetterState.WITHDRAWN]
    accept(db, ana, SOON)
    assert subjects(db, "Ana")[-1] == "You were accepted"


@pytest.mark.parametrize("out", [State.DID_NOT_COME, State.VISA_REFUSED])
def test_who_is_back_has_a_seat_or_stays_out(db: Session, out: State) -> None:
    here = invited(db, [ONE])
    ana = put(db, here, "Ana")
    accept(db, ana, LATER)
    leave(db, ana, out, "", LATER)
    take_back(db, ana, LATER)
    assert (ana.state, held(db), list_miscounts(db)) == (State.CONFIRMED, {"Ana": ("MX", 1)}, [])
    leave(db, ana, out, "", LATER)
    put(db, here, "Bo")
    with pytest.raises(Refusal, match="went to somebody else"):
        take_back(db, ana, LATER)
    assert (ana.state, set(held(db))) == (out, {"Bo"})


def test_who_says_that_they_come_is_confirmed_or_waits(db: Session) -> None:
    here = invited(db, [ONE])
    labour = type_called(db, here, "labour")
    ana = take_in(db, here, Candidate(somebody(db, "Ana"), labour, "MX"), LATER)
    bo = take_in(db, here, Candidate(somebody(db, "Bo"), labour, "MX"), LATER)
    assert (ana.state, bo.state, held(db)) == (State.CONFIRMED, State.WAITING, {"Ana": ("MX", 1)})
    assert (subjects(db, "Ana"), subjects(db, "Bo")) == (["Your seat is confirmed"], ["You are on the waiting list"])
    for one in (ana, bo):
        with pytest.raises(Refusal, match="takes part already"):
            take_in(db, here, Candidate(one.person, labour, "MX"), LATER)
    withdraw(db, ana, "", LATER)
    decline(db, bo, "", LATER)
    again = take_in(db, here, Candidate(bo.person, labour, "MX"), LATER)
    assert (again.id, again.state) == (bo.id, State.CONFIRMED)
    assert list_miscounts(db) == []
