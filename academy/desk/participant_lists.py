"""Which people a page of the desk is asked for: which list, filtered how, and in which order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from academy.desk.inputs import small_number
from academy.editions.models import Edition
from academy.editions.rules import countries_in_order
from academy.kit.countries import country_name
from academy.kit.texts import collated, folded
from academy.participation.lists import (
    Body,
    Line,
    PeopleList,
    Wanted,
    filtered,
    institutions,
    list_lines,
    listed,
    numbers,
)
from academy.participation.models import State
from academy.participation.queries import list_quota_rules
from academy.web.language import language


@dataclass(frozen=True, slots=True)
class Found:
    """What was asked for: all of the list, and of it what the filter finds."""

    which: PeopleList
    wanted: Wanted
    every: Sequence[Line]
    """Everybody of the edition, in whatever state."""
    of_list: Sequence[Line]
    lines: Sequence[Line]

    @property
    def bodies(self) -> list[Body]:
        """The institutions of the people of the list that the filter finds by its name, by name."""
        people = filtered(self.of_list, replace(self.wanted, search="", institution=""))
        words = folded(self.wanted.search).split()
        found = institutions(people, language())
        return [body for body in found if all(word in folded(body.name) for word in words)]

    def without_states(self) -> list[Line]:
        """Return what would be found in any state."""
        return filtered(self.of_list, replace(self.wanted, states=frozenset()))


def find_people(db: Session, edition: Edition, which: PeopleList) -> Found:
    """Return what the address asks for; one query, however many there are."""
    wanted, every = read_wanted(), list_lines(db, edition)
    of_list = listed(every, which, language())
    return Found(which, wanted, every, of_list, filtered(of_list, wanted))


def read_list() -> PeopleList:
    """Return which list is meant; everybody, where none is."""
    said = request.values.get("list", "")
    return PeopleList(said) if said in set(PeopleList) else PeopleList.PARTICIPANTS


def read_wanted() -> Wanted:
    """Return what the address, or a form, filters by."""
    given = request.values
    return Wanted(
        states=frozenset(State(one) for one in given.getlist("state") if one in set(State)),
        type_id=small_number(given.get("type", "")),
        country=given.get("country", "")[:2],
        institution=given.get("institution", "")[:300],
        search=given.get("search", "")[:200],
        only=given.get("only", ""),
    )


def query_of(wanted: Wanted) -> dict[str, Any]:
    """Return a filter as the arguments of an address."""
    said = {
        "state": sorted(wanted.states),
        "type": wanted.type_id,
        "country": wanted.country,
        "institution": wanted.institution,
        "search": wanted.search,
        "only": wanted.only,
    }
    return {name: value for name, value in said.items() if value}


def countries_of(edition: Edition, found: Found) -> dict[str, str]:
    """Return the countries that are invited, as the edition names them, and those from which people come besides."""
    named = {row.code: name for row, name in countries_in_order(edition.countries, language())}
    further = {one.country: country_name(one.country, language()) for one in found.every if one.country}
    return dict(sorted({**further, **named}.items(), key=lambda pair: collated(pair[1], language())))


def places_of(db: Session, edition: Edition, found: Found) -> dict[int, int] | None:
    """Return as which number each who waits is in the line; None where it is another list."""
    return numbers(found.every, list_quota_rules(db, edition)) if found.which == PeopleList.WAITING else None
