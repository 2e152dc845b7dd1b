"""A page costs as many statements for one thing as for thirty, and few of them."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.access import Can
from academy.db.engine import Database
from academy.practices.content import CardContent
from academy.practices.models import CardText, Practice, TextState
from tests.factories import MADE
from tests.factories.addresses import addresses, things_of
from tests.factories.statements import asked_of
from tests.factories.whole import store_whole

MOST = 12
"""Statements for a cold page, the one that reads the versions among them."""

THIRTY = 30
FILES = {"site.practices.picture", "site.practices.document"}
"""No pages: what they cost is counted where they are tested."""


@pytest.fixture
def two_editions(empty_app: Flask, database: Database) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """The addresses of an edition with one of everything, and those of one with thirty."""
    with database.writing() as db:
        store_whole(db, "one", 1)
        store_whole(db, "many", THIRTY)
        publish_cards(db)
    with database.reading() as db:
        yield addresses(empty_app, things_of(db, "one")), addresses(empty_app, things_of(db, "many"))


def test_every_page_of_an_edition(
    empty_app: Flask, database: Database, two_editions: tuple[dict[str, str], dict[str, str]]
) -> None:
    of_one, of_many = two_editions
    assert of_one.keys() == of_many.keys() == set(addresses_expected(empty_app))
    own = [page for page in of_one if of_one[page] != of_many[page]]  # the others are of all editions: see below
    costs = {page: cost(empty_app, database, of_one[page]) for page in own}
    assert {page: cost(empty_app, database, of_many[page]) for page in own} == costs
    del costs["api.editions.edition"]  # the whole of an edition, for programs: as many for one, but more than a page
    assert {page: asked for page, asked in costs.items() if asked >= MOST} == {}


def test_pages_of_all_editions(empty_app: Flask, database: Database) -> None:
    with database.writing() as db:
        series = store_whole(db, "one", 1).series
    found = ["/en/", "/en/series/one-series/", "/en/series/one-series.ics", "/api/v1/editions"]
    costs = {address: cost(empty_app, database, address) for address in found}
    with database.writing() as db:
        db.add(series)
        for number in range(THIRTY - 1):
            store_whole(db, f"more-{number}", 1).series = series
    assert {address: cost(empty_app, database, address) for address in found} == costs
    assert {address: asked for address, asked in costs.items() if asked >= MOST} == {}


def publish_cards(db: Session) -> None:
    """Give every practice a text and a translation that readers read."""
    for card in db.scalars(select(Practice)):
        card.published_at, said = MADE, CardContent(card.title, {"objectives": "To share."})
        spoken = {"language": card.language, "is_original": True}, {"language": "sw", "state": TextState.REVIEWED}
        db.add_all(CardText(practice=card, content=said, changed_at=MADE, **more) for more in spoken)


def addresses_expected(app: Flask) -> list[str]:
    found = [rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith(("site.", "api."))]
    found = [endpoint for endpoint in found if endpoint not in FILES]
    return [endpoint for endpoint in found if getattr(app.view_functions[endpoint], "can", None) is Can.READ]


def cost(app: Flask, database: Database, address: str) -> int:
    """Statements for the page of a stranger who asks first; the layer before Flask reads the versions besides."""
    with asked_of(database) as asked:
        answer = app.test_client().get(address)
    assert answer.status_code == 200, (address, answer.text[:500])
    return len(asked)
