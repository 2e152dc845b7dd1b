"""A letter as the bytes that leave, the same whenever they are made."""

from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from academy.config import Config
from academy.outbox.models import Letter
from academy.web.letters import Written

# Seven bits: a mail server on the way may know no other, and signatures over the bytes hold.
_POLICY = SMTP.clone(cte_type="7bit")
_LONGEST_NAME = 100


class UnusableAddressError(Exception):
    """An address that no letter can be sent to."""


def composed(letter: Letter, said: Written, config: Config) -> bytes:
    """Return a letter's bytes: text and HTML, and an invitation to a calendar where one goes with it (RFC 6047)."""
    message = EmailMessage(_POLICY)
    _write_head(message, letter, said, config)
    message.set_content(said.text, charset="utf-8")
    message.add_alternative(said.html, subtype="html", charset="utf-8")
    if letter.calendar is not None:
        _add_calendar(message, letter.calendar, letter.calendar_method or "PUBLISH")
    message["Content-Language"] = letter.language  # last: making parts takes such heads along
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{number}_{letter.uid.hex}")
    return _long_head(letter, said, config) + message.as_bytes()


def address_of(email: str) -> str:
    """Return an address as mail servers understand it; raise UnusableAddressError for one that they do not."""
    local, _, domain = email.strip().rpartition("@")
    try:
        plain = f"{local}@{domain.encode('idna').decode('ascii')}"
        Address(addr_spec=plain)
    except (ValueError, IndexError, MessageError) as error:
        raise UnusableAddressError(f"{email!r} is no address") from error
    if not local or not domain or not plain.isascii() or not plain.isprintable() or " " in plain:
        raise UnusableAddressError(f"{email!r} is no address that our mail server can write to")
    return plain


def _write_head(message: EmailMessage, letter: Letter, said: Written, config: Config) -> None:
    message["Date"] = _whole_seconds(letter.created_at)
    message["From"] = Address(_name(config.name), addr_spec=config.sender)
    message["To"] = Address(_name(letter.name), addr_spec=address_of(letter.email))
    if letter.reply_to:
        message["Reply-To"] = Address(addr_spec=address_of(letter.reply_to))
    message["Subject"] = _one_line(said.subject)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"


def _long_head(letter: Letter, said: Written, config: Config) -> bytes:
    """Return what must not be folded: Python would encode a long word, and nobody would read it."""
    lines = [f"Message-ID: <{letter.uid}@{config.mail_host}>"]
    if said.stop:
        lines.append(f"List-Unsubscribe: <{said.stop}>")
    if said.stop.startswith("https://"):  # RFC 8058 wants nothing less
        lines.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _add_calendar(message: EmailMessage, calendar: str, method: str) -> None:
    """Add an iTIP object twice: for programs that act on it, and as a file for those that only open one."""
    message.add_alternative(calendar, subtype="calendar", charset="utf-8", params={"method": method})
    message.add_attachment(
        calendar.encode(), maintype="application", subtype="ics", filename="invitation.ics", params={"method": method}
    )


def _name(name: str) -> str:
    """Return a name that stays within its header."""
    return _one_line(name)[:_LONGEST_NAME]


def _one_line(text: str) -> str:
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def _whole_seconds(instant: datetime) -> datetime:
    return instant.replace(microsecond=0)
