"""The second factor: a telephone's numbers, and recovery codes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from time import sleep

import pyotp
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from academy.accounts import second_factor
from academy.accounts.actions import create_account, sign_in
from academy.accounts.codes import count_left
from academy.accounts.models import Account, CodePurpose, SignIn, SignInMethod
from academy.accounts.queries import find_sign_in
from academy.accounts.rules import MOST_WRONG_NUMBERS, SIGNED_IN_FOR, pause_after
from academy.accounts.second_factor import MOST_TRIES, RECOVERY_CODES
from academy.db.engine import Database
from academy.kit.refusals import Refusal
from academy.outbox.models import Letter
from academy.trail.models import Entry
from tests.conftest import NOW
from tests.factories.racing import number_is_given, winners

LATER = NOW + timedelta(minutes=5)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def shown(now: datetime, secret: str = SECRET) -> str:
    return pyotp.TOTP(secret).at(now)


@pytest.fixture
def account(db: Session) -> Account:
    return create_account(db, "olga@example.org", "Olga", NOW)


@pytest.fixture
def codes(db: Session, account: Account) -> list[str]:
    return second_factor.switch_on(db, account, SECRET, shown(NOW), NOW)


def letters(db: Session) -> list[str]:
    db.flush()
    return [letter.facts["what"] for letter in db.scalars(select(Letter).order_by(Letter.id))]


def test_a_secret_is_offered_and_kept_once_the_telephone_has_it(db: Session, account: Account) -> None:
    offer = second_factor.offer(db, account, "Academy", NOW)
    assert offer.address.startswith("otpauth://totp/Academy:olga%40example.org?secret=")
    assert offer.secret not in offer.sealed
    again = second_factor.offered(db, account, "Academy", offer.sealed, LATER)
    assert again == offer
    assert account.totp is None
    second_factor.switch_on(db, account, again.secret, shown(LATER, offer.secret), LATER)
    assert offer.secret not in str(account.totp)
    second_factor.check(db, account, shown(LATER + timedelta(seconds=30), offer.secret), LATER)


def test_an_offer_is_for_its_account_and_for_half_an_hour(db: Session, account: Account) -> None:
    other = create_account(db, "eva@example.org", "Eva", NOW)
    sealed = second_factor.offer(db, account, "Academy", NOW).sealed
    for whose, then, text in [
        (other, NOW, sealed),
        (account, NOW + timedelta(minutes=31), sealed),
        (account, NOW, ""),
        (account, NOW, "test.é"),
        (account, NOW, sealed[:-4]),
        (account, NOW, "test.AAAA"),
    ]:
        with pytest.raises(Refusal):
            second_factor.offered(db, whose, "Academy", text, then)


def test_a_first_number_must_be_right(db: Session, account: Account) -> None:
    with pytest.raises(Refusal, match="does not fit") as refused:
        second_factor.switch_on(db, account, SECRET, "000000", NOW)
    assert refused.value.field == "number"
    assert account.totp is None


def test_switched_on_it_ends_the_other_sign_ins_and_tells(db: Session, account: Account) -> None:
    kept, other = (sign_in(db, account, SignInMethod.PASSWORD, NOW) for _ in range(2))
    codes = second_factor.switch_on(db, account, SECRET, shown(NOW), NOW, keep=kept)
    assert find_sign_in(db, kept, NOW) is not None
    assert find_sign_in(db, other, NOW) is None
    assert len(set(codes)) == RECOVERY_CODES == count_left(db, account.id, CodePurpose.RECOVERY, NOW)
    assert letters(db) == ["A second step was added to signing in to your account."]
    assert "account.second_factor_added" in db.scalars(select(Entry.act)).all()


@pytest.mark.usefixtures("codes")
def test_it_is_not_set_up_over_another_one(db: Session, account: Account) -> None:
    with pytest.raises(Refusal, match="already"):
        second_factor.switch_on(db, account, "A" * 32, shown(LATER, "A" * 32), LATER)
    second_factor.check(db, account, shown(LATER), LATER)


@pytest.mark.usefixtures("codes")
@pytest.mark.parametrize(("off", "fits"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_a_clock_may_be_half_a_minute_off(db: Session, account: Account, off: int, *, fits: bool) -> None:
    number = shown(LATER + timedelta(seconds=off))
    if fits:
        second_factor.check(db, account, number, LATER)
    else:
        with pytest.raises(Refusal):
            second_factor.check(db, account, number, LATER)


@pytest.mark.usefixtures("codes")
def test_a_number_works_once_and_none_before_it(db: Session, account: Account) -> None:
    second_factor.check(db, account, shown(LATER), LATER)
    for earlier in (0, -30):
        with pytest.raises(Refusal):
            second_factor.check(db, account, shown(LATER + timedelta(seconds=earlier)), LATER)
    with pytest.raises(Refusal):
        second_factor.check(db, account, shown(NOW), NOW)  # the one that it was set up with
    second_factor.check(db, account, shown(LATER + timedelta(seconds=30)), LATER)


@pytest.mark.usefixtures("codes")
@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９"])
def test_a_number_may_be_typed_in_other_digits_and_with_blanks(db: Session, account: Account, digits: str) -> None:
    number = shown(LATER).translate(str.maketrans("0123456789", digits))
    second_factor.check(db, account, f" {number[:3]} {number[3:]} ", LATER)


@pytest.mark.usefixtures("codes")
@pytest.mark.parametrize(
    "typed", ["", "0", "12345", "1234567", "²²²²²²", "½½½½½½", "1e5000", "-12345", "x" * 9999, "\x00"]
)
def test_nonsense_is_refused(db: Session, account: Account, typed: str) -> None:
    with pytest.raises(Refusal, match="does not fit"):
        second_factor.check(db, account, typed, LATER)


def test_a_recovery_code_stands_in_once_and_tells(db: Session, account: Account, codes: list[str]) -> None:
    second_factor.check(db, account, codes[3].lower(), LATER)
    with pytest.raises(Refusal):
        second_factor.check(db, account, codes[3], LATER)
    assert count_left(db, account.id, CodePurpose.RECOVERY, LATER) == RECOVERY_CODES - 1
    assert letters(db)[-1].startswith("A recovery code was used")


def test_new_recovery_codes_end_the_old_ones(db: Session, account: Account, codes: list[str]) -> None:
    new = second_factor.renew_recovery_codes(db, account, LATER)
    with pytest.raises(Refusal):
        second_factor.check(db, account, codes[0], LATER)
    second_factor.check(db, account, new[0], LATER)


def test_recovery_codes_belong_to_a_second_factor(db: Session, account: Account) -> None:
    with pytest.raises(Refusal):
        second_factor.renew_recovery_codes(db, account, NOW)
    with pytest.raises(Refusal):
        second_factor.check(db, account, shown(NOW), NOW)


def test_switched_off_nothing_of_it_is_left(db: Session, account: Account, codes: list[str]) -> None:
    second_factor.switch_off(db, account, LATER)
    assert account.totp is None
    for typed in (codes[0], shown(LATER)):
        with pytest.raises(Refusal):
            second_factor.check(db, account, typed, LATER)
    assert letters(db)[-1] == "The second step of signing in to your account was removed."
    assert find_sign_in(db, sign_in(db, account, SignInMethod.PASSWORD, LATER), LATER).is_complete  # type: ignore[union-attr]


@pytest.mark.usefixtures("codes")
def test_a_sign_in_opens_doors_under_a_new_token_once_the_number_is_given(db: Session, account: Account) -> None:
    token = sign_in(db, account, SignInMethod.PASSWORD, LATER)
    begun = find_sign_in(db, token, LATER)
    assert begun is not None
    assert not begun.is_complete
    renewed = second_factor.give(db, account, token, shown(LATER), LATER)
    db.expire_all()
    assert find_sign_in(db, token, LATER) is None
    found = find_sign_in(db, renewed, LATER)
    assert found is not None
    assert (found.is_complete, found.expires_at) == (True, LATER + SIGNED_IN_FOR)


@pytest.mark.usefixtures("codes")
def test_a_number_that_comes_too_late_opens_nothing(db: Session, account: Account) -> None:
    token = sign_in(db, account, SignInMethod.PASSWORD, NOW)
    late = NOW + timedelta(minutes=11)
    with pytest.raises(Refusal, match="too long"):
        second_factor.give(db, account, token, shown(late), late)


@pytest.mark.usefixtures("codes")
def test_after_five_tries_a_sign_in_ends_and_no_other(db: Session, account: Account) -> None:
    own, other = (sign_in(db, account, SignInMethod.PASSWORD, LATER) for _ in range(2))
    assert [second_factor.take_try(db, own, LATER) for _ in range(MOST_TRIES)] == [True] * MOST_TRIES
    assert second_factor.is_used_up(db, own)
    assert not second_factor.take_try(db, own, LATER)
    assert db.scalars(select(SignIn.id)).all() == [find_sign_in(db, other, LATER).id]  # type: ignore[union-attr]
    assert second_factor.take_try(db, other, LATER)
    second_factor.give_tries_back(db, other)
    assert db.scalars(select(SignIn.tries)).all() == [0]


def test_of_two_processes_with_one_number_one_gets_in(database: Database) -> None:
    with database.writing() as db:
        made = create_account(db, "olga@example.org", "Olga", NOW)
        second_factor.switch_on(db, made, SECRET, shown(NOW), NOW)
    assert winners(database, number_is_given, made.id, shown(LATER), LATER) == 1


def count_wrong(db: Session, account: Account, now: datetime) -> list[bool]:
    """Give as many wrong numbers as are free; the last one is told apart."""
    return [second_factor.count_number(db, account.id, "000000", now) for _ in range(MOST_WRONG_NUMBERS)]


@pytest.mark.usefixtures("codes")
def test_after_ten_wrong_numbers_in_a_row_the_next_ones_wait_longer_each_time(db: Session, account: Account) -> None:
    assert count_wrong(db, account, LATER) == [False] * 9 + [True]
    then = LATER
    for minutes in (1, 2, 4):
        for wait in (timedelta(), timedelta(minutes=minutes) - timedelta(seconds=1)):
            with pytest.raises(Refusal, match=r"looked at in \d+ min") as refused:
                second_factor.count_number(db, account.id, shown(then + wait), then + wait)
        assert (refused.value.field, refused.value.facts["minutes"]) == ("number", 1)
        then += timedelta(minutes=minutes)
        assert not second_factor.count_number(db, account.id, "000000", then)


def test_a_number_waits_a_day_at_most() -> None:
    said = {wrong: pause_after(wrong) for wrong in (0, 9, 10, 11, 20, 21, 9999)}
    assert said == {
        0: timedelta(),
        9: timedelta(),
        10: timedelta(minutes=1),
        11: timedelta(minutes=2),
        20: timedelta(minutes=1024),
        21: timedelta(days=1),
        9999: timedelta(days=1),
    }


def test_a_recovery_code_need_not_wait_and_ends_the_waiting(db: Session, account: Account, codes: list[str]) -> None:
    count_wrong(db, account, LATER)
    second_factor.count_number(db, account.id, codes[0], LATER)
    second_factor.check(db, account, codes[0], LATER)
    db.expire_all()
    second_factor.count_number(db, account.id, shown(LATER), LATER)


@pytest.mark.usefixtures("codes")
def test_a_right_number_ends_the_row_of_wrong_ones(db: Session, account: Account) -> None:
    for _ in range(MOST_WRONG_NUMBERS - 1):
        second_factor.count_number(db, account.id, "000000", LATER)
    second_factor.count_number(db, account.id, shown(LATER), LATER)
    second_factor.check(db, account, shown(LATER), LATER)
    assert count_wrong(db, account, LATER)[-1]


@pytest.mark.usefixtures("codes")
def test_whoever_switches_it_off_begins_anew(db: Session, account: Account) -> None:
    count_wrong(db, account, LATER)
    second_factor.switch_off(db, account, LATER)
    assert not second_factor.count_number(db, account.id, "000000", LATER)


def test_of_two_who_give_the_tenth_number_at_the_same_moment_one_has_to_wait(database: Database) -> None:
    with database.writing() as db:
        made = create_account(db, "olga@example.org", "Olga", NOW)
        for _ in range(MOST_WRONG_NUMBERS - 1):
            second_factor.count_number(db, made.id, "000000", NOW)

    def give_too() -> None:
        with database.writing() as db:
            second_factor.count_number(db, made.id, "000000", LATER)

    with ThreadPoolExecutor() as pool:
        with database.writing() as db:
            second_factor.count_number(db, made.id, "000000", LATER)
            second = pool.submit(give_too)
            sleep(0.5)  # meanwhile it waits until this transaction ends
        with pytest.raises(Refusal, match="looked at in"):
            second.result(30)


@pytest.mark.usefixtures("codes")
def test_a_sign_in_stands_in_the_record_once_both_steps_are_done(db: Session, account: Account) -> None:
    token = sign_in(db, account, SignInMethod.LINK, LATER)
    assert steps(db) == [("account.sign_in_begun", "link")]
    second_factor.give(db, account, token, shown(LATER), LATER)
    assert steps(db) == [("account.sign_in_begun", "link"), ("account.signed_in", "link")]
    sign_in(db, account, SignInMethod.PASSKEY, LATER)
    assert steps(db)[2:] == [("account.signed_in", "passkey")]


def steps(db: Session) -> list[tuple[str, object]]:
    """What the record says of signing in, with the way."""
    query = select(Entry).where(Entry.act.in_(["account.sign_in_begun", "account.signed_in"])).order_by(Entry.id)
    return [(one.act, one.values[0].after) for one in db.scalars(query.options(selectinload(Entry.values)))]
