"""What is written to people about their accounts."""

from datetime import datetime, timedelta
from enum import StrEnum

from academy.accounts.models import Account, Invitation
from academy.accounts.rules import LINK_LASTS
from academy.accounts.words import EDITION_ROLES
from academy.kit.languages import DEFAULT
from academy.kit.words import N_
from academy.outbox.actions import Draft, Recipient


class Change(StrEnum):
    """What was changed about how somebody signs in."""

    PASSWORD_SET = "password_set"  # noqa: S105 (no password)
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 (no password)
    SECOND_FACTOR_ADDED = "second_factor_added"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RECOVERY_CODE_USED = "recovery_code_used"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    PROVIDER_ADDED = "provider_added"
    PROVIDER_REMOVED = "provider_removed"
    NUMBERS_GUESSED = "numbers_guessed"


_CHANGES = {
    Change.PASSWORD_SET: N_("A password was added to your account."),
    Change.PASSWORD_CHANGED: N_("The password of your account was changed."),
    Change.SECOND_FACTOR_ADDED: N_("A second step was added to signing in to your account."),
    Change.SECOND_FACTOR_REMOVED: N_("The second step of signing in to your account was removed."),
    Change.RECOVERY_CODES_MADE: N_("New recovery codes were made for your account; the old ones do not work any more."),
    Change.RECOVERY_CODE_USED: N_("A recovery code was used in place of the number that your telephone shows."),
    Change.PASSKEY_ADDED: N_("A passkey was added to your account."),
    Change.PASSKEY_REMOVED: N_("A passkey of your account was removed."),
    Change.PROVIDER_ADDED: N_("An account elsewhere was connected with your account."),
    Change.PROVIDER_REMOVED: N_("An account elsewhere was disconnected from your account."),
    Change.NUMBERS_GUESSED: N_(
        "Ten wrong numbers in a row were given as the second step of signing in to your account: somebody may know "
        "your password, or read your letters. Further numbers have to wait, longer each time; recovery codes need not."
    ),
}


def sign_in(token: str) -> Draft:
    """A link to sign in with; its token is sealed until the letter has left."""
    facts = {"minutes": _minutes(LINK_LASTS)}
    return Draft(kind="accounts/sign_in", facts=facts, secrets={"token": token}, origin="sign-in", is_urgent=True)


def changed(change: Change, now: datetime, browser: str = "", network: str = "") -> Draft:
    """Says what was changed about how one signs in, when, from where, and what to do if it was somebody else."""
    facts = {"what": _CHANGES[change], "at": now.isoformat(), "browser": browser, "network": network}
    return Draft(kind="accounts/changed", facts=facts, origin="sign-in", is_urgent=True)


def impersonated(administrator: Account, reason: str, lasts: timedelta) -> Draft:
    """Says that an administrator works as the reader, why, and for how long."""
    facts = {"administrator": administrator.name, "reason": reason, "minutes": _minutes(lasts)}
    return Draft(kind="accounts/impersonated", facts=facts)


def invitation(offered: Invitation, token: str, inviter: Account | None, lasts: timedelta) -> Draft:
    """Offers a role; its token is sealed until the letter has left."""
    edition, spoken, institution = offered.edition, offered.language, offered.institution
    return Draft(
        kind="accounts/invitation",
        facts={
            "edition_title": str(edition.title.wording(spoken, edition.languages)),
            "role": EDITION_ROLES[offered.role],
            "institution": str(institution.name.wording(spoken)) if institution else "",
            "inviter": inviter.name if inviter else "",
            "days": lasts.days,
        },
        secrets={"token": token},
        edition_id=edition.id,
        origin=origin_of(offered),
        is_urgent=True,
    )


def origin_of(offered: Invitation) -> str:
    """Return what the letter of an invitation was written for."""
    return f"invitation:{offered.id}"


def recipient(account: Account, language: str = DEFAULT) -> Recipient:
    """Return whom a letter to an account goes to: to its mailbox, in its own language or else in this one."""
    return Recipient(
        account.email or "",
        account.name,
        account.language or language,
        person_id=account.person_id,
        account_id=account.id,
    )


def invited(offered: Invitation) -> Recipient:
    """Return whom the letter with an invitation goes to."""
    return Recipient(offered.email, offered.name, offered.language, offered.person_id)


def _minutes(lasts: timedelta) -> int:
    return int(lasts.total_seconds() // 60)
