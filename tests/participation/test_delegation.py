"""What the holder of a mandate sees: their seats, who waits, and what was lent."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from academy.db.engine import Database
from academy.participation.actions import QuotaDraft
from academy.participation.deciding import accept
from academy.participation.delegation import Delegation, get_delegation
from academy.participation.lapsing import lapse_rights
from academy.participation.models import Mandate, OnLapse, Scope, State
from academy.participation.nominating import (
    Nominee,
    list_own,
    name_own_alternate,
    withdraw_own,
)
from academy.participation.queries import whole_mandate
from academy.participation.waiting import make_offers, numbers_in_line, place_of
from tests.factories import LATER
from tests.factories.statements import asked_of
from tests.participation.mandated import forward, mandate
from tests.participation.places import invited, put

ONE = QuotaDraft("labour", Scope.COUNTRY, 1)


def delegation(db: Session, given: Mandate) -> Delegation:
    return get_delegation(db, given, LATER)


def test_the_page_shows_free_seats_before_they_are_made(db: Session) -> None:
    given = mandate(db, invited(db))
    part = delegation(db, given).parts[0]
    assert (part.kind.slug, part.is_open, part.chances[0].spots, part.chances[0].free) == ("labour", True, (), (1, 2))
    forward(db, given, "Ana")
    chance = delegation(db, given).parts[0].chances[0]
    assert ([one.holder.person.given for one in chance.spots if one.holder], chance.free) == (["Ana"], (2,))
    assert {key: len(found) for key, found in list_own(db, given, LATER).items()} == {chance.claim.key: 2}


def test_of_an_open_rule_the_next_seat_is_free(db: Session) -> None:
    given = mandate(db, invited(db), institution_type="observers")
    assert delegation(db, given).parts[0].chances[0].free == (1,)
    ana = forward(db, given, "Ana", "observers")
    assert delegation(db, given).parts[0].chances[0].free == (2,)
    withdraw_own(db, given, ana, "", LATER)
    assert delegation(db, given).parts[0].chances[0].free == (1,)
    assert delegation(db, given).parts[0].out == (ana,)


def test_who_waits_is_shown_with_their_number_as_they_are_told(db: Session) -> None:
    here = invited(db, [ONE])
    first, second = mandate(db, here), mandate(db, here, "second@example.org", country="MX")
    accept(db, forward(db, first, "Ana"), LATER)
    waiting = [forward(db, one, name, now=LATER + timedelta(minutes=number))
               for number, (one, name) in enumerate([(first, "Bo"), (second, "Cy"), (first, "Di")])]  # fmt: skip
    assert delegation(db, first).parts[0].waiting == ((waiting[0], 1), (waiting[2], 3))
    assert delegation(db, second).parts[0].waiting == ((waiting[1], 2),)
    told = [place_of(db, one, LATER) for one in waiting]
    assert [one.number for one in told if one] == [1, 2, 3]
    assert numbers_in_line(db, []) == {}


def test_a_seat_that_has_lapsed_is_no_longer_free_and_lent_ones_are_shown(db: Session) -> None:
    lapsing = QuotaDraft("labour", Scope.COUNTRY, 1, closes_on=date(2026, 11, 1), on_lapse=OnLapse.WAITING)
    here = invited(db, [lapsing])
    mexico, peru = mandate(db, here), mandate(db, here, country="PE")
    ana, bo = put(db, here, "Ana", country="PE"), put(db, here, "Bo", country="PE")
    bo.mandate = peru
    lapse_rights(db, LATER)
    assert delegation(db, mexico).parts[0].chances[0].free == ()
    assert make_offers(db, here, LATER) == [bo]
    spot = delegation(db, mexico).parts[0].chances[0].spots[0]
    assert (spot.holder, spot.is_lent) == (bo, True)
    part = delegation(db, peru).parts[0]
    assert [one.holder for one in part.chances[0].spots] == [ana]
    assert [one.holder for one in part.further] == [bo]


def test_what_a_holder_sees_takes_as_many_queries_for_one_seat_as_for_thirty(database: Database) -> None:
    def cost(seats: int) -> int:
        with database.session(writes=True) as db:
            here = invited(db, [QuotaDraft("labour", Scope.COUNTRY, seats)])
            given = mandate(db, here)
            for number in range(seats + seats):
                made = forward(db, given, f"Ana {number}")
                if made.state == State.NOMINATED:
                    name_own_alternate(db, given, made, Nominee(f"Bo {number}"), LATER)
            db.expire_all()
            given = db.get_one(Mandate, given.id, options=whole_mandate(), populate_existing=True)
            with asked_of(database) as asked:
                seen = get_delegation(db, given, LATER)
            assert len(seen.parts[0].chances[0].spots) == len(seen.parts[0].waiting) == seats
            return len(asked)

    first = cost(1)
    assert cost(30) == first <= 13
