"""Photographs as they are kept: made anew, small enough for a page, and without anything but what is seen.

Where and when a photograph was taken, with which telephone, and the small picture inside that still shows what was cut
away: nothing of it is kept. A door makes a picture before it begins to write, for that takes a while.
"""

import re
import struct
import zlib
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from threading import Lock

from PIL import Image, ImageCms

from academy.files.models import FileKind
from academy.files.rules import MOST_PIXELS, PICTURES, recognise
from academy.kit.refusals import Refusal
from academy.kit.words import N_

LARGE, SMALL = 1_600, 480
"""Pixels of the longest side: on a page of its own, and in lists."""

_QUALITY = 82
_MOST_AT_ONCE = {FileKind.JPEG: 50_000_000, FileKind.WEBP: 25_000_000}
"""Pixels of a progressive JPEG and of a WebP, which take up to eight and fifteen bytes each; a PNG takes up to four."""

_MOST_SEGMENTS, _MOST_SCANS, _MOST_CHUNKS = 2_000, 100, 50_000
"""Parts of a file; a few bytes each can keep us busy for hours."""

_MOST_PROFILE = 4 * 1024 * 1024
_STRIP = 256
"""Rows that are looked at together."""

_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
_END, _SCAN, _PROGRESSIVE = 0xD9, 0xDA, frozenset({0xC2, 0xC6, 0xCA, 0xCE})
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How a picture is set upright, by what the camera says of itself."""

_BROKEN = (
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    OverflowError,
    EOFError,
    struct.error,
    zlib.error,
)
"""What Pillow raises where a file is broken."""

_DAMAGED = N_("This picture is damaged. Save it anew, best as JPEG, and send that.")

_ONE_AT_A_TIME = Lock()
"""A large picture takes some hundred megabytes; several at once would be too much for a small machine."""

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


@dataclass(frozen=True, slots=True)
class Picture:
    """A photograph, upright, as JPEG: as it is shown on a page, with its width and height, and small for lists."""

    content: bytes
    width: int
    height: int
    small: bytes


def prepared(content: bytes, name: str = "") -> Picture:
    """Return a photograph as it is kept. The same bytes make the same picture.

    Refuses what is no JPEG, PNG or WebP by its bytes, is damaged or has too many pixels; `name` is told in the refusal.
    """
    kind = recognise(content, name, PICTURES)
    most = _most_pixels(content, kind)
    try:
        with _ONE_AT_A_TIME, Image.open(BytesIO(content), formats=[kind.value.upper()]) as image:
            _check_pixels(image, most)
            large = _upright(image)
    except _BROKEN as error:
        raise Refusal(_DAMAGED) from error
    small = _fitted(large, SMALL)
    return Picture(_written(large), *large.size, _written(small))


def _most_pixels(content: bytes, kind: FileKind) -> int:
    """Return how many pixels a file of its kind may have; refuse one of too many parts."""
    if kind is FileKind.WEBP:
        return _MOST_AT_ONCE[kind]
    if kind is FileKind.PNG:
        if _chunks(content) > _MOST_CHUNKS:
            raise Refusal(_DAMAGED)
        return MOST_PIXELS
    markers = _markers(content)
    if len(markers) > _MOST_SEGMENTS or markers.count(_SCAN) > _MOST_SCANS:
        raise Refusal(_DAMAGED)
    return _MOST_AT_ONCE[kind] if _PROGRESSIVE & set(markers) else MOST_PIXELS


def _markers(content: bytes) -> list[int]:
    """Return the markers of a JPEG up to its end; nothing is decoded."""
    found: list[int] = []
    place = 2
    while len(found) <= _MOST_SEGMENTS and (marker := _MARKER.search(content, place)):
        found.append(marker[1][0])
        if found[-1] == _END:
            break
        place = marker.end() + int.from_bytes(content[marker.end() : marker.end() + 2])
    return found


def _chunks(content: bytes) -> int:
    """Return of how many chunks a PNG is made; nothing is decoded."""
    place, count = 8, 0
    while place < len(content) and count <= _MOST_CHUNKS:
        place += 12 + int.from_bytes(content[place : place + 4])
        count += 1
    return count


def _check_pixels(image: Image.Image, most: int) -> None:
    pixels = image.width * image.height
    if pixels > most:
        message = N_(
            "This picture has %(pixels)s megapixels; at most %(most)s of its kind are accepted. Make it smaller."
        )
        raise Refusal(message, pixels=-(-pixels // 1_000_000), most=most // 1_000_000)


def _upright(image: Image.Image) -> Image.Image:
    """Return a picture as it is seen: no larger than needed, in the usual colours, and not lying on its side."""
    image.draft("RGB", _sides(image, LARGE))
    image.load()
    profile = image.info.get("icc_profile")
    turn = _orientation(image)
    seen = _coloured(_fitted(_reduced(image), LARGE), profile)
    return seen.transpose(_TURNS[turn]) if turn in _TURNS else seen


def _orientation(image: Image.Image) -> int | None:
    """Return how the camera was held; None where it does not say, or says it in a way that nobody reads."""
    with suppress(*_BROKEN):
        return image.getexif().get(_ORIENTATION)
    return None


def _sides(image: Image.Image, longest: int) -> tuple[int, int]:
    """Return the sides of a picture whose longest has at most so many pixels."""
    part = min(1.0, longest / max(image.size))
    return max(1, round(image.width * part)), max(1, round(image.height * part))


def _fitted(image: Image.Image, longest: int) -> Image.Image:
    sides = _sides(image, longest)
    return image if sides == image.size else image.resize(sides, Image.Resampling.LANCZOS)


def _reduced(image: Image.Image) -> Image.Image:
    """Return a picture opaque, and a large one nearly as small as needed: by strips, without a copy of it."""
    part = max(1, max(image.size) // (2 * LARGE))
    height = part * max(1, _STRIP // part)
    made: Image.Image | None = None
    for top in range(0, image.height, height):
        strip = _opaque(image.crop((0, top, image.width, min(top + height, image.height)))).reduce(part)
        if made is None:
            made = Image.new(strip.mode, (strip.width, -(-image.height // part)))
        made.paste(strip, (0, top // part))
    return made if made is not None else image


def _opaque(strip: Image.Image) -> Image.Image:
    """Return a strip in grey, red, green and blue, or printing colours; what is transparent lies on white."""
    if strip.has_transparency_data:
        seen = strip.convert("RGBA")
        white = Image.new("RGB", strip.size, "white")
        white.paste(seen, mask=seen.getchannel("A"))
        return white
    if strip.mode.startswith("I"):  # grey of sixteen bits
        return strip.convert("I").point(lambda grey: grey / 256).convert("L")
    if strip.mode in {"1", "L"}:
        return strip.convert("L")
    return strip if strip.mode == "CMYK" else strip.convert("RGB")


def _coloured(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return a picture in the colours of the web; a profile that cannot be read is left aside."""
    if profile and len(profile) <= _MOST_PROFILE:
        with suppress(ImageCms.PyCMSError, *_BROKEN):
            given = ImageCms.ImageCmsProfile(BytesIO(profile))
            changed = ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if changed is not None:
                return changed
    return image.convert("RGB")


def _written(image: Image.Image) -> bytes:
    """Return a picture as JPEG, with nothing beside it: what an image carries along would be written as well."""
    image.info.clear()
    made = BytesIO()
    image.save(made, "JPEG", quality=_QUALITY, progressive=True, optimize=True)
    return made.getvalue()
