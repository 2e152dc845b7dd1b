"""The facts of a card that no language changes: countries, institutions, goals, themes, years, whom to ask."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from academy.accounts.actions import read_email
from academy.kit.countries import is_country
from academy.kit.refusals import Refusal, Stale, Unknown
from academy.kit.texts import clean_line, clean_text
from academy.kit.translated import EMPTY, Translated
from academy.kit.words import N_
from academy.people.models import Institution
from academy.people.queries import list_institutions
from academy.people.rules import reading, recognise_institution
from academy.practices.goals import read_goals
from academy.practices.models import CardContact, CardCountry, CardInstitution, CountryRole, Practice
from academy.practices.publishing import tell_readers
from academy.practices.themes import read_themes
from academy.practices.writing import check_writable
from academy.trail.actions import record
from academy.trail.rules import plain

MOST_COUNTRIES, MOST_INSTITUTIONS, MOST_CONTACTS = 30, 30, 10
EARLIEST, LATEST = 1900, 2200
"""Years."""

_LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody whom readers may ask; as the columns of the same names."""

    name: str
    post: str = ""
    email: str = ""
    telephone: str = ""
    note: str = ""
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What is known of a practice, whatever language its card is in."""

    author: str
    countries: tuple[tuple[str, CountryRole | None], ...] = ()
    institutions: tuple[str | Institution, ...] = ()
    """As they were typed; or one of ours."""
    goals: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    begun_in: int | None = None
    ended_in: int | None = None
    beneficiaries: Translated = EMPTY
    contacts: tuple[Contact, ...] = ()

    @classmethod
    def of(cls, card: Practice) -> "CardFacts":
        """Return what is known now; the card is loaded whole.

        A practice that organisers recorded may have its one country and institution in its own row alone.
        """
        own = ((card.country, None),) if card.country else ()
        body = (card.institution,) if card.institution else ()
        return cls(
            author=card.author,
            countries=tuple((one.code, one.role) for one in card.countries) or own,
            institutions=tuple(one.name or one.institution or "" for one in card.institutions) or body,
            goals=card.goals,
            themes=card.themes,
            begun_in=card.begun_in,
            ended_in=card.ended_in,
            beneficiaries=card.beneficiaries,
            contacts=tuple(_contact(one) for one in card.contacts),
        )

    @property
    def mark(self) -> str:
        """What a form carries of the facts that it was opened with: other facts have another one.

        Not of the author, who is written beside the text as well.
        """
        bodies = [one if isinstance(one, str) else one.id for one in self.institutions]
        told = [plain(replace(self, author="", institutions=())), bodies]
        return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:24]


def save_facts(
    db: Session, card: Practice, facts: CardFacts, now: datetime, seen: str | None = None, *, always: bool = False
) -> bool:
    """Write the facts of a card that is loaded whole; tell whether anything changed.

    `seen` is the mark of the facts that the form was opened with: where somebody has saved others since, it is Stale.
    Its author changes them while the card is being written; `always`, as organisers do, in any state.
    """
    if not always:
        check_writable(card)
    before, after = CardFacts.of(card), _checked(facts, needs_author=card.author != "")
    if after == before:
        return False
    if seen is not None and seen != before.mark:
        raise Stale(
            N_("Somebody else has changed this since you opened it. Nothing of yours is lost: compare and save again.")
        )
    _write(db, card, after)
    card.changed_at = now
    db.flush()
    tell_readers(db, card, now)
    told = {"before": _told(before), "after": _told(after)}
    record(db, "card.facts_set", card, now, edition_id=card.edition_id, person_id=card.person_id, **told)
    return True


def hide_contact(db: Session, card: Practice, name: str, now: datetime) -> None:
    """Show somebody to readers no more, who does not agree any longer: in any state of the card."""
    before = CardFacts.of(card)
    if not any(one.name == name for one in before.contacts):
        raise Unknown(N_("There is nobody of this name on the card."))
    contacts = tuple(replace(one, is_public=one.is_public and one.name != name) for one in before.contacts)
    save_facts(db, card, replace(before, contacts=contacts), now, always=True)


def _contact(one: CardContact) -> Contact:
    return Contact(one.name, one.post, one.email, one.telephone, one.note, one.is_public)


def _checked(facts: CardFacts, *, needs_author: bool) -> CardFacts:
    author = clean_line(facts.author, field="author")
    if needs_author and not author:
        raise Refusal(N_("Write your name, as it is to stand under the title."), field="author")
    _check_years(facts)
    beneficiaries = {code: clean_text(text, field="beneficiaries") for code, text in facts.beneficiaries.items()}
    return CardFacts(
        author=author,
        countries=_countries(facts),
        institutions=_institutions(facts),
        goals=read_goals(facts.goals),
        themes=read_themes(facts.themes),
        begun_in=facts.begun_in,
        ended_in=facts.ended_in,
        beneficiaries=Translated(beneficiaries),
        contacts=_contacts(facts),
    )


def _check_years(facts: CardFacts) -> None:
    for field, year in (("begun_in", facts.begun_in), ("ended_in", facts.ended_in)):
        if year is not None and not EARLIEST <= year <= LATEST:
            message = N_("A year is a number from %(earliest)s to %(latest)s.")
            raise Refusal(message, earliest=EARLIEST, latest=LATEST, field=field)
    if facts.begun_in and facts.ended_in and facts.ended_in < facts.begun_in:
        raise Refusal(N_("It cannot end before it has begun."), field="ended_in")


def _countries(facts: CardFacts) -> tuple[tuple[str, CountryRole | None], ...]:
    countries = tuple(dict.fromkeys(facts.countries))
    if not all(is_country(code) for code, _role in countries):
        raise Refusal(N_("Choose a country from the list."), field="countries")
    if len(countries) > MOST_COUNTRIES:
        raise Refusal(N_("At most %(most)s countries fit on a card."), most=MOST_COUNTRIES, field="countries")
    return countries


def _institutions(facts: CardFacts) -> tuple[str | Institution, ...]:
    """Return each once, however its name is spelled; those that were typed as one clean line."""
    named: dict[object, str | Institution] = {}
    for one in facts.institutions:
        said = clean_line(one, field="institutions") if isinstance(one, str) else one
        if said:
            named.setdefault(reading(said) if isinstance(said, str) else said.id, said)
    if len(named) > MOST_INSTITUTIONS:
        message = N_("At most %(most)s institutions fit on a card.")
        raise Refusal(message, most=MOST_INSTITUTIONS, field="institutions")
    return tuple(named.values())


def _contacts(facts: CardFacts) -> tuple[Contact, ...]:
    contacts = [_clean(one) for one in facts.contacts]
    contacts = [one for one in contacts if one != Contact("", is_public=one.is_public)]
    if len(contacts) > MOST_CONTACTS:
        raise Refusal(N_("At most %(most)s people to ask fit on a card."), most=MOST_CONTACTS, field="contacts")
    if not all(one.name for one in contacts):
        raise Refusal(N_("Write the name of each person who may be asked."), field="contacts")
    return tuple(dict.fromkeys(contacts))


def _clean(contact: Contact) -> Contact:
    lines = {
        name: clean_line(getattr(contact, name), field="contacts") for name in ("name", "post", "email", "telephone")
    }
    lines["email"] = read_email(lines["email"], "contacts") if lines["email"] else ""
    return Contact(
        **lines, note=clean_text(contact.note, most=_LONGEST_NOTE, field="contacts"), is_public=contact.is_public
    )


def _write(db: Session, card: Practice, facts: CardFacts) -> None:
    card.author, card.goals, card.themes = facts.author, facts.goals, facts.themes
    card.begun_in, card.ended_in, card.beneficiaries = facts.begun_in, facts.ended_in, facts.beneficiaries
    if facts.countries != tuple((one.code, one.role) for one in card.countries):
        rows = enumerate(facts.countries)
        card.countries[:] = [CardCountry(position=place, code=code, role=role) for place, (code, role) in rows]
    card.institutions[:] = _found(db, card, facts.institutions)
    if facts.contacts != tuple(_contact(one) for one in card.contacts):
        card.contacts[:] = [
            CardContact(position=place, **{name: getattr(one, name) for name in Contact.__slots__})
            for place, one in enumerate(facts.contacts)
        ]
    providing = (code for code, role in facts.countries if role == CountryRole.PROVIDING)
    card.country = next(providing, next((code for code, _role in facts.countries), None))
    card.institution = next((one.institution for one in card.institutions if one.institution), None)


def _found(db: Session, card: Practice, wanted: Iterable[str | Institution]) -> list[CardInstitution]:
    """Return a row for each institution: those that were there stay as they are, another name is looked up."""
    rows: dict[str | Institution | None, CardInstitution] = {
        one.name or one.institution: one for one in card.institutions
    }
    known = None
    found = []
    for place, one in enumerate(wanted):
        row = rows.get(one) or CardInstitution(position=place)
        row.position = place
        if isinstance(one, Institution):
            row.institution = one
        elif one not in rows:
            known = list_institutions(db) if known is None else known
            row.name, row.institution = one, recognise_institution(one, known)
        found.append(row)
    return found


def _told(facts: CardFacts) -> Mapping[str, Any]:
    """Return what stands in the record: of the people to ask only how many, for the record would keep them for ever."""
    return {
        "author": facts.author,
        "card_countries": [f"{code} {role or ''}".strip() for code, role in facts.countries],
        "card_institutions": [plain(one) for one in facts.institutions],
        "goals": facts.goals,
        "themes": facts.themes,
        "begun_in": facts.begun_in,
        "ended_in": facts.ended_in,
        "beneficiaries": facts.beneficiaries,
        "contacts": len(facts.contacts),
        "contacts_public": sum(one.is_public for one in facts.contacts),
    }
