"""Accounts and the sign-ins that are open."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from academy.db.base import Base


class Account(Base):
    """Somebody who may open the desk: an organiser of this installation."""

    __tablename__ = "account"

    email: Mapped[str] = mapped_column(unique=True)
    """In lower case; what is typed at sign-in."""
    name: Mapped[str]
    password_digest: Mapped[str]
    created_at: Mapped[datetime]
    language: Mapped[str | None] = mapped_column(default=None)


class SignIn(Base):
    """One browser in which an account is signed in. Kept here so that it can be ended here."""

    __tablename__ = "sign_in"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True, init=False)
    account: Mapped[Account] = relationship(lazy="raise_on_sql")
    token_digest: Mapped[str] = mapped_column(unique=True)
    """SHA-256 of the token in the cookie: who reads the table cannot sign in with it."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
