"""Reads what mail servers report of letters that came back (RFC 3464)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from uuid import UUID

_MESSAGE_ID = re.compile(
    r"<?\s*([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?:@[^>\s]*)?\s*>?", re.IGNORECASE
)
_ORIGINAL = frozenset({"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"})


@dataclass(frozen=True, slots=True)
class Report:
    """A letter came back, for this reason."""

    uid: UUID
    reason: str


def read_uid(message_id: str) -> UUID | None:
    """Return the letter that a Message-ID of ours names; None for others.

    >>> read_uid("<2f1c1a52-9b0e-4f0c-8f0a-6a5b7c8d9e0f@academy.example>")
    UUID('2f1c1a52-9b0e-4f0c-8f0a-6a5b7c8d9e0f')
    """
    found = _MESSAGE_ID.fullmatch(message_id.strip())
    return UUID(found[1]) if found else None


def read_report(message: Message) -> Report | None:
    """Return what a delivery report says of a letter that failed for good; None for any other message."""
    if message.get_content_type() != "multipart/report":
        return None
    failure = next((fields for fields in _fields(message) if _field(fields, "Action").lower() == "failed"), None)
    uid = next((uid for part in message.walk() if (uid := _uid_in(part))), None)
    if failure is None or uid is None:
        return None
    said = _field(failure, "Diagnostic-Code").partition(";")[2] or _field(failure, "Status")
    return Report(uid, " ".join(said.split()) or "the mail server did not say why")


def _fields(message: Message) -> Iterator[Message]:
    """Yield the groups of fields of the report: of the message, then of each recipient."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            payload = part.get_payload()
            yield from (group for group in payload if isinstance(group, Message)) if isinstance(payload, list) else ()


def _uid_in(part: Message) -> UUID | None:
    """Return the letter that a returned copy, or its head alone, is of."""
    if part.get_content_type() not in _ORIGINAL:
        return None
    payload = part.get_payload()
    if isinstance(payload, list) and isinstance(payload[0], Message):
        return read_uid(_field(payload[0], "Message-ID"))
    raw = part.get_payload(decode=True)
    head = raw.decode("ascii", "replace") if isinstance(raw, bytes) else ""
    named = re.search(r"^Message-ID:\s*(\S+)", head, re.IGNORECASE | re.MULTILINE)
    return read_uid(named[1]) if named else None


def _field(fields: Message, name: str) -> str:
    return str(fields.get(name, "")).strip()
