"""Somebody registers on a telephone: nothing typed is lost, and every page can be used by everybody."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page

import academy.tables  # noqa: F401 (relationships find each other once all tables were read)
from academy.config import read_config
from academy.db.engine import keys_of, open_database
from academy.editions.queries import get_edition
from academy.participation.arriving import Beginning, begin
from academy.participation.links import registration_token
from tests.journeys.conftest import Live
from tests.journeys.test_accessibility import RULES, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STEPS = ("names", "questions", "needs", "consents", "check")


@pytest.fixture(scope="module")
def link(installation: Live) -> str:
    """The link of somebody who has begun to register as an observer."""
    config = read_config({"ACADEMY_DATA": str(installation.folder)})
    database = open_database(config.database, config.keys())
    said = Beginning("observers", "Amal", "Haddad", once="journey")
    with database.writing() as db:
        here = get_edition(db, "casablanca-2027")
        begun = begin(db, here, "amal@example.org", "en", said, datetime.now(UTC))
        token = registration_token(begun, keys_of(db))
    database.engine.dispose()
    return f"/participation/{token}"


def number_in(link: str) -> str:
    return link.rpartition("/")[2].partition("-")[0]


def test_what_is_typed_is_kept_without_a_button_and_goes_on_elsewhere(
    page: Page, browser: Browser, live: str, link: str
) -> None:
    page.goto(f"/en{link}")
    page.click("text=Fill in the form")
    page.fill("#post", "Director of studies")
    page.get_by_text("Saved.").wait_for()
    page.fill("#listed_name", "HADDAD, Amal")
    page.click("text=Later")  # at once, before it has saved itself
    page.wait_for_load_state("networkidle")
    telephone = browser.new_context(base_url=live, viewport={"width": 360, "height": 700})
    elsewhere = telephone.new_page()
    elsewhere.goto(f"/en{link}")
    elsewhere.goto(f"/en/participation/{number_in(link)}/names/")
    assert elsewhere.input_value("#post") == "Director of studies"
    assert elsewhere.input_value("#listed_name") == "HADDAD, Amal"
    telephone.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_can_be_used_by_everybody_and_fit_a_telephone(page: Page, link: str, language: str) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"/{language}{link}")
    own = f"/{language}/participation/{number_in(link)}/"
    for address in (own, *(f"{own}{step}/" for step in STEPS), f"/{language}/casablanca-2027/register/"):
        page.goto(address)
        assert violations(page, RULES) == "", address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
