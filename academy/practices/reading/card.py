"""From a document to a card: what a person sends is read as it is, and every word of it has its place."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.practices.reading.answers import Answer, read_answer
from academy.practices.reading.documents import read_document
from academy.practices.reading.drafts import CardDraft, Doubt, Further, ReadTable
from academy.practices.reading.extent import Extent, first_card
from academy.practices.reading.lines import Document, Line
from academy.practices.reading.openings import Told, read_front
from academy.practices.reading.sections import Section, sections_of
from academy.practices.reading.structure import Event, Grid, Heading, events_of
from academy.practices.reading.tables import to_commonmark
from academy.practices.reading.texts import read_text
from academy.practices.reading.tongues import language_of
from academy.practices.reading.words import unaccounted


def read_card(content: bytes, name: str = "") -> CardDraft:
    """Return the card that a file holds: a DOCX, a PDF with text, or text. What it is, its bytes tell, not its name.

    Refuse what cannot be read, and what is too large to be one card. Of several cards the first is read; whatever is
    no part of it is kept in the remainder. Nothing is repaired: what should be looked at is said in `doubts`.
    """
    return card_of(read_document(content, name))


def read_card_text(text: str) -> CardDraft:
    """Return the card that pasted text holds."""
    return card_of(read_text(text))


def card_of(document: Document) -> CardDraft:
    """Return the card that a document holds; refuse one that says nothing."""
    if not document.source.strip():
        raise Refusal(N_("There is no text in this document."))
    events = events_of(document.pieces)
    aside = [event for event in events if isinstance(event, Line) and event.aside]
    extent = first_card([event for event in events if not (isinstance(event, Line) and event.aside)])
    front = read_front(extent.before, has_card=bool(extent.card))
    sections = [*front.sections, *sections_of(extent.card)]
    language = language_of([one.heading.languages for one in sections if one.heading.is_field], document.source)
    answers = [(section, read_answer(section, language)) for section in sections]
    draft = CardDraft(
        source=document.source,
        title=front.title,
        author=front.author,
        part=front.part,
        language=language,
        fields=_fields(answers),
        tables=_tables(answers),
        further=tuple(_further(answers)),
        order=tuple(_fields(answers)),
        remainder=_remainder([*front.left, *aside, *extent.behind]),
        labels=_labels(front, sections),
        doubts=(
            *document.doubts,
            *_doubts(front, extent),
            *(doubt for _, answer in answers for doubt in answer.doubts),
        ),
    )
    return _complete(draft)


def _fields(answers: Sequence[tuple[Section, Answer]]) -> dict[str, str]:
    """Return the texts of the fields; a field whose label stands twice has both texts."""
    fields: dict[str, str] = {}
    for section, answer in answers:
        key = section.heading.key
        if section.heading.is_field:
            fields[key] = "\n\n".join(text for text in (fields.get(key, ""), answer.text) if text)
    return fields


def _tables(answers: Sequence[tuple[Section, Answer]]) -> dict[str, tuple[ReadTable, ...]]:
    tables: dict[str, tuple[ReadTable, ...]] = {}
    for section, answer in answers:
        if section.heading.is_field and answer.tables:
            tables[section.heading.key] = (*tables.get(section.heading.key, ()), *answer.tables)
    return tables


def _further(answers: Sequence[tuple[Section, Answer]]) -> Iterator[Further]:
    after = ""
    for section, answer in answers:
        if section.heading.is_field:
            after = section.heading.key
            continue
        texts = (answer.text, *map(to_commonmark, answer.tables))
        yield Further(section.heading.printed, "\n\n".join(text for text in texts if text), after)


def _labels(front: Told, sections: Sequence[Section]) -> dict[str, str]:
    labels = dict(front.labels)
    for section in sections:
        if section.heading.is_field:
            key = section.heading.key
            labels[key] = "\n".join(text for text in (labels.get(key, ""), section.heading.printed) if text)
    return labels


def _remainder(events: Sequence[Event]) -> str:
    """Return what is no part of the card, as it stands in the source."""
    said = [_printed(event) for event in events]
    kept = [text for place, text in enumerate(said) if text.strip() or (place and said[place - 1].strip())]
    return "\n".join(kept).strip()


def _printed(event: Event) -> str:
    if isinstance(event, Heading):
        return event.printed
    if isinstance(event, Grid):
        return "\n".join("\t".join(row) for row in event.rows)
    return event.text.rstrip()


def _doubts(front: Told, extent: Extent) -> Iterator[Doubt]:
    if not extent.card:
        yield Doubt(N_("No label of a card was recognised: the whole text stands in the remainder."))
    elif not front.title:
        yield Doubt(N_("No title was recognised."), field="title")
    if extent.card and front.has_more:
        yield Doubt(N_("What stands before the card was put into the remainder."))
    if extent.further_cards:
        message = N_("The document holds further cards (%(count)s): the first was read, the rest is in the remainder.")
        yield Doubt(message, {"count": extent.further_cards})


def _complete(draft: CardDraft) -> CardDraft:
    """Return a draft to whose remainder every word was added that has found no other place."""
    missing = unaccounted(draft.source, draft)
    if not missing:
        return draft
    words = " ".join(missing.elements())
    doubt = Doubt(N_("Some words found no place: they stand at the end of the remainder."))
    return replace(draft, remainder=f"{draft.remainder}\n\n{words}".strip(), doubts=(*draft.doubts, doubt))
