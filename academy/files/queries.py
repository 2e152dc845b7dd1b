"""How files that were sent are found."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.files.models import Upload
from academy.kit.refusals import Unknown
from academy.kit.words import N_


def find_upload(db: Session, uid: UUID, owner: str) -> Upload | None:
    """Return a file of an owner, without its bytes; nothing where it is somebody else's."""
    return db.scalar(select(Upload).where(Upload.uid == uid, Upload.owner == owner))


def get_upload(db: Session, uid: UUID, owner: str) -> Upload:
    """Return a file of an owner, without its bytes; what is somebody else's does not exist."""
    upload = find_upload(db, uid, owner)
    if upload is None:
        raise Unknown(N_("There is no such file."))
    return upload
