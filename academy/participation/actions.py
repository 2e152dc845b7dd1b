"""What can be done with quota rules."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from academy.editions.actions import revise
from academy.editions.models import Edition
from academy.kit.refusals import Refusal
from academy.kit.translated import EMPTY, Translated
from academy.kit.words import N_
from academy.participation.models import QuotaRule, Scope
from academy.participation.queries import list_quota_rules
from academy.trail.actions import record
from academy.trail.rules import numbered


@dataclass(frozen=True, slots=True)
class QuotaDraft:
    """A quota rule; as the columns of the same names."""

    institution_type: Translated
    scope: Scope
    seats: int | None = None
    is_binding: bool = False
    level: Translated = EMPTY

    @classmethod
    def of(cls, rule: QuotaRule) -> "QuotaDraft":
        """Return what a rule says now."""
        return cls(**{field.name: getattr(rule, field.name) for field in fields(cls)})


def write_quota_rules(db: Session, edition: Edition, drafts: Sequence[QuotaDraft], now: datetime) -> None:
    """Make these the edition's quota rules, in this order."""
    stored = [QuotaDraft.of(rule) for rule in list_quota_rules(db, edition)]
    if list(drafts) == stored:
        return
    for draft in drafts:
        if draft.seats is not None and draft.seats < 1:
            raise Refusal(N_("A number of seats begins at one; leave it empty where the rule is open."), field="seats")
    db.execute(delete(QuotaRule).where(QuotaRule.edition_id == edition.id))
    for position, draft in enumerate(drafts):
        db.add(
            QuotaRule(
                edition_id=edition.id,
                position=position,
                institution_type=draft.institution_type,
                scope=draft.scope,
                seats=draft.seats,
                is_binding=draft.is_binding,
                level=draft.level,
            )
        )
    revise(db, edition, now)
    before, after = (numbered("rule", rules) for rules in (stored, drafts))
    record(db, "quotas.changed", edition, now, edition_id=edition.id, before=before, after=after)
