"""Whoever opens a form and saves it without touching it changes nothing."""

import re

import pytest

from academy.db.engine import Database
from academy.web.language import COOKIE
from tests.conftest import Organiser
from tests.desk.forms import fill
from tests.desk.stored import everything

PAGES = ["facts", "note", "invitation", "quotas", "lists"]


def editions(organiser: Organiser) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/desk/editions/([^"/]+)"', organiser.get("/desk/").text)


def test_every_form_of_every_edition_sent_back_unchanged_changes_nothing(
    organiser: Organiser, demonstration: Database
) -> None:
    before = everything(demonstration)
    slugs = editions(organiser)
    assert len(slugs) >= 5
    for slug in slugs:
        for page in PAGES:
            answer = fill(organiser, f"/desk/editions/{slug}/{page}", {})
            assert answer.status_code == 303, (slug, page, answer.text)
    assert everything(demonstration) == before


def test_every_item_sent_back_unchanged_changes_nothing(organiser: Organiser, demonstration: Database) -> None:
    before = everything(demonstration)
    assert sum(items_sent_back(organiser, slug) for slug in editions(organiser)) > 70
    assert everything(demonstration) == before


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", ["es", "ar"])
def test_what_is_not_touched_keeps_all_its_languages(
    organiser: Organiser, demonstration: Database, language: str
) -> None:
    """Names and posts stand in the form in the organiser's language only."""
    before = everything(demonstration)
    organiser.client.set_cookie(COOKIE, language)
    assert items_sent_back(organiser, *{"es": ("rcm-2021", 1), "ar": ("casablanca-2027", 4)}[language]) >= 7
    assert everything(demonstration) == before


def items_sent_back(organiser: Organiser, slug: str, every: int = 1) -> int:
    """Open and save the items of a programme, or a part of them; return how many."""
    address = f"/desk/editions/{slug}/programme"
    codes = re.findall(r'<tr id="s-(\w+)"', organiser.get(address).text)[::every]
    for code in codes:
        answer = fill(organiser, f"{address}/{code}", {})
        assert answer.status_code == 303, (slug, code, answer.text)
    return len(codes)


@pytest.mark.parametrize("things", ["people", "institutions", "practices", "series"])
def test_people_institutions_practices_and_series_sent_back_unchanged_changes_nothing(
    organiser: Organiser, demonstration: Database, things: str
) -> None:
    before = everything(demonstration)
    found = set(re.findall(rf'href="(/desk/{things}/[^"/?]+)"', organiser.get(f"/desk/{things}").text))
    if things == "series":
        found = set(re.findall(r'href="(/desk/series/[^"/?]+)"', organiser.get("/desk/").text))
    found.discard(f"/desk/{things}/new")
    assert len(found) >= 3
    for address in sorted(found)[::6] if len(found) > 12 else found:
        answer = fill(organiser, address, {})
        assert answer.status_code == 303, (address, answer.text)
    assert everything(demonstration) == before
