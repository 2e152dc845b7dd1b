"""Word's files as archives: looked into before anything is unpacked, and only the parts that hold text are."""

import struct
import zlib
from collections.abc import Mapping
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.practices.reading.limits import DAMAGED, MEGABYTE, NO_CARD, PROTECTED, TOO_MUCH

MOST_PARTS = 2_000
MOST_OF_A_PART, MOST_UNPACKED = 10 * MEGABYTE, 16 * MEGABYTE
"""Of the parts that hold text; pictures are left packed."""

_MOST_DIRECTORY = 512 * 1024
_END, _SHORTEST_END = b"PK\x05\x06", 22
_BROKEN = (BadZipFile, zlib.error, EOFError, ValueError, struct.error, NotImplementedError, RuntimeError, OSError)
"""What reading a broken archive raises."""

_READ = ("word/document", "word/footnotes", "word/endnotes", "word/comments", "word/header", "word/footer",
         "word/numbering", "word/styles", "word/_rels/document", "_rels/.rels", "docProps/app")  # fmt: skip


def text_parts(content: bytes) -> Mapping[str, bytes]:
    """Return the parts of a DOCX that hold text, by name; refuse what is damaged, protected, too large or none."""
    _check_directory(content)
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            _check_kind(archive, {part.filename for part in parts})
            chosen = [part for part in parts if part.filename.startswith(_READ) and _is_xml(part)]
            _check_parts(parts, chosen)
            return {part.filename: archive.read(part) for part in chosen}
    except _BROKEN as error:
        raise Refusal(DAMAGED) from error


def _is_xml(part: ZipInfo) -> bool:
    return part.filename.endswith((".xml", ".rels"))


def _check_directory(content: bytes) -> None:
    """Refuse an archive whose directory would fill the memory by itself."""
    end = content.rfind(_END, -_SHORTEST_END - 0xFFFF)
    if end < 0 or int.from_bytes(content[end + 12 : end + 16], "little") > _MOST_DIRECTORY:
        raise Refusal(DAMAGED)


def _check_kind(archive: ZipFile, names: set[str]) -> None:
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:  # noqa: PLR2004 (a media type is short)
        kind = archive.read("mimetype")
        if kind.startswith(b"application/vnd.oasis.opendocument.text"):
            raise Refusal(N_("This is a document of another word processor. Save it as DOCX and send that."))
    if not any(name.startswith("word/document") for name in names):
        raise Refusal(NO_CARD)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refusal(N_("This document has macros. Save it as DOCX and send that."))


def _check_parts(parts: list[ZipInfo], chosen: list[ZipInfo]) -> None:
    largest = max((part.file_size for part in chosen), default=0)
    if len(parts) > MOST_PARTS or largest > MOST_OF_A_PART or sum(part.file_size for part in chosen) > MOST_UNPACKED:
        raise Refusal(TOO_MUCH)
    if any(part.flag_bits & 1 for part in parts):
        raise Refusal(PROTECTED)
