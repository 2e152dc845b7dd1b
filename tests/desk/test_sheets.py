"""Nominations from a spreadsheet at the desk."""

import io
import re

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from academy.db.engine import Database
from academy.participation.models import Registration, SheetReading
from academy.participation.sheets import take_over_next
from tests.conftest import NOW, Organiser, signed_in
from tests.desk.forms import form_with, press
from tests.desk.stored import CASABLANCA
from tests.factories.files import PDF

SHEETS = f"{CASABLANCA}/sheets"
LIST = """Prénom;Nom;Pays;Catégorie;Fonction
Aïssatou;Mbengou;Sénégal;Ministry of labour;Directrice
Bakary;Kabirou;Côte d’Ivoire;workers;
Clémence;Gnassou;Atlantide;workers;
"""


def send(organiser: Organiser, content: bytes | str, name: str = "liste.csv") -> TestResponse:
    raw = content if isinstance(content, bytes) else content.encode()
    return organiser.post(SHEETS, {"sheet": (io.BytesIO(raw), name)}, content_type="multipart/form-data")


def work(database: Database) -> None:
    more = True
    while more:
        with database.writing() as db:
            more = take_over_next(db, NOW)


def count(database: Database) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(Registration)) or 0


def test_an_empty_page_says_what_belongs_there(organiser: Organiser) -> None:
    page = organiser.get(SHEETS).text
    assert "No list was read here yet." in page
    assert 'accept=".xlsx, .ods, .csv, .tsv, .txt"' in page


def test_a_list_is_shown_and_then_taken_over(organiser: Organiser, demonstration: Database) -> None:
    answer = send(organiser, LIST)
    assert answer.status_code == 303
    page = organiser.get(str(answer.location)).text
    for text in ("Nothing is taken over yet", "2 would be put forward", "1 cannot be taken over", "Aïssatou Mbengou",
                 "“Atlantide” is not a country"):  # fmt: skip
        assert text in page, text
    assert count(demonstration) == 0
    only = organiser.get(f"{answer.location}?only=wrong").text
    assert "Clémence" in only
    assert "Aïssatou Mbengou" not in only
    taken = press(organiser, str(answer.location), "Take over what can be", "/take").text
    assert "0 of 3 rows are done" in taken
    work(demonstration)
    done = organiser.get(str(answer.location)).text
    assert "2 people were put forward" in done
    assert "“Atlantide” is not a country" in done
    assert count(demonstration) == 2
    assert "liste.csv" in organiser.get(SHEETS).text


def test_wrong_rows_come_back_as_a_table(organiser: Organiser) -> None:
    address = str(send(organiser, LIST).location)
    table = organiser.get(f"{address}/wrong.csv")
    assert table.content_type.startswith("text/csv")
    lines = table.data.decode("utf-8-sig").splitlines()
    assert lines[0] == "What is wrong,Prénom,Nom,Pays,Catégorie,Fonction"
    assert lines[1].startswith("“Atlantide” is not a country that is known here.,Clémence,Gnassou")
    assert len(lines) == 2


def test_columns_are_chosen_by_hand(organiser: Organiser, demonstration: Database) -> None:
    address = str(send(organiser, "x;y\nAïssatou Mbengou;Sénégal\n").location)
    opened = organiser.get(address).text
    form = form_with(opened, "Read it so")
    answer = organiser.client.post(form.action, data=form.filled({"column-0": "name", "column-1": "country",
                                                                   "type": "labour"}))  # fmt: skip
    assert answer.status_code == 303
    assert "1 would be put forward" in organiser.get(address).text
    with demonstration.reading() as db:
        assert db.scalars(select(SheetReading.columns)).one() == {"0": "name", "1": "country"}


def test_a_list_that_is_dropped_is_gone(organiser: Organiser) -> None:
    address = str(send(organiser, LIST).location)
    assert "nothing was taken over" in press(organiser, address, "Drop it").text
    assert organiser.get(address).status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (PDF, "liste.pdf", "none of the kinds of files that are accepted here"),
        (b"", "empty.csv", "This file is empty"),
        (b"PK\x03\x04 no archive", "liste.xlsx", "damaged"),
        (b"\n;\n", "blank.csv", "nothing in this table"),
    ],
    ids=["PDF", "empty", "broken", "blank"],
)  # fmt: skip
def test_what_is_no_list_is_said_so(organiser: Organiser, content: bytes, name: str, says: str) -> None:
    answer = send(organiser, content, name)
    assert answer.status_code == 422
    assert says in answer.text
    assert organiser.post(SHEETS, {}).status_code == 422


def test_a_list_of_another_edition_is_unknown(organiser: Organiser) -> None:
    address = str(send(organiser, LIST).location)
    elsewhere = address.replace("casablanca-2027", "rcm-2021")
    assert organiser.get(elsewhere).status_code == 404
    assert organiser.post(f"{elsewhere}/take").status_code == 404


def test_what_stands_in_a_list_is_text(app: Flask) -> None:
    organiser = signed_in(app)
    address = str(send(organiser, "Name;Country;Type\n<script>x</script>;Sénégal;workers\n", "<b>.csv").location)
    page = organiser.get(address).text
    assert "<script>x" not in page
    assert not re.search(r"<b>\.csv", page)
