"""How people come to register themselves: by a letter to their mailbox, or signed in; where a type lets them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from academy.db.engine import keys_of
from academy.editions.models import Edition
from academy.editions.rules import is_off
from academy.kit.refusals import Refusal
from academy.kit.texts import clean_line, folded
from academy.kit.words import N_
from academy.outbox.actions import Recipient, put
from academy.outbox.models import Letter
from academy.participation import letters
from academy.participation.correcting import BY_INSTITUTION, check_country, check_institution, recognised
from academy.participation.links import ARRIVAL_LASTS, Arrival, arrival_token
from academy.participation.models import Entry, InstitutionType, QuotaRule, Registration, Scope
from academy.participation.queries import (
    find_registration,
    list_institution_types,
    list_quota_rules,
    whole_registration,
)
from academy.participation.rules import covering, is_open
from academy.participation.standing import Candidate, check_windows, entered
from academy.people.actions import PersonDraft, create_person, write_contact
from academy.people.models import Institution, Person
from academy.people.queries import list_people_at

FRESH, MOST_FRESH = timedelta(minutes=30), 3
"""While so many letters to one mailbox are this fresh, no further one is written: each of them works."""

MOST_AT_A_MAILBOX = 50
"""Registrations in an edition that are begun at one mailbox."""

_BY_THEMSELVES = frozenset({Entry.OPEN, Entry.APPROVAL})
_LONGEST_WORD = 64


@dataclass(frozen=True, slots=True)
class Beginning:
    """What somebody says who begins to register. `once` is the word of the form: sent twice, it is one registration."""

    type_slug: str
    given: str
    family: str = ""
    country: str | None = None
    institution_name: str = ""
    once: str = ""


def ask_to_begin(db: Session, edition: Edition, email: str, language: str, now: datetime) -> None:
    """Write to a mailbox what a registration is begun with, whether or not anybody is known there."""
    email = email.strip().lower()
    token = arrival_token(Arrival(edition.id, email), now, keys_of(db))
    draft = letters.beginning(edition, token, ARRIVAL_LASTS.days, language)
    own = (Letter.origin == draft.origin, func.lower(Letter.email) == email, Letter.created_at > now - FRESH)
    if (db.scalar(select(func.count()).select_from(Letter).where(*own)) or 0) < MOST_FRESH:
        put(db, Recipient(email, "", language), draft, now)
        db.flush()


def list_at(db: Session, edition: Edition, email: str) -> Sequence[Registration]:
    """Return the registrations in an edition of people whose mailbox it is, with all that they name."""
    own = (Registration.edition_id == edition.id, func.lower(Person.email) == email.strip().lower())
    query = select(Registration).join(Person, Registration.person_id == Person.id).where(*own)
    return db.scalars(query.options(*whole_registration()).order_by(Registration.id)).all()


def list_of_person(db: Session, person_id: int) -> Sequence[Registration]:
    """Return somebody's registrations in all editions, the newest first, with all that they name."""
    own = select(Registration).where(Registration.person_id == person_id).options(*whole_registration())
    return db.scalars(own.order_by(Registration.id.desc())).all()


def types_to_begin(db: Session, edition: Edition, now: datetime) -> list[InstitutionType]:
    """Return the institution types whose people may begin a registration now, by the rules' own windows.

    One country or institution may have a deadline of its own: that is looked at once it is known.
    """
    if is_off(edition, now):
        return []
    rules = list_quota_rules(db, edition)
    return [
        one
        for one in list_institution_types(db, edition)
        if one.entry in _BY_THEMSELVES and any(is_open(rule, edition.zone, now) for rule in covering(rules, one.id))
    ]


def asks_country(rules: Sequence[QuotaRule]) -> bool:
    """Tell whether seats are counted by country."""
    return any(rule.scope == Scope.COUNTRY for rule in rules)


def asks_institution(rules: Sequence[QuotaRule]) -> bool:
    """Tell whether seats are counted by institution."""
    return any(rule.scope in BY_INSTITUTION for rule in rules)


def begin(db: Session, edition: Edition, email: str, language: str, said: Beginning, now: datetime) -> Registration:
    """Begin a registration for somebody at a mailbox that has proved itself. It is sent in later.

    Who is known there by the same name is the same person, and has one registration.
    """
    begun = _begun(db, edition, said)
    if begun is not None:
        return _own(begun, is_own=begun.person.email.lower() == email.strip().lower())
    candidate = _checked(db, edition, said, now)
    given, family = clean_line(said.given, field="given"), clean_line(said.family, field="family")
    person = _known(db, email, given, family)
    if person is None:
        _check_room(db, edition, email)
        person = create_person(db, PersonDraft(given=given, family=family, country=said.country), now)
        write_contact(db, person, email.strip().lower(), language, now)
    return _entered(db, edition, person, candidate, said, now)


def begin_for(db: Session, edition: Edition, person: Person, said: Beginning, now: datetime) -> Registration:
    """Begin a registration for a person who has signed in; their names stay as they are."""
    begun = _begun(db, edition, said)
    if begun is not None:
        return _own(begun, is_own=begun.person_id == person.id)
    return _entered(db, edition, person, _checked(db, edition, said, now), said, now)


@dataclass(frozen=True, slots=True)
class _Checked:
    kind: InstitutionType
    institution: Institution | None


def _begun(db: Session, edition: Edition, said: Beginning) -> Registration | None:
    """Return the registration that the same form has begun. One after another: the edition's row is held meanwhile."""
    db.execute(select(Edition.id).where(Edition.id == edition.id).with_for_update(key_share=True))
    if not said.once or len(said.once) > _LONGEST_WORD or not said.once.isalnum():
        raise Refusal(N_("Load this page again, and send the form once more: its mark is missing."))
    own = select(Registration).where(Registration.once == said.once)
    found = db.scalar(own.options(*whole_registration()))
    return found if found is None else _own(found, is_own=found.edition_id == edition.id)


def _own(begun: Registration, *, is_own: bool) -> Registration:
    if not is_own:
        raise Refusal(N_("Load this page again, and send the form once more: its mark is missing."))
    return begun


def _checked(db: Session, edition: Edition, said: Beginning, now: datetime) -> _Checked:
    """Return for what somebody registers; refuse what is not open to them."""
    if is_off(edition, now):
        raise Refusal(N_("This event is over, or was cancelled: nobody registers any more."))
    kind = next((one for one in list_institution_types(db, edition) if one.slug == said.type_slug), None)
    if kind is None:
        raise Refusal(N_("Say for which institution type you come."), field="type")
    if kind.entry not in _BY_THEMSELVES:
        message = N_("People of this institution type do not register themselves: they are put forward, or invited.")
        raise Refusal(message, field="type")
    rules = covering(list_quota_rules(db, edition), kind.id)
    if not rules:
        raise Refusal(N_("There are no seats for this institution type."), field="type")
    check_country(db, edition, rules, said.country)
    institution = recognised(db, clean_line(said.institution_name, field="institution_name"))
    check_institution(rules, institution)
    check_windows(db, edition, rules, said.country, institution.id if institution else None, now)
    return _Checked(kind, institution)


def _check_room(db: Session, edition: Edition, email: str) -> None:
    """Refuse to begin for ever more people at one mailbox: whoever has many uses the organisers' spreadsheet."""
    own = (Registration.edition_id == edition.id, func.lower(Person.email) == email.strip().lower())
    begun = select(func.count()).select_from(Registration).join(Person, Registration.person_id == Person.id)
    if (db.scalar(begun.where(*own)) or 0) >= MOST_AT_A_MAILBOX:
        raise Refusal(N_("Many people are registered at this address already. Ask the organisers to add more."))


def _known(db: Session, email: str, given: str, family: str) -> Person | None:
    """Return who is known at a mailbox by this name, however it is accented."""
    wanted = folded(f"{given} {family}")
    return next((one for one in list_people_at(db, email) if folded(f"{one.given} {one.family}") == wanted), None)


def _entered(
    db: Session, edition: Edition, person: Person, checked: _Checked, said: Beginning, now: datetime
) -> Registration:
    """Return somebody's registration: the one that they have, or a new one."""
    found = find_registration(db, edition, person)
    if found is not None:
        return found
    typed = clean_line(said.institution_name, field="institution_name")
    candidate = Candidate(
        person,
        checked.kind,
        said.country,
        checked.institution,
        institution_name="" if checked.institution else typed,
    )
    registration = entered(db, edition, None, candidate, now)
    registration.once = said.once
    db.flush()
    return registration
