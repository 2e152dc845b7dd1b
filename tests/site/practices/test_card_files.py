"""Photographs and documents of a card, for whoever writes it: sent, refused each by itself, described, removed."""

import re
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from academy.db.engine import Database
from academy.practices.attaching import MOST, Description, attached, describe
from academy.practices.models import CardFile, CardFileKind, CardState, Practice, Shown
from academy.practices.queries import find_card
from tests.desk.forms import Facts, errors_in, form_with, said_above
from tests.factories import LATER
from tests.factories.statements import asked_of
from tests.practices.carded import a_card
from tests.practices.pictured import PDF, a_document, a_photo, a_shown_photo, photo
from tests.site.practices.at_cards import (
    NOTHING,
    _before_the_deadline,
    browser,
    loom,
    opened,
    page,
    send,
    stored,
)

__all__ = ["_before_the_deadline", "browser", "loom"]

FILES = "/en/cards/1/files/"
SEND, SAVE = "Send, and save all", "Save and go to the card"
HEIC = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40


def upload(browser: FlaskClient, name: str = "photos", said: Facts | None = None, **files: bytes) -> TestResponse:
    """Send files, named as they are given here with their last part as the ending, and what is said of others."""
    form = form_with(page(browser, FILES), SEND)
    sent: dict[str, Any] = form.filled(said or {}).to_dict(flat=False)
    sent[name] = [(BytesIO(content), ".".join(called.rsplit("_", 1))) for called, content in files.items()]
    return browser.post(FILES, data={**sent, "act": "upload"})


def files(database: Database, kind: CardFileKind = CardFileKind.PHOTO, number: int = 1) -> list[CardFile]:
    return attached(stored(database, number), kind)


@pytest.fixture
def pictured(database: Database, loom: int) -> list[int]:
    """The card has two photographs and a document."""
    with database.writing() as db:
        card = find_card(db, loom)
        assert card is not None
        return [a_photo(db, card).id, a_photo(db, card, "red").id, a_document(db, card).id]


def press(browser: FlaskClient, act: str, said: Facts | None = None) -> TestResponse:
    form = form_with(page(browser, FILES), SAVE)
    return browser.post(FILES, data={**form.filled(said or {}).to_dict(), "act": act})


def test_several_photographs_are_sent_at_once_and_shown(browser: FlaskClient, database: Database) -> None:
    answer = upload(browser, loom_jpg=photo(), yard_png=photo("red", kind="PNG"))
    assert (answer.status_code, answer.location) == (303, FILES)
    names = [one.upload.name for one in files(database)]
    assert names == ["loom.jpg", "yard.jpg"]
    shown = page(browser, FILES)
    sources = re.findall(r'<img src="([^"]+)"', shown)
    assert len(sources) == 2
    assert shown.count('alt="Photograph without a description yet"') == 2
    picture = browser.get(sources[0])
    assert (picture.headers["Content-Type"], picture.data[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert (picture.headers["Cache-Control"], picture.headers["X-Content-Type-Options"]) == (
        "private, no-store",
        "nosniff",
    )
    assert "Content-Disposition" not in picture.headers
    assert "Readers do not see it yet" in shown


def test_a_document_is_sent_and_handed_out_under_its_name(browser: FlaskClient, database: Database) -> None:
    assert upload(browser, "documents", تقرير_pdf=PDF).status_code == 303
    (paper,) = files(database, CardFileKind.DOCUMENT)
    answer = browser.get(f"{FILES}{paper.upload.uid}")
    assert (answer.data, answer.headers["Content-Type"]) == (PDF, "application/pdf")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert paper.upload.name == "تقرير.pdf"


def test_a_file_that_is_refused_costs_no_other_and_nothing_that_was_typed(
    browser: FlaskClient, database: Database, pictured: list[int]
) -> None:
    bomb = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (40_000).to_bytes(4) * 2 + b"\x08\x02\x00\x00\x00crc!"
    said = {f"alt-{pictured[0]}": "Une <cour>"}
    answer = upload(browser, said=said, a_heic=HEIC, good_jpg=photo("blue"), b_gif=b"GIF89a", bomb_png=bomb)
    assert answer.status_code == 422
    told = re.search(r'id="photos-error">(.*?)</span>', answer.text)
    assert told is not None
    lines = told[1].split("<br>")
    assert [line.partition(":")[0] for line in lines] == ["a.heic", "b.gif", "bomb.png"]
    assert "HEIC" in lines[0]
    assert "megapixels" in lines[2]
    assert "Not every file could be taken" in said_above(answer.text)
    assert "Une &lt;cour&gt;" in answer.text
    assert [one.upload.name for one in files(database)] == ["loom.jpg", "loom.jpg", "good.jpg"]
    again = form_with(answer.text, SAVE)
    assert browser.post(FILES, data={**again.filled({}).to_dict(), "act": "save"}).status_code == 303
    assert files(database)[0].alt["fr"] == "Une <cour>"


def test_a_thirteenth_photograph_is_refused(browser: FlaskClient, database: Database) -> None:
    with database.writing() as db:
        card = find_card(db, 1)
        assert card is not None
        for number in range(MOST - 1):
            a_photo(db, card, f"hsl({30 * number}, 100%, 50%)")
    answer = upload(browser, white_jpg=photo("white"), black_jpg=photo("black"))
    assert answer.status_code == 422
    assert "at most 12 photographs" in answer.text
    assert len(files(database)) == MOST
    assert 'name="photos"' not in page(browser, FILES)
    many = {f"f{number}_jpg": photo("white", (number + 1, 1)) for number in range(MOST + 1)}
    form = form_with(page(browser, FILES), SAVE)
    sent = {**form.filled({}).to_dict(), "photos": [(BytesIO(one), f"{name}.jpg") for name, one in many.items()]}
    assert "At most 12 files are taken at once" in browser.post(FILES, data=sent).text
    assert len(files(database)) == MOST


def test_what_is_said_of_photographs_is_saved_with_every_button(
    browser: FlaskClient, database: Database, pictured: list[int]
) -> None:
    first, second, paper = pictured
    said = {
        f"alt-{first}": "Une cour",
        f"caption-{first}": "Bobo-Dioulasso",
        f"credit-{first}": "Issa Diallo",
        f"shown-{first}": "agreed",
        f"caption-{paper}": "Rapport",
    }
    assert press(browser, f"down-{first}", said).location == f"{FILES}#file-{first}"
    moved = files(database)
    assert [one.id for one in moved] == [second, first]
    assert Description.of(moved[1]) == Description.of(files(database)[1])
    assert (moved[1].alt["fr"], moved[1].credit, moved[1].shown) == ("Une cour", "Issa Diallo", Shown.AGREED)
    assert files(database, CardFileKind.DOCUMENT)[0].caption["fr"] == "Rapport"
    assert "Readers see this photograph once the card is published." in page(browser, FILES)
    assert press(browser, "save").location == "/en/cards/1/"
    assert press(browser, f"up-{first}").status_code == 303
    assert [one.id for one in files(database)] == [first, second]


def test_removing_in_two_windows_removes_once(browser: FlaskClient, database: Database, pictured: list[int]) -> None:
    first, second, _paper = pictured
    form = form_with(page(browser, FILES), SAVE)
    sent = {**form.filled({f"alt-{second}": "Rouge"}).to_dict(), "act": f"remove-{first}"}
    for _ in range(2):
        assert browser.post(FILES, data=sent).location == FILES
    assert [(one.id, one.alt.get("fr")) for one in files(database)] == [(second, "Rouge")]
    assert press(browser, f"up-{first}").location == FILES
    assert press(browser, "remove-").status_code == 303


def test_what_is_too_long_is_marked_and_the_file_that_came_with_it_is_kept(
    browser: FlaskClient, database: Database, pictured: list[int]
) -> None:
    long = "x" * 1_001
    answer = upload(browser, said={f"alt-{pictured[0]}": long}, new_jpg=photo("blue"))
    assert answer.status_code == 422
    assert set(errors_in(answer.text)) == {f"alt-{pictured[0]}"}
    assert long in answer.text
    assert len(files(database)) == 3


def test_it_saves_itself_and_goes_on_with_the_marks_of_what_is_stored(
    browser: FlaskClient, database: Database, pictured: list[int]
) -> None:
    form = form_with(page(browser, FILES), SAVE)
    name = f"alt-{pictured[0]}"
    sent = {**form.filled({name: "Une"}).to_dict(), "quietly": "1"}
    answer = browser.post(FILES, data=sent)
    assert (answer.status_code, answer.data) == (204, b"")
    mark = answer.headers["X-Revision"]
    assert browser.post(FILES, data={**sent, name: "Une cour", "revision": mark}).status_code == 204
    assert files(database)[0].alt["fr"] == "Une cour"
    assert browser.post(FILES, data={**sent, name: "Une rue"}).status_code == 409


def test_whoever_is_slower_sees_what_the_other_one_has_saved(
    browser: FlaskClient, database: Database, pictured: list[int]
) -> None:
    form = form_with(page(browser, FILES), SAVE)
    with database.writing() as db:
        card = find_card(db, 1)
        assert card is not None
        describe(db, card, card.files[0], Description(credit="Bo", shown=Shown.NOBODY), LATER)
    said = {f"credit-{pictured[0]}": "Awa", f"shown-{pictured[0]}": "agreed", f"credit-{pictured[1]}": "Awa"}
    answer = browser.post(FILES, data=form.filled(said))
    assert answer.status_code == 409
    assert answer.text.count("Saved by somebody else:") == 2
    assert files(database)[1].credit == ""
    again = form_with(answer.text, SAVE)
    assert again.value(f"credit-{pictured[0]}") == "Awa"
    assert browser.post(FILES, data=again.filled({})).status_code == 303
    assert [one.credit for one in files(database)] == ["Awa", "Awa"]


def test_consent_can_be_taken_back_once_the_card_is_published(browser: FlaskClient, database: Database) -> None:
    with database.writing() as db:
        card = find_card(db, 1)
        assert card is not None
        a_shown_photo(db, card)
        a_document(db, card)
        card.state = CardState.ACCEPTED
    shown = page(browser, FILES)
    assert 'type="file"' not in shown
    assert "report.pdf" in shown
    assert send(browser, FILES, "Show to readers no more").status_code == 303
    assert files(database)[0].shown == Shown.NOT_ASKED
    assert "have not agreed" in page(browser, FILES)


def test_a_card_that_was_sent_in_takes_no_files(browser: FlaskClient, database: Database) -> None:
    form = form_with(page(browser, FILES), SEND)
    with database.writing() as db:
        db.get_one(Practice, 1).state = CardState.SUBMITTED
    sent = {**form.filled({}).to_dict(), "photos": [(BytesIO(photo()), "loom.jpg")]}
    answer = browser.post(FILES, data=sent)
    assert answer.status_code == 422
    assert files(database) == []


@pytest.mark.usefixtures("pictured")
def test_somebody_elses_files_are_not_there(browser: FlaskClient, empty_app: Flask, database: Database) -> None:
    with database.writing() as db:
        card = find_card(db, 1)
        assert card is not None
        other = a_card(db, card.call, author="Bo")
        theirs = a_photo(db, other, "blue")
        number, file, uid = other.id, theirs.id, theirs.upload.uid
    sent = form_with(page(browser, FILES), SAVE).filled({}).to_dict()
    sent[f"caption-{file}"] = "Mine"
    for act in (f"remove-{file}", f"up-{file}", "save"):
        assert browser.post(FILES, data={**sent, "act": act}).status_code == 303
    assert (files(database, number=number)[0].id, files(database, number=number)[0].caption.get("fr")) == (file, None)
    stranger = empty_app.test_client()
    own = files(database)[0].upload.uid
    for who, address in (
        (browser, f"/en/cards/{number}/files/"),
        (browser, f"{FILES}{uid}"),
        (browser, f"/en/cards/{number}/files/{uid}"),
        (stranger, FILES),
        (stranger, f"{FILES}{own}"),
    ):
        answer = who.get(address)
        assert (answer.status_code, NOTHING in answer.text) == (404, True), address
    assert browser.post(f"/en/cards/{number}/files/", data={**sent, "photos": []}).status_code == 401
    for address in (f"{FILES}{file}/hide", f"/en/cards/{number}/files/{file}/hide"):
        assert browser.post(address, data=sent).status_code == 404
    assert opened(empty_app.test_client(), database, number).get(f"{FILES}{own}").status_code == 404


def test_a_form_with_a_made_up_mark_is_a_conflict_and_no_crash(
    browser: FlaskClient, database: Database, pictured: list[int]
) -> None:
    form = form_with(page(browser, FILES), SAVE)
    for mark, status in (("x:y :: ²:a", 303), (f"{pictured[0]}:x", 409), ("", 303)):
        sent = form.filled({f"alt-{pictured[0]}": f"Mark {mark}"})
        assert browser.post(FILES, data={**sent.to_dict(), "revision": mark}).status_code == status
    assert len(files(database)) == 2


def test_the_page_costs_the_same_for_one_photograph_and_for_twelve(browser: FlaskClient, database: Database) -> None:
    counts = []
    for wanted in (1, MOST):
        with database.writing() as db:
            card = find_card(db, 1)
            assert card is not None
            for number in range(len(files(database)) if wanted == 1 else 1, wanted):
                a_photo(db, card, f"hsl({30 * number}, 100%, 50%)")
        with asked_of(database) as asked:
            page(browser, FILES)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_marks_of_no_file_are_passed_over(browser: FlaskClient, pictured: list[int]) -> None:
    form = form_with(page(browser, FILES), SEND)
    sent = form.filled({"revision": f"{'9' * 5_000}:a ²:b :c {pictured[0]}"})
    assert browser.post(FILES, data=sent).status_code == 303
