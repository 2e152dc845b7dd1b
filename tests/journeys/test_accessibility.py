"""Public pages as people meet them: axe finds nothing, nothing scrolls sideways, no script is needed, keys suffice."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from academy.db.engine import open_database
from tests.factories.addresses import pages, things_of
from tests.factories.readers import app_of
from tests.journeys.conftest import Live

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# What a reader may meet beside the pages that the routes name.
OTHERS = {
    "rcm programme with another zone": "/{}/rcm-2021/programme/?zone=Asia/Tokyo",
    "rcm quotas": "/{}/rcm-2021/invited/",
    "without hours": "/{}/rifess-2024/programme/",
    "sources that disagree": "/{}/sse-academy-puebla-2015/",
    "unknown zone": "/{}/rcm-2021/programme/?zone=Mars",
    "nothing there": "/{}/nothing-here/",
}


@pytest.fixture(scope="session")
def kinds(installation: Live) -> dict[str, str]:
    """The address of each kind of public page, with a place for the language."""
    database = open_database(f"sqlite:///{installation.folder / 'academy.sqlite'}")
    with app_of(database, installation.folder) as app, database.reading() as db:
        found = pages(app, things_of(db, "casablanca-2027"))
    database.engine.dispose()
    return {name: address.replace("/en/", "/{}/", 1) for name, address in found.items()} | OTHERS


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(page: Page, kinds: dict[str, str], language: str, width: int, tmp_path: Path) -> None:
    """In the dark only colours are others: there axe looks at nothing else."""
    assert len(kinds) >= 17
    page.set_viewport_size({"width": width, "height": 800})
    found: list[str] = []
    for name, address in kinds.items():
        page.emulate_media(color_scheme="light")
        page.goto(address.format(language))
        reports = [violations(page, RULES)]
        page.emulate_media(color_scheme="dark")
        reports.append(violations(page, ["color-contrast"]))
        if any(reports):
            page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
        found += [f"{name}: {report}" for report in reports if report]
    assert not found, "\n".join(found)


def violations(page: Page, rules: list[str]) -> str:
    """What axe finds, or nothing."""
    results = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
    return results.generate_report() if results.violations_count else ""


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt", "ar"])
def test_nothing_scrolls_sideways_on_the_narrowest_telephone(
    browser: Browser, live: str, kinds: dict[str, str], language: str
) -> None:
    context = browser.new_context(base_url=live, viewport={"width": 320, "height": 600})
    page = context.new_page()
    found = {}
    for name, address in kinds.items():
        page.goto(address.format(language))
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            found[name] = (width, page.evaluate(_WIDE))
    context.close()
    assert found == {}


_WIDE = """() => [...document.querySelectorAll('main *, header *, footer *')]
  .filter(e => e.getBoundingClientRect().right > 321 || e.getBoundingClientRect().left < -1)
  .map(e => e.outerHTML.slice(0, 120)).slice(0, 5)"""


def test_twice_as_large_text_still_fits(browser: Browser, live: str, kinds: dict[str, str]) -> None:
    """At 200 % a window of 1280 is one of 640 with everything twice as large."""
    context = browser.new_context(base_url=live, viewport={"width": 640, "height": 400}, device_scale_factor=2)
    page = context.new_page()
    wide = []
    for name, address in kinds.items():
        page.goto(address.format("en"))
        if page.evaluate("document.documentElement.scrollWidth") > 640:
            wide.append(name)
    context.close()
    assert wide == []


def test_everything_is_read_and_reached_without_a_script(browser: Browser, live: str, kinds: dict[str, str]) -> None:
    context = browser.new_context(base_url=live, java_script_enabled=False)
    page = context.new_page()
    for name, address in kinds.items():
        page.goto(address.format("en"))
        assert page.locator("main h1, .head h1").first.is_visible(), name
        assert page.locator("main").inner_text().strip(), name
    page.goto("/en/")
    page.get_by_role("link", name="Casablanca 2027").first.click()
    page.get_by_role("link", name="See the programme").click()
    assert page.locator("article.slot").count() == 60
    page.get_by_label("Also show the hours in").select_option("Asia/Tokyo")
    page.get_by_role("button", name="Show", exact=True).click()
    assert "zone=Asia%2FTokyo" in page.url
    assert page.locator(".when small").first.inner_text().endswith("Tokyo")
    page.locator("summary").click()
    page.get_by_role("link", name="Panel", exact=True).click()
    assert 0 < page.locator("article.slot").count() < 60
    assert "zone=Asia" in page.url
    page.locator("article.slot h3 a").first.click()
    page.locator("main ul.who a").first.click()
    assert "/en/people/" in page.url or "/en/institutions/" in page.url
    page.get_by_role("link", name="العربية").click()
    assert page.locator("html").get_attribute("dir") == "rtl"
    context.close()


def test_the_keyboard_suffices(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto("/en/casablanca-2027/programme/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    assert skip.evaluate("e => e === document.activeElement && e.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    for _ in range(25):
        page.keyboard.press("Tab")
        assert is_seen_to_be_focused(page), page.evaluate("document.activeElement.outerHTML")


def is_seen_to_be_focused(page: Page) -> bool:
    """True where what has the focus is in view and outlined."""
    seen: bool = page.evaluate(
        """() => { const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
        return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 && r.bottom > 0
          && r.top < innerHeight && r.width > 0 }"""
    )
    return seen


def test_the_tab_of_this_page_is_in_view_on_a_telephone(browser: Browser, live: str) -> None:
    context = browser.new_context(base_url=live, viewport={"width": 360, "height": 740})
    page = context.new_page()
    for language in ("en", "ar"):
        page.goto(f"/{language}/casablanca-2027/programme/")
        box = page.locator(".tabs [aria-current]").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
    context.close()


def test_a_page_is_set_and_not_dumped_on_paper(page: Page, tmp_path: Path) -> None:
    page.goto("/en/casablanca-2027/programme/")
    page.emulate_media(media="print")
    for gone in (".top", ".tabs", ".bar"):
        assert not page.locator(gone).first.is_visible()
    assert page.locator("article.slot").first.is_visible()
    for size in ("A4", "Letter"):
        paper = page.pdf(path=tmp_path / f"{size}.pdf", format=size)
        assert 1 < paper.count(b"/Type /Page\n") <= 20 or len(paper) > 20_000


def test_nothing_is_asked_of_another_site(page: Page, live: str, kinds: dict[str, str]) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    for name, address in kinds.items():
        if name not in {"nothing there", "unknown zone"}:
            page.goto(address.format("en"))
    assert [url for url in asked if not url.startswith(f"{live}/")] == []
    assert wrong == []
