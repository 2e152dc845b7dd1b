"""Pictures for invented cards: woven bands, drawn by a program, so that they are nobody's and show nobody."""

from datetime import datetime
from io import BytesIO

from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from academy.files.pictures import prepared
from academy.practices.attaching import Description, attach_photo, describe
from academy.practices.models import Practice, Shown
from academy.records.demonstration.cards.words import ALT, CAPTION

_SIZE = (960, 640)
_STEP = 40
_YARNS = ("#0b5c56", "#b3541e", "#e9dcc3", "#20343a", "#c9a227", "#7a2e3a")


def draw(db: Session, card: Practice, number: int, now: datetime) -> None:
    """Attach a picture to a card that is being written, and say what it shows."""
    file = attach_photo(db, card, f"band-{number}.png", prepared(band(number)), now)
    said = Description(ALT, CAPTION, "drawn for the demonstration", Shown.NOBODY)
    describe(db, card, file, said, now)


def band(number: int) -> bytes:
    """Return a woven band as PNG: another one for each number, and the same each time."""
    image = Image.new("RGB", _SIZE, _YARNS[2])
    pen = ImageDraw.Draw(image)
    width, height = _SIZE
    for row, top in enumerate(range(0, height, _STEP)):
        colour = _YARNS[(row * (number % 5 + 1) + number) % len(_YARNS)]
        pen.rectangle((0, top, width, top + _STEP - 4), fill=colour)
        if row % 3 == number % 3:
            _diamonds(pen, top, _YARNS[(row + number + 1) % len(_YARNS)])
    made = BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


def _diamonds(pen: ImageDraw.ImageDraw, top: int, colour: str) -> None:
    middle, half = top + _STEP // 2 - 2, _STEP // 2 - 4
    for centre in range(_STEP, _SIZE[0], _STEP * 2):
        corners = [(centre - _STEP + 6, middle), (centre, middle - half), (centre + _STEP - 6, middle)]
        pen.polygon([*corners, (centre, middle + half)], fill=colour)
