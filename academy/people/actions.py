"""What can be done with people and institutions. Who changes one tells the editions that speak of it: see `records`."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.kit.refusals import Refusal
from academy.kit.slugs import slug_for
from academy.kit.translated import EMPTY, Translated
from academy.kit.words import N_
from academy.people.models import Institution, InstitutionKind, Person, institution_parent
from academy.people.queries import find_institution, find_person
from academy.people.rules import sort_key_for
from academy.trail.actions import record
from academy.trail.rules import facts


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """What is known of a person and is not sensitive; as the columns of the same names."""

    given: str
    family: str = ""
    family_first: bool = False
    sort_key: str = ""
    honorific: Translated = EMPTY
    listed_name: str = ""
    country: str | None = None
    is_invented: bool = False

    @classmethod
    def of(cls, person: Person) -> "PersonDraft":
        """Return what is known now."""
        return cls(**{field.name: getattr(person, field.name) for field in fields(cls)})


@dataclass(frozen=True, slots=True)
class InstitutionDraft:
    """What is known of an institution; as the columns of the same names."""

    name: Translated
    acronym: Translated = EMPTY
    kind: InstitutionKind = InstitutionKind.OTHER
    country: str | None = None
    aliases: tuple[str, ...] = ()
    parents: tuple[Institution, ...] = ()

    @classmethod
    def of(cls, institution: Institution) -> "InstitutionDraft":
        """Return what is known now; the institution's parents must be loaded."""
        values = {field.name: getattr(institution, field.name) for field in fields(cls)}
        return cls(**{**values, "parents": tuple(institution.parents)})


def create_person(db: Session, draft: PersonDraft, now: datetime, slug: str = "") -> Person:
    """Add a person; without a sort key of their own they are filed by family name."""
    _check_person(draft)
    name = f"{draft.given} {draft.family}".strip()
    slug = slug or slug_for(name, lambda taken: find_person(db, taken) is not None, "person")
    person = Person(slug=slug, given=draft.given)
    _write_person(person, draft)
    db.add(person)
    db.flush()
    record(db, "person.created", person, now, person_id=person.id, after=facts(PersonDraft.of(person)))
    return person


def change_person(db: Session, person: Person, draft: PersonDraft, now: datetime) -> bool:
    """Correct what is known of a person; tell whether anything changed."""
    _check_person(draft)
    before = facts(PersonDraft.of(person))
    _write_person(person, draft)
    changed = db.is_modified(person)
    db.flush()
    if changed:
        after = facts(PersonDraft.of(person))
        record(db, "person.changed", person, now, person_id=person.id, before=before, after=after)
    return changed


def write_contact(db: Session, person: Person, email: str, language: str | None, now: datetime) -> None:
    """Say where letters to a person go, and in which language they are; empty: nobody knows."""
    before = {"email": person.email, "language": person.language}
    after = {"email": email, "language": language}
    if before != after:
        person.email, person.language = email, language
        db.flush()
        record(db, "person.contact_changed", person, now, person_id=person.id, before=before, after=after)


def create_institution(db: Session, draft: InstitutionDraft, now: datetime, slug: str = "") -> Institution:
    """Add an institution."""
    _check_institution(draft)
    called = draft.acronym or draft.name
    stem = str(called.wording("en"))
    slug = slug or slug_for(stem, lambda taken: find_institution(db, taken) is not None, "institution")
    institution = Institution(slug=slug, name=draft.name)
    _write_institution(institution, draft)
    db.add(institution)
    db.flush()
    record(db, "institution.created", institution, now, after=facts(draft))
    return institution


def change_institution(db: Session, institution: Institution, draft: InstitutionDraft, now: datetime) -> bool:
    """Correct what is known of an institution; tell whether anything changed."""
    _check_institution(draft)
    if _has_ancestor(db, draft.parents, institution):
        raise Refusal(N_("An institution cannot be part of itself, nor of one that is part of it."), field="parents")
    before = facts(InstitutionDraft.of(institution))
    _write_institution(institution, draft)
    changed = db.is_modified(institution)
    db.flush()
    if changed:
        record(db, "institution.changed", institution, now, before=before, after=facts(draft))
    return changed


def _check_person(draft: PersonDraft) -> None:
    if not draft.given and not draft.family:
        raise Refusal(N_("A person needs at least one name."), field="given")


def _check_institution(draft: InstitutionDraft) -> None:
    if not draft.name:
        raise Refusal(N_("An institution needs a name in at least one language."), field="name")


def _write_person(person: Person, draft: PersonDraft) -> None:
    for field in fields(draft):
        setattr(person, field.name, getattr(draft, field.name))
    person.sort_key = draft.sort_key or sort_key_for(draft.given, draft.family)


def _write_institution(institution: Institution, draft: InstitutionDraft) -> None:
    for field in fields(draft):
        value = getattr(draft, field.name)
        setattr(institution, field.name, list(value) if field.name == "parents" else value)


def _has_ancestor(db: Session, parents: tuple[Institution, ...], institution: Institution) -> bool:
    seen: set[int] = set()
    above = {parent.id for parent in parents}
    while above - seen:
        seen |= above
        links = institution_parent.c
        above = set(db.scalars(select(links.parent_id).where(links.institution_id.in_(above))))
    return institution.id in seen
