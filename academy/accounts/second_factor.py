"""A second factor: six digits that a telephone shows (RFC 6238), and recovery codes for when it is gone."""

import hmac
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

import pyotp
from sqlalchemy import Update, delete, literal, select, update
from sqlalchemy.orm import Session

from academy.accounts.actions import NOWHERE, Browser, end_sign_ins, tell
from academy.accounts.codes import ascii_digit, drop_codes, make_codes, use_code
from academy.accounts.letters import Change
from academy.accounts.models import Account, CodePurpose, SignIn
from academy.accounts.rules import MOST_WRONG_NUMBERS, SIGNED_IN_FOR, digest, pause_after
from academy.db.engine import keys_of
from academy.kit.refusals import Refusal
from academy.kit.sealing import UnsealableError
from academy.kit.words import N_
from academy.trail.actions import record

RECOVERY_CODES = 10
"""Codes that are made at once."""

MOST_TRIES = 5
"""Wrong numbers after which a sign-in ends; nobody else's does."""

_STEP, _DIGITS = 30, 6
_DRIFT = (-1, 0, 1)
"""Steps by which a telephone's clock may be off."""
_OFFERED_FOR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret that is not yet anybody's: as a telephone reads it, as a person types it, and sealed for the form."""

    address: str
    secret: str
    sealed: str


def offer(db: Session, account: Account, installation: str, now: datetime) -> Offer:
    """Return a new secret for an account; it counts once a first number has shown that the telephone has it."""
    secret = pyotp.random_base32()
    sealed = keys_of(db).seal(f"{secret} {now.timestamp():.0f}", _offered_to(account))
    return Offer(_address(account, installation, secret), secret, sealed)


def offered(db: Session, account: Account, installation: str, sealed: str, now: datetime) -> Offer:
    """Open a sealed offer again; refuse one of another account, or of long ago."""
    try:
        secret, _, made = keys_of(db).unseal(sealed, _offered_to(account)).partition(" ")
    except UnsealableError as error:
        raise Refusal(N_("This page is no longer valid. Load it again, and begin once more.")) from error
    if now.timestamp() - int(made) > _OFFERED_FOR.total_seconds():
        raise Refusal(N_("This page was open for too long. Load it again, and begin once more."))
    return Offer(_address(account, installation, secret), secret, sealed)


def switch_on(
    db: Session,
    account: Account,
    secret: str,
    typed: str,
    now: datetime,
    *,
    keep: str = "",
    by: Browser = NOWHERE,
) -> list[str]:
    """Ask an account for a second factor from now on; return its recovery codes, which are told this once.

    Its other sign-ins end: all but the one whose token is `keep`.
    """
    step = _step_of(secret, typed, now, 0)
    if step is None:
        raise _wrong()
    sealed = keys_of(db).seal(secret, _place(account))
    free = update(Account).where(Account.id == account.id, Account.totp.is_(None))
    if not _is_done(db, free.values(totp=sealed, totp_step=step)):
        raise Refusal(N_("A second factor is set up already. Switch it off first."))
    db.refresh(account, ["totp", "totp_step"])
    end_sign_ins(db, account, keep)
    codes = make_codes(db, account, CodePurpose.RECOVERY, RECOVERY_CODES, now)
    record(db, "account.second_factor_added", account, now)
    tell(db, account, Change.SECOND_FACTOR_ADDED, now, by)
    return codes


def switch_off(db: Session, account: Account, now: datetime, by: Browser = NOWHERE) -> None:
    """Ask an account for no second factor any more."""
    account.totp = None
    account.wrong_numbers, account.numbers_from = 0, None
    drop_codes(db, account, CodePurpose.RECOVERY)
    db.flush()
    record(db, "account.second_factor_removed", account, now)
    tell(db, account, Change.SECOND_FACTOR_REMOVED, now, by)


def renew_recovery_codes(db: Session, account: Account, now: datetime, by: Browser = NOWHERE) -> list[str]:
    """Give an account new recovery codes, which are told this once; the old ones are gone."""
    if account.totp is None:
        raise Refusal(N_("Recovery codes belong to a second factor; none is set up."))
    codes = make_codes(db, account, CodePurpose.RECOVERY, RECOVERY_CODES, now)
    record(db, "account.recovery_codes_made", account, now)
    tell(db, account, Change.RECOVERY_CODES_MADE, now, by)
    return codes


def take_try(db: Session, token: str, now: datetime) -> bool:
    """Take one of the tries that a sign-in has; without any left it ends. Before a number is looked at, and kept."""
    own = (SignIn.token_digest == digest(token)) & (SignIn.expires_at > now)
    taken = update(SignIn).where(own, SignIn.tries < MOST_TRIES).values(tries=SignIn.tries + 1)
    if _is_done(db, taken):
        return True
    db.execute(delete(SignIn).where(own))
    return False


def count_number(db: Session, account_id: int, typed: str, now: datetime) -> bool:
    """Count a number among an account's wrong ones, before it is looked at, and kept; refuse it where it has to wait.

    True for the one after which, if it is wrong, the next ones have to wait. Who knows the password begins as many
    sign-ins as they like, so it is not enough to count the tries of each; and strangers keep nobody out, since they do
    not get past the first step. Recovery codes are too long to be guessed: they do not count, and do not wait.
    """
    if not _number_in(typed):
        return False
    account = db.get_one(Account, account_id, with_for_update=True)
    if account.numbers_from is not None and account.numbers_from > now:
        minutes = math.ceil((account.numbers_from - now) / timedelta(minutes=1))
        message = N_(
            "There were too many wrong numbers in a row: the next one is looked at in %(minutes)s min. A recovery code "
            "need not wait."
        )
        raise Refusal(message, minutes=minutes, field="number")
    account.wrong_numbers += 1
    account.numbers_from = now + pause_after(account.wrong_numbers)
    return account.wrong_numbers == MOST_WRONG_NUMBERS


def tell_guessed(db: Session, account_id: int, now: datetime, by: Browser = NOWHERE) -> None:
    """Write to an account that somebody guesses its numbers, which have to wait from now on."""
    account = db.get_one(Account, account_id)
    record(db, "account.numbers_guessed", account, now)
    tell(db, account, Change.NUMBERS_GUESSED, now, by)


def give_tries_back(db: Session, token: str) -> None:
    """Let a sign-in have all its tries again: the last number was right."""
    db.execute(update(SignIn).where(SignIn.token_digest == digest(token)).values(tries=0))


def check(db: Session, account: Account, typed: str, now: datetime, by: Browser = NOWHERE) -> None:
    """Take a telephone's number or a recovery code, each of which works once; refuse everything else."""
    if account.totp is None or not (_is_number(db, account, typed, now) or _is_recovery(db, account, typed, now, by)):
        raise _wrong()
    db.execute(update(Account).where(Account.id == account.id).values(wrong_numbers=0, numbers_from=None))


def give(db: Session, account: Account, token: str, typed: str, now: datetime, *, by: Browser = NOWHERE) -> str:
    """Let a sign-in open doors with its second factor; return its new token: whoever knew the old one is left out."""
    check(db, account, typed, now, by)
    renewed = token_urlsafe(32)
    own = update(SignIn).where(SignIn.token_digest == digest(token), SignIn.expires_at > now)
    opened = {"is_complete": True, "expires_at": now + SIGNED_IN_FOR, "token_digest": digest(renewed), "tries": 0}
    method = db.scalar(own.values(**opened).returning(SignIn.method), execution_options={"synchronize_session": False})
    if method is None:
        raise Refusal(N_("This took too long. Sign in once more."))
    record(db, "account.signed_in", account, now, after={"method": method})
    return renewed


def is_used_up(db: Session, token: str) -> bool:
    """Tell whether a sign-in has no tries left."""
    tries = db.scalar(select(SignIn.tries).where(SignIn.token_digest == digest(token)))
    return tries is None or tries >= MOST_TRIES


def _is_number(db: Session, account: Account, typed: str, now: datetime) -> bool:
    """Use a number up: of two who give the same one at the same moment, one is let in."""
    secret = keys_of(db).unseal(account.totp or "", _place(account))
    step = _step_of(secret, typed, now, account.totp_step)
    if step is None:
        return False
    unused = update(Account).where(Account.id == account.id, Account.totp_step < step)
    return _is_done(db, unused.values(totp_step=step))


def _is_recovery(db: Session, account: Account, typed: str, now: datetime, by: Browser) -> bool:
    if use_code(db, typed, CodePurpose.RECOVERY, now, account) is None:
        return False
    record(db, "account.recovery_code_used", account, now)
    tell(db, account, Change.RECOVERY_CODE_USED, now, by)
    return True


def _step_of(secret: str, typed: str, now: datetime, last: int) -> int | None:
    """Return the time step that a typed number belongs to, if it is one later than the last that was used."""
    number = _number_in(typed)
    if not number:
        return None
    present = int(now.timestamp()) // _STEP
    codes = pyotp.TOTP(secret, digits=_DIGITS, interval=_STEP)
    fitting = [present + off for off in _DRIFT if hmac.compare_digest(codes.generate_otp(present + off), number)]
    return next((step for step in fitting if step > last), None)


def _number_in(typed: str) -> str:
    """Return the digits of a telephone's number, in whatever script it is typed; nothing where it is none."""
    number = "".join(ascii_digit(letter) for letter in typed[:40] if not letter.isspace())
    return number if len(number) == _DIGITS and number.isascii() and number.isdigit() else ""


def _is_done(db: Session, change: Update) -> bool:
    """Make a change that has a condition; tell whether it was met."""
    changed = db.scalars(change.returning(literal(1)), execution_options={"synchronize_session": False})
    return changed.first() is not None


def _wrong() -> Refusal:
    message = N_("This number or code does not fit. A number works once, and for a minute at most; wait for the next.")
    return Refusal(message, field="number")


def _address(account: Account, installation: str, secret: str) -> str:
    return pyotp.TOTP(secret).provisioning_uri(name=account.email or account.name, issuer_name=installation)


def _place(account: Account) -> str:
    return f"account.totp:{account.id}"


def _offered_to(account: Account) -> str:
    return f"account.totp.offered:{account.id}"
