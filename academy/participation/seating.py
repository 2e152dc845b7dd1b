"""Seats: laid out, taken, freed, added, and fought over. Never too many: the database refuses that.

A seat is a row, and a partial unique index lets one holder have it. Ceilings are totals with a CHECK. Totals are locked
before seats, in the order of their ids, so that nobody waits for somebody who waits.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select, true
from sqlalchemy.orm import Session, joinedload

from academy.db.adding import add_missing
from academy.kit.refusals import Refusal
from academy.kit.texts import clean_line
from academy.kit.words import N_
from academy.participation.models import Holding, QuotaRule, Registration, Scope, Seat, State, Total
from academy.participation.rules import ceilings, covering, unit_of
from academy.trail.actions import record

POOL = "*"
"""Where seats are lent to whose right has lapsed, and that go to whoever waits next, from wherever."""


def take_seat(
    db: Session, registration: Registration, rules: Sequence[QuotaRule], now: datetime, *, in_turn: bool = False
) -> Holding | None:
    """Give somebody the first free seat of their institution type.

    None where none is free, a ceiling is reached, or somebody else waits for it. With `in_turn` it is they for whom it
    is kept, and the seats of lapsed rights are theirs too. `rules` are all of the edition's. The registration has no
    seat yet.
    """
    limits = _limits(rules, registration.country)
    if not _count_up(db, limits):
        return None
    for rule in covering(rules, registration.type_id):
        unit = unit_of(rule.scope, registration.country, registration.institution_id)
        if unit is None or (not in_turn and _others_wait(db, rule, unit, registration)):
            continue
        seat = _pick(db, rule, unit) or (_take_free(db, rule, POOL) if in_turn else None)
        if seat is not None:
            return _hold(db, seat, registration, now)
    _count_down(db, limits)
    return None


def waits_for(rule: QuotaRule, unit: str) -> list[ColumnElement[bool]]:
    """Return what holds of the registrations that wait for a country's or institution's seats under a rule."""
    found = [
        Registration.edition_id == rule.edition_id,
        Registration.type_id == rule.type_id,
        # Written out: SQLite uses a partial index only where the very words of its condition stand in the question.
        Registration.state == literal_column("'waiting'"),
    ]
    if rule.scope == Scope.COUNTRY:
        return [*found, Registration.country == unit]
    if rule.scope in {Scope.INSTITUTION, Scope.ORGANISATION}:
        return [*found, Registration.institution_id == int(unit[1:])]
    return found


def pool_of(rules: Sequence[QuotaRule], registration: Registration) -> Hashable:
    """Return what somebody's seats and limits are known by: whoever has the same waits for the very same seats."""
    seats = (
        (rule.id, unit_of(rule.scope, registration.country, registration.institution_id))
        for rule in covering(rules, registration.type_id)
    )
    return (*seats, *((rule.id, unit) for rule, unit in _limits(rules, registration.country)))


def _others_wait(db: Session, rule: QuotaRule, unit: str, registration: Registration) -> bool:
    """Tell whether somebody waits already for what a newcomer wants: nobody is overtaken."""
    waiting = select(Registration.id).where(*waits_for(rule, unit), Registration.id != registration.id)
    return rule.seats is not None and db.scalar(waiting.limit(1)) is not None


def free_seat(db: Session, registration: Registration, rules: Sequence[QuotaRule], now: datetime) -> Seat | None:
    """End what somebody holds; return the seat where it is free now, None where a rival has it or nothing was held."""
    holding = find_holding(db, registration)
    if holding is None:
        return None
    limits = _limits(rules, registration.country)
    _lock(db, limits)
    holding.until = now
    db.flush()
    if holding.is_rival:
        return None
    if (heir := _first_rival(db, holding.seat_id)) is not None:
        heir.is_rival, heir.since = False, now
        db.flush()
        return None
    holding.seat.is_free = True
    _count_down(db, limits)
    db.flush()
    return holding.seat


def hand_over(
    db: Session, leaving: Registration, coming: Registration, rules: Sequence[QuotaRule], now: datetime
) -> Holding:
    """Give one person's seat to another: the seat, its funding and its conditions stay what they are.

    Refused where the other comes from a country whose limit over all institution types is reached.
    """
    holding = find_holding(db, leaving)
    if holding is None:
        raise Refusal(N_("%(name)s holds no seat that another person could take."), name=leaving.person.name)
    if not _recount(db, holding, _limits(rules, leaving.country), _limits(rules, coming.country)):
        raise Refusal(_ANOTHER_LIMIT, name=coming.person.name)
    holding.until = now
    db.flush()
    return _hold(db, holding.seat, coming, now, is_rival=holding.is_rival)


def can_keep(
    db: Session,
    holding: Holding,
    rules: Sequence[QuotaRule],
    countries: tuple[str | None, str | None],
    type_id: int,
    institution_id: int | None,
) -> bool:
    """Tell whether somebody keeps their seat who is now of another institution or country, and count them there.

    `countries` are the one before and the one after.
    """
    seat, (before, after) = holding.seat, countries
    rule = next((one for one in covering(rules, type_id) if one.id == seat.rule_id), None)
    if rule is None or seat.lent_to not in {POOL, unit_of(rule.scope, after, institution_id)}:
        return False
    return _recount(db, holding, _limits(rules, before), _limits(rules, after))


def check_rivals(rules: Sequence[QuotaRule], holder: Registration, coming: Registration) -> None:
    """Refuse rivals who are counted under different limits: whoever wins could be one too many for their country."""
    if _limits(rules, holder.country) != _limits(rules, coming.country):
        raise Refusal(_ANOTHER_LIMIT, name=coming.person.name)


_ANOTHER_LIMIT = N_("%(name)s counts under the limit of another country. Free the seat, and put them forward there.")


def rival(db: Session, seat: Seat, registration: Registration, now: datetime) -> Holding:
    """Put a second person forward for a seat that is held: it is contested until somebody decides."""
    return _hold(db, seat, registration, now, is_rival=True)


def find_seat_by_another_letter(db: Session, registration: Registration, rules: Sequence[QuotaRule]) -> Seat | None:
    """Return the newest seat for which another letter has put somebody forward, and that this one claims too; or None.

    Only where nobody has decided yet: who was accepted holds their seat, and what comes later waits. And only once: who
    comes second by the same letter waits.
    """
    units = [
        and_(Seat.rule_id == rule.id, Seat.unit == unit)
        for rule in covering(rules, registration.type_id)
        if (unit := unit_of(rule.scope, registration.country, registration.institution_id))
    ]
    if not units:
        return None
    if any(rule.scope == Scope.COUNTRY for rule in ceilings(rules)):  # both are counted alike, whoever wins
        alike = Registration.country.is_not_distinct_from(registration.country)
    else:
        alike = true()
    by_another = Registration.mandate_id.is_distinct_from(registration.mandate_id)
    undecided = Registration.state.in_((State.NOMINATED, State.CONTESTED))
    ours = (
        select(Holding.seat_id)
        .join(Registration)
        .where(Registration.mandate_id == registration.mandate_id, Holding.until.is_(None))
    )
    held = select(Seat).join(Holding, Holding.seat_id == Seat.id).join(Registration).where(Seat.id.not_in(ours))
    own = (or_(*units), Holding.until.is_(None), ~Holding.is_rival, undecided, by_another, alike)
    return db.scalar(held.where(*own).order_by(Holding.id.desc()).limit(1))


def decide(db: Session, seat: Seat, chosen: Registration, now: datetime) -> list[Registration]:
    """Give a contested seat to one of its rivals; return those who do not have it any more."""
    db.refresh(seat, ["is_free"], with_for_update=True)  # two who decide do it one after the other
    standing = list_holdings(db, seat)
    if chosen.id not in {one.registration_id for one in standing}:
        raise Refusal(N_("%(name)s was not put forward for this seat."), name=chosen.person.name)
    losing = [one for one in standing if one.registration_id != chosen.id]
    for one in losing:
        one.until = now
    db.flush()
    for one in standing:
        if one.is_rival and one.registration_id == chosen.id:
            one.is_rival, one.since = False, now  # from now on they hold it
    db.flush()
    record(db, "seat.decided", seat, now, edition_id=seat.edition_id, after={"registration": chosen.id})
    return [one.registration for one in losing]


def add_seat(db: Session, rule: QuotaRule, unit: str, reason: str, now: datetime) -> None:
    """Go beyond a recommended number by one, for one country or institution, and say why; binding ones stay."""
    reason = clean_line(reason, field="reason")
    if rule.is_binding or rule.is_of_slot:
        raise Refusal(N_("This number is binding. Change the rule itself, if it may be changed."))
    if not reason:
        raise Refusal(N_("Say why there is one more."), field="reason")
    total = _total(db, rule, unit)
    if total.size is None:
        raise Refusal(N_("This rule is open: there is no number to go beyond."))
    _lay_out(db, rule, total)
    total.size += 1
    if not rule.is_ceiling:
        total.counted += 1
        db.add(_seat(rule, unit, _last(db, rule, unit) + 1, reason=reason))
    db.flush()
    facts = {"unit": unit, "reason": reason}
    record(db, "quota.exceeded", rule, now, edition_id=rule.edition_id, after=facts)


def lay_out(db: Session, rule: QuotaRule, unit: str) -> None:
    """Make the seats that a country or institution has by a rule with a number, where they are not there yet."""
    _lay_out(db, rule, _total(db, rule, unit))


def count_holders(db: Session, rule: QuotaRule) -> None:
    """Count those who hold seats already under a limit that is new; refuse it where they are too many."""
    held = select(Registration.country, func.count()).join(Holding, Holding.registration_id == Registration.id)
    standing = (Registration.edition_id == rule.edition_id, Holding.until.is_(None), ~Holding.is_rival)
    counted: Counter[str] = Counter()
    for country, count in db.execute(held.where(*standing).group_by(Registration.country)):
        unit = unit_of(rule.scope, country, None)
        if unit is not None:
            counted[unit] += count
    most = max(counted.values(), default=0)
    if rule.seats is not None and most > rule.seats:
        raise Refusal(N_("%(held)s are held already. Choose a higher number, or free some first."), held=most)
    for unit, count in sorted(counted.items()):
        _total(db, rule, unit).counted = count
    db.flush()


def find_holding(db: Session, registration: Registration) -> Holding | None:
    """Return what somebody holds, or is a rival for, with its seat."""
    own = (Holding.registration_id == registration.id, Holding.until.is_(None))
    return db.scalar(select(Holding).where(*own).options(joinedload(Holding.seat)))


def list_holdings(db: Session, seat: Seat) -> Sequence[Holding]:
    """Return who holds a seat and who are rivals for it, with all that they name; the holder first."""
    return list_standing(db, [seat.id])


def list_standing(db: Session, seat_ids: Sequence[int]) -> Sequence[Holding]:
    """Return who holds seats and who are rivals for them, with all that they name; holders first."""
    held = joinedload(Holding.registration)
    named = (Registration.person, Registration.institution_type, Registration.institution, Registration.mandate)
    loaded = [joinedload(Holding.seat), held.joinedload(Registration.edition), *(held.joinedload(one) for one in named)]
    own = (Holding.seat_id.in_(seat_ids), Holding.until.is_(None))
    return db.scalars(select(Holding).where(*own).order_by(Holding.is_rival, Holding.id).options(*loaded)).all()


def _limits(rules: Sequence[QuotaRule], country: str | None) -> list[tuple[QuotaRule, str]]:
    found = ((rule, unit_of(rule.scope, country, None)) for rule in ceilings(rules))
    return [(rule, unit) for rule, unit in found if unit is not None]


def _count_up(db: Session, limits: Sequence[tuple[QuotaRule, str]]) -> bool:
    """Count somebody under all ceilings; False, and nothing counted, where one is reached."""
    for number, (rule, unit) in enumerate(limits):
        total = _total(db, rule, unit)
        if total.size is not None and total.counted >= total.size:
            _count_down(db, limits[:number])
            return False
        total.counted += 1
        db.flush()
    return True


def _count_down(db: Session, limits: Sequence[tuple[QuotaRule, str]]) -> None:
    for rule, unit in limits:
        _total(db, rule, unit).counted -= 1
    db.flush()


def _recount(
    db: Session, holding: Holding, before: Sequence[tuple[QuotaRule, str]], after: Sequence[tuple[QuotaRule, str]]
) -> bool:
    """Count a seat under other limits than before; False, and nothing changed, where that cannot be."""
    gone, come = [one for one in before if one not in after], [one for one in after if one not in before]
    if not gone and not come:
        return True
    if len(list_holdings(db, holding.seat)) > 1:  # rivals are counted alike
        return False
    _lock(db, sorted([*gone, *come], key=lambda limit: (limit[0].id, limit[1])))
    if not _count_up(db, come):
        return False
    _count_down(db, gone)
    return True


def _lock(db: Session, limits: Sequence[tuple[QuotaRule, str]]) -> None:
    for rule, unit in limits:
        _total(db, rule, unit)


def _total(db: Session, rule: QuotaRule, unit: str) -> Total:
    """Return what is counted for a country or institution, locked; made where it is not there yet."""
    own = select(Total).where(Total.rule_id == rule.id, Total.unit == unit)
    locked = own.with_for_update().execution_options(populate_existing=True)
    if (total := db.scalar(locked)) is None:
        add_missing(db, Total, [{"rule_id": rule.id, "unit": unit, "size": rule.seats, "counted": 0}])
        total = db.scalars(locked).one()
    return total


def _pick(db: Session, rule: QuotaRule, unit: str) -> Seat | None:
    """Mark the first free seat as taken and return it; an open rule makes one where none is free."""
    if (seat := _take_free(db, rule, unit)) is not None:
        return seat
    total = _total(db, rule, unit)
    if total.size is not None:
        _lay_out(db, rule, total)
        return _take_free(db, rule, unit)
    total.counted += 1
    seat = _seat(rule, unit, _last(db, rule, unit) + 1, is_free=False)
    db.add(seat)
    db.flush()
    return seat


def _take_free(db: Session, rule: QuotaRule, unit: str) -> Seat | None:
    free = select(Seat).where(Seat.rule_id == rule.id, Seat.lent_to == unit, Seat.is_free).order_by(Seat.number)
    seat = db.scalar(free.limit(1).with_for_update(skip_locked=True))
    if seat is not None:
        seat.is_free = False
        db.flush()
    return seat


def _lay_out(db: Session, rule: QuotaRule, total: Total) -> None:
    """Make the seats that a country or institution has by a rule and that are not there yet."""
    missing = 0 if rule.is_ceiling else (total.size or 0) - total.counted
    if missing > 0:
        last = _last(db, rule, total.unit)
        db.add_all(_seat(rule, total.unit, last + number) for number in range(1, missing + 1))
        total.counted += missing
        db.flush()


def _last(db: Session, rule: QuotaRule, unit: str) -> int:
    return db.scalar(select(func.max(Seat.number)).where(Seat.rule_id == rule.id, Seat.unit == unit)) or 0


def _seat(rule: QuotaRule, unit: str, number: int, *, reason: str = "", is_free: bool = True) -> Seat:
    return Seat(
        edition_id=rule.edition_id,
        rule_id=rule.id,
        unit=unit,
        lent_to=unit,
        number=number,
        is_free=is_free,
        is_funded=rule.is_funded,
        reason=reason,
    )


def _hold(db: Session, seat: Seat, registration: Registration, now: datetime, *, is_rival: bool = False) -> Holding:
    holding = Holding(seat=seat, registration=registration, since=now, is_rival=is_rival)
    db.add(holding)
    db.flush()
    return holding


def _first_rival(db: Session, seat_id: int) -> Holding | None:
    rivals = (Holding.seat_id == seat_id, Holding.until.is_(None), Holding.is_rival)
    return db.scalar(select(Holding).where(*rivals).order_by(Holding.id).limit(1))
