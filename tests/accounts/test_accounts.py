"""Accounts: how somebody signs in."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from academy.accounts.actions import create_account, set_password, sign_in, sign_out
from academy.accounts.models import Account, SignIn
from academy.accounts.passwords import hashed, matches
from academy.accounts.queries import count_accounts, find_account, find_sign_in
from academy.accounts.rules import LONGEST, SHORTEST, SIGNED_IN_FOR, check_password, digest
from academy.kit.refusals import Refusal
from tests.factories import MADE


@pytest.fixture
def account(db: Session) -> Account:
    return create_account(db, "Olga@Example.org", " Olga\N{RIGHT-TO-LEFT OVERRIDE} \n Organiser", "digest", MADE)


def test_an_account_is_kept(db: Session, account: Account) -> None:
    assert (account.email, account.name, account.password_digest) == ("olga@example.org", "Olga Organiser", "digest")
    assert account.created_at == MADE
    assert count_accounts(db) == 1
    assert find_account(db, " OLGA@example.ORG ") is account
    assert find_account(db, "eva@example.org") is None


@pytest.mark.parametrize("email", ["", "olga", "olga@", "@example.org", "a b@example.org", "olga@example.org\nBcc: x"])
def test_an_address_must_be_one(db: Session, email: str) -> None:
    with pytest.raises(Refusal, match="is not an e-mail address") as refused:
        create_account(db, email, "Olga", "digest", MADE)
    assert refused.value.field == "email"
    assert count_accounts(db) == 0


@pytest.mark.usefixtures("account")
def test_an_address_has_one_account(db: Session) -> None:
    with pytest.raises(Refusal, match="an account with this e-mail address already") as refused:
        create_account(db, "OLGA@EXAMPLE.ORG", "Another", "digest", MADE)
    assert refused.value.field == "email"


def test_a_sign_in_lasts_a_working_day(db: Session, account: Account) -> None:
    token = sign_in(db, account, MADE)
    assert len(token) > 40
    db.expunge_all()
    found = find_sign_in(db, token, MADE + SIGNED_IN_FOR - timedelta(seconds=1))
    assert found is not None
    assert found.account.email == "olga@example.org"
    assert found.token_digest == digest(token) != token
    assert find_sign_in(db, token, MADE + SIGNED_IN_FOR) is None
    assert find_sign_in(db, "another", MADE) is None


def test_tokens_differ_and_those_that_are_over_are_cleared_away(db: Session, account: Account) -> None:
    tokens = {sign_in(db, account, MADE), sign_in(db, account, MADE)}
    assert len(tokens) == 2
    sign_in(db, account, MADE + SIGNED_IN_FOR)
    assert db.scalar(select(func.count()).select_from(SignIn)) == 1


def test_signing_out_ends_one_sign_in(db: Session, account: Account) -> None:
    one, other = sign_in(db, account, MADE), sign_in(db, account, MADE)
    sign_out(db, one)
    sign_out(db, "unknown")
    assert find_sign_in(db, one, MADE) is None
    assert find_sign_in(db, other, MADE) is not None


def test_another_password_ends_all_sign_ins(db: Session, account: Account) -> None:
    other = create_account(db, "eva@example.org", "Eva", "digest", MADE)
    tokens = [sign_in(db, account, MADE), sign_in(db, account, MADE)]
    stays = sign_in(db, other, MADE)
    set_password(db, account, "another digest")
    assert account.password_digest == "another digest"
    assert [find_sign_in(db, token, MADE) for token in tokens] == [None, None]
    assert find_sign_in(db, stays, MADE) is not None


def test_passwords_are_kept_as_argon2() -> None:
    kept = hashed("correct horse battery")
    assert kept.startswith("$argon2id$")
    assert matches("correct horse battery", kept)
    assert not matches("wrong horse battery", kept)
    assert hashed("correct horse battery") != kept


@pytest.mark.parametrize("kept", [None, "", "digest", "$argon2id$v=19$broken"])
def test_nothing_matches_what_is_no_digest(kept: str | None) -> None:
    assert not matches("nobody has this password", kept)


@pytest.mark.parametrize("password", ["a" * SHORTEST, "a" * LONGEST, "пароль на кириллице"])
def test_a_password_of_this_length_is_one(password: str) -> None:
    check_password(password)


@pytest.mark.parametrize("password", ["", "a" * (SHORTEST - 1), "a" * (LONGEST + 1)])
def test_a_password_of_that_length_is_none(password: str) -> None:
    with pytest.raises(Refusal, match="from 12 to 256 characters") as refused:
        check_password(password)
    assert refused.value.field == "password"
