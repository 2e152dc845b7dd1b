"""What can be done with files that people send.

Nothing of it is recorded here: whoever refers to a file records that, in words that say what the file is for.
"""

from datetime import datetime
from hashlib import sha256
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, delete, not_, select
from sqlalchemy.orm import Session

from academy.db.base import Base
from academy.db.engine import keys_of
from academy.files.models import FileKind, Upload
from academy.files.rules import MOST_WAITING, WAITS, proper_name, recognise
from academy.kit.sealing import UnsealableError


def keep(
    db: Session,
    owner: str,
    name: str,
    content: bytes,
    now: datetime,
    *,
    accepted: frozenset[FileKind],
    edition_id: int | None,
) -> Upload:
    """Keep a file of an owner, encrypted, until something refers to it; refuse what is not accepted.

    Recognising and sealing are over before the database is touched.
    """
    kind, uid = recognise(content, name, accepted), uuid4()
    key, closed = keys_of(db).seal_bytes(content, _place(uid))
    upload = Upload(
        owner=owner,
        created_at=now,
        name=proper_name(name, kind, content),
        kind=kind,
        size=len(content),
        digest=sha256(content).hexdigest(),
        key=key,
        content=closed,
        uid=uid,
        edition_id=edition_id,
    )
    _make_room(db, owner)
    db.add(upload)
    db.flush()
    return upload


def claim(db: Session, upload: Upload) -> None:
    """Keep a file for good, since something refers to it now."""
    upload.is_claimed = True
    db.flush()


def open_upload(db: Session, upload: Upload) -> bytes:
    """Return the bytes of a file as they were sent; raise UnsealableError where they are not what was kept."""
    closed = db.scalars(select(Upload.content).where(Upload.id == upload.id)).one()
    content = keys_of(db).unseal_bytes(upload.key, closed, _place(upload.uid))
    if sha256(content).hexdigest() != upload.digest:
        message = f"the bytes of {_place(upload.uid)!r} are not those that were kept"
        raise UnsealableError(message)
    return content


def remove(db: Session, upload: Upload) -> None:
    """Take a file away; what referred to it refers to nothing."""
    db.delete(upload)
    db.flush()


def sweep(db: Session, now: datetime) -> int:
    """Take away what has waited for its form for a day, and nothing refers to; return how many files that were."""
    gone = delete(Upload).where(Upload.created_at <= now - WAITS, _waits()).returning(Upload.id)
    return len(db.scalars(gone, execution_options={"synchronize_session": False}).all())


def _place(uid: object) -> str:
    return f"upload.key:{uid}"


def _waits() -> ColumnElement[bool]:
    return and_(Upload.is_claimed.is_(False), *map(not_, _references()))


def _make_room(db: Session, owner: str) -> None:
    """Let the oldest files that wait make room: who sends forms that are refused does not fill the disk."""
    newest = (
        select(Upload.id).where(Upload.owner == owner, _waits()).order_by(Upload.created_at.desc(), Upload.id.desc())
    )
    too_many = db.scalars(newest.offset(MOST_WAITING - 1)).all()
    if too_many:
        db.execute(delete(Upload).where(Upload.id.in_(too_many)))


def _references() -> list[ColumnElement[bool]]:
    """Whether something refers to a file, by every foreign key that there is: this room does not know who does."""
    own = Upload.__table__.c.id
    keys = [key.parent for table in Base.metadata.sorted_tables for key in table.foreign_keys if key.column is own]
    return [select(column).where(column == own).exists() for column in keys]
