"""Signing in through an OpenID Connect provider, from the button to one's own page."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from academy.accounts import second_factor
from academy.accounts.actions import create_account
from academy.accounts.models import ProviderIdentity, SignIn, SignInMethod
from academy.accounts.provider import provider_at
from academy.accounts.queries import find_account
from academy.config import Config
from academy.db.engine import Database
from academy.web.limits import LIMITER
from tests.conftest import EMAIL, NOW, SIGN_IN, served
from tests.factories.provider import CLIENT, SECRET, FakeProvider, running, say
from tests.site.test_accounts_factors import SECRET as TELEPHONE
from tests.site.test_accounts_factors import number

START, BACK = f"{SIGN_IN}/provider", f"{SIGN_IN}/provider/back"


@pytest.fixture
def fake() -> Iterator[FakeProvider]:
    provider_at.cache_clear()
    with running() as fake:
        yield fake


@pytest.fixture
def joined(fake: FakeProvider, tmp_path: Path, demonstration: Database) -> Iterator[Flask]:
    """An installation with that provider."""
    yield from served(
        Config(
            data=str(tmp_path),
            base_url="http://academy.test",
            secret_key="only for tests",
            oidc_issuer=fake.issuer,
            oidc_client=CLIENT,
            oidc_secret=SECRET,
            oidc_name="The Ministry",
        ),
        demonstration,
    )


def leave(client: FlaskClient, start: str = START) -> str:
    """Press the button; return where the browser is sent to."""
    answer = client.get(start)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def come_back(client: FlaskClient, address: str, code: str, **facts: str) -> TestResponse:
    state = parse_qs(urlsplit(address).query)["state"][0]
    return client.get(BACK, query_string={"code": code, "state": state, **facts})


def test_one_is_signed_in_and_the_accounts_are_joined(
    joined: Flask, fake: FakeProvider, demonstration: Database
) -> None:
    client = joined.test_client()
    page = client.get(f"{SIGN_IN}?next=/desk/people").text
    assert "Sign in with The Ministry" in page
    assert f'href="{START}?next=/desk/people"' in page
    address = leave(client, f"{START}?next=/desk/people")
    assert address.startswith(f"{fake.issuer}/authorize?")
    answer = come_back(client, address, fake.sign_in(address), iss=fake.issuer)
    assert (answer.status_code, answer.location) == (303, "/desk/people")
    assert client.get("/desk/").status_code == 200
    assert "You may also sign in with The Ministry." in client.get("/en/me/factors").text
    with demonstration.reading() as db:
        assert db.scalars(select(SignIn.method)).all() == [SignInMethod.PROVIDER]
        assert [(one.issuer, one.subject) for one in db.scalars(select(ProviderIdentity))] == [(fake.issuer, "olga-17")]


def test_one_comes_back_to_ones_own_language(joined: Flask, fake: FakeProvider) -> None:
    client = joined.test_client()
    address = leave(client, "/ar/sign-in/provider")
    refused = come_back(client, address, fake.sign_in(address, email_verified=False))
    assert refused.status_code == 422
    assert '<html lang="ar" dir="rtl">' in refused.text


def test_the_second_factor_is_asked_for_after_it(joined: Flask, fake: FakeProvider, demonstration: Database) -> None:
    with demonstration.writing() as db:
        own = find_account(db, EMAIL)
        assert own is not None
        second_factor.switch_on(db, own, TELEPHONE, number(NOW), NOW)
    client = joined.test_client()
    address = leave(client)
    assert come_back(client, address, fake.sign_in(address)).location == "/en/sign-in/second"
    assert client.get("/desk/").status_code == 303


def test_an_answer_to_another_browser_signs_nobody_in(joined: Flask, fake: FakeProvider) -> None:
    thief, victim = joined.test_client(), joined.test_client()
    address = leave(thief)
    code = fake.sign_in(address)
    assert come_back(victim, address, code).status_code == 422
    leave(victim)
    assert come_back(victim, address, code).status_code == 422
    assert victim.get("/desk/").status_code == 303
    state = parse_qs(urlsplit(leave(victim)).query)["state"][0]
    for query in [{}, {"code": code}, {"state": state}, {"code": code, "state": "é"}, {"error": "access_denied"}]:
        assert victim.get(BACK, query_string=query).status_code == 422, query
    LIMITER.reset()


def test_an_answer_of_another_issuer_or_a_no_is_refused(joined: Flask, fake: FakeProvider) -> None:
    client = joined.test_client()
    address = leave(client)
    assert come_back(client, address, fake.sign_in(address), iss="https://evil.example").status_code == 422
    address = leave(client)
    assert come_back(client, address, "", error="access_denied").status_code == 422


def test_what_was_answered_once_is_not_answered_again(joined: Flask, fake: FakeProvider) -> None:
    client = joined.test_client()
    address = leave(client)
    kept = client.get_cookie("academy")
    assert kept is not None
    code = fake.sign_in(address)
    assert come_back(client, address, code).status_code == 303
    thief = joined.test_client()
    thief.set_cookie("academy", kept.value)
    assert come_back(thief, address, code).status_code == 422


def test_nobody_is_let_in_who_has_no_account(joined: Flask, fake: FakeProvider, demonstration: Database) -> None:
    with demonstration.writing() as db:
        for name in ("Olga", "Eva"):
            create_account(db, "shared@example.org", name, NOW)
    said = []
    people: list[dict[str, object]] = [
        {"email": "nobody@example.org"},
        {"email_verified": False},
        {"email": "shared@example.org"},
    ]
    for person in people:
        client = joined.test_client()
        address = leave(client)
        refused = come_back(client, address, fake.sign_in(address, sub="new", **person))
        assert refused.status_code == 422
        assert client.get("/desk/").status_code == 303
        said.append("Several people share" in refused.text)
    assert said == [False, False, True]
    with demonstration.reading() as db:
        assert db.scalars(select(ProviderIdentity)).all() == []
        assert db.scalars(select(SignIn)).all() == []


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_ministry_behind_one_address_signs_in_and_only_what_fails_is_counted(
    joined: Flask, fake: FakeProvider
) -> None:
    for _ in range(12):
        client = joined.test_client()
        address = leave(client)
        assert come_back(client, address, fake.sign_in(address)).status_code == 303
    thief = joined.test_client()
    answers = [thief.get(BACK, query_string={"code": "x", "state": "y"}).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
    LIMITER.reset()


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/" + "x" * 5000])
def test_only_a_page_of_ours_is_kept_for_afterwards(joined: Flask, wanted: str) -> None:
    client = joined.test_client()
    assert client.get(START, query_string={"next": wanted}).status_code == 303
    with client.session_transaction() as carried:
        assert carried["provider"][3] == ""


def test_while_the_provider_is_down_one_is_told_so(joined: Flask, fake: FakeProvider) -> None:
    fake.answers[".well-known/openid-configuration"] = lambda handler: say(handler, {}, 500)
    answer = joined.test_client().get(START)
    assert answer.status_code == 503
    assert "Sign in another way" in answer.text
    assert "Traceback" not in answer.text


def test_without_a_provider_there_is_no_button_and_no_page(client: FlaskClient) -> None:
    assert "provider" not in client.get(SIGN_IN).text
    assert client.get(START).status_code == client.get(BACK).status_code == 404
