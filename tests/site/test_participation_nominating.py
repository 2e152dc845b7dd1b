"""The page of whoever puts people forward: behind the link of a letter or signed in, until the deadline."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from academy.agenda.actions import cancel, withdraw
from academy.db.engine import Database, keys_of
from academy.editions.models import Edition
from academy.files.models import Upload
from academy.participation.actions import QuotaDraft
from academy.participation.deciding import accept, refuse
from academy.participation.lapsing import extend
from academy.participation.links import mandate_token
from academy.participation.mandates import end_mandate, whole_mandate
from academy.participation.models import Alternate, Mandate, Registration, Scope, State
from academy.participation.nominating import Nominee, name_own_alternate
from academy.participation.queries import find_registration_by
from academy.people.models import Person
from tests import factories
from tests.desk.forms import Facts, errors_in, form_with, forms_in, said_above
from tests.factories import LATER, words
from tests.factories.browsers import browser_of
from tests.factories.files import PDF, png
from tests.factories.statements import asked_of
from tests.participation.mandated import forward, mandate
from tests.participation.places import invited, rule_for

RULES = (
    QuotaDraft("labour", Scope.COUNTRY, 2, is_funded=True, level=words("Directors"), closes_on=date(2026, 11, 9)),
    QuotaDraft("unions", Scope.COUNTRY, 1),
)
ENDS = datetime(2026, 11, 10, 6, tzinfo=UTC)
"""Midnight after the ninth in Mexico City."""

PUT, HOME = "Put forward", "/en/nominate/1/"
NOTHING = "This link opens nothing here"


@pytest.fixture(autouse=True)
def _before_the_deadline() -> Iterator[None]:
    with time_machine.travel(LATER, tick=True):
        yield


@pytest.fixture
def mexico(database: Database) -> int:
    """Somebody may put people forward for Mexico: two for the ministry of labour, one for the unions."""
    with database.writing() as db:
        return mandate(db, invited(db, RULES, published=True), country="MX", language="es").id


@pytest.fixture
def browser(empty_app: Flask, database: Database, mexico: int) -> FlaskClient:
    """A browser in which the link of the letter was opened."""
    return opened(empty_app.test_client(), database, mexico)


def token_of(database: Database, number: int) -> str:
    with database.reading() as db:
        return mandate_token(db.get_one(Mandate, number), keys_of(db))


def opened(browser: FlaskClient, database: Database, number: int, language: str = "en") -> FlaskClient:
    answer = browser.get(f"/{language}/nominate/{token_of(database, number)}")
    assert answer.location == f"/{language}/nominate/{number}/"
    return browser


def second(database: Database, **more: object) -> int:
    """Another letter about the same edition."""
    with database.writing() as db:
        return mandate(db, db.scalars(select(Edition)).one(), "second@example.org", **(more or {"country": "MX"})).id


def put(database: Database, name: str, number: int = 1, kind: str = "labour", **more: str) -> int:
    with database.writing() as db:
        return forward(db, db.get_one(Mandate, number, options=whole_mandate()), name, kind, LATER, **more).id


def stored(database: Database, number: int) -> Registration:
    with database.reading() as db:
        found = find_registration_by(db, number)
        assert found is not None
        return found


def count(database: Database, table: type) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(table)) or 0


def page(browser: FlaskClient, address: str = HOME) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code, answer.text[-1500:])
    return answer.text


def send(
    browser: FlaskClient, address: str, button: str, facts: Facts, file: tuple[bytes, str] | None = None
) -> TestResponse:
    """Open a form, fill it in and send it, with a file where one is given."""
    form = form_with(page(browser, address), button)
    data: MultiDict[str, object] = MultiDict(list(form.filled(facts).items(multi=True)))
    data.poplist("letter")
    if file:
        data["letter"] = (BytesIO(file[0]), file[1])
    return browser.post(form.action or address, data=data, content_type="multipart/form-data")


def named(
    browser: FlaskClient, kind: str = "labour", file: tuple[bytes, str] | None = None, **facts: str
) -> TestResponse:
    return send(browser, f"{HOME}name?type={kind}", PUT, facts, file)


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_link_leads_to_an_address_without_the_token(browser: FlaskClient, database: Database, mexico: int) -> None:
    answer = browser.get(HOME)
    assert token_of(database, mexico) not in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "link-mandate-1=" in answer.headers["Set-Cookie"]  # open for another hour


def test_opening_the_link_and_its_forms_does_nothing(browser: FlaskClient, database: Database) -> None:
    ana = put(database, "Ana")
    for deed in ("replace", "withdraw", "alternate", "letter"):
        page(browser, f"{HOME}people/{ana}/{deed}")
    page(browser, f"{HOME}name")
    assert (stored(database, ana).state, count(database, Registration)) == (State.NOMINATED, 1)


def test_the_page_says_for_whom_until_when_and_what_is_free(browser: FlaskClient) -> None:
    said = text_of(page(browser))
    assert "You speak for: Mexico" in said
    assert "Until Monday 9 November 2026, 23:59 (Mexico City, UTC-6)." in said
    assert "Level asked for: Directors" in said
    assert said.count("funded") == 2
    assert said.count("Name somebody") == 3
    assert "0 of 2" in said
    assert "Peru" not in said


def test_it_speaks_five_languages_and_mirrors_itself(empty_app: Flask, database: Database, mexico: int) -> None:
    put(database, "محمد", family="العربي")
    for language in ("en", "es", "fr", "pt", "ar"):
        client = opened(empty_app.test_client(), database, mexico, language)
        for address in ("", "name", "people/1/replace", "people/1/withdraw", "people/1/letter", "people/1/alternate"):
            shown = page(client, f"/{language}/nominate/1/{address}")
            assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in shown
            assert ("محمد العربي" in shown) == (address != "name")


def test_strangers_forgers_and_guessers_see_the_same_nothing(empty_app: Flask, database: Database, mexico: int) -> None:
    ana, other = put(database, "Ana"), second(database, country="PE")
    stranger, token = empty_app.test_client(), token_of(database, mexico)
    forged = [f"{other}-{token.partition('-')[2]}", token[:-1] + "0x"[token[-1] == "0"], "nonsense", "1-"]
    addresses = [HOME, "/en/nominate/99/", f"{HOME}name", f"{HOME}people/{ana}/replace", f"{HOME}people/{ana}/letter"]
    addresses += [f"{HOME}people/{ana}/alternates/1", f"{HOME}files/6f1f8e9e-8a35-4f0e-9a53-3f1d8cf0a001"]
    answers = [stranger.get(f"/en/nominate/{one}", follow_redirects=True) for one in forged]
    answers += [stranger.get(one) for one in addresses]
    assert {one.status_code for one in answers} == {404}
    assert len({re.sub(r"\s+", "", re.sub(r'href="[^"]*"|content="[^"]*"', "", one.text)) for one in answers}) == 1
    assert NOTHING in answers[0].text


def test_nothing_is_done_by_a_stranger_or_for_another_mandate(
    browser: FlaskClient, empty_app: Flask, database: Database
) -> None:
    ana = put(database, "Ana")
    bo = put(database, "Bo", second(database))
    facts = {"given": "Eve", "reason": "Mine now", "type": "labour"}
    token = form_with(page(browser, f"{HOME}name"), PUT).value("csrf_token")
    for who, base, number in ((browser, HOME, bo), (browser, "/en/nominate/2/", bo), (browser, HOME, 999)):
        for deed in ("replace", "withdraw", "alternate", "letter", "alternates/1", "alternates/1/withdraw"):
            answer = who.post(f"{base}people/{number}/{deed}", data={**facts, "csrf_token": token})
            assert (answer.status_code, NOTHING in answer.text) == (404, True), (base, deed)
    assert browser.post("/en/nominate/2/name", data={**facts, "csrf_token": token}).status_code == 404
    assert browser.post(f"{HOME}name", data=facts).status_code == 400  # without the form's token
    assert [stored(database, one).state for one in (ana, bo)] == [State.NOMINATED, State.NOMINATED]
    assert count(database, Registration) == 2
    assert empty_app.test_client().get(HOME).status_code == 404


def test_an_ended_link_says_so_to_whoever_has_it(browser: FlaskClient, empty_app: Flask, database: Database) -> None:
    with database.writing() as db:
        end_mandate(db, db.get_one(Mandate, 1), LATER)
    answer = browser.get(HOME)
    assert (answer.status_code, "This link was ended by the organisers" in answer.text) == (404, True)
    assert NOTHING in empty_app.test_client().get(HOME).text


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
    assert "Two were put forward for the same seat by different letters." in text_of(page(other, address))
    for client, base, own, theirs in ((browser, HOME, 1, 2), (other, address, 2, 1)):
        shown = page(client, base)
        assert "Two were put forward for the same seat" in shown
        assert ("Ana" in shown, "Bo" in shown, "1 contested" in shown) == (True, True, True)
        assert (f"people/{own}/withdraw" in shown, f"people/{theirs}/" in shown) == (True, False)


def test_of_people_of_another_letter_only_name_and_state_are_shown(browser: FlaskClient, database: Database) -> None:
    bo = put(database, "Bo", second(database), email="bo@example.org", post="Secret post")
    with database.writing() as db:
        name_own_alternate(db, db.get_one(Mandate, 2, options=whole_mandate()), _loaded(db, bo), Nominee("Cy"), LATER)
    shown = page(browser)
    assert "Bo" in shown
    for hidden in ("Secret post", "bo@example.org", "Cy", f"people/{bo}/", "Gets no letters", "filled in"):
        assert hidden not in shown, hidden


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
    assert "does not take part any more, and gets a letter" in page(browser, f"{HOME}people/{ana}/withdraw")
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


def test_the_window_closes_between_opening_a_form_and_sending_it(browser: FlaskClient, database: Database) -> None:
    ana = put(database, "Ana")
    with time_machine.travel(ENDS - timedelta(seconds=1), tick=False):
        opened(browser, database, 1)
        form = form_with(page(browser, f"{HOME}name?type=labour"), PUT)
        leave = form_with(page(browser, f"{HOME}people/{ana}/withdraw"), "Withdraw")
        assert browser.post(f"{HOME}name", data=form.filled({"given": "Bo"})).status_code == 303
    with time_machine.travel(ENDS, tick=False):
        late = browser.post(f"{HOME}name", data=form.filled({"given": "Cy", "post": "Director"}))
        assert (late.status_code, said_above(late.text)) == (
            422,
            "The deadline is over. Ask the organisers whether it can be extended for you.",
        )
        assert form_with(late.text, PUT).value("post") == "Director"
        assert browser.post(f"{HOME}people/{ana}/withdraw", data=leave.filled({})).status_code == 422
        said = text_of(page(browser))
        assert "The deadline is over: it was Monday 9 November 2026, 23:59 (Mexico City, UTC-6)." in said
        assert "This is over: ask the organisers." in said
        assert (said.count("Name somebody"), said.count("Withdraw")) == (1, 0)  # the unions have no deadline
        away = browser.get(f"{HOME}people/{ana}/replace")
        assert (away.status_code, away.location) == (303, HOME)
    assert count(database, Registration) == 2


def test_an_extended_deadline_is_said_and_holds(browser: FlaskClient, database: Database) -> None:
    after = ENDS + timedelta(hours=1)
    with database.writing() as db:
        edition = db.scalars(select(Edition)).one()
        extend(db, rule_for(db, edition, "labour"), "MX", (date(2026, 11, 10), time(12)), "A strike", edition, after)
    with time_machine.travel(after, tick=True):
        opened(browser, database, 1)
        said = text_of(page(browser))
        assert "Your own deadline: until Tuesday 10 November 2026, 12:00 (Mexico City, UTC-6)." in said
        assert named(browser, given="Ana").status_code == 303


def test_an_alternate_is_not_taken_off_after_the_deadline(browser: FlaskClient, database: Database) -> None:
    ana = put(database, "Ana")
    send(browser, f"{HOME}people/{ana}/alternate", "Name as alternate", {"given": "Bo"})
    form = form_with(page(browser), "Take off the list", "alternates/1/withdraw")
    with time_machine.travel(ENDS, tick=True):
        opened(browser, database, 1)
        fresh = form_with(page(browser, f"{HOME}name?type=unions"), PUT).value("csrf_token")
        answer = browser.post(form.action, data=form.filled({"csrf_token": fresh}))
    assert (answer.status_code, said_above(answer.text).partition(".")[0]) == (422, "The deadline is over")


def test_before_it_opens_the_page_says_when(empty_app: Flask, database: Database) -> None:
    with database.writing() as db:
        here = invited(db, [QuotaDraft("labour", Scope.COUNTRY, 1, opens_on=date(2026, 11, 5))])
        number = mandate(db, here).id
    client = opened(empty_app.test_client(), database, number)
    said = text_of(page(client, f"/en/nominate/{number}/"))
    assert "This opens on Thursday 5 November 2026, 00:00 (Mexico City, UTC-6)." in said
    assert "Name somebody" not in said


@pytest.mark.parametrize("act", [cancel, withdraw])
def test_where_the_event_does_not_take_place_nobody_is_put_forward(
    browser: FlaskClient, database: Database, act: object
) -> None:
    with database.writing() as db:
        act(db, db.scalars(select(Edition)).one(), LATER)  # type: ignore[operator]  # one of the two above
    said = text_of(page(browser))
    assert "This event does not take place. Nobody is put forward any more." in said
    assert "Name somebody" not in said
    assert browser.get(f"{HOME}name").location == HOME


def test_what_was_decided_is_shown_with_the_reason_of_a_refusal(browser: FlaskClient, database: Database) -> None:
    ana, bo = put(database, "Ana"), put(database, "Bo", email="bo@example.org")
    with database.writing() as db:
        refuse(db, _loaded(db, ana), "Too junior", LATER)
        accept(db, _loaded(db, bo), LATER)
    said = text_of(page(browser))
    assert "Ana refused Reason: Too junior" in said
    assert "Bo accepted" in said


def _loaded(db: Session, number: int) -> Registration:
    found = find_registration_by(db, number)
    assert found is not None
    return found


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


def test_thirty_free_seats_are_one_line(empty_app: Flask, database: Database) -> None:
    with database.writing() as db:
        number = mandate(db, invited(db, [QuotaDraft("labour", Scope.COUNTRY, 30)])).id
    said = text_of(page(opened(empty_app.test_client(), database, number), f"/en/nominate/{number}/"))
    assert "30 seats are free" in said
    assert said.count("Name somebody") == 1


def test_whose_mailbox_it_is_opens_the_page_signed_in_without_the_link(
    empty_app: Flask, database: Database, mexico: int
) -> None:
    own, _ = browser_of(empty_app, database, "Focal")
    assert f'href="/en/nominate/{mexico}/"' in own.get("/en/me/").text
    assert own.get(HOME).status_code == 200
    assert named(own.client, given="Ana").status_code == 303
    assert stored(database, 1).person.given == "Ana"
    other, _ = browser_of(empty_app, database, "Other")
    assert "nominate" not in other.get("/en/me/").text
    assert other.get(HOME).status_code == 404
    without, _ = browser_of(empty_app, database, "Paper", email=None)
    assert without.get("/en/me/").status_code == 200
    assert without.get(HOME).status_code == 404


def test_every_form_of_the_page_says_what_it_needs(browser: FlaskClient, database: Database) -> None:
    put(database, "Ana")
    for address in ("name", "people/1/replace", "people/1/letter"):
        form = forms_in(page(browser, f"{HOME}{address}"))[-1]
        assert {"csrf_token", "since", "letter"} <= form.names, address


def test_the_page_takes_as_many_statements_for_one_seat_as_for_thirty(empty_app: Flask, database: Database) -> None:
    def cost(seats: int, slug: str) -> int:
        with database.writing() as db:
            here = invited(db, [QuotaDraft("labour", Scope.COUNTRY, seats)], slug)
            given = mandate(db, here)
            for number in range(2 * seats):
                made = forward(db, given, f"Ana {number}")
                if made.state == State.NOMINATED:
                    name_own_alternate(db, given, made, Nominee(f"Bo {number}"), LATER)
        client = opened(empty_app.test_client(), database, given.id)
        with asked_of(database) as asked:
            shown = page(client, f"/en/nominate/{given.id}/")
        assert shown.count("Give the seat") == seats
        return len(asked)

    assert cost(1, "one") == cost(30, "thirty") <= 16
