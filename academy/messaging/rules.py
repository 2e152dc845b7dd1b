"""When a message leaves, and what a writer should know before it does."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from academy.agenda.models import Slot
from academy.agenda.rules import start_of
from academy.editions.models import Edition, State
from academy.editions.rules import check_day
from academy.kit.languages import comma, own_name
from academy.kit.refusals import Refusal
from academy.kit.spans import Span
from academy.kit.translated import Translated
from academy.kit.words import N_
from academy.messaging.audiences import Audience, Reader
from academy.messaging.letters import Writing
from academy.messaging.models import STANDING, Message, MessageState, Occasion
from academy.messaging.placeholders import ADDRESSES, Remark, missing_placeholders, used_in

GRACE = timedelta(minutes=1)
"""How long letters wait after the button was pressed: as long, all of them can be taken back."""

LATEST = timedelta(days=1)
"""How long after its hour a message for a day may still leave, where something has held it back."""

_LATECOMERS = timedelta(days=7)
_DAY = timedelta(days=1)
_MOST_NAMES = 3
_STILL = (State.DRAFT, State.PUBLISHED)


@dataclass(frozen=True, slots=True)
class When:
    """What lets a message leave: an occasion, with the day, the hour or the number of days that belong to it."""

    occasion: Occasion
    day: date | None = None
    hour: time | None = None
    days: int | None = None
    is_sure: bool = False
    """True where it is meant that it leaves within minutes, since its moment has come already."""

    @property
    def is_standing(self) -> bool:
        """True for a reminder."""
        return self.occasion in STANDING


def check_when(when: When, edition: Edition, slots: Iterable[Slot], now: datetime) -> None:
    """Refuse an occasion that lacks something, that is over, or that an edition without days does not have.

    `slots` are the items of which a reminder might be one.
    """
    if when.hour is None:
        raise Refusal(N_("Say at what hour."), field="hour")
    if when.occasion == Occasion.AT:
        if when.day is None:
            raise Refusal(N_("Say on which day."), field="day")
        check_day(when.day, "day")
        if edition.zone.instant(when.day, when.hour) <= now:
            raise Refusal(N_("This moment is over. To send at once, use “Send now”."), field="hour")
    elif when.days is None:
        raise Refusal(N_("Say how many days."), field="days")
    elif when.occasion != Occasion.BEFORE_ITEM and edition.starts_on is None:
        raise Refusal(N_("The edition has no first day yet, so no days can be counted from it."), field="occasion")
    else:
        _check_moment(when, edition, slots, now)


def check_changeable(message: Message) -> None:
    """Refuse to change what has left."""
    if message.state == MessageState.SENT:
        raise Refusal(N_("This was sent, and stays as it was sent. Copy it to write again."))


def check_ready(message: Message) -> None:
    """Refuse to let a message leave that was cancelled, or that says nothing."""
    check_changeable(message)
    if message.state == MessageState.CANCELLED:
        raise Refusal(N_("This was called off. To send it, put it back to a draft first."))
    check_said(message.subject, message.body)


def check_said(subject: Translated, body: Translated) -> None:
    """Refuse words that say nothing."""
    if not subject or not body:
        raise Refusal(N_("A subject and a text are needed, in at least one language."))


def may_leave(message: Message, edition: Edition) -> bool:
    """Tell whether what leaves by itself may: nothing does from an edition that was cancelled or withdrawn.

    A reminder speaks of pages that readers must be able to see.
    """
    return edition.state == State.PUBLISHED if message.is_standing else edition.state in _STILL


def is_too_late(message: Message, edition: Edition, now: datetime) -> bool:
    """Tell whether the hour of a message for a day was so long ago that it does not leave any more."""
    at = leaves_at(message, edition)
    return message.occasion == Occasion.AT and at is not None and at + LATEST <= now


def leaves_at(message: Message, edition: Edition) -> datetime | None:
    """Return when a scheduled message leaves, or a reminder that counts from the edition; None for any other."""
    if message.hour is None:
        return None
    if message.occasion == Occasion.AT and message.day:
        return edition.zone.instant(message.day, message.hour)
    span = edition_span(message, edition)
    return span.start if span else None


def edition_span(message: Message | When, edition: Edition) -> Span | None:
    """Return within what time a reminder that counts from the edition's first day goes to whoever has not got it."""
    first = edition.starts_on
    if first is None or message.hour is None or message.days is None:
        return None
    if message.occasion == Occasion.BEFORE_EDITION:
        start = edition.zone.instant(first - message.days * _DAY, message.hour)
        return Span(start, max(start, edition.zone.instant(first + _DAY, time())))
    if message.occasion == Occasion.AFTER_EDITION:
        start = edition.zone.instant(first + message.days * _DAY, message.hour)
        return Span(start, start + _LATECOMERS)
    return None


def item_span(message: Message | When, edition: Edition, slot: Slot) -> Span | None:
    """Return within what time a reminder of one item goes to those who have a role in it."""
    if slot.day is None or message.hour is None or message.days is None:
        return None
    start = edition.zone.instant(slot.day - message.days * _DAY, message.hour)
    begins = start_of(slot, edition.zone) or edition.zone.instant(slot.day + _DAY, time())
    return Span(start, begins) if start < begins else None


def remarks(writing: Writing, audience: Audience) -> Iterator[Remark]:
    """Go through what a writer should know before a message leaves."""
    message, edition = writing.message, writing.edition
    yield from missing_placeholders(message.body)
    first = own_name(edition.languages[0])
    for code in edition.languages:
        if message.body and code not in message.body:
            yield Remark(N_("There is no text in %(language)s."), {"language": own_name(code)})
        elif message.subject and code not in message.subject:
            said = N_("There is no subject in %(language)s; it will be the one in %(first)s, or in another language.")
            yield Remark(said, {"language": own_name(code), "first": first})
    yield from _fallbacks(writing, audience)
    if reminds_of_items(message) and not any(audience.slots.values()):
        yield Remark(N_("Nobody has an item in which they are what this audience asks for: nobody is reminded."))
    used = set().union(*(used_in(text) for text in message.body.values()))
    if used & set(ADDRESSES) and not edition.is_public:
        yield Remark(N_("The text links to pages of the edition, which readers cannot see: it is not published."))


def reminds_of_items(message: Message) -> bool:
    """Tell whether each of a message's letters is about one item; as a draft, it would be about all of a reader's."""
    return message.state == MessageState.SCHEDULED and message.occasion == Occasion.BEFORE_ITEM


def items_of(writing: Writing, audience: Audience, reader: Reader) -> list[Slot]:
    """Return the items of which a reader is reminded: those in which they are what the message asks for."""
    wanted = audience.slots.get(reader.key, frozenset())
    return [slot for slot in writing.items.get(reader.person_id or 0, ()) if slot.code in wanted]


def _check_moment(when: When, edition: Edition, slots: Iterable[Slot], now: datetime) -> None:
    """Refuse a reminder that nobody would ever get, or that leaves at once where nobody said that it may."""
    each = (item_span(when, edition, slot) for slot in slots)
    spans = [span for span in (edition_span(when, edition), *each) if span]
    if spans and all(span.end <= now for span in spans):
        raise Refusal(N_("The time for this reminder is over."), field="days")
    if any(span.start <= now < span.end for span in spans) and not when.is_sure:
        said = N_("The moment for this reminder has come already: it would leave within minutes. Say below if it may.")
        raise Refusal(said, field="is_sure")


def languages_of(writing: Writing, audience: Audience) -> Mapping[str, int]:
    """Return how many letters there are in each language, most first."""
    counts: dict[str, int] = {}
    for reader in audience.readers:
        language = writing.language_of(reader)
        counts[language] = counts.get(language, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _fallbacks(writing: Writing, audience: Audience) -> Iterator[Remark]:
    """Say who would get words in another language than theirs."""
    if not writing.message.body or not writing.message.subject:
        return
    missed = [
        reader.name
        for reader in audience.readers
        if writing.body_for(reader).is_fallback or writing.subject_for(reader).is_fallback
    ]
    if missed:
        names = comma("en").join(missed[:_MOST_NAMES]) + (" …" if len(missed) > _MOST_NAMES else "")
        said = N_("Will be read in another language than their own, by %(number)s: %(names)s")
        yield Remark(said, {"number": len(missed), "names": names})
