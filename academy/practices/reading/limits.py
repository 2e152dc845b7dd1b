"""How much a document may hold before it is something else than one card, and what is said then."""

from academy.kit.refusals import Refusal
from academy.kit.words import N_

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
"""Of a file; photographs within a document are large."""

MOST_TEXT = MEGABYTE
"""Bytes of a file that is nothing but text."""

MOST_LETTERS = 200_000
"""Some sixty pages: a card has two or three, and what stands before it in a book a few more."""

MOST_PAGES = 60
MOST_LINES = 10_000
"""Paragraphs, cells and lines, empty ones among them."""

TOO_MUCH = N_("This document holds too much to be one card. Copy the card alone into a new one.")

NO_CARD = N_("This file is neither a DOCX, nor a PDF, nor text. Save the card as DOCX and send that.")
DAMAGED = N_("This document cannot be opened: it is damaged. Save it anew and send that.")
PROTECTED = N_("This document is protected by a password. Save it without one and send that.")


def check_bytes(content: bytes, most: int = MOST_BYTES) -> None:
    """Refuse a file that is empty or too large."""
    if not content:
        raise Refusal(N_("This file is empty. Choose another."))
    if len(content) > most:
        message = N_("This file is too large: at most %(most)s megabytes are accepted here.")
        raise Refusal(message, most=most // MEGABYTE)


def check_letters(count: int) -> None:
    """Refuse a text that is too long to be one card."""
    if count > MOST_LETTERS:
        message = N_(
            "This document has %(count)s characters, and one card at most %(most)s. "
            "Copy the card alone into a new document and send that."
        )
        raise Refusal(message, count=count, most=MOST_LETTERS)


def check_lines(count: int) -> None:
    """Refuse a document of more lines, paragraphs or cells than one card can have."""
    if count > MOST_LINES:
        raise Refusal(TOO_MUCH)


def check_pages(count: int) -> None:
    """Refuse a document of more pages than one card can have."""
    if count > MOST_PAGES:
        message = N_(
            "This document has %(count)s pages, and one card at most %(most)s. "
            "Copy the pages of the card into a new document and send that."
        )
        raise Refusal(message, count=count, most=MOST_PAGES)
