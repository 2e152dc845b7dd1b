"""Lists of people at the desk: filtered, taken out as spreadsheets, and who may see them."""

import re
from datetime import date
from html import unescape
from io import BytesIO
from time import perf_counter
from zipfile import ZipFile

import pytest
from flask import Flask

from academy.accounts.models import EditionRole
from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.kit.sheets import read_sheets
from academy.participation import seating
from academy.participation.answers import write_answers
from academy.participation.correcting import review
from academy.participation.forms import write_questions
from academy.participation.models import QuestionKind
from academy.participation.registering import contest
from academy.people.sensitive import conceal
from tests.conftest import Organiser
from tests.desk.participants import (
    HERE,
    browser_of,
    four_people,
    one_of,
    shown,
    text_of,
    told,
)
from tests.factories import LATER
from tests.factories.statements import asked_of
from tests.participation.answered import question
from tests.participation.people_lists import fill
from tests.participation.places import candidate, invited, put


@pytest.fixture
def here(database: Database) -> dict[str, int]:
    """Ana and Bo hold the seats of Mexico, Cy waits for one, Di was accepted for Peru."""
    return four_people(database)


def test_everybody_stands_in_the_list_with_counts_per_state(new_organiser: Organiser, here: dict[str, int]) -> None:
    page = new_organiser.get(f"{HERE}/participants").text
    assert shown(page) == ["Ana Peña", "Bo Peña", "Cy Peña", "Di Peña"]
    assert all(said in text_of(page) for said in ("nominated: 2", "waiting: 1", "accepted: 1", "4 people"))
    assert f"/people/{here['Ana']}" in page


def test_nominations_and_the_waiting_list_have_their_own(new_organiser: Organiser, here: dict[str, int]) -> None:
    assert shown(new_organiser.get(f"{HERE}/nominations").text) == ["Ana Peña", "Bo Peña"]
    page = new_organiser.get(f"{HERE}/waiting").text
    assert shown(page) == ["Cy Peña"]
    assert '<td class="num">1' in page
    assert here


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("search=area", ["Ana"]),
        ("search=PENA%20bo", ["Bo"]),
        ("state=accepted", ["Di"]),
        ("state=accepted&state=waiting", ["Cy", "Di"]),
        ("country=PE", ["Di"]),
        ("country=XX", []),
        ("state=nonsense&type=nonsense&page=nonsense&only=nonsense", ["Ana", "Bo", "Cy", "Di"]),
        ("type=999999999999999999999", ["Ana", "Bo", "Cy", "Di"]),
        ("only=unreachable", []),
    ],
)
def test_the_list_is_filtered(new_organiser: Organiser, here: dict[str, int], query: str, names: list[str]) -> None:
    page = new_organiser.get(f"{HERE}/participants?{query}")
    assert page.status_code == 200
    assert [name.split()[0] for name in shown(page.text)] == names
    assert bool(names) != ("Nobody is found so." in page.text)
    assert here


def test_empty_lists_say_what_belongs_there(new_organiser: Organiser, database: Database) -> None:
    with database.writing() as db:
        invited(db)
    for name, said in (
        ("participants", "Nobody takes part yet."),
        ("nominations", "Nobody takes part yet."),
        ("waiting", "Nobody waits for a seat."),
        ("participating-institutions", "No institution takes part yet."),
        ("needs", "The form has no sensitive question with choices."),
    ):
        page = new_organiser.get(f"{HERE}/{name}").text
        assert said in page, name
        assert "<table" not in page


def test_institutions_have_their_people(new_organiser: Organiser, database: Database, here: dict[str, int]) -> None:
    with database.writing() as db:
        for name in ("Ana", "Cy"):
            one_of(db, here[name]).institution_name = "Secretaría"
    page = new_organiser.get(f"{HERE}/participating-institutions?search=secretaria").text
    assert "1 institution" in page
    assert all(said in text_of(page) for said in ("Secretaría as typed Mexico 1", "nominated: 1", "waiting: 1"))
    address = re.search(r'href="([^"]*institution=[^"]*)"', page)
    assert address is not None
    assert shown(new_organiser.get(unescape(address[1])).text) == ["Ana Peña", "Cy Peña"]
    assert "No institution is found so." in new_organiser.get(f"{HERE}/participating-institutions?search=x").text


def test_lists_are_read_back_from_csv_and_xlsx(
    new_organiser: Organiser, database: Database, here: dict[str, int]
) -> None:
    with database.writing() as db:
        one_of(db, here["Ana"]).post = "=HYPERLINK(1)"
    for form in ("csv", "xlsx"):
        answer = new_organiser.get(f"{HERE}/participants.{form}?country=MX")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="workshop-2026-participants.{form}"'
        head, *rows = (row.cells for row in read_sheets(answer.data)[0].rows)
        assert [dict(zip(head, row, strict=True))["Given names"] for row in rows] == ["Ana", "Bo", "Cy"]
        ana = dict(zip(head, rows[0], strict=True))
        assert (ana["E-mail address"], ana["Country"], ana["State"]) == ("ana@example.org", "Mexico", "nominated")
        assert ana["Post"].removeprefix("'") == "=HYPERLINK(1)"
        assert (b"'=HYPERLINK(1)" in answer.data) is (form == "csv")
    assert told(database) == {"list": "participants", "rows": 3, "columns": told(database)["columns"]}
    assert new_organiser.get(f"{HERE}/participants.ods").status_code == 404


def test_each_list_is_taken_out_as_it_stands(new_organiser: Organiser, here: dict[str, int]) -> None:
    waiting = new_organiser.get(f"{HERE}/participants.csv?list=waiting").text
    assert "In the line" in waiting
    assert waiting.count("\r\n") == 2
    assert "Seats held" in new_organiser.get(f"{HERE}/participants.csv?list=institutions").text
    assert new_organiser.get(f"{HERE}/participants.csv?list=nonsense").text.count("\r\n") == len(here) + 1


def test_a_workbook_in_arabic_reads_from_right_to_left(new_organiser: Organiser, here: dict[str, int]) -> None:
    for code, is_so in (("ar", True), ("es", False)):
        answer = new_organiser.get(f"{HERE}/participants.xlsx", headers={"Accept-Language": code})
        with ZipFile(BytesIO(answer.data)) as book:
            assert (b'rightToLeft="1"' in book.read("xl/worksheets/sheet1.xml")) is is_so
        assert ("المكسيك" if is_so else "México") in read_sheets(answer.data)[0].rows[1].cells
    assert here


def test_what_is_sensitive_is_taken_out_by_few_and_only_when_asked_for(
    empty_app: Flask, database: Database, here: dict[str, int]
) -> None:
    with database.writing() as db:
        edition = get_edition(db, "workshop-2026")
        write_questions(
            db, edition, [question("food", is_sensitive=True), question("shirt", QuestionKind.YES_NO)], LATER
        )
        write_answers(db, one_of(db, here["Ana"]), {"food": "no nuts", "shirt": True}, LATER)
        conceal(db, one_of(db, here["Ana"]).person, "passport_name", "ANA PENA", LATER)
    registrar, helper = (
        browser_of(empty_app, database, EditionRole.REGISTRAR),
        browser_of(empty_app, database, EditionRole.ORGANISER),
    )
    asked = f"{HERE}/participants.csv?sensitive=1"
    assert all(said in registrar.get(asked).text for said in ("no nuts", "ANA PENA", "yes"))
    assert {"passport_name", "answer.food"} <= set(told(database)["columns"])  # type: ignore[call-overload]
    for client, address in ((registrar, f"{HERE}/participants.csv"), (helper, asked)):
        said = client.get(address).text
        assert not any(secret in said for secret in ("no nuts", "ANA PENA"))
        assert "Shirt" in said
        assert {"passport_name", "answer.food"}.isdisjoint(told(database)["columns"])  # type: ignore[arg-type]
    assert "sensitive=1" in registrar.get(f"{HERE}/participants").text
    assert "sensitive=1" not in helper.get(f"{HERE}/participants").text


def test_only_who_keeps_seats_sees_lists_and_acts(empty_app: Flask, database: Database, here: dict[str, int]) -> None:
    chair = browser_of(empty_app, database, EditionRole.PROGRAMME_CHAIR)
    stranger = empty_app.test_client()
    for name in ("participants", "nominations", "waiting", "participating-institutions", "needs", "participants.csv"):
        assert chair.get(f"{HERE}/{name}").status_code == 403, name
        assert stranger.get(f"{HERE}/{name}").status_code == 303, name
    assert here


def test_what_people_need_is_told_as_numbers(new_organiser: Organiser, database: Database) -> None:
    with database.writing() as db:
        edition = invited(db)
        write_questions(
            db,
            edition,
            [question("food", QuestionKind.CHOICE, is_sensitive=True), question("illness", is_sensitive=True)],
            LATER,
        )
        for number in range(4):
            one = put(db, edition, f"Kim{number}", "observers", None)
            write_answers(db, one, {"food": "ab"[number == 3], "illness": "asthma"}, LATER)
    said = text_of(new_organiser.get(f"{HERE}/needs").text)
    assert "First 3 Second fewer than 3" in said
    assert "asthma" not in said


def test_what_needs_a_hand_is_told_on_the_first_page(
    new_organiser: Organiser, database: Database, here: dict[str, int]
) -> None:
    with database.writing() as db:
        edition = get_edition(db, "workshop-2026")
        edition.starts_on = edition.ends_on = date(2400, 1, 1)
        one = one_of(db, here["Di"])
        one.submitted_at = LATER
        review(db, one, {"post"}, LATER)
        holding = seating.find_holding(db, one_of(db, here["Ana"]))
        assert holding is not None
        contest(db, holding.seat, edition, candidate(db, edition, "Ed"), LATER)
    page = new_organiser.get("/desk/").text
    assert "1 contested seat · 1 nomination to decide · 1 participant to look at again" in text_of(page)
    for address in (f"{HERE}/contested", f"{HERE}/nominations", f"{HERE}/participants?only=review"):
        assert f'href="{address}"' in page
        assert new_organiser.get(address).status_code == 200


@pytest.mark.parametrize("name", ["participants", "waiting", "participating-institutions", "participants.csv"])
def test_three_hundred_cost_as_many_queries_as_three(new_organiser: Organiser, database: Database, name: str) -> None:
    costs = []
    with database.writing() as db:
        for slug, count in (("few-2026", 5), ("many-2026", 300)):
            fill(db, invited(db, slug=slug), count)
    for slug in ("few-2026", "many-2026", "few-2026", "many-2026"):
        with asked_of(database) as asked:
            assert new_organiser.get(f"/desk/editions/{slug}/{name}").status_code == 200
        costs.append(len(asked))
    assert costs[2] == costs[3]


def test_three_thousand_people_are_shown_page_by_page_and_taken_out(
    new_organiser: Organiser, database: Database
) -> None:
    with database.writing() as db:
        fill(db, invited(db), 3000)
    new_organiser.get(f"{HERE}/participants")
    began = perf_counter()
    page = new_organiser.get(f"{HERE}/participants?search=pena&page=30").text
    took = perf_counter() - began
    assert (len(shown(page)), "30 / 30" in page) == (100, True)
    assert took < 2, took
    for form in ("csv", "xlsx"):
        (sheet,) = read_sheets(new_organiser.get(f"{HERE}/participants.{form}").data)
        assert len(sheet.rows) == 3001
    for name in ("waiting", "nominations", "participating-institutions"):
        assert new_organiser.get(f"{HERE}/{name}").status_code == 200
