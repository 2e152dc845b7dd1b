"""Invented people in the demonstration: seats that are held, nominations in every state, and nobody twice."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from academy.editions.queries import get_whole_edition
from academy.outbox.models import Letter
from academy.participation.choices import list_choices
from academy.participation.mandates import list_mandates
from academy.participation.matrix import get_matrix
from academy.participation.models import Registration, State
from academy.participation.queries import list_miscounts
from academy.participation.targets import measure
from academy.people.models import Person
from academy.records.demonstration.accounts import load_accounts
from academy.records.demonstration.casablanca import fill_academy
from academy.records.demonstration.participants import fill_workshop
from tests.conftest import NOW


def states_in(db: Session, slug: str) -> dict[State, int]:
    edition = get_whole_edition(db, slug)
    counted = select(Registration.state, func.count()).where(Registration.edition_id == edition.id)
    return {row[0]: row[1] for row in db.execute(counted.group_by(Registration.state))}


def test_every_seat_of_the_workshop_is_held(demo: Session) -> None:
    fill_workshop(demo, NOW)
    matrix = get_matrix(demo, get_whole_edition(demo, "rcm-2021"))
    assert [(matrix.across(row).size, matrix.across(row).confirmed) for row in matrix.rows[:11]] == [(7, 7)] * 11
    assert matrix.across("region").confirmed == 4
    assert matrix.across("open").confirmed == 12
    assert states_in(demo, "rcm-2021") == {State.ARRIVED: 93, State.REPLACED: 4}
    assert list_miscounts(demo) == []


def test_the_academy_shows_every_way_in_and_what_may_become_of_it(demo: Session) -> None:
    load_accounts(demo, NOW)
    fill_academy(demo, NOW)
    states = states_in(demo, "casablanca-2027")
    assert states.keys() >= {
        State.INVITED, State.NOMINATED, State.CONTESTED, State.WAITING, State.OFFERED, State.ACCEPTED, State.CONFIRMED,
        State.DECLINED, State.REFUSED, State.REPLACED, State.WITHDRAWN,
    }  # fmt: skip
    assert (states[State.CONTESTED], states[State.WAITING], states[State.OFFERED]) == (2, 3, 1)
    assert list_miscounts(demo) == []
    here = get_whole_edition(demo, "casablanca-2027")
    given = {one.email: one for one in list_mandates(demo, here)}
    assert given["cheikh@example.org"].institution is not None, "the focal point who has an account"
    assert all(email.endswith("@example.org") for email in given)


def test_they_have_places_in_electives_and_the_form_says_how_far_targets_are_met(demo: Session) -> None:
    fill_academy(demo, NOW)
    here = get_whole_edition(demo, "casablanca-2027")
    choices = {one.key: one for one in list_choices(demo, here)}
    (harbour,) = (one for one in choices.values() if one.limits)
    assert (harbour.limits[0].free, harbour.taken, harbour.waiting) == (0, 5, 4)
    assert all(one.taken for key, one in choices.items() if key.startswith("elective-"))
    women, young = measure(demo, here)
    for target in (women, young):
        (everybody,) = target.groups
        assert everybody.figures is not None
        assert everybody.figures.size > everybody.figures.said > 0


@pytest.mark.parametrize("fill", [fill_workshop, fill_academy])
def test_where_somebody_takes_part_nobody_is_invented(demo: Session, fill: object) -> None:
    assert callable(fill)
    assert fill(demo, NOW) > 50
    before = demo.scalar(select(func.count()).select_from(Person))
    assert fill(demo, NOW) == 0
    assert demo.scalar(select(func.count()).select_from(Person)) == before


def test_invented_people_are_marked_and_reached_by_no_letter(demo: Session) -> None:
    known = set(demo.scalars(select(Person.id)))
    fill_workshop(demo, NOW)
    fill_academy(demo, NOW)
    new = demo.scalars(select(Person).where(Person.id.not_in(known))).all()
    assert len({(one.given, one.family) for one in new}) == len(new) > 130
    assert all(one.is_invented for one in new)
    assert all(email.endswith("@example.org") for email in demo.scalars(select(Letter.email)))
