"""Lists of people: one question, then values that are filtered, ordered and counted."""

from dataclasses import replace
from datetime import timedelta
from time import perf_counter

import pytest
from sqlalchemy.orm import Session

from academy.db.engine import Database
from academy.editions.models import Edition
from academy.editions.queries import get_edition
from academy.kit.translated import Translated
from academy.participation.actions import QuotaDraft
from academy.participation.correcting import review
from academy.participation.lists import (
    Line,
    PeopleList,
    Wanted,
    by_name,
    count_states,
    filtered,
    in_line,
    institutions,
    list_lines,
    listed,
    numbers,
)
from academy.participation.models import Entry, Scope, State
from academy.participation.queries import list_quota_rules
from academy.participation.registering import nominate
from academy.participation.seating import find_holding
from academy.participation.standing import Candidate, leave, move
from academy.participation.waiting import place_of, write_priority
from academy.people.models import Institution
from tests import factories
from tests.factories import LATER
from tests.factories.statements import asked_of
from tests.participation.people_lists import fill
from tests.participation.places import candidate, invited, put, type_called
from tests.participation.taking_part import begun, entering, somebody


def found(db: Session, edition: Edition, **more: object) -> list[str]:
    """Who is found, by name."""
    lines = filtered(list_lines(db, edition), Wanted(**more))  # type: ignore[arg-type]  # whatever a test asks for
    return [line.given for line in by_name(lines, "en")]


def institution(db: Session, country: str | None, **names: str) -> Institution:
    """An institution of ours."""
    made = factories.institution(db, country=country)
    made.name = Translated(names)
    db.flush()
    return made


def line_of(db: Session, edition: Edition, given: str) -> Line:
    return next(line for line in list_lines(db, edition) if line.given == given)


def test_a_line_says_what_lists_show(db: Session) -> None:
    here, elsewhere = invited(db), invited(db, slug="elsewhere-2026")
    put(db, elsewhere, "Zoë")
    ministry = institution(db, "MX", en="Ministry", es="Ministerio")
    who = Candidate(somebody(db, "Ana"), type_called(db, here, "labour"), "MX", ministry, "Director")
    ana = nominate(db, here, who, LATER)
    holding = find_holding(db, ana)
    assert holding is not None
    holding.seat.is_funded = True
    db.flush()
    (line,) = list_lines(db, here)
    assert (line.number, line.name, line.email, line.state) == (ana.id, "Ana", "ana@example.org", State.NOMINATED)
    assert (line.called("es"), line.called("en"), line.written) == ("Ministerio", "Ministry", "")
    assert (line.country, line.post, line.seat, line.is_funded) == ("MX", "Director", 1, True)
    assert (line.nominator, line.is_begun, line.waiting_since) == (None, False, None)


def test_a_name_is_said_in_its_own_order(db: Session) -> None:
    here = invited(db)
    put(db, here, "Ana")
    line = line_of(db, here, "Ana")
    assert line.name == "Ana Peña"
    assert replace(line, family_first=True).name == "Peña Ana"
    assert replace(line, family="").name == "Ana"


def test_who_left_a_seat_has_one_line_and_no_seat(db: Session) -> None:
    here = invited(db)
    leave(db, put(db, here, "Ana"), State.DECLINED, "ill", LATER)
    put(db, here, "Bo")
    assert [(line.given, line.seat, line.reason) for line in list_lines(db, here)] == [
        ("Ana", None, "ill"),
        ("Bo", 1, ""),
    ]


def test_search_minds_no_accents_and_finds_names_posts_and_institutions(db: Session) -> None:
    here = invited(db)
    nominate(db, here, replace(candidate(db, here, "Zoë"), post="Jefa de área"), LATER)
    nominate(db, here, replace(candidate(db, here, "Ana"), institution_name="Secretaría del Trabajo"), LATER)
    ministry = institution(db, None, en="Ministry", fr="Ministère")
    nominate(db, here, replace(candidate(db, here, "Bo", country="PE"), institution=ministry), LATER)
    assert found(db, here, search="zoe") == ["Zoë"]
    assert found(db, here, search="  PEÑA   ana ") == ["Ana"]
    assert found(db, here, search="area") == ["Zoë"]
    assert found(db, here, search="secretaria") == ["Ana"]
    assert found(db, here, search="ministere") == ["Bo"]
    assert found(db, here, search="zoe ana") == []
    assert found(db, here, search="") == ["Ana", "Bo", "Zoë"]


def test_people_are_filtered_by_state_type_country_and_institution(db: Session) -> None:
    here = invited(db)
    move(db, put(db, here, "Ana"), State.ACCEPTED, LATER)
    put(db, here, "Bo", country="PE")
    put(db, here, "Cy", "observers", None)
    nominate(db, here, replace(candidate(db, here, "Di"), institution_name="Secretaría"), LATER)
    assert found(db, here, states=frozenset({State.ACCEPTED})) == ["Ana"]
    assert found(db, here, states=frozenset({State.ACCEPTED, State.NOMINATED}), country="PE") == ["Bo"]
    assert found(db, here, type_id=type_called(db, here, "observers").id) == ["Cy"]
    assert found(db, here, type_id=999_999) == []
    assert found(db, here, institution="secretaria") == ["Di"]
    assert found(db, here, country="XX") == []


def test_who_is_to_be_looked_at_has_not_sent_in_or_has_no_address_is_found(db: Session) -> None:
    here = invited(db)
    entering(db, here, "observers", Entry.OPEN)
    ana, bo = put(db, here, "Ana"), begun(db, here, "Bo", "observers")
    ana.submitted_at = LATER
    review(db, ana, {"post"}, LATER)
    assert found(db, here, only="review") == ["Ana"]
    assert (found(db, here, only="unsent"), line_of(db, here, "Bo").is_begun) == (["Bo"], True)
    assert found(db, here, only="unreachable") == ["Ana"]
    assert found(db, here, only="anything") == ["Bo", "Ana"]
    move(db, bo, State.CONFIRMED, LATER)
    assert (found(db, here, only="unsent"), line_of(db, here, "Bo").is_begun) == (["Bo"], False)
    move(db, bo, State.DECLINED, LATER)
    assert found(db, here, only="unsent") == []


def test_people_are_filed_as_readers_of_a_language_expect(db: Session) -> None:
    here = invited(db)
    line = line_of(db, here, put(db, here, "Ana").person.given)
    some = [replace(line, sort_key=key) for key in ("Ñandú", "Nzi", "Örn", "Olsen")]
    assert [one.sort_key for one in by_name(some, "en")] == ["Ñandú", "Nzi", "Olsen", "Örn"]
    assert [one.sort_key for one in by_name(some, "es")] == ["Nzi", "Ñandú", "Olsen", "Örn"]


def test_each_list_has_its_people(db: Session) -> None:
    here = invited(db)
    for name in ("Ana", "Bo", "Cy"):
        put(db, here, name)
    move(db, put(db, here, "Di", country="PE"), State.ACCEPTED, LATER)
    lines = list_lines(db, here)
    assert [one.given for one in listed(lines, PeopleList.PARTICIPANTS, "en")] == ["Ana", "Bo", "Cy", "Di"]
    assert [one.given for one in listed(lines, PeopleList.NOMINATIONS, "en")] == ["Ana", "Bo"]
    assert [one.given for one in listed(lines, PeopleList.WAITING, "en")] == ["Cy"]
    assert len(listed(lines, PeopleList.INSTITUTIONS, "en")) == 4
    assert count_states(lines) == {State.NOMINATED: 2, State.WAITING: 1, State.ACCEPTED: 1}


def test_who_waits_stands_in_the_order_and_with_the_number_that_they_are_told(db: Session) -> None:
    here = invited(db)
    for name in ("Ana", "Bo"):
        put(db, here, name)
    waiting = [
        nominate(db, here, candidate(db, here, name, country=country), LATER + timedelta(minutes=minute))
        for minute, (name, country) in enumerate([("Cy", "MX"), ("Di", "MX"), ("Ed", "MX")])
    ]
    write_priority(db, waiting[2], 5, "she chairs", LATER)
    for name in ("Flo", "Gil", "Hal"):
        put(db, here, name, country="PE")
    lines = list_lines(db, here)
    assert [one.given for one in in_line(lines)] == ["Ed", "Cy", "Hal", "Di"]
    said = numbers(lines, list_quota_rules(db, here))
    for one in waiting:
        place = place_of(db, one, LATER)
        assert place is not None
        assert said[one.id] == place.number
    assert sorted(said.values()) == [1, 1, 2, 3]


def test_who_waits_for_seats_of_no_rule_has_no_number(db: Session) -> None:
    here = invited(db, [QuotaDraft("labour", Scope.INSTITUTION, 1)])
    put(db, here, "Ana")
    lines = list_lines(db, here)
    assert ([one.given for one in in_line(lines)], numbers(lines, list_quota_rules(db, here))) == (["Ana"], {})


def test_institutions_ours_and_typed_ones_are_counted_with_their_people(db: Session) -> None:
    here = invited(db)
    ministry = institution(db, "PE", en="Zeta ministry")
    for name, more in (
        ("Ana", {"institution": ministry}),
        ("Bo", {"institution_name": "Secretaría"}),
        ("Cy", {"institution_name": "SECRETARIA"}),
        ("Di", {}),
    ):
        nominate(db, here, replace(candidate(db, here, name), **more), LATER)
    typed, ours = institutions(list_lines(db, here), "en")
    assert (typed.name, typed.is_ours, typed.states) == ("Secretaría", False, {State.NOMINATED: 1, State.WAITING: 1})
    assert (ours.name, ours.is_ours, ours.country, ours.held) == ("Zeta ministry", True, "PE", 1)
    assert typed.held == 1
    assert found(db, here, institution=ours.key) == ["Ana"]
    assert found(db, here, institution=typed.key) == ["Bo", "Cy"]


@pytest.mark.parametrize("count", [3, 300])
def test_any_number_of_people_is_one_question(database: Database, count: int) -> None:
    with database.writing() as db:
        fill(db, invited(db), count)
    with database.reading() as db:
        here = get_edition(db, "workshop-2026")
        with asked_of(database) as asked:
            assert len(list_lines(db, here)) == count
    assert len(asked) == 1


def test_three_thousand_people_are_found_filtered_and_filed_within_a_second(database: Database) -> None:
    with database.writing() as db:
        fill(db, invited(db), 3000)
    with database.reading() as db:
        here, rules = get_edition(db, "workshop-2026"), list_quota_rules(db, get_edition(db, "workshop-2026"))
        began = perf_counter()
        lines = list_lines(db, here)
        shown = listed(filtered(lines, Wanted(search="pena maria")), PeopleList.PARTICIPANTS, "es")
        places = numbers(lines, rules)
        took = perf_counter() - began
    assert (len(lines), len(places)) == (3000, 600)
    assert 0 < len(shown) < 3000
    assert took < 1, took
