"""Readers of the demonstration, for tests that change nothing: one application for all of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from academy.app import create_app
from academy.config import Config
from academy.db.engine import Database, open_database
from tests.conftest import Shelf


@contextmanager
def app_of(database: Database, data: Path) -> Iterator[Flask]:
    """The application on a database, for as long as the block lasts."""
    app = create_app(Config(data=str(data), base_url="http://academy.test", secret_key="only for tests"), database)
    yield app
    app.extensions["academy_versions"].close()


@pytest.fixture(scope="session")
def read_app(shelves: dict[str, Shelf], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on the demonstration, on SQLite: only `academy.db` knows which database it is."""
    database = open_database(shelves["sqlite"].copy(demonstration=True))
    with app_of(database, tmp_path_factory.mktemp("data")) as app:
        yield app
    database.engine.dispose()


@pytest.fixture
def reader(read_app: Flask) -> FlaskClient:
    """A stranger's browser; nothing may be changed through it."""
    return read_app.test_client()
