"""Codes that work once, and sheets of them."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.accounts.actions import create_account, give_role, sign_in
from academy.accounts.codes import ALPHABET, LETTERS, count_left, make_codes, new_code, read_code, use_code
from academy.accounts.models import Account, CodePurpose, EditionRole, Grant, OneUseCode, SignInMethod
from academy.accounts.queries import find_sign_in
from academy.accounts.sheets import ON_A_SHEET, SHEET_LASTS, print_sheet, use_sheet, withdraw_sheet
from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.kit.refusals import Refusal
from academy.trail.models import Entry
from tests.conftest import NOW
from tests.factories.racing import code_is_used, winners

PAPER, RECOVERY = CodePurpose.PAPER, CodePurpose.RECOVERY


@pytest.fixture
def account(db: Session) -> Account:
    return create_account(db, None, "Amina without e-mail", NOW)


@pytest.fixture
def grant(demo: Session) -> Grant:
    return give_role(
        demo,
        create_account(demo, None, "Amina without e-mail", NOW),
        get_edition(demo, "rcm-2021"),
        EditionRole.PARTICIPANT,
        NOW,
    )


def test_a_code_is_long_enough_to_stand_alone() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set("OILU") & set(ALPHABET)
    assert LETTERS[PAPER] * 5 >= 100
    assert LETTERS[RECOVERY] * 5 >= 80
    assert re.fullmatch(r"([0-9A-Z]{4}-){4}[0-9A-Z]{4}", new_code(PAPER))
    assert len({new_code(PAPER) for _ in range(100)}) == 100


@pytest.mark.parametrize(
    "typed",
    [
        "7F3K-0114-AB",
        "7f3k0114ab",
        " 7f3k oil4 ab ",
        "7F3K–OIL4–AB",
        "٧f3k-٠114-ab",
        "７Ｆ３Ｋ０１１４ＡＢ",
        "7F3K\u200f-0114\u200e-AB",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read_code(typed) == "7F3K0114AB"


def test_a_code_works_once(db: Session, account: Account) -> None:
    codes = make_codes(db, account, PAPER, 3, NOW)
    assert use_code(db, codes[0].lower().replace("-", " "), PAPER, NOW) is account
    assert use_code(db, codes[0], PAPER, NOW) is None
    assert count_left(db, account.id, PAPER, NOW) == 2


def test_of_a_code_only_the_digest_is_kept(db: Session, account: Account) -> None:
    code = make_codes(db, account, PAPER, 1, NOW)[0]
    kept = db.scalars(select(OneUseCode.digest)).one()
    assert re.fullmatch("[0-9a-f]{64}", kept)
    assert read_code(code).lower() not in kept


def test_a_code_is_for_its_purpose_and_its_account_only(db: Session, account: Account) -> None:
    other = create_account(db, None, "Another", NOW)
    code = make_codes(db, account, RECOVERY, 1, NOW)[0]
    assert use_code(db, code, PAPER, NOW) is None
    assert use_code(db, code, RECOVERY, NOW, other) is None
    assert use_code(db, code, RECOVERY, NOW, account) is account


@pytest.mark.parametrize("typed", ["", "-", "0" * 20, "é" * 20, "x" * 100_000, "' OR 1=1 --", "\x00"])
def test_nonsense_is_no_code(db: Session, account: Account, typed: str) -> None:
    make_codes(db, account, PAPER, 1, NOW)
    with pytest.raises(Refusal, match="opens nothing"):
        use_sheet(db, typed, NOW)


def test_nobody_signs_in_with_a_code_of_a_closed_account(db: Session, account: Account) -> None:
    code = make_codes(db, account, PAPER, 1, NOW)[0]
    account.closed_at = NOW
    db.flush()
    assert use_code(db, code, PAPER, NOW) is None


def test_new_codes_end_the_old_ones(db: Session, account: Account) -> None:
    old = make_codes(db, account, PAPER, 2, NOW)[0]
    new = make_codes(db, account, PAPER, 2, NOW)[0]
    assert use_code(db, old, PAPER, NOW) is None
    assert use_code(db, new, PAPER, NOW) is account


def test_a_sheet_works_for_a_year(demo: Session, grant: Grant) -> None:
    codes = print_sheet(demo, grant, NOW)
    assert len(codes) == ON_A_SHEET == count_left(demo, grant.account_id, PAPER, NOW)
    assert use_sheet(demo, codes[0], NOW + SHEET_LASTS - timedelta(seconds=1)) is grant.account
    with pytest.raises(Refusal):
        use_sheet(demo, codes[1], NOW + SHEET_LASTS)
    assert count_left(demo, grant.account_id, PAPER, NOW + SHEET_LASTS) == 0


def test_a_sheet_is_for_people_without_email(demo: Session, grant: Grant) -> None:
    grant.account.email = "amina@example.org"
    with pytest.raises(Refusal, match="without e-mail"):
        print_sheet(demo, grant, NOW)


def test_no_sheet_is_printed_for_a_closed_account(demo: Session, grant: Grant) -> None:
    grant.account.closed_at = NOW
    with pytest.raises(Refusal, match="closed"):
        print_sheet(demo, grant, NOW)


def test_a_lost_sheet_is_withdrawn_and_both_are_recorded(demo: Session, grant: Grant) -> None:
    code = print_sheet(demo, grant, NOW)[0]
    withdraw_sheet(demo, grant, NOW)
    with pytest.raises(Refusal):
        use_sheet(demo, code, NOW)
    demo.flush()
    acts = demo.scalars(select(Entry.act).where(Entry.chain == f"edition:{grant.edition_id}").order_by(Entry.id))
    assert list(acts)[-2:] == ["account.sheet_printed", "account.sheet_withdrawn"]


@pytest.mark.parametrize("end", [withdraw_sheet, print_sheet])
def test_what_a_sheet_has_opened_ends_with_it(
    demo: Session, grant: Grant, end: Callable[[Session, Grant, datetime], object]
) -> None:
    code = print_sheet(demo, grant, NOW)[0]
    found = sign_in(demo, use_sheet(demo, code, NOW), SignInMethod.PAPER, NOW)
    own = sign_in(demo, grant.account, SignInMethod.PASSKEY, NOW)
    another = sign_in(demo, create_account(demo, None, "Another", NOW), SignInMethod.PAPER, NOW)
    end(demo, grant, NOW)
    assert find_sign_in(demo, found, NOW) is None
    assert find_sign_in(demo, own, NOW) is not None
    assert find_sign_in(demo, another, NOW) is not None


def test_of_two_processes_with_one_code_one_gets_in(database: Database) -> None:
    with database.writing() as db:
        code = make_codes(db, create_account(db, None, "Amina", NOW), PAPER, 1, NOW)[0]
    assert winners(database, code_is_used, code, NOW) == 1
