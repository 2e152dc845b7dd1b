"""Photographs are made anew: upright, small, in the usual colours, and with nothing beside them."""

import struct
import time
import zlib
from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from academy.files.pictures import LARGE, SMALL, Picture, prepared
from academy.kit.refusals import Refusal
from tests.factories.files import PDF, jpeg, png, xlsx

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL.*")
"""Of what a camera has said badly Pillow warns, and reads on."""

SECRET = b"Calle Mayor 5"


def made(mode: str = "RGB", size: tuple[int, int] = (40, 20), kind: str = "JPEG", **how: Any) -> bytes:  # noqa: ANN401 (whatever Pillow takes)
    """A picture that is red on its left and blue on its right, as far as its mode knows colours."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    return saved(image.convert(mode), kind, **how)


def saved(image: Image.Image, kind: str = "JPEG", **how: Any) -> bytes:  # noqa: ANN401 (whatever Pillow takes)
    content = BytesIO()
    image.save(content, kind, **how)
    return content.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content), formats=["JPEG"])
    image.load()
    return image


def corners(content: bytes) -> tuple[str, str]:
    """What is seen above at the left, and below at the right."""
    image = opened(content).convert("RGB")
    return named(image, (1, 1)), named(image, (image.width - 2, image.height - 2))


def named(image: Image.Image, place: tuple[int, int]) -> str:
    found = image.getpixel(place)
    assert isinstance(found, tuple)
    red, green, blue = (part > 128 for part in found)
    return {(True, False, False): "red", (False, False, True): "blue", (True, True, True): "white"}.get(
        (red, green, blue), f"{found}"
    )


KINDS = [("JPEG", "RGB"), ("JPEG", "CMYK"), ("PNG", "RGB"), ("PNG", "P"), ("PNG", "RGBA"), ("WEBP", "RGB"),
         ("WEBP", "RGBA")]  # fmt: skip


@pytest.mark.parametrize(("kind", "mode"), KINDS)
@pytest.mark.parametrize("size", [(40, 20), (6_500, 700)])
def test_pictures_of_all_kinds_become_jpeg(kind: str, mode: str, size: tuple[int, int]) -> None:
    picture = prepared(made(mode, size, kind), "photo.jpg")
    assert opened(picture.content).size == (picture.width, picture.height) == fitting(size, LARGE)
    assert opened(picture.small).size == fitting(size, SMALL)
    assert opened(picture.content).mode == "RGB"
    assert corners(picture.content) == corners(picture.small) == ("red", "blue")


def fitting(size: tuple[int, int], longest: int) -> tuple[int, int]:
    part = min(1, longest / max(size))
    return round(size[0] * part), round(size[1] * part)


@pytest.mark.parametrize("size", [(1, 1), (1, 20_000), (20_000, 1), (3_199, 3_201), (6_401, 2)])
def test_no_shape_is_too_odd(size: tuple[int, int]) -> None:
    for kind in ("JPEG", "PNG"):
        picture = prepared(saved(Image.new("RGB", size, "red"), kind))
        assert max(picture.width, picture.height) == min(LARGE, max(size))
        assert opened(picture.small).getpixel((0, 0)) == (254, 0, 0)


@pytest.mark.parametrize("mode", ["L", "1", "I;16", "LA"])
def test_grey_pictures_stay_as_bright_as_they_are(mode: str) -> None:
    greys: dict[str, int | tuple[int, int]] = {"1": 1, "I;16": 128 * 257, "LA": (128, 255), "L": 128}
    picture = prepared(saved(Image.new(mode, (9, 9), greys[mode]), "PNG"))
    level = 255 if mode == "1" else 128
    assert opened(picture.content).getpixel((4, 4)) == pytest.approx((level,) * 3, abs=1)


def test_what_is_transparent_lies_on_white() -> None:
    clear = Image.new("RGBA", (40, 20), (255, 0, 0, 0))
    clear.paste((0, 0, 255, 255), (20, 0, 40, 20))
    assert corners(prepared(saved(clear, "PNG")).content) == ("white", "blue")
    assert corners(prepared(saved(clear, "WEBP", lossless=True)).content) == ("white", "blue")
    palette = Image.new("P", (40, 20), 0)
    palette.putpalette([255, 0, 0, 0, 0, 255])
    palette.paste(1, (20, 0, 40, 20))
    assert corners(prepared(saved(palette, "PNG", transparency=0)).content) == ("white", "blue")
    keyed = saved(Image.open(BytesIO(made(kind="PNG"))), "PNG", transparency=(255, 0, 0))
    assert corners(prepared(keyed).content) == ("white", "blue")


@pytest.mark.parametrize(
    ("orientation", "size", "seen"),
    [
        (1, (40, 20), ("red", "blue")),
        (2, (40, 20), ("blue", "red")),
        (3, (40, 20), ("blue", "red")),
        (4, (40, 20), ("red", "blue")),
        (5, (20, 40), ("red", "blue")),
        (6, (20, 40), ("red", "blue")),
        (7, (20, 40), ("blue", "red")),
        (8, (20, 40), ("blue", "red")),
        (9, (40, 20), ("red", "blue")),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_upright(kind: str, orientation: int, size: tuple[int, int], seen: tuple[str, str]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = prepared(made(kind=kind, exif=exif))
    assert (picture.width, picture.height) == opened(picture.content).size == size
    assert corners(picture.content) == seen


def test_nothing_is_kept_but_what_is_seen() -> None:
    exif = Image.Exif()
    exif[0x010E] = exif[0x9286] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    said = PngImagePlugin.PngInfo()
    said.add_text("Author", SECRET.decode())
    said.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    sources = [
        made(exif=exif, comment=SECRET, xmp=SECRET, icc_profile=profile(), dpi=(72, 72)) + SECRET,
        made(kind="PNG", exif=exif, pnginfo=said, icc_profile=profile()) + SECRET,
        made(kind="WEBP", exif=exif, xmp=SECRET, icc_profile=profile()),
    ]
    for source in sources:
        assert SECRET in source
        picture = prepared(source)
        for content in (picture.content, picture.small):
            assert SECRET not in content
            assert b"Exif" not in content
            assert set(opened(content).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive",
                                                 "progression"}  # fmt: skip


def profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def test_colours_are_those_of_the_web() -> None:
    """A profile in which green and red are exchanged exchanges them; one that cannot be read is left aside."""
    swapped = bytearray(profile())
    tags = {bytes(swapped[place : place + 4]): place for place in range(132, 132 + 12 * swapped[131], 12)}
    red, blue = tags[b"rXYZ"], tags[b"bXYZ"]
    swapped[red + 4 : red + 8], swapped[blue + 4 : blue + 8] = swapped[blue + 4 : blue + 8], swapped[red + 4 : red + 8]
    for kind in ("JPEG", "PNG", "WEBP"):
        assert corners(prepared(made(kind=kind, icc_profile=bytes(swapped))).content) == ("blue", "red")
        assert corners(prepared(made(kind=kind, icc_profile=b"x" * 500)).content) == ("red", "blue")
    assert corners(prepared(made("CMYK", icc_profile=profile())).content) == ("red", "blue")
    assert prepared(made("L", icc_profile=profile()))


def test_the_same_bytes_make_the_same_picture() -> None:
    source = made(size=(2_000, 900), icc_profile=profile())
    assert prepared(source) == prepared(source)
    again = prepared(prepared(source).content)
    assert (again.width, again.height) == (1_600, 720)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", "is empty"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "“photo.jpg” is none of the kinds .* here: JPEG, PNG, WebP."),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "none of the kinds"),
        (b"GIF89a" + bytes(50), "none of the kinds"),
        (PDF, "none of the kinds"),
        (xlsx(), "none of the kinds"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "telephones keep them .* Save it as JPEG"),
        (b"\x00\x00\x00\x1cftypavif", "Save it as JPEG"),
        (b"\x00\x00\x00\x18ftypmp42", "none of the kinds"),
        (made() + bytes(20 * 1024 * 1024), "at most 20 megabytes"),
        (jpeg(), "is damaged"),
        (png(), "is damaged"),
        (jpeg(10_001, 10_000), "has 101 megapixels; at most 100"),
        (png(30_000, 30_000), "has 900 megapixels; at most 100"),
        (jpeg(8_000, 7_000, marker=0xC2), "has 56 megapixels; at most 50 of its kind"),
        (b"RIFF\x20\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00" + bytes(4) + b"\xff\xff\xff" * 2, "megapixels; at most 100"),
        (b"RIFF\x20\x00\x00\x00WEBPVP8X", "is damaged"),
        (b"RIFF\x20\x00\x00\x00WEBPVP8 " + bytes(20), "is damaged"),
    ],
)
def test_what_is_no_picture_is_refused_in_plain_words(content: bytes, refusal: str) -> None:
    with pytest.raises(Refusal, match=refusal):
        prepared(content, "photo.jpg")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_ends_too_early_is_refused(kind: str) -> None:
    whole = saved(Image.effect_noise((200, 200), 90).convert("RGB"), kind)
    for part in (len(whole) // 2, len(whole) - len(whole) // 5, 60):
        with pytest.raises(Refusal, match="is damaged"):
            prepared(whole[:part])


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def drawn(*chunks: bytes, size: tuple[int, int] = (9, 9), rows: bytes = b"") -> bytes:
    header = struct.pack(">IIBBBBB", *size, 1, 0, 0, 0, 0)
    rows = rows or zlib.compress(bytes(-(-size[0] // 8) + 1) * size[1], 9)
    first = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    return first + b"".join(chunks) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


SCANS = made(kind="JPEG").partition(b"\xff\xda")
BOMB = zlib.compress(bytes(100_000_000), 9)


@pytest.mark.parametrize(
    "content",
    [
        drawn(size=(30_000, 30_000)),
        drawn(chunk(b"zTXt", b"a\0\0" + BOMB)),
        drawn(*[chunk(b"zTXt", b"a\0\0" + BOMB)] * 50),
        drawn(chunk(b"iTXt", b"a\0\1\0\0\0" + BOMB)),
        drawn(chunk(b"tEXt", b"a\0b") * 60_000),
        drawn(chunk(b"iCCP", b"a\0\0" + BOMB)),
        drawn(rows=zlib.compress(b"x")),
        b"\xff\xd8" + b"\xff\xfe\x00\x02" * 900 + made()[2:-2] + b"\xff\xfe\x00\x02" * 2_000 + b"\xff\xd9",
        SCANS[0] + (SCANS[1] + SCANS[2][:-2]) * 101 + SCANS[2][-2:],
        made()[:2] + jpeg(60_000, 60_000)[2:13] + made()[2:],
    ],
)
def test_bombs_are_refused_at_once(content: bytes) -> None:
    begun = time.monotonic()
    with pytest.raises(Refusal):
        prepared(content)
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize(
    "content",
    [
        drawn(rows=BOMB),
        drawn(size=(10_000, 10_000)),
        drawn(size=(60_000, 1_600)),
    ],
)
def test_what_only_seems_to_be_a_bomb_is_a_picture(content: bytes) -> None:
    begun = time.monotonic()
    assert isinstance(prepared(content), Picture)
    assert time.monotonic() - begun < 10


def test_a_photograph_of_ten_thousand_pixels_is_read() -> None:
    source = saved(Image.new("RGB", (10_000, 10_000), "red"), quality=10)
    picture = prepared(source)
    assert (picture.width, picture.height) == (LARGE, LARGE)
    assert opened(picture.content).getpixel((800, 800)) == pytest.approx((254, 0, 0), abs=5)


@pytest.mark.parametrize(("how", "side"), [({"progressive": True}, 7_100), ({"kind": "WEBP", "quality": 1}, 5_100)])
def test_what_would_fill_the_memory_is_refused(how: dict[str, Any], side: int) -> None:
    with pytest.raises(Refusal, match="of its kind are accepted"):
        prepared(made(size=(side, side), **how))


SOURCES = [
    made(size=(16, 16)),
    made(progressive=True, size=(16, 16)),
    made(exif=b"Exif\0\0MM\0*\0\0\0\x08" + bytes(30)),
    made(kind="PNG"),
    made("P", kind="PNG"),
    made(kind="WEBP"),
    made(kind="WEBP", lossless=True),
]


@given(st.sampled_from(SOURCES), st.integers(0, 900), st.binary(min_size=1, max_size=12), st.booleans())
@settings(deadline=None, max_examples=200)
def test_no_bytes_break_the_reading(source: bytes, place: int, other: bytes, is_instead: bool) -> None:  # noqa: FBT001
    place %= len(source)
    broken = source[:place] + other + source[place + (len(other) if is_instead else 0) :]
    with suppress(Refusal):
        assert prepared(broken)
