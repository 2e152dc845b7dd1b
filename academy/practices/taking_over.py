"""What becomes of a card when a document is taken over into it; nothing of either is lost unless one says so."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import groupby

from academy.kit.markdown import to_plain
from academy.kit.texts import LINE, clean_line
from academy.practices.content import CardContent, Further
from academy.practices.facts import Contact
from academy.practices.reading.drafts import CardDraft
from academy.practices.reading.tables import to_commonmark, to_table, with_tables
from academy.practices.template import Field, texts_of

TITLE = "title"
CONTACTS = "contacts"
LONGEST_NOTE = 2_000
"""Characters of what stands beside the name of somebody to ask."""

_TAB = "\t"
"""Stands between the cells of a table in a remainder."""


class Choice(StrEnum):
    """What becomes of a text that stands in a card, when a document has another one for its field."""

    KEEP = "keep"
    ADD = "add"
    """Both: what was read stands below."""
    REPLACE = "replace"


def read_fields(draft: CardDraft) -> dict[str, str]:
    """Return what was read for each field, as CommonMark with its tables, in the document's order."""
    keys = dict.fromkeys([*draft.order, *draft.fields, *draft.tables])
    said = {key: with_tables(draft, key) for key in keys}
    return {key: text for key, text in said.items() if text}


def taken_over(
    content: CardContent, draft: CardDraft, choices: Mapping[str, Choice], fields: Sequence[Field], rest: str
) -> CardContent:
    """Return what a card says once a document is taken over.

    A field that is empty gets what was read; one with a text keeps it where `choices` (by key, `title` too) say nothing
    else. What the template has no field for becomes a further field, and so does the remainder, called `rest`.
    Contacts are left out: they are rows of their own. The same document once more changes nothing.
    """
    read = read_fields(draft)
    own = {one.key for one in texts_of(fields)}
    merged = dict(content.fields)
    for key in own & read.keys():
        merged[key] = _merged(content.fields.get(key, ""), read[key], choices.get(key, Choice.KEEP))
    title = _merged_line(content.title, draft.title, choices.get(TITLE, Choice.KEEP))
    return CardContent(title, merged, (*content.further, *_new(content, draft, read, own, fields, rest)))


def beside(draft: CardDraft, fields: Sequence[Field], rest: str) -> list[Further]:
    """Return what was read that the template has no field for: what becomes further fields."""
    read = read_fields(draft)
    return list(_further(draft, read, {one.key for one in texts_of(fields)}, fields, rest))


def contacts_in(draft: CardDraft) -> tuple[Contact, ...]:
    """Return whom to ask as it was read, with the first line as the name: nobody of them is shown to readers."""
    text = read_fields(draft).get(CONTACTS, "")
    named = clean_line(to_plain(text).partition("\n")[0][:LINE])
    return tuple(Contact(name=named, note=part) for part in _parts(text)) if named else ()


def _parts(text: str) -> Iterator[str]:
    """Part a text at its lines, so that each part fits into a note."""
    part = ""
    for line in text.splitlines(keepends=True):
        for piece in (line[at : at + LONGEST_NOTE] for at in range(0, len(line), LONGEST_NOTE)):
            if len(part) + len(piece) > LONGEST_NOTE:
                yield part.strip()
                part = ""
            part += piece
    if part.strip():
        yield part.strip()


def _merged(present: str, read: str, choice: Choice) -> str:
    if not present.strip() or choice is Choice.REPLACE:
        return read
    if choice is Choice.KEEP or read in present:
        return present
    return f"{present}\n\n{read}"


def _merged_line(present: str, read: str, choice: Choice) -> str:
    return read if read and (not present or choice is Choice.REPLACE) else present


def _new(
    content: CardContent, draft: CardDraft, read: Mapping[str, str], own: set[str], fields: Sequence[Field], rest: str
) -> Iterator[Further]:
    known = set(content.further)
    return (one for one in _further(draft, read, own, fields, rest) if one not in known)


def _further(
    draft: CardDraft, read: Mapping[str, str], own: set[str], fields: Sequence[Field], rest: str
) -> Iterator[Further]:
    """Yield, in this order: fields that this template lacks, what no template knows, and what stood in no field."""
    labels = {one.key: one.label for one in fields}
    for key, text in read.items():
        if key not in own and key != CONTACTS:
            named = labels[key].get(draft.language, "") if key in labels else ""
            yield Further(draft.labels.get(key) or named or key, text)
    for one in draft.further:
        yield Further(one.label, one.text)
    if draft.remainder.strip():
        yield Further(rest, "\n".join(_readable(draft.remainder.strip(), draft.language)))


def _readable(remainder: str, language: str) -> Iterator[str]:
    """Go through the lines of a remainder; those that were rows of a table are one again."""
    for is_table, lines in groupby(remainder.split("\n"), key=lambda line: _TAB in line):
        if is_table:
            yield f"\n{to_commonmark(to_table([line.split(_TAB) for line in lines], language))}\n"
        else:
            yield from lines
