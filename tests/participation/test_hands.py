"""What of people's participation needs a hand, edition by edition."""

import pytest
from sqlalchemy.orm import Session

from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.participation import seating
from academy.participation.correcting import review
from academy.participation.hands import Hand, hands
from academy.participation.models import State
from academy.participation.registering import contest
from academy.participation.standing import change, move
from tests import factories
from tests.factories import LATER
from tests.factories.statements import asked_of
from tests.participation.places import candidate, invited, put


def test_what_is_contested_undecided_changed_and_offered_is_counted(db: Session) -> None:
    here, quiet = invited(db), invited(db, slug="quiet-2026")
    ana, bo, cy = put(db, here, "Ana"), put(db, here, "Bo"), put(db, here, "Cy", country="PE")
    holding = seating.find_holding(db, ana)
    assert holding is not None
    for name in ("Di", "Ed"):  # two rivals for one seat
        contest(db, holding.seat, here, candidate(db, here, name), LATER)
    bo.offered_until = LATER
    change(db, bo, State.OFFERED, LATER)
    cy.submitted_at = LATER
    review(db, cy, {"post"}, LATER)
    accepted = put(db, quiet, "Flo")
    move(db, accepted, State.ACCEPTED, LATER)
    assert hands(db, [quiet, here]) == [Hand(here, contested=1, undecided=1, changed=1, offered=1)]
    assert hands(db, []) == []


def test_a_seat_that_was_decided_is_contested_no_more(db: Session) -> None:
    here = invited(db)
    holding = seating.find_holding(db, put(db, here, "Ana"))
    assert holding is not None
    bo = contest(db, holding.seat, here, candidate(db, here, "Bo"), LATER)
    seating.decide(db, holding.seat, bo, LATER)
    move(db, bo, State.NOMINATED, LATER)
    assert [(hand.contested, hand.undecided) for hand in hands(db, [here])] == [(0, 1)]


@pytest.mark.parametrize("count", [1, 12])
def test_any_number_of_editions_costs_two_queries(database: Database, count: int) -> None:
    slugs = [f"edition-{number}" for number in range(count)]
    with database.writing() as db:
        for slug in slugs:
            put(db, invited(db, slug=slug), "Ana")
    with database.reading() as db:
        editions = [get_edition(db, slug) for slug in slugs]
        with asked_of(database) as asked:
            assert [hand.edition.slug for hand in hands(db, editions)] == slugs
    assert len(asked) == 2


def test_nobody_needs_a_hand_where_nobody_takes_part(db: Session) -> None:
    assert hands(db, [factories.edition(db)]) == []
