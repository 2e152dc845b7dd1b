"""How people begin to register themselves: by mail, signed in, in any script, and never twice."""

from dataclasses import replace as but
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from academy.db.engine import Database, keys_of
from academy.editions.actions import set_countries, set_state
from academy.editions.models import State as EditionState
from academy.editions.queries import get_edition
from academy.kit.refusals import Refusal
from academy.kit.translated import EMPTY
from academy.outbox.models import Letter
from academy.participation.actions import QuotaDraft, TypeDraft, write_quotas
from academy.participation.arriving import (
    MOST_FRESH,
    Beginning,
    ask_to_begin,
    begin,
    begin_for,
    list_at,
    list_of_person,
    types_to_begin,
)
from academy.participation.correcting import OwnFacts, correct
from academy.participation.links import Arrival, arrival_token, read_arrival
from academy.participation.models import Entry, Registration, Scope, State
from academy.participation.registering import submit
from academy.people.models import Person
from tests import factories
from tests.factories import DAY, LATER, words
from tests.factories.racing import winners
from tests.participation.answered import EMAIL, EXPERTS, FELLOWS, LABOUR, RULES, begun, open_edition

SAID = Beginning("fellows", "Ana", "Peña", country="MX", once="a1b2c3")


def letters(db: Session) -> list[Letter]:
    return list(db.scalars(select(Letter).where(Letter.kind == "participation/begin").order_by(Letter.id)))


def test_whoever_asks_gets_the_same_letter_whether_or_not_they_are_known(db: Session) -> None:
    here = open_edition(db)
    begun(db, here)
    for email in (EMAIL, "nobody@example.org"):
        ask_to_begin(db, here, f" {email.upper()} ", "es", LATER)
    known, unknown = letters(db)
    assert (known.email, unknown.email) == (EMAIL, "nobody@example.org")
    assert (known.facts, known.language, known.person_id) == (unknown.facts, "es", None)


def test_a_mailbox_is_not_filled_by_others(db: Session) -> None:
    here = open_edition(db)
    for _ in range(MOST_FRESH + 2):
        ask_to_begin(db, here, EMAIL, "en", LATER)
    assert len(letters(db)) == MOST_FRESH
    ask_to_begin(db, here, EMAIL, "en", LATER + timedelta(minutes=31))
    ask_to_begin(db, here, "other@example.org", "en", LATER)
    assert len(letters(db)) == MOST_FRESH + 2


def test_the_link_says_which_edition_and_mailbox_and_is_over_after_seven_days(db: Session) -> None:
    here = open_edition(db)
    token = arrival_token(Arrival(here.id, EMAIL), LATER, keys_of(db))
    assert read_arrival(token, LATER + timedelta(days=7, seconds=-1), keys_of(db)) == Arrival(here.id, EMAIL)
    with pytest.raises(Refusal, match="over"):
        read_arrival(token, LATER + timedelta(days=7), keys_of(db))


def test_a_registration_begins_without_a_seat_and_is_sent_in_later(db: Session) -> None:
    here = open_edition(db)
    made = begin(db, here, EMAIL, "es", SAID, LATER)
    assert (made.state, made.submitted_at, made.once, made.country) == (State.INVITED, None, "a1b2c3", "MX")
    assert (made.person.name, made.person.email, made.person.language) == ("Ana Peña", EMAIL, "es")
    submit(db, made, LATER)
    assert made.state == State.CONFIRMED


def test_the_same_form_sent_twice_is_one_registration(db: Session) -> None:
    here = open_edition(db)
    assert begin(db, here, EMAIL, "en", SAID, LATER).id == begin(db, here, EMAIL, "en", SAID, LATER).id
    assert count(db, Registration) == count(db, Person) == 1


def test_the_same_name_at_the_same_mailbox_is_the_same_person(db: Session) -> None:
    here = open_edition(db)
    first = begin(db, here, EMAIL, "en", SAID, LATER)
    again = begin(db, here, EMAIL.upper(), "en", but(SAID, given="ANA", family="Pena", once="b"), LATER)
    other = begin(db, here, EMAIL, "en", but(SAID, given="Bo", once="c"), LATER)
    elsewhere = begin(db, here, "ana@example.net", "en", but(SAID, once="d"), LATER)
    assert again.id == first.id
    assert len({first.person_id, other.person_id, elsewhere.person_id}) == 3
    assert [one.person.given for one in list_at(db, here, EMAIL)] == ["Ana", "Bo"]


def test_a_form_of_somebody_else_opens_nothing(db: Session) -> None:
    here = open_edition(db)
    begin(db, here, EMAIL, "en", SAID, LATER)
    with pytest.raises(Refusal, match="Load this page again"):
        begin(db, here, "thief@example.org", "en", SAID, LATER)
    with pytest.raises(Refusal, match="Load this page again"):
        begin_for(db, here, factories.person(db, "Thief"), SAID, LATER)
    with pytest.raises(Refusal, match="Load this page again"):
        begin(db, open_edition(db, slug="other-2026"), EMAIL, "en", SAID, LATER)


@pytest.mark.parametrize("once", ["", "x" * 65, "a b"])
def test_a_form_without_its_mark_is_refused(db: Session, once: str) -> None:
    with pytest.raises(Refusal, match="mark is missing"):
        begin(db, open_edition(db), EMAIL, "en", but(SAID, once=once), LATER)


@pytest.mark.parametrize(
    ("given", "family", "name"),
    [
        ("أحمد", "بن صالح", "أحمد بن صالح"),
        ("Suharto", "", "Suharto"),
        ("", "山田", "山田"),
        ("Zoë", "D’Ávila-Ñuñez", "Zoë D’Ávila-Ñuñez"),
    ],
)
def test_names_of_any_script_and_one_name_alone(db: Session, given: str, family: str, name: str) -> None:
    here = open_edition(db)
    first = begin(db, here, EMAIL, "ar", but(SAID, given=given, family=family), LATER)
    assert first.person.name == name
    assert begin(db, here, EMAIL, "ar", but(SAID, given=given, family=family, once="z"), LATER).id == first.id


def test_somebody_without_any_name_is_asked_for_one(db: Session) -> None:
    with pytest.raises(Refusal) as refused:
        begin(db, open_edition(db), EMAIL, "en", but(SAID, given=" ", family="\u200b"), LATER)
    assert refused.value.field == "given"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (but(SAID, type_slug="labour"), "type"),
        (but(SAID, type_slug="unknown"), "type"),
        (but(SAID, type_slug="experts", country=None), "country"),
        (but(SAID, type_slug="experts", country="BR"), "country"),
        (but(SAID, country="XX"), "country"),
    ],
)
def test_what_is_not_open_to_somebody_is_refused(db: Session, said: Beginning, field: str) -> None:
    here = open_edition(db)
    set_countries(db, here, [("MX", EMPTY)], LATER)
    with pytest.raises(Refusal) as refused:
        begin(db, here, EMAIL, "en", said, LATER)
    assert refused.value.field == field
    assert count(db, Person) == 0


def test_where_seats_are_counted_by_institution_ours_must_be_named(db: Session) -> None:
    here = factories.edition(db)
    unions = TypeDraft("unions", words("Unions"), Entry.OPEN)
    write_quotas(db, here, [unions], [QuotaDraft("unions", Scope.ORGANISATION, 1)], LATER)
    factories.institution(db, "National Union")
    said = but(SAID, type_slug="unions")
    with pytest.raises(Refusal) as refused:
        begin(db, here, EMAIL, "en", but(said, institution_name="Another Union"), LATER)
    assert refused.value.field == "institution_name"
    made = begin(db, here, EMAIL, "en", but(said, institution_name="national union."), LATER)
    assert made.institution is not None
    assert made.institution_name == ""
    with pytest.raises(Refusal) as refused:
        correct(db, made, OwnFacts("Ana", "Peña", institution_name="Another Union"), "en", LATER)
    assert refused.value.field == "institution_name"


def test_an_institution_that_we_do_not_know_is_kept_as_typed(db: Session) -> None:
    made = begin(db, open_edition(db), EMAIL, "en", but(SAID, institution_name=" Coop  Sol "), LATER)
    assert (made.institution, made.institution_name) == (None, "Coop Sol")


def test_a_window_closes_to_the_second_on_the_clock_of_its_place(db: Session) -> None:
    """Morocco's clocks go back by an hour for Ramadan, which is from 18 February 2026."""
    here = factories.edition(db, zone_name="America/Mexico_City")
    closing = QuotaDraft(
        "fellows",
        Scope.EDITION,
        closes_on=DAY.replace(month=3, day=1),
        closes_at=time(18),
        zone_name="Africa/Casablanca",
    )
    write_quotas(db, here, [FELLOWS, EXPERTS, LABOUR], [closing, *RULES[1:]], LATER)
    closes = datetime(2026, 3, 1, 18, tzinfo=UTC)
    assert [one.slug for one in types_to_begin(db, here, closes - timedelta(seconds=1))] == ["fellows", "experts"]
    assert [one.slug for one in types_to_begin(db, here, closes)] == ["experts"]
    made = begin(db, here, EMAIL, "en", SAID, closes - timedelta(seconds=1))
    with pytest.raises(Refusal, match="deadline is over"):
        begin(db, here, "late@example.org", "en", but(SAID, once="b"), closes)
    assert begin(db, here, EMAIL, "en", SAID, closes).id == made.id
    with pytest.raises(Refusal, match="deadline is over"):
        submit(db, made, closes)


def test_who_was_put_forward_already_gets_that_registration(db: Session) -> None:
    here = open_edition(db)
    ana = begun(db, here, kind="experts")
    assert begin_for(db, here, ana.person, but(SAID, once="other"), LATER).id == ana.id
    assert [one.id for one in list_of_person(db, ana.person_id)] == [ana.id]


def test_who_is_signed_in_begins_as_the_person_they_are(db: Session) -> None:
    here, ana = open_edition(db), factories.person(db)
    made = begin_for(db, here, ana, but(SAID, given="Somebody", family="Else"), LATER)
    assert (made.person_id, made.person.given) == (ana.id, "Ana")
    assert begin_for(db, here, ana, SAID, LATER).id == made.id


def test_nobody_registers_for_what_is_over(db: Session) -> None:
    here = open_edition(db, published=True)
    last = datetime.combine(DAY + timedelta(days=4), time(12), UTC)
    assert types_to_begin(db, here, last)
    assert types_to_begin(db, here, last + timedelta(days=1)) == []
    with pytest.raises(Refusal, match="over, or was cancelled"):
        begin(db, here, EMAIL, "en", SAID, last + timedelta(days=1))


@pytest.mark.parametrize("state", [EditionState.CANCELLED, EditionState.WITHDRAWN])
def test_nobody_registers_for_what_does_not_take_place(db: Session, state: EditionState) -> None:
    here = open_edition(db, published=True)
    set_state(db, here, state, LATER)
    assert types_to_begin(db, here, LATER) == []
    with pytest.raises(Refusal, match="over, or was cancelled"):
        begin(db, here, EMAIL, "en", SAID, LATER)


def test_the_last_day_ends_with_the_place_of_the_event(db: Session) -> None:
    here = open_edition(db, zone_name="America/Mexico_City")
    assert here.ends_on is not None
    midnight = here.zone.instant(here.ends_on + timedelta(days=1), time(0)).astimezone(UTC)
    assert types_to_begin(db, here, midnight - timedelta(seconds=1))
    assert begin(db, here, EMAIL, "en", SAID, midnight - timedelta(seconds=1)).state == State.INVITED
    assert types_to_begin(db, here, midnight) == []


def test_a_mailbox_begins_for_many_and_not_without_end(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    here = open_edition(db)
    monkeypatch.setattr("academy.participation.arriving.MOST_AT_A_MAILBOX", 2)
    for name in ("Ana", "Bo"):
        begin(db, here, EMAIL, "en", but(SAID, given=name, once=name), LATER)
    with pytest.raises(Refusal, match="Many people"):
        begin(db, here, EMAIL.upper(), "en", but(SAID, given="Cy", once="Cy"), LATER)
    assert begin(db, here, EMAIL, "en", but(SAID, once="again"), LATER).person.given == "Ana"
    assert begin(db, here, "other@example.org", "en", but(SAID, given="Cy", once="Cy"), LATER).person.given == "Cy"


def test_two_who_send_the_same_form_at_the_same_moment_make_one_registration(database: Database) -> None:
    with database.writing() as db:
        open_edition(db)
    assert winners(database, form_is_sent, "workshop-2026", LATER) == 2
    with database.reading() as db:
        assert count(db, Registration) == count(db, Person) == 1


def form_is_sent(db: Session, slug: str, now: datetime) -> None:
    begin(db, get_edition(db, slug), EMAIL, "en", SAID, now)


def count(db: Session, table: type[Person | Registration]) -> int:
    return db.scalar(select(func.count()).select_from(table)) or 0
