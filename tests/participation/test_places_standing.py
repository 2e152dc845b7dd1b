"""Whoever holds no seat any more gives their places in the programme back, whatever the reason."""

import pytest
from sqlalchemy.orm import Session

from academy.kit.refusals import Refusal
from academy.participation import deciding, registering
from academy.participation.actions import QuotaDraft, write_quota_rules
from academy.participation.choices import list_choices, places_of
from academy.participation.models import Scope
from academy.participation.place_totals import list_place_miscounts
from academy.participation.places import take_place
from academy.participation.queries import list_quota_rules
from academy.participation.seating import add_seat
from tests import factories
from tests.factories import LATER
from tests.participation.places import RULES, invited, put, type_called


@pytest.mark.parametrize("how", ["withdraw", "refuse", "decline"])
def test_a_place_is_free_once_its_person_is_out(db: Session, how: str) -> None:
    here = invited(db)
    factories.slot(db, here, "Study visit", capacity=1)
    (choice,) = list_choices(db, here)
    ana, bo = put(db, here, "Ana"), put(db, here, "Bo")
    take_place(db, ana, choice.key, LATER)
    assert take_place(db, bo, choice.key, LATER).is_waiting
    act = {"withdraw": registering.withdraw, "refuse": deciding.refuse, "decline": registering.decline}[how]
    act(db, ana, "Ill", LATER)
    assert places_of(db, ana) == {}
    assert [one.place.is_waiting for one in places_of(db, bo).values()] == [False]
    assert list_place_miscounts(db) == []


def test_who_is_counted_under_another_type_is_counted_so_in_the_programme_too(db: Session) -> None:
    here = invited(db)
    visit = factories.slot(db, here, "Study visit", capacity=9)
    drafts = [*RULES, QuotaDraft("labour", Scope.SLOT, 2, slot=visit.code)]
    write_quota_rules(db, here, drafts, LATER)
    ana = put(db, here, "Ana")
    (choice,) = list_choices(db, here)
    take_place(db, ana, choice.key, LATER)
    deciding.reseat(db, ana, type_called(db, here, "observers"), "MX", None, LATER)
    assert list_place_miscounts(db) == []


def test_an_item_gets_no_seat_beyond_its_number(db: Session) -> None:
    here = invited(db)
    visit = factories.slot(db, here, "Study visit")
    write_quota_rules(db, here, [*RULES, QuotaDraft("labour", Scope.SLOT, 2, slot=visit.code)], LATER)
    rule = next(one for one in list_quota_rules(db, here) if one.is_of_slot)
    with pytest.raises(Refusal, match="binding"):
        add_seat(db, rule, "", "please", LATER)
