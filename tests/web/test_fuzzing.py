"""Every form that an administrator or a stranger finds by following links, sent with what nobody should send."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from academy.accounts.actions import sign_in
from academy.accounts.models import Account, SignInMethod
from academy.db.engine import Database
from tests.desk.forms import PageForm, forms_in

NASTY = (
    *("", " ", "\x00", "\ufffd", "%", "%(name)s", "{name}", "{{7*7}}", "{", "[]", "null", "\r\n"),
    *("-1", "0", "1e309", "9" * 30, "٣", "2026-02-30", "99:99", "9999-12-31", "0001-01-01"),
    *("../../etc/passwd", "//evil.example/", "https://evil.example", "javascript:alert(1)"),
    *("<script>alert(1)</script>", "' OR 1=1 --", "a@b\r\nBcc: c@example.org", '=HYPERLINK("x")'),
    *("\u202egnirts", "ع" * 300, "x" * 20_000, "é" * 5_000),
)
"""Nothing, numbers that are none, days that are none, other people's tricks, other scripts, and far too much."""

MOST_PAGES_OF_A_ROUTE = 2
LINK = re.compile(r'<a\b[^>]*\shref="(/[^"#]*)')


@dataclass(frozen=True)
class Visitor:
    """Somebody who goes through the pages; an administrator signs in again after every sign-out."""

    app: Flask
    client: FlaskClient
    account_id: int | None = None

    @cached_property
    def database(self) -> Database:
        found: Database = self.app.extensions["academy_database"]
        return found

    def arrive(self) -> None:
        if self.account_id is None:
            return
        with self.database.writing() as db:
            account = db.get_one(Account, self.account_id)
            account.closed_at, account.totp, account.is_administrator = None, None, True
            token = sign_in(db, account, SignInMethod.LINK, datetime.now(UTC))
        with self.client.session_transaction() as cookie:
            cookie["sign_in"] = token

    def forms(self, *starts: str) -> dict[tuple[str, tuple[str, ...]], tuple[str, PageForm]]:
        """Follow links; return each kind of form once, with the address that it is sent to."""
        seen: dict[str, int] = {}
        found: dict[tuple[str, tuple[str, ...]], tuple[str, PageForm]] = {}
        waiting, known = list(starts), set(starts)
        while waiting:
            address = waiting.pop(0)
            endpoint = self.endpoint(address, "GET")
            seen[endpoint] = seen.get(endpoint, 0) + 1
            if seen[endpoint] > MOST_PAGES_OF_A_ROUTE or endpoint == "static":
                continue
            answer = self.client.get(address, follow_redirects=True)
            assert answer.status_code < 500, (address, answer.status_code)
            if not answer.content_type.startswith("text/html"):
                continue
            for form in forms_in(answer.text):
                if "csrf_token" in form.names:
                    action = (form.action or address).replace("&amp;", "&")
                    found.setdefault((self.endpoint(action, "POST"), tuple(sorted(form.names))), (action, form))
            links = [link.replace("&amp;", "&") for link in LINK.findall(answer.text)]
            waiting += [link for link in links if link not in known]
            known.update(links)
        return found

    def endpoint(self, address: str, method: str) -> str:
        path, _, query = address.partition("?")
        try:
            return str(self.app.url_map.bind("academy.test").match(path, method, query_args=query)[0])
        except HTTPException:
            return "nowhere"

    def send(self, action: str, data: object, **more: object) -> None:
        answer = self.client.post(action, data=data, **more)
        assert answer.status_code < 500 or answer.status_code == 503, (action, data, answer.status_code)
        assert "Traceback" not in answer.text
        with self.client.session_transaction() as cookie:
            is_out = "sign_in" not in cookie
        if is_out or answer.status_code in {303, 401, 403}:
            self.arrive()


def variants(form: PageForm, chance: random.Random) -> Iterator[MultiDict[str, str]]:
    """Everything replaced by one nasty text; then one input at a time; then nothing, and everything twice."""
    own = MultiDict(form.pairs)
    names = sorted(form.names - {"csrf_token"})
    for text in chance.sample(NASTY, 12):
        yield MultiDict([("csrf_token", own.get("csrf_token", "")), *((name, text) for name in names)])
    for name in chance.sample(names, min(len(names), 8)):
        for text in chance.sample(NASTY, 2):
            changed = own.copy()
            changed[name] = text
            yield changed
    yield MultiDict([("csrf_token", own.get("csrf_token", ""))])
    yield MultiDict([*form.pairs, *form.pairs])


@pytest.fixture
def administrator(app: Flask) -> Visitor:
    with app.extensions["academy_database"].reading() as db:
        account_id = db.scalar(select(Account.id).order_by(Account.id))
    visitor = Visitor(app, app.test_client(), account_id)
    visitor.arrive()
    return visitor


@pytest.fixture
def stranger(app: Flask) -> Visitor:
    return Visitor(app, app.test_client())


@pytest.mark.slow
def test_no_form_fails_whatever_is_sent(administrator: Visitor) -> None:
    found = administrator.forms("/desk/", "/desk/editions/casablanca-2027", "/en/me/")
    assert len(found) > 20
    chance = random.Random(20)  # noqa: S311 (the same attempts each time)
    for action, form in found.values():
        for data in variants(form, chance):
            administrator.send(action, data)


@pytest.mark.slow
def test_no_public_form_fails_whatever_is_sent(stranger: Visitor) -> None:
    found = stranger.forms("/en/", "/en/sign-in", "/en/rcm-2021/programme/")
    assert found
    chance = random.Random(21)  # noqa: S311 (the same attempts each time)
    for action, form in found.values():
        for data in variants(form, chance):
            stranger.send(action, data)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\xff\xfe\x00csrf_token", "application/x-www-form-urlencoded"),
        (b'--x\r\nContent-Disposition: form-data; name="a', "multipart/form-data; boundary=x"),
        (b'{"csrf_token": []', "application/json"),
        (b"a" * 70_000, "multipart/form-data"),
        (b"PK\x03\x04", "application/zip"),
        (b"", "text/plain"),
    ],
    ids=["bytes", "cut off", "JSON", "no boundary", "archive", "nothing"],
)  # fmt: skip
def test_a_body_that_is_no_form_is_refused(administrator: Visitor, body: bytes, content_type: str) -> None:
    for address in ("/desk/people/new", "/desk/editions/new", "/en/sign-in", "/desk/editions/rcm-2021/state"):
        answer = administrator.client.post(address, data=body, content_type=content_type)
        assert answer.status_code in {400, 413, 415, 422}, (address, answer.status_code)


def test_a_parameter_that_comes_twice_breaks_nothing(administrator: Visitor) -> None:
    for query in (
        "page=1&page=2",
        "search=a&search=b",
        "page=x&page[]=1",
        "search[$ne]=1",
        "zone=a&zone=b",
        "day=1&day=2",
    ):
        for address in ("/desk/people", "/en/rcm-2021/programme/", "/desk/", "/en/"):
            answer = administrator.client.get(f"{address}?{query}", follow_redirects=True)
            assert answer.status_code in {200, 422}, (address, query)
