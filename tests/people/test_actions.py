"""What can be done with people and institutions."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from academy.db.engine import Database
from academy.kit.refusals import Refusal
from academy.kit.translated import EMPTY, Translated
from academy.people.actions import (
    InstitutionDraft,
    PersonDraft,
    change_institution,
    change_person,
    create_institution,
    create_person,
)
from academy.people.models import InstitutionKind
from academy.people.queries import get_institution, get_person
from tests.factories import MADE, institution, person, words

WHOLE_PERSON = PersonDraft(
    given="Xiaoming",
    family="Wang",
    family_first=True,
    sort_key="Wang Xiaoming",
    honorific=words("Prof."),
    listed_name="Wang X.",
    country="CN",
    is_invented=True,
)


def test_a_person_is_kept_as_told(db: Session) -> None:
    made = create_person(db, WHOLE_PERSON, MADE)
    db.expire_all()
    assert PersonDraft.of(get_person(db, made.slug)) == WHOLE_PERSON


def test_a_person_is_filed_by_family_name(db: Session) -> None:
    assert person(db, "José", "Loayza Pacheco").sort_key == "Loayza Pacheco, José"
    assert person(db, "Luisa Fernanda", "").sort_key == "Luisa Fernanda"


def test_people_of_one_name_have_addresses_of_their_own(db: Session) -> None:
    assert [person(db).slug for _ in range(3)] == ["ana-pena-ruiz", "ana-pena-ruiz-2", "ana-pena-ruiz-3"]
    assert person(db, "🎉", "").slug == "person"
    assert create_person(db, WHOLE_PERSON, MADE, "wang").slug == "wang"


@pytest.mark.parametrize("draft", [PersonDraft(given=""), PersonDraft(given="", listed_name="X")])
def test_a_person_has_a_name(db: Session, draft: PersonDraft) -> None:
    with pytest.raises(Refusal, match="at least one name") as refused:
        create_person(db, draft, MADE)
    assert refused.value.field == "given"
    with pytest.raises(Refusal):
        change_person(db, person(db), draft, MADE)


def test_a_family_name_is_enough(db: Session) -> None:
    assert person(db, "", "Wang").name == "Wang"


def test_a_person_is_corrected(db: Session) -> None:
    made = person(db)
    assert change_person(db, made, WHOLE_PERSON, MADE) is True
    assert made.revision == 2
    db.expire_all()
    assert PersonDraft.of(get_person(db, "ana-pena-ruiz")) == WHOLE_PERSON


def test_saving_a_person_without_a_change_changes_nothing(db: Session) -> None:
    made = create_person(db, WHOLE_PERSON, MADE)
    assert change_person(db, made, PersonDraft.of(made), MADE) is False
    assert change_person(db, made, replace(WHOLE_PERSON, honorific=words("Prof.")), MADE) is False
    assert made.revision == 1


def test_a_person_without_a_key_of_their_own_is_filed_anew(db: Session) -> None:
    made = person(db)
    change_person(db, made, PersonDraft(given="Ana", family="Gil"), MADE)
    assert made.sort_key == "Gil, Ana"


def test_an_institution_is_kept_as_told(db: Session) -> None:
    parents = (institution(db, "INM", acronym=words("INM")), institution(db, "STPS"))
    draft = InstitutionDraft(
        name=words("Working Group", es="Grupo de Trabajo"),
        acronym=words("WGLM"),
        kind=InstitutionKind.WORKING_GROUP,
        country="MX",
        aliases=("WG",),
        parents=parents,
    )
    made = create_institution(db, draft, MADE)
    db.expire_all()
    again = get_institution(db, made.slug)
    assert InstitutionDraft.of(again) == draft
    assert again.slug == "wglm"


def test_institutions_have_addresses_of_their_own(db: Session) -> None:
    assert institution(db).slug == "ministry-of-labour"
    assert institution(db).slug == "ministry-of-labour-2"
    assert institution(db, "🎉").slug == "institution"
    assert create_institution(db, InstitutionDraft(name=words("x")), MADE, "ilo").slug == "ilo"


def test_an_institution_has_a_name(db: Session) -> None:
    with pytest.raises(Refusal, match="in at least one language") as refused:
        create_institution(db, InstitutionDraft(name=EMPTY, acronym=words("X")), MADE)
    assert refused.value.field == "name"
    with pytest.raises(Refusal):
        change_institution(db, institution(db), InstitutionDraft(name=Translated(en=" ")), MADE)


def test_saving_an_institution_without_a_change_changes_nothing(db: Session) -> None:
    parent = institution(db, "Parent")
    made = institution(db, aliases=("A", "B"), parents=(parent,))
    assert change_institution(db, made, InstitutionDraft.of(made), MADE) is False
    assert made.revision == 1


def test_an_institution_is_corrected(db: Session) -> None:
    made = institution(db)
    assert change_institution(db, made, InstitutionDraft(name=words("Ministry of Work")), MADE) is True
    assert made.revision == 2
    assert (
        change_institution(db, made, InstitutionDraft(name=made.name, parents=(institution(db, "Parent"),)), MADE)
        is True
    )
    assert [parent.slug for parent in get_institution(db, made.slug).parents] == ["parent"]


def test_an_institution_is_no_part_of_itself(db: Session) -> None:
    made = institution(db)
    with pytest.raises(Refusal, match="cannot be part of itself") as refused:
        change_institution(db, made, InstitutionDraft(name=made.name, parents=(made,)), MADE)
    assert refused.value.field == "parents"


def test_an_institution_is_no_part_of_its_parts(db: Session) -> None:
    top = institution(db, "Top")
    middle = institution(db, "Middle", parents=(top,))
    bottom = institution(db, "Bottom", parents=(middle,))
    with pytest.raises(Refusal, match="nor of one that is part of it"):
        change_institution(db, top, InstitutionDraft(name=top.name, parents=(bottom,)), MADE)
    other = institution(db, "Other")
    assert change_institution(db, other, InstitutionDraft(name=other.name, parents=(bottom, top)), MADE)


def test_of_two_changes_at_the_same_moment_the_database_refuses_the_second(database: Database) -> None:
    with database.writing() as db:
        slug = person(db).slug
    with database.session(writes=False) as slow:
        read = get_person(slow, slug)
        slow.commit()
        with database.writing() as quick:
            change_person(quick, get_person(quick, slug), PersonDraft(given="Quick"), MADE)
        with pytest.raises(StaleDataError):
            change_person(slow, read, PersonDraft(given="Slow"), MADE)
