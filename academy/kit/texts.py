"""What people type, made safe to keep: normalised, without invisible characters that deceive, of a bearable length."""

import re
import unicodedata

from academy.kit.refusals import Refusal
from academy.kit.words import N_

LINE = 300
"""Characters in a line such as a title or a name."""

LONG = 20_000
"""Characters in a long text such as a section of a concept note."""

# Direction overrides and embeddings can make a name read as another one; isolates are set by our own pages.
_DECEIVING = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\ufeff\u00ad\u200b]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean_line(text: str, *, most: int = LINE, field: str | None = None) -> str:
    """Return one line: NFC, without control or direction characters, blanks folded. Refuses what is too long."""
    return bounded(" ".join(visible(text).split()), most, field)


def clean_text(text: str, *, most: int = LONG, field: str | None = None) -> str:
    """Return a text of several lines: line ends unified, blanks at their ends cut. Refuses what is too long."""
    lines = visible(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return bounded("\n".join(line.rstrip() for line in lines).strip(), most, field)


def bounded(text: str, most: int, field: str | None = None) -> str:
    """Return the text, or refuse it where it is longer than `most` characters."""
    if len(text) > most:
        message = N_("This text has %(length)s characters; at most %(most)s fit here.")
        raise Refusal(message, length=len(text), most=most, field=field)
    return text


def folded(text: str) -> str:
    """Return a text for comparing and finding: without accents, case or doubled blanks.

    >>> folded("  Économie  SOCIALE ")
    'economie sociale'
    """
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(bare.split())


def collated(text: str, language: str) -> tuple[str, str]:
    """Return a sort key in the order that readers of `language` expect (in Spanish, ñ follows n)."""
    if language == "es":
        text = text.replace("ñ", "n\uffff").replace("Ñ", "N\uffff")
    return folded(text), text


def visible(text: str) -> str:
    """Return a text in NFC, without control characters and without those that deceive."""
    return _CONTROL.sub("", _DECEIVING.sub("", unicodedata.normalize("NFC", text)))
