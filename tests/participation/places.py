"""Editions with quotas, and people who want their seats."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from academy.editions.actions import set_countries
from academy.editions.models import Edition
from academy.kit.translated import EMPTY
from academy.participation.actions import QuotaDraft, TypeDraft, write_quotas
from academy.participation.models import Holding, InstitutionType, QuotaRule, Registration, Scope, Seat
from academy.participation.queries import list_institution_types, list_quota_rules
from academy.participation.registering import nominate
from academy.participation.standing import Candidate
from academy.people.models import Person
from tests import factories
from tests.factories import LATER, words

LABOUR = TypeDraft("labour", words("Ministries of labour"))
UNIONS = TypeDraft("unions", words("Workers’ organisations"))
OBSERVERS = TypeDraft("observers", words("Observer agencies"))

TWO_PER_COUNTRY = QuotaDraft("labour", Scope.COUNTRY, 2)
TWO_FOR_THE_REGION = QuotaDraft("unions", Scope.REGION, 2)
ALL_OBSERVERS = QuotaDraft("observers", Scope.EDITION)
RULES = (TWO_PER_COUNTRY, TWO_FOR_THE_REGION, ALL_OBSERVERS)


def invited(db: Session, rules: Sequence[QuotaDraft] = RULES, slug: str = "workshop-2026", **more: Any) -> Edition:  # noqa: ANN401 (an EditionDraft's)
    """An edition of two countries with these rules."""
    edition = factories.edition(db, slug, **more)
    set_countries(db, edition, [("MX", EMPTY), ("PE", EMPTY)], LATER)
    write_quotas(db, edition, [LABOUR, UNIONS, OBSERVERS], rules, LATER)
    return edition


def candidate(db: Session, edition: Edition, given: str, kind: str = "labour", country: str | None = "MX") -> Candidate:
    return Candidate(factories.person(db, given, "Peña"), type_called(db, edition, kind), country)


def put(db: Session, edition: Edition, given: str, kind: str = "labour", country: str | None = "MX") -> Registration:
    """Put somebody new forward."""
    return nominate(db, edition, candidate(db, edition, given, kind, country), LATER)


def type_called(db: Session, edition: Edition, slug: str) -> InstitutionType:
    return next(row for row in list_institution_types(db, edition) if row.slug == slug)


def rule_for(db: Session, edition: Edition, kind: str | None) -> QuotaRule:
    """The first rule for an institution type; of no type, the first ceiling."""
    rules = list_quota_rules(db, edition)
    return next(rule for rule in rules if (rule.institution_type.slug if rule.institution_type else None) == kind)


def held(db: Session) -> dict[str, tuple[str, int]]:
    """Who holds which seat now, by given name: whose seat it is, and its number."""
    whose = select(Person.given, Seat.unit, Seat.number).join(Registration, Registration.person_id == Person.id)
    standing = whose.join(Holding, Holding.registration_id == Registration.id).join(Seat, Holding.seat_id == Seat.id)
    rows = db.execute(standing.where(Holding.until.is_(None), ~Holding.is_rival))
    return {given: (unit, number) for given, unit, number in rows}


def count_held(db: Session) -> int:
    return db.scalar(select(func.count()).select_from(Holding).where(Holding.until.is_(None), ~Holding.is_rival)) or 0
