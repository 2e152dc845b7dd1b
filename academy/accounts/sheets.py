"""Sheets of paper with codes that work once each: how people without e-mail sign in."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from academy.accounts.codes import drop_codes, make_codes, use_code
from academy.accounts.models import Account, CodePurpose, Grant, SignIn, SignInMethod
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.trail.actions import record

ON_A_SHEET = 12
"""Codes on a sheet."""

SHEET_LASTS = timedelta(days=365)
"""How long the codes of a sheet work."""

FEW = 3
"""With so few codes left another sheet should be asked for."""


def print_sheet(db: Session, grant: Grant, now: datetime) -> list[str]:
    """Make a sheet of codes for whoever has a role. The one that they had ends, with what it has opened.

    Its codes are told this once.
    """
    account = grant.account
    if account.email:
        raise Refusal(N_("Sheets are for people without e-mail; this account has an address."))
    if account.closed_at is not None:
        raise Refusal(N_("This account is closed: nobody signs in with it."))
    _end_sign_ins(db, account)
    codes = make_codes(db, account, CodePurpose.PAPER, ON_A_SHEET, now, until=now + SHEET_LASTS)
    record(db, "account.sheet_printed", account, now, edition_id=grant.edition_id, person_id=account.person_id)
    return codes


def withdraw_sheet(db: Session, grant: Grant, now: datetime) -> None:
    """End a sheet that was lost, and what it has opened: whoever has found it is put out."""
    account = grant.account
    _end_sign_ins(db, account)
    drop_codes(db, account, CodePurpose.PAPER)
    record(db, "account.sheet_withdrawn", account, now, edition_id=grant.edition_id, person_id=account.person_id)


def use_sheet(db: Session, typed: str, now: datetime) -> Account:
    """Return whose code of a sheet this is, and use it up; every other word is refused alike."""
    found = use_code(db, typed, CodePurpose.PAPER, now)
    if found is None:
        message = N_("This code opens nothing: it was used before, a newer sheet replaced it, or it is mistyped.")
        raise Refusal(message, field="code")
    return found


def _end_sign_ins(db: Session, account: Account) -> None:
    db.execute(delete(SignIn).where(SignIn.account_id == account.id, SignIn.method == SignInMethod.PAPER))
