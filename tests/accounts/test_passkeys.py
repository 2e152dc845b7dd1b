"""Passkeys: made, used, looked after; and what a device may lie about."""

import json
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select
from sqlalchemy.orm import Session
from webauthn.helpers import bytes_to_base64url

from academy.accounts.actions import create_account
from academy.accounts.models import Account, Passkey
from academy.accounts.passkeys import (
    ANSWERED_WITHIN,
    MOST,
    Challenge,
    Place,
    add_passkey,
    get_passkey,
    list_passkeys,
    remove_passkey,
    rename_passkey,
    to_register,
    to_sign_in,
    use_passkey,
)
from academy.db.engine import Database
from academy.kit.refusals import Refusal, Unknown
from academy.outbox.models import Letter
from tests.conftest import NOW
from tests.factories.authenticator import Authenticator
from tests.factories.racing import passkey_is_used, winners

PLACE = Place.at("http://academy.test", "Academy")
LATER = NOW + timedelta(hours=1)
MOMENT = timedelta(seconds=1)


@pytest.fixture
def account(db: Session) -> Account:
    return create_account(db, "olga@example.org", "Olga", NOW)


@pytest.fixture
def device() -> Authenticator:
    return Authenticator()


def register(db: Session, account: Account, device: Authenticator, now: datetime = NOW, name: str = "mine") -> Passkey:
    options, challenge = to_register(account, list_passkeys(db, account.id), PLACE, now)
    return add_passkey(db, account, PLACE, challenge, device.make(options), name=name, now=now)


def enter(db: Session, device: Authenticator, now: datetime = LATER) -> Account:
    options, challenge = to_sign_in(PLACE, now)
    return use_passkey(db, PLACE, challenge, device.use(options), now + MOMENT)


def test_the_place_is_our_address_without_its_path() -> None:
    assert Place.at("https://Academy.example.org:8443/x", "A") == Place(
        "https://Academy.example.org:8443", "academy.example.org", "A"
    )


def test_a_passkey_is_made_and_signs_in(db: Session, account: Account, device: Authenticator) -> None:
    made = register(db, account, device, name=" my\u202e telephone ")
    assert (made.name, made.created_at, made.used_at) == ("my telephone", NOW, None)
    assert enter(db, device) is account
    db.refresh(made)
    assert (made.used_at, made.sign_count) == (LATER + MOMENT, 1)
    assert enter(db, device, LATER + timedelta(minutes=1)) is account
    db.flush()
    assert [one.facts["what"] for one in db.scalars(select(Letter))] == ["A passkey was added to your account."]


def test_what_is_asked_for_names_nobody_and_wants_a_finger(
    db: Session, account: Account, device: Authenticator
) -> None:
    register(db, account, device)
    asked = json.loads(to_sign_in(PLACE, NOW)[0])
    assert asked["allowCredentials"] == []
    assert (asked["rpId"], asked["userVerification"]) == ("academy.test", "required")
    making = json.loads(to_register(account, list_passkeys(db, account.id), PLACE, NOW)[0])
    assert making["authenticatorSelection"]["residentKey"] == "required"
    assert making["authenticatorSelection"]["userVerification"] == "required"
    assert [one["id"] for one in making["excludeCredentials"]] == [bytes_to_base64url(device.credential)]


@pytest.mark.parametrize(
    "device",
    [
        Authenticator(origin="http://academy.test.evil.example"),
        Authenticator(origin="https://academy.test"),
        Authenticator(host="evil.example"),
        Authenticator(verifies=False),
    ],
    ids=["origin", "scheme", "host", "no finger"],
)
def test_a_passkey_of_another_place_or_without_a_finger_is_refused(
    db: Session, account: Account, device: Authenticator
) -> None:
    with pytest.raises(Refusal, match="does not open"):
        register(db, account, device)
    lies = (device.origin, device.host, device.verifies)
    device.origin, device.host, device.verifies = "http://academy.test", "academy.test", True
    register(db, account, device)
    device.origin, device.host, device.verifies = lies
    with pytest.raises(Refusal, match="does not open"):
        enter(db, device)


def test_a_device_that_signs_with_another_key_is_refused(db: Session, account: Account, device: Authenticator) -> None:
    register(db, account, device)
    device.key = Authenticator().key
    with pytest.raises(Refusal):
        enter(db, device)


def test_an_unknown_a_removed_and_a_closed_one_are_refused_alike(
    db: Session, account: Account, device: Authenticator
) -> None:
    said = set()
    device.handle = b"account:1"
    with pytest.raises(Refusal) as unknown:
        enter(db, device)
    said.add(str(unknown.value))
    made = register(db, account, device)
    account.closed_at = NOW
    db.flush()
    with pytest.raises(Refusal) as closed:
        enter(db, device)
    said.add(str(closed.value))
    account.closed_at = None
    remove_passkey(db, made, NOW)
    with pytest.raises(Refusal) as removed:
        enter(db, device)
    said.add(str(removed.value))
    assert len(said) == 1


@pytest.mark.parametrize("handle", [b"", b"account:999"])
def test_the_device_must_name_the_account_that_the_passkey_is_of(
    db: Session, account: Account, device: Authenticator, handle: bytes
) -> None:
    register(db, account, device)
    device.handle = handle
    with pytest.raises(Refusal):
        enter(db, device)


@pytest.mark.parametrize("counts", [True, False])
def test_an_answer_works_once_even_with_its_challenge(db: Session, account: Account, *, counts: bool) -> None:
    device = Authenticator(counts=counts)
    register(db, account, device)
    options, challenge = to_sign_in(PLACE, LATER)
    answer = device.use(options)
    assert use_passkey(db, PLACE, challenge, answer, LATER + MOMENT) is account
    db.expire_all()
    with pytest.raises(Refusal):
        use_passkey(db, PLACE, challenge, answer, LATER + 2 * MOMENT)


def test_a_copy_of_a_device_is_noticed_by_its_count(db: Session, account: Account, device: Authenticator) -> None:
    register(db, account, device)
    enter(db, device)
    device.count = 0
    with pytest.raises(Refusal):
        enter(db, device, LATER + timedelta(minutes=1))


def test_a_challenge_is_for_some_minutes_and_for_its_account(
    db: Session, account: Account, device: Authenticator
) -> None:
    other = create_account(db, "eva@example.org", "Eva", NOW)
    options, challenge = to_register(account, [], PLACE, NOW)
    answer = device.make(options)
    for whose, then in [(account, NOW + ANSWERED_WITHIN + MOMENT), (other, NOW)]:
        with pytest.raises(Refusal):
            add_passkey(db, whose, PLACE, challenge, answer, name="", now=then)
    add_passkey(db, account, PLACE, challenge, answer, name="", now=NOW)
    options, asked = to_sign_in(PLACE, NOW)
    with pytest.raises(Refusal):
        use_passkey(db, PLACE, asked, device.use(options), NOW + ANSWERED_WITHIN + MOMENT)
    with pytest.raises(Refusal):  # a challenge to make one is none to sign in
        use_passkey(
            db, PLACE, challenge, device.use(json.dumps({"challenge": bytes_to_base64url(challenge.word)})), NOW
        )


def test_one_passkey_has_one_account(db: Session, account: Account, device: Authenticator) -> None:
    register(db, account, device)
    with pytest.raises(Refusal):
        register(db, create_account(db, "eva@example.org", "Eva", NOW), device)


def test_there_are_several_with_names_and_a_limit(db: Session, account: Account) -> None:
    made = [register(db, account, Authenticator(), name=f"device {number}") for number in range(MOST)]
    assert list_passkeys(db, account.id) == made
    rename_passkey(db, made[1], "the tablet", NOW)
    assert made[1].name == "the tablet"
    with pytest.raises(Refusal, match="remove one"):
        register(db, account, Authenticator())
    with pytest.raises(Refusal):
        rename_passkey(db, made[1], "x" * 61, NOW)


def test_of_anothers_passkey_there_is_nothing_to_know(db: Session, account: Account, device: Authenticator) -> None:
    made = register(db, account, device)
    other = create_account(db, "eva@example.org", "Eva", NOW)
    assert get_passkey(db, account.id, made.id) is made
    with pytest.raises(Unknown):
        get_passkey(db, other.id, made.id)


_JSON = some.recursive(
    some.none() | some.booleans() | some.floats() | some.text(max_size=40),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(some.sampled_from(["id", "rawId", "type", "response", "userHandle"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_whatever_is_sent_is_answered_with_a_refusal(database: Database) -> None:
    challenge = Challenge(b"x" * 32, NOW)
    own = Challenge(b"x" * 32, NOW, 1)
    with database.writing() as db:
        account = create_account(db, "olga@example.org", "Olga", NOW)
        own = Challenge(b"x" * 32, NOW, account.id)

        @given(_JSON.map(json.dumps) | some.text(max_size=60) | _broken(own))
        def refuse(answer: str) -> None:
            with pytest.raises(Refusal):
                use_passkey(db, PLACE, challenge, answer, NOW)
            with suppress(Refusal):  # some bytes of an answer may be any: nobody has signed them
                add_passkey(db, account, PLACE, own, answer, name="", now=NOW)

        refuse()
        for deep in ("[" * 19_000, '{"id":' * 3000, "x" * 100_000):
            with pytest.raises(Refusal):
                use_passkey(db, PLACE, challenge, deep, NOW)


def _broken(challenge: Challenge) -> some.SearchStrategy[str]:
    """Good answers with some bytes of a part replaced."""
    word = bytes_to_base64url(challenge.word)
    options = json.dumps({"challenge": word, "user": {"id": bytes_to_base64url(b"account:1")}})
    good = json.loads(Authenticator().make(options))

    def broken(name: str, place: int, byte: bytes) -> str:
        told = good["response"][name]
        cut = place % len(told)
        said = told[:cut] + bytes_to_base64url(byte) + told[cut + 3 :]
        return json.dumps({**good, "response": {**good["response"], name: said}})

    names = some.sampled_from(["clientDataJSON", "attestationObject"])
    return some.builds(broken, names, some.integers(0, 400), some.binary(min_size=2, max_size=3))


def test_of_two_processes_with_one_answer_one_gets_in(database: Database) -> None:
    device = Authenticator(counts=False)
    with database.writing() as db:
        register(db, create_account(db, "olga@example.org", "Olga", NOW), device)
    options, challenge = to_sign_in(PLACE, LATER)
    answer = device.use(options)
    assert winners(database, passkey_is_used, PLACE, challenge, answer, LATER + MOMENT) == 1
