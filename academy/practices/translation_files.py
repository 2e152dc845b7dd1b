"""Translations for translators' tools: a card as XLIFF, and what comes back put beside what is stored."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from academy.kit.languages import base
from academy.kit.refusals import Refusal
from academy.kit.words import N_, translate
from academy.practices.content import CardContent, Further
from academy.practices.models import CardTemplate, CardText, Practice
from academy.practices.template import fields_of
from academy.practices.translating import aligned
from academy.practices.xliff import Doubt, Incoming, to_xliff

_NONE = Further("", "")
_TITLE = N_("Title of the practice")


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a file would let a translation say: where it says nothing, what is stored stays.

    `untranslated` and `partial` are named as the units of `Incoming`.
    """

    content: CardContent
    is_older: bool
    """True where the original has changed since the file was made, or nobody knows."""
    untranslated: tuple[str, ...]
    partial: tuple[str, ...]
    doubts: tuple[Doubt, ...]


def to_file(card: Practice, original: CardText, text: CardText | None, language: str) -> bytes:
    """Return a card as XLIFF, with what is translated already; its template is to be loaded."""
    target = aligned(text.content, text.source, original.content) if text else None
    labels = {one.key: str(one.label.wording(card.language)) for one in fields_of(card.template)}
    return to_xliff(
        _name(card),
        card.language,
        language,
        original.content,
        target,
        labels={"title": translate(_TITLE, card.language), **labels},
        state=text.state if text else "initial",
        revision=original.revision,
    )


def to_files(db: Session, numbers: Sequence[int], language: str) -> Iterator[tuple[str, bytes]]:
    """Yield file names and files of cards, those aside that are written in this language."""
    template = joinedload(Practice.template).selectinload(CardTemplate.fields)
    cards = db.scalars(select(Practice).where(Practice.id.in_(numbers)).options(template).order_by(Practice.id)).all()
    texts: dict[tuple[int, bool], CardText] = {}
    wanted = CardText.is_original | (CardText.language == language)
    for text in db.scalars(select(CardText).where(CardText.practice_id.in_(numbers), wanted)):
        texts[text.practice_id, text.is_original] = text
    for card in cards:
        original = texts.get((card.id, True))
        if original is not None and base(card.language) != base(language):
            yield file_name(card, language), to_file(card, original, texts.get((card.id, False)), language)


def file_name(card: Practice, language: str) -> str:
    """Return what a card's file for a language is called."""
    return f"{_name(card)}-{language}.xlf"


def arrive(card: Practice, original: CardText, text: CardText | None, language: str, came: Incoming) -> Arrived:
    """Put what came beside what is stored; refuse a file of another card, or in another language."""
    _check(card, language, came)
    stored = aligned(text.content, text.source, original.content) if text else CardContent("", {})
    known = {*original.content.fields, *(one.key for one in fields_of(card.template))}
    further, beyond = _further(stored.further, came.content.further, original.content.further)
    fields = {key: said for key, said in came.content.fields.items() if key in known}
    content = replace(
        stored, title=came.content.title or stored.title, fields={**stored.fields, **fields}, further=further
    )
    said = {unit for unit, said in _units(original.content) if said}
    return Arrived(
        content=content,
        is_older=came.revision != original.revision,
        untranslated=tuple(one for one in came.untranslated if one in said),
        partial=tuple(one for one in came.partial if one in said),
        doubts=(*came.warnings, *_left_out(came.content, known, beyond)),
    )


def _check(card: Practice, language: str, came: Incoming) -> None:
    if came.card_id != _name(card):
        raise Refusal(
            N_("This file belongs to another card (“%(card)s”). Choose the one of this card."), card=came.card_id[:80]
        )
    if base(came.target_language) != base(language):
        message = N_(
            "This file is a translation into another language (“%(code)s”). Open that language to take it over."
        )
        raise Refusal(message, code=came.target_language[:40])
    if base(came.source_language) != base(card.language):
        message = N_("This file was translated from another language (“%(code)s”) than the card is written in.")
        raise Refusal(message, code=came.source_language[:40])


def _further(
    stored: Sequence[Further], came: Sequence[Further], original: Sequence[Further]
) -> tuple[tuple[Further, ...], Sequence[Further]]:
    """Return further fields, each where the original has it, and those that came for none of its."""
    within = came[: len(original)]
    both = zip_longest(stored, within, fillvalue=_NONE)
    found = tuple(Further(new.label or old.label, new.text or old.text) for old, new in both)
    return found, came[len(original) :]


def _left_out(came: CardContent, known: set[str], beyond: Sequence[Further]) -> Iterator[Doubt]:
    message = N_("“%(unit)s” is no part of this card and was left out: %(text)s")
    for key, said in came.fields.items():
        if key not in known:
            yield Doubt(message, {"unit": f"field.{key}", "text": said})
    for one in beyond:
        if one != _NONE:
            yield Doubt(message, {"unit": one.label or "further", "text": one.text})


def _units(content: CardContent) -> Iterator[tuple[str, str]]:
    """Yield the units of a card by name, with what they say."""
    yield "title", content.title
    yield from ((f"field.{key}", said) for key, said in content.fields.items())
    for number, one in enumerate(content.further):
        yield from ((f"further.{number}.label", one.label), (f"further.{number}.text", one.text))


def _name(card: Practice) -> str:
    return f"card-{card.id}"
