"""Putting people forward: once each, contested where letters conflict, replaced, withdrawn; alternates; letters."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from academy.files.actions import keep
from academy.files.models import Upload
from academy.files.rules import DOCUMENTS
from academy.kit.refusals import Refusal, Unknown
from academy.outbox.models import Letter
from academy.participation.actions import QuotaDraft
from academy.participation.deciding import accept, settle
from academy.participation.delegation import Delegation, get_delegation
from academy.participation.mandates import end_mandate
from academy.participation.models import Mandate, Scope, State
from academy.participation.nominating import (
    Nominee,
    activate_own,
    get_own_alternate,
    list_own_alternates,
    name_alternate,
    name_own_alternate,
    newest,
    put_forward,
    replace_own,
    withdraw_own,
    withdraw_own_alternate,
    write_letter,
)
from academy.participation.registering import invite
from academy.participation.seating import find_holding, list_holdings
from academy.participation.standing import Candidate
from academy.people.models import Person
from academy.trail.models import Entry
from tests import factories
from tests.factories import LATER
from tests.factories.files import PDF
from tests.participation.mandated import forward, mandate
from tests.participation.places import candidate, held, invited, put, type_called

ONE = QuotaDraft("labour", Scope.COUNTRY, 1)


def people(db: Session) -> int:
    return db.scalar(select(func.count()).select_from(Person)) or 0


def delegation(db: Session, given: Mandate) -> Delegation:
    return get_delegation(db, given, LATER)


def letter(db: Session, given: Mandate, name: str = "letter.pdf") -> Upload:
    return keep(db, f"mandate:{given.id}", name, PDF, LATER, accepted=DOCUMENTS, edition_id=given.edition_id)


def test_people_take_the_seats_in_order_and_then_wait(db: Session) -> None:
    given = mandate(db, invited(db))
    assert [forward(db, given, name).state for name in ("Ana", "Bo", "Cy")] == ["nominated", "nominated", "waiting"]
    assert held(db) == {"Ana": ("MX", 1), "Bo": ("MX", 2)}
    assert given.used_at == LATER


@pytest.mark.parametrize(
    ("given_names", "family"),
    [
        ("Ana", "Peña Ruiz"),
        ("Suharto", ""),
        ("محمد", "العربي"),
        ("山田", "太郎"),
        ("", "Ndiaye"),
        ("O’Neill", "d’Água"),
    ],
)
def test_names_are_taken_in_any_script_one_name_or_several(db: Session, given_names: str, family: str) -> None:
    given = mandate(db, invited(db))
    made = forward(db, given, given_names, family=family, email="who@example.org", language="ar", post="وزير")
    assert (made.person.given, made.person.family, made.person.language, made.post) == (
        given_names,
        family,
        "ar",
        "وزير",
    )
    again = forward(db, given, given_names, family=family, email="Who@Example.org")
    assert again is made


@pytest.mark.parametrize(
    ("nominee", "field"),
    [
        (Nominee(" \u202e ", "\u200b"), "given"),
        (Nominee("A" * 301), "given"),
        (Nominee("Ana", "P" * 301), "family"),
        (Nominee("Ana", email="ana at example.org"), "email"),
        (Nominee("Ana", post="x" * 301), "post"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_input(db: Session, nominee: Nominee, field: str) -> None:
    here = invited(db)
    with pytest.raises(Refusal) as refused:
        put_forward(db, mandate(db, here), type_called(db, here, "labour"), nominee, LATER)
    assert refused.value.field == field


def test_where_the_mandate_names_no_country_the_form_does(db: Session) -> None:
    here = invited(db)
    given = mandate(db, here, institution_type="unions")
    assert forward(db, given, "Ana", "unions", country="PE", institution_name="CUT").country == "PE"
    with pytest.raises(Refusal, match="“XX” is not a country") as refused:
        forward(db, given, "Bo", "unions", country="XX")
    assert refused.value.field == "country"
    assert forward(db, mandate(db, here), "Cy", country="PE").country == "MX"


def test_where_the_mandate_names_the_institution_what_is_typed_does_not_count(db: Session) -> None:
    ministry = factories.institution(db, country="MX")
    made = forward(db, mandate(db, invited(db), institution=ministry), "Ana", institution_name="Other")
    assert (made.institution, made.institution_name, made.country) == (ministry, "", "MX")


def test_the_same_form_sent_twice_puts_one_person_forward(db: Session) -> None:
    given = mandate(db, invited(db))
    since = newest(db, given)
    first = forward(db, given, "José", family="Peña", since=since)
    count = people(db)
    assert forward(db, given, "Jose", family="PEÑA", since=since) is first
    assert people(db) == count
    second = forward(db, given, "José", family="Peña", since=newest(db, given))
    assert second.person_id != first.person_id
    assert forward(db, given, "Ana", since=since).person.given == "Ana"
    withdraw_own(db, given, second, "", LATER)
    withdraw_own(db, given, first, "", LATER)
    third = forward(db, given, "José", family="Peña", since=since)
    assert third.id not in {first.id, second.id}


def test_who_is_known_at_their_address_keeps_their_data(db: Session) -> None:
    here = invited(db)
    known = factories.person(db, "Ana", "Peña", country="PE")
    known.email, known.language = "ana@example.org", "pt"
    made = forward(db, mandate(db, here), "ana", family="pena", email="ANA@example.org", language="fr")
    assert (made.person, made.person.given, made.person.language) == (known, "Ana", "pt")
    other = forward(db, mandate(db, here), "Luis", email="ana@example.org")
    assert other.person_id != known.id


def test_whom_another_letter_has_put_forward_is_not_taken_over(db: Session) -> None:
    here = invited(db, [ONE])
    first, second = mandate(db, here), mandate(db, here, "second@example.org", country="PE")
    forward(db, first, "Ana", email="ana@example.org")
    forward(db, first, "Bo", email="bo@example.org")  # waits
    cy = forward(db, second, "Cy")
    for name in ("Ana", "Bo"):
        with pytest.raises(Refusal, match=r"put forward already, by another letter|holds a seat already"):
            forward(db, second, name, email=f"{name.lower()}@example.org")
        with pytest.raises(Refusal, match="put forward already, by another letter"):
            replace_own(db, second, cy, Nominee(name, email=f"{name.lower()}@example.org"), "ill", LATER)


def test_two_letters_for_one_seat_contest_it_until_somebody_decides(db: Session) -> None:
    here = invited(db, [ONE])
    first, second = mandate(db, here), mandate(db, here, "second@example.org", country="MX")
    ana = forward(db, first, "Ana")
    bo = forward(db, second, "Bo")
    assert (ana.state, bo.state) == (State.CONTESTED, State.CONTESTED)
    spot = delegation(db, first).parts[0].chances[0].spots[0]
    assert (spot.holder, spot.rivals) == (ana, (bo,))
    # One letter does not conflict with itself, and has one rival for a seat.
    assert [forward(db, first, "Cy").state, forward(db, second, "Di").state] == [State.WAITING, State.WAITING]
    withdraw_own(db, second, bo, "", LATER)
    assert ana.state == State.NOMINATED


def test_who_holds_a_seat_by_decision_of_the_organisers_is_not_contested(db: Session) -> None:
    here = invited(db, [ONE])
    ana = forward(db, mandate(db, here), "Ana")
    accept(db, ana, LATER)
    second = mandate(db, here, "second@example.org", country="MX")
    assert forward(db, second, "Bo").state == State.WAITING
    assert ana.state == State.ACCEPTED


def test_an_ended_mandate_does_nothing(db: Session) -> None:
    given = mandate(db, invited(db))
    ana = forward(db, given, "Ana")
    end_mandate(db, given, LATER)
    for act in (
        lambda: forward(db, given, "Bo"),
        lambda: withdraw_own(db, given, ana, "", LATER),
        lambda: replace_own(db, given, ana, Nominee("Bo"), "ill", LATER),
        lambda: write_letter(db, given, ana, letter(db, given), LATER),
    ):
        with pytest.raises(Unknown):
            act()


def test_what_somebody_else_has_put_forward_is_not_known(db: Session) -> None:
    here = invited(db)
    given, other = mandate(db, here), mandate(db, here, "second@example.org", country="MX")
    theirs, ours = forward(db, other, "Ana"), put(db, here, "Bo")
    named = name_own_alternate(db, other, theirs, Nominee("Cy"), LATER)
    for one in (theirs, ours):
        for act in (
            lambda one=one: withdraw_own(db, given, one, "", LATER),
            lambda one=one: replace_own(db, given, one, Nominee("Di"), "ill", LATER),
            lambda one=one: name_own_alternate(db, given, one, Nominee("Di"), LATER),
            lambda one=one: activate_own(db, given, one, named, "ill", LATER),
            lambda one=one: withdraw_own_alternate(db, given, one, named, LATER),
            lambda one=one: write_letter(db, given, one, letter(db, given), LATER),
        ):
            with pytest.raises(Unknown, match="You have not put this person forward"):
                act()
    with pytest.raises(Unknown):
        get_own_alternate(db, given, theirs, named.id)
    assert get_own_alternate(db, other, theirs, named.id) is named


def test_after_the_deadline_nothing_is_done(db: Session) -> None:
    here = invited(db, [QuotaDraft("labour", Scope.COUNTRY, 2, closes_on=date(2026, 11, 2))])
    given = mandate(db, here)
    ana = forward(db, given, "Ana")
    cy = name_own_alternate(db, given, ana, Nominee("Cy"), LATER)
    late = datetime(2026, 11, 3, 6, tzinfo=LATER.tzinfo)
    for act in (
        lambda: forward(db, given, "Bo", now=late),
        lambda: withdraw_own(db, given, ana, "", late),
        lambda: replace_own(db, given, ana, Nominee("Bo"), "ill", late),
        lambda: name_own_alternate(db, given, ana, Nominee("Bo"), late),
        lambda: activate_own(db, given, ana, cy, "ill", late),
        lambda: withdraw_own_alternate(db, given, ana, cy, late),
        lambda: write_letter(db, given, ana, letter(db, given), late),
    ):
        with pytest.raises(Refusal, match="The deadline is over"):
            act()
    withdraw_own_alternate(db, given, ana, cy, late - timedelta(seconds=1))


def test_replacing_keeps_the_seat_and_the_letter_and_needs_a_reason(db: Session) -> None:
    given = mandate(db, invited(db))
    ana = forward(db, given, "Ana", email="ana@example.org")
    write_letter(db, given, ana, letter(db, given), LATER)
    with pytest.raises(Refusal) as refused:
        replace_own(db, given, ana, Nominee("Bo"), " ", LATER)
    assert refused.value.field == "reason"
    since = newest(db, given)
    bo = replace_own(db, given, ana, Nominee("Bo"), "Another post", LATER, since=since)
    assert (ana.state, ana.reason, bo.state, bo.mandate, bo.letter) == (
        State.REPLACED,
        "Another post",
        State.NOMINATED,
        given,
        ana.letter,
    )
    assert held(db) == {"Bo": ("MX", 1)}
    count = people(db)
    assert replace_own(db, given, ana, Nominee("Bo"), "Another post", LATER, since=since) is bo
    assert people(db) == count
    with pytest.raises(Refusal, match=r"cannot be done in the state|holds no seat"):
        replace_own(db, given, ana, Nominee("Cy"), "Again", LATER, since=newest(db, given))


def test_who_waits_for_the_same_letter_can_take_a_seat_of_it(db: Session) -> None:
    given = mandate(db, invited(db, [ONE]))
    ana, bo = forward(db, given, "Ana"), forward(db, given, "Bo", email="bo@example.org")
    states = [bo.state]
    assert replace_own(db, given, ana, Nominee("Bo", email="bo@example.org"), "ill", LATER) is bo
    assert [*states, bo.state] == [State.WAITING, State.NOMINATED]


def test_alternates_follow_in_their_order_and_are_named_once(db: Session) -> None:
    given = mandate(db, invited(db))
    ana = forward(db, given, "Ana")
    named = [name_own_alternate(db, given, ana, Nominee(name, post="Director"), LATER) for name in ("Bo", "Cy", "Bo")]
    assert named[2] is named[0]
    holding = find_holding(db, ana)
    assert holding is not None
    assert [(one.person.given, one.position) for one in list_own_alternates(db, given, [holding.seat_id])] == [
        ("Bo", 1),
        ("Cy", 2),
    ]
    cy = activate_own(db, given, ana, named[1], "ill", LATER)
    assert (cy.person.given, cy.post, cy.state, cy.mandate, ana.state) == (
        "Cy",
        "Director",
        State.NOMINATED,
        given,
        State.REPLACED,
    )
    assert activate_own(db, given, ana, named[1], "ill", LATER) is cy
    withdraw_own_alternate(db, given, cy, named[0], LATER)
    withdraw_own_alternate(db, given, cy, named[0], LATER)
    assert list_own_alternates(db, given, [holding.seat_id]) == []
    acts = db.scalars(select(Entry.act).where(Entry.act.like("alternate.%")).order_by(Entry.id)).all()
    assert acts == ["alternate.named", "alternate.named", "alternate.withdrawn"]


def test_nobody_is_their_own_alternate_nor_that_of_somebody_without_a_seat(db: Session) -> None:
    given = mandate(db, invited(db, [ONE]))
    ana = forward(db, given, "Ana", email="ana@example.org")
    with pytest.raises(Refusal, match="their own alternate"):
        name_own_alternate(db, given, ana, Nominee("Ana", email="ana@example.org"), LATER)
    waiting = forward(db, given, "Bo")
    with pytest.raises(Refusal, match="Bo holds no seat"):
        name_own_alternate(db, given, waiting, Nominee("Cy"), LATER)


def test_an_alternate_who_holds_another_seat_meanwhile_is_not_given_this_one(db: Session) -> None:
    given = mandate(db, invited(db))
    ana = forward(db, given, "Ana")
    bo = name_own_alternate(db, given, ana, Nominee("Bo", email="bo@example.org"), LATER)
    forward(db, given, "Bo", email="bo@example.org")
    with pytest.raises(Refusal, match="Bo holds a seat already"):
        activate_own(db, given, ana, bo, "ill", LATER)


def test_a_rival_names_no_alternates_and_sees_none_of_the_other_letter(db: Session) -> None:
    here = invited(db, [ONE])
    first, second = mandate(db, here), mandate(db, here, "second@example.org", country="MX")
    ana = forward(db, first, "Ana")
    cy = name_own_alternate(db, first, ana, Nominee("Cy"), LATER)
    bo = forward(db, second, "Bo", now=LATER + timedelta(hours=1))
    with pytest.raises(Refusal, match="contested"):
        name_own_alternate(db, second, bo, Nominee("Di"), LATER)
    with pytest.raises(Unknown):
        get_own_alternate(db, second, bo, cy.id)
    seat = list_holdings(db, cy.seat)[0].seat
    settle(db, seat, bo, "The newer letter", LATER + timedelta(hours=2), waits=False)
    assert delegation(db, second).parts[0].chances[0].spots[0].alternates == ()
    with pytest.raises(Unknown):
        get_own_alternate(db, second, bo, cy.id)
    later = LATER + timedelta(hours=3)
    di = name_own_alternate(db, second, bo, Nominee("Di"), later)
    assert delegation(db, second).parts[0].chances[0].spots[0].alternates == (di,)


def test_who_moves_up_when_a_rival_leaves_holds_the_seat_from_then_on(db: Session) -> None:
    here = invited(db, [ONE])
    first, second = mandate(db, here), mandate(db, here, "second@example.org", country="MX")
    ana, bo = forward(db, first, "Ana"), forward(db, second, "Bo")
    cy = name_alternate(db, ana, Nominee("Cy"), LATER + timedelta(hours=1))
    withdraw_own(db, first, ana, "", LATER + timedelta(hours=2))
    holding = find_holding(db, bo)
    assert holding is not None
    assert (holding.is_rival, holding.since) == (False, LATER + timedelta(hours=2))
    with pytest.raises(Unknown):
        get_own_alternate(db, second, bo, cy.id)


def test_a_newer_letter_takes_the_place_of_the_older_one(db: Session) -> None:
    given = mandate(db, invited(db))
    ana = forward(db, given, "Ana")
    first, second = letter(db, given), letter(db, given, "second.pdf")
    write_letter(db, given, ana, first, LATER)
    bo = replace_own(db, given, ana, Nominee("Bo"), "ill", LATER)
    assert (first.is_claimed, bo.letter) == (True, first)
    write_letter(db, given, bo, second, LATER)
    assert (first.is_claimed, second.is_claimed) == (True, True), "it is still that of the other"
    write_letter(db, given, ana, second, LATER)
    assert first.is_claimed is False
    acts = db.scalars(select(Entry.act).where(Entry.act == "registration.letter_sent")).all()
    assert len(acts) == 3


def test_a_letter_that_comes_with_somebody_is_kept_for_good(db: Session) -> None:
    here = invited(db)
    given = mandate(db, here)
    sent = letter(db, given)
    made = put_forward(db, given, type_called(db, here, "labour"), Nominee("Ana"), LATER, sent)
    assert (made.letter, sent.is_claimed) == (sent, True)
    other = letter(db, given)
    assert replace_own(db, given, made, Nominee("Bo"), "ill", LATER, other).letter is other
    assert other.is_claimed


def test_both_are_written_to_when_somebody_is_put_forward_replaced_or_withdrawn(db: Session) -> None:
    given = mandate(db, invited(db))
    ana = forward(db, given, "Ana", email="ana@example.org", language="fr")
    bo = replace_own(db, given, ana, Nominee("Bo", email="bo@example.org"), "Another post", LATER)
    withdraw_own(db, given, bo, "ill", LATER)
    told = db.scalars(select(Letter).where(Letter.kind == "participation/standing").order_by(Letter.id)).all()
    assert [(one.email, one.language, one.facts["subject_line"].partition(":")[0]) for one in told] == [
        ("ana@example.org", "fr", "You were put forward"),
        ("ana@example.org", "fr", "Somebody else takes your seat"),
        ("bo@example.org", "en", "You were put forward"),
        ("bo@example.org", "en", "You do not take part any more"),
    ]


def test_who_was_invited_can_be_put_forward(db: Session) -> None:
    here = invited(db)
    one = candidate(db, here, "Ana")
    one.person.email = "ana@example.org"
    made = invite(db, here, Candidate(one.person, one.institution_type, "MX"), LATER)
    given = mandate(db, here)
    assert forward(db, given, "Ana", family="Peña", email="ana@example.org") is made
    assert (made.state, made.mandate) == (State.NOMINATED, given)
