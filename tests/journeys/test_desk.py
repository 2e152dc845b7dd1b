"""An organiser's first day: an edition from nothing, typed, published, subscribed to, and changed."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, BrowserContext, FloatRect, Page

from tests.desk.test_typed_day import ROWS
from tests.journeys.conftest import Live
from tests.journeys.test_accessibility import RULES, is_seen_to_be_focused, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PICTURES = Path(__file__).with_name("pictures")
NATURES = {"Coordination of the Working Group on Labour Migration (WGLM)": "institution"}

PAGES = [
    "/desk/",
    "/desk/series/new",
    "/desk/series/rcm-workshops",
    "/desk/editions/new",
    "/desk/editions/rcm-2021",
    "/desk/editions/rcm-2021/facts",
    "/desk/editions/rcm-2021/note",
    "/desk/editions/rcm-2021/invitation",
    "/desk/editions/rcm-2021/quotas",
    "/desk/editions/casablanca-2027/lists",
    "/desk/editions/casablanca-2027/programme",
    "/desk/editions/rcm-2021/programme/new",
    "/desk/editions/rcm-2021/programme/typed",
    "/desk/people",
    "/desk/people/leandro-morais",
    "/desk/institutions",
    "/desk/institutions/ilo",
    "/desk/practices",
    "/desk/practices/innovacion-migrante",
]


@pytest.fixture(scope="module")
def signed_in(browser: Browser, installation: Live) -> Iterator[BrowserContext]:
    """The browser of somebody who is signed in; signed in once, since attempts are counted."""
    context = browser.new_context(base_url=installation.address, locale="en-GB")
    context.set_default_timeout(15_000)
    page = context.new_page()
    sign_in(page, installation)
    page.close()
    yield context
    context.close()


@pytest.fixture
def desk(signed_in: BrowserContext) -> Iterator[Page]:
    page = signed_in.new_page()
    page.set_viewport_size({"width": 1280, "height": 800})
    yield page
    page.close()


def sign_in(page: Page, installation: Live) -> None:
    password = (installation.folder / "demonstration_password").read_text("ascii")
    page.goto("/desk/")
    page.get_by_label("E-mail address").fill("organiser@example.org")
    page.get_by_label("Password").fill(password)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    assert page.get_by_role("heading", name="Desk", exact=True).is_visible()


def begin_edition(page: Page, slug: str) -> None:
    """Add a series and an edition in it, from the desk's first page."""
    page.goto("/desk/")
    page.get_by_role("link", name="New series").click()
    page.get_by_label("Short name in addresses").fill(f"{slug}-series")
    page.get_by_role("group", name="Name").get_by_label("English").fill("Workshops on migration")
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Short name in addresses").fill(slug)
    page.get_by_role("group", name="Title").get_by_label("English").fill("Entrepreneurship initiatives")
    page.get_by_label("Kind").select_option("workshop")
    page.get_by_label("First day").fill("2026-11-26")
    page.get_by_label("Last day").fill("2026-11-26")
    page.get_by_label("Time zone of the programme").fill("GMT-6")
    page.get_by_role("checkbox", name="English").check()
    page.get_by_role("button", name="Save").click()


def type_day(page: Page) -> None:
    """Type the whole agenda, answer what is asked about names, and save."""
    page.get_by_role("link", name="Type a day").click()
    rows = page.locator("table.typed tbody tr")
    for number, (hours, title, directs, speakers) in enumerate(ROWS):
        row = rows.nth(number)
        row.get_by_label("Hours").fill(hours)
        row.get_by_label("Title").fill(title)
        row.get_by_label("Directs").fill(directs)
        row.get_by_label("Speakers").fill(speakers)
    page.get_by_role("button", name="Save the day").click()
    asked = page.locator("fieldset.asked")
    if asked.count():
        for name, nature in NATURES.items():
            if asked.get_by_label(name).count():
                asked.get_by_label(name).select_option(nature)
        page.get_by_role("button", name="Save the day").click()
    assert page.get_by_text("7 items were added.").is_visible()


def publish(page: Page, slug: str) -> None:
    page.goto(f"/desk/editions/{slug}")
    page.get_by_role("button", name="Publish").click()
    assert page.get_by_text("The edition is public now.").is_visible()


def sequences(page: Page, address: str) -> dict[str, tuple[int, datetime]]:
    """SEQUENCE and beginning of each entry of a calendar, by its title."""
    answer = page.context.request.get(address)
    assert answer.ok
    calendar = Calendar.from_ical(answer.body())
    return {
        str(event["SUMMARY"]): (int(str(event["SEQUENCE"])), event.decoded("DTSTART").astimezone(UTC))
        for event in calendar.walk("VEVENT")
    }


def the_day_of_an_organiser(page: Page, stranger: Page, slug: str) -> None:
    begin_edition(page, slug)
    assert stranger.goto(f"/en/{slug}/").status == 404  # type: ignore[union-attr]
    type_day(page)
    assert page.get_by_text("Printed as “09:00-09-15”, read as 09:00–09:15.").is_visible()
    publish(page, slug)
    stranger.goto(f"/en/{slug}/programme/")
    titles = stranger.locator("article.slot h3").all_inner_texts()
    assert [title[:7] for title in titles] == [row[1][:7] for row in ROWS]
    assert stranger.get_by_text("Leandro Morais").first.is_visible()
    feed = stranger.locator('link[type="text/calendar"]').first.get_attribute("href")
    assert feed
    before = sequences(stranger, feed)
    assert len(before) == len(ROWS)
    assert before["Closing"] == (0, datetime(2026, 11, 26, 17, 40, tzinfo=UTC))
    page.goto(f"/desk/editions/{slug}/programme")
    page.get_by_role("link", name="Closing").click()
    page.get_by_label("Hours").fill("12h15 – 12h30")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_text("Saved.").is_visible()
    after = sequences(stranger, feed)
    assert after["Closing"] == (1, datetime(2026, 11, 26, 18, 15, tzinfo=UTC))
    assert {title: entry for title, entry in after.items() if title != "Closing"} == {
        title: entry for title, entry in before.items() if title != "Closing"
    }
    take_out_and_back(page, stranger, slug)


def take_out_and_back(page: Page, stranger: Page, slug: str) -> None:
    page.locator("tr", has_text="Closing").get_by_role("button", name="Take out").click()
    stranger.goto(f"/en/{slug}/programme/")
    assert stranger.get_by_role("heading", name="Closing").count() == 0
    page.get_by_role("button", name="Undo").click()
    stranger.goto(f"/en/{slug}/programme/")
    assert stranger.get_by_role("heading", name="Closing").count() == 1


def test_the_rcm_agenda_from_nothing_to_a_calendar(desk: Page, page: Page) -> None:
    the_day_of_an_organiser(desk, page, "rcm-typed")


def test_the_same_without_a_script(browser: Browser, installation: Live, page: Page) -> None:
    context = browser.new_context(base_url=installation.address, java_script_enabled=False, locale="en-GB")
    plain = context.new_page()
    sign_in(plain, installation)
    the_day_of_an_organiser(plain, page, "rcm-typed-plain")
    context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_at_the_desk(desk: Page, language: str, width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 800})
    found = []
    for address in PAGES:
        desk.goto(f"{address}?lang={language}")
        assert desk.locator("html").get_attribute("lang") == language
        if report := violations(desk, RULES):
            found.append(f"{address}: {report}")
    desk.goto("/desk/?lang=en")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_where_a_form_is_refused(desk: Page, language: str) -> None:
    found = []
    for address in ("/desk/editions/rcm-2021/facts", "/desk/editions/rcm-2021/programme/typed"):
        desk.goto(f"{address}?lang={language}")
        dates = desk.locator("main input[type=date]")
        dates.evaluate_all("all => all.forEach(box => { box.type = 'text'; box.value = '2021-02-30' })")
        desk.locator("main form button.button").first.click()
        assert desk.get_by_role("alert").is_visible()
        if report := violations(desk, RULES):
            found.append(f"{address}: {report}")
    desk.goto("/desk/?lang=en")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_page_of_the_desk_scrolls_sideways_on_a_telephone(desk: Page, language: str) -> None:
    desk.set_viewport_size({"width": 320, "height": 600})
    wide = {}
    for address in PAGES:
        desk.goto(f"{address}?lang={language}")
        width = desk.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide[address] = width
    desk.goto("/desk/?lang=en")
    assert wide == {}


def test_the_sign_in_page(page: Page) -> None:
    for language in ("en", "ar"):
        page.set_viewport_size({"width": 320, "height": 600})
        page.goto(f"/{language}/sign-in")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert violations(page, RULES) == ""


def test_a_day_is_typed_with_the_keyboard_alone(desk: Page) -> None:
    desk.goto("/desk/editions/rcm-2021/programme/typed")
    desk.get_by_label("Language of what you type").focus()
    desk.keyboard.press("Tab")
    while not desk.evaluate("document.activeElement.name === 'rows-0-hours'"):
        assert is_seen_to_be_focused(desk), desk.evaluate("document.activeElement.outerHTML")
        desk.keyboard.press("Tab")
    for hours, title in (("13-13:30", "Typed with keys"), ("13:30-14", "And a second")):
        for text in (hours, title, "", "", "", ""):
            assert is_seen_to_be_focused(desk), desk.evaluate("document.activeElement.outerHTML")
            desk.keyboard.type(text)
            desk.keyboard.press("Tab")
    while not desk.evaluate("document.activeElement.textContent === 'Save the day'"):
        desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    desk.get_by_text("2 items were added.").wait_for()
    undo = desk.get_by_role("button", name="Undo")
    undo.focus()
    desk.keyboard.press("Enter")
    desk.get_by_text("The items were taken out.").wait_for()
    assert desk.get_by_text("Typed with keys").first.is_hidden()


def test_nothing_at_the_desk_is_asked_of_another_site(desk: Page, live: str) -> None:
    asked: list[str] = []
    wrong: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))
    desk.on("console", lambda message: wrong.append(message.text))
    for address in PAGES:
        desk.goto(address)
    assert [url for url in asked if not url.startswith(f"{live}/")] == []
    assert wrong == []


def test_the_picture_of_the_readme(browser: Browser, live: str, tmp_path: Path) -> None:
    """The programme as the README shows it, in the fonts that are here; kept where ACADEMY_TEST_PICTURES is 1."""
    folder = PICTURES if os.environ.get("ACADEMY_TEST_PICTURES") == "1" else tmp_path
    folder.mkdir(exist_ok=True)
    context = browser.new_context(base_url=live, viewport={"width": 1100, "height": 800}, color_scheme="light")
    page = context.new_page()
    page.goto("/en/rcm-2021/programme/")
    parallel = page.get_by_text("· parallel").last.bounding_box()
    assert parallel
    top = parallel["y"] - 815
    clip: FloatRect = {"x": 0, "y": top, "width": 1100, "height": 990}
    page.screenshot(path=folder / "programme.png", full_page=True, clip=clip)
    context.close()
    assert 20_000 < (folder / "programme.png").stat().st_size < 250_000
