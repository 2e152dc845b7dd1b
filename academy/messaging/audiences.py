"""Whom a message goes to: a rule over what people do in an edition, worked out when it is needed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from academy.accounts.models import Account, Grant
from academy.agenda.models import Role, Slot
from academy.editions.models import Edition
from academy.kit.languages import base
from academy.kit.texts import collated
from academy.kit.translated import EMPTY, Translated
from academy.participation.models import InstitutionType, Registration, State
from academy.people.models import Consent, ConsentUse, Person

_TAKES_PART = frozenset({State.ACCEPTED, State.CONFIRMED, State.ARRIVED})

Rule = Mapping[str, Sequence[str]]
"""What is chosen of each dimension. One of these values is enough; of a dimension that is missing, any is."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who may be written to: a person, an account, or both, once. Without `email` nothing reaches them.

    `language` is the whole tag, such as "pt-BR"; to be chosen by language, its base is enough.
    """

    key: str
    name: str
    email: str
    language: str
    honorific: Translated = EMPTY
    sort_key: str = ""
    country: str = ""
    person_id: int | None = None
    account_id: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody does in an edition, in one respect: what is known of it, by dimension."""

    reader: Reader
    facts: Mapping[str, str]
    is_aside: bool = False
    """True where only a rule that names this very role means them: who waits, was refused, or has withdrawn."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a rule finds: those who are written to, and those who are not, by the reason why."""

    readers: tuple[Reader, ...] = ()
    unreachable: tuple[Reader, ...] = ()
    """Those without an address."""
    unwilling: tuple[Reader, ...] = ()
    """Those who want no announcements."""
    unasked: tuple[Reader, ...] = ()
    """Those who cannot decline announcements, and so get none: only a person can, and they are accounts without one."""
    slots: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By the key of each of them, the codes of the items in which they are what the rule asks for."""


def standings(db: Session, edition: Edition) -> list[Standing]:
    """Return all that people do in an edition: three queries, however many they are."""
    return [one for source in SOURCES.values() for one in source(db, edition)]


def audience(db: Session, edition: Edition, rule: Rule, *, is_announcement: bool = False) -> Audience:
    """Return whom a rule finds, each once, in the order in which people are filed."""
    found = chosen(standings(db, edition), rule)
    declined = _declined(db) if is_announcement else frozenset[int]()
    unasked = frozenset({None} if is_announcement else ())
    wanted = [one for one in found if one.person_id not in declined and one.person_id not in unasked]
    return Audience(
        readers=tuple(one for one in wanted if one.email),
        unreachable=tuple(one for one in wanted if not one.email),
        unwilling=tuple(one for one in found if one.person_id in declined),
        unasked=tuple(one for one in found if one.person_id in unasked),
        slots={one.key: codes for one, codes in found.items()},
    )


def chosen(every: Iterable[Standing], rule: Rule) -> dict[Reader, frozenset[str]]:
    """Return the people whom a rule finds, each with the items, by their codes, in which they are what it asks for.

    Of each chosen dimension somebody needs a standing that has one of its values, and that contradicts no other
    dimension: a speaker of an item is who speaks there, not who speaks elsewhere and is there for something else.
    A rule that names no role means those who are there: nobody who waits, or does not come.
    """
    wanted = {name: frozenset(values) for name, values in rule.items() if values}
    readers: dict[str, Reader] = {}
    met: dict[str, set[str]] = {}
    slots: dict[str, set[str]] = {}
    for standing in every:
        key, facts = standing.reader.key, standing.facts
        readers[key] = standing.reader
        known = wanted.keys() & facts.keys()
        if standing.is_aside and "role" not in wanted:
            continue
        if all(facts[name] in wanted[name] for name in known):
            met.setdefault(key, set()).update(known)
            slots.setdefault(key, set()).update({facts["slot"]} if "slot" in facts else ())
    found = [readers[key] for key, names in met.items() if names == wanted.keys()]
    found.sort(key=lambda one: (*collated(one.sort_key, base(one.language)), one.key))
    return {one: frozenset(slots[one.key]) for one in found}


def _programme(db: Session, edition: Edition) -> Iterable[Standing]:
    """Find who holds a role in an item of the programme."""
    query = (
        select(Person, Account, Role.kind, Slot.code)
        .select_from(Role)
        .join(Slot, Slot.id == Role.slot_id)
        .join(Person, Person.id == Role.person_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(Slot.edition_id == edition.id, Slot.removed_at.is_(None))
        .order_by(Role.id)
    )
    for person, account, kind, code in db.execute(query):
        reader = _reader(person, account, edition)
        yield Standing(reader, {"role": f"programme.{kind.value}", "slot": code, **_own(reader)})


def _roles(db: Session, edition: Edition) -> Iterable[Standing]:
    """Find who has a role in the edition itself; some are no persons of any programme."""
    query = (
        select(Account, Person, Grant.role)
        .select_from(Grant)
        .join(Account, Account.id == Grant.account_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(Grant.edition_id == edition.id, Grant.ended_at.is_(None), Account.closed_at.is_(None))
        .order_by(Grant.id)
    )
    for account, person, role in db.execute(query):
        reader = _reader(person, account, edition)
        yield Standing(reader, {"role": f"edition.{role.value}", **_own(reader)})


def _participation(db: Session, edition: Edition) -> Iterable[Standing]:
    """Find who takes part, waits or does not come; the country is the one that they represent."""
    query = (
        select(Registration.state, Registration.country, InstitutionType.slug, Person, Account)
        .select_from(Registration)
        .join(InstitutionType, InstitutionType.id == Registration.type_id)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(Registration.edition_id == edition.id)
        .order_by(Registration.id)
    )
    for state, country, kind, person, account in db.execute(query):
        reader = _reader(person, account, edition)
        facts = {**_own(reader), "role": f"participation.{state.value}", "type": kind}
        yield Standing(reader, {**facts, **({"country": country} if country else {})}, state not in _TAKES_PART)


SOURCES: Mapping[str, Callable[[Session, Edition], Iterable[Standing]]] = {
    "programme": _programme,
    "roles": _roles,
    "participation": _participation,
}
"""Where it is known what people do in an edition, one query each. Whatever facts a source gives are dimensions."""


def _own(reader: Reader) -> dict[str, str]:
    return {"country": reader.country, "language": base(reader.language)}


def _reader(person: Person | None, account: Account | None, edition: Edition) -> Reader:
    """Return who it is; what the person says of their letters goes before what their account says."""
    if account is not None and account.closed_at is not None:
        account = None
    spoken = (person and person.language) or (account and account.language) or edition.languages[0]
    email = (person and person.email) or (account and account.email) or ""
    account_id = account.id if account else None
    if person is None:
        name = account.name if account else ""
        return Reader(f"account:{account_id}", name, email, spoken, sort_key=name, account_id=account_id)
    return Reader(
        f"person:{person.id}",
        person.name,
        email,
        spoken,
        honorific=person.honorific,
        sort_key=person.sort_key or person.name,
        country=person.country or "",
        person_id=person.id,
        account_id=account_id,
    )


def _declined(db: Session) -> frozenset[int]:
    """Find whose newest word on announcements is no."""
    newest = select(func.max(Consent.id)).where(Consent.use == ConsentUse.ANNOUNCEMENTS).group_by(Consent.person_id)
    return frozenset(db.scalars(select(Consent.person_id).where(Consent.id.in_(newest), Consent.is_given.is_(False))))
