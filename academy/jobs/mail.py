"""How letters are carried: to a mail server, into a folder, or onto the screen."""

import smtplib
import ssl
import sys
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from time import monotonic
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit
from uuid import UUID

from academy.config import Config

_CONNECTING, _ANSWERING = 15, 30
"""Seconds that a mail server may take for each step while it greets us, and while it takes a letter."""
_GREETING = 45
"""Seconds after which its greeting has taken too long for the time that we may have a letter in hand."""

_PERMANENT = 500


class RefusedError(Exception):
    """The mail server will never take this letter."""


class DelayedError(Exception):
    """The letter could not leave now."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A letter on its way."""

    uid: UUID
    created_at: datetime
    sender: str
    to: str
    message: bytes


class Carrier(Protocol):
    """Carries letters."""

    def carry(self, envelope: Envelope) -> None:
        """Carry a letter; raise RefusedError or DelayedError."""

    def close(self) -> None:
        """Let the mail server go while there is nothing to carry."""


def carrier_for(config: Config) -> Carrier:
    """Return who carries the letters of an installation."""
    if config.mail.startswith("file:"):
        return Folder(config.folder / "mail")
    return Screen() if config.mail.startswith("console:") else Server(urlsplit(config.mail))


class Folder:
    """Puts letters into a folder, each a file; carried twice it is the same one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def carry(self, envelope: Envelope) -> None:
        """Write a file that only its owner reads."""
        path = self._folder / f"{envelope.created_at:%Y%m%d-%H%M%S}-{envelope.uid}.eml"
        aside = path.with_suffix(".part")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            aside.touch(mode=0o600)
            aside.write_bytes(envelope.message)
            aside.replace(path)
        except OSError as error:
            raise DelayedError(f"the folder cannot be written: {error.strerror}") from error

    def close(self) -> None:
        """Nothing is open."""


class Screen:
    """Prints letters."""

    def carry(self, envelope: Envelope) -> None:
        """Print to whom, about what, and the text."""
        message = message_from_bytes(envelope.message, policy=default)
        body = message.get_body(("plain",)) if isinstance(message, EmailMessage) else None
        text = body.get_content() if isinstance(body, EmailMessage) else ""
        sys.stdout.write(f"\nTo: {message['To']}\nSubject: {message['Subject']}\n\n{text}\n")
        sys.stdout.flush()

    def close(self) -> None:
        """Nothing is open."""


class Server:
    """Hands letters to a mail server, encrypted and with its certificate checked. One connection for several letters.

    `smtp://` asks for STARTTLS and goes no further without; `?tls=none` is for a server on the same machine.
    """

    def __init__(self, address: SplitResult) -> None:
        self._address = address
        self._is_plain = parse_qs(address.query).get("tls") == ["none"]
        self._open: smtplib.SMTP | None = None

    def carry(self, envelope: Envelope) -> None:
        """Hand a letter over."""
        try:
            self._connected().sendmail(envelope.sender, [envelope.to], envelope.message)
        except smtplib.SMTPRecipientsRefused as error:
            self.close()
            code, said = next(iter(error.recipients.values()))
            raise _kind_of(code)(_told(code, said)) from error
        except smtplib.SMTPDataError as error:
            self.close()
            raise _kind_of(error.smtp_code)(_told(error.smtp_code, error.smtp_error)) from error
        except smtplib.SMTPResponseException as error:
            # The server minds us, not the letter: a password, a sender. All letters wait until somebody mends that.
            self.close()
            raise DelayedError(_told(error.smtp_code, error.smtp_error)) from error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise DelayedError(f"{type(error).__name__}: {error}") from error

    def close(self) -> None:
        """Take leave of the mail server."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _connected(self) -> smtplib.SMTP:
        if self._open is not None and not _answers(self._open):
            self.close()
        if self._open is None:
            begun = monotonic()
            self._open = self._greeted()
            if monotonic() - begun > _GREETING:
                raise DelayedError(f"the mail server took more than {_GREETING} seconds to greet us")
        return self._open

    def _greeted(self) -> smtplib.SMTP:
        address, context = self._address, ssl.create_default_context()
        host = address.hostname or "localhost"
        if address.scheme == "smtps":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, address.port or 465, timeout=_CONNECTING, context=context)
        else:
            smtp = smtplib.SMTP(host, address.port or 587, timeout=_CONNECTING)
        try:
            if address.scheme == "smtp" and not self._is_plain:
                smtp.starttls(context=context)
            if address.username:
                smtp.login(unquote(address.username), unquote(address.password or ""))
        except BaseException:
            smtp.close()
            raise
        if smtp.sock is not None:
            smtp.sock.settimeout(_ANSWERING)
        return smtp


def _answers(smtp: smtplib.SMTP) -> bool:
    try:
        return smtp.noop()[0] == 250  # noqa: PLR2004 (SMTP's "yes")
    except (OSError, smtplib.SMTPException):
        return False


def _kind_of(code: int) -> type[RefusedError | DelayedError]:
    return RefusedError if code >= _PERMANENT else DelayedError


def _told(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(text.split())}"
