"""How quota rules are found."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from academy.editions.models import Edition, EditionCountry
from academy.participation.models import QuotaRule


def has_quota_rules(db: Session, edition: Edition) -> bool:
    """Tell whether an edition has any quota rule, or a list of countries."""
    rules = select(QuotaRule.id).where(QuotaRule.edition_id == edition.id)
    countries = select(EditionCountry.id).where(EditionCountry.edition_id == edition.id)
    return bool(db.scalar(select(or_(rules.exists(), countries.exists()))))


def list_quota_rules(db: Session, edition: Edition) -> Sequence[QuotaRule]:
    """Return an edition's quota rules in their order."""
    return db.scalars(select(QuotaRule).where(QuotaRule.edition_id == edition.id).order_by(QuotaRule.position)).all()
