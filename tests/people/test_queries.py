"""How people and institutions are found."""

import pytest
from sqlalchemy.orm import Session

from academy.kit.refusals import Unknown
from academy.people.actions import write_contact
from academy.people.models import InstitutionKind
from academy.people.queries import (
    find_institution,
    find_person,
    get_institution,
    get_person,
    list_institutions,
    list_people,
    list_people_at,
)
from academy.people.words import INSTITUTION_KINDS
from tests.factories import LATER, institution, person, words


def test_people_are_found_by_address(db: Session) -> None:
    ana = person(db)
    assert get_person(db, "ana-pena-ruiz") is ana
    assert find_person(db, "ana-pena-ruiz") is ana
    assert find_person(db, "ana") is None
    with pytest.raises(Unknown, match="nobody under this address"):
        get_person(db, "ana")


def test_institutions_are_found_with_their_parents(db: Session) -> None:
    institution(db, "Part", parents=(institution(db, "Whole"),))
    db.expunge_all()
    assert [parent.slug for parent in get_institution(db, "part").parents] == ["whole"]
    assert find_institution(db, "nothing") is None
    with pytest.raises(Unknown, match="no institution under this address"):
        get_institution(db, "nothing")


def test_everything_is_listed(db: Session) -> None:
    people = [person(db), person(db, "Eva")]
    institution(db, "Second", parents=(institution(db, "Third"),))
    institution(db, "First", acronym=words("A"))
    db.expire_all()
    assert list_people(db) == people
    assert [(one.slug, len(one.parents)) for one in list_institutions(db)] == [("a", 0), ("second", 1), ("third", 0)]


def test_people_at_a_mailbox_are_found_however_it_is_written(db: Session) -> None:
    ana, bo, nobody = person(db), person(db, "Bo"), person(db, "Cy")
    for one in (ana, bo):
        write_contact(db, one, "Shared@example.org", None, LATER)
    assert list_people_at(db, " SHARED@EXAMPLE.ORG ") == [ana, bo]
    assert nobody.email == ""
    assert list_people_at(db, " ") == []


def test_every_kind_has_a_name() -> None:
    assert INSTITUTION_KINDS.keys() == set(InstitutionKind)
    assert len(set(INSTITUTION_KINDS.values())) == len(InstitutionKind)
