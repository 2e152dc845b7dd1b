"""What administrators do with accounts."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from academy.access import Can, may
from academy.accounts.actions import create_account, set_password, sign_in
from academy.accounts.administration import (
    WORKS_FOR,
    close_account,
    get_account,
    list_accounts,
    list_impersonations,
    reopen_account,
    set_administrator,
    stop_working,
    work_as,
)
from academy.accounts.models import Account, SignIn, SignInMethod
from academy.accounts.queries import count_sign_ins, find_sign_in, roles_of
from academy.accounts.rules import IDLE_FOR
from academy.kit.refusals import Refusal, Unknown
from academy.outbox.models import Letter
from academy.trail.actions import acts
from academy.trail.models import Door, Entry
from academy.trail.rules import Actor
from tests.factories import LATER, MADE


@pytest.fixture
def ada(db: Session) -> Account:
    return create_account(db, "ada@example.org", "Ada", MADE, is_administrator=True)


@pytest.fixture
def rita(db: Session) -> Account:
    return create_account(db, "rita@example.org", "Rita", MADE, language="fr")


def opened(db: Session, account: Account) -> SignIn:
    found = find_sign_in(db, sign_in(db, account, SignInMethod.PASSKEY, MADE), MADE)
    assert found is not None
    return found


def test_nobody_signs_in_with_a_closed_account(db: Session, ada: Account, rita: Account) -> None:
    token = sign_in(db, rita, SignInMethod.LINK, MADE)
    opened(db, ada)
    close_account(db, rita, LATER)
    assert find_sign_in(db, token, LATER) is None
    assert (count_sign_ins(db, rita, LATER), count_sign_ins(db, ada, LATER)) == (0, 1)
    reopen_account(db, rita, LATER)
    assert find_sign_in(db, token, LATER) is None
    assert find_sign_in(db, sign_in(db, rita, SignInMethod.LINK, LATER), LATER) is not None
    done = db.scalars(select(Entry.act).where(Entry.thing_id == rita.id).order_by(Entry.id)).all()
    assert [act for act in done if act.startswith(("account.closed", "account.reopened"))] == [
        "account.closed",
        "account.reopened",
    ]


def test_the_last_administrator_stays(db: Session, ada: Account, rita: Account) -> None:
    with pytest.raises(Refusal, match="last administrator"):
        close_account(db, ada, MADE)
    with pytest.raises(Refusal, match="last administrator"):
        set_administrator(db, ada, MADE, is_administrator=False)
    set_administrator(db, rita, MADE, is_administrator=True)
    close_account(db, rita, MADE)
    with pytest.raises(Refusal, match="last administrator"):
        close_account(db, ada, MADE)
    reopen_account(db, rita, MADE)
    set_administrator(db, ada, MADE, is_administrator=False)
    assert not ada.is_administrator


def test_a_closed_account_is_made_no_administrator(db: Session, rita: Account) -> None:
    close_account(db, rita, MADE)
    with pytest.raises(Refusal, match="is closed"):
        set_administrator(db, rita, MADE, is_administrator=True)


def test_an_administrator_works_as_somebody_for_an_hour(db: Session, ada: Account, rita: Account) -> None:
    own = opened(db, ada)
    token = work_as(db, rita, own, "She cannot find her seat", MADE)
    found = find_sign_in(db, token, MADE + WORKS_FOR - timedelta(seconds=1))
    assert found is not None
    assert (found.account, found.impersonator_id, found.method) == (rita, ada.id, own.method)
    assert timedelta(hours=1) == WORKS_FOR
    assert find_sign_in(db, token, MADE + WORKS_FOR) is None
    assert count_sign_ins(db, rita, MADE) == 0
    lent = roles_of(db, rita, are_lent=True)
    assert may(lent, Can.BE_ONESELF)
    assert not may(lent, Can.SECURE_ONESELF)
    assert may(roles_of(db, rita), Can.SECURE_ONESELF)


def test_the_second_factor_is_not_asked_of_who_works_as_somebody(db: Session, ada: Account, rita: Account) -> None:
    rita.totp = "sealed"
    found = find_sign_in(db, work_as(db, rita, opened(db, ada), "Help", MADE), MADE)
    assert found is not None
    assert found.is_complete


def test_whoever_was_worked_as_is_told_by_letter_and_on_their_page(db: Session, ada: Account, rita: Account) -> None:
    acts(db, Actor(Door.DESK, ada.id))
    work_as(db, rita, opened(db, ada), " She cannot \n find her seat ", MADE)
    work_as(db, rita, opened(db, ada), "Again", LATER)
    letters = db.scalars(select(Letter).where(Letter.kind == "accounts/impersonated").order_by(Letter.id)).all()
    assert [(one.email, one.language, one.facts["reason"]) for one in letters] == [
        ("rita@example.org", "fr", "She cannot find her seat"),
        ("rita@example.org", "fr", "Again"),
    ]
    told = list_impersonations(db, rita.id)
    assert [(one.at, one.by, one.reason) for one in told] == [
        (LATER, "Ada", "Again"),
        (MADE, "Ada", "She cannot find her seat"),
    ]
    assert list_impersonations(db, ada.id) == []


@pytest.mark.parametrize("why", ["", "  ", "\n"])
def test_why_must_be_said(db: Session, ada: Account, rita: Account, why: str) -> None:
    with pytest.raises(Refusal, match="Say why") as refused:
        work_as(db, rita, opened(db, ada), why, MADE)
    assert refused.value.field == "reason"
    assert db.scalar(select(func.count()).select_from(SignIn).where(SignIn.impersonator_id.is_not(None))) == 0


def test_nobody_works_as_an_administrator_nor_with_a_closed_account(db: Session, ada: Account, rita: Account) -> None:
    other = create_account(db, "eva@example.org", "Eva", MADE, is_administrator=True)
    with pytest.raises(Refusal, match="Nobody works as an administrator"):
        work_as(db, other, opened(db, ada), "Why not", MADE)
    with pytest.raises(Refusal, match="Only administrators"):
        work_as(db, create_account(db, None, "X", MADE), opened(db, rita), "Why not", MADE)
    close_account(db, rita, MADE)
    with pytest.raises(Refusal, match="is closed"):
        work_as(db, rita, opened(db, ada), "Why not", MADE)


def test_working_as_somebody_ends(db: Session, ada: Account, rita: Account) -> None:
    own = opened(db, ada)
    token = work_as(db, rita, own, "Help", MADE)
    lent = find_sign_in(db, token, MADE)
    assert lent is not None
    stop_working(db, lent, MADE)
    assert find_sign_in(db, token, MADE) is None
    assert count_sign_ins(db, ada, MADE) == 1


@pytest.mark.parametrize("how", ["closed", "unmade"])
def test_who_is_no_administrator_any_more_works_as_nobody(db: Session, ada: Account, rita: Account, how: str) -> None:
    create_account(db, "eva@example.org", "Eva", MADE, is_administrator=True)
    token = work_as(db, rita, opened(db, ada), "Help", MADE)
    if how == "closed":
        close_account(db, ada, MADE)
    else:
        set_administrator(db, ada, MADE, is_administrator=False)
    assert find_sign_in(db, token, MADE) is None


def test_another_password_of_an_administrator_ends_what_was_lent_to_them(
    db: Session, ada: Account, rita: Account
) -> None:
    own = opened(db, ada)
    lent = work_as(db, rita, own, "Help", MADE)
    stays = sign_in(db, rita, SignInMethod.PASSKEY, MADE)
    set_password(db, ada, "digest", LATER)
    assert find_sign_in(db, lent, MADE) is None
    assert find_sign_in(db, stays, MADE) is not None


def test_whoever_becomes_an_administrator_is_worked_as_no_longer(db: Session, ada: Account, rita: Account) -> None:
    lent = work_as(db, rita, opened(db, ada), "Help", MADE)
    stays = sign_in(db, rita, SignInMethod.PASSKEY, MADE)
    set_administrator(db, rita, MADE, is_administrator=True)
    assert find_sign_in(db, lent, MADE) is None
    assert find_sign_in(db, stays, MADE) is not None


def test_a_sign_in_that_nobody_uses_is_not_counted(db: Session, rita: Account) -> None:
    sign_in(db, rita, SignInMethod.PASSKEY, MADE)
    assert count_sign_ins(db, rita, MADE + IDLE_FOR - timedelta(seconds=1)) == 1
    assert count_sign_ins(db, rita, MADE + IDLE_FOR) == 0


def test_accounts_are_found(db: Session, ada: Account, rita: Account) -> None:
    assert list_accounts(db) == [ada, rita]
    assert get_account(db, rita.id) is rita
    with pytest.raises(Unknown):
        get_account(db, 999)
