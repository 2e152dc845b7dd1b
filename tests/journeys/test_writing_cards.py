"""Somebody writes a practice card in a browser: it saves itself, and no window overwrites what another has saved."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page

import academy.tables  # noqa: F401 (relationships find each other once all tables were read)
from academy.config import read_config
from academy.db.engine import keys_of, open_database
from academy.editions.queries import get_edition
from academy.kit.translated import Translated
from academy.practices.calls import CallDraft, make_call
from academy.practices.links import card_token
from academy.practices.writing import Beginning, begin_card
from tests.journeys.conftest import Live
from tests.journeys.test_accessibility import RULES, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def links(installation: Live) -> tuple[str, str, int]:
    """The link of a call, and of a card that was begun for it in Arabic; and the number of the card."""
    config = read_config({"ACADEMY_DATA": str(installation.folder)})
    database = open_database(config.database, config.keys())
    now = datetime.now(UTC)
    with database.writing() as db:
        here = get_edition(db, "casablanca-2027")
        call = make_call(db, here, CallDraft(title=Translated(en="Practices")), now, "journey")
        card = begin_card(db, call, Beginning("Leïla Ben Salah", "leila@example.org", "ar", "نول مشترك"), now)
        found = f"/call/{call.key}/", f"/card/{card_token(card, keys_of(db))}", card.id
    database.engine.dispose()
    return found


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state("networkidle")


def test_a_card_saves_itself_and_two_windows_do_not_overwrite_each_other(
    page: Page, links: tuple[str, str, int]
) -> None:
    _, card, number = links
    page.goto(f"/en{card}")
    writing = f"/en/cards/{number}/write/"
    page.goto(writing)
    for words in ("First words", "First words, and more"):
        with page.expect_response(lambda answer: answer.status == 204):
            page.fill("#f-funds", words)
    page.fill("#f-funds", "Mine")
    other = page.context.new_page()
    other.goto(writing)
    assert other.input_value("#f-funds") == "First words, and more"
    other.fill("#f-funds", "Theirs")
    save(other)
    page.get_by_text("somebody else has changed this card").wait_for()
    save(page)
    assert page.input_value("#f-funds") == "Mine"
    assert "Theirs" in page.inner_text("#f-funds-theirs")
    save(page)
    other.reload()
    assert other.input_value("#f-funds") == "Mine"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_can_be_used_by_everybody_and_fit_a_telephone(
    page: Page, links: tuple[str, str, int], language: str
) -> None:
    call, card, number = links
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"/{language}{card}")
    own = f"/{language}/cards/{number}/"
    for address in (own, f"{own}write/", f"{own}preview/", f"{own}read/", f"/{language}{call}"):
        page.goto(address)
        assert violations(page, RULES) == "", address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
