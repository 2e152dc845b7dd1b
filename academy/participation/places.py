"""Places in electives and in single items: taken, waited for, given back, and gone on to whoever waits next.

Never too many: see `place_totals`. A participation is locked before totals; of those who wait nobody is locked, since
a place changes only while what is counted in its elective or item is.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.db.engine import keys_of
from academy.editions.models import Edition
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.outbox.actions import put
from academy.participation import place_letters
from academy.participation.choices import (
    Choice,
    Thing,
    called,
    is_of,
    list_choices,
    list_standing_places,
    thing_of,
    whole_place,
)
from academy.participation.letters import recipient
from academy.participation.links import registration_token
from academy.participation.models import Place, Registration
from academy.participation.place_totals import Counts, lock
from academy.participation.rules import HOLDING
from academy.trail.actions import record

_OF_TYPE_TAKEN = N_("All places of their institution type are taken.")
_ELSEWHERE = N_("They have a place in something else at the same time.")


def take_place(db: Session, registration: Registration, key: str, now: datetime) -> Place:
    """Give somebody who holds a seat a place in a choice, or let them wait for one. Twice is as once.

    Refused: what is over, what meets at the same time as another choice of theirs, what is for other institution types.
    The registration is loaded whole.
    """
    _hold_still(db, registration)
    choices = list_choices(db, registration.edition)
    choice, standing = called(choices, key), list_standing_places(db, registration)
    own = next((place for place in standing if thing_of(place) == choice.thing), None)
    if own is not None:
        return own
    _check(registration, choice, _chosen(standing, choices), now)
    counts = lock(db, [choice.thing], choices)[choice.thing]
    _move_up(db, _Line(choice, counts, choices, registration.edition), now)  # nobody who waits is overtaken
    fits = counts.has_room_for(registration.type_id)
    return _add(db, registration, (choice, counts), now, is_waiting=not fits)


def leave_place(db: Session, registration: Registration, key: str, now: datetime) -> None:
    """Give back a place, or do not wait any more; whoever waits next moves up, and is told. Twice is as once."""
    _hold_still(db, registration)
    choices = list_choices(db, registration.edition)
    choice = called(choices, key)
    _leave(db, registration, [choice.thing], choices, now)


def leave_all(db: Session, registration: Registration, now: datetime) -> None:
    """Give back every place of somebody who takes part in the edition no more; those who wait move up."""
    things = [thing_of(place) for place in list_standing_places(db, registration)]
    if things:
        _leave(db, registration, things, list_choices(db, registration.edition), now)


def count_anew(db: Session, registration: Registration) -> None:
    """Count somebody under the limits of another institution type than before; their places stay theirs."""
    things = [thing_of(place) for place in list_standing_places(db, registration)]
    if things:
        lock(db, things, list_choices(db, registration.edition))


def promote(db: Session, edition: Edition, now: datetime) -> int:
    """Let those who wait move up where places have become free, as when a room is larger now; return how many did."""
    choices = list_choices(db, edition)
    open_again = [one for one in choices if one.waiting and one.free != 0 and not one.is_over(now)]
    counts = lock(db, [one.thing for one in open_again], choices) if open_again else {}
    return sum(_move_up(db, _Line(one, counts[one.thing], choices, edition), now) for one in open_again)


def promote_all(db: Session, now: datetime) -> int:
    """Do so in every edition in which somebody waits for a place; return how many moved up."""
    waiting = select(Registration.edition_id).join(Place, Place.registration_id == Registration.id)
    waiting = waiting.where(Place.until.is_(None), Place.is_waiting)
    editions = db.scalars(select(Edition).where(Edition.id.in_(waiting)).order_by(Edition.id)).all()
    return sum(promote(db, one, now) for one in editions)


@dataclass(frozen=True, slots=True)
class _Line:
    """Those who wait for one choice, and what is to be known of it."""

    choice: Choice
    counts: Counts
    choices: Sequence[Choice]
    edition: Edition


def _hold_still(db: Session, registration: Registration) -> None:
    """Read anew where somebody stands, and let nobody else change it before this transaction is over."""
    db.refresh(registration, ("state", "revision", "type_id"), with_for_update=True)


def _chosen(places: Iterable[Place], choices: Iterable[Choice]) -> list[Choice]:
    things = {thing_of(place) for place in places}
    return [one for one in choices if one.thing in things]


def _check(registration: Registration, choice: Choice, others: Iterable[Choice], now: datetime) -> None:
    if registration.state not in HOLDING:
        raise Refusal(N_("Places in items of the programme are for those who hold a seat in the event."))
    if choice.is_over(now):
        raise Refusal(N_("“%(title)s” is over."), title=_said(choice))
    if not choice.is_for(registration.type_id):
        types = [str(kind.name.wording("en")) for kind in choice.types]
        raise Refusal(N_("“%(title)s” is for: %(types)s."), title=_said(choice), types=", ".join(types))
    other = next((one for one in others if one.meets_with(choice)), None)
    if other is not None:
        message = N_(
            "“%(title)s” meets at the same time as “%(other)s”, which was chosen before. Give that back first."
        )
        raise Refusal(message, title=_said(choice), other=_said(other))


def _said(choice: Choice) -> str:
    return str(choice.title.wording("en"))


def _add(
    db: Session, registration: Registration, of: tuple[Choice, Counts], now: datetime, *, is_waiting: bool
) -> Place:
    choice, counts = of
    place = Place(registration=registration, since=now, is_waiting=is_waiting)
    place.elective_id, place.slot_id = _columns(choice)
    db.add(place)
    db.flush()
    if not is_waiting:
        counts.add(db, registration.type_id)
    act = "place.waited_for" if is_waiting else "place.taken"
    _note(db, act, place, now, after={"choice": choice.title})
    return place


def _columns(choice: Choice) -> tuple[int | None, int | None]:
    return (choice.id, None) if choice.kind == "elective" else (None, choice.id)


def _leave(
    db: Session, registration: Registration, things: Collection[Thing], choices: Sequence[Choice], now: datetime
) -> None:
    counts, known = lock(db, things, choices), {one.thing: one for one in choices}
    # Read again behind the lock: somebody who has left meanwhile may have let them move up.
    for place in list_standing_places(db, registration):
        if (thing := thing_of(place)) in counts:
            _free(db, registration, place, counts[thing], known.get(thing), now)
    for thing in counts:
        if thing in known:
            _move_up(db, _Line(known[thing], counts[thing], choices, registration.edition), now)


def _free(
    db: Session, registration: Registration, place: Place, counts: Counts, choice: Choice | None, now: datetime
) -> None:
    place.until = now
    db.flush()
    if not place.is_waiting:
        counts.take_off(db, registration.type_id)
    _note(db, "place.left", place, now, before={"choice": choice.title} if choice else {})


def _move_up(db: Session, line: _Line, now: datetime) -> int:
    """Let those who wait have what is free, in their order; return how many. Who cannot keeps their place in the line.

    Whoever is passed over is recorded, with the reason, once somebody behind them has moved up.
    """
    choice, counts = line.choice, line.counts
    if not counts.has_room or choice.is_over(now):
        return 0
    passed: list[tuple[Place, str]] = []
    moved = 0
    waiting = _list_waiting(db, choice)
    elsewhere = _busy(db, waiting, line)
    for place in waiting:
        type_id = place.registration.type_id
        if not counts.has_room_for(type_id):
            passed.append((place, _OF_TYPE_TAKEN))
        elif place.registration_id in elsewhere:
            passed.append((place, _ELSEWHERE))
        else:
            place.is_waiting, place.since = False, now
            counts.add(db, type_id)
            _tell(db, place, line, now)
            moved += 1
            for one, reason in passed:
                _note(db, "place.passed_over", one, now, after={"choice": choice.title, "reason": reason})
            passed = []
    return moved


def _list_waiting(db: Session, choice: Choice) -> Sequence[Place]:
    own = (is_of(choice.thing), Place.until.is_(None), Place.is_waiting, Registration.state.in_(HOLDING))
    query = select(Place).join(Place.registration).where(*own).order_by(Place.since, Place.id)
    return db.scalars(query.options(*whole_place()).execution_options(populate_existing=True)).all()


def _busy(db: Session, waiting: Sequence[Place], line: _Line) -> set[int]:
    """Return who of those who wait has a place in something that meets at the same time, by the programme of now."""
    same_time = {one.thing for one in line.choices if one.thing != line.choice.thing and one.meets_with(line.choice)}
    if not waiting or not same_time:
        return set()
    numbers = [place.registration_id for place in waiting]
    query = select(Place).where(Place.registration_id.in_(numbers), Place.until.is_(None), ~Place.is_waiting)
    return {place.registration_id for place in db.scalars(query) if thing_of(place) in same_time}


def _tell(db: Session, place: Place, line: _Line, now: datetime) -> None:
    """Record that somebody has moved up, and write to them."""
    _note(db, "place.moved_up", place, now, after={"choice": line.choice.title})
    registration = place.registration
    if registration.person.email:
        token = registration_token(registration, keys_of(db))
        put(db, recipient(registration), place_letters.moved_up(registration, line.choice, token), now)


def _note(db: Session, act: str, place: Place, now: datetime, **said: object) -> None:
    who = place.registration
    record(db, act, place, now, edition_id=who.edition_id, person_id=who.person_id, **said)  # type: ignore[arg-type]
