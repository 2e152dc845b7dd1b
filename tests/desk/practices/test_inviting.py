"""People are asked to write a card: one by one, and many from a pasted table."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.outbox.models import Letter
from academy.practices.models import Practice
from academy.practices.queries import get_call
from tests import factories
from tests.conftest import Organiser
from tests.desk.forms import Facts, errors_in, form_with, send
from tests.practices.carded import CALL, a_call

ONE = "/desk/editions/workshop-2026/calls/good-practices-of-solidarity"
HERE = f"{ONE}/invite"

TABLE = "Awa Traoré;awa@example.org;français;Le métier à tisser partagé\nJoão Lima;joao@example.org;pt;\n"


@pytest.fixture(autouse=True)
def _call(database: Database) -> None:
    with database.writing() as db:
        a_call(db, factories.edition(db, languages=("en", "es")), replace(CALL, closes_on=date(2200, 1, 1)))


def cards(database: Database) -> list[tuple[str, str, str, str, str]]:
    with database.reading() as db:
        rows = db.scalars(select(Practice).order_by(Practice.id)).all()
        return [(one.author, one.email, one.language, one.letters_in, one.title) for one in rows]


def letters(database: Database) -> list[tuple[str, str]]:
    with database.reading() as db:
        found = db.scalars(select(Letter).where(Letter.kind == "practices/card").order_by(Letter.id)).all()
        return [(one.email, one.facts["subject_line"]) for one in found]


def ask(organiser: Organiser, facts: Facts) -> tuple[int, str]:
    answer = send(organiser, HERE, form_with(organiser.get(HERE).text, "Write to them"), facts)
    return answer.status_code, answer.text


def look(organiser: Organiser, table: str) -> tuple[int, str]:
    answer = send(organiser, HERE, form_with(organiser.get(HERE).text, "Look at the table"), {"table": table})
    return answer.status_code, answer.text


def test_somebody_is_asked_and_gets_a_letter(new_organiser: Organiser, database: Database) -> None:
    facts = {
        "author": "Awa Traoré",
        "email": "Awa@Example.org",
        "letters_in": "fr",
        "language": "sw",
        "title": "Pamoja",
    }
    assert ask(new_organiser, facts)[0] == 303
    assert cards(database) == [("Awa Traoré", "awa@example.org", "sw", "fr", "Pamoja")]
    assert letters(database) == [("awa@example.org", "Write a good practice for us: %(edition)s")]


def test_the_same_form_sent_twice_asks_once(new_organiser: Organiser, database: Database) -> None:
    form = form_with(new_organiser.get(HERE).text, "Write to them")
    for _ in range(2):
        assert send(new_organiser, HERE, form, {"author": "Awa", "email": "awa@example.org"}).status_code == 303
    assert (len(cards(database)), len(letters(database))) == (1, 1)


@pytest.mark.parametrize(
    ("facts", "where", "says"),
    [
        ({"email": ""}, "email", "Write an e-mail address"),
        ({"email": "nobody"}, "email", "“nobody” is not an e-mail address."),
        ({"author": ""}, "author", "Write your name"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(
    new_organiser: Organiser, database: Database, facts: dict[str, str], where: str, says: str
) -> None:
    status, page = ask(new_organiser, {"author": "Awa", "email": "awa@example.org", "title": "Pamoja", **facts})
    assert status == 422
    assert says in errors_in(page)[where]
    assert 'value="Pamoja"' in page
    assert (cards(database), letters(database)) == ([], [])


def test_a_call_that_is_over_asks_nobody(new_organiser: Organiser, database: Database) -> None:
    with database.writing() as db:
        found = get_call(db, get_edition(db, "workshop-2026"), "good-practices-of-solidarity")
        found.closes_on = date(2020, 1, 1)
    assert "nobody can be asked any more" in new_organiser.get(HERE).text
    status, page = ask(new_organiser, {"author": "Awa", "email": "awa@example.org"})
    assert (status, "The deadline of this call is over." in page) == (422, True)
    status, page = look(new_organiser, TABLE)
    assert (status, page.count("Ask the organisers whether")) == (422, 2)
    assert (cards(database), letters(database)) == ([], [])


def test_a_table_is_shown_before_anybody_is_written_to(new_organiser: Organiser, database: Database) -> None:
    status, page = look(new_organiser, TABLE)
    assert status == 200
    assert "no letter has left" in page
    assert (cards(database), letters(database)) == ([], [])
    confirm = form_with(page, "Write to 2 people")
    for _ in range(2):
        assert send(new_organiser, HERE, confirm, {}).status_code == 303
    assert cards(database) == [
        ("Awa Traoré", "awa@example.org", "fr", "fr", "Le métier à tisser partagé"),
        ("João Lima", "joao@example.org", "pt", "pt", ""),
    ]
    assert [email for email, _ in letters(database)] == ["awa@example.org", "joao@example.org"]


def test_columns_may_be_named_in_any_order_and_language(new_organiser: Organiser, database: Database) -> None:
    table = "Título\tCorreo electrónico\tNombre\tIdioma\nTejer juntas\tana@example.org\tAna Peña\tquechua\n"
    _, page = look(new_organiser, table)
    send(new_organiser, HERE, form_with(page, "Write to 1 person"), {})
    assert cards(database) == [("Ana Peña", "ana@example.org", "qu", "en", "Tejer juntas")]


def test_who_has_such_a_card_is_left_out_and_told_why(new_organiser: Organiser, database: Database) -> None:
    ask(new_organiser, {"author": "Awa", "email": "awa@example.org", "title": "Le métier à tisser partagé"})
    again = (
        "Awa;awa@example.org;fr;\nAwa;awa@example.org;fr;Another practice\nAwa;awa@example.org;fr;another PRACTICE\n"
    )
    status, page = look(new_organiser, TABLE + again)
    assert status == 200
    assert "3 rows are left out." in page
    assert page.count("There is a card of this person for this call already.") == 3
    done = send(new_organiser, HERE, form_with(page, "Write to 2 people"), {})
    assert "2 letters leave now. 3 rows were left out." in new_organiser.get(done.location).text
    assert [title for *_, title in cards(database)] == ["Le métier à tisser partagé", "", "Another practice"]


def test_where_all_have_a_card_nobody_is_left_to_ask(new_organiser: Organiser, database: Database) -> None:
    for _ in range(2):
        status, page = look(new_organiser, TABLE)
        if "Write to 2 people" in page:
            send(new_organiser, HERE, form_with(page, "Write to 2 people"), {})
    assert (status, "nobody is left to ask" in page, "Write to 2" in page) == (200, True, False)
    assert len(letters(database)) == 2


def test_a_wrong_row_is_pointed_out_and_nobody_is_written_to(new_organiser: Organiser, database: Database) -> None:
    status, page = look(new_organiser, f"{TABLE}Nobody;nowhere@;fr;\nEva;eva@example.org;Klingon as spoken;\n")
    assert status == 422
    assert "2 rows need a correction" in page
    assert ("“nowhere@” is not an e-mail address." in page, "“Klingon as spoken” is not a language" in page) == (
        True,
        True,
    )
    assert "Eva;eva@example.org" in page
    answer = new_organiser.post(f"{HERE}/table", {"table": f"{TABLE}Nobody;nowhere@;fr;", "sure": "1"})
    assert answer.status_code == 422
    assert (cards(database), letters(database)) == ([], [])


@pytest.mark.parametrize(
    ("table", "says"), [("", "There is nothing in this table."), ("Hello\nWorld", "Name the columns")]
)
def test_what_is_no_table_is_said(new_organiser: Organiser, table: str, says: str) -> None:
    status, page = look(new_organiser, table)
    assert status == 422
    assert says in page


def test_more_rows_than_fit_are_refused_at_once(new_organiser: Organiser, database: Database) -> None:
    rows = "".join(f"Name {number};name{number}@example.org;en;\n" for number in range(301))
    status, page = look(new_organiser, rows)
    assert status == 422
    assert "These are 301 rows; at most 300 are read at once." in page
    assert cards(database) == []
