"""Translations of a card: written beside the original, reviewed, and approved by the author.

Readers see a translation once it is reviewed, or said to come from a machine. A change of the original hides none: what
has changed since follows from what the original said when it was last translated (`CardText.source`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest

from sqlalchemy.orm import Session

from academy.editions.actions import check_revision
from academy.kit.languages import INTERFACE, base, is_language
from academy.kit.refusals import Refusal, Stale, Unknown
from academy.kit.texts import clean_line, clean_text
from academy.kit.words import N_
from academy.practices.catalogue import READABLE
from academy.practices.content import CardContent, Further
from academy.practices.differences import FieldDifference, changed_keys, compare
from academy.practices.letters import News
from academy.practices.models import CardState, CardText, Practice, TextState
from academy.practices.publishing import renew_pages
from academy.practices.queries import find_original, find_text
from academy.practices.telling import tell, tell_translator
from academy.practices.translation_record import APPROVED, ASKED, REFUSED, REMOVED, SAVED, STATE, find_answer, note
from academy.practices.writing import clean_content

TRANSLATABLE = frozenset({CardState.SUBMITTED, CardState.CHANGES_ASKED, CardState.ACCEPTED})
"""States in which a card is translated: nobody but its author reads one before it was sent in, or after it went."""

_NONE = Further("", "")


@dataclass(frozen=True, slots=True)
class TranslationDraft:
    """What a translator has written. `state` is how they say that it stands; only the author approves it.

    `follows`: it says what the original says now; else what that has said the last time, as far as it is known.
    """

    content: CardContent
    translator: str
    state: TextState = TextState.DRAFT
    follows: bool = True
    account_id: int | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """With which revisions of translation (0: there was none) and original the page of a translator was opened."""

    text: int | None
    original: int | None


def save_translation(
    db: Session, card: Practice, language: str, draft: TranslationDraft, now: datetime, seen: Seen
) -> CardText:
    """Keep what a translator has written; the same once more changes nothing.

    The card is loaded whole and held. Refuse where another page was faster, or the original has changed meanwhile.
    """
    original = get_translatable(db, card)
    check_language(card, language)
    said = replace(draft, content=_cleaned(draft.content), translator=clean_line(draft.translator, field="translator"))
    text = find_text(db, card, language)
    _check(text, original, said, seen)
    source = original.content if said.follows else _followed(text, original)
    says = (said.content, said.translator, source, _next_state(text, said, source))
    if text is not None and says == (text.content, text.translator, text.source, text.state):
        return text
    was = text.state if text else None
    is_new_text = text is None or text.content != said.content
    text = text or CardText(practice=card, language=language, content=said.content, changed_at=now)
    text.content, text.translator, text.source, text.state = says
    text.changed_at, text.account_id = now, said.account_id
    db.add(text)
    db.flush()
    _note_saved(db, card, text, now, was=was, is_new_text=is_new_text)
    return text


def remove_translation(db: Session, card: Practice, language: str, now: datetime, seen: int | None) -> None:
    """Take a translation away that was begun by mistake."""
    text = get_translation(db, card, language)
    check_revision(text.revision, seen)
    was = text.state
    db.delete(text)
    db.flush()
    note(db, card, REMOVED, language, now, before={STATE: was})
    _show(db, card, now, was)


def approve(db: Session, card: Practice, language: str, now: datetime, seen: int | None) -> CardText:
    """Say, as its author, that a translation is right; of what was shown: `seen` is its revision."""
    text = _before_readers(db, card, language, seen)
    if text.state == TextState.APPROVED:
        return text
    was, text.state = text.state, TextState.APPROVED
    db.flush()
    note(db, card, APPROVED, language, now, before={STATE: was}, after={STATE: text.state})
    _show(db, card, now, was)
    return text


def object_to(db: Session, card: Practice, language: str, remark: str, now: datetime, seen: int | None) -> CardText:
    """Say, as its author, what is wrong in a translation: readers do not see it until it is reviewed again."""
    said = clean_text(remark, most=4_000, field="remark")
    if not said:
        raise Refusal(N_("Say what is wrong: the translator reads it."), field="remark")
    text = _before_readers(db, card, language, seen)
    was, text.state = text.state, TextState.DRAFT
    db.flush()
    before, after = {STATE: was}, {STATE: text.state, "reason": said}
    note(db, card, REFUSED, language, now, before=before, after=after)
    tell_translator(db, text, card, said, now)
    _show(db, card, now, was)
    return text


def get_translatable(db: Session, card: Practice) -> CardText:
    """Return the original of a card that is to be translated; refuse where its author alone reads it, or writes."""
    original = find_original(db, card)
    if card.state not in TRANSLATABLE or original is None:
        raise Refusal(N_("Only a card that was sent in is translated; before that, it is its author’s alone."))
    return original


def check_language(card: Practice, language: str) -> None:
    """Refuse what is no language, and the card's own."""
    if not is_language(language):
        raise Unknown(N_("There is no language called “%(code)s”."), code=language[:40])
    if base(language) == base(card.language):
        raise Refusal(N_("This card is written in this language: there is nothing to translate."))


def get_translation(db: Session, card: Practice, language: str) -> CardText:
    """Return what a card says in a language that is not its own; refuse where there is nothing."""
    text = find_text(db, card, language)
    if text is None or text.is_original:
        raise Unknown(N_("This card is not translated into this language yet."))
    return text


def is_behind(text: CardText, original: CardText) -> bool:
    """Tell whether the original says something else now than when it was last translated."""
    if text.is_original or text.source == original.content:
        return False
    return text.source is None or bool(changed_keys(text.source, original.content))


def changed_since(text: CardText, original: CardText) -> tuple[FieldDifference, ...]:
    """Return what has changed in the original since it was last translated; nothing where nobody knows what it said."""
    return compare(text.source, original.content) if text.source is not None else ()


def missing_languages(card: Practice, texts: Sequence[CardText]) -> tuple[str, ...]:
    """Return the languages into which nobody has begun to translate a card: its edition's, and the interface's."""
    there = {base(one.language) for one in texts} | {base(card.language)}
    wanted = dict.fromkeys([*(card.edition.languages if card.edition else ()), *INTERFACE])
    return tuple(code for code in wanted if base(code) not in there)


def aligned(content: CardContent, source: CardContent | None, original: CardContent) -> CardContent:
    """Return a translation with its further fields in the order of the original; what belongs to none comes behind.

    `source` is what the original said when it was translated: its fields may have moved since.
    """
    if source is None or source.further == original.further:
        return content
    left = [(was, now) for was, now in zip_longest(source.further, content.further, fillvalue=_NONE)]
    found = [_taken(left, one) or _NONE for one in original.further]
    return replace(content, further=(*found, *(now for _, now in left if now != _NONE)))


def _taken(left: list[tuple[Further, Further]], wanted: Further) -> Further | None:
    """Take the translation of a further field out of those that are left: known by its label, or else by its text."""
    by_label = (pair for pair in left if pair[0].label == wanted.label)
    by_text = (pair for pair in left if pair[0].text == wanted.text)
    found = next(by_label, None) or next(by_text, None)
    if found is None:
        return None
    left.remove(found)
    return found[1]


def _followed(text: CardText | None, original: CardText) -> CardContent | None:
    """Return what the original said before, with its further fields as they stand now: the translation has them so."""
    if text is None or text.source is None:
        return None
    before, wanted = text.source.further, original.content.further
    if [one.label for one in before] == [one.label for one in wanted]:
        return text.source
    known = {one.label: one for one in before}
    return replace(text.source, further=tuple(known.get(one.label) or replace(one, text="") for one in wanted))


def _cleaned(content: CardContent) -> CardContent:
    """Return a text as it is kept; a further field keeps its place although it is not translated."""
    plain = clean_content(replace(content, further=()))
    clean_content(content)  # as many further fields as a card may have
    further = [_cleaned_further(one) for one in content.further]
    while further and further[-1] == _NONE:
        further.pop()
    return replace(plain, further=tuple(further))


def _cleaned_further(one: Further) -> Further:
    return Further(clean_line(one.label, field="further"), clean_text(one.text, field="further"))


def _check(text: CardText | None, original: CardText, said: TranslationDraft, seen: Seen) -> None:
    if said.state == TextState.APPROVED:
        raise Refusal(N_("Only its author approves a translation."))
    check_revision(text.revision if text else 0, seen.text)
    if seen.original is not None and seen.original != original.revision:
        message = N_(
            "The original has changed since you opened this. Nothing of yours is lost: compare and save again."
        )
        raise Stale(message)
    if said.state != TextState.DRAFT and not _says(said.content):
        raise Refusal(N_("Nothing is translated yet."), field="title")


def _says(content: CardContent) -> bool:
    return bool(content.title or any(content.fields.values()) or any(one.text for one in content.further))


def _next_state(text: CardText | None, said: TranslationDraft, source: CardContent | None) -> TextState:
    """Return how a translation stands after it was saved: what an author approved stays so while nothing changes."""
    is_as_approved = text is not None and text.state == TextState.APPROVED
    if is_as_approved and text and (text.content, text.source) == (said.content, source):
        return TextState.APPROVED if said.state == TextState.REVIEWED else said.state
    return said.state


def _before_readers(db: Session, card: Practice, language: str, seen: int | None) -> CardText:
    """Return a translation that its author may answer, as it was shown."""
    text = get_translation(db, card, language)
    check_revision(text.revision, seen)
    if text.state not in READABLE:
        raise Refusal(N_("This translation is being worked on. You are asked once it is reviewed."))
    return text


def _note_saved(
    db: Session, card: Practice, text: CardText, now: datetime, *, was: TextState | None, is_new_text: bool
) -> None:
    """Record what was saved, but not each step of a draft; tell readers' pages, and ask the author."""
    if text.state != was or text.state in READABLE:
        after = {STATE: text.state, "translator": text.translator}
        note(db, card, SAVED, text.language, now, before={STATE: was} if was else {}, after=after)
    _show(db, card, now, was, text.state)
    if text.state == TextState.REVIEWED and (was != TextState.REVIEWED or is_new_text):
        _ask(db, card, text, now)


def _ask(db: Session, card: Practice, text: CardText, now: datetime) -> None:
    """Ask the author to look at a translation: once until they have answered."""
    answer = find_answer(db, card, text.language)
    if card.email and card.edition and (answer is None or answer.act != ASKED):
        tell(db, card, News.TRANSLATED, now)
        note(db, card, ASKED, text.language, now)


def _show(db: Session, card: Practice, now: datetime, *states: TextState | None) -> None:
    """Let readers' pages be made anew where they see the translation, or did."""
    if card.published_at is not None and READABLE.intersection(states):
        renew_pages(db, card, now)
