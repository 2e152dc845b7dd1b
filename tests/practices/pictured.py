"""Photographs and documents to attach."""

from io import BytesIO

from PIL import Image
from sqlalchemy.orm import Session

from academy.files.pictures import prepared
from academy.kit.translated import Translated
from academy.practices.attaching import Description, attach_document, attach_photo, describe
from academy.practices.models import CardFile, Practice, Shown
from tests.factories import LATER

PDF = b"%PDF-1.4 made up"


def photo(colour: str = "teal", size: tuple[int, int] = (640, 400), kind: str = "JPEG") -> bytes:
    """Return the bytes of a photograph of one colour."""
    made = BytesIO()
    Image.new("RGB", size, colour).save(made, kind)
    return made.getvalue()


def a_photo(
    db: Session, card: Practice, colour: str = "teal", name: str = "loom.jpg", *, always: bool = False
) -> CardFile:
    """Attach a photograph of which nothing is said yet."""
    return attach_photo(db, card, name, prepared(photo(colour)), LATER, always=always)


def a_shown_photo(db: Session, card: Practice, colour: str = "teal", *, always: bool = False) -> CardFile:
    """Attach a photograph that readers may see."""
    made = a_photo(db, card, colour, always=always)
    said = Description(
        alt=Translated(fr="Un métier à tisser dans une cour"),
        caption=Translated(fr="L’atelier de Bobo-Dioulasso"),
        credit="Issa Diallo",
        shown=Shown.NOBODY,
    )
    describe(db, card, made, said, LATER, always=always)
    return made


def a_document(
    db: Session, card: Practice, name: str = "report.pdf", content: bytes = PDF, *, always: bool = False
) -> CardFile:
    """Attach a document."""
    return attach_document(db, card, name, content, LATER, always=always)
