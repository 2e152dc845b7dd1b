"""What was added by mistake can go; what something refers to stays."""

import pytest

from academy.db.engine import Database
from academy.people.queries import find_institution, find_person
from academy.practices.queries import find_practice
from tests.conftest import Organiser


def test_a_person_added_by_mistake_goes(organiser: Organiser, demonstration: Database) -> None:
    organiser.post("/desk/people/new", {"given": "Mexico.", "family": "IOM"})
    assert "Remove" in organiser.get("/desk/people/mexico-iom").text
    assert organiser.post("/desk/people/mexico-iom/remove").status_code == 303
    with demonstration.reading() as db:
        assert find_person(db, "mexico-iom") is None


def test_an_institution_and_a_practice_added_by_mistake_go(organiser: Organiser, demonstration: Database) -> None:
    organiser.post("/desk/institutions/new", {"name-en": "Nobody's office", "kind": "other"})
    organiser.post("/desk/practices/new", {"title": "A slip", "language": "en", "institution": "nobody-s-office"})
    assert organiser.post("/desk/institutions/nobody-s-office/remove").status_code == 422
    assert organiser.post("/desk/practices/a-slip/remove").status_code == 303
    assert organiser.post("/desk/institutions/nobody-s-office/remove").status_code == 303
    with demonstration.reading() as db:
        assert find_practice(db, "a-slip") is None
        assert find_institution(db, "nobody-s-office") is None


@pytest.mark.parametrize(
    "address",
    [
        "people/leandro-morais",
        "institutions/ilo",
        "institutions/untfsse",
        "institutions/inm",
        "practices/innovacion-migrante",
    ],
)
def test_what_is_referred_to_stays(organiser: Organiser, address: str) -> None:
    assert organiser.get(f"/desk/{address}").status_code == 200
    refused = organiser.post(f"/desk/{address}/remove")
    assert refused.status_code == 422
    assert "so it stays" in refused.text
    assert organiser.get(f"/desk/{address}").status_code == 200
