"""Files that people send."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from academy.db.base import Base
from academy.kit.personal import Retention, personal
from academy.kit.words import N_

_SENT = N_("To keep the letters and documents that somebody has sent.")


class FileKind(StrEnum):
    """What a file is, by its first bytes and not by its name."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    SPREADSHEET = "spreadsheet"
    """An Office Open XML or OpenDocument spreadsheet."""
    TABLE = "table"
    """Text with columns: CSV."""
    DOCUMENT = "document"
    """A document of a word processor, in Office Open XML."""
    TEXT = "text"
    """Text without anything else."""


class Upload(Base):
    """A file as it was sent. Its content is encrypted with a key of its own, and that key is sealed.

    One that was sent with a refused form waits for the form to come again; what nothing refers to is swept away.
    """

    __tablename__ = "upload"

    owner: Mapped[str] = mapped_column(index=True)
    """Whose it is, such as `registration:12` or `mandate:3`: who may do something with that may see it."""
    created_at: Mapped[datetime]
    name: Mapped[str] = mapped_column(info=personal(_SENT, Retention.AFTER_EVENT))
    kind: Mapped[FileKind]
    size: Mapped[int]
    """In bytes, before it was encrypted."""
    digest: Mapped[str]
    """SHA-256 of the bytes as sent."""
    key: Mapped[str] = mapped_column(Text)
    """The key of the content, sealed for `upload.key:<uid>`."""
    content: Mapped[bytes] = mapped_column(
        LargeBinary, deferred=True, deferred_raiseload=True, info=personal(_SENT, Retention.AFTER_EVENT)
    )
    uid: Mapped[UUID] = mapped_column(unique=True, default_factory=uuid4)
    is_claimed: Mapped[bool] = mapped_column(default=False)
    """True once something refers to it."""
    edition_id: Mapped[int | None] = mapped_column(index=True, default=None)
    """The edition that it was sent for, with which its time ends."""
