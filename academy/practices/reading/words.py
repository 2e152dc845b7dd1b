"""The words of a text, counted: what shows that nothing was lost on the way from a document to a card."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from academy.kit.texts import clean_text
from academy.practices.reading.drafts import CardDraft, ReadTable

_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_WORD = re.compile(r"[^\W_]+")


def cleaned(text: str) -> str:
    """Return a text as it is read: normalised, every break of a line or page a new line, nothing invisible."""
    return clean_text(_BREAKS.sub("\n", text), most=len(text))


def words_of(text: str) -> Counter[str]:
    """Return how often each word stands in a text: letters and digits in a row.

    >>> words_of("74.004 families, 74 in all")
    Counter({'74': 2, '004': 1, 'families': 1, 'in': 1, 'all': 1})
    """
    return Counter(_WORD.findall(cleaned(text)))


def unaccounted(source: str, draft: CardDraft) -> Counter[str]:
    """Return the words of a source that a draft has less often than it; empty where nothing was lost."""
    return words_of(source) - _kept(draft)


def invented(source: str, draft: CardDraft) -> Counter[str]:
    """Return the words that a draft has more often than its source; empty where each was taken once."""
    return _kept(draft) - words_of(source)


def _kept(draft: CardDraft) -> Counter[str]:
    return words_of("\n".join(_texts(draft)))


def _texts(draft: CardDraft) -> Iterator[str]:
    yield from (draft.title, draft.author, draft.remainder, *draft.fields.values(), *draft.labels.values())
    for further in draft.further:
        yield from (further.label, further.text)
    for tables in draft.tables.values():
        yield from _cells(tables)


def _cells(tables: tuple[ReadTable, ...]) -> Iterator[str]:
    for table in tables:
        yield from table.columns
        yield from (cell.printed for row in table.rows for cell in row)


def letters(text: str) -> int:
    """Return how many letters a text has."""
    return sum(unicodedata.category(sign).startswith("L") for sign in text)
