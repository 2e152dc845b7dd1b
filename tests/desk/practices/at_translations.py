"""Translators at the desk, and the files that their tools send."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, stream_encode_multipart

from academy.accounts.actions import give_role, sign_in
from academy.accounts.models import Account, EditionRole, SignInMethod
from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.practices.content import CardContent
from academy.practices.models import CardText, Practice
from academy.practices.queries import find_original, find_text
from academy.practices.xliff import to_xliff
from tests import factories
from tests.conftest import Organiser
from tests.desk.forms import Facts, form_with
from tests.factories import LATER, MADE
from tests.practices.carded import a_call, a_sent_card

EDITION = "/desk/editions/workshop-2026"
ALL = f"{EDITION}/translations/"
ONE = f"{EDITION}/cards/1/translations/ar"
TITLE = "النول المشترك"


@pytest.fixture(autouse=True)
def sent_card(database: Database) -> Iterator[None]:
    with database.writing() as db:
        a_sent_card(db, a_call(db, factories.edition(db, languages=("en", "es"))))
    with time_machine.travel(LATER, tick=True):
        yield


@pytest.fixture
def translator(empty_app: Flask, database: Database) -> Organiser:
    """A translator of the edition."""
    return Organiser(in_as(empty_app, database, "Hala Translator", "workshop-2026"))


def in_as(app: Flask, database: Database, name: str, edition_slug: str) -> FlaskClient:
    with database.writing() as db:
        account = Account(email=None, name=name, created_at=MADE)
        db.add(account)
        db.flush()
        give_role(db, account, get_edition(db, edition_slug), EditionRole.TRANSLATOR, MADE)
    browser = app.test_client()
    with browser.session_transaction() as session, database.writing() as db:
        session["sign_in"] = sign_in(db, account, SignInMethod.PASSWORD, datetime.now(UTC))
    return browser


def stored(database: Database, language: str = "ar") -> CardText | None:
    with database.reading() as db:
        return find_text(db, db.get_one(Practice, 1), language)


def text_of(database: Database) -> CardText:
    found = stored(database)
    assert found is not None
    return found


def original_of(database: Database) -> CardText:
    with database.reading() as db:
        found = find_original(db, db.get_one(Practice, 1))
        assert found is not None
        return found


def say(database: Database, content: CardContent) -> None:
    """Let the original say something else."""
    with database.writing() as db:
        text = find_original(db, db.get_one(Practice, 1))
        assert text is not None
        text.content = content


def save(browser: Organiser, facts: Facts, state: str = "draft", address: str = ONE) -> TestResponse:
    form = form_with(browser.get(address).text, "Save as a draft")
    return press(browser, form.filled(facts), state, address)


def press(browser: Organiser, said: MultiDict[str, str], state: str, address: str = ONE) -> TestResponse:
    return browser.client.post(address, data=MultiDict([*said.items(multi=True), ("state", state)]))


def upload(browser: Organiser, content: bytes, address: str = ONE) -> TestResponse:
    form = form_with(browser.get(address).text, "Look at it")
    data = {**dict(form.pairs), "file": FileStorage(BytesIO(content), "came.xlf")}
    body, _, boundary = stream_encode_multipart(data, use_tempfile=False)
    kind = f'multipart/form-data; boundary="{boundary}"'
    return browser.client.post(form.action, data=body.read(), content_type=kind)


def back(target: CardContent, database: Database, language: str = "ar", card: str = "card-1") -> bytes:
    """What a tool sends back."""
    original = original_of(database)
    labels = {"title": "Titre"}
    return to_xliff(
        card, "fr", language, original.content, target, labels=labels, state="draft", revision=original.revision
    )
