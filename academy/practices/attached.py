"""How the files of cards are found that readers may see, and how large they are."""

from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased, contains_eager

from academy.files.models import Upload
from academy.files.pictures import SMALL
from academy.kit.refusals import Unknown
from academy.kit.words import N_
from academy.practices.catalogue import readable
from academy.practices.models import CardFile, CardFileKind, Practice
from academy.practices.rules import is_publishable


def get_readable(db: Session, slug: str, uid: UUID, kind: CardFileKind) -> Upload:
    """Return a photograph, large or small, or a document of a card that readers may read; refuse any other.

    One query; the bytes are not among what it loads.
    """
    large, small = aliased(Upload), aliased(Upload)
    query = (
        select(CardFile)
        .join(Practice, Practice.id == CardFile.practice_id)
        .join(large, CardFile.upload)
        .outerjoin(small, CardFile.small)
        .where(Practice.slug == slug, readable(), CardFile.kind == kind, or_(large.uid == uid, small.uid == uid))
        .options(contains_eager(CardFile.upload.of_type(large)), contains_eager(CardFile.small.of_type(small)))
    )
    found = db.scalar(query.limit(1))
    if found is None or not is_publishable(found):
        raise Unknown(N_("There is no such file."))
    return found.small if found.small is not None and found.small.uid == uid else found.upload


def small_width(file: CardFile) -> int:
    """Return how wide the small picture of a photograph is, in pixels."""
    width, height = file.width or 1, file.height or 1
    return max(1, round(width * min(1.0, SMALL / max(width, height))))
