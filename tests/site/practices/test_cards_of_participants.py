"""Who takes part begins practice cards from their own page, without being asked for an address."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from academy.db.engine import Database
from academy.editions.models import Edition
from academy.participation.models import Registration, State
from academy.practices.calls import change_call
from academy.practices.models import Call, Practice
from academy.practices.queries import find_call_by
from tests.desk.forms import form_with
from tests.factories import MADE
from tests.practices.carded import CALL, a_call
from tests.site.practices.at_cards import page, stored
from tests.site.taking_part import _before_the_event, ana, browser, open_own, page_of

__all__ = ["_before_the_event", "ana", "browser"]


@pytest.fixture
def key(database: Database, ana: int) -> str:
    """A call of the edition for which Ana registers."""
    assert ana
    with database.writing() as db:
        return a_call(db, db.scalars(select(Edition)).one()).key


def test_a_card_is_begun_from_ones_own_page(browser: FlaskClient, database: Database, ana: int, key: str) -> None:
    own = form_with(page(browser, page_of(ana)), "Write a practice card")
    assert (own.action, dict(own.pairs)) == (f"/en/call/{key}/", {"registration": str(ana)})
    form = form_with(page(browser, f"{own.action}?registration={ana}"), "Begin")
    assert "email" not in form.names
    assert form.value("author") == "Ana Peña"
    answer = browser.post(form.action, data=form.filled({"title": "Telar", "language": "es"}))
    assert answer.location == "/en/cards/1/"
    card = stored(database)
    with database.reading() as db:
        row = db.get_one(Registration, ana)
        assert (card.person_id, card.author) == (row.person_id, "Ana Peña")
    shown = page(browser, page_of(ana))
    assert '<bdi lang="es">Telar</bdi>' in shown
    assert "being written" in shown


def test_the_card_opens_from_there_on_another_device(
    browser: FlaskClient, empty_app: Flask, database: Database, ana: int, key: str
) -> None:
    form = form_with(page(browser, f"/en/call/{key}/?registration={ana}"), "Begin")
    browser.post(form.action, data=form.filled({"title": "Telar"}))
    telephone = empty_app.test_client()
    shown = open_own(telephone, database, ana).text
    link = shown.partition('<a href="/en/card/')[2].partition('"')[0]
    assert telephone.get(f"/en/card/{link}", follow_redirects=True).status_code == 200


def test_a_stranger_who_names_a_participation_is_asked_for_an_address(empty_app: Flask, ana: int, key: str) -> None:
    stranger = empty_app.test_client()
    for named in (str(ana), "x", "9" * 30, ""):
        shown = page(stranger, f"/en/call/{key}/?registration={named}")
        assert "Ana" not in shown
        form = form_with(shown, "Begin")
        assert "email" in form.names
        answer = stranger.post(form.action, data={**dict(form.pairs), "author": "X", "registration": named})
        assert answer.status_code == 422


def test_calls_are_offered_only_while_open_and_to_who_takes_part(
    browser: FlaskClient, database: Database, ana: int, key: str
) -> None:
    def offered(**more: object) -> bool:
        with database.writing() as db:
            found = find_call_by(db, key)
            assert found is not None
            change_call(db, found, replace(CALL, **more), MADE)  # type: ignore[arg-type]
        return "Write a practice card" in page(browser, page_of(ana))

    assert offered()
    assert not offered(takes_registered=False)
    assert not offered(opens_on=date(2026, 11, 20))
    assert not offered(closes_on=date(2026, 11, 1), closes_at=None)
    with database.writing() as db:
        db.get_one(Registration, ana).state = State.WITHDRAWN
    assert not offered()
    with database.reading() as db:
        assert db.scalars(select(Call.id)).all()
        assert db.scalars(select(Practice.id)).all() == []
