"""The facts of a card: read by nobody in another order, matched with what is known, shown where that was agreed."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.editions.models import Edition, Installation
from academy.kit.refusals import Refusal, Stale
from academy.kit.translated import EMPTY, Translated
from academy.people.models import Institution
from academy.practices.facts import CardFacts, Contact, save_facts
from academy.practices.models import CardState, CountryRole, Practice
from academy.practices.queries import find_card
from academy.practices.writing import move
from academy.trail.models import Entry, Value
from tests.factories import LATER, MADE, institution, words
from tests.practices.carded import a_card, a_sent_card

SAID = CardFacts(
    author="Awa Traoré",
    countries=(("BF", CountryRole.RECEIVING), ("ML", CountryRole.PROVIDING), ("FR", None)),
    institutions=("oit.", "Coopérative Yam Leendé"),
    goals=("17.9", "ODD 8", "8.a"),
    themes=("women", "cooperatives"),
    begun_in=2019,
    ended_in=2024,
    beneficiaries=Translated(fr="Vingt ateliers de tissage"),
    contacts=(Contact("Issa Diallo", "Tisserand", "Issa@example.org", is_public=True), Contact("Awa Traoré")),
)


def stored(db: Session, card: Practice) -> CardFacts:
    """What is known of a card, read anew."""
    db.expire_all()
    found = find_card(db, card.id)
    assert found is not None
    return CardFacts.of(found)


def ilo(db: Session) -> Institution:
    """An institution with several names."""
    return institution(db, "International Labour Organization", acronym=words("ILO", fr="OIT"))


def test_facts_are_kept_in_order_and_matched_with_what_is_known(db: Session) -> None:
    known, card = ilo(db), a_card(db)
    assert save_facts(db, card, SAID, LATER)
    found = stored(db, card)
    assert found == replace(
        SAID,
        goals=("8", "8.a", "17.9"),
        themes=("cooperatives", "women"),
        contacts=(replace(SAID.contacts[0], email="issa@example.org"), SAID.contacts[1]),
    )
    again = find_card(db, card.id)
    assert again is not None
    assert [(one.name, one.institution) for one in again.institutions] == [
        ("oit.", known),
        ("Coopérative Yam Leendé", None),
    ]
    assert (again.country, again.institution) == ("ML", known)


def test_the_same_facts_again_change_nothing(db: Session) -> None:
    card = a_card(db)
    save_facts(db, card, SAID, LATER)
    before = stored(db, card)
    assert not save_facts(db, card, SAID, LATER, seen="of long ago")
    assert stored(db, card).mark == before.mark


def test_whoever_saves_over_anothers_facts_is_told(db: Session) -> None:
    card = a_card(db)
    opened = CardFacts.of(card).mark
    save_facts(db, card, SAID, LATER, opened)
    with pytest.raises(Stale):
        save_facts(db, card, replace(SAID, begun_in=2001), LATER, opened)
    mark = CardFacts.of(card).mark
    card.changed_at, card.author = LATER, "Awa T."  # a text that was saved meanwhile is no other fact
    assert save_facts(db, card, replace(SAID, begun_in=2001), LATER, mark)


def test_an_institution_that_an_organiser_has_linked_stays_linked(db: Session) -> None:
    known, card = ilo(db), a_card(db)
    save_facts(db, card, replace(SAID, institutions=("Bureau de Genève",)), LATER)
    card.institutions[0].institution = known
    db.flush()
    save_facts(db, card, replace(SAID, institutions=("Autre", "Bureau de Genève")), LATER)
    assert [one.institution for one in card.institutions] == [None, known]
    save_facts(db, card, replace(SAID, institutions=(known, known)), LATER)
    assert [(one.name, one.institution) for one in card.institutions] == [("", known)]
    assert stored(db, card).institutions == (known,)


def test_what_organisers_recorded_in_one_place_is_not_lost(db: Session) -> None:
    card = a_card(db)
    card.country, card.institution = "EC", ilo(db)
    db.flush()
    facts = CardFacts.of(card)
    assert (facts.countries, facts.institutions) == ((("EC", None),), (card.institution,))
    save_facts(db, card, replace(facts, begun_in=2020), LATER)
    assert (card.country, [one.code for one in card.countries], len(card.institutions)) == ("EC", ["EC"], 1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"author": " \u200b"}, "author"),
        ({"author": "x" * 301}, "author"),
        ({"countries": (("ZZ", None),)}, "countries"),
        ({"countries": tuple((code, None) for code in "AF AL DZ AD AO AR AM AU AT AZ BS BH BD BB BY BE BZ".split())
         + tuple((code, role) for code in "AF AL DZ AD AO AR AM".split() for role in list(CountryRole)[:2])},
         "countries"),
        ({"institutions": tuple(f"Body {number}" for number in range(31))}, "institutions"),
        ({"institutions": ("x" * 301,)}, "institutions"),
        ({"goals": ("8.z",)}, "goals"),
        ({"themes": ("magic",)}, "themes"),
        ({"begun_in": 1899}, "begun_in"),
        ({"ended_in": 2201}, "ended_in"),
        ({"begun_in": 2024, "ended_in": 2023}, "ended_in"),
        ({"beneficiaries": Translated(fr="x" * 20_001)}, "beneficiaries"),
        ({"contacts": (Contact("", email="a@example.org"),)}, "contacts"),
        ({"contacts": (Contact("Issa", email="nowhere"),)}, "contacts"),
        ({"contacts": (Contact("Issa", note="x" * 2_001),)}, "contacts"),
        ({"contacts": tuple(Contact(f"Person {number}") for number in range(11))}, "contacts"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_input(db: Session, change: dict[str, Any], field: str) -> None:
    card = a_card(db)
    with pytest.raises(Refusal) as refused:
        save_facts(db, card, replace(SAID, **change), LATER)
    assert refused.value.field == field
    assert stored(db, card).countries == ()


def test_empty_and_doubled_rows_are_left_out(db: Session) -> None:
    card = a_card(db)
    said = replace(
        SAID,
        countries=(("BF", None), ("BF", None), ("BF", CountryRole.PROVIDING)),
        institutions=("", "Yam Leendé", "YAM LEENDE.", " "),
        contacts=(Contact("", is_public=True), Contact("Issa"), Contact("Issa ")),
        beneficiaries=EMPTY,
    )
    save_facts(db, card, said, LATER)
    found = stored(db, card)
    assert found.countries == (("BF", None), ("BF", CountryRole.PROVIDING))
    assert (found.institutions, found.contacts) == (("Yam Leendé",), (Contact("Issa"),))


def test_names_in_arabic_are_kept_without_what_deceives(db: Session) -> None:
    card = a_card(db)
    said = replace(
        SAID, author="\u202eأمينة بن علي", institutions=("تعاونية النسيج",), contacts=(Contact("سلمى  حداد"),)
    )
    save_facts(db, card, said, LATER)
    found = stored(db, card)
    assert (found.author, found.institutions, found.contacts[0].name) == (
        "أمينة بن علي",
        ("تعاونية النسيج",),
        "سلمى حداد",
    )


def test_a_card_that_was_sent_in_is_changed_by_organisers_alone(db: Session) -> None:
    card = a_sent_card(db)
    with pytest.raises(Refusal, match="sent in"):
        save_facts(db, card, SAID, LATER)
    assert save_facts(db, card, replace(SAID, author="Awa T."), LATER, always=True)
    assert card.author == "Awa T."


def test_readers_get_another_page_only_of_what_they_can_see(db: Session) -> None:
    card = a_sent_card(db)

    def versions() -> tuple[int | None, int | None]:
        edition = select(Edition.version).where(Edition.id == card.edition_id)
        return db.scalar(edition), db.scalar(select(Installation.version))

    before = versions()
    save_facts(db, card, SAID, LATER, always=True)
    assert versions() == before
    move(db, card, CardState.ACCEPTED, LATER)
    before = versions()
    save_facts(db, card, replace(SAID, begun_in=None), LATER, always=True)
    after = versions()
    assert all(new != old for new, old in zip(after, before, strict=True))


def test_the_record_tells_what_changed_and_nothing_of_those_who_may_be_asked(db: Session) -> None:
    card = a_card(db)
    save_facts(db, card, SAID, LATER)
    save_facts(db, card, replace(SAID, themes=(), contacts=()), LATER)
    entry = db.scalars(select(Entry).where(Entry.act == "card.facts_set").order_by(Entry.id.desc())).first()
    assert entry is not None
    values = db.execute(select(Value.field, Value.before, Value.after).where(Value.entry_id == entry.id)).all()
    assert sorted(map(tuple, values)) == [
        ("contacts", 2, 0),
        ("contacts_public", 1, 0),
        ("themes", ["cooperatives", "women"], None),
    ]
    assert "Issa" not in str(db.execute(select(Value.before, Value.after)).all())
    assert card.changed_at == LATER != MADE
