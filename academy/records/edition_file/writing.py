"""An edition out, as a file: same edition, same bytes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from academy.agenda.drafts import RoleDraft, SlotDraft, TalkDraft
from academy.agenda.models import Slot
from academy.agenda.queries import list_electives, list_parts, list_rooms, list_slots
from academy.editions.actions import EditionDraft, SectionDraft, SeriesDraft
from academy.editions.models import Edition
from academy.kit.translated import Translated
from academy.participation.actions import QuotaDraft, TypeDraft
from academy.participation.forms import QuestionDraft, list_questions, options_of
from academy.participation.models import InstitutionType, Question, QuotaRule
from academy.participation.queries import list_institution_types, list_quota_rules
from academy.people.actions import InstitutionDraft, PersonDraft
from academy.people.models import Institution, Person
from academy.people.sensitive import FIELDS, reveal
from academy.practices.actions import PracticeDraft
from academy.practices.models import Practice
from academy.records.edition_file.card_writing import calls_of, cards_of, institutions_of, key_of, list_accepted
from academy.records.edition_file.fields import members
from academy.records.edition_file.format import VERSION, EditionFile
from academy.trail.actions import record

Shared = TypeVar("Shared", Institution, Person)

_BY_KEY = frozenset({"room", "part", "elective", "directed_by", "roles", "talks"})
_PRIVATE_SLOT = frozenset({"doubt", "printed_hours", "history"})


def edition_file(db: Session, edition: Edition, *, public: bool = False, sensitive: bool = False) -> EditionFile:
    """Return an edition (loaded whole) as a file; with `public`, only what readers may see.

    With `sensitive`, what only few may see of its people stands in it in clear: whoever asks for that records it.
    """
    slots = list_slots(db, edition, removed=not public)
    cards = list_accepted(db, edition, public=public)
    presented = [talk.practice for slot in slots for talk in slot.talks]
    practices = sorted({one.id: one for one in (*presented, *cards) if one}.values(), key=key_of)
    written = cards_of(db, cards, public=public)
    people = _unique(role.person for slot in slots for role in slot.roles)
    whole = {
        "format": VERSION,
        "series": {"key": edition.series.slug, **members(SeriesDraft.of(edition.series))},
        "institutions": [
            _institution(one)
            for one in _institutions(db, edition, slots, [*_bodies(practices), *institutions_of(cards)])
        ],
        "people": [_person(db, person, sensitive=sensitive and not public) for person in people],
        "practices": [_practice(one, written.get(one.id)) for one in practices],
        "edition": {
            "key": edition.slug,
            "uid": edition.uid,
            "state": edition.state,
            **members(EditionDraft.of(edition)),
            **_lists(edition),
            "institution_types": [_type(row) for row in list_institution_types(db, edition)],
            "quota_rules": [_rule(rule) for rule in list_quota_rules(db, edition)],
            "questions": [_question(row) for row in list_questions(db, edition)],
            "rooms": [_entry(room) for room in list_rooms(db, edition)],
            "parts": [_entry(part) for part in list_parts(db, edition)],
            "electives": [_entry(elective) for elective in list_electives(db, edition)],
            **calls_of(db, edition, cards, public=public),
            "slots": [_slot(slot, public=public) for slot in slots],
        },
    }
    return EditionFile.model_validate(whole)


def record_sensitive(db: Session, edition: Edition, now: datetime) -> None:
    """Record that what is sensitive of an edition's people was taken out, of each who has something."""
    slots = list_slots(db, edition, removed=True)
    for person in _unique(role.person for slot in slots for role in slot.roles):
        if any(getattr(person, field) for field in FIELDS):
            record(db, "person.exported", person, now, edition_id=edition.id)


def to_json(file: EditionFile) -> str:
    """Return the file's text. What says nothing is left out."""
    return file.model_dump_json(indent=1, exclude_defaults=True) + "\n"


def _institutions(
    db: Session, edition: Edition, slots: Sequence[Slot], others: Iterable[Institution | None]
) -> list[Institution]:
    roles = [role for slot in slots for role in slot.roles]
    named = [
        *(organiser.institution for organiser in edition.organisers),
        *(slot.directed_by for slot in slots),
        *(role.institution for role in roles),
        *(one.institution for role in roles for one in role.affiliations),
        *others,
    ]
    return _with_parents(db, {institution.id for institution in named if institution})


def _with_parents(db: Session, wanted: set[int]) -> list[Institution]:
    found: dict[int, Institution] = {}
    while wanted:
        query = select(Institution).where(Institution.id.in_(wanted)).options(selectinload(Institution.parents))
        found |= {institution.id: institution for institution in db.scalars(query)}
        wanted = {parent.id for institution in found.values() for parent in institution.parents} - found.keys()
    return sorted(found.values(), key=lambda institution: institution.slug)


def _unique(things: Iterable[Shared | None]) -> list[Shared]:
    by_slug = {thing.slug: thing for thing in things if thing is not None}
    return [by_slug[slug] for slug in sorted(by_slug)]


def _institution(institution: Institution) -> dict[str, Any]:
    parents = sorted(parent.slug for parent in institution.parents)
    said = members(InstitutionDraft.of(institution), frozenset({"parents"}))
    return {"key": institution.slug, **said, "parents": parents}


def _person(db: Session, person: Person, *, sensitive: bool) -> dict[str, Any]:
    secrets = {field: reveal(db, person, field) for field in FIELDS} if sensitive else {}
    return {"key": person.slug, **members(PersonDraft.of(person)), **secrets}


def _bodies(practices: Iterable[Practice]) -> list[Institution | None]:
    return [practice.institution for practice in practices]


def _practice(practice: Practice, card: dict[str, Any] | None) -> dict[str, Any]:
    said = members(PracticeDraft.of(practice), frozenset({"institution"}))
    return {"key": key_of(practice), **said, "institution": _key(practice.institution), "card": card}


def _lists(edition: Edition) -> dict[str, Any]:
    return {
        "date_claims": [
            {"stated": claim.stated, "source": _texts(claim.source), "shown": claim.is_shown}
            for claim in edition.date_claims
        ],
        "organisers": [{"institution": one.institution.slug, "part": one.part} for one in edition.organisers],
        "countries": [{"code": country.code, "label": _texts(country.label)} for country in edition.countries],
        "concept_note": [members(SectionDraft.of(section)) for section in edition.sections],
    }


def _rule(rule: QuotaRule) -> dict[str, Any]:
    return {**members(QuotaDraft.of(rule)), "slot": str(rule.slot.uid) if rule.slot else None}


def _question(row: Question) -> dict[str, Any]:
    options = [{"key": one.slug, "label": _texts(one.label)} for one in options_of(row)]
    said = members(QuestionDraft.of(row), frozenset({"slug", "options"}))
    return {"key": row.slug, **said, "options": options}


def _type(row: InstitutionType) -> dict[str, Any]:
    return {"key": row.slug, **members(TypeDraft.of(row), frozenset({"slug"}))}


def _entry(row: Any) -> dict[str, Any]:  # noqa: ANN401 (a room, a part or an elective)
    capacity = {} if row.capacity is None else {"capacity": row.capacity}
    return {"key": row.slug, "name": _texts(row.name), **capacity}


def _slot(slot: Slot, *, public: bool) -> dict[str, Any]:
    draft = SlotDraft.of(slot)
    said = {
        "uid": slot.uid,
        **members(draft, _BY_KEY),
        "room": _key(slot.room),
        "part": _key(slot.part),
        "elective": _key(slot.elective),
        "directed_by": _key(slot.directed_by),
        "roles": [_role(role) for role in draft.roles],
        "talks": [_talk(talk) for talk in draft.talks],
        "history": {name: getattr(slot, name) for name in _HISTORY},
    }
    return {name: value for name, value in said.items() if not (public and name in _PRIVATE_SLOT)}


_HISTORY = ("sequence", "created_at", "changed_at", "public_since", "removed_at")


def _talk(talk: TalkDraft) -> dict[str, Any]:
    return {
        "title": _texts(talk.title),
        "practice": key_of(talk.practice) if talk.practice else None,
        "roles": [_role(role) for role in talk.roles],
    }


def _role(role: RoleDraft) -> dict[str, Any]:
    return {
        "role": role.kind,
        "person": _key(role.person),
        "institution": _key(role.institution),
        "placeholder": _texts(role.placeholder),
        "presence": role.presence,
        "affiliations": [{"post": _texts(one.post), "institution": _key(one.institution)} for one in role.affiliations],
    }


def _key(thing: Any) -> str | None:  # noqa: ANN401 (anything with a short name)
    return thing.slug if thing else None


def _texts(value: Translated) -> dict[str, str]:
    return dict(sorted(value.items()))
