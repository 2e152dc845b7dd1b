"""Codes that work once: printed for people without e-mail, and for recovery. Only a digest of each is kept."""

import secrets
import unicodedata
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session

from academy.accounts.models import Account, CodePurpose, OneUseCode
from academy.accounts.rules import digest

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: five bits a letter, and none that is taken for another one."""

LETTERS = {CodePurpose.PAPER: 20, CodePurpose.RECOVERY: 16}
"""Length of a code: 100 bits where it opens an account alone, 80 where something else was asked for before."""

_GROUP = 4
_TAKEN_FOR = str.maketrans("OIL", "011")
_LONGEST_TYPED = 200


def new_code(purpose: CodePurpose) -> str:
    """Return a code in groups, as it is printed: `7F3K-…`."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LETTERS[purpose]))
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))


def read_code(typed: str) -> str:
    """Return the letters of a code, however it is typed: in any case, with blanks or none, with any digits.

    >>> read_code("7f3k - oil٤")
    '7F3K0114'
    """
    known = (ascii_digit(letter) for letter in unicodedata.normalize("NFKC", typed[:_LONGEST_TYPED]).upper())
    return "".join(letter for letter in known if letter.isascii() and letter.isalnum()).translate(_TAKEN_FOR)


def ascii_digit(letter: str) -> str:
    """Return a digit of any script as one of ours, and any other letter as it is."""
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)


def make_codes(
    db: Session, account: Account, purpose: CodePurpose, count: int, now: datetime, *, until: datetime | None = None
) -> list[str]:
    """Give an account new codes, which are told this once; the ones that it had are gone."""
    # Of two that make codes at the same moment the second waits here, and takes away what the first has made.
    db.execute(select(Account.id).where(Account.id == account.id).with_for_update())
    drop_codes(db, account, purpose)
    codes = [new_code(purpose) for _ in range(count)]
    for code in codes:
        kept = _kept(code, purpose)
        db.add(OneUseCode(account=account, purpose=purpose, digest=kept, created_at=now, expires_at=until))
    db.flush()
    return codes


def drop_codes(db: Session, account: Account, purpose: CodePurpose) -> None:
    """Take the codes of an account away, used and unused."""
    db.execute(delete(OneUseCode).where(OneUseCode.account_id == account.id, OneUseCode.purpose == purpose))


def use_code(
    db: Session, typed: str, purpose: CodePurpose, now: datetime, account: Account | None = None
) -> Account | None:
    """Use a code up: return whose it is, or None where it is none (any more). Of two at the same moment one has it."""
    ours = (OneUseCode.digest == _kept(typed, purpose)) & (OneUseCode.purpose == purpose)
    of_whom = select(Account.id).where(Account.closed_at.is_(None))
    if account is not None:
        of_whom = of_whom.where(Account.id == account.id)
    used = update(OneUseCode).where(ours, _works(now), OneUseCode.account_id.in_(of_whom)).values(used_at=now)
    account_id = db.scalar(used.returning(OneUseCode.account_id), execution_options={"synchronize_session": False})
    return None if account_id is None else db.get_one(Account, account_id)


def count_left(db: Session, account_id: int, purpose: CodePurpose, now: datetime) -> int:
    """Return how many codes of an account still work."""
    own = (OneUseCode.account_id == account_id) & (OneUseCode.purpose == purpose)
    return db.scalar(select(func.count()).select_from(OneUseCode).where(own, _works(now))) or 0


def _works(now: datetime) -> ColumnElement[bool]:
    return OneUseCode.used_at.is_(None) & or_(OneUseCode.expires_at.is_(None), OneUseCode.expires_at > now)


def _kept(typed: str, purpose: CodePurpose) -> str:
    return digest(f"{purpose} {read_code(typed)}")
