"""How quota rules are found."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.editions.models import Edition
from academy.participation.models import QuotaRule


def list_quota_rules(db: Session, edition: Edition) -> Sequence[QuotaRule]:
    """Return an edition's quota rules in their order."""
    return db.scalars(select(QuotaRule).where(QuotaRule.edition_id == edition.id).order_by(QuotaRule.position)).all()
