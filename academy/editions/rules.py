"""What holds for every edition."""

from collections.abc import Sequence
from datetime import date, datetime

from academy.editions.models import Edition, EditionCountry, State
from academy.kit.countries import country_name
from academy.kit.refusals import Refusal
from academy.kit.texts import collated
from academy.kit.words import N_

FIRST_YEAR, LAST_YEAR = 1900, 2200

RESERVED = frozenset(
    "series people institutions practices desk static api sign-in sign-out privacy about calendar new edition editions "
    "en es fr pt ar account me reply search healthz robots-txt favicon-ico participation nominate begin files card "
    "cards call".split()
)
"""Names that cannot be an edition's, since addresses begin with them."""

MOVES = {
    State.DRAFT: frozenset({State.PUBLISHED}),
    State.PUBLISHED: frozenset({State.CANCELLED, State.WITHDRAWN}),
    State.CANCELLED: frozenset({State.PUBLISHED, State.WITHDRAWN}),
    State.WITHDRAWN: frozenset({State.PUBLISHED}),
}
"""Which state may follow which."""


def check_move(present: State, wanted: State) -> None:
    """Refuse a change of state that makes no sense."""
    if wanted not in MOVES[present]:
        raise Refusal(N_("This cannot be done in the state in which the edition is now. Somebody may have changed it."))


def check_days(starts_on: date | None, ends_on: date | None) -> None:
    """Refuse an end before the beginning, an end alone, and years that no academy falls in."""
    if ends_on and not starts_on:
        raise Refusal(N_("There is a last day but no first day."), field="starts_on")
    if starts_on and ends_on and ends_on < starts_on:
        raise Refusal(N_("The last day comes before the first day."), field="ends_on")
    for day in filter(None, (starts_on, ends_on)):
        check_day(day)


def check_day(day: date, field: str | None = "starts_on") -> None:
    """Refuse a day in a year that no academy falls in."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refusal(N_("The year %(year)s cannot be right."), year=day.year, field=field)


def is_past(edition: Edition, today: date) -> bool:
    """Tell whether an edition is over. One whose dates are unknown is, when its year is."""
    last = edition.ends_on or edition.starts_on
    if last:
        return last < today
    return edition.year is not None and edition.year < today.year


def is_off(edition: Edition, now: datetime) -> bool:
    """Tell whether an event is over, on its own clock, or does not take place."""
    is_over = is_past(edition, now.astimezone(edition.zone.tzinfo).date())
    return is_over or edition.state in {State.CANCELLED, State.WITHDRAWN}


def countries_in_order(countries: Sequence[EditionCountry], language: str) -> list[tuple[EditionCountry, str]]:
    """Return the edition's countries with the labels a reader sees, in the order of the reader's language."""
    labelled = [
        (country, str(country.label.wording(language)) or country_name(country.code, language)) for country in countries
    ]
    return sorted(labelled, key=lambda pair: collated(pair[1], language))
