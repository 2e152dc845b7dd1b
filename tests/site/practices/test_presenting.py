"""Speakers attach cards to their talks from their own page."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from academy.accounts.models import Account
from academy.agenda.drafts import RoleDraft, TalkDraft
from academy.db.engine import Database
from academy.people.models import Person
from academy.practices.models import CardState, Practice
from tests.conftest import Organiser
from tests.factories import edition, person, slot, words
from tests.factories.browsers import browser_of
from tests.participation.answered import begun, open_edition
from tests.practices.carded import a_call, a_card
from tests.practices.published import a_published_card
from tests.site.taking_part import open_own

TALKS = "/en/me/talks/"


@pytest.fixture
def speaker(empty_app: Flask, database: Database) -> Organiser:
    """The browser of somebody with a talk in a public edition, and with a card of their own."""
    browser, number = browser_of(empty_app, database, "Ana")
    with database.writing() as db:
        ana = person(db)
        db.get_one(Account, number).person = ana
        of = edition(db, published=True)
        slot(db, of, talks=(TalkDraft(words("On looms"), None, (RoleDraft(person=ana),)),))
        a_card(db, a_call(db, of)).person = ana
    return browser


def _send(speaker: Organiser, card: str, **more: str) -> tuple[int, str]:
    page = speaker.get(TALKS).text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    answer = speaker.client.post(TALKS, data={**hidden, "card": card, **more})
    return answer.status_code, answer.headers.get("Location", "") + answer.text


def _presented(database: Database) -> Practice | None:
    from academy.agenda.presenting import list_presentations  # noqa: PLC0415 (beside its only use)

    with database.reading() as db:
        return list_presentations(db, db.get_one(Person, 1))[0].practice


def test_a_speaker_attaches_a_card_of_their_own_and_takes_it_off(speaker: Organiser, database: Database) -> None:
    assert "On looms" in speaker.get(TALKS).text
    assert _send(speaker, "1")[0] == 303
    found = _presented(database)
    assert found is not None
    assert found.title == "Le métier à tisser partagé"
    assert _send(speaker, "")[0] == 303
    assert _presented(database) is None


def test_a_new_card_is_begun_once_and_opened(speaker: Organiser, database: Database) -> None:
    page = speaker.get(TALKS).text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    first, second = (speaker.client.post(TALKS, data={**hidden, "card": "new"}) for _ in range(2))
    assert first.headers["Location"].endswith("/en/cards/2/")
    assert second.status_code in {303, 422}
    assert speaker.get("/en/cards/2/").status_code == 200
    with database.reading() as db:
        card = db.get_one(Practice, 2)
        assert (card.title, card.state, card.author) == ("On looms", CardState.DRAFT, "Ana Peña Ruiz")
        assert db.get(Practice, 3) is None


def test_a_practice_that_can_be_read_is_attached_by_its_address(speaker: Organiser, database: Database) -> None:
    with database.writing() as db:
        a_published_card(db, a_call(db, edition(db, "other", published=True)), "shared-loom")
    status, _ = _send(speaker, "other", address="https://academy.test/fr/practices/shared-loom/?x=1#y")
    assert status == 303
    found = _presented(database)
    assert found is not None
    assert found.slug == "shared-loom"
    assert "shared-loom" in speaker.get(TALKS).text


@pytest.mark.parametrize(
    ("card", "address", "said"),
    [
        ("99", "", "not yours"),
        ("x", "", "not yours"),
        ("other", "", "at this address"),
        ("other", "practice-1", "at this address"),
        ("other", "a\x00b", "at this address"),
    ],
)
def test_what_is_not_theirs_and_what_nobody_can_read_is_refused(
    speaker: Organiser, database: Database, card: str, address: str, said: str
) -> None:
    status, text = _send(speaker, card, address=address)
    assert status == 422
    assert said in text
    assert _presented(database) is None


def test_the_talk_of_another_is_not_touched(speaker: Organiser) -> None:
    status, text = _send(speaker, "1", talk="1-7")
    assert status == 422
    assert "do not present this" in text


def test_who_presents_nothing_reads_what_belongs_there(empty_app: Flask, database: Database) -> None:
    browser, _ = browser_of(empty_app, database, "Bea")
    assert "You stand in no programme" in browser.get(TALKS).text
    assert empty_app.test_client().get(TALKS).status_code == 303


def test_a_speaker_who_takes_part_does_so_behind_the_private_link(empty_app: Flask, database: Database) -> None:
    with database.writing() as db:
        of = open_edition(db, published=True)
        registration = begun(db, of)
        slot(db, of, talks=(TalkDraft(words("On looms"), None, (RoleDraft(person=registration.person),)),))
        a_card(db, a_call(db, of)).person = registration.person
        number = registration.id
    browser: FlaskClient = empty_app.test_client()
    assert browser.get(f"/en/participation/{number}/talks/").status_code == 404
    page = open_own(browser, database, number).text
    assert f"/en/participation/{number}/talks/" in page
    page = browser.get(f"/en/participation/{number}/talks/").text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    answer = browser.post(f"/en/participation/{number}/talks/", data={**hidden, "card": "1"})
    assert answer.status_code == 303
    assert "Le métier" in browser.get(f"/en/participation/{number}/talks/").text


def test_a_revision_that_is_no_number_is_as_none(speaker: Organiser, database: Database) -> None:
    assert _send(speaker, "1", revision="²")[0] == 303
    assert _presented(database) is not None
