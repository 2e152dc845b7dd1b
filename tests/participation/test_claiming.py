"""Whether a seat is free for somebody, and whose they could claim."""

from dataclasses import replace as but
from datetime import date

from sqlalchemy.orm import Session

from academy.participation.actions import QuotaDraft
from academy.participation.claiming import has_free, list_claimable
from academy.participation.lapsing import lapse_rights
from academy.participation.models import OnLapse, Scope, State
from academy.participation.queries import list_quota_rules
from academy.participation.registering import contest, nominate
from academy.participation.rules import covering
from academy.participation.seating import add_seat
from tests import factories
from tests.factories import LATER
from tests.participation.places import candidate, invited, put, rule_for, type_called
from tests.participation.taking_part import names
from tests.participation.test_deciding import seat_of

TWO = QuotaDraft("labour", Scope.COUNTRY, 2)


def test_a_seat_is_free_until_all_are_held_or_one_is_added(db: Session) -> None:
    here = invited(db, [TWO])
    rules = covering(list_quota_rules(db, here), type_called(db, here, "labour").id)
    assert has_free(db, rules, "MX", None)
    put(db, here, "Ana")
    assert has_free(db, rules, "MX", None)
    put(db, here, "Bo")
    assert not has_free(db, rules, "MX", None)
    assert has_free(db, rules, "PE", None)
    assert not has_free(db, rules, None, None)
    add_seat(db, rule_for(db, here, "labour"), "MX", "the minister comes as well", LATER)
    assert has_free(db, rules, "MX", None)


def test_what_was_lent_to_others_is_not_free_and_an_open_rule_always_is(db: Session) -> None:
    lapsing = QuotaDraft("labour", Scope.COUNTRY, 2, on_lapse=OnLapse.WAITING, closes_on=date(2026, 11, 1))
    here = invited(db, [lapsing, QuotaDraft("observers", Scope.EDITION)])
    rules = list_quota_rules(db, here)
    lapse_rights(db, LATER)
    assert not has_free(db, covering(rules, type_called(db, here, "labour").id), "MX", None)
    assert has_free(db, covering(rules, type_called(db, here, "observers").id), None, None)


def test_what_others_have_lent_to_a_country_is_free_for_it(db: Session) -> None:
    lapsing = QuotaDraft(
        "labour", Scope.COUNTRY, 1, on_lapse=OnLapse.COUNTRY, lapse_country="PE", closes_on=date(2026, 11, 1)
    )
    here = invited(db, [lapsing])
    rules = list_quota_rules(db, here)
    put(db, here, "Ana", country="PE")
    assert not has_free(db, rules, "PE", None)
    lapse_rights(db, LATER)
    assert has_free(db, rules, "PE", None)
    assert not has_free(db, rules, "MX", None)
    assert put(db, here, "Bo", country="PE").state == State.NOMINATED
    assert not has_free(db, rules, "PE", None)


def test_whoever_holds_can_be_claimed_against_and_their_rivals_cannot(db: Session) -> None:
    here = invited(db, [QuotaDraft("labour", Scope.INSTITUTION, 1)])
    ours, rules = factories.institution(db), list_quota_rules(db, here)
    put(db, here, "Ana")
    assert list_claimable(db, rules, "MX", ours.id) == []
    bo = nominate(db, here, but(candidate(db, here, "Bo"), institution=ours), LATER)
    contest(db, seat_of(db, bo), here, candidate(db, here, "Cy"), LATER)
    assert names(list_claimable(db, rules, "MX", ours.id)) == ["Bo"]
