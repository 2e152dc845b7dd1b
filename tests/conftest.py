"""What every test may ask for: a fresh database of either kind, empty or with the demonstration, and clients."""

import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from academy.accounts.actions import create_account
from academy.accounts.passwords import hashed
from academy.app import create_app
from academy.config import Config
from academy.db import migrations
from academy.db.engine import Database, open_database
from academy.kit.sealing import KeyRing
from academy.records.demonstration import load_missing
from tests import postgresql

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
EMAIL, PASSWORD = "organiser@example.org", "correct horse battery"
SIGN_IN = "/en/sign-in"
KEYS = KeyRing({"test": bytes(range(32))})

_STACK = ExitStack()
_KINDS = [pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.postgresql)]


def pytest_configure(config: pytest.Config) -> None:
    """Start a private PostgreSQL where none is named; under xdist once, before the workers begin."""
    if not hasattr(config, "workerinput") and not os.environ.get(postgresql.NAMED):
        address = _STACK.enter_context(postgresql.server())
        if address:
            os.environ[postgresql.NAMED] = address


def pytest_unconfigure() -> None:
    """Stop what was started."""
    _STACK.close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a PostgreSQL leave its tests out, and say so: they are not run, and not called passed."""
    if os.environ.get(postgresql.NAMED):
        return
    without = [item for item in items if item.get_closest_marker("postgresql")]
    if without:
        config.hook.pytest_deselected(items=without)
        items[:] = [item for item in items if item not in without]


class Shelf:
    """Ready databases of one kind; a test gets a copy."""

    def __init__(self, kind: str, folder: Path) -> None:
        self._kind = kind
        self._folder = folder
        self._ready: dict[bool, str] = {}
        self._admin = create_engine(_server(), isolation_level="AUTOCOMMIT") if kind == "postgresql" else None

    def copy(self, *, demonstration: bool) -> str:
        """Return the address of a new database."""
        if demonstration not in self._ready:
            self._ready[demonstration] = self._made(demonstration=demonstration)
        return self._copied(self._ready[demonstration])

    def drop(self, url: str) -> None:
        """Take a copy away."""
        if self._admin is None:
            return
        with self._admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)'))

    def close(self) -> None:
        """Take everything away."""
        for url in self._ready.values():
            self.drop(url)
        if self._admin is not None:
            self._admin.dispose()

    def _made(self, *, demonstration: bool) -> str:
        url = self._copied(None)
        database = open_database(url, KEYS)
        migrations.upgrade(database.engine)
        if demonstration:
            with database.writing() as db:
                load_missing(db, NOW)
        if self._admin is None:
            with database.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.engine.dispose()
        return url

    def _copied(self, original: str | None) -> str:
        name = f"academy_{secrets.token_hex(6)}"
        if self._admin is None:
            path = self._folder / f"{name}.sqlite"
            if original:
                shutil.copy(str(make_url(original).database), path)
            return f"sqlite:///{path}"
        template = f' TEMPLATE "{make_url(original).database}"' if original else ""
        with self._admin.connect() as connection:
            # Files are copied several times as fast as they go through the log; before 15 there was no other way.
            how = " STRATEGY FILE_COPY" if (connection.dialect.server_version_info or ()) >= (15,) else ""
            connection.execute(text(f'CREATE DATABASE "{name}"{template}{how}'))
        return _server().set(database=name).render_as_string(hide_password=False)


def _server() -> URL:
    return make_url(os.environ[postgresql.NAMED]).set(drivername="postgresql+psycopg")


@pytest.fixture(scope="session")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Shelf]]:
    made: dict[str, Shelf] = {}

    class Shelves(dict[str, Shelf]):
        def __missing__(self, kind: str) -> Shelf:
            made[kind] = self[kind] = Shelf(kind, tmp_path_factory.mktemp(kind))
            return made[kind]

    yield Shelves()
    for shelf in made.values():
        shelf.close()


@pytest.fixture(params=_KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """`sqlite`, then `postgresql`: whoever asks for a database is run on both."""
    return str(request.param)


@pytest.fixture
def database(kind: str, shelves: dict[str, Shelf]) -> Iterator[Database]:
    """An empty, migrated database."""
    yield from _lent(shelves[kind], demonstration=False)


@pytest.fixture
def demonstration(kind: str, shelves: dict[str, Shelf]) -> Iterator[Database]:
    """A database with the demonstration editions."""
    yield from _lent(shelves[kind], demonstration=True)


def _lent(shelf: Shelf, *, demonstration: bool) -> Iterator[Database]:
    url = shelf.copy(demonstration=demonstration)
    opened = open_database(url, KEYS)
    yield opened
    opened.engine.dispose()
    shelf.drop(url)


@pytest.fixture
def db(database: Database) -> Iterator[Session]:
    """A writing session on an empty database; nothing of it is kept."""
    with database.session(writes=True) as session:
        yield session


@pytest.fixture
def demo(demonstration: Database) -> Iterator[Session]:
    """A writing session on the demonstration; nothing of it is kept."""
    with demonstration.session(writes=True) as session:
        yield session


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(data=str(tmp_path), base_url="http://academy.test", secret_key="only for tests")


@pytest.fixture
def app(config: Config, demonstration: Database) -> Iterator[Flask]:
    """The application on the demonstration, with an organiser's account."""
    yield from served(config, demonstration)


@pytest.fixture
def empty_app(config: Config, database: Database) -> Iterator[Flask]:
    """The application without any edition, with an organiser's account."""
    yield from served(config, database)


def served(config: Config, database: Database) -> Iterator[Flask]:
    with database.writing() as session:
        create_account(session, EMAIL, "Olga Organiser", NOW, password_digest=_digest(), is_administrator=True)
    app = create_app(config, database)
    app.testing = False  # failures must reach the error pages, as they do for readers
    yield app
    app.extensions["academy_versions"].close()


@cache
def _digest() -> str:
    return hashed(PASSWORD)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A stranger's browser."""
    return app.test_client()


@dataclass(frozen=True)
class Organiser:
    """The browser of somebody who is signed in."""

    client: FlaskClient

    def get(self, address: str, **more: object) -> TestResponse:
        return self.client.get(address, **more)

    def post(self, address: str, data: dict[str, object] | None = None, **more: object) -> TestResponse:
        """Send a form, with the token that its page would have had."""
        return self.client.post(address, data={"csrf_token": self.token(), **(data or {})}, **more)

    def token(self) -> str:
        return token_in(self.client.get("/desk/").text)


def token_in(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, page[:500]
    return found[1]


def signed_in(app: Flask) -> Organiser:
    client = app.test_client()
    token = token_in(client.get(SIGN_IN).text)
    answer = client.post(SIGN_IN, data={"csrf_token": token, "email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return Organiser(client)


@pytest.fixture
def organiser(app: Flask) -> Organiser:
    return signed_in(app)


@pytest.fixture
def new_organiser(empty_app: Flask) -> Organiser:
    """An organiser of an installation without any edition."""
    return signed_in(empty_app)
