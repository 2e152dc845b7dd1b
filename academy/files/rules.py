"""What a file is, by its bytes, whether it is taken, and under which name it is kept."""

import re
import struct
from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from itertools import takewhile
from zipfile import BadZipFile, ZipFile, ZipInfo

from academy.files.models import FileKind
from academy.kit.refusals import Refusal
from academy.kit.texts import clean_line
from academy.kit.words import N_

MEGABYTE = 1024 * 1024
DOCUMENTS = frozenset({FileKind.PDF, FileKind.JPEG, FileKind.PNG})
"""What letters and answers may be."""

SHEETS = frozenset({FileKind.SPREADSHEET, FileKind.TABLE})
"""What lists may be read from."""

PICTURES = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.WEBP})
"""What photographs may be, as somebody sends them; `pictures` makes them anew."""

CARDS = frozenset({FileKind.DOCUMENT, FileKind.PDF, FileKind.TEXT})
"""What practice cards may be read from."""

PAPERS = frozenset({FileKind.DOCUMENT, FileKind.PDF})
"""What is shown beside a practice card."""

_MOST = {DOCUMENTS: 5 * MEGABYTE} | dict.fromkeys((SHEETS, PICTURES, CARDS, PAPERS), 20 * MEGABYTE)
"""Bytes of a file, by what it is sent for."""

MOST_PIXELS = 100_000_000
MOST_PARTS = 2_000
"""Files within a spreadsheet or a document."""

MOST_UNPACKED = 100 * MEGABYTE
"""What the parts of a spreadsheet or a document say that they hold, together."""

MOST_WAITING = 20
"""Files of one owner that may wait for a form to come again; the oldest make room."""

WAITS = timedelta(days=1)
"""How long a file waits for its form to come again."""

LONGEST_NAME = 120

_NAMES = {
    FileKind.PDF: "PDF",
    FileKind.JPEG: "JPEG",
    FileKind.PNG: "PNG",
    FileKind.WEBP: "WebP",
    FileKind.SPREADSHEET: "XLSX, ODS",
    FileKind.TABLE: "CSV",
    FileKind.DOCUMENT: "DOCX",
    FileKind.TEXT: "TXT",
}
_ENDINGS = {
    FileKind.PDF: ("pdf",),
    FileKind.JPEG: ("jpg", "jpeg"),
    FileKind.PNG: ("png",),
    FileKind.WEBP: ("webp",),
    FileKind.SPREADSHEET: ("xlsx", "ods"),
    FileKind.TABLE: ("csv", "tsv", "txt"),
    FileKind.DOCUMENT: ("docx",),
    FileKind.TEXT: ("txt",),
}
_MEDIA = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain",
}

_ENDING = re.compile(r"[A-Za-z0-9]{1,5}")
_NOT_IN_NAMES = re.compile(r'[<>:"|?*%]')
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

_PNG, _JPEG, _PDF, _ZIP = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"%PDF-", b"PK\x03\x04"
_WEBP = re.compile(rb"RIFF.{4}WEBP", re.DOTALL)
_OF_TELEPHONES = re.compile(rb".{4}ftyp(?:hei|hev|mif1|msf1|avif)", re.DOTALL)
_MARKUP = (b"{\\rtf", b"<!doctype", b"<html", b"<?xml", b"<svg", b"%!ps")
"""How text begins that is written for programs."""

_DOCX = re.compile(r"word/document\d*\.xml")
_ODS = b"mimetype" + _MEDIA["ods"].encode() + b"PK"
_AFTER_HEADER = 30  # of the first file in an archive: its name begins here
_END, _END_64, _SHORTEST_END = b"PK\x05\x06", b"PK\x06\x07", 22
_LONGEST_END = _SHORTEST_END + 0xFFFF
_MOST_DIRECTORY = 512 * 1024
_MOST_SEGMENTS, _FILL = 1_000, 0xFF
_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of a JPEG after which its height and width stand."""

_BODY, _VP8_SIDE = 10, 0x3FFF
"""Bytes in which a WebP says how large it is, and the bits of a side."""

_BLANK = b"\xef\xbb\xbf \t\r\n"
_DAMAGED = N_("This file is damaged, or is not what it seems to be. Save it anew and send that.")
_TOO_MUCH = {
    FileKind.SPREADSHEET: N_("This spreadsheet holds too much to be read. Copy what is needed into a new one."),
    FileKind.DOCUMENT: N_("This document holds too much to be read. Copy what is needed into a new one."),
}
_WITH_MACROS = {
    FileKind.SPREADSHEET: N_("This spreadsheet has macros. Save it as XLSX and send that."),
    FileKind.DOCUMENT: N_("This document has macros. Save it as DOCX and send that."),
}


def recognise(content: bytes, name: str, accepted: frozenset[FileKind]) -> FileKind:
    """Return what a file is, by its first bytes; refuse one that is empty, too large, damaged or of another kind.

    The name is only told in the refusal. Text has no first bytes of its own: it is a table where tables are accepted.
    """
    if not content:
        raise Refusal(N_("This file is empty. Choose another."))
    _check_size(content, _largest(accepted))
    kind = _by_first_bytes(content) or _as_text(content, accepted)
    if kind is None or kind not in accepted:
        if accepted & PICTURES and _OF_TELEPHONES.match(content):
            raise Refusal(N_("Photographs as some telephones keep them (HEIC) cannot be read here. Save it as JPEG."))
        message = N_("“%(name)s” is none of the kinds of files that are accepted here: %(kinds)s.")
        raise Refusal(message, name=_shortened(name), kinds=kinds(accepted))
    _check_size(content, _most(kind, accepted))
    _check_pixels(content, kind)
    return kind


def proper_name(name: str, kind: FileKind, content: bytes) -> str:
    """Return the name under which a file is kept: one line without folders, with the ending that its bytes have.

    It is shown to people and told to their browsers, and never a path of ours.

    >>> proper_name("../../letter.html", FileKind.PDF, b"%PDF-1.7")
    'letter.pdf'
    """
    last = re.split(r"[\\/]", name)[-1]
    stem, dot, claimed = last.rpartition(".")
    if not dot or not _ENDING.fullmatch(claimed):
        stem, claimed = last, ""
    fitting = _ENDINGS[kind] if kind is not FileKind.SPREADSHEET else ("ods",) if _is_ods(content) else ("xlsx",)
    ending = claimed.lower() if claimed.lower() in fitting else fitting[0]
    clean = _NOT_IN_NAMES.sub("", clean_line(stem[:1_000], most=1_000).strip(". "))
    return f"{clean[: LONGEST_NAME - len(ending) - 1].strip('. ') or 'document'}.{ending}"


def media_type(name: str) -> str:
    """Return the media type of a file by the name that `proper_name` has given it."""
    return _MEDIA[name.rpartition(".")[2]]


def kinds(accepted: frozenset[FileKind]) -> str:
    """Return what is accepted, by the names that everybody knows, such as "PDF, JPEG, PNG"."""
    return ", ".join(text for kind, text in _NAMES.items() if kind in accepted)


def endings(accepted: frozenset[FileKind]) -> tuple[str, ...]:
    """Return the endings, with their dots, that files of these kinds may have."""
    return tuple(f".{ending}" for kind, own in _ENDINGS.items() if kind in accepted for ending in own)


def most_megabytes(accepted: frozenset[FileKind]) -> int:
    """Return how many megabytes the largest file of these kinds may have."""
    return _largest(accepted) // MEGABYTE


def text_of(content: bytes) -> str | None:
    """Return bytes as text (UTF-8, UTF-16 with its mark, or Windows’ Western coding); None where they are none."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for coding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        with suppress(UnicodeDecodeError):
            text = content.decode(coding)
            return None if _CONTROL.search(text) else text
    return None


def _largest(accepted: frozenset[FileKind]) -> int:
    return max(_most(kind, accepted) for kind in accepted)


def _most(kind: FileKind, accepted: frozenset[FileKind]) -> int:
    """Return how large a file of a kind may be where these are accepted: it depends on what it is sent for."""
    limits = {purpose: most for purpose, most in _MOST.items() if kind in purpose}
    return max((most for purpose, most in limits.items() if purpose <= accepted), default=min(limits.values()))


def _check_size(content: bytes, most: int) -> None:
    if len(content) > most:
        message = N_("This file is too large: at most %(most)s megabytes are accepted here.")
        raise Refusal(message, most=most // MEGABYTE)


def _shortened(name: str) -> str:
    return clean_line(name[:LONGEST_NAME])


def _by_first_bytes(content: bytes) -> FileKind | None:
    signed = {_PDF: FileKind.PDF, _PNG: FileKind.PNG, _JPEG: FileKind.JPEG}
    for first, kind in signed.items():
        if content.startswith(first):
            return kind
    if _WEBP.match(content):
        return FileKind.WEBP
    return _archived(content) if content.startswith(_ZIP) else None


def _as_text(content: bytes, accepted: frozenset[FileKind]) -> FileKind | None:
    """Return which kind of text this is; markup is never taken for what somebody has written."""
    kind = next((kind for kind in (FileKind.TABLE, FileKind.TEXT) if kind in accepted), None)
    if kind is None or text_of(content) is None:
        return None
    is_markup = kind is FileKind.TEXT and content.lstrip(_BLANK)[:20].lower().startswith(_MARKUP)
    return None if is_markup else kind


def _archived(content: bytes) -> FileKind | None:
    """Look into the directory of an archive; nothing is unpacked. Refuse one that would unpack to too much."""
    parts = _parts(content)
    names = {part.filename for part in parts}
    kind = _kind_of(names, is_ods=_is_ods(content))
    if kind and (len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED):
        raise Refusal(_TOO_MUCH[kind])
    if kind and any(name.endswith("/vbaProject.bin") for name in names):
        raise Refusal(_WITH_MACROS[kind])
    return kind


def _kind_of(names: set[str], *, is_ods: bool) -> FileKind | None:
    if "xl/workbook.xml" in names or (is_ods and "content.xml" in names):
        return FileKind.SPREADSHEET
    return FileKind.DOCUMENT if any(map(_DOCX.fullmatch, names)) else None


def _is_ods(content: bytes) -> bool:
    return content.startswith(_ODS, _AFTER_HEADER)


def _parts(content: bytes) -> list[ZipInfo]:
    """Read the directory of an archive: one of an honest size, for a long one would fill the memory by itself."""
    is_last = content[-_SHORTEST_END:].startswith(_END) and content.endswith(b"\x00\x00")
    end = len(content) - _SHORTEST_END if is_last else content.rfind(_END, -_LONGEST_END)  # as `zipfile` looks for it
    size = int.from_bytes(content[end + 12 : end + 16], "little")
    if end < 0 or size > _MOST_DIRECTORY or content[max(end - 20, 0) : end].startswith(_END_64):
        raise Refusal(_DAMAGED)
    try:
        with ZipFile(BytesIO(content)) as archive:
            return archive.infolist()
    except (BadZipFile, ValueError, struct.error, NotImplementedError) as error:  # all that a broken directory raises
        raise Refusal(_DAMAGED) from error


def _check_pixels(content: bytes, kind: FileKind) -> None:
    """Refuse a picture that would fill the memory of whoever opens it; only its header is read."""
    if kind not in PICTURES:
        return
    width, height = _SIZED[kind](content)
    if not width or not height:
        raise Refusal(_DAMAGED)
    if width * height > MOST_PIXELS:
        message = N_("This picture has %(pixels)s megapixels; at most %(most)s are accepted.")
        raise Refusal(message, pixels=-(-width * height // 1_000_000), most=MOST_PIXELS // 1_000_000)


def _png_size(content: bytes) -> tuple[int, int]:
    if content[12:16] != b"IHDR":
        return 0, 0
    return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])


def _webp_size(content: bytes) -> tuple[int, int]:
    """Read the size of a WebP: of the canvas where it has one, or of its only picture, with loss or without."""
    first, body = content[12:16], content[20:30]
    if len(body) == _BODY and first == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if len(body) == _BODY and first == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        return (int.from_bytes(body[6:8], "little") & _VP8_SIDE, int.from_bytes(body[8:10], "little") & _VP8_SIDE)
    if len(body) == _BODY and first == b"VP8L" and body[:1] == b"\x2f":
        sides = int.from_bytes(body[1:5], "little")
        return 1 + (sides & _VP8_SIDE), 1 + (sides >> 14 & _VP8_SIDE)
    return 0, 0


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Go from one segment of a JPEG to the next until one says how large the picture is."""
    place = 2
    for _ in range(_MOST_SEGMENTS):
        fill = sum(1 for _ in takewhile(_FILL.__eq__, content[place : place + 16]))
        place += fill
        marker, length = content[place : place + 1], int.from_bytes(content[place + 1 : place + 3])
        if not fill or not marker or not length:
            break
        if marker[0] in _SIZES:
            return int.from_bytes(content[place + 6 : place + 8]), int.from_bytes(content[place + 4 : place + 6])
        place += 1 + length
    return 0, 0


_SIZED = {FileKind.PNG: _png_size, FileKind.JPEG: _jpeg_size, FileKind.WEBP: _webp_size}
