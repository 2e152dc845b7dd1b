"""Short names for addresses."""

from collections.abc import Callable

from slugify import slugify

_LONGEST = 60


def slug_for(text: str, is_taken: Callable[[str], bool], fallback: str = "x") -> str:
    """Return a short name for `text` that is not taken, with a number behind it where it must be.

    Letters of other scripts are transliterated; a text without any letter gets the `fallback`.
    """
    stem = slugify(text, max_length=_LONGEST, word_boundary=True) or fallback
    number, slug = 1, stem
    while is_taken(slug):
        number += 1
        slug = f"{stem}-{number}"
    return slug


def is_slug(text: str) -> bool:
    """Tell whether `text` can stand in an address as it is."""
    return bool(text) and len(text) <= _LONGEST + 4 and text == slugify(text)
