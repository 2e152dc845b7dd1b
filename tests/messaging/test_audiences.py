"""Whom a rule finds: each once, with the address and the language that are theirs."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.accounts.models import EditionRole, Grant
from academy.agenda.actions import remove_slot
from academy.agenda.models import Slot
from academy.db.engine import Database
from academy.editions.models import Edition
from academy.editions.queries import get_edition
from academy.messaging.audiences import Audience, Rule, audience, standings
from academy.participation.models import InstitutionType, Registration, State
from academy.people.models import Consent, ConsentUse, Person
from tests.factories import MADE, edition, words
from tests.factories.audiences import holder, item, reader
from tests.factories.statements import asked_of


@pytest.fixture
def academy(db: Session) -> Edition:
    """Ana speaks in both items and moderates the second, Bo speaks in the first, Chi moderates it."""
    made = edition(db, languages=("es", "en"))
    ana = reader(db, "Ana", language="fr", country="MX")
    bo, chi = reader(db, "Bo", country="BR"), reader(db, "Chi", email="", country="MX")
    item(db, made, "First", speaker=[ana, bo], moderator=chi)
    item(db, made, "Second", speaker=ana, moderator=ana)
    return made


def found(db: Session, of: Edition, rule: Rule | None = None, *, is_announcement: bool = False) -> Audience:
    return audience(db, of, rule or {}, is_announcement=is_announcement)


def names(of: Audience) -> list[str]:
    return [one.name for one in of.readers]


def called(db: Session, name: str) -> Person:
    return db.scalars(select(Person).where(Person.given == name)).one()


def test_without_a_rule_it_is_everybody_once(db: Session, academy: Edition) -> None:
    everybody = found(db, academy)
    assert names(everybody) == ["Ana", "Bo"]
    assert [one.name for one in everybody.unreachable] == ["Chi"]


def test_one_value_of_a_dimension_is_enough_and_every_dimension_is_needed(db: Session, academy: Edition) -> None:
    assert names(found(db, academy, {"role": ["programme.speaker"]})) == ["Ana", "Bo"]
    assert names(found(db, academy, {"role": ["programme.moderator"]})) == ["Ana"]
    assert names(found(db, academy, {"country": ["BR", "MX"]})) == ["Ana", "Bo"]
    assert names(found(db, academy, {"role": ["programme.speaker"], "country": ["BR"]})) == ["Bo"]
    assert names(found(db, academy, {"role": ["programme.chair"]})) == []
    assert names(found(db, academy, {"language": ["fr"]})) == ["Ana"]


def test_role_and_item_belong_together(db: Session, academy: Edition) -> None:
    first = next(one.facts["slot"] for one in standings(db, academy) if one.reader.name == "Bo")
    moderates = found(db, academy, {"role": ["programme.moderator"], "slot": [first]})
    assert names(moderates) == []  # Ana moderates, but another one
    assert [one.name for one in moderates.unreachable] == ["Chi"]
    assert names(found(db, academy, {"slot": [first]})) == ["Ana", "Bo"]


def test_a_language_that_nobody_knows_is_the_first_one_of_the_edition(db: Session, academy: Edition) -> None:
    assert {one.name: one.language for one in found(db, academy).readers} == {"Ana": "fr", "Bo": "es"}
    assert names(found(db, academy, {"language": ["es"]})) == ["Bo"]


def test_a_reader_keeps_the_region_of_their_language_and_is_chosen_without_it(db: Session, academy: Edition) -> None:
    called(db, "Bo").language = "pt-BR"
    db.flush()
    (bo,) = found(db, academy, {"language": ["pt"]}).readers
    assert (bo.name, bo.language) == ("Bo", "pt-BR")


def test_an_audience_knows_in_which_items_somebody_is_what_the_rule_asks_for(db: Session, academy: Edition) -> None:
    first, second = db.scalars(select(Slot.code).order_by(Slot.id))
    ana = f"person:{called(db, 'Ana').id}"
    assert found(db, academy).slots[ana] == {first, second}
    assert found(db, academy, {"role": ["programme.moderator"]}).slots[ana] == {second}
    assert found(db, academy, {"slot": [first]}).slots[ana] == {first}
    assert found(db, academy, {"country": ["MX"]}).slots[ana] == {first, second}
    holder(db, academy, EditionRole.ORGANISER, "Ann", person=called(db, "Ana"))
    assert found(db, academy, {"role": ["edition.organiser"]}).slots == {ana: frozenset()}


def test_who_has_a_role_in_the_edition_is_found_with_a_person_or_without(db: Session, academy: Edition) -> None:
    holder(db, academy, EditionRole.FOCAL_POINT, "Dana", language="pt")
    holder(db, academy, EditionRole.REVIEWER, "Eli", email="")
    other = edition(db, "other-2026")
    holder(db, other, EditionRole.FOCAL_POINT, "Fay")
    focal = found(db, academy, {"role": ["edition.focal_point"]})
    assert [(one.key[:7], one.name, one.email, one.language) for one in focal.readers] == [
        ("account", "Dana", "dana@accounts.example.org", "pt")
    ]
    assert [one.name for one in found(db, academy, {"role": ["edition.reviewer"]}).unreachable] == ["Eli"]
    both = {"role": ["edition.focal_point", "programme.moderator"]}
    assert names(found(db, academy, both)) == ["Ana", "Dana"]


def test_a_person_with_an_account_is_one_reader(db: Session, academy: Edition) -> None:
    bo = called(db, "Bo")
    account = holder(db, academy, EditionRole.ORGANISER, "Bob", person=bo, language="pt")
    everybody = found(db, academy)
    assert names(everybody) == ["Ana", "Bo"]
    one = everybody.readers[1]
    assert (one.key, one.account_id, one.email, one.language) == (f"person:{bo.id}", account.id, "bo@example.org", "pt")


def test_without_an_address_of_their_own_people_are_written_to_at_their_account(db: Session, academy: Edition) -> None:
    chi = called(db, "Chi")
    account = holder(db, academy, EditionRole.SPEAKER, "Chichi", person=chi)
    assert {one.name: one.email for one in found(db, academy).readers}["Chi"] == "chichi@accounts.example.org"
    account.closed_at = MADE
    db.flush()
    assert names(found(db, academy)) == ["Ana", "Bo"]


def test_a_role_that_ended_and_an_item_that_was_taken_out_count_no_more(db: Session, academy: Edition) -> None:
    gil = holder(db, academy, EditionRole.OBSERVER, "Gil")
    third = item(db, academy, "Third", speaker=reader(db, "Hal"))
    assert names(found(db, academy)) == ["Ana", "Bo", "Gil", "Hal"]
    db.scalars(select(Grant).where(Grant.account_id == gil.id)).one().ended_at = MADE
    remove_slot(db, academy, third, MADE)
    db.flush()
    assert names(found(db, academy)) == ["Ana", "Bo"]


def test_who_shares_a_mailbox_gets_a_letter_of_their_own(db: Session, academy: Edition) -> None:
    two = [reader(db, name, email="office@example.org") for name in ("Ivo", "Jo")]
    item(db, academy, "Third", speaker=two)
    assert [one.name for one in found(db, academy).readers if one.email == "office@example.org"] == ["Ivo", "Jo"]


def test_announcements_do_not_go_to_who_has_withdrawn(db: Session, academy: Edition) -> None:
    ana, bo = (called(db, name) for name in ("Ana", "Bo"))
    for who, said in ((ana, True), (bo, True), (ana, False), (bo, False), (bo, True)):
        db.add(_consent(who, ConsentUse.ANNOUNCEMENTS, is_given=said))
        db.flush()
    db.add(_consent(bo, ConsentUse.PHOTOGRAPHS, is_given=False))
    db.flush()
    announced = found(db, academy, is_announcement=True)
    assert names(announced) == ["Bo"]
    assert [one.name for one in announced.unwilling] == ["Ana"]
    assert names(found(db, academy)) == ["Ana", "Bo"]


def test_announcements_do_not_go_to_who_cannot_decline_them(db: Session, academy: Edition) -> None:
    holder(db, academy, EditionRole.PARTICIPANT, "Dana")
    holder(db, academy, EditionRole.PARTICIPANT, "Bob", person=called(db, "Bo"))
    announced = found(db, academy, is_announcement=True)
    assert names(announced) == ["Ana", "Bo"]
    assert [one.name for one in announced.unasked] == ["Dana"]
    assert [one.name for one in announced.unreachable] == ["Chi"]
    assert names(found(db, academy)) == ["Ana", "Bo", "Dana"]


@pytest.mark.parametrize("is_announcement", [False, True])
def test_many_cost_as_many_statements_as_one(database: Database, *, is_announcement: bool) -> None:
    with database.writing() as db:
        for slug, count in (("one-2026", 1), ("many-2026", 30)):
            made = edition(db, slug)
            people = [reader(db, f"{slug.split('-')[0].capitalize()}{number}") for number in range(count)]
            item(db, made, "First", speaker=people)
            for number in range(count):
                holder(db, made, EditionRole.PARTICIPANT, f"{slug}{number}")
            kinds = participating(db, made, "experts")
            for number in range(count):
                takes_part(db, made, kinds["experts"], f"{slug.split('-')[0]}x{number}", State.CONFIRMED)
    costs = []
    for slug, count in (("one-2026", 3), ("many-2026", 90)):
        with database.reading() as db:
            made = get_edition(db, slug)
            with asked_of(database) as asked:
                everybody = found(db, made, is_announcement=is_announcement)
            assert len(everybody.readers + everybody.unasked) == count
            costs.append(len(asked))
    assert costs == [3 + is_announcement] * 2


def test_who_takes_part_waits_or_does_not_come_is_chosen_by_where_it_stands(db: Session, academy: Edition) -> None:
    kinds = participating(db, academy, "labour", "unions")
    takes_part(db, academy, kinds["labour"], "Kim", State.CONFIRMED)
    takes_part(db, academy, kinds["unions"], "Leo", State.WAITING)
    takes_part(db, academy, kinds["unions"], "Mia", State.REFUSED)
    assert names(found(db, academy, {"role": ["participation.waiting"]})) == ["Leo"]
    assert names(found(db, academy, {"role": ["participation.refused", "participation.confirmed"]})) == ["Kim", "Mia"]
    assert names(found(db, academy, {"role": ["participation.refused"], "type": ["labour"]})) == []
    assert names(found(db, academy, {"role": ["participation.refused"], "type": ["unions"]})) == ["Mia"]


@pytest.mark.parametrize("state", State)
def test_who_is_not_accepted_is_written_to_only_where_a_rule_says_so(
    db: Session, academy: Edition, state: State
) -> None:
    kind = participating(db, academy, "labour")["labour"]
    takes_part(db, academy, kind, "Kim", state)
    is_there = state in {State.ACCEPTED, State.CONFIRMED, State.ARRIVED}
    for rule in ({}, {"country": ["PE"]}, {"type": ["labour"]}):
        assert ("Kim" in names(found(db, academy, rule))) is is_there, rule
    assert names(found(db, academy, {"role": [f"participation.{state.value}"]})) == ["Kim"]


def test_a_speaker_who_was_refused_a_seat_is_still_a_speaker(db: Session, academy: Edition) -> None:
    kind = participating(db, academy, "labour")["labour"]
    db.add(_registration(academy, called(db, "Bo"), kind, State.REFUSED, "PE"))
    db.flush()
    assert names(found(db, academy)) == ["Ana", "Bo"]
    assert names(found(db, academy, {"country": ["PE"]})) == []


def test_participants_are_found_by_the_country_that_they_represent(db: Session, academy: Edition) -> None:
    kind = participating(db, academy, "labour")["labour"]
    takes_part(db, academy, kind, "Kim", State.CONFIRMED, lives_in="AR")
    assert names(found(db, academy, {"country": ["PE"]})) == ["Kim"]
    assert names(found(db, academy, {"country": ["AR"]})) == []
    other = edition(db, "other-2026")
    takes_part(db, other, participating(db, other, "labour")["labour"], "Leo", State.CONFIRMED)
    assert "Leo" not in names(found(db, academy))


def participating(db: Session, of: Edition, *slugs: str) -> dict[str, InstitutionType]:
    """Give an edition these institution types."""
    kinds = {
        slug: InstitutionType(edition_id=of.id, slug=slug, position=place, name=words(slug))
        for place, slug in enumerate(slugs)
    }
    db.add_all(kinds.values())
    db.flush()
    return kinds


def takes_part(
    db: Session, of: Edition, kind: InstitutionType, given: str, state: State, *, lives_in: str | None = None
) -> None:
    """Let somebody with a mailbox take part, or not, for Peru."""
    db.add(_registration(of, reader(db, given, country=lives_in), kind, state, "PE"))
    db.flush()


def _registration(of: Edition, who: Person, kind: InstitutionType, state: State, country: str) -> Registration:
    registration = Registration(
        edition=of, person=who, institution_type=kind, state=state, created_at=MADE, changed_at=MADE, country=country
    )
    registration.offered_until = MADE if state == State.OFFERED else None
    registration.waiting_since = MADE if state == State.WAITING else None
    return registration


def _consent(who: Person, use: ConsentUse, *, is_given: bool) -> Consent:
    return Consent(person_id=who.id, use=use, is_given=is_given, at=MADE, wording="I agree")
