"""What holds for quota rules, seats and registrations; no database."""

from collections.abc import Iterable
from datetime import datetime

from academy.kit.countries import is_country
from academy.kit.refusals import Refusal
from academy.kit.windows import edge
from academy.kit.words import N_
from academy.kit.zones import Zone
from academy.participation.models import OnLapse, QuotaRule, Right, Scope, State

HOLDING = frozenset({State.NOMINATED, State.CONTESTED, State.OFFERED, State.ACCEPTED, State.CONFIRMED, State.ARRIVED})
"""States in which somebody holds a seat, or is a rival for one."""

_OUT = frozenset({State.DECLINED, State.WITHDRAWN, State.REFUSED, State.REPLACED, State.LAPSED})
_AGAIN = frozenset({State.INVITED, State.NOMINATED, State.CONTESTED, State.WAITING, State.ACCEPTED})

NEXT: dict[State, frozenset[State]] = {
    State.INVITED: frozenset({State.NOMINATED, State.CONTESTED, State.ACCEPTED, State.CONFIRMED, State.WAITING}) | _OUT,
    State.NOMINATED: frozenset({State.CONTESTED, State.ACCEPTED, State.CONFIRMED, State.WAITING}) | _OUT,
    State.CONTESTED: frozenset({State.NOMINATED, State.ACCEPTED, State.WAITING}) | _OUT,
    State.WAITING: frozenset({State.NOMINATED, State.CONTESTED, State.OFFERED, State.ACCEPTED}) | _OUT,
    State.OFFERED: frozenset({State.ACCEPTED, State.CONFIRMED, State.WAITING}) | _OUT,
    State.ACCEPTED: frozenset({State.NOMINATED, State.CONFIRMED, State.WAITING, State.VISA_REFUSED, State.DID_NOT_COME})
    | _OUT,
    State.CONFIRMED: frozenset({State.ACCEPTED, State.ARRIVED, State.VISA_REFUSED, State.DID_NOT_COME}) | _OUT,
    State.ARRIVED: frozenset({State.CONFIRMED, State.DID_NOT_COME}),
    State.DECLINED: _AGAIN,
    State.REFUSED: _AGAIN,
    State.WITHDRAWN: _AGAIN,
    State.REPLACED: _AGAIN,
    State.LAPSED: _AGAIN,
    State.VISA_REFUSED: frozenset({State.ACCEPTED, State.CONFIRMED, State.WAITING}),
    State.DID_NOT_COME: frozenset({State.ARRIVED, State.CONFIRMED}),
}
"""Which state may follow which. A mistake at the door can be taken back; whoever is out may come in again."""

BEFORE: dict[State, State] = {
    State.ACCEPTED: State.NOMINATED,
    State.CONFIRMED: State.ACCEPTED,
    State.ARRIVED: State.CONFIRMED,
    State.DID_NOT_COME: State.CONFIRMED,
    State.VISA_REFUSED: State.CONFIRMED,
}
"""What organisers take back, and where somebody stands then."""


LEAVABLE = frozenset(state for state, following in NEXT.items() if State.WITHDRAWN in following)
"""States from which somebody can withdraw."""


def check_next(present: State, wanted: State) -> None:
    """Refuse a step that makes no sense, such as the arrival of somebody who has declined."""
    if wanted not in NEXT[present]:
        raise Refusal(N_("This cannot be done in the state in which it is now. Somebody may have changed it."))


_CEILINGS = frozenset({Scope.EDITION, Scope.COUNTRY})


def check_rule(seats: int | None, scope: Scope, institution_type: str | None, slot: str | None = None) -> None:
    """Refuse a number below one, a ceiling that has none or counts otherwise, a rule for an item without the item."""
    if (scope == Scope.SLOT) != (slot is not None):
        raise Refusal(N_("A rule for one item of the programme names the item; no other rule does."), field="scope")
    if seats is not None and seats < 1:
        raise Refusal(N_("A number of seats begins at one; leave it empty where the rule is open."), field="seats")
    if institution_type is None and (seats is None or scope not in _CEILINGS):
        message = N_("A limit over all institution types has a number, for the whole edition or per country.")
        raise Refusal(message, field="scope")


def seats_per_country(rules: Iterable[QuotaRule]) -> int:
    """Return how many seats each country has, over all institution types with a number."""
    return sum(rule.seats or 0 for rule in rules if rule.scope == Scope.COUNTRY and not rule.is_ceiling)


def unit_of(scope: Scope, country: str | None, institution_id: int | None) -> str | None:
    """Return whose seats somebody's would be by a rule of this scope; None where that cannot be told."""
    if scope == Scope.COUNTRY:
        return country or None
    if scope in {Scope.INSTITUTION, Scope.ORGANISATION}:
        return f"i{institution_id}" if institution_id else None
    return ""


def covering(rules: Iterable[QuotaRule], type_id: int) -> list[QuotaRule]:
    """Return the rules that have seats in the edition for an institution type, in their order."""
    return [rule for rule in rules if rule.type_id == type_id and not rule.is_of_slot]


def ceilings(rules: Iterable[QuotaRule]) -> list[QuotaRule]:
    """Return the rules that count over all institution types, in the order in which they are locked."""
    return sorted((rule for rule in rules if rule.is_ceiling), key=lambda rule: rule.id)


_LAPSING = frozenset({Scope.COUNTRY, Scope.INSTITUTION, Scope.ORGANISATION})


def check_lapse(on_lapse: OnLapse, scope: Scope, country: str | None) -> None:
    """Refuse seats that lapse where they are everybody's already, and a country that is named for nothing."""
    if on_lapse != OnLapse.KEEP and scope not in _LAPSING:
        message = N_("Only what belongs to one country or institution can lapse; these seats are everybody’s already.")
        raise Refusal(message, field="on_lapse")
    if country and not is_country(country):
        raise Refusal(N_("There is no country “%(code)s”."), code=country[:10], field="on_lapse")
    if (on_lapse == OnLapse.COUNTRY) != bool(country):
        raise Refusal(
            N_("Name the country that gets what has lapsed, and only where it goes to one."), field="on_lapse"
        )


def closes(rule: QuotaRule, zone: Zone, right: Right | None = None) -> datetime | None:
    """Return the first instant at which nobody is put forward any more: by the unit's own deadline, or the rule's."""
    own = right if right is not None and right.closes_on else rule
    return edge(own.closes_on, own.closes_at, zone_of(rule, zone), is_end=True)


def check_window(rule: QuotaRule, zone: Zone, now: datetime, right: Right | None = None) -> None:
    """Refuse what comes before the window opens, after it has closed, or when the right has lapsed."""
    begins = opens(rule, zone)
    if begins is not None and now < begins:
        raise Refusal(N_("This is not open yet."))
    if is_over(rule, zone, now, right):
        raise Refusal(N_("The deadline is over. Ask the organisers whether it can be extended for you."))


def opens(rule: QuotaRule, zone: Zone) -> datetime | None:
    """Return the first instant at which somebody can be put forward; None where it is open from the beginning."""
    return edge(rule.opens_on, rule.opens_at, zone_of(rule, zone), is_end=False)


def is_over(rule: QuotaRule, zone: Zone, now: datetime, right: Right | None = None) -> bool:
    """Tell whether the deadline is over, by the unit's own or the rule's, or the right has lapsed."""
    ends = closes(rule, zone, right)
    return (ends is not None and now >= ends) or (right is not None and right.lapsed_at is not None)


def is_open(rule: QuotaRule, zone: Zone, now: datetime, right: Right | None = None) -> bool:
    """Tell whether somebody can be put forward now."""
    begins = opens(rule, zone)
    return (begins is None or now >= begins) and not is_over(rule, zone, now, right)


def zone_of(rule: QuotaRule, zone: Zone) -> Zone:
    """Return on whose clock a rule's window is: `zone` is the edition's."""
    return Zone(rule.zone_name) if rule.zone_name else zone
