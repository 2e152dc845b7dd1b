"""People, institutions and practices at the desk."""

import pytest
from flask.testing import FlaskClient

from academy.db.engine import Database
from academy.people.models import Person
from academy.people.queries import get_institution, get_person
from academy.practices.queries import get_practice
from tests.conftest import Organiser
from tests.desk.forms import errors_in, fill, main_form
from tests.desk.stored import everything, slot_called

MANY = 3000


def test_a_person_is_added_and_filed_by_the_family_name(organiser: Organiser, demonstration: Database) -> None:
    facts = {
        "given": "Ana",
        "family": "Peña Ruiz",
        "honorific-es": "Dra.",
        "country": "MX",
    }
    answer = fill(organiser, "/desk/people/new", facts)
    assert answer.status_code == 303, errors_in(answer.text)
    with demonstration.reading() as db:
        person = get_person(db, "ana-pena-ruiz")
    assert (person.sort_key, person.country) == ("Peña Ruiz, Ana", "MX")
    assert person.honorific == {"es": "Dra."}


def test_a_correction_reaches_every_page_and_calendar(
    organiser: Organiser, client: FlaskClient, demonstration: Database
) -> None:
    lecture = "What do we mean by social"
    sequence = slot_called(demonstration, "rcm-2021", lecture).sequence
    assert "Leandro Morais" in client.get("/en/rcm-2021/programme/").text
    assert fill(organiser, "/desk/people/leandro-morais", {"given": "Leandro P."}).status_code == 303
    assert "Leandro P. Morais" in client.get("/en/rcm-2021/programme/").text
    assert slot_called(demonstration, "rcm-2021", lecture).sequence == sequence + 1


def test_the_name_in_the_passport_is_never_public(organiser: Organiser, client: FlaskClient) -> None:
    address = "/desk/people/leandro-morais/privacy"
    assert fill(organiser, address, {"passport_name": "SECRETO MORAIS"}).status_code == 303
    addresses = ("/en/people/leandro-morais/", "/en/rcm-2021/people/", "/en/people/leandro-morais.ics",
                 "/api/v1/editions/rcm-2021", "/en/rcm-2021/")  # fmt: skip
    for address in addresses:
        answer = client.get(address)
        assert (answer.status_code, "SECRETO" in answer.text) == (200, False), address


def test_an_institution_is_added_with_what_it_is_part_of(organiser: Organiser, demonstration: Database) -> None:
    facts: dict[str, str | list[str]] = {
        "name-en": "Regional office",
        "name-es": "Oficina regional",
        "acronym-en": "RO",
        "other_names": " The office \r\n\r\nOffice R",
        "parents": ["ilo"],
    }
    answer = fill(organiser, "/desk/institutions/new", facts)
    assert answer.status_code == 303, errors_in(answer.text)
    with demonstration.reading() as db:
        office = get_institution(db, "ro")
    assert (office.aliases, [one.slug for one in office.parents]) == (("The office", "Office R"), ["ilo"])


def test_an_institution_cannot_be_part_of_what_is_part_of_it(organiser: Organiser, demonstration: Database) -> None:
    assert fill(organiser, "/desk/institutions/new", {"name-en": "Office", "parents": ["ilo"]}).status_code == 303
    before = everything(demonstration)
    answer = fill(organiser, "/desk/institutions/ilo", {"parents": ["office"]})
    assert answer.status_code == 422
    assert "cannot be part of itself" in errors_in(answer.text)["parents"]
    assert main_form(answer.text).values("parents") == ["office"]
    assert everything(demonstration) == before


def test_a_practice_is_added_and_corrected(organiser: Organiser, demonstration: Database) -> None:
    facts = {"title": "Tejidos del sur", "language": "es", "country": "PE", "institution": "ilo"}
    assert fill(organiser, "/desk/practices/new", facts).status_code == 303
    assert "Tejidos del sur" in organiser.get("/desk/practices").text
    assert (
        fill(organiser, "/desk/practices/tejidos-del-sur", {"title": "Tejidos", "institution": ""}).status_code == 303
    )
    with demonstration.reading() as db:
        practice = get_practice(db, "tejidos-del-sur")
    assert (practice.title, practice.country, practice.institution) == ("Tejidos", "PE", None)


@pytest.fixture
def crowd(demonstration: Database) -> Database:
    with demonstration.writing() as db:
        db.add_all(
            Person(slug=f"person-{number}", given="José" if number == 7 else "Given", family=f"Núñez {number:04}",
                   sort_key=f"Núñez {number:04}")
            for number in range(MANY)
        )  # fmt: skip
    return demonstration


@pytest.mark.usefixtures("crowd")
def test_three_thousand_people_are_searched_without_minding_accents(organiser: Organiser) -> None:
    first = organiser.get("/desk/people?search=nunez").text
    assert f"{MANY:,} found".replace(",", "") in first.replace(",", "")
    assert first.count('<th scope="row">') == 100
    assert '<a href="/desk/people?search=nunez&amp;page=2" rel="next">' in first
    assert 'rel="prev"' not in first
    last = organiser.get("/desk/people?search=nunez&page=30").text
    assert (last.count('<th scope="row">'), 'rel="next"' in last) == (100, False)
    assert organiser.get("/desk/people?search=nunez&page=31").text.count('<th scope="row">') == 100
    for search in ("jose nunez 0007", "JOSÉ NÚÑEZ 0007", "nunez 0007"):
        assert organiser.get("/desk/people", query_string={"search": search}).text.count('<th scope="row">') == 1
    nobody = organiser.get("/desk/people?search=nobody+at+all").text
    assert "nobody by this name" in nobody


def test_institutions_are_found_by_whatever_they_are_called(organiser: Organiser) -> None:
    for search in ("oit", "OIT", "organizacion internacional del trabajo", "International Lab"):
        found = organiser.get("/desk/institutions", query_string={"search": search}).text
        assert 'href="/desk/institutions/ilo"' in found, search
