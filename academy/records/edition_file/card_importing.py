"""Calls, templates and cards of an edition file into the database: new ones are added, known ones updated.

What people here are writing is theirs: a card that was not accepted here is left as it is. Calls that the file does not
have stay, and so do translations.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from academy.editions.actions import raise_installation, touch
from academy.editions.models import Edition
from academy.kit.refusals import Refusal
from academy.kit.translated import Translated
from academy.kit.words import N_
from academy.people.models import Institution
from academy.practices.calls import (
    CallDraft,
    CriterionDraft,
    PartDraft,
    change_call,
    keep_template,
    make_call,
    set_criteria,
    set_parts,
    use_template,
)
from academy.practices.content import CardContent, Further
from academy.practices.facts import CardFacts, Contact, save_facts
from academy.practices.models import Call, CardState, CardTemplate, CardText, Practice
from academy.practices.queries import find_card, get_call, list_calls, list_texts
from academy.practices.template import Field
from academy.records.edition_file.card_format import CallPart, CardPart, CardTextPart, ContentPart
from academy.records.edition_file.fields import drafted
from academy.records.edition_file.format import EditionFile, PracticePart
from academy.trail.actions import record


@dataclass(frozen=True, slots=True)
class Known:
    """What the file's keys stand for."""

    practices: Mapping[str, Practice]
    institutions: Mapping[str, Institution]


def is_written_here(practice: Practice) -> bool:
    """Tell whether people here are still writing or judging a card: no file goes over it."""
    return practice.state != CardState.ACCEPTED


def write_calls_and_cards(db: Session, file: EditionFile, edition: Edition, known: Known, now: datetime) -> None:
    """Write the calls of a file, and the cards of its practices, which are there already."""
    templates = {
        one.number: keep_template(db, edition, one.number, [drafted(Field, row) for row in one.fields], now)
        for one in file.edition.card_templates
    }
    stored = {one.slug: one for one in list_calls(db, edition)}
    for part in file.edition.calls:
        call = stored.get(part.key) or make_call(db, edition, drafted(CallDraft, part), now, part.key)
        _write_call(db, call, part, templates, now)
    calls = {one.key: get_call(db, edition, one.key) for one in file.edition.calls}
    for practice in file.practices:
        if practice.card is not None and not is_written_here(known.practices[practice.key]):
            _write_card(db, _Card(edition, practice, practice.card, known, calls, templates), now)


@dataclass(frozen=True, slots=True)
class _Card:
    """A card of the file, and what its keys stand for."""

    edition: Edition
    practice: PracticePart
    said: CardPart
    known: Known
    calls: Mapping[str, Call]
    templates: Mapping[int, CardTemplate]


def _write_call(db: Session, call: Call, part: CallPart, templates: Mapping[int, CardTemplate], now: datetime) -> None:
    draft = drafted(CallDraft, part)
    if CallDraft.of(call) != draft:
        change_call(db, call, draft, now)
    if part.template is not None:
        use_template(db, call, templates[part.template], now)
    stored = [PartDraft(one.slug, one.name) for one in call.parts]
    parts = [PartDraft(one.key, Translated(one.name)) for one in part.parts]
    keys = {one.slug for one in parts}
    parts += [one for one in stored if one.slug not in keys]
    if parts != stored:
        set_parts(db, call, parts, now)
    criteria = [CriterionDraft(Translated(c.name), Translated(c.help), c.weight, c.key) for c in part.criteria]
    if criteria and criteria != [CriterionDraft(c.name, c.help, c.weight, c.slug) for c in call.criteria]:
        set_criteria(db, call, criteria, now)


def _write_card(db: Session, one: _Card, now: datetime) -> None:
    card = find_card(db, one.known.practices[one.practice.key].id)
    if card is None or card.edition_id not in {None, one.edition.id}:
        message = N_("The card “%(title)s” belongs to another edition of this installation.")
        raise Refusal(message, title=one.practice.title)
    is_new = card.edition_id is None
    changed = _place(card, one, is_new=is_new)
    changed |= save_facts(db, card, _facts(card, one), now, always=True)
    changed |= _link(card, one)
    changed |= _write_texts(db, card, one, now)
    if not changed:
        return
    card.changed_at = now
    db.flush()
    touch(db, one.edition, now)
    raise_installation(db)
    after = {"title": card.title, "languages": [text.language for text in one.said.texts]}
    record(db, "card.imported", card, now, edition_id=one.edition.id, person_id=card.person_id, after=after)


def _place(card: Practice, one: _Card, *, is_new: bool) -> bool:
    """Let a card stand where the file says; whether a known one is published stays the desk's decision."""
    said = one.said
    call = one.calls[said.call] if said.call else card.call
    part = next((part for part in call.parts if part.slug == said.part), None) if call else None
    wanted = {
        "edition": one.edition,
        "call": call,
        "part": part or card.part,
        "template": one.templates[said.template] if said.template else card.template,
        "is_invented": said.invented,
        "source": Translated(said.source),
        "published_at": said.published if is_new else card.published_at,
    }
    changed = {name: value for name, value in wanted.items() if getattr(card, name) != value}
    for name, value in changed.items():
        setattr(card, name, value)
    return bool(changed)


def _facts(card: Practice, one: _Card) -> CardFacts:
    """Return the facts of a card; whom readers do not see stays, for the file has nobody who did not agree."""
    said, practice = one.said, one.practice
    ours = one.known.institutions
    bodies = [body.name or ours[body.institution or ""] for body in said.institutions]
    contacts = [drafted(Contact, contact, is_public=True) for contact in said.contacts]
    return CardFacts(
        author=said.author or card.author,
        countries=tuple((row.code, row.role) for row in said.countries)
        or (((practice.country, None),) if practice.country else ()),
        institutions=tuple(bodies) or ((ours[practice.institution],) if practice.institution else ()),
        goals=tuple(said.goals),
        themes=tuple(said.themes),
        begun_in=said.begun_in,
        ended_in=said.ended_in,
        beneficiaries=Translated(said.beneficiaries),
        contacts=(*contacts, *(row for row in CardFacts.of(card).contacts if not row.is_public)),
    )


def _link(card: Practice, one: _Card) -> bool:
    """Let names that were typed stand for the institutions that the file says, and for no other."""
    wanted = {body.name: one.known.institutions.get(body.institution or "") for body in one.said.institutions}
    wrong = [
        row for row in card.institutions if row.name in wanted and row.name and row.institution != wanted[row.name]
    ]
    for row in wrong:
        row.institution = wanted[row.name]
    first = next((row.institution for row in card.institutions if row.institution), None)
    if wrong:
        card.institution = first
    return bool(wrong)


def _write_texts(db: Session, card: Practice, one: _Card, now: datetime) -> bool:
    stored = {text.language: text for text in list_texts(db, card)}
    texts = sorted(one.said.texts, key=lambda text: text.language != card.language)
    if not texts:
        return False
    _retire(db, card, stored)
    original = _content(texts[0])
    written = [_write_text(db, card, stored.get(text.language), text, original, now) for text in texts]
    return any(written)


def _retire(db: Session, card: Practice, stored: Mapping[str, CardText]) -> None:
    """Let a text no longer be the card's own that is in another language than the card now is."""
    for text in stored.values():
        if text.is_original and text.language != card.language:
            text.is_original = False
    db.flush()


def _write_text(
    db: Session, card: Practice, row: CardText | None, said: CardTextPart, original: CardContent, now: datetime
) -> bool:
    content, is_original = _content(said), said.language == card.language
    source = _content(said.translated_from) if said.translated_from else original
    if row is None:
        row = CardText(
            practice=card, language=said.language, content=CardContent("", {}), changed_at=now, source=source
        )
        db.add(row)
    wanted: dict[str, object] = {"content": content, "is_original": is_original}
    if not is_original:
        wanted |= {"state": said.state, "translator": said.translator}
        wanted |= {"source": source} if row.source is not None or said.translated_from else {}
    changed = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    row.changed_at = now if changed else row.changed_at
    db.flush()
    return bool(changed)


def _content(part: ContentPart) -> CardContent:
    further = tuple(Further(one.label, one.text) for one in part.further)
    return CardContent(part.title, dict(part.fields), further)
