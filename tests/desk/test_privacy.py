"""What only few may see of a person, at the desk."""

import json
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from academy.accounts.actions import create_account, give_role, sign_in
from academy.accounts.models import EditionRole, SignInMethod
from academy.accounts.queries import find_account
from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.people.consents import list_consents
from academy.people.models import ConsentUse, Person
from academy.people.queries import get_person
from academy.people.sensitive import reveal
from academy.trail.models import Entry
from tests.conftest import EMAIL, Organiser
from tests.desk.forms import fill, form_with

ADDRESS = "/desk/people/babatunde-adewoye/privacy"
IN_PASSPORT = "Babatunde Olusegun Adewoye"


def acts(database: Database) -> list[tuple[str, int | None]]:
    """What the record says of this person, and with which account it was done."""
    with database.reading() as db:
        person = get_person(db, "babatunde-adewoye")
        about = select(Entry).where(Entry.thing == "person", Entry.thing_id == person.id).order_by(Entry.id)
        found = [(entry.act, entry.account_id) for entry in db.scalars(about)]
    return [one for one in found if one[0] != "person.concealed" or one[1] is not None]


def number_of(database: Database, email: str = EMAIL) -> int:
    with database.reading() as db:
        found = find_account(db, email)
        assert found
        return found.id


def somebody(app: Flask, database: Database, role: EditionRole) -> FlaskClient:
    """The browser of somebody with a role in one edition."""
    with database.writing() as db:
        now = datetime.now(UTC)
        account = create_account(db, f"{role}@example.org", str(role), now)
        give_role(db, account, get_edition(db, "rcm-2021"), role, now)
        token = sign_in(db, account, SignInMethod.LINK, now)
    client = app.test_client()
    with client.session_transaction() as session:
        session["sign_in"] = token
    return client


def test_each_look_is_recorded_with_who_looked(organiser: Organiser, demonstration: Database) -> None:
    assert IN_PASSPORT in organiser.get(ADDRESS).text
    own = number_of(demonstration)
    assert acts(demonstration) == [("person.revealed", own)]
    assert "Olga Organiser, looked" in " ".join(organiser.get(ADDRESS).text.replace("</bdi>", "").split())
    assert acts(demonstration) == [("person.revealed", own)] * 2


def test_the_ordinary_form_does_not_show_it(organiser: Organiser, demonstration: Database) -> None:
    page = organiser.get("/desk/people/babatunde-adewoye").text
    assert IN_PASSPORT not in page
    assert ADDRESS in page
    assert acts(demonstration) == []


def test_what_is_written_is_sealed(organiser: Organiser, demonstration: Database) -> None:
    assert fill(organiser, ADDRESS, {"passport_name": "ADEWOYE BABATUNDE"}).status_code == 303
    with demonstration.reading() as db:
        person = get_person(db, "babatunde-adewoye")
        assert reveal(db, person, "passport_name") == "ADEWOYE BABATUNDE"
        assert all("ADEWOYE B" not in sealed for sealed in db.scalars(select(Person.passport_name)))
    assert "person.concealed" in [act for act, _ in acts(demonstration)]


@pytest.mark.parametrize(("role", "status"), [(EditionRole.REGISTRAR, 200), (EditionRole.ORGANISER, 403)])
def test_only_roles_that_need_it_see_it(app: Flask, demonstration: Database, role: EditionRole, status: int) -> None:
    client = somebody(app, demonstration, role)
    assert client.get(ADDRESS).status_code == status
    assert client.get("/desk/people/babatunde-adewoye").status_code == 200
    assert len(acts(demonstration)) == (status == 200)
    for address in ("/desk/privacy", "/desk/people/babatunde-adewoye/erasure"):
        assert client.get(address).status_code == 403


def test_a_consent_on_paper_names_who_wrote_it_down(organiser: Organiser, demonstration: Database) -> None:
    form = form_with(organiser.get(ADDRESS).text, "Agree")
    assert organiser.client.post(form.action, data=form.filled({})).location == ADDRESS
    assert "written down by an organiser" in organiser.get(ADDRESS).text
    with demonstration.reading() as db:
        said = list_consents(db, get_person(db, "babatunde-adewoye"))
    assert [(one.use, one.is_given, one.account_id) for one in said] == [
        (ConsentUse.PHOTOGRAPHS, True, number_of(demonstration))
    ]


def test_all_data_are_handed_out_for_the_person_and_that_is_recorded(
    organiser: Organiser, demonstration: Database
) -> None:
    told = organiser.get("/desk/people/babatunde-adewoye/data.json")
    assert json.loads(told.text)["person"][0]["passport_name"] == IN_PASSPORT
    assert [act for act, _ in acts(demonstration)] == ["person.exported"]


def test_what_is_due_is_shown_emptied_and_reported(organiser: Organiser, demonstration: Database) -> None:
    with demonstration.writing() as db:
        get_person(db, "leandro-morais").email = "leandro@example.org"
    page = organiser.get("/desk/privacy").text
    assert "Nothing yet." in page
    form = form_with(page, "Empty it now")
    assert organiser.client.post(form.action, data=form.filled({})).location == "/desk/privacy"
    assert "People: addresses, languages of letters and names in passports (1)" in organiser.get("/desk/privacy").text
    with demonstration.reading() as db:
        assert get_person(db, "leandro-morais").email == ""


def test_an_administrator_erases_the_last_owner_of_an_edition_too(
    organiser: Organiser, demonstration: Database
) -> None:
    with demonstration.writing() as db:
        now, leandro = datetime.now(UTC), get_person(db, "leandro-morais")
        account = create_account(db, "leandro@example.org", "Leandro", now, person=leandro)
        give_role(db, account, get_edition(db, "rcm-2021"), EditionRole.OWNER, now)
    assert fill(organiser, "/desk/people/leandro-morais/erasure", {}).location == "/desk/privacy"
    with demonstration.reading() as db:
        assert find_account(db, "leandro@example.org") is None


def test_a_name_may_be_left_in_what_took_place(organiser: Organiser, client: FlaskClient) -> None:
    address = "/desk/people/leandro-morais/erasure"
    assert "What stays, and why" in organiser.get(address).text
    assert fill(organiser, address, {"name": "keep"}).location == "/desk/privacy"
    assert "Leandro Morais" in client.get("/en/rcm-2021/people/").text
    assert fill(organiser, address, {"name": "remove"}).location == "/desk/privacy"
    assert "Leandro Morais" not in client.get("/en/rcm-2021/people/").text
    assert "Name removed" in client.get("/en/rcm-2021/programme/").text
