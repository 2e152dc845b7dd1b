"""What every answer says, and what no answer gives."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from academy.access import Can
from academy.config import Config
from academy.db.engine import Database
from academy.web.guard import requires
from tests.conftest import served

ADDRESSES = ("/en/", "/en/rcm-2021/programme/", "/en/rcm-2021/calendar.ics", "/api/v1/editions", "/desk/",
             "/en/sign-in", "/static/academy.css", "/en/nothing/")  # fmt: skip


@pytest.fixture(params=["sqlite"])
def kind(request: pytest.FixtureRequest) -> str:
    """Headers do not depend on the database."""
    return str(request.param)


@pytest.fixture
def https_app(config: Config, database: Database) -> Iterator[Flask]:
    yield from served(replace(config, base_url="https://academy.test"), database)


@pytest.fixture
def behind_a_proxy(config: Config, database: Database) -> Iterator[Flask]:
    yield from served(replace(config, proxies=1), database)


@pytest.mark.parametrize("address", [one for one in ADDRESSES if not one.endswith(".ics")])
def test_no_other_site_may_read_an_answer(reader: FlaskClient, address: str) -> None:
    answer = reader.get(address, headers={"Origin": "https://evil.example"})
    assert [name for name, _ in answer.headers if name.startswith("Access-Control-")] == []
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_public_calendars_may_be_read_by_other_sites_without_a_cookie(reader: FlaskClient) -> None:
    answer = reader.get("/en/rcm-2021/calendar.ics", headers={"Origin": "https://calendar.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_kind_of_answer_says_what_it_is(reader: FlaskClient, address: str) -> None:
    said = reader.get(address).headers["Content-Type"]
    assert re.fullmatch(r"(text/(html|css|calendar|javascript); charset=utf-8|application/[a-z+]*json)", said), said


def test_an_installation_under_https_demands_it_for_a_year(https_app: Flask) -> None:
    for address in ("/en/", "/desk/", "/en/nothing/", "/static/academy.css"):
        said = https_app.test_client().get(address).headers["Strict-Transport-Security"]
        assert "includeSubDomains" in said
        assert int(re.findall(r"max-age=(\d+)", said)[0]) >= 365 * 24 * 3600


@pytest.mark.parametrize("address", ["/static/", "/static/../academy/", "/static/..%2f..%2fREADME.md", "/.git/config"])
def test_folders_are_not_listed(reader: FlaskClient, address: str) -> None:
    assert reader.get(address, follow_redirects=True).status_code == 404


def test_trace_is_not_answered(reader: FlaskClient) -> None:
    answer = reader.open("/en/", method="TRACE", headers={"X-Secret": "k3pt"})
    assert answer.status_code == 405
    assert "k3pt" not in answer.text


def seen_from(app: Flask) -> str:
    @app.get("/en/whence")
    @requires(Can.READ)
    def whence() -> str:
        return str(request.remote_addr)

    return app.test_client().get("/en/whence", headers={"X-Forwarded-For": "198.51.100.7"}).text


def test_a_proxy_is_believed_only_where_one_is_configured(empty_app: Flask) -> None:
    assert seen_from(empty_app) == "127.0.0.1"


def test_the_one_proxy_that_is_configured_is_believed(behind_a_proxy: Flask) -> None:
    assert seen_from(behind_a_proxy) == "198.51.100.7"


def test_the_program_runs_without_its_debugger(empty_app: Flask) -> None:
    assert not empty_app.debug
    assert not empty_app.config["DEBUG"]
