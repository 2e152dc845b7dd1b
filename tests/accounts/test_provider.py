"""The OpenID Connect provider, asked by us, and what is believed of its answers."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.accounts import provider as asked
from academy.accounts.actions import create_account
from academy.accounts.identities import Down, Identity, list_identities, new_question, recognise, remove_identity
from academy.accounts.models import ProviderIdentity
from academy.accounts.provider import Provider, is_safe
from academy.kit.refusals import Refusal, Unknown
from academy.outbox.models import Letter
from academy.trail.models import Entry
from tests.conftest import NOW
from tests.factories.provider import CLIENT, KEY, OTHER_KEY, SECRET, Claims, FakeProvider, running, say, unsigned

BACK = "http://academy.test/en/sign-in/provider/back"


@pytest.fixture
def fake() -> Iterator[FakeProvider]:
    with running() as fake:
        yield fake


@pytest.fixture
def provider(fake: FakeProvider) -> Provider:
    return Provider(fake.issuer, CLIENT, SECRET)


def now() -> datetime:
    return datetime.now(UTC)


def asks(provider: Provider, fake: FakeProvider, **person: object) -> Identity:
    question = new_question()
    code = fake.sign_in(provider.address(question, BACK), **person)
    return provider.identity(code, question, BACK, now())


def test_somebody_is_named_with_a_verified_address(provider: Provider, fake: FakeProvider) -> None:
    assert asks(provider, fake) == Identity(fake.issuer, "olga-17", "organiser@example.org")


def test_the_browser_is_sent_with_all_that_protects_it(provider: Provider) -> None:
    question = new_question()
    query = parse_qs(urlsplit(provider.address(question, BACK)).query)
    assert query["redirect_uri"] == [BACK]
    assert query["state"] == [question.state]
    assert query["nonce"] == [question.nonce]
    assert query["code_challenge_method"] == ["S256"]
    assert question.verifier not in str(query)
    assert SECRET not in str(query)
    assert len({question.state, question.nonce, question.verifier, new_question().state}) == 4


@pytest.mark.parametrize("verified", [False, None, "false", 1, "yes"])
def test_an_address_that_was_not_verified_is_not_believed(
    provider: Provider, fake: FakeProvider, verified: object
) -> None:
    assert asks(provider, fake, email_verified=verified).email == ""


LIES = {
    "nonce": lambda claims: {**claims, "nonce": "another"},
    "no nonce": lambda claims: {name: value for name, value in claims.items() if name != "nonce"},
    "audience": lambda claims: {**claims, "aud": "somebody else"},
    "audiences without azp": lambda claims: {**claims, "aud": [CLIENT, "other"]},
    "azp": lambda claims: {**claims, "azp": "other"},
    "issuer": lambda claims: {**claims, "iss": "https://evil.example"},
    "too late": lambda claims: {**claims, "exp": int(time.time()) - 120},
    "from tomorrow": lambda claims: {**claims, "iat": int(time.time()) + 3600},
    "nobody": lambda claims: {**claims, "sub": ""},
    "a number": lambda claims: {**claims, "sub": 17},
    "a long name": lambda claims: {**claims, "sub": "x" * 256},
}


@pytest.mark.parametrize("lie", LIES)
def test_an_answer_that_is_not_ours_is_refused(provider: Provider, fake: FakeProvider, lie: str) -> None:
    fake.spoil = LIES[lie]
    with pytest.raises(Refusal, match="cannot be trusted"):
        asks(provider, fake)


def test_an_answer_for_several_that_names_us_is_believed(provider: Provider, fake: FakeProvider) -> None:
    fake.spoil = lambda claims: {**claims, "aud": [CLIENT, "other"], "azp": CLIENT}
    assert asks(provider, fake).subject == "olga-17"


def _with_shared_secret(claims: Claims) -> str:
    public = OctKey.import_key(KEY.as_pem(private=False))
    return jwt.encode({"alg": "HS256", "kid": "one"}, claims, public)


@pytest.mark.parametrize(
    "sign",
    [
        unsigned,
        lambda claims: jwt.encode({"alg": "RS256", "kid": "one"}, claims, OTHER_KEY),
        lambda claims: jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET)),
        lambda claims: jwt.encode({"alg": "RS256", "kid": "one"}, claims, KEY)[:-8] + "AAAAAAAA",
        lambda _claims: "",
        lambda _claims: "a.b.c",
        lambda _claims: "é",
    ],
    ids=["alg none", "another key", "our secret", "changed", "empty", "nonsense", "not ASCII"],
)
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_only_what_its_key_has_signed_is_believed(provider: Provider, fake: FakeProvider, sign: object) -> None:
    fake.sign = sign  # type: ignore[assignment]  # one of those above
    with pytest.raises(Refusal, match="cannot be trusted"):
        asks(provider, fake)


def test_a_key_that_was_just_changed_is_read_anew(provider: Provider, fake: FakeProvider) -> None:
    asks(provider, fake)
    new = RSAKey.generate_key(2048, {"kid": "two", "use": "sig"})
    fake.keys, fake.sign = [new], lambda claims: jwt.encode({"alg": "RS256", "kid": "two"}, claims, new)
    assert asks(provider, fake).subject == "olga-17"
    assert fake.asked.count("keys") == 2


def test_a_code_works_once_and_with_its_own_question_only(provider: Provider, fake: FakeProvider) -> None:
    question = new_question()
    code = fake.sign_in(provider.address(question, BACK))
    provider.identity(code, question, BACK, now())
    with pytest.raises(Refusal, match="cannot be trusted"):
        provider.identity(code, question, BACK, now())
    code = fake.sign_in(provider.address(question, BACK))
    with pytest.raises(Refusal, match="cannot be trusted"):
        provider.identity(code, new_question(), BACK, now())


def test_the_address_is_asked_for_where_the_answer_has_none(provider: Provider, fake: FakeProvider) -> None:
    fake.spoil = lambda claims: {name: value for name, value in claims.items() if not name.startswith("email")}
    assert asks(provider, fake).email == "organiser@example.org"
    fake.described = {"said_of_person": {"sub": "somebody else"}}
    with pytest.raises(Refusal, match="cannot be trusted"):
        asks(Provider(fake.issuer, CLIENT, SECRET), fake)


def _elsewhere(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(302)
    handler.send_header("Location", "http://127.0.0.1:1/secret")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def _large(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(64):
            handler.wfile.write(b" " * 64 * 1024)
    except OSError:
        return


WRONG = {
    "elsewhere": _elsewhere,
    "large": _large,
    "broken": lambda handler: say(handler, {}, 500),
    "a list": lambda handler: say(handler, []),
    "empty": lambda handler: say(handler, {}),
}


@pytest.mark.parametrize("path", [".well-known/openid-configuration", "keys", "token"])
@pytest.mark.parametrize("wrong", WRONG)
def test_what_answers_strangely_is_said_to_be_down_or_is_not_believed(
    provider: Provider, fake: FakeProvider, path: str, wrong: str
) -> None:
    fake.answers[path] = WRONG[wrong]
    with pytest.raises(Refusal):
        asks(provider, fake)


def test_an_answer_that_drips_is_not_waited_for(
    provider: Provider, fake: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(50):
                handler.wfile.write(b" " * 20_000)
                handler.wfile.flush()
                time.sleep(0.1)
        except OSError:
            return

    monkeypatch.setattr(asked, "_WHOLE_ANSWER", 0.3)
    monkeypatch.setattr(asked, "_LARGEST", 10**9)
    fake.answers[".well-known/openid-configuration"] = drip
    started = time.monotonic()
    with pytest.raises(Down):
        asks(provider, fake)
    assert time.monotonic() - started < 2


def test_nobody_at_the_address_is_said_to_be_down() -> None:
    with pytest.raises(Down):
        Provider("http://127.0.0.1:9", CLIENT, SECRET).address(new_question(), BACK)


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri", "issuer"])
@pytest.mark.parametrize("value", ["http://169.254.169.254/latest", "file:///etc/passwd", "", None, ["x"], "//x"])
def test_a_description_that_leads_astray_is_not_followed(
    provider: Provider, fake: FakeProvider, name: str, value: object
) -> None:
    fake.described = {name: value}
    with pytest.raises(Down):
        asks(provider, fake)


@pytest.mark.parametrize(
    ("address", "issuer", "safe"),
    [
        ("https://login.example.org/token", "https://login.example.org", True),
        ("https://tokens.example.org/token", "https://login.example.org", True),
        ("http://login.example.org/token", "https://login.example.org", False),
        ("http://login.example.org/token", "http://login.example.org", False),
        ("http://localhost:1/token", "https://login.example.org", False),
        ("http://localhost:1/token", "http://localhost:1", True),
        ("http://localhost:2/token", "http://localhost:1", False),
        ("https://a@evil.example/", "https://login.example.org", False),
        ("https:///token", "https://login.example.org", False),
    ],
)
def test_only_encrypted_addresses_are_asked(address: str, issuer: str, *, safe: bool) -> None:
    assert is_safe(address, issuer) is safe


OLGA = Identity("https://login.example.org", "olga-17", "Olga@example.org")


def test_an_identity_is_joined_to_the_one_account_at_its_address(db: Session) -> None:
    account = create_account(db, "olga@example.org", "Olga", NOW)
    assert recognise(db, OLGA, NOW) is account
    account.email = "olga@elsewhere.example"
    db.flush()
    assert recognise(db, Identity(OLGA.issuer, OLGA.subject), NOW) is account
    assert len(list_identities(db, account.id)) == 1
    assert [one.facts["what"] for one in db.scalars(select(Letter))] == [
        "An account elsewhere was connected with your account."
    ]


def test_no_account_is_made_and_no_other_is_opened(db: Session) -> None:
    account = create_account(db, "olga@example.org", "Olga", NOW)
    for who in [
        Identity(OLGA.issuer, "eva", "eva@example.org"),
        Identity(OLGA.issuer, "olga-18"),
        Identity(OLGA.issuer, "olga-18", "%"),
    ]:
        with pytest.raises(Refusal, match="No account here"):
            recognise(db, who, NOW)
    recognise(db, OLGA, NOW)
    with pytest.raises(Refusal, match="No account here"):  # the mailbox was handed on to somebody else
        recognise(db, Identity(OLGA.issuer, "olga-18", OLGA.email), NOW)
    account.closed_at = NOW
    db.flush()
    with pytest.raises(Refusal, match="No account here"):
        recognise(db, OLGA, NOW)
    assert len(db.scalars(select(ProviderIdentity)).all()) == 1


def test_an_identity_of_a_closed_account_is_joined_anew(db: Session) -> None:
    closed = create_account(db, "olga@example.org", "Olga", NOW)
    recognise(db, OLGA, NOW)
    closed.closed_at = NOW
    account = create_account(db, "olga@example.org", "Olga", NOW)
    assert recognise(db, OLGA, NOW) is account
    assert recognise(db, OLGA, NOW) is account
    assert [one.account_id for one in db.scalars(select(ProviderIdentity))] == [account.id]
    done = db.execute(
        select(Entry.act, Entry.thing_id).where(Entry.act.startswith("account.provider")).order_by(Entry.id)
    )
    assert [tuple(one) for one in done] == [
        ("account.provider_added", closed.id),
        ("account.provider_removed", closed.id),
        ("account.provider_added", account.id),
    ]


def test_of_several_at_a_mailbox_none_is_chosen(db: Session) -> None:
    for name in ("Olga", "Eva"):
        create_account(db, "olga@example.org", name, NOW)
    with pytest.raises(Refusal, match="Several people"):
        recognise(db, OLGA, NOW)


def test_an_identity_is_removed_by_its_own_account_only(db: Session) -> None:
    account, other = (create_account(db, f"{name}@example.org", name, NOW) for name in ("olga", "eva"))
    recognise(db, OLGA, NOW)
    identity = list_identities(db, account.id)[0]
    with pytest.raises(Unknown):
        remove_identity(db, other.id, identity.id, NOW)
    remove_identity(db, account.id, identity.id, NOW)
    assert list_identities(db, account.id) == []
