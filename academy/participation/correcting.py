"""What participants correct themselves, at any time. Nobody loses seat or state by it; what matters is seen again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.editions.models import Edition, EditionCountry
from academy.kit.countries import is_country
from academy.kit.refusals import Refusal
from academy.kit.texts import clean_line
from academy.kit.translated import Translated
from academy.kit.words import N_
from academy.participation.forms import list_questions
from academy.participation.models import QuotaRule, Registration, Scope, State
from academy.participation.queries import list_quota_rules
from academy.participation.rules import covering
from academy.people.actions import PersonDraft, change_person
from academy.people.models import Institution, Person
from academy.people.queries import list_institutions
from academy.people.rules import recognise_institution, sort_key_for
from academy.people.sensitive import conceal
from academy.trail.actions import record

BY_INSTITUTION = frozenset({Scope.INSTITUTION, Scope.ORGANISATION})
"""Scopes by which seats are an institution's own."""

_SHORT = 60
_LINES = ("given", "family", "listed_name", "institution_name", "post")
_NAMES = ("given", "family", "family_first", "listed_name", "honorific")
_MATTER = frozenset({"given", "family", "listed_name", "passport_name", "institution", "post"})
"""What organisers look at again, beside the answers to questions that say so."""


@dataclass(frozen=True, slots=True)
class OwnFacts:
    """What somebody says of themselves; names as used, in lists and in the passport are three."""

    given: str
    family: str = ""
    family_first: bool = False
    honorific: str = ""
    """In the language of the page."""
    listed_name: str = ""
    passport_name: str | None = None
    """None: it is not asked for, and stays."""
    institution_name: str = ""
    post: str = ""
    country: str | None = None
    """The country represented. It is asked for until the form is sent in, and then is the organisers' to change."""


def note_filled(db: Session, registration: Registration, step: str) -> None:
    """Note that somebody has gone through a step of the form."""
    if step not in registration.filled:
        registration.filled = (*registration.filled, step)
        db.flush()


def may_choose_country(registration: Registration) -> bool:
    """Tell whether the person says which country they represent: until a seat depends on it."""
    return registration.state == State.INVITED and registration.submitted_at is None and registration.once is not None


def correct(db: Session, registration: Registration, facts: OwnFacts, language: str, now: datetime) -> frozenset[str]:
    """Write what somebody says of themselves; return which fields have changed.

    Whoever shows names in public tells those pages: see `records.actions.tell_of_person`.
    """
    facts = _clean(facts)
    changed = _correct_person(db, registration.person, facts, language, now)
    changed |= _correct_registration(db, registration, facts, now)
    passport = facts.passport_name
    if passport is not None and conceal(db, registration.person, "passport_name", passport, now):
        changed.add("passport_name")
    review(db, registration, changed & _MATTER, now)
    return frozenset(changed)


def answers_changed(db: Session, registration: Registration, slugs: Iterable[str], now: datetime) -> None:
    """Let organisers look again where an answer has changed that matters."""
    mattering = {one.slug for one in list_questions(db, registration.edition) if one.matters}
    review(db, registration, mattering & set(slugs), now)


def review(db: Session, registration: Registration, fields: Iterable[str], now: datetime) -> None:
    """Let organisers look again at fields of somebody who has sent in their form. Seat and state stay."""
    fields = set(fields)
    if not fields or registration.submitted_at is None:
        return
    registration.review_since = registration.review_since or now
    registration.review_of = tuple(sorted({*registration.review_of, *fields}))
    db.flush()


def reviewed(db: Session, registration: Registration, now: datetime) -> None:
    """Note that organisers have looked at what had changed."""
    if registration.review_since is None:
        return
    fields, registration.review_since, registration.review_of = registration.review_of, None, ()
    db.flush()
    _record(db, "registration.reviewed", registration, now, {}, {"fields": list(fields)})


def check_country(db: Session, edition: Edition, rules: Iterable[QuotaRule], country: str | None) -> None:
    """Refuse a country that is none, is not invited where seats are counted by country, or is missing there."""
    by_country = any(rule.scope == Scope.COUNTRY for rule in rules)
    if country is None:
        if by_country:
            raise Refusal(N_("Say which country you represent: seats are counted by it."), field="country")
        return
    if not is_country(country):
        raise Refusal(N_("“%(code)s” is not a country."), code=country[:10], field="country")
    invited = set(db.scalars(select(EditionCountry.code).where(EditionCountry.edition_id == edition.id)))
    if by_country and invited and country not in invited:
        raise Refusal(N_("This country is not among those that are invited. Ask the organisers."), field="country")


def check_institution(rules: Iterable[QuotaRule], institution: Institution | None) -> None:
    """Refuse an institution that is none of ours where seats are counted by it."""
    if institution is None and any(rule.scope in BY_INSTITUTION for rule in rules):
        message = N_("Write the name of your institution as the organisers know it: seats are counted by institution.")
        raise Refusal(message, field="institution_name")


def recognised(db: Session, typed: str) -> Institution | None:
    """Return the institution of ours that a typed text names; None where none, or more than one, is meant."""
    return recognise_institution(typed, list_institutions(db)) if typed else None


def _clean(facts: OwnFacts) -> OwnFacts:
    texts: dict[str, Any] = {name: clean_line(getattr(facts, name), field=name) for name in _LINES}
    passport = facts.passport_name
    clean = None if passport is None else clean_line(passport, field="passport_name")
    honorific = clean_line(facts.honorific, most=_SHORT, field="honorific")
    return replace(facts, **texts, passport_name=clean, honorific=honorific)


def _correct_person(db: Session, person: Person, facts: OwnFacts, language: str, now: datetime) -> set[str]:
    before = PersonDraft.of(person)
    draft = replace(
        before,
        given=facts.given,
        family=facts.family,
        family_first=facts.family_first,
        honorific=Translated({**before.honorific, language: facts.honorific}),
        listed_name=facts.listed_name,
    )
    if (draft.given, draft.family) != (before.given, before.family):
        was_usual = before.sort_key == sort_key_for(before.given, before.family)
        draft = replace(draft, sort_key="" if was_usual else before.sort_key)
    if draft == before:
        return set()
    change_person(db, person, draft, now)
    return {name for name in _NAMES if getattr(draft, name) != getattr(before, name)}


def _correct_registration(db: Session, registration: Registration, facts: OwnFacts, now: datetime) -> set[str]:
    before = _said(registration)
    if may_choose_country(registration):
        rules, meant = _rules(db, registration), recognised(db, facts.institution_name)
        check_country(db, registration.edition, rules, facts.country)
        check_institution(rules, meant)
        registration.country, registration.institution = facts.country, meant
        registration.institution_id = registration.institution.id if registration.institution else None
    named = registration.institution
    is_meant = named is not None and recognise_institution(facts.institution_name, [named]) is named
    registration.institution_name = "" if is_meant else facts.institution_name
    registration.post = facts.post
    after = _said(registration)
    if before == after:
        return set()
    db.flush()
    _record(db, "registration.corrected", registration, now, before, after)
    return {name for name in after if before[name] != after[name]}


def _said(registration: Registration) -> dict[str, object]:
    named = registration.institution
    institution = registration.institution_name or (str(named.name.wording("en")) if named else "")
    return {"institution": institution, "post": registration.post, "country": registration.country}


def _rules(db: Session, registration: Registration) -> list[QuotaRule]:
    return covering(list_quota_rules(db, registration.edition), registration.type_id)


def _record(
    db: Session,
    act: str,
    registration: Registration,
    now: datetime,
    before: dict[str, object],
    after: dict[str, object],
) -> None:
    edition, person = registration.edition_id, registration.person_id
    record(db, act, registration, now, edition_id=edition, person_id=person, before=before, after=after)
