"""Accounts: how somebody signs in."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from academy.accounts.actions import Browser, create_account, end_sign_in, note_use, set_password, sign_in, sign_out
from academy.accounts.letters import Change, changed
from academy.accounts.models import Account, SignIn, SignInMethod
from academy.accounts.queries import count_accounts, find_account, find_sign_in, list_accounts_at, list_sign_ins
from academy.accounts.rules import IDLE_FOR, MOST_PASSWORDS, SIGNED_IN_FOR, browser_name, digest
from academy.kit.refusals import Refusal, Unknown
from academy.outbox.models import Letter
from tests.factories import MADE

PASSWORD = SignInMethod.PASSWORD


@pytest.fixture
def account(db: Session) -> Account:
    return create_account(
        db, "Olga@Example.org", " Olga\N{RIGHT-TO-LEFT OVERRIDE} \n Organiser", MADE, password_digest="digest"
    )


def test_an_account_is_kept(db: Session, account: Account) -> None:
    assert (account.email, account.name, account.password_digest) == ("olga@example.org", "Olga Organiser", "digest")
    assert account.created_at == MADE
    assert count_accounts(db) == 1
    assert find_account(db, " OLGA@example.ORG ") is account
    assert find_account(db, "eva@example.org") is None


@pytest.mark.parametrize("email", ["olga", "olga@", "@example.org", "a b@example.org", "olga@example.org\nBcc: x"])
def test_an_address_must_be_one(db: Session, email: str) -> None:
    with pytest.raises(Refusal, match="is not an e-mail address") as refused:
        create_account(db, email, "Olga", MADE, password_digest="digest")
    assert refused.value.field == "email"
    assert count_accounts(db) == 0


def test_several_people_may_share_a_mailbox(db: Session, account: Account) -> None:
    other = create_account(db, "OLGA@EXAMPLE.ORG", "Another", MADE)
    assert list_accounts_at(db, "olga@example.org") == [account, other]


def test_a_sign_in_that_is_used_lasts_a_working_day(db: Session, account: Account) -> None:
    token = sign_in(db, account, PASSWORD, MADE)
    assert len(token) > 40
    found = find_sign_in(db, token, MADE)
    assert found is not None
    assert found.account.email == "olga@example.org"
    assert found.token_digest == digest(token) != token
    note_use(db, found.id, MADE + SIGNED_IN_FOR - timedelta(seconds=1))
    db.expire_all()
    assert find_sign_in(db, token, MADE + SIGNED_IN_FOR - timedelta(seconds=1)) is not None
    assert find_sign_in(db, token, MADE + SIGNED_IN_FOR) is None
    assert find_sign_in(db, "another", MADE) is None


def test_a_sign_in_that_nobody_uses_ends_sooner(db: Session, account: Account) -> None:
    token = sign_in(db, account, PASSWORD, MADE)
    assert find_sign_in(db, token, MADE + IDLE_FOR - timedelta(seconds=1)) is not None
    assert find_sign_in(db, token, MADE + IDLE_FOR) is None
    assert list_sign_ins(db, account.id, MADE + IDLE_FOR) == []


def test_tokens_differ_and_those_that_are_over_are_cleared_away(db: Session, account: Account) -> None:
    tokens = {sign_in(db, account, PASSWORD, MADE), sign_in(db, account, PASSWORD, MADE)}
    assert len(tokens) == 2
    sign_in(db, account, PASSWORD, MADE + SIGNED_IN_FOR)
    assert db.scalar(select(func.count()).select_from(SignIn)) == 1


def test_signing_out_ends_one_sign_in(db: Session, account: Account) -> None:
    one, other = sign_in(db, account, PASSWORD, MADE), sign_in(db, account, PASSWORD, MADE)
    sign_out(db, one)
    sign_out(db, "unknown")
    assert find_sign_in(db, one, MADE) is None
    assert find_sign_in(db, other, MADE) is not None


def test_another_password_ends_all_sign_ins(db: Session, account: Account) -> None:
    other = create_account(db, "eva@example.org", "Eva", MADE, password_digest="digest")
    tokens = [sign_in(db, account, PASSWORD, MADE), sign_in(db, account, PASSWORD, MADE)]
    stays = sign_in(db, other, PASSWORD, MADE)
    set_password(db, account, "another digest", MADE)
    assert account.password_digest == "another digest"
    assert [find_sign_in(db, token, MADE) for token in tokens] == [None, None]
    assert find_sign_in(db, stays, MADE) is not None


def test_a_mailbox_has_twenty_passwords_at_most(db: Session) -> None:
    """Signing in compares with each of them, and each takes a while."""
    office = [create_account(db, "office@example.org", f"Nr. {number}", MADE) for number in range(MOST_PASSWORDS + 1)]
    for one in office[:-1]:
        set_password(db, one, "digest", MADE)
    set_password(db, office[0], "another digest", MADE)
    with pytest.raises(Refusal, match="20 people"):
        set_password(db, office[-1], "digest", MADE)
    assert office[-1].password_digest is None
    with pytest.raises(Refusal, match="20 people"):
        create_account(db, "Office@example.org", "One more", MADE, password_digest="digest")
    for number in range(MOST_PASSWORDS + 1):
        set_password(db, create_account(db, None, f"Paper {number}", MADE), "digest", MADE)


def test_one_sign_in_is_ended_by_its_owner_only(db: Session, account: Account) -> None:
    other = create_account(db, "eva@example.org", "Eva", MADE)
    first, second = sign_in(db, account, PASSWORD, MADE), sign_in(db, account, PASSWORD, MADE + timedelta(minutes=1))
    newest, oldest = list_sign_ins(db, account.id, MADE + timedelta(minutes=2))
    with pytest.raises(Unknown, match="was never yours"):
        end_sign_in(db, other, oldest.id, MADE)
    end_sign_in(db, account, oldest.id, MADE)
    assert find_sign_in(db, first, MADE) is None
    assert find_sign_in(db, second, MADE) is not None
    with pytest.raises(Unknown):
        end_sign_in(db, account, oldest.id, MADE)
    assert list_sign_ins(db, account.id, MADE) == [newest]


def test_an_account_is_told_that_its_password_was_changed(db: Session, account: Account) -> None:
    set_password(db, account, "another", MADE, where=Browser("Firefox, Linux", "192.0.2"))
    letter = db.scalars(select(Letter)).one()
    assert (letter.kind, letter.email, letter.account_id) == ("accounts/changed", "olga@example.org", account.id)
    assert letter.facts["what"] == "The password of your account was changed."
    assert (letter.facts["browser"], letter.facts["network"]) == ("Firefox, Linux", "192.0.2")
    assert letter.facts["at"] == MADE.isoformat()
    assert letter.is_urgent


def test_an_account_without_a_mailbox_is_told_nothing(db: Session) -> None:
    set_password(db, create_account(db, None, "Paper only", MADE), "first", MADE)
    assert db.scalars(select(Letter)).all() == []


@pytest.mark.parametrize("change", Change)
def test_every_change_has_its_sentence(change: Change) -> None:
    assert changed(change, MADE).facts["what"].endswith(".")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("curl/8.1\n", "curl/8.1"),
        ("x" * 500, "x" * 120),
        ("", ""),
    ],
)
def test_a_browser_has_a_short_name(said: str, name: str) -> None:
    assert browser_name(said) == name
