"""Putting people forward on the page of a mandate: once, with all that can go wrong; alternates, letters, leaving."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient

from academy.db.engine import Database
from academy.files.models import Upload
from academy.participation.models import Alternate, Registration, State
from academy.people.models import Person
from tests import factories
from tests.desk.forms import errors_in, form_with, forms_in
from tests.factories.files import PDF, png
from tests.participation.mandated import mandate
from tests.participation.places import invited
from tests.site.putting_forward import (
    HOME,
    PUT,
    _before_the_deadline,
    browser,
    count,
    mexico,
    named,
    opened,
    page,
    put,
    second,
    send,
    stored,
    text_of,
)

__all__ = ["_before_the_deadline", "browser", "mexico"]


def test_somebody_is_put_forward_and_is_written_to(browser: FlaskClient, database: Database) -> None:
    facts = {"given": "Ana", "family": "Peña", "email": "ana@example.org", "language": "pt", "post": "Director"}
    answer = named(browser, **facts, file=(PDF, "letter.pdf"))
    assert (answer.status_code, answer.location) == (303, HOME)
    made = stored(database, 1)
    assert (made.person.name, made.person.email, made.person.language, made.post, made.country) == (
        "Ana Peña", "ana@example.org", "pt", "Director", "MX",
    )  # fmt: skip
    shown = page(browser)
    assert "Ana Peña was put forward." in shown
    said = text_of(shown)
    assert "Ana Peña nominated" in said
    assert "Has not filled in everything yet." in said
    assert "letter.pdf" in said
    assert "1 of 2" in said


def test_letters_are_in_the_holders_language_unless_another_is_chosen(browser: FlaskClient) -> None:
    assert form_with(page(browser, f"{HOME}name"), PUT).value("language") == "es"


@pytest.mark.parametrize(
    ("given", "family"), [("Suharto", ""), ("محمد", "العربي"), ("山田", "太郎"), ("Zoë", "O’Neill <b>")]
)
def test_names_in_any_script_are_shown_as_written(browser: FlaskClient, given: str, family: str) -> None:
    assert named(browser, given=given, family=family).status_code == 303
    name = f"{given} {family}".strip().replace("<b>", "&lt;b&gt;")
    assert f"<bdi>{name}</bdi>" in page(browser)


def test_what_is_wrong_is_said_beside_its_input_and_what_was_typed_stays(
    browser: FlaskClient, database: Database
) -> None:
    answer = named(browser, given="", family="", email="ana at", post="Director <b>", file=(PDF, "letter.pdf"))
    assert answer.status_code == 422
    assert list(errors_in(answer.text)) == ["email"]
    form = form_with(answer.text, PUT)
    assert [form.value(name) for name in ("email", "post", "type")] == ["ana at", "Director <b>", "labour"]
    assert "letter.pdf" in answer.text
    assert (count(database, Person), count(database, Upload)) == (0, 1)
    corrected = browser.post(f"{HOME}name", data=form.filled({"email": "", "given": "Ana"}))
    assert corrected.status_code == 303
    made = stored(database, 1)
    assert made.letter is not None
    assert (made.letter.name, made.letter.is_claimed) == ("letter.pdf", True)


def test_a_file_of_the_wrong_kind_is_refused_with_its_form(browser: FlaskClient, database: Database) -> None:
    for content, name in ((b"MZ\x90\x00", "letter.pdf"), (b"", "letter.pdf"), (png(20_000, 20_000), "big.png")):
        answer = named(browser, given="Ana", file=(content, name))
        assert (answer.status_code, list(errors_in(answer.text))) == (422, ["letter"]), name
        assert form_with(answer.text, PUT).value("given") == "Ana"
    both = named(browser, given="", file=(b"MZ", "letter.pdf"))
    assert sorted(errors_in(both.text)) == ["given", "letter"]
    assert (count(database, Registration), count(database, Upload)) == (0, 0)


def test_an_institution_type_that_is_none_of_theirs_is_refused(browser: FlaskClient, database: Database) -> None:
    form = form_with(page(browser, f"{HOME}name?type=observers"), PUT)
    assert "type" not in dict(form.pairs)
    for chosen in ("", "observers", "<script>"):
        answer = browser.post(f"{HOME}name", data={**dict(form.pairs), "given": "Ana", "type": chosen})
        assert list(errors_in(answer.text)) == ["type"], chosen
    assert count(database, Registration) == 0


def test_the_same_form_sent_twice_puts_one_person_forward(browser: FlaskClient, database: Database) -> None:
    form = form_with(page(browser, f"{HOME}name?type=labour"), PUT)
    for _ in range(2):
        answer = browser.post(f"{HOME}name", data=form.filled({"given": "José", "family": "Peña"}))
        assert answer.status_code == 303
    assert count(database, Registration) == count(database, Person) == 1
    assert named(browser, given="José", family="Peña").status_code == 303  # another man of that name
    assert count(database, Registration) == 2


def test_sent_twice_at_the_same_moment_it_is_still_one(empty_app: Flask, database: Database, mexico: int) -> None:
    clients = [opened(empty_app.test_client(), database, mexico) for _ in range(4)]
    forms = [form_with(page(one, f"{HOME}name?type=labour"), PUT) for one in clients]
    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(
            lambda pair: pair[0].post(f"{HOME}name", data=pair[1].filled({"given": "José"})).status_code,
            zip(clients, forms, strict=True),
        )
        assert set(answers) == {303}
    assert count(database, Registration) == count(database, Person) == 1


def test_the_third_of_two_waits_with_a_number(browser: FlaskClient) -> None:
    for name in ("Ana", "Bo"):
        named(browser, given=name)
    assert "Whoever you name now waits for one." in page(browser)
    named(browser, given="Cy")
    shown = page(browser)
    assert "No seat is free at the moment: Cy was put forward, and waits." in shown
    said = text_of(shown)
    assert "Number 1 in the line Cy waiting" in said
    assert "2 of 2 2 nominated, 1 waiting" in said


def test_two_letters_in_conflict_say_so_on_both_pages(
    browser: FlaskClient, empty_app: Flask, database: Database
) -> None:
    named(browser, "unions", given="Ana")
    number = second(database)
    other = opened(empty_app.test_client(), database, number)
    address = f"/en/nominate/{number}/"
    answer = send(other, f"{address}name?type=unions", PUT, {"given": "Bo"})
    assert answer.status_code == 303
    said = text_of(page(other, address))
    assert said.count("Two were put forward for the same seat by different letters.") == 2  # on top, and at the seat
    for client, base, own, theirs in ((browser, HOME, 1, 2), (other, address, 2, 1)):
        shown = page(client, base)
        assert shown.count("Two were put forward for the same seat") == 1
        assert ("Ana" in shown, "Bo" in shown, "1 contested" in shown) == (True, True, True)
        assert (f"people/{own}/withdraw" in shown, f"people/{theirs}/" in shown) == (True, False)


def test_somebody_is_replaced_and_their_seat_kept(browser: FlaskClient, database: Database) -> None:
    ana = put(database, "Ana", email="ana@example.org")
    refused = send(browser, f"{HOME}people/{ana}/replace", "Replace", {"given": "Bo"})
    assert (refused.status_code, list(errors_in(refused.text))) == (422, ["reason"])
    form = form_with(refused.text, "Replace")
    for _ in range(2):  # pressed twice
        answer = browser.post(f"{HOME}people/{ana}/replace", data=form.filled({"reason": "Another post"}))
        assert answer.status_code == 303
    assert [stored(database, one).state for one in (ana, 2)] == [State.REPLACED, State.NOMINATED]
    assert count(database, Person) == 2
    shown = page(browser)
    assert "Bo was put forward." in shown
    assert "Do not take part any more" in shown
    assert "Another post" not in shown


def test_somebody_is_withdrawn_after_being_asked_once(browser: FlaskClient, database: Database) -> None:
    ana = put(database, "Ana")
    assert "\u2068Ana\u2069 does not take part any more, and gets a letter" in page(
        browser, f"{HOME}people/{ana}/withdraw"
    )
    for _ in range(2):
        assert send(browser, f"{HOME}people/{ana}/withdraw", "Withdraw", {"reason": "ill"}).status_code == 303
    assert (stored(database, ana).state, stored(database, ana).reason) == (State.WITHDRAWN, "ill")
    assert "Ana was withdrawn." in page(browser)


def test_alternates_are_named_taken_off_and_given_the_seat(browser: FlaskClient, database: Database) -> None:
    ana = put(database, "Ana")
    address = f"{HOME}people/{ana}/"
    form = form_with(page(browser, f"{address}alternate"), "Name as alternate")
    for name in ("Bo", "Bo", "Cy"):  # the first one is sent twice
        answer = browser.post(f"{address}alternate", data=form.filled({"given": name, "post": "Director"}))
        assert answer.status_code == 303
    assert count(database, Alternate) == 2
    said = text_of(page(browser))
    assert re.search(r"Alternates, in this order: Bo Director .* Cy Director", said)
    off = form_with(page(browser), "Take off the list", "alternates/1/withdraw")
    assert browser.post(off.action, data=off.filled({})).status_code == 303
    assert "Bo is not an alternate any more." in page(browser)
    refused = send(browser, f"{address}alternates/2", "Give the seat", {})
    assert list(errors_in(refused.text)) == ["reason"]
    form = form_with(refused.text, "Give the seat")
    for _ in range(2):
        assert browser.post(f"{address}alternates/2", data=form.filled({"reason": "ill"})).status_code == 303
    assert [stored(database, one).state for one in (ana, 2)] == [State.REPLACED, State.NOMINATED]
    assert browser.get(f"{address}alternates/1").status_code == 200
    assert browser.get(f"{address}alternates/99").status_code == 404


def test_nobody_is_their_own_alternate(browser: FlaskClient, database: Database) -> None:
    ana = put(database, "Ana", email="ana@example.org")
    facts = {"given": "Ana", "email": "ana@example.org"}
    answer = send(browser, f"{HOME}people/{ana}/alternate", "Name as alternate", facts)
    assert errors_in(answer.text) == {"given": "Nobody is their own alternate."}


def test_the_official_letter_is_sent_replaced_and_handed_out_to_its_sender_alone(
    browser: FlaskClient, empty_app: Flask, database: Database
) -> None:
    ana = put(database, "Ana")
    address = f"{HOME}people/{ana}/letter"
    assert list(errors_in(send(browser, address, "Send", {}).text)) == ["letter"]
    assert list(errors_in(send(browser, address, "Send", {}, (b"MZ", "a.exe")).text)) == ["letter"]
    for content, name in ((PDF, "../first.pdf"), (png(), "second.png")):
        assert send(browser, address, "Send", {}, (content, name)).status_code == 303
    shown = page(browser)
    assert "The letter was received." in shown
    link = re.search(r'href="([^"]+/files/[^"]+)"', shown)
    assert link
    answer = browser.get(link[1])
    assert (answer.status_code, answer.data, answer.headers["Content-Type"]) == (200, png(), "image/png")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    uid = link[1].rpartition("/")[2]
    other = opened(empty_app.test_client(), database, second(database))
    for client, base in ((other, "/en/nominate/2/"), (other, HOME), (empty_app.test_client(), HOME)):
        assert client.get(f"{base}files/{uid}").status_code == 404
    assert "files/" not in page(other, "/en/nominate/2/")


def test_a_mandate_without_country_or_institution_asks_for_both(empty_app: Flask, database: Database) -> None:
    with database.writing() as db:
        number = mandate(db, invited(db), institution_type="unions").id
    client, base = opened(empty_app.test_client(), database, number), f"/en/nominate/{number}/"
    facts = {"given": "Ana", "country": "PE", "institution_name": "Central Única"}
    assert send(client, f"{base}name", PUT, facts).status_code == 303
    made = stored(database, 1)
    assert (made.country, made.institution_name, made.institution_type.slug) == ("PE", "Central Única", "unions")
    form = form_with(page(client, f"{base}name"), PUT)
    refused = client.post(f"{base}name", data={**dict(form.pairs), "given": "Bo", "country": "XX"})
    assert list(errors_in(refused.text)) == ["country"]


def test_a_mandate_of_an_institution_names_it_and_asks_for_none(empty_app: Flask, database: Database) -> None:
    with database.writing() as db:
        here = invited(db)
        number = mandate(db, here, institution=factories.institution(db, "Ministry of Work", country="MX")).id
    client, base = opened(empty_app.test_client(), database, number), f"/en/nominate/{number}/"
    assert "You speak for: Ministry of Work" in text_of(page(client, base))
    form = form_with(page(client, f"{base}name"), PUT)
    assert {"institution_name", "country"} & form.names == set()
    assert form.value("type") == "labour"


def test_every_form_of_the_page_says_what_it_needs(browser: FlaskClient, database: Database) -> None:
    put(database, "Ana")
    for address in ("name", "people/1/replace", "people/1/letter"):
        form = forms_in(page(browser, f"{HOME}{address}"))[-1]
        assert {"csrf_token", "since", "letter"} <= form.names, address
