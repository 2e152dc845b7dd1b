"""What can be done with institution types and quota rules."""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.agenda.queries import get_slot
from academy.editions.actions import revise
from academy.editions.models import Edition
from academy.kit.refusals import Refusal
from academy.kit.translated import EMPTY, Translated
from academy.kit.words import N_
from academy.participation import seating
from academy.participation.models import (
    Entry,
    InstitutionType,
    OnLapse,
    QuotaRule,
    Registration,
    Right,
    Scope,
    Seat,
    Total,
)
from academy.participation.queries import list_institution_types, list_quota_rules
from academy.participation.rules import check_lapse, check_rule
from academy.people.models import InstitutionKind
from academy.trail.actions import record
from academy.trail.rules import facts, numbered


@dataclass(frozen=True, slots=True)
class TypeDraft:
    """An institution type; as the columns of the same names."""

    slug: str
    name: Translated
    entry: Entry = Entry.NOMINATION
    kind: InstitutionKind | None = None

    @classmethod
    def of(cls, row: InstitutionType) -> "TypeDraft":
        """Return what a type says now."""
        return cls(**{field.name: getattr(row, field.name) for field in fields(cls)})


@dataclass(frozen=True, slots=True)
class QuotaDraft:
    """A quota rule; as the columns of the same names. Its institution type is named by its short name; none: all."""

    institution_type: str | None
    scope: Scope
    seats: int | None = None
    is_binding: bool = False
    is_funded: bool = False
    level: Translated = EMPTY
    opens_on: date | None = None
    opens_at: time | None = None
    closes_on: date | None = None
    closes_at: time | None = None
    zone_name: str | None = None
    slot: str | None = None
    """The code of an item of the programme, for a rule that counts places there."""
    on_lapse: OnLapse = OnLapse.KEEP
    lapse_country: str | None = None

    @classmethod
    def of(cls, rule: QuotaRule) -> "QuotaDraft":
        """Return what a rule says now."""
        said = {field.name: getattr(rule, field.name) for field in fields(cls)}
        said["institution_type"] = rule.institution_type.slug if rule.institution_type else None
        return cls(**{**said, "slot": rule.slot.code if rule.slot else None})

    @property
    def key(self) -> Hashable:
        """What makes it the same rule as before, whatever else it says: whose seats it counts, and how."""
        return (self.institution_type, self.scope, self.slot)


def write_institution_types(db: Session, edition: Edition, drafts: Sequence[TypeDraft], now: datetime) -> None:
    """Make these the edition's institution types, in this order; one that is in use is not given up."""
    rows = {row.slug: row for row in list_institution_types(db, edition)}
    stored = [TypeDraft.of(row) for row in rows.values()]
    if list(drafts) == stored:
        return
    for gone in rows.keys() - {draft.slug for draft in drafts}:
        _give_up_type(db, rows[gone])
    for position, draft in enumerate(drafts):
        row = rows.get(draft.slug)
        if row is None:
            row = InstitutionType(edition_id=edition.id, slug=draft.slug, position=position, name=draft.name)
            db.add(row)
        row.position, row.name, row.entry, row.kind = position, draft.name, draft.entry, draft.kind
    revise(db, edition, now)
    before, after = ({f"type/{one.slug}": facts(one) for one in said} for said in (stored, drafts))
    record(db, "institution_types.changed", edition, now, edition_id=edition.id, before=before, after=after)


def write_quotas(
    db: Session, edition: Edition, types: Sequence[TypeDraft], rules: Sequence[QuotaDraft], now: datetime
) -> None:
    """Write institution types and rules; a type that is not named any more goes once no rule speaks of it."""
    named = {one.slug for one in types}
    going = [TypeDraft.of(row) for row in list_institution_types(db, edition) if row.slug not in named]
    write_institution_types(db, edition, [*types, *going], now)
    write_quota_rules(db, edition, rules, now)
    write_institution_types(db, edition, types, now)


def write_quota_rules(db: Session, edition: Edition, drafts: Sequence[QuotaDraft], now: datetime) -> None:
    """Make these the edition's quota rules, in this order.

    A rule for the same institution type, counted alike, is the same rule: its seats and whoever holds them stay. What
    is held is never taken away by this.
    """
    rules = list_quota_rules(db, edition)
    stored = [QuotaDraft.of(rule) for rule in rules]
    if list(drafts) == stored:
        return
    types = {row.slug: row for row in list_institution_types(db, edition)}
    for draft in drafts:
        check_rule(draft.seats, draft.scope, draft.institution_type, draft.slot)
        check_lapse(draft.on_lapse, draft.scope, draft.lapse_country)
    kept = dict(zip(_keyed(stored), rules, strict=True))
    wanted = _keyed(drafts)
    for key in kept.keys() - set(wanted):
        _give_up_rule(db, kept[key])
    for position, (key, draft) in enumerate(zip(wanted, drafts, strict=True)):
        _write_rule(db, edition, kept.get(key), draft, position, types)
    revise(db, edition, now)
    before, after = (numbered("rule", said) for said in (stored, drafts))
    record(db, "quotas.changed", edition, now, edition_id=edition.id, before=before, after=after)


def _keyed(drafts: Sequence[QuotaDraft]) -> list[tuple[Hashable, int]]:
    """Return what each rule is known by: the first, second … of its institution type and scope."""
    met: Counter[Hashable] = Counter()
    keys = []
    for draft in drafts:
        keys.append((draft.key, met[draft.key]))
        met[draft.key] += 1
    return keys


def _write_rule(
    db: Session,
    edition: Edition,
    rule: QuotaRule | None,
    draft: QuotaDraft,
    position: int,
    types: dict[str, InstitutionType],
) -> None:
    if draft.institution_type is not None and draft.institution_type not in types:
        raise Refusal(N_("There is no institution type “%(key)s” in this edition."), key=draft.institution_type)
    is_new = rule is None
    if rule is None:
        rule = QuotaRule(
            edition_id=edition.id,
            position=position,
            institution_type=types[draft.institution_type] if draft.institution_type else None,
            scope=draft.scope,
            seats=1,
            slot=get_slot(db, edition, draft.slot) if draft.slot else None,
        )
        db.add(rule)
    elif rule.seats != draft.seats:
        _resize(db, rule, draft.seats)
    rule.position = position
    for field in fields(draft):
        if field.name not in {"institution_type", "slot"}:
            setattr(rule, field.name, getattr(draft, field.name))
    db.flush()
    if is_new and rule.is_ceiling:
        seating.count_holders(db, rule)


def _resize(db: Session, rule: QuotaRule, seats: int | None) -> None:
    """Let every country or institution have more, or fewer: free seats go, and what is held is not taken away.

    What an organiser has added for one of them stays on top. More seats are made when somebody asks for them.
    """
    for total in db.scalars(select(Total).where(Total.rule_id == rule.id).with_for_update()).all():
        added = 0 if total.size is None else total.size - (rule.seats or 0)
        size = None if seats is None else seats + added
        counted = total.counted
        if size is not None and counted > size and not rule.is_ceiling:
            counted -= _remove_free(db, rule, total.unit, counted - size)
        if size is not None and counted > size:
            raise _held(counted)
        total.size, total.counted = size, counted


def _remove_free(db: Session, rule: QuotaRule, unit: str, most: int) -> int:
    own = (Seat.rule_id == rule.id, Seat.unit == unit, Seat.lent_to == unit, Seat.is_free, Seat.reason == "")
    query = select(Seat).where(*own).order_by(Seat.number.desc()).limit(most)
    free = db.scalars(query.with_for_update(skip_locked=True)).all()  # what somebody takes at this moment is not free
    for seat in free:
        db.delete(seat)
    return len(free)


def _give_up_rule(db: Session, rule: QuotaRule) -> None:
    # Locked first: who takes a seat at this moment has it, or finds it gone; nobody loses what they hold.
    seats = select(Seat.is_free).where(Seat.rule_id == rule.id).order_by(Seat.id).with_for_update()
    if not all(db.scalars(seats)):
        raise Refusal(N_("People hold seats under a rule that would go. Free those seats first, or keep the rule."))
    for model in (Seat, Total, Right):
        for row in db.scalars(select(model).where(model.rule_id == rule.id)):
            db.delete(row)
    db.delete(rule)
    db.flush()


def _give_up_type(db: Session, row: InstitutionType) -> None:
    used: tuple[Callable[[], object], ...] = (
        lambda: db.scalar(select(QuotaRule.id).where(QuotaRule.type_id == row.id).limit(1)),
        lambda: db.scalar(select(Registration.id).where(Registration.type_id == row.id).limit(1)),
    )
    if any(ask() for ask in used):
        message = N_("“%(name)s” is in use, by a quota or by people. Change those first.")
        raise Refusal(message, name=str(row.name.wording("en")))
    db.delete(row)
    db.flush()


def _held(held: int) -> Refusal:
    return Refusal(
        N_("%(held)s are held already. Free some of them first, or keep the number."), held=held, field="seats"
    )
