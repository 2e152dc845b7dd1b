"""Nominators at the desk: what each reaches, tables without a head, and what is refused."""

from datetime import date

import pytest

from academy.db.engine import Database
from academy.editions.queries import get_edition, get_whole_edition
from academy.participation.mandates import list_mandates
from academy.participation.nominating import Nominee, put_forward
from tests import factories
from tests.conftest import NOW, Organiser
from tests.desk.forms import form_with, send
from tests.desk.stored import CASABLANCA
from tests.factories.statements import asked_of
from tests.participation.mandated import mandate
from tests.participation.places import rule_for, type_called

ALL = f"{CASABLANCA}/nominators"


def given(database: Database) -> list[tuple[str, str | None, str | None, str, str | None]]:
    """Who may put people forward: address, country, institution, language and institution type."""
    with database.reading() as db:
        return [
            (
                one.email,
                one.country,
                one.institution.slug if one.institution else None,
                one.language,
                one.institution_type.slug if one.institution_type else None,
            )
            for one in list_mandates(db, get_edition(db, "casablanca-2027"))
        ]


def test_each_says_how_many_seats_of_how_many_and_until_when(organiser: Organiser, demonstration: Database) -> None:
    with demonstration.writing() as db:
        here = get_whole_edition(db, "casablanca-2027")
        focal = mandate(db, here, country="SN")
        mandate(db, here, "other@example.org", country="MX", institution_type="workers")
        rule_for(db, here, "workers").closes_on = date(2027, 1, 15)
        put_forward(db, focal, type_called(db, here, "workers"), Nominee("Ana"), NOW)
    page = organiser.get(ALL).text
    assert "1 of " in page
    assert "0 of 1" in page
    assert page.count("15 January 2027") == 2


def test_a_table_may_keep_to_the_order_without_a_head(organiser: Organiser, demonstration: Database) -> None:
    with demonstration.writing() as db:
        ours = factories.institution(db, "Office of Work", country="SN").slug
    rows = "Mexico;Office of labour;mx@example.org;español;labour\nOffice of Work;Somebody;body@example.org;;\n"
    seen = organiser.post(ALL, {"table": rows})
    assert seen.status_code == 200
    assert "Office of Work" in seen.text
    assert given(demonstration) == []
    assert send(organiser, ALL, form_with(seen.text, "Add 2 nominators"), {}).status_code == 303
    expected = [
        ("mx@example.org", "MX", None, "es", "labour"),
        ("body@example.org", None, ours, "en", None),
    ]
    assert given(demonstration) == expected
    assert organiser.post(ALL, {"table": rows, "sure": "1"}).status_code == 303
    assert given(demonstration) == expected, "the same twice is once"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("Mexico;Office;nowhere@;es;labour\n", "nowhere@"),
        ("Mexico;Office;a@example.org;Klingon;labour\n", "Klingon"),
        ("Mexico;Office;a@example.org;;bakers\n", "bakers"),
        ("Nowhere Ltd;Office;a@example.org;;labour\n", "“Nowhere Ltd” is none of our institutions"),
        ("Mexico;;a@example.org;;labour\n", "Write the name"),
        ("Mexico;Office\n", "Name the columns in the first line"),
        ("a\x00b", "neither a spreadsheet nor text"),
        ("Mexico;Office;a@example.org;;labour\n" * 301, "at most 300"),
    ],
)
def test_a_row_that_is_wrong_is_named_and_nothing_is_added(
    organiser: Organiser, demonstration: Database, rows: str, says: str
) -> None:
    for more in ({}, {"sure": "1"}):
        answer = organiser.post(ALL, {"table": "Peru;First;pe@example.org;;labour\n" * ("@" in rows) + rows, **more})
        assert answer.status_code == 422
        assert says in answer.text
    assert given(demonstration) == []


def test_another_editions_nominator_is_unknown(organiser: Organiser, demonstration: Database) -> None:
    with demonstration.writing() as db:
        number = mandate(db, get_whole_edition(db, "casablanca-2027")).id
    for how in ("send", "renew", "end"):
        assert organiser.post(f"/desk/editions/rcm-2021/nominators/{number}/{how}").status_code == 404
    assert organiser.post(f"{ALL}/{number}/dance").status_code == 404
    assert len(given(demonstration)) == 1


def test_a_list_costs_the_same_for_one_and_for_thirty_and_has_pages(
    organiser: Organiser, demonstration: Database
) -> None:
    def more(start: int, stop: int) -> None:
        with demonstration.writing() as db:
            here = get_whole_edition(db, "casablanca-2027")
            for number in range(start, stop):
                mandate(db, here, f"focal{number}@example.org", country="MX")

    def cost() -> int:
        with asked_of(demonstration) as asked:
            assert organiser.get(ALL).status_code == 200
        return len(asked)

    more(0, 1)
    before = cost()
    more(1, 30)
    assert cost() == before
    more(30, 102)
    page = organiser.get(f"{ALL}?page=2").text
    assert "focal101@example.org" in page
    assert "focal1@example.org" not in page
