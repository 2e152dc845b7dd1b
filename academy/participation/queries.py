"""How quota rules are found."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from academy.agenda.models import Role, Slot, Talk
from academy.editions.models import Edition, EditionCountry
from academy.kit.refusals import Unknown
from academy.kit.words import N_
from academy.participation.models import (
    Admission,
    Holding,
    InstitutionType,
    Mandate,
    QuotaRule,
    Registration,
    Right,
    Seat,
    Total,
)
from academy.participation.rules import HOLDING
from academy.people.models import Person
from academy.practices.catalogue import readable
from academy.practices.models import Call, Practice


def contents(db: Session, edition: Edition) -> frozenset[str]:
    """Return what an edition has to show: "programme", "people", "practices", "invited", "take_part", "calls"."""
    slots = select(Slot.id).where(Slot.edition_id == edition.id, Slot.removed_at.is_(None))
    rules = select(QuotaRule.id).where(QuotaRule.edition_id == edition.id)
    countries = select(EditionCountry.id).where(EditionCountry.edition_id == edition.id)
    asked = {
        "programme": slots.exists(),
        "people": select(Role.id).where(Role.slot_id.in_(slots)).exists(),
        "practices": or_(
            select(Talk.id).where(Talk.slot_id.in_(slots), Talk.practice_id.is_not(None)).exists(),
            select(Practice.id).where(Practice.edition_id == edition.id, readable()).exists(),
        ),
        "invited": or_(rules.exists(), countries.exists()),
        "take_part": rules.where(QuotaRule.type_id.is_not(None)).exists(),
        "calls": select(Call.id).where(Call.edition_id == edition.id, Call.is_announced).exists(),
    }
    row = db.execute(select(*asked.values())).one()
    return frozenset(name for name, is_there in zip(asked, row, strict=True) if is_there)


def list_institution_types(db: Session, edition: Edition) -> Sequence[InstitutionType]:
    """Return an edition's institution types in their order."""
    own = InstitutionType.edition_id == edition.id
    return db.scalars(select(InstitutionType).where(own).order_by(InstitutionType.position)).all()


def list_quota_rules(db: Session, edition: Edition) -> Sequence[QuotaRule]:
    """Return an edition's quota rules with their institution types and items, in their order."""
    rules = select(QuotaRule).where(QuotaRule.edition_id == edition.id).order_by(QuotaRule.position)
    return db.scalars(rules.options(joinedload(QuotaRule.institution_type), joinedload(QuotaRule.slot))).all()


def find_registration(db: Session, edition: Edition, person: Person) -> Registration | None:
    """Return somebody's participation in an edition, with all that it names; or None."""
    own = (Registration.edition_id == edition.id, Registration.person_id == person.id)
    return db.scalar(select(Registration).where(*own).options(*whole_registration()))


def find_registration_by(db: Session, number: int, *, locked: bool = False) -> Registration | None:
    """Return a participation by its number, with all that it names; or None. `locked` where it is to be changed."""
    query = select(Registration).where(Registration.id == number).options(*whole_registration())
    if not locked:
        return db.scalar(query)
    lock_rivals(db, [number])
    return db.scalar(query.with_for_update(of=Registration))


def lock_rivals(db: Session, numbers: Sequence[int]) -> None:
    """Let nobody else change registrations, or those who stand for the same seats, before this transaction is over.

    All at once, and by number: so two rivals who leave at the same moment do not wait for each other.
    """
    own, other = aliased(Holding), aliased(Holding)
    same = and_(own.seat_id == other.seat_id, own.until.is_(None), other.until.is_(None))
    rivals = select(other.registration_id).join(own, same).where(own.registration_id.in_(numbers))
    wanted = {*numbers, *db.scalars(rivals)}
    if len(wanted) > 1:
        own_and_theirs = select(Registration.id).where(Registration.id.in_(wanted)).order_by(Registration.id)
        db.execute(own_and_theirs.with_for_update()).all()


def get_registration(db: Session, edition: Edition, number: int, *, locked: bool = False) -> Registration:
    """Return a participation in an edition by its number, with all that it names; refuse where there is none."""
    found = find_registration_by(db, number, locked=locked)
    if found is None or found.edition_id != edition.id:
        raise Unknown(N_("Nobody takes part in this edition under this number."))
    return found


def whole_registration() -> tuple[ORMOption, ...]:
    """Return the options that load all that a participation names."""
    return (
        joinedload(Registration.person),
        joinedload(Registration.institution_type),
        joinedload(Registration.institution),
        joinedload(Registration.mandate),
        joinedload(Registration.letter),
        joinedload(Registration.edition).joinedload(Edition.series),
    )


def whole_mandate() -> tuple[ORMOption, ...]:
    """Return the options that load all that a mandate names."""
    named = (Mandate.institution, Mandate.institution_type)
    return (joinedload(Mandate.edition).joinedload(Edition.series), *(joinedload(one) for one in named))


def find_right(db: Session, rule: QuotaRule, unit: str) -> Right | None:
    """Return what holds for one country or institution under a rule, and for no other; or None."""
    return db.scalar(select(Right).where(Right.rule_id == rule.id, Right.unit == unit))


def admission_of(db: Session, edition: Edition) -> Admission:
    """Return how an edition gives its seats: as it was set, or by default (then it is not stored yet)."""
    return db.scalar(select(Admission).where(Admission.edition_id == edition.id)) or Admission(edition_id=edition.id)


@dataclass(frozen=True, slots=True)
class Miscount:
    """A counter that does not say what the rows say: of which rule, for which country or institution."""

    rule_id: int | None
    """None where it is somebody's state that does not say whether they hold a seat."""
    unit: str
    counted: int
    really: int


def list_miscounts(db: Session) -> list[Miscount]:
    """Compare every counter with the rows: seats that were made, people under a ceiling, and who holds a seat.

    Whoever is in a state that holds a seat stands for exactly one; nobody else does.
    """
    return [*_totals_that_lie(db), *_seats_that_lie(db), *_states_that_lie(db)]


def _totals_that_lie(db: Session) -> Iterator[Miscount]:
    rules = {rule.id: rule for rule in db.scalars(select(QuotaRule))}
    made = dict(_counts(db.execute(select(Seat.rule_id, Seat.unit, func.count()).group_by(Seat.rule_id, Seat.unit))))
    standing = (Holding.until.is_(None), ~Holding.is_rival)
    who = select(Registration.edition_id, Registration.country, func.count()).join(
        Holding, Holding.registration_id == Registration.id
    )
    by_country = who.where(*standing).group_by(Registration.edition_id, Registration.country)
    held: Counter[tuple[int, str]] = Counter()
    for edition_id, country, count in db.execute(by_country):
        held[edition_id, ""] += count
        held[edition_id, country or "-"] += count
    for total in db.scalars(select(Total).order_by(Total.id)):
        rule = rules[total.rule_id]
        if rule.is_of_slot:
            continue
        really = held[rule.edition_id, total.unit] if rule.is_ceiling else made.get((rule.id, total.unit), 0)
        if really != total.counted:
            yield Miscount(rule.id, total.unit, total.counted, really)


def _counts(rows: Iterable[Any]) -> Iterator[tuple[tuple[int, str], int]]:
    return (((rule_id, unit), count) for rule_id, unit, count in rows)


def _seats_that_lie(db: Session) -> Iterator[Miscount]:
    standing = select(Holding.id).where(Holding.seat_id == Seat.id, Holding.until.is_(None), ~Holding.is_rival)
    wrong = select(Seat).where(Seat.is_free == standing.exists()).order_by(Seat.id)
    for seat in db.scalars(wrong):
        yield Miscount(seat.rule_id, seat.unit, int(not seat.is_free), int(seat.is_free))


def _states_that_lie(db: Session) -> Iterator[Miscount]:
    holding = select(Holding.id).where(Holding.registration_id == Registration.id, Holding.until.is_(None)).exists()
    wrong = select(Registration).where(Registration.state.in_(HOLDING) != holding).order_by(Registration.id)
    for one in db.scalars(wrong):
        is_in = one.state in HOLDING
        yield Miscount(None, f"registration {one.id}", int(is_in), int(not is_in))
