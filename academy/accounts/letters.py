"""What is written to people about their accounts."""

from datetime import datetime
from enum import StrEnum

from academy.accounts.models import Account
from academy.accounts.rules import LINK_LASTS
from academy.kit.words import N_
from academy.outbox.actions import Draft, Recipient


class Change(StrEnum):
    """What was changed about how somebody signs in."""

    PASSWORD_SET = "password_set"  # noqa: S105 (no password)
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 (no password)
    EMAIL_CHANGED = "email_changed"
    SECOND_FACTOR_ADDED = "second_factor_added"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RECOVERY_CODE_USED = "recovery_code_used"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    PROVIDER_ADDED = "provider_added"
    PROVIDER_REMOVED = "provider_removed"


_CHANGES = {
    Change.PASSWORD_SET: N_("A password was added to your account."),
    Change.PASSWORD_CHANGED: N_("The password of your account was changed."),
    Change.EMAIL_CHANGED: N_("The e-mail address of your account was changed."),
    Change.SECOND_FACTOR_ADDED: N_("A second step was added to signing in to your account."),
    Change.SECOND_FACTOR_REMOVED: N_("The second step of signing in to your account was removed."),
    Change.RECOVERY_CODES_MADE: N_("New recovery codes were made for your account; the old ones do not work any more."),
    Change.RECOVERY_CODE_USED: N_("A recovery code was used in place of the number that your telephone shows."),
    Change.PASSKEY_ADDED: N_("A passkey was added to your account."),
    Change.PASSKEY_REMOVED: N_("A passkey of your account was removed."),
    Change.PROVIDER_ADDED: N_("An account elsewhere was connected with your account."),
    Change.PROVIDER_REMOVED: N_("An account elsewhere was disconnected from your account."),
}


def sign_in(token: str) -> Draft:
    """A link to sign in with; its token is sealed until the letter has left."""
    minutes = int(LINK_LASTS.total_seconds() // 60)
    return Draft(
        kind="accounts/sign_in", facts={"minutes": minutes}, secrets={"token": token}, origin="sign-in", is_urgent=True
    )


def changed(change: Change, now: datetime, browser: str = "", network: str = "") -> Draft:
    """Says what was changed about how one signs in, when, from where, and what to do if it was somebody else."""
    facts = {"what": _CHANGES[change], "at": now.isoformat(), "browser": browser, "network": network}
    return Draft(kind="accounts/changed", facts=facts, origin="sign-in", is_urgent=True)


def recipient(account: Account, language: str = "en", email: str = "") -> Recipient:
    """Return whom a letter to an account goes to: in its own language, to its present address or to another one."""
    return Recipient(
        email or account.email or "",
        account.name,
        account.language or language,
        person_id=account.person_id,
        account_id=account.id,
    )
