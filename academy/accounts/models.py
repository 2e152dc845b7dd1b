"""Accounts, what they sign in with, the sign-ins that are open, and the roles that they have."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy.db.base import Base
from academy.editions.models import Edition
from academy.kit.personal import NOBODY, Retention, personal
from academy.kit.words import N_
from academy.people.models import Institution, Person

_SIGNING_IN = N_("To let the right person in, and nobody else.")
_LETTERS = N_("To write letters in a language that people read.")
_SAFETY = N_("To show people where they are signed in, so that they notice a stranger.")

_SAME_ROLE = ("account_id", "edition_id", "role")
_STANDS, _ALONE = text("ended_at IS NULL"), text("ended_at IS NULL AND institution_id IS NULL")


class EditionRole(StrEnum):
    """What somebody is in an edition; the administrator is it in the whole installation. `access` says who may what."""

    ADMINISTRATOR = "administrator"
    OWNER = "owner"
    ORGANISER = "organiser"
    PROGRAMME_CHAIR = "programme_chair"
    REGISTRAR = "registrar"
    REVIEWER = "reviewer"
    TRANSLATOR = "translator"
    CHECK_IN_HELPER = "check_in_helper"
    FOCAL_POINT = "focal_point"
    SPEAKER = "speaker"
    PARTICIPANT = "participant"
    OBSERVER = "observer"


class SignInMethod(StrEnum):
    """How a browser was signed in."""

    PASSWORD = "password"  # noqa: S105 (no password)
    LINK = "link"
    PASSKEY = "passkey"
    PROVIDER = "provider"
    PAPER = "paper"


class CodePurpose(StrEnum):
    """What a one-use code is for."""

    RECOVERY = "recovery"
    """In place of the telephone's number, where the telephone is gone."""
    PAPER = "paper"
    """To sign in without e-mail, from a printed sheet."""


class Account(Base):
    """Somebody who may sign in. Several people may share a mailbox; some have none."""

    __tablename__ = "account"

    email: Mapped[str | None] = mapped_column(index=True, info=personal(_SIGNING_IN, Retention.WITH_ACCOUNT))
    """In lower case; what is typed at sign-in. Not unique: a mailbox may be shared."""
    name: Mapped[str] = mapped_column(info=personal(_SIGNING_IN, Retention.WITH_ACCOUNT))
    created_at: Mapped[datetime]
    language: Mapped[str | None] = mapped_column(default=None, info=personal(_LETTERS, Retention.WITH_ACCOUNT))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), unique=True, init=False)
    person: Mapped[Person | None] = relationship(lazy="raise_on_sql", default=None)
    """Who it is in programmes and lists, where that is known."""
    is_administrator: Mapped[bool] = mapped_column(default=False)
    password_digest: Mapped[str | None] = mapped_column(
        default=None, info=personal(_SIGNING_IN, Retention.WITH_ACCOUNT)
    )
    totp: Mapped[str | None] = mapped_column(default=None, info=personal(_SIGNING_IN, Retention.WITH_ACCOUNT))
    """The secret shared with a telephone (RFC 6238), sealed for `account.totp:<id>`."""
    totp_step: Mapped[int] = mapped_column(default=0)
    """The last time step that was used: a number works once."""
    wrong_numbers: Mapped[int] = mapped_column(default=0)
    """Wrong numbers that were given in a row, at whichever sign-ins."""
    numbers_from: Mapped[datetime | None] = mapped_column(default=None)
    """From when on the next number is looked at, after too many wrong ones."""
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    """Nobody signs in with a closed account; its row stays for the record."""

    @property
    def is_emptied(self) -> bool:
        """True once nothing tells any more whose account it was."""
        return self.name == NOBODY


class SignIn(Base):
    """One browser in which an account is signed in. Kept here so that it can be ended here."""

    __tablename__ = "sign_in"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True, init=False)
    account: Mapped[Account] = relationship(lazy="raise_on_sql", foreign_keys=account_id)
    token_digest: Mapped[str] = mapped_column(unique=True)
    """SHA-256 of the token in the cookie: who reads the table cannot sign in with it."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    method: Mapped[SignInMethod]
    is_complete: Mapped[bool] = mapped_column(default=True)
    """False while the second factor is still asked for: until then it opens nothing."""
    tries: Mapped[int] = mapped_column(default=0)
    """Wrong numbers that were given as its second factor, one after the other; too many end it."""
    browser: Mapped[str] = mapped_column(default="", info=personal(_SAFETY, Retention.AFTER_USE))
    """What the browser calls itself, shortened."""
    network: Mapped[str] = mapped_column(default="", info=personal(_SAFETY, Retention.AFTER_USE))
    """The network that it came from, without its last part."""
    impersonator_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True, default=None
    )
    """The administrator who works as this account."""


class SignInLink(Base):
    """A one-use link, sent to a mailbox. Opening it does nothing; pressing the button on its page does."""

    __tablename__ = "sign_in_link"

    token_digest: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str] = mapped_column(index=True, info=personal(_SIGNING_IN, Retention.AFTER_USE))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    next: Mapped[str] = mapped_column(default="")
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class OneUseCode(Base):
    """A code that works once: for recovery, or from a sheet of paper."""

    __tablename__ = "one_use_code"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True, init=False)
    account: Mapped[Account] = relationship(lazy="raise_on_sql")
    purpose: Mapped[CodePurpose]
    digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None] = mapped_column(default=None)
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class Passkey(Base):
    """A key pair whose other half a telephone, computer or security key keeps (WebAuthn)."""

    __tablename__ = "passkey"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True, init=False)
    account: Mapped[Account] = relationship(lazy="raise_on_sql")
    credential: Mapped[bytes] = mapped_column(
        LargeBinary, unique=True, info=personal(_SIGNING_IN, Retention.WITH_ACCOUNT)
    )
    public_key: Mapped[bytes] = mapped_column(LargeBinary, info=personal(_SIGNING_IN, Retention.WITH_ACCOUNT))
    created_at: Mapped[datetime]
    name: Mapped[str] = mapped_column(default="", info=personal(_SIGNING_IN, Retention.WITH_ACCOUNT))
    sign_count: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class ProviderIdentity(Base):
    """Who an account is at an OpenID Connect provider."""

    __tablename__ = "provider_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True, init=False)
    account: Mapped[Account] = relationship(lazy="raise_on_sql")
    issuer: Mapped[str] = mapped_column(info=personal(_SIGNING_IN, Retention.WITH_ACCOUNT))
    subject: Mapped[str] = mapped_column(info=personal(_SIGNING_IN, Retention.WITH_ACCOUNT))
    created_at: Mapped[datetime]


class Grant(Base):
    """A role that an account has in an edition; a focal point's for an institution. It ends, and its row stays."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint("role <> 'administrator'", name="of_an_edition"),
        # A role stands once, whoever gives it at the same moment; a focal point's once for each institution.
        Index("uq_role_grant_standing", *_SAME_ROLE, unique=True, sqlite_where=_ALONE, postgresql_where=_ALONE),
        Index(
            "uq_role_grant_standing_for",
            *_SAME_ROLE,
            "institution_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True, init=False)
    account: Mapped[Account] = relationship(lazy="raise_on_sql", foreign_keys=account_id)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True, init=False)
    edition: Mapped[Edition] = relationship(lazy="raise_on_sql")
    role: Mapped[EditionRole]
    given_at: Mapped[datetime]
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True, init=False)
    institution: Mapped[Institution | None] = relationship(lazy="raise_on_sql", default=None)
    """The institution that a focal point speaks for; a focal point of several has several grants."""
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class Invitation(Base):
    """A role that is offered by letter, until a day."""

    __tablename__ = "invitation"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True, init=False)
    edition: Mapped[Edition] = relationship(lazy="raise_on_sql")
    role: Mapped[EditionRole]
    email: Mapped[str] = mapped_column(index=True, info=personal(_SIGNING_IN, Retention.AFTER_YEAR))
    name: Mapped[str] = mapped_column(info=personal(_SIGNING_IN, Retention.AFTER_YEAR))
    language: Mapped[str]
    token_digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True, init=False)
    institution: Mapped[Institution | None] = relationship(lazy="raise_on_sql", default=None)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True, init=False)
    person: Mapped[Person | None] = relationship(lazy="raise_on_sql", default=None)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), default=None)
    accepted_at: Mapped[datetime | None] = mapped_column(default=None)
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
