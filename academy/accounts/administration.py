"""What administrators do with accounts: close them, make administrators, and work as somebody else, which is told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload, selectinload

from academy.accounts import letters
from academy.accounts.actions import Browser, end_sign_ins, open_sign_in
from academy.accounts.models import Account, OneUseCode, Passkey, ProviderIdentity, SignIn
from academy.kit.personal import NOBODY
from academy.kit.refusals import Refusal, Unknown
from academy.kit.texts import clean_line
from academy.kit.words import N_
from academy.outbox.actions import put
from academy.trail.actions import record
from academy.trail.models import Entry

WORKS_FOR = timedelta(hours=1)
"""How long an administrator works as somebody else before they must say why again."""

EMPTIED_ACCOUNT: dict[str, Any] = {
    "email": None,
    "name": NOBODY,
    "language": None,
    "password_digest": None,
    "totp": None,
    "is_administrator": False,
}
"""What is left of an account that nobody opens again: its number, which the record names."""

OF_ACCOUNT = (SignIn, OneUseCode, Passkey, ProviderIdentity)
"""What goes altogether with an account that is emptied."""

_WORKED_AS = "account.impersonated"


@dataclass(frozen=True, slots=True)
class Impersonation:
    """An administrator worked as somebody: since when, who, and why."""

    at: datetime
    by: str
    reason: str


def list_accounts(db: Session) -> list[Account]:
    """Return all accounts with their person, closed ones too."""
    return list(db.scalars(select(Account).options(joinedload(Account.person)).order_by(Account.name, Account.id)))


def get_account(db: Session, account_id: int) -> Account:
    """Return an account with its person, closed or not; refuse where there is none."""
    found = db.scalar(select(Account).where(Account.id == account_id).options(joinedload(Account.person)))
    if found is None:
        raise Unknown(N_("There is no account under this address."))
    return found


def close_account(db: Session, account: Account, now: datetime) -> None:
    """Let nobody sign in with an account any more, and end its sign-ins; its row stays for the record."""
    if account.is_administrator:
        _check_other_administrator(db, account)
    if account.closed_at is None:
        account.closed_at = now
        end_sign_ins(db, account)
        db.flush()
        record(db, "account.closed", account, now)


def reopen_account(db: Session, account: Account, now: datetime) -> None:
    """Let somebody sign in again; refuse where nobody is left who could."""
    # Locked: the purge may be about to empty it.
    db.refresh(account, ["name", "closed_at"], with_for_update=True)
    if account.is_emptied:
        raise Refusal(N_("This account was emptied, and nobody can open it again. Invite the person anew."))
    if account.closed_at is not None:
        account.closed_at = None
        db.flush()
        record(db, "account.reopened", account, now)


def set_administrator(db: Session, account: Account, now: datetime, *, is_administrator: bool) -> None:
    """Make an account an administrator, or no longer; one who can sign in must remain."""
    if account.closed_at is not None and is_administrator:
        raise Refusal(N_("This account is closed. Open it first."))
    if account.is_administrator and not is_administrator:
        _check_other_administrator(db, account)
        db.execute(delete(SignIn).where(SignIn.impersonator_id == account.id))
    if is_administrator:  # as whom nobody works
        lent = (SignIn.account_id == account.id, SignIn.impersonator_id.is_not(None))
        db.execute(delete(SignIn).where(*lent))
    before, account.is_administrator = account.is_administrator, is_administrator
    db.flush()
    if before != is_administrator:
        states = ({"is_administrator": before}, {"is_administrator": is_administrator})
        record(db, "account.administrator_changed", account, now, before=states[0], after=states[1])


def work_as(db: Session, account: Account, own: SignIn, reason: str, now: datetime) -> str:
    """Open a sign-in of an account to an administrator, who has signed in with `own` (its account loaded).

    Return the new sign-in's token. The person is told on their own page, and by letter.
    """
    reason = clean_line(reason, field="reason")
    _check_work_as(account, own.account, reason)
    browser = Browser(own.browser, own.network)
    token = open_sign_in(db, account, own.method, now, now + WORKS_FOR, browser=browser, impersonator=own.account)
    record(db, _WORKED_AS, account, now, person_id=account.person_id, after={"reason": reason})
    if account.email:
        put(db, letters.recipient(account), letters.impersonated(own.account, reason, WORKS_FOR), now)
    return token


def stop_working(db: Session, lent: SignIn, now: datetime) -> None:
    """End a sign-in (its account loaded) in which an administrator works as somebody."""
    record(db, "account.impersonation_ended", lent.account, now, after={"by": lent.impersonator_id})
    db.delete(lent)
    db.flush()


def list_impersonations(db: Session, account_id: int) -> list[Impersonation]:
    """Return when who worked as an account, and why; latest first."""
    told = select(Entry).where(Entry.act == _WORKED_AS, Entry.thing == "account", Entry.thing_id == account_id)
    entries = list(db.scalars(told.options(selectinload(Entry.values)).order_by(Entry.id.desc())))
    by = select(Account).where(Account.id.in_({entry.account_id for entry in entries}))
    names = {one.id: one.name for one in db.scalars(by)}
    return [Impersonation(one.at, names.get(one.account_id or 0, ""), _reason(one)) for one in entries]


def _check_work_as(account: Account, administrator: Account, reason: str) -> None:
    if not administrator.is_administrator:
        raise Refusal(N_("Only administrators work as somebody else."))
    if account.is_administrator:
        raise Refusal(N_("Nobody works as an administrator."))
    if account.closed_at is not None:
        raise Refusal(N_("This account is closed. Open it first."))
    if not reason:
        raise Refusal(N_("Say why: the person reads it."), field="reason")


def _check_other_administrator(db: Session, account: Account) -> None:
    # Locked: of two administrators who close each other's account at the same moment, one is refused.
    others = select(Account.id).where(Account.is_administrator, Account.closed_at.is_(None)).with_for_update()
    if not set(db.scalars(others)) - {account.id}:
        raise Refusal(N_("This is the last administrator. Make somebody else one first."))


def _reason(entry: Entry) -> str:
    return next((str(value.after or "") for value in entry.values if value.field == "reason"), "")
