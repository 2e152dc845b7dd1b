"""A file that came with a form outlives its refusal, is nobody else's, and is handed out as a file."""

import re
from datetime import timedelta
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from flask import Flask, render_template_string, request
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, stream_encode_multipart

from academy.access import Can
from academy.db.engine import Database
from academy.editions.models import Edition
from academy.files.actions import claim, keep, open_upload, sweep
from academy.files.models import Upload
from academy.files.queries import get_upload
from academy.files.rules import DOCUMENTS, MEGABYTE, SHEETS, WAITS
from academy.kit.refusals import Refusal
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.transactions import db, start_over
from academy.web.uploads import asked, kept, received, received_all, sent
from tests.conftest import NOW
from tests.factories import edition as new_edition
from tests.factories.files import CSV, PDF, jpeg

OWNER, STRANGER = "account:1", "account:2"
PAGE = (
    '{% from "parts/file_input.html" import file_input %}'
    '<form enctype="multipart/form-data">{{ file_input("Letter", asked, may_drop=true) }}</form>'
)


@requires(Can.READ)
def letter() -> Reply:
    """A form with a letter and a country; without the country it is refused, and with it an edition is made."""
    try:
        found = received("letter", request.args.get("owner", OWNER), DOCUMENTS, None)
    except Refusal as refusal:
        start_over()
        return shown(kept("letter", OWNER), sentence(refusal)), 422
    if not request.form.get("country"):
        start_over()
        return shown(found), 422
    new_edition(db(), "made")
    if found is not None:
        claim(db(), found)
    return f"taken: {found.name if found else None}"


@requires(Can.READ)
def answers() -> Reply:
    """A form with two files."""
    found = received_all({"letter": DOCUMENTS, "list": SHEETS}, OWNER, None)
    said = {name: sentence(refusal) for name, refusal in found.refusals.items()}
    return {"uploads": {name: one.name for name, one in found.uploads.items()}, "refusals": said}


@requires(Can.READ)
def late() -> Reply:
    """A view that asks the database too early."""
    db().scalars(select(Edition)).all()
    return str(received("letter", OWNER, DOCUMENTS, None))


@requires(Can.READ)
def file(uid: UUID) -> Reply:
    """Hand a file out."""
    upload = get_upload(db(), uid, OWNER)
    return sent(upload, open_upload(db(), upload))


def shown(upload: Upload | None, error: str = "") -> str:
    return render_template_string(PAGE, asked=asked("letter", DOCUMENTS, upload, error))


@pytest.fixture
def browser(empty_app: Flask) -> FlaskClient:
    for view in (letter, answers, late):
        empty_app.add_url_rule(f"/en/tried/{view.__name__}", view.__name__, view, methods=["GET", "POST"])
        empty_app.extensions["csrf"].exempt(f"{view.__module__}.{view.__name__}")
    empty_app.add_url_rule("/en/tried/file/<uuid:uid>", "file", file)
    return empty_app.test_client()


def send(browser: FlaskClient, content: bytes = b"", name: str = "letter.pdf", **more: str) -> TestResponse:
    """Send the form, with a file or with its input left empty."""
    fields = {key.replace("_", "-"): value for key, value in more.items()}
    file = FileStorage(BytesIO(content), name if content else "", content_type="application/octet-stream")
    body, _, boundary = stream_encode_multipart({"letter": file, **fields}, use_tempfile=False)
    kind = f'multipart/form-data; boundary="{boundary}"'
    return browser.post("/en/tried/letter", data=body.read(), content_type=kind)


def named(answer: TestResponse) -> str:
    found = re.search(r'<input type="hidden" name="letter-kept" value="([^"]+)">', answer.text)
    assert found, answer.text
    return found[1]


def stored(database: Database) -> list[tuple[str, bool]]:
    with database.reading() as db:
        return [(one.name, one.is_claimed) for one in db.scalars(select(Upload).order_by(Upload.id))]


def test_a_form_that_is_refused_and_sent_again_keeps_its_file(browser: FlaskClient, database: Database) -> None:
    first = send(browser, PDF, "Carta de la ministra.pdf")
    assert first.status_code == 422
    assert "<bdi>Carta de la ministra.pdf</bdi> (1 kB)" in first.text
    again = send(browser, letter_kept=named(first))
    assert named(again) == named(first)
    assert stored(database) == [("Carta de la ministra.pdf", False)]
    assert send(browser, country="MX", letter_kept=named(first)).text == "taken: Carta de la ministra.pdf"
    assert stored(database) == [("Carta de la ministra.pdf", True)]


def test_what_the_form_itself_wrote_is_forgotten_with_its_refusal(browser: FlaskClient, database: Database) -> None:
    assert send(browser, PDF, country="MX").text == "taken: letter.pdf"
    refused = send(browser, PDF, country="MX")  # there is an edition of that name by now
    assert refused.status_code >= 400
    assert stored(database) == [("letter.pdf", True), ("letter.pdf", False)]


def test_a_form_without_a_file_has_none(browser: FlaskClient, database: Database) -> None:
    for kept_before in ("", "nonsense", str(uuid4())):
        assert send(browser, letter_kept=kept_before).text == shown_empty(browser)
    assert send(browser, country="MX").text == "taken: None"
    assert stored(database) == []


def shown_empty(browser: FlaskClient) -> str:
    page = browser.get("/en/tried/letter").text
    assert "letter-kept" not in page
    return page


def test_a_new_file_takes_the_place_of_the_one_that_waited(browser: FlaskClient, database: Database) -> None:
    first = send(browser, PDF)
    second = send(browser, jpeg(), "photo.png", letter_kept=named(first))
    assert stored(database) == [("photo.jpg", False)]
    assert named(second) != named(first)


def test_a_file_that_is_referred_to_is_not_replaced_before_the_form_is_taken(
    browser: FlaskClient, database: Database
) -> None:
    first = named(send(browser, PDF))
    send(browser, country="MX", letter_kept=first)
    send(browser, jpeg(), "photo.jpg", letter_kept=first)
    assert stored(database) == [("letter.pdf", True), ("photo.jpg", False)]


def test_a_form_may_be_sent_without_the_file_that_waited(browser: FlaskClient, database: Database) -> None:
    first = send(browser, PDF)
    assert 'name="letter-dropped"' in first.text
    assert send(browser, letter_kept=named(first), letter_dropped="1", country="MX").text == "taken: None"
    assert stored(database) == [("letter.pdf", False)]


def test_the_number_of_somebody_elses_file_opens_nothing(browser: FlaskClient, database: Database) -> None:
    with database.writing() as writing:
        theirs = keep(writing, STRANGER, "theirs.pdf", PDF, NOW, accepted=DOCUMENTS, edition_id=None).uid
    answer = send(browser, letter_kept=str(theirs))
    assert "theirs.pdf" not in answer.text
    assert "letter-kept" not in answer.text
    send(browser, jpeg(), letter_kept=str(theirs))
    assert stored(database) == [("theirs.pdf", False), ("letter.jpg", False)], "nor is it replaced"
    assert browser.get(f"/en/tried/file/{theirs}").status_code == 404
    assert browser.get(f"/en/tried/file/{uuid4()}").status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (PDF + b" " * 6 * MEGABYTE, "This file is too large: at most 5 megabytes are accepted here."),
        (b"<html>" + PDF, "“a&lt;b&gt;.pdf” is none of the kinds of files that are accepted here: PDF, JPEG, PNG."),
        (jpeg(20_000, 20_000), "This picture has 400 megapixels; at most 100 are accepted."),
    ],
    ids=["too large", "of another kind", "too many pixels"],
)
def test_what_is_not_accepted_is_said_beside_the_input_and_the_earlier_file_stays(
    browser: FlaskClient, database: Database, content: bytes, said: str
) -> None:
    first = send(browser, PDF)
    answer = send(browser, content, "a<b>.pdf", letter_kept=named(first))
    assert answer.status_code == 422
    assert f'<span class="error" id="letter-error">{said}</span>' in answer.text
    assert 'aria-describedby="letter-hint letter-sent letter-error" aria-invalid="true"' in answer.text
    assert named(answer) == named(first)
    assert stored(database) == [("letter.pdf", False)]


def test_an_empty_file_is_said_to_be_empty(browser: FlaskClient, database: Database) -> None:
    answer = browser.post("/en/tried/letter", data={"letter": (BytesIO(b""), "letter.pdf")})
    assert (answer.status_code, "This file is empty." in answer.text) == (422, True)
    assert stored(database) == []


def test_a_request_that_is_too_large_is_answered_in_plain_words(browser: FlaskClient, database: Database) -> None:
    answer = send(browser, PDF + b" " * 25 * MEGABYTE)
    assert (answer.status_code, "This is too large" in answer.text) == (413, True)
    assert stored(database) == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_input_says_what_it_accepts(browser: FlaskClient) -> None:
    page = shown_empty(browser)
    assert 'type="file" id="letter" name="letter" accept=".pdf, .jpg, .jpeg, .png"' in page
    assert "Accepted: PDF, JPEG, PNG, at most 5 megabytes." in page


def test_of_two_files_one_is_refused_and_the_other_kept(browser: FlaskClient, database: Database) -> None:
    def answer(sheet: bytes) -> object:
        files = {"letter": (BytesIO(PDF), "letter.pdf"), "list": (BytesIO(sheet), "list.csv")}
        return browser.post("/en/tried/answers", data=files).get_json()

    said = "“list.csv” is none of the kinds of files that are accepted here: XLSX, ODS, CSV."
    assert answer(PDF) == {"uploads": {"letter": "letter.pdf"}, "refusals": {"list": said}}
    assert answer(CSV) == {"uploads": {"letter": "letter.pdf", "list": "list.csv"}, "refusals": {}}
    assert len(stored(database)) == 3


def test_a_view_that_asks_the_database_too_early_is_found_out(browser: FlaskClient, database: Database) -> None:
    assert browser.post("/en/tried/late", data={"letter": (BytesIO(PDF), "letter.pdf")}).status_code == 500
    assert browser.post("/en/tried/late").text == "None"
    assert stored(database) == []


@pytest.mark.parametrize(
    ("name", "kept_as", "disposition"),
    [
        ("../../x.html", "x.pdf", "attachment; filename=x.pdf"),
        ("رسالة.pdf", "رسالة.pdf", "filename*=UTF-8''%D8%B1%D8%B3%D8%A7%D9%84%D8%A9.pdf"),
        ("a; filename=b.exe.pdf", "a; filename=b.exe.pdf", 'attachment; filename="a; filename=b.exe.pdf"'),
        ("a\u202efdp.exe", "afdp.pdf", "attachment; filename=afdp.pdf"),
    ],
)
def test_a_file_is_handed_out_as_a_file_under_a_safe_name(
    browser: FlaskClient, database: Database, name: str, kept_as: str, disposition: str
) -> None:
    uid = named(send(browser, PDF, name))
    assert stored(database) == [(kept_as, False)]
    answer = browser.get(f"/en/tried/file/{uid}")
    assert answer.data == PDF
    said = answer.headers
    assert said["Content-Disposition"].startswith("attachment; ")
    assert disposition in said["Content-Disposition"]
    assert said["Content-Type"] == "application/pdf"
    assert said["X-Content-Type-Options"] == "nosniff"
    assert said["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert said["Cache-Control"] == "private, no-store"
    assert "ETag" not in said


def test_a_text_is_handed_out_without_a_coding_that_we_do_not_know(browser: FlaskClient, database: Database) -> None:
    with database.writing() as writing:
        uid = keep(writing, OWNER, "list.csv", CSV, NOW, accepted=SHEETS, edition_id=None).uid
    assert browser.get(f"/en/tried/file/{uid}").headers["Content-Type"] == "text/csv"


def test_what_waited_for_a_form_that_never_came_again_is_swept(browser: FlaskClient, database: Database) -> None:
    first = named(send(browser, PDF))
    with database.writing() as writing:
        assert sweep(writing, writing.scalars(select(Upload.created_at)).one() + WAITS + timedelta(seconds=1)) == 1
    again = send(browser, letter_kept=first)
    assert "letter-kept" not in again.text
