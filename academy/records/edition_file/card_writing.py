"""Calls, templates and accepted cards of an edition, as its file has them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.editions.models import Edition
from academy.people.models import Institution
from academy.practices.calls import CallDraft
from academy.practices.catalogue import READABLE
from academy.practices.content import CardContent
from academy.practices.facts import CardFacts
from academy.practices.models import Call, CardState, CardTemplate, CardText, Practice
from academy.practices.queries import list_calls, list_templates, whole_card
from academy.practices.template import fields_of
from academy.records.edition_file.fields import members


def key_of(practice: Practice) -> str:
    """Return a practice's key: its address, or, where that is only its number here, one that no other house has."""
    if practice.slug != f"practice-{practice.id}":
        return practice.slug
    return f"card-{sha256(f'{practice.created_at.isoformat()} {practice.id}'.encode()).hexdigest()[:12]}"


def list_accepted(db: Session, edition: Edition, *, public: bool) -> Sequence[Practice]:
    """Return the accepted cards of an edition with all that they name; `public`: only those that readers find."""
    own = select(Practice).where(Practice.edition_id == edition.id, Practice.state == CardState.ACCEPTED)
    if public:
        own = own.where(Practice.published_at.is_not(None))
    return db.scalars(own.options(*whole_card()).order_by(Practice.id)).all()


def institutions_of(cards: Iterable[Practice]) -> list[Institution | None]:
    """Return the institutions that cards name."""
    return [one.institution for card in cards for one in card.institutions]


def calls_of(db: Session, edition: Edition, cards: Sequence[Practice], *, public: bool) -> dict[str, Any]:
    """Return calls and the templates that they and the cards use; `public`: only announced ones, without criteria."""
    calls = [one for one in list_calls(db, edition) if one.is_announced or not public]
    used = {one.template_id for one in calls} | {one.template_id for one in cards}
    templates = [one for one in list_templates(db, edition) if one.id in used]
    return {"card_templates": [_template(one) for one in templates], "calls": [_call(one, public) for one in calls]}


def cards_of(db: Session, cards: Sequence[Practice], *, public: bool) -> dict[int, dict[str, Any]]:
    """Return what the file says of each card, by its number; all texts are read at once."""
    texts: dict[int, list[CardText]] = defaultdict(list)
    own = select(CardText).where(CardText.practice_id.in_([one.id for one in cards]))
    for text in db.scalars(own.order_by(CardText.is_original.desc(), CardText.language)):
        if text.is_original or text.state in READABLE or not public:
            texts[text.practice_id].append(text)
    return {one.id: _card(one, texts[one.id], public=public) for one in cards}


def _template(template: CardTemplate) -> dict[str, Any]:
    return {"number": template.number, "fields": [members(one) for one in fields_of(template)]}


def _call(call: Call, public: bool) -> dict[str, Any]:  # noqa: FBT001 (whoever reads the file)
    criteria = [] if public else [_named(one, help=_texts(one.help), weight=one.weight) for one in call.criteria]
    said = {"parts": [_named(one) for one in call.parts], "criteria": criteria, "template": call.template.number}
    return {"key": call.slug, **members(CallDraft.of(call)), **said}


def _named(row: Any, **more: object) -> dict[str, Any]:  # noqa: ANN401 (a part or a criterion)
    return {"key": row.slug, "name": _texts(row.name), **more}


def _card(card: Practice, texts: Sequence[CardText], *, public: bool) -> dict[str, Any]:
    facts = CardFacts.of(card)
    call = card.call if card.call and (card.call.is_announced or not public) else None
    own_template = card.template and card.template.edition_id == card.edition_id
    return {
        "author": facts.author,
        "call": call.slug if call else None,
        "part": card.part.slug if call and card.part else None,
        "template": card.template.number if card.template and own_template else None,
        **_facts(card, facts),
        "invented": card.is_invented,
        "source": _texts(card.source),
        "published": card.published_at,
        "texts": [_text(one, texts[0].content) for one in texts],
    }


def _facts(card: Practice, facts: CardFacts) -> dict[str, Any]:
    rows = [{"name": one.name, "institution": _slug(one.institution)} for one in card.institutions]
    own = [{"institution": card.institution.slug}] if card.institution and not rows else []
    return {
        "countries": [{"code": code, "role": role} for code, role in facts.countries],
        "institutions": rows or own,
        "goals": facts.goals,
        "themes": facts.themes,
        "begun_in": facts.begun_in,
        "ended_in": facts.ended_in,
        "beneficiaries": _texts(facts.beneficiaries),
        "contacts": [members(one, frozenset({"is_public"})) for one in facts.contacts if one.is_public],
    }


def _text(text: CardText, original: CardContent) -> dict[str, Any]:
    said = {"language": text.language, **_content(text.content)}
    if text.is_original:
        return said
    older = text.source is not None and text.source != original
    source = _content(text.source) if text.source is not None and older else None
    return {**said, "state": text.state, "translator": text.translator, "translated_from": source}


def _content(content: CardContent) -> dict[str, Any]:
    further = [{"label": one.label, "text": one.text} for one in content.further]
    fields = {key: said for key, said in content.fields.items() if said}
    return {"title": content.title, "fields": fields, "further": further}


def _slug(institution: Institution | None) -> str | None:
    return institution.slug if institution else None


def _texts(value: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(value.items()))
