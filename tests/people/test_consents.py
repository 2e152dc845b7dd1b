"""What somebody agrees to is kept with its words and its history."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.people.consents import list_consents, set_consent, standing
from academy.people.models import ConsentUse
from academy.people.words import CONSENT_USES, CONSENTS
from academy.trail.models import Entry
from tests.factories import LATER, MADE, person

PHOTOGRAPHS = ConsentUse.PHOTOGRAPHS


def test_nothing_said_is_no(db: Session) -> None:
    assert set(standing(list_consents(db, person(db))).items()) == {(use, False) for use in ConsentUse}


def test_the_newest_holds_and_the_older_ones_stay(db: Session) -> None:
    one = person(db)
    assert set_consent(db, one, PHOTOGRAPHS, MADE, is_given=True, wording="Yes, photographs.")
    assert set_consent(db, one, PHOTOGRAPHS, LATER, is_given=False, wording="Photographs.", account_id=7)
    said = list_consents(db, one)
    kept = [(row.is_given, row.at, row.wording, row.account_id) for row in said]
    assert kept == [(False, LATER, "Photographs.", 7), (True, MADE, "Yes, photographs.", None)]
    assert not standing(said)[PHOTOGRAPHS]
    acts = db.scalars(select(Entry.act).where(Entry.thing == "consent").order_by(Entry.id)).all()
    assert acts == ["consent.given", "consent.withdrawn"]


def test_saying_the_same_again_adds_nothing(db: Session) -> None:
    one = person(db)
    assert not set_consent(db, one, PHOTOGRAPHS, MADE, is_given=False, wording="No.")
    assert set_consent(db, one, PHOTOGRAPHS, MADE, is_given=True, wording="Yes.")
    assert not set_consent(db, one, PHOTOGRAPHS, LATER, is_given=True, wording="Yes.")
    assert len(list_consents(db, one)) == 1


def test_each_use_stands_alone_and_each_person_too(db: Session) -> None:
    one, other = person(db), person(db, "Leila")
    set_consent(db, one, PHOTOGRAPHS, MADE, is_given=True, wording="Yes.")
    held = standing(list_consents(db, one))
    assert [use for use, is_given in held.items() if is_given] == [PHOTOGRAPHS]
    assert not any(standing(list_consents(db, other)).values())


def test_every_use_has_a_name_and_words_to_agree_to() -> None:
    assert CONSENT_USES.keys() == CONSENTS.keys() == set(ConsentUse)
