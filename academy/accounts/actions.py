"""What can be done with accounts. Passwords arrive hashed: hashing is finished before a transaction begins."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from academy.accounts import letters
from academy.accounts.models import Account, EditionRole, Grant, SignIn, SignInMethod
from academy.accounts.queries import list_accounts_at
from academy.accounts.rules import IDLE_FOR, MOST_PASSWORDS, SECOND_FACTOR_WITHIN, SIGNED_IN_FOR, digest
from academy.editions.models import Edition
from academy.kit.personal import NOBODY
from academy.kit.refusals import Refusal, Unknown
from academy.kit.texts import clean_line
from academy.kit.words import N_
from academy.outbox.actions import put
from academy.people.models import Institution, Person
from academy.trail.actions import record


@dataclass(frozen=True, slots=True)
class Browser:
    """Where somebody signs in from: what the browser calls itself, and its network without the last part."""

    name: str = ""
    network: str = ""


NOWHERE = Browser()


def read_email(typed: str, field: str = "email") -> str:
    """Return an e-mail address as it is kept; refuse what is none."""
    try:
        return validate_email(typed, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError as error:
        raise Refusal(N_("“%(email)s” is not an e-mail address."), email=typed[:80], field=field) from error


def create_account(
    db: Session,
    email: str | None,
    name: str,
    now: datetime,
    *,
    password_digest: str | None = None,
    is_administrator: bool = False,
    language: str | None = None,
    person: Person | None = None,
) -> Account:
    """Add an account; without an e-mail address its owner signs in with codes on paper, or a passkey."""
    account = Account(
        email=read_email(email) if email else None,
        name=clean_line(name),
        created_at=now,
        language=language,
        password_digest=password_digest,
        is_administrator=is_administrator,
        person=person,
    )
    if account.email and password_digest:
        _check_mailbox(db, account.email)
    db.add(account)
    db.flush()
    record(db, "account.created", account, now, after={"email": account.email, "is_administrator": is_administrator})
    return account


def let_go(db: Session, person: Person) -> None:
    """Take a person off an account that was emptied: it is nobody's any more, and they may have another one."""
    db.execute(update(Account).where(Account.person_id == person.id, Account.name == NOBODY).values(person_id=None))


def set_password(
    db: Session, account: Account, password_digest: str, now: datetime, keep: str = "", where: Browser = NOWHERE
) -> None:
    """Give an account another password, and tell it; end all its sign-ins but the one whose token is `keep`."""
    change = letters.Change.PASSWORD_CHANGED if account.password_digest else letters.Change.PASSWORD_SET
    if account.email and account.password_digest is None:
        _check_mailbox(db, account.email)
    account.password_digest = password_digest
    end_sign_ins(db, account, keep)
    record(db, f"account.{change}", account, now)
    tell(db, account, change, now, where)
    db.flush()


def tell(db: Session, account: Account, change: letters.Change, now: datetime, where: Browser = NOWHERE) -> None:
    """Write to an account's mailbox what has changed about it, and from which browser: a stranger is noticed."""
    if account.email:
        put(db, letters.recipient(account), letters.changed(change, now, where.name, where.network), now)


def end_sign_ins(db: Session, account: Account, keep: str = "") -> None:
    """End all sign-ins of an account, and those in which it works as somebody; but the one whose token is `keep`."""
    of_it = or_(SignIn.account_id == account.id, SignIn.impersonator_id == account.id)
    db.execute(delete(SignIn).where(of_it, SignIn.token_digest != digest(keep)))


def end_sign_in(db: Session, account: Account, sign_in_id: int, now: datetime) -> None:
    """End one sign-in of an account; of another's it knows nothing."""
    own = delete(SignIn).where(SignIn.id == sign_in_id, SignIn.account_id == account.id)
    if not db.execute(own.returning(SignIn.id)).all():
        raise Unknown(N_("This sign-in has ended already, or was never yours."))
    record(db, "account.sign_in_ended", account, now, after={"sign_in": sign_in_id})


def end_other_sign_ins(db: Session, account: Account, keep: str, now: datetime) -> None:
    """End all sign-ins of an account but the one whose token is `keep`."""
    end_sign_ins(db, account, keep)
    record(db, "account.sign_ins_ended", account, now)


def note_use(db: Session, sign_in_id: int, now: datetime) -> None:
    """Note that a sign-in was used just now."""
    db.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=now))


def sign_in(db: Session, account: Account, method: SignInMethod, now: datetime, browser: Browser = NOWHERE) -> str:
    """Open a sign-in; return its token, which is known to the browser only. Those that are over are cleared away.

    Where the account asks for a second factor, and the method is not two in one, it opens nothing until that is given.
    """
    db.execute(delete(SignIn).where((SignIn.expires_at <= now) | (SignIn.seen_at <= now - IDLE_FOR)))
    is_complete = account.totp is None or method == SignInMethod.PASSKEY
    until = now + (SIGNED_IN_FOR if is_complete else SECOND_FACTOR_WITHIN)
    token = open_sign_in(db, account, method, now, until, browser=browser, is_complete=is_complete)
    act = "account.signed_in" if is_complete else "account.sign_in_begun"
    record(db, act, account, now, after={"method": method})
    return token


def open_sign_in(
    db: Session,
    account: Account,
    method: SignInMethod,
    now: datetime,
    until: datetime,
    *,
    browser: Browser,
    is_complete: bool = True,
    impersonator: Account | None = None,
) -> str:
    """Let a sign-in begin in a browser and end at `until` (UTC); return its token, which is not kept here."""
    token = secrets.token_urlsafe(32)
    db.add(
        SignIn(
            account=account,
            token_digest=digest(token),
            created_at=now,
            seen_at=now,
            expires_at=until,
            method=method,
            is_complete=is_complete,
            browser=browser.name,
            network=browser.network,
            impersonator_id=impersonator.id if impersonator else None,
        )
    )
    db.flush()
    return token


def sign_out(db: Session, token: str) -> None:
    """End the sign-in of a token; of one that is unknown there is nothing to end."""
    db.execute(delete(SignIn).where(SignIn.token_digest == digest(token)))


def give_role(
    db: Session,
    account: Account,
    edition: Edition,
    role: EditionRole,
    now: datetime,
    *,
    institution: Institution | None = None,
    by: int | None = None,
) -> Grant:
    """Give an account a role in an edition; `by` is the account that does so. Given again, it stands as it was."""
    for_it = institution.id if institution else None
    same = (Grant.account_id == account.id, Grant.edition_id == edition.id, Grant.role == role)
    standing = select(Grant).where(*same, Grant.institution_id == for_it, Grant.ended_at.is_(None))
    if (found := db.scalar(standing)) is not None:
        return found
    grant = Grant(account=account, edition=edition, role=role, given_at=now, institution=institution, given_by_id=by)
    try:
        with db.begin_nested():
            db.add(grant)
    except IntegrityError:
        if (found := db.scalar(standing)) is not None:  # somebody else has given it at this moment
            return found
        raise
    record(db, "role.given", grant, now, edition_id=edition.id, after={"account": account.id, "role": role})
    return grant


def _check_mailbox(db: Session, email: str) -> None:
    """Refuse one more password at a mailbox where too many people have one."""
    if sum(one.password_digest is not None for one in list_accounts_at(db, email)) >= MOST_PASSWORDS:
        message = N_(
            "%(most)s people at this e-mail address have a password already. Sign in with a link or a passkey."
        )
        raise Refusal(message, most=MOST_PASSWORDS)
