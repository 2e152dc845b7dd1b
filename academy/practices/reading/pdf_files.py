"""PDF: its text, page by page, within bounds; who wrote it may have meant harm."""

import logging
import re
from collections.abc import Iterator
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.practices.reading.drafts import Doubt
from academy.practices.reading.limits import DAMAGED, MEGABYTE, PROTECTED, check_bytes, check_letters, check_pages
from academy.practices.reading.lines import Document, Line, escaped
from academy.practices.reading.pages import lines_of
from academy.practices.reading.words import cleaned, letters

MOST_DRAWN = 4 * MEGABYTE
"""What the pages draw, unpacked; a page of text has some kilobytes."""

_FEWEST_LETTERS = 40
_ARABIC = re.compile("[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufefc]")
_BROKEN = (
    PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, ArithmeticError, AssertionError,
    RecursionError, NotImplementedError, EOFError, OSError, UnicodeError, MemoryError,
)  # fmt: skip
"""What `pypdf` raises where a file is not as it should be."""

_NO_TEXT = N_(
    "This PDF holds pictures of text and no text. Send the document from which it was made, "
    "or recognise its text with a scanner’s program first."
)

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it has to say is said in a refusal


def read_pdf_file(content: bytes) -> Document:
    """Return the text of a PDF; refuse what is damaged, protected, without text or too long to be one card."""
    check_bytes(content)
    try:
        texts = list(_texts(content))
    except _BROKEN as error:
        raise Refusal(DAMAGED) from error
    if sum(map(letters, texts)) < _FEWEST_LETTERS:
        raise Refusal(_NO_TEXT)
    lines = tuple(Line(escaped(line.text), line.number, line.aside) for line in lines_of(texts))
    return Document("\n".join(line.text for line in lines), lines, tuple(_doubts(lines)))


def _texts(content: bytes) -> Iterator[str]:
    reader = PdfReader(BytesIO(content), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refusal(PROTECTED)
    check_pages(len(reader.pages))
    count = drawn = 0
    for page in reader.pages:
        contents = page.get_contents()
        drawn += 0 if contents is None else len(contents.get_data())
        if drawn > MOST_DRAWN:
            raise Refusal(N_("This PDF draws too much to be read. Send the document from which it was made."))
        text = cleaned(page.extract_text())
        count += len(text)
        check_letters(count)
        yield text


def _doubts(lines: tuple[Line, ...]) -> Iterator[Doubt]:
    if any(line.aside for line in lines):
        yield Doubt(N_("Numbers of pages, and what stands on every page, were put into the remainder."))
    if any(_ARABIC.search(line.text) for line in lines):
        message = N_("Arabic letters often come out of a PDF in another order: compare them, or send the card as DOCX.")
        yield Doubt(message)
