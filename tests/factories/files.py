"""Files as people send them: as small as such files can be."""

import struct
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"
CSV = "Country;Name\nRepública Dominicana;Ana Peña\n".encode()


def png(width: int = 3, height: int = 2) -> bytes:
    """The beginning of a PNG."""
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\x08\x02\x00\x00\x00crc!"


def jpeg(width: int = 3, height: int = 2, marker: int = 0xC0, before: bytes = b"") -> bytes:
    """The beginning of a JPEG: a segment that says nothing, then the one that says how large it is."""
    size = struct.pack(">BBHBHHB", 0xFF, marker, 11, 8, height, width, 1)
    return b"\xff\xd8\xff\xe0\x00\x04ab" + before + size + b"\x01\x11\x00\xff\xd9"


def webp(width: int = 3, height: int = 2) -> bytes:
    """The beginning of a WebP."""
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF\x16\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00" + bytes(4) + sides


def docx(*more: str, content: bytes = b"<w:document/>", name: str = "word/document.xml") -> bytes:
    """An archive with what makes it a document of a word processor."""
    return xlsx(*more, content=content, name=name)


def xlsx(*more: str, content: bytes = b"<workbook/>", name: str = "xl/workbook.xml") -> bytes:
    """An archive with what makes it a spreadsheet."""
    return archive({"[Content_Types].xml": b"<Types/>", name: content, **dict.fromkeys(more, b"x")})


def ods(media: bytes = b"application/vnd.oasis.opendocument.spreadsheet") -> bytes:
    """An OpenDocument spreadsheet: its first part says what it is."""
    return archive({"mimetype": media, "content.xml": b"<office/>"}, stored="mimetype")


def archive(parts: dict[str, bytes], stored: str = "") -> bytes:
    """A ZIP archive."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(ZipInfo(name), content, ZIP_STORED if name == stored else ZIP_DEFLATED)
    return made.getvalue()
