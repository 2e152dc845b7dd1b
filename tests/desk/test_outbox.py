"""Letters at the desk: what became of them, and what is done with those that did not leave."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from academy.accounts.actions import create_account, give_role
from academy.accounts.models import EditionRole
from academy.config import Config
from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.outbox.actions import record_bounce
from academy.outbox.delivering import Hand, claim, failed, keep, sent
from academy.outbox.models import Letter, LetterState
from academy.outbox.rules import LEASE
from tests.conftest import SIGN_IN, Organiser, token_in
from tests.outbox.letters import add

HAND = Hand("a worker", LEASE)
MESSAGE = b"Subject: Hello\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nCome <soon> to %s\r\n"


def now() -> datetime:
    return datetime.now(UTC)


def stuck(database: Database, **more: Any) -> int:  # noqa: ANN401 (whatever a test needs)
    """A letter that did not leave."""
    with database.writing() as db:
        add(db, 1, now(), **more)
        letter = claim(db, HAND, now(), is_urgent=False)
        assert letter is not None
        failed(db, letter, "550 no such user", now())
        return letter.id


def left(database: Database, *, forgets: bool = True, **more: Any) -> int:  # noqa: ANN401 (whatever a test needs)
    """A letter that has left."""
    with database.writing() as db:
        add(db, 2, now(), **more)
        letter = claim(db, HAND, now(), is_urgent=False)
        assert letter is not None
        keep(db, letter, "Hello <b>", MESSAGE)
        sent(db, letter, now(), forgets=forgets)
        return letter.id


def state(database: Database, number: int) -> LetterState:
    with database.reading() as db:
        return db.get_one(Letter, number).state


def test_letters_are_listed_with_what_became_of_them(organiser: Organiser, demonstration: Database) -> None:
    stuck(demonstration)
    left(demonstration)
    page = organiser.get("/desk/letters").text
    assert "550 no such user" in page
    assert "reader1@example.org" in page
    assert "Hello &lt;b&gt;" in page
    only = organiser.get("/desk/letters?state=failed").text
    assert "reader1@example.org" in only
    assert "reader2@example.org" not in only


def test_an_empty_list_says_what_belongs_there(organiser: Organiser) -> None:
    assert "There are no letters here yet." in organiser.get("/desk/letters").text


def test_the_list_goes_on_page_after_page(organiser: Organiser, demonstration: Database) -> None:
    with demonstration.writing() as db:
        for number in range(205):
            add(db, number, now())
    first, last = organiser.get("/desk/letters").text, organiser.get("/desk/letters?page=3&state=queued").text
    assert first.count("<tr><th") - 1 == 100
    assert last.count("<tr><th") - 1 == 5
    assert "3 / 3" in last
    assert "state=queued" in last


def test_a_letter_shows_its_text_and_can_be_opened_elsewhere(organiser: Organiser, demonstration: Database) -> None:
    number = left(demonstration)
    page = organiser.get(f"/desk/letters/{number}").text
    assert "Come &lt;soon&gt; to" in page
    file = organiser.get(f"/desk/letters/{number}.eml")
    assert file.data == MESSAGE
    assert file.content_type == "message/rfc822"
    assert "attachment" in file.headers["Content-Disposition"]


def test_a_letter_that_waits_shows_what_it_will_say_in_its_own_language(
    organiser: Organiser, demonstration: Database
) -> None:
    with demonstration.writing() as db:
        number = add(db, 1, now()).id
        db.get_one(Letter, number).language = "ar"
    page = organiser.get(f"/desk/letters/{number}").text
    assert "/ar/sign-in/link/token-1" in page
    assert '<pre class="letter" lang="ar" dir="rtl">' in page
    assert '<html lang="en"' in page


def test_a_letter_that_cannot_be_written_says_so(organiser: Organiser, demonstration: Database) -> None:
    number = stuck(demonstration, facts={})
    assert "It could not be written" in organiser.get(f"/desk/letters/{number}").text


def test_what_opens_something_is_shown_to_nobody(
    organiser: Organiser, app: Flask, config: Config, demonstration: Database
) -> None:
    app.config["ACADEMY"] = replace(config, mail="smtp://mail.example")
    with demonstration.writing() as db:
        number = add(db, 1, now(), secrets={"token": "open-sesame"}, facts={"minutes": 15}).id
    page = organiser.get(f"/desk/letters/{number}").text
    assert "open-sesame" not in page
    assert "nobody else reads it" in page
    assert organiser.get(f"/desk/letters/{number}.eml").status_code == 404


def test_in_a_demonstration_an_administrator_reads_what_nobody_gets_otherwise(
    organiser: Organiser, demonstration: Database
) -> None:
    waiting_facts: dict[str, Any] = {"secrets": {"token": "open-sesame"}, "facts": {"minutes": 15}}
    number = left(demonstration, forgets=False, **waiting_facts)
    assert "Come &lt;soon&gt;" in organiser.get(f"/desk/letters/{number}").text
    assert organiser.get(f"/desk/letters/{number}.eml").data == MESSAGE
    with demonstration.writing() as db:
        waiting = add(db, 3, now(), **waiting_facts).id
    assert "open-sesame" in organiser.get(f"/desk/letters/{waiting}").text
    gone = left(demonstration, **waiting_facts)
    assert "Its text is gone" in organiser.get(f"/desk/letters/{gone}").text


def test_a_letter_that_failed_leaves_again_and_the_record_says_who_wanted_that(
    organiser: Organiser, app: Flask, demonstration: Database
) -> None:
    number = stuck(demonstration)
    calls: list[int] = []
    app.extensions["academy_bell"] = lambda: calls.append(1)
    answer = organiser.post(f"/desk/letters/{number}/retry")
    assert answer.status_code == 303
    assert state(demonstration, number) == LetterState.QUEUED
    assert calls == [1]
    assert "The letter leaves again." in organiser.get(answer.location).text


def test_a_letter_is_taken_back_once(organiser: Organiser, demonstration: Database) -> None:
    number = stuck(demonstration)
    assert organiser.post(f"/desk/letters/{number}/withdraw").status_code == 303
    assert state(demonstration, number) == LetterState.WITHDRAWN
    assert organiser.post(f"/desk/letters/{number}/withdraw").status_code == 409
    assert organiser.post(f"/desk/letters/{left(demonstration)}/retry").status_code == 409


def test_what_needs_a_hand_is_told_on_the_first_page(organiser: Organiser, demonstration: Database) -> None:
    assert "could not be sent" not in organiser.get("/desk/").text
    stuck(demonstration)
    number = left(demonstration)
    with demonstration.writing() as db:
        record_bounce(db, db.get_one(Letter, number), "full", now())
    page = organiser.get("/desk/").text
    assert "1 letter could not be sent" in page
    assert "1 letter came back" in page
    assert "/desk/letters?state=failed" in page


@pytest.fixture
def registrar(app: Flask, demonstration: Database) -> Organiser:
    """Somebody who writes letters in one edition, and in no other."""
    with demonstration.writing() as db:
        from tests.conftest import _digest  # noqa: PLC0415 (hashed once for all tests)

        made = create_account(db, "registrar@example.org", "Rita", now(), password_digest=_digest())
        give_role(db, made, get_edition(db, "rcm-2021"), EditionRole.REGISTRAR, now())
    client = app.test_client()
    typed = {"email": "registrar@example.org", "password": "correct horse battery"}
    answer = client.post(SIGN_IN, data={"csrf_token": token_in(client.get(SIGN_IN).text), **typed})
    assert answer.status_code == 303
    return Organiser(client)


def test_an_edition_s_letters_are_for_those_who_write_them(registrar: Organiser, demonstration: Database) -> None:
    with demonstration.reading() as db:
        edition_id = get_edition(db, "rcm-2021").id
    own, other = stuck(demonstration, edition_id=edition_id), left(demonstration)
    base = "/desk/editions/rcm-2021/letters"
    page = registrar.get(base).text
    assert "reader1@example.org" in page
    assert "reader2@example.org" not in page
    assert registrar.get(f"{base}/{own}").status_code == 200
    assert registrar.get(f"{base}/{other}").status_code == 404
    assert registrar.get(f"/desk/letters/{own}").status_code == 403
    assert registrar.get("/desk/editions/rifess-2024/letters").status_code == 404
    assert "1 letter could not be sent" in registrar.get("/desk/").text
    assert registrar.post(f"{base}/{other}/retry").status_code == 404
    assert registrar.post(f"{base}/{own}/retry").status_code == 303
    assert registrar.post(f"{base}/{own}/withdraw").status_code == 303
    assert state(demonstration, own) == LetterState.WITHDRAWN


def test_what_opens_something_is_not_for_an_edition_s_organisers(registrar: Organiser, demonstration: Database) -> None:
    with demonstration.writing() as db:
        edition_id = get_edition(db, "rcm-2021").id
        facts: dict[str, Any] = {
            "secrets": {"token": "open-sesame"},
            "facts": {"minutes": 15},
            "edition_id": edition_id,
        }
        number = add(db, 1, now(), **facts).id
    page = registrar.get(f"/desk/editions/rcm-2021/letters/{number}").text
    assert "open-sesame" not in page
    assert "nobody else reads it" in page


def test_a_stranger_sees_no_letters(app: Flask, demonstration: Database) -> None:
    number = stuck(demonstration)
    for address in ("/desk/letters", f"/desk/letters/{number}", f"/desk/letters/{number}.eml"):
        assert app.test_client().get(address).status_code == 303
    with demonstration.reading() as db:
        assert db.scalar(select(Letter.state)) == LetterState.FAILED
