"""Which kind of document a file is, told by its first bytes."""

from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.practices.reading.limits import NO_CARD, PROTECTED, check_bytes
from academy.practices.reading.lines import Document
from academy.practices.reading.pdf_files import read_pdf_file
from academy.practices.reading.texts import read_text_file
from academy.practices.reading.word_files import read_word_file

_ZIP, _PDF, _OLD, _RTF = b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0", b"{\\rtf"
_OLD_KIND = N_("This is a document of an older kind. Save it as DOCX and send that.")
_BEGINNING = 1024


def read_document(content: bytes, name: str = "") -> Document:
    """Return what a file says: a DOCX, a PDF, or text; refuse others, and say what to do. `name` is not relied on."""
    check_bytes(content)
    if content.startswith(_ZIP):
        return read_word_file(content)
    if _PDF in content[:_BEGINNING]:
        return read_pdf_file(content)
    if content.startswith(_OLD):
        raise Refusal(_old(content))
    if content.startswith(_RTF) or (name.lower().endswith(".doc") and b"\x00" in content[:_BEGINNING]):
        raise Refusal(_OLD_KIND)
    return read_text_file(content)


def _old(content: bytes) -> str:
    """Return what to say of a file whose directory is written with two bytes a letter."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return PROTECTED
    return _OLD_KIND if "WordDocument".encode("utf-16-le") in content else NO_CARD
