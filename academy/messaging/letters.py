"""What a message says to one reader."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from academy.agenda.models import Slot
from academy.calendar.texts import location
from academy.editions.models import Edition
from academy.kit.dates import clock, long_day, span
from academy.kit.hours import Hours, print_hours
from academy.kit.languages import DEFAULT, direction, preferred
from academy.kit.translated import Wording
from academy.kit.words import N_, translate
from academy.messaging.audiences import Reader
from academy.messaging.models import Message
from academy.messaging.placeholders import fill_line, fill_text
from academy.outbox.actions import Draft, Recipient

_NO_ITEMS = N_("The programme has no item of yours at the moment.")


@dataclass(frozen=True, slots=True)
class Writing:
    """A message on its way: its words, its edition, and the items that each person has there, in their order."""

    message: Message
    edition: Edition
    items: Mapping[int, Sequence[Slot]] = field(default_factory=dict)

    def language_of(self, reader: Reader) -> str:
        """Return the language of a reader's letter: theirs, where the text is there in it."""
        said = self.body_for(reader)
        return said.language if said.text else reader.language

    def body_for(self, reader: Reader) -> Wording:
        """Return the words that a reader gets, with their language."""
        return self.message.body.wording(reader.language, self.edition.languages)

    def subject_for(self, reader: Reader) -> Wording:
        """Return the subject that goes with those words."""
        return self.message.subject.wording(self.language_of(reader), self.edition.languages)


def recipient(writing: Writing, reader: Reader) -> Recipient:
    """Return whom a letter goes to; what stands around the text is in a language of the interface."""
    language = preferred([writing.language_of(reader)]) or DEFAULT
    return Recipient(reader.email, reader.name, language, reader.person_id, reader.account_id)


def message_letter(writing: Writing, reader: Reader, leaves_at: datetime, item: Slot | None = None) -> Draft:
    """Return a message as one reader's letter; about one `item` of theirs, where it reminds of that."""
    message = writing.message
    once = f"{message.origin}:{reader.key}" + (f":slot:{item.id}" if item else "")
    return Draft(
        kind="messaging/message",
        facts=facts(writing, reader, item),
        edition_id=writing.edition.id,
        origin=message.origin,
        once=once,
        due_at=leaves_at,
        may_unsubscribe=message.is_announcement,
        reply_to=(message.reply_to.email or "") if message.reply_to else "",
    )


def facts(writing: Writing, reader: Reader, item: Slot | None = None) -> dict[str, object]:
    """Return what the templates say: subject and text, filled for this reader."""
    edition, spoken = writing.edition, writing.language_of(reader)
    own = [item] if item else writing.items.get(reader.person_id or 0, ())
    values = values_for(edition, reader, spoken)
    return {
        "subject_line": fill_line(writing.subject_for(reader).text, values),
        "text": fill_text(writing.body_for(reader).text, values, item_lines(own, edition, spoken), spoken),
        "text_language": spoken,
        "text_direction": direction(spoken),
        "edition": values["edition"],
        "edition_slug": edition.slug,
    }


def values_for(edition: Edition, reader: Reader, language: str) -> dict[str, str]:
    """Return what stands for the placeholders that are words."""
    return {
        "name": reader.name,
        "honorific": str(reader.honorific.wording(language)),
        **_of_edition(edition, language),
    }


def item_lines(slots: Iterable[Slot], edition: Edition, language: str) -> list[list[str]]:
    """Return items as lines of day, hours on the edition's clock, and title; a sentence where there is none."""
    lines = [_item(slot, edition, language) for slot in slots]
    return lines or [[translate(_NO_ITEMS, language)]]


def _item(slot: Slot, edition: Edition, language: str) -> list[str]:
    day = long_day(slot.day, language) if slot.day else ""
    hours = print_hours(Hours(slot.start, slot.end, slot.days_over))
    whose = clock(edition.zone, slot.day, language) if slot.day and hours else ""
    title = str(slot.title.wording(language, edition.languages))
    return [part for part in (day, hours, whose, title) if part]


def _of_edition(edition: Edition, language: str) -> dict[str, str]:
    first = edition.starts_on
    return {
        "edition": str(edition.title.wording(language, edition.languages)),
        "dates": span(first, edition.ends_on, language) if first else str(edition.year or ""),
        "place": location(edition, language),
    }
