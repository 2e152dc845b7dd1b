"""What participants correct themselves: their place stays, and what matters is looked at again."""

from dataclasses import replace as but

import pytest
from sqlalchemy.orm import Session

from academy.editions.actions import set_countries
from academy.kit.refusals import Refusal
from academy.kit.translated import EMPTY
from academy.participation.correcting import (
    OwnFacts,
    answers_changed,
    correct,
    may_choose_country,
    note_filled,
    reviewed,
)
from academy.participation.models import Registration, State
from academy.participation.registering import nominate, submit
from academy.participation.seating import find_holding
from academy.participation.standing import Candidate
from academy.people.sensitive import reveal
from tests import factories
from tests.factories import LATER, words
from tests.participation.answered import begun, entries, open_edition, question, told
from tests.participation.places import type_called

FACTS = OwnFacts("Ana", "Peña", country="MX")


@pytest.fixture
def sent_in(db: Session) -> Registration:
    """Ana has sent in her form, and has a seat."""
    ana = begun(db, open_edition(db, question("a", matters=True), question("b")))
    submit(db, ana, LATER)
    return ana


def test_names_of_three_uses_are_three(db: Session) -> None:
    ana = begun(db, open_edition(db))
    said = but(
        FACTS,
        honorific="Dra.",
        listed_name="PEÑA, Ana",
        passport_name="ANA MARIA PENA",
        family_first=True,
        post="Director",
    )
    changed = correct(db, ana, said, "es", LATER)
    assert changed == {"honorific", "listed_name", "passport_name", "family_first", "post"}
    assert (ana.person.name, ana.person.listed_name, ana.post) == ("Peña Ana", "PEÑA, Ana", "Director")
    assert ana.person.honorific == words("", es="Dra.")
    assert reveal(db, ana.person, "passport_name") == "ANA MARIA PENA"
    assert correct(db, ana, said, "es", LATER) == frozenset()


def test_the_name_in_the_passport_stays_where_it_is_not_asked_for(db: Session) -> None:
    ana = begun(db, open_edition(db))
    correct(db, ana, but(FACTS, passport_name="ANA"), "en", LATER)
    correct(db, ana, FACTS, "en", LATER)
    assert reveal(db, ana.person, "passport_name") == "ANA"


def test_a_corrected_name_is_filed_anew_unless_somebody_chose_how(db: Session) -> None:
    ana = begun(db, open_edition(db))
    correct(db, ana, but(FACTS, family="Zúñiga"), "en", LATER)
    assert ana.person.sort_key == "Zúñiga, Ana"
    ana.person.sort_key = "Chosen"
    correct(db, ana, but(FACTS, family="Peña"), "en", LATER)
    assert ana.person.sort_key == "Chosen"


@pytest.mark.parametrize(("said", "field"), [
    (but(FACTS, given="", family=" "), "given"),
    (but(FACTS, given="x" * 301), "given"),
    (but(FACTS, honorific="x" * 61), "honorific"),
    (but(FACTS, passport_name="x" * 301), "passport_name"),
    (but(FACTS, country="BR"), "country"),
])  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_input(db: Session, said: OwnFacts, field: str) -> None:
    here = open_edition(db)
    set_countries(db, here, [("MX", EMPTY)], LATER)
    ana = begun(db, here, kind="experts")
    with pytest.raises(Refusal) as refused:
        correct(db, ana, said, "en", LATER)
    assert refused.value.field == field


def test_before_it_is_sent_in_nothing_is_looked_at_again(db: Session) -> None:
    ana = begun(db, open_edition(db, question("a", matters=True)))
    correct(db, ana, but(FACTS, family="Other"), "en", LATER)
    answers_changed(db, ana, {"a"}, LATER)
    assert (ana.review_since, ana.review_of) == (None, ())


def test_afterwards_what_matters_is_looked_at_again_and_the_seat_stays(db: Session, sent_in: Registration) -> None:
    held, later = find_holding(db, sent_in), LATER.replace(hour=20)
    assert held is not None
    correct(db, sent_in, but(FACTS, family="Other", post="Minister", honorific="Dr"), "en", LATER)
    answers_changed(db, sent_in, {"a", "b"}, later)
    assert (sent_in.review_since, sent_in.review_of) == (LATER, ("a", "family", "post"))
    assert (sent_in.state, find_holding(db, sent_in)) == (State.CONFIRMED, held)
    reviewed(db, sent_in, later)
    assert (sent_in.review_since, sent_in.review_of) == (None, ())
    assert told(db, "registration.reviewed") == {"fields": (None, ["a", "family", "post"])}


def test_what_matters_to_nobody_is_not_looked_at_again(db: Session, sent_in: Registration) -> None:
    correct(db, sent_in, but(FACTS, honorific="Dr"), "en", LATER)
    answers_changed(db, sent_in, {"b"}, LATER)
    reviewed(db, sent_in, LATER)
    assert sent_in.review_since is None
    assert entries(db, "registration.reviewed") == []


def test_the_country_is_the_persons_to_say_until_a_seat_depends_on_it(db: Session, sent_in: Registration) -> None:
    correct(db, sent_in, but(FACTS, country="PE"), "en", LATER)
    assert sent_in.country == "MX"
    bo = begun(db, sent_in.edition, "Bo", "bo@example.org")
    assert may_choose_country(bo)
    correct(db, bo, but(FACTS, given="Bo", country="PE"), "en", LATER)
    assert bo.country == "PE"
    put = nominate(
        db, sent_in.edition, Candidate(factories.person(db), type_called(db, sent_in.edition, "labour"), "MX"), LATER
    )
    assert not may_choose_country(put)


def test_an_institution_of_ours_is_recognised_and_a_corrected_one_waits_for_organisers(db: Session) -> None:
    ours = factories.institution(db, "Ministry of Labour")
    ana = begun(db, open_edition(db))
    correct(db, ana, but(FACTS, institution_name="ministry of labour"), "en", LATER)
    assert (ana.institution, ana.institution_name) == (ours, "")
    submit(db, ana, LATER)
    correct(db, ana, but(FACTS, institution_name="MINISTRY OF LABOUR"), "en", LATER)
    assert ana.review_of == ()
    correct(db, ana, but(FACTS, institution_name="Ministry of Health"), "en", LATER)
    assert ana.institution is ours
    assert (ana.institution_name, list(ana.review_of)) == ("Ministry of Health", ["institution"])
    assert told(db, "registration.corrected") == {"institution": ("Ministry of Labour", "Ministry of Health")}


def test_a_step_is_noted_once(db: Session) -> None:
    ana = begun(db, open_edition(db))
    for step in ("names", "needs", "names"):
        note_filled(db, ana, step)
    assert ana.filled == ("names", "needs")
