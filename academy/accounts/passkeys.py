"""Passkeys (WebAuthn): a key pair whose private half never leaves a telephone, a computer or a security key.

Signing in with one asks for no name: the device offers those that it has for our address, and asks for a finger, a face
or a PIN. So it is two factors in one.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, joinedload
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from academy.accounts.actions import NOWHERE, Browser, tell
from academy.accounts.letters import Change
from academy.accounts.models import Account, Passkey
from academy.kit.refusals import Refusal, Unknown
from academy.kit.texts import clean_line
from academy.kit.words import N_
from academy.trail.actions import record

ANSWERED_WITHIN = timedelta(minutes=5)
"""How long a device may take to answer a challenge."""

MOST = 20
"""Passkeys of one account."""

LONGEST_ANSWER = 20_000
LONGEST_NAME = 60

_UNREADABLE = (WebAuthnException, ValueError, KeyError, TypeError, IndexError, RecursionError)
"""What the library raises for an answer that is made up: its own, and Python's."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where passkeys of ours are good for: our address, and nothing that only looks like it."""

    origin: str
    host: str
    name: str

    @classmethod
    def at(cls, address: str, name: str) -> "Place":
        """Return the place of an installation."""
        parts = urlsplit(address)
        return cls(f"{parts.scheme}://{parts.netloc}", parts.hostname or "", name)


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a device has to sign, for which account (None: whoever it is), and since when."""

    word: bytes
    made_at: datetime
    account_id: int | None = None

    def check(self, now: datetime, account: Account | None = None) -> None:
        """Refuse an answer that comes too late, or to another's challenge."""
        if now - self.made_at > ANSWERED_WITHIN or self.account_id != (account.id if account else None):
            raise _unfit()


def to_register(account: Account, known: list[Passkey], place: Place, now: datetime) -> tuple[str, Challenge]:
    """Return what a browser asks its device for (JSON), to make another passkey."""
    options = webauthn.generate_registration_options(
        rp_id=place.host,
        rp_name=place.name,
        user_id=_handle(account.id),
        user_name=account.email or account.name or str(account.id),
        user_display_name=account.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one.credential) for one in known],
    )
    return webauthn.options_to_json(options), Challenge(options.challenge, now, account.id)


def to_sign_in(place: Place, now: datetime) -> tuple[str, Challenge]:
    """Return what a browser asks its device for (JSON), to sign in with whichever passkey it has for us."""
    options = webauthn.generate_authentication_options(
        rp_id=place.host, user_verification=UserVerificationRequirement.REQUIRED
    )
    return webauthn.options_to_json(options), Challenge(options.challenge, now)


def add_passkey(
    db: Session,
    account: Account,
    place: Place,
    challenge: Challenge,
    answer: str,
    *,
    name: str,
    now: datetime,
    by: Browser = NOWHERE,
) -> Passkey:
    """Keep the public half of a new passkey."""
    challenge.check(now, account)
    if len(list_passkeys(db, account.id)) >= MOST:
        raise Refusal(N_("There are %(most)s passkeys already; remove one first."), most=MOST)
    made = _registered(answer, place, challenge)
    passkey = Passkey(
        account=account,
        credential=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        created_at=now,
        name=clean_line(name, most=LONGEST_NAME, field="name"),
    )
    if db.scalar(select(Passkey.id).where(Passkey.credential == passkey.credential)):
        raise _unfit()
    db.add(passkey)
    db.flush()
    record(db, "account.passkey_added", account, now, after={"passkey": passkey.id}, person_id=account.person_id)
    tell(db, account, Change.PASSKEY_ADDED, now, by)
    return passkey


def use_passkey(db: Session, place: Place, challenge: Challenge, answer: str, now: datetime) -> Account:
    """Return whose passkey has answered; every answer that does not fit is refused alike.

    An answer works once: a passkey takes none to a challenge that is older than its last use.
    """
    challenge.check(now)
    given = _read(answer)
    query = select(Passkey).where(Passkey.credential == given.raw_id).options(joinedload(Passkey.account))
    passkey = db.scalar(query)
    if passkey is None or passkey.account.closed_at is not None:
        raise _unfit()
    if given.response.user_handle != _handle(passkey.account_id):
        raise _unfit()
    count = _counted(given, place, challenge, passkey)
    unused = or_(Passkey.used_at.is_(None), Passkey.used_at < challenge.made_at)
    taken = update(Passkey).where(Passkey.id == passkey.id, Passkey.sign_count == passkey.sign_count, unused)
    used = db.scalars(taken.values(used_at=now, sign_count=count).returning(Passkey.id))
    if used.first() is None:
        raise _unfit()
    return passkey.account


def list_passkeys(db: Session, account_id: int) -> list[Passkey]:
    """Return the passkeys of an account, the oldest first."""
    return list(db.scalars(select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.id)))


def get_passkey(db: Session, account_id: int, passkey_id: int) -> Passkey:
    """Return one of an account's own passkeys; of others there is nothing to know."""
    query = select(Passkey).where(Passkey.id == passkey_id, Passkey.account_id == account_id)
    found = db.scalar(query.options(joinedload(Passkey.account)))
    if found is None:
        raise Unknown(N_("There is no such passkey."))
    return found


def rename_passkey(db: Session, passkey: Passkey, name: str, now: datetime) -> None:
    """Call a passkey by another name."""
    passkey.name = clean_line(name, most=LONGEST_NAME, field="name")
    db.flush()
    record(db, "account.passkey_renamed", passkey.account, now, after={"passkey": passkey.id})


def remove_passkey(db: Session, passkey: Passkey, now: datetime, by: Browser = NOWHERE) -> None:
    """Let nobody sign in with a passkey any more."""
    db.delete(passkey)
    db.flush()
    record(db, "account.passkey_removed", passkey.account, now, before={"passkey": passkey.id})
    tell(db, passkey.account, Change.PASSKEY_REMOVED, now, by)


def _registered(answer: str, place: Place, challenge: Challenge) -> Any:  # noqa: ANN401 (the library's own)
    try:
        return webauthn.verify_registration_response(
            credential=_object(answer),
            expected_challenge=challenge.word,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except _UNREADABLE as error:
        raise _unfit() from error


def _read(answer: str) -> AuthenticationCredential:
    try:
        return parse_authentication_credential_json(_object(answer))
    except _UNREADABLE as error:
        raise _unfit() from error


def _counted(given: AuthenticationCredential, place: Place, challenge: Challenge, passkey: Passkey) -> int:
    """Return how often the device says it has signed; refuse an answer that is not its own."""
    try:
        verified = webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=challenge.word,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except _UNREADABLE as error:
        raise _unfit() from error
    return verified.new_sign_count


def _object(answer: str) -> dict[str, Any]:
    """Return the JSON object of an answer; ValueError for what is none."""
    found = json.loads(answer) if len(answer) <= LONGEST_ANSWER else None
    if not isinstance(found, dict):
        message = "not an object, or a huge one"
        raise ValueError(message)  # noqa: TRY004 (what was sent is wrong, not what was called)
    return found


def _handle(account_id: int) -> bytes:
    """Return what a device keeps to know accounts apart; it says nothing about anybody."""
    return f"account:{account_id}".encode()


def _unfit() -> Refusal:
    return Refusal(N_("This passkey does not open anything here. Try again, or sign in another way."))
