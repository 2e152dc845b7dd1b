"""How quota rules are found."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from academy.agenda.models import Role, Slot, Talk
from academy.editions.models import Edition, EditionCountry
from academy.participation.models import QuotaRule


def contents(db: Session, edition: Edition) -> frozenset[str]:
    """Return what an edition has to show: of "programme", "people" (or institutions), "practices" and "invited"."""
    slots = select(Slot.id).where(Slot.edition_id == edition.id, Slot.removed_at.is_(None))
    rules = select(QuotaRule.id).where(QuotaRule.edition_id == edition.id)
    countries = select(EditionCountry.id).where(EditionCountry.edition_id == edition.id)
    asked = {
        "programme": slots.exists(),
        "people": select(Role.id).where(Role.slot_id.in_(slots)).exists(),
        "practices": select(Talk.id).where(Talk.slot_id.in_(slots), Talk.practice_id.is_not(None)).exists(),
        "invited": or_(rules.exists(), countries.exists()),
    }
    row = db.execute(select(*asked.values())).one()
    return frozenset(name for name, is_there in zip(asked, row, strict=True) if is_there)


def list_quota_rules(db: Session, edition: Edition) -> Sequence[QuotaRule]:
    """Return an edition's quota rules in their order."""
    return db.scalars(select(QuotaRule).where(QuotaRule.edition_id == edition.id).order_by(QuotaRule.position)).all()
