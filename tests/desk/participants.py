"""An edition with four people, and what a browser shows and sends of its lists."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from academy.accounts.actions import create_account, give_role, sign_in
from academy.accounts.models import EditionRole, SignInMethod
from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.outbox.models import Letter
from academy.participation.models import Registration, State
from academy.participation.queries import find_registration_by
from academy.participation.standing import move
from academy.people.actions import write_contact
from academy.trail.models import Entry, Value
from tests.conftest import NOW, Organiser
from tests.desk.forms import forms_in
from tests.factories import LATER
from tests.participation.places import invited, put

HERE = "/desk/editions/workshop-2026"
ACT = f"{HERE}/participants/act"


def four_people(database: Database) -> dict[str, int]:
    """Ana and Bo hold the seats of Mexico, Cy waits for one, Di was accepted for Peru; all of them have a mailbox."""
    with database.writing() as db:
        edition = invited(db)
        made = {name: put(db, edition, name) for name in ("Ana", "Bo", "Cy")}
        made["Di"] = put(db, edition, "Di", country="PE")
        for name, one in made.items():
            write_contact(db, one.person, f"{name.lower()}@example.org", "en", LATER)
        move(db, made["Di"], State.ACCEPTED, LATER)
        made["Ana"].post = "Jefa de área"
        return {name: one.id for name, one in made.items()}


def shown(page: str) -> list[str]:
    """Whom a list shows, in its order."""
    return [unescape(name) for name in re.findall(r'<a href="[^"]*/people/\d+"><bdi>(.*?)</bdi>', page)]


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<.*?>", " ", page)).split())


def states(database: Database, *numbers: int) -> list[State]:
    with database.reading() as db:
        own = {one.id: one.state for one in db.scalars(select(Registration))}
        return [own[number] for number in numbers]


def act(organiser: Organiser, name: str, numbers: Sequence[int], **more: object) -> TestResponse:
    return organiser.post(ACT, {"act": name, "number": [str(one) for one in numbers], **more})


def sure(organiser: Organiser, asked: TestResponse, **more: str) -> TestResponse:
    """Press the button of the page that asks once more."""
    form = next(one for one in forms_in(asked.text) if one.action.endswith("/act"))
    return organiser.client.post(form.action, data=form.filled(more))


def letters(database: Database) -> list[Letter]:
    with database.reading() as db:
        return list(db.scalars(select(Letter).order_by(Letter.id)))


def told(database: Database) -> dict[str, object]:
    """What the newest record of a list that was taken out says."""
    with database.reading() as db:
        entry = db.scalars(select(Entry).where(Entry.act == "participants.exported").order_by(Entry.id.desc())).first()
        assert entry is not None
        return {one.field: one.after for one in db.scalars(select(Value).where(Value.entry_id == entry.id))}


def one_of(db: Session, number: int) -> Registration:
    found = find_registration_by(db, number)
    assert found is not None
    return found


def browser_of(app: Flask, database: Database, role: EditionRole) -> FlaskClient:
    """The browser of somebody with one role in the edition."""
    with database.writing() as db:
        account = create_account(db, f"{role.value}@example.org", role.value, NOW)
        give_role(db, account, get_edition(db, "workshop-2026"), role, NOW)
        token = sign_in(db, account, SignInMethod.LINK, datetime.now(UTC))
    client = app.test_client()
    with client.session_transaction() as kept:
        kept["sign_in"] = token
    return client
