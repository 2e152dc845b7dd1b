"""Signing in, forms and locks, asked of two server processes on one database, over HTTP."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from threading import Barrier
from urllib.parse import urlencode

import pytest

from academy.accounts.actions import create_account
from academy.accounts.links import send_link
from academy.accounts.passwords import hashed
from academy.config import Config
from academy.db.engine import Database, open_database
from tests.benchmarks.load import Question
from tests.benchmarks.servers import free_port, wait_for
from tests.conftest import EMAIL, PASSWORD, Shelf, token_in
from tests.desk.forms import form_with
from tests.factories.letters import letters_to, secret_of
from tests.jobs.test_worker import redis_server

pytestmark = pytest.mark.slow

PROGRAM = Path(sys.executable).with_name("academy")
SIGN_IN, SIGN_INS, OPENED, ME = "/en/sign-in", "/en/me/sign-in", "/en/sign-in/opened", "/en/me/"
ROUNDS = 6


@dataclass(frozen=True)
class Pair:
    """Two servers by their ports, and their database."""

    ports: tuple[int, int]
    database: Database


@dataclass
class Answer:
    """What a server has said."""

    status: int
    location: str
    text: str


@dataclass
class Browser:
    """A browser that takes either server for the same site, as behind a balancer; it asks from a network of its own."""

    network: str = "192.0.2.1"
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, port: int, address: str, form: dict[str, str] | None = None) -> Answer:
        """Ask a server for a page, or send it a form; no redirection is followed."""
        headers = {"X-Forwarded-For": self.network, "Cookie": "; ".join(f"{n}={v}" for n, v in self.cookies.items())}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line = HTTPConnection("127.0.0.1", port, timeout=60)
        line.request("GET" if form is None else "POST", address, urlencode(form) if form is not None else None, headers)
        answer = line.getresponse()
        for header in answer.headers.get_all("Set-Cookie", []):
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(header).items()})
        text = answer.read().decode()
        line.close()
        return Answer(answer.status, answer.headers.get("Location", ""), text)

    def sign_in(self, port: int, password: str = PASSWORD) -> Answer:
        """Sign in with the password."""
        token = token_in(self.ask(port, SIGN_IN).text)
        return self.ask(port, SIGN_IN, {"csrf_token": token, "email": EMAIL, "password": password})


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def pair(
    request: pytest.FixtureRequest, shelves: dict[str, Shelf], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Pair]:
    """Two servers on one database of each kind, with an organiser's account; each counts attempts for itself."""
    with two_servers(shelves[request.param], tmp_path_factory.mktemp("two")) as running:
        yield running


@contextmanager
def two_servers(shelf: Shelf, folder: Path, **more: str) -> Iterator[Pair]:
    """Two servers on a new database, with `more` in their environment."""
    url = shelf.copy(demonstration=False)
    database = open_database(url, Config(data=str(folder), database_url=url).keys())
    digest = hashed(PASSWORD)
    with database.writing() as db:
        own = create_account(db, EMAIL, "Olga Organiser", datetime.now(UTC), password_digest=digest, language="en")
        own.is_administrator = True
    ports = (free_port(), free_port())
    with ExitStack() as stack:
        for port in ports:
            stack.enter_context(serving(folder, url, port, more))
        yield Pair(ports, database)
    database.engine.dispose()
    shelf.drop(url)


@contextmanager
def serving(folder: Path, url: str, port: int, more: Mapping[str, str]) -> Iterator[None]:
    """A server of its own process, behind a proxy that says who asks."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ACADEMY_") and name != "PORT"}
    own = {"ACADEMY_DATA": str(folder), "ACADEMY_DATABASE_URL": url, "ACADEMY_PORT": str(port), "ACADEMY_PROXIES": "1"}
    with (folder / f"said-{port}").open("w") as said:
        process = subprocess.Popen(
            [PROGRAM, "serve"], env={**kept, **own, **more}, cwd=folder, stdout=said, stderr=said
        )
        try:
            wait_for(Question(port, "/en/"))
            yield
        finally:
            process.terminate()
            process.wait(30)


def test_who_signs_in_at_one_is_signed_in_at_the_other_and_out_at_both(pair: Pair) -> None:
    first, second = pair.ports
    browser = Browser()
    assert browser.sign_in(first).status == 303
    page = browser.ask(second, ME)
    assert (page.status, "Olga Organiser" in page.text) == (200, True)
    assert browser.ask(second, "/en/sign-out", {"csrf_token": token_in(page.text)}).status == 303
    kept = Browser(cookies=dict(browser.cookies))
    assert [kept.ask(port, ME).status for port in pair.ports] == [303, 303]


def test_a_sign_in_that_is_revoked_at_one_is_over_at_the_other(pair: Pair) -> None:
    first, second = pair.ports
    lost, here = Browser(), Browser()
    assert [lost.sign_in(second).status, here.sign_in(first).status] == [303, 303]
    assert lost.ask(second, ME).status == 200
    page = here.ask(first, SIGN_INS).text
    everywhere = form_with(page, "Sign out everywhere else")
    assert here.ask(first, everywhere.action, dict(everywhere.pairs)).status == 303
    assert lost.ask(second, ME).status == 303
    assert here.ask(second, ME).status == 200


def test_a_form_of_one_is_taken_by_the_other_and_that_of_another_browser_by_neither(pair: Pair) -> None:
    first, second = pair.ports
    browser, foreign = Browser(), Browser()
    token = token_in(browser.ask(first, SIGN_IN).text)
    facts = {"email": EMAIL, "password": PASSWORD}
    strange = token_in(foreign.ask(first, SIGN_IN).text)
    for wrong in (strange, "", "made up"):
        answers = [browser.ask(port, SIGN_IN, {"csrf_token": wrong, **facts}) for port in pair.ports]
        assert [answer.status for answer in answers] == [400, 400]
    assert browser.ask(second, SIGN_IN, {"csrf_token": token, **facts}).status == 303


def test_a_link_is_asked_for_at_one_and_pressed_at_the_other(pair: Pair) -> None:
    first, second = pair.ports
    asked = Browser()
    token = token_in(asked.ask(first, SIGN_IN).text)
    answer = asked.ask(first, "/en/sign-in/link", {"csrf_token": token, "email": EMAIL, "password": "", "next": ME})
    assert (answer.status, answer.location) == (303, "/en/sign-in/sent")
    telephone = Browser(network="198.51.100.4")
    link = f"/en/sign-in/link/{secret_of(pair.database, letters_to(pair.database, EMAIL)[-1])}"
    assert telephone.ask(second, link).location == OPENED
    form = {"csrf_token": token_in(telephone.ask(first, OPENED).text)}
    assert telephone.ask(second, OPENED, form).location == ME
    assert telephone.ask(first, ME).status == 200
    assert telephone.ask(first, link).status == 303
    assert telephone.ask(first, OPENED).status == 410


def test_of_those_who_press_a_link_at_both_at_the_same_time_exactly_one_gets_in(pair: Pair) -> None:
    for _ in range(ROUNDS):
        browsers, forms = [], []
        with pair.database.writing() as db:
            send_link(db, EMAIL, "en", "", datetime.now(UTC))
        link = f"/en/sign-in/link/{secret_of(pair.database, letters_to(pair.database, EMAIL)[-1])}"
        for port in pair.ports * 2:
            browser = Browser()
            browser.ask(port, link)
            forms.append({"csrf_token": token_in(browser.ask(port, OPENED).text)})
            browsers.append(browser)
        barrier = Barrier(len(browsers))

        def press(place: int, barrier: Barrier = barrier, browsers: list[Browser] = browsers) -> int:
            barrier.wait(30)
            return browsers[place].ask((pair.ports * 2)[place], OPENED, forms[place]).status  # noqa: B023 (ends here)

        with ThreadPoolExecutor(len(browsers)) as pool:
            assert sorted(pool.map(press, range(len(browsers)))) == [303, 410, 410, 410]
        inside = [browser.ask(pair.ports[0], ME).status for browser in browsers]
        assert sorted(inside) == [200, 303, 303, 303]


def test_a_stranger_s_attempts_lock_nobody_else_out(pair: Pair) -> None:
    stranger = Browser(network="198.51.100.9")
    for port in pair.ports:
        answers = [stranger.sign_in(port, "not the password").status for _ in range(7)]
        assert answers == [422] * 5 + [429] * 2
        assert stranger.sign_in(port).status == 429
    assert [Browser(network="192.0.2.44").sign_in(port).status for port in pair.ports] == [303, 303]


def test_where_attempts_are_counted_in_one_place_they_are_counted_together(
    shelves: dict[str, Shelf], tmp_path: Path
) -> None:
    if not shutil.which("redis-server"):
        pytest.skip("there is no redis-server")
    with (
        redis_server(tmp_path) as address,
        two_servers(shelves["sqlite"], tmp_path, ACADEMY_LIMITS_STORAGE=address) as both,
    ):
        stranger = Browser(network="198.51.100.9")
        answers = [stranger.sign_in(both.ports[number % 2], "not the password").status for number in range(7)]
        assert answers == [422] * 5 + [429] * 2
        assert Browser(network="192.0.2.44").sign_in(both.ports[0]).status == 303


def test_a_claimed_host_leads_nowhere(pair: Pair) -> None:
    line = HTTPConnection("127.0.0.1", pair.ports[0], timeout=60)
    line.request("GET", "/desk/people", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    answer = line.getresponse()
    assert (answer.status, answer.headers["Location"]) == (303, "/en/sign-in?next=/desk/people")
    assert "evil" not in answer.read().decode()
    line.close()


@pytest.mark.usefixtures("pair")
def test_nothing_secret_is_noted_by_either(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = next(path for path in tmp_path_factory.getbasetemp().iterdir() if path.name.startswith("two"))
    said = "".join(path.read_text() for path in folder.glob("said-*"))
    assert "academy.security" in said
    assert PASSWORD not in said
    assert "sign-in/link/" not in said.replace("sign-in/link/<", "")
