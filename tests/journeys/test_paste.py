"""What helps somebody who writes, in a real browser: pasting formatted text, smaller photographs, words counted."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, Route, expect

from academy.kit.refusals import Refusal, told
from academy.kit.rich import to_commonmark

pytestmark = [pytest.mark.browser]

SCRIPT = Path(__file__).parents[2] / "academy" / "static" / "paste.js"
PAGE = """<!doctype html><title>Card</title><script src="/paste.js" defer></script>
<form method="post" action="/sent" enctype="multipart/form-data"><input type="hidden" name="csrf_token" value="token">
<textarea id="text" name="text" data-rich="/pasted" data-words="words" aria-describedby="help said"></textarea>
<p id="help">Help</p><p id="said" role="status"></p><p id="words"><output>?</output> words; 9 at most</p>
<textarea id="other" name="other" data-rich="/broken"></textarea>
<input type="file" name="photos" multiple data-shrink><button>Send</button></form>"""
POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; form-action 'self'"


@pytest.fixture
def card(browser: Browser) -> Iterator[Page]:
    """A page with the script, and a door that answers as ours does."""
    context = browser.new_context()
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.route("**/*", answered)
    page.goto("http://card.example.org/")
    yield page
    context.close()


def answered(route: Route) -> None:
    path = route.request.url.rpartition("/")[2]
    if path == "paste.js":
        route.fulfill(path=SCRIPT, content_type="text/javascript")
    elif path == "pasted":
        assert route.request.headers["x-csrftoken"] == "token"
        assert route.request.headers["content-type"].startswith("application/json")
        pasted(route)
    elif path == "broken":
        route.fulfill(status=500, content_type="text/html", body="<h1>Error</h1>")
    else:
        route.fulfill(content_type="text/html", headers={"Content-Security-Policy": POLICY}, body=PAGE)


def pasted(route: Route) -> None:
    try:
        rich = to_commonmark(json.loads(route.request.post_data or "")["html"])
    except Refusal as refusal:
        route.fulfill(status=422, json={"warnings": [str(refusal)]})
    else:
        route.fulfill(json={"text": rich.text, "warnings": [told(said, str) for said in rich.warnings]})


def paste(page: Page, field: str, html: str, plain: str = "plain") -> None:
    page.focus(f"#{field}")
    page.evaluate(
        """([field, html, plain]) => {
            const held = new DataTransfer();
            if (html) held.setData("text/html", html);
            held.setData("text/plain", plain);
            const event = new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true });
            document.getElementById(field).dispatchEvent(event);
        }""",
        [field, html, plain],
    )


TABLE = "<table><tr><th>Year<th>Members<tr><td>2018<td>74.004</table><img alt='A beach' src=x>"


def test_formatted_text_is_pasted_as_markdown_and_can_be_undone(card: Page) -> None:
    card.fill("#text", "before after")
    card.evaluate("document.getElementById('text').setSelectionRange(7, 7)")
    paste(card, "text", TABLE)
    table = "| Year | Members |\n| --- | --- |\n| 2018 | 74.004 |"
    expect(card.locator("#text")).to_have_value(f"before \n\n{table}\n\nafter")
    expect(card.locator("#said")).to_have_text("A picture was left out: “A beach”. Add it among the photographs.")
    expect(card.locator("#words")).to_have_text("6 words; 9 at most")
    card.keyboard.press("Control+z")
    expect(card.locator("#text")).to_have_value("before after")
    paste(card, "text", "<b>bold</b> words")
    expect(card.locator("#text")).to_have_value("before **bold** wordsafter")
    expect(card.locator("#said")).to_have_text("")


def test_what_cannot_be_read_is_pasted_as_plain_text(card: Page) -> None:
    paste(card, "text", "<div>" * 300 + "x", "only words")
    expect(card.locator("#text")).to_have_value("only words")
    expect(card.locator("#said")).to_contain_text("nested too deeply")
    paste(card, "other", "<b>x</b>", "still there")
    expect(card.locator("#other")).to_have_value("still there")


def photograph(width: int, height: int, kind: str) -> bytes:
    content = BytesIO()
    Image.new("RGB", (width, height), "red").save(content, kind)
    return content.getvalue()


@pytest.mark.parametrize("pause", [0, 2_000], ids=["at once", "later"])
def test_large_photographs_are_made_smaller_before_they_are_sent(card: Page, pause: int) -> None:
    sent = {
        "large.png": ("image/png", photograph(4_000, 3_000, "PNG")),
        "small.png": ("image/png", photograph(40, 30, "PNG")),
        "broken.jpg": ("image/jpeg", b"no picture"),
        "letter.pdf": ("application/pdf", b"%PDF-1.7"),
    }
    card.set_input_files(
        "input[type=file]",
        [FilePayload(name=name, mimeType=media, buffer=content) for name, (media, content) in sent.items()],
    )
    card.wait_for_timeout(pause)
    with card.expect_request("**/sent") as asked:
        card.get_by_role("button", name="Send").click()
    body = asked.value.post_data_buffer or b""
    for name in ("small.png", "broken.jpg", "letter.pdf"):
        assert name.encode() in body
        assert sent[name][1] in body
    assert b"large.png" not in body
    start = body.index(b"\xff\xd8\xff")
    assert b'filename="large.jpg"' in body[:start]
    assert Image.open(BytesIO(body[start:])).size == (2_000, 1_500)


def test_words_are_counted_while_somebody_writes(card: Page) -> None:
    expect(card.locator("#words")).to_have_text("0 words; 9 at most")
    card.fill("#text", "**Two** words — and 74.004 | more\n\n- l'économie مرحبا")
    expect(card.locator("#words")).to_have_text("7 words; 9 at most")
