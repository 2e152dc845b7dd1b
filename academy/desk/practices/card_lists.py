"""Which cards a page of the desk is asked for, and what its filter offers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from flask import request
from flask_babel import gettext
from sqlalchemy.orm import Session

from academy.editions.models import Edition
from academy.kit.countries import country_name
from academy.kit.languages import name_in
from academy.kit.texts import collated
from academy.practices.card_lists import NO_PART, CardLine, Wanted, list_lines, narrowed
from academy.practices.models import CardState
from academy.practices.queries import list_calls
from academy.practices.rules import Turn
from academy.practices.themes import THEMES
from academy.web.language import language
from academy.web.templates import label

_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Found:
    """What was asked for: all cards of the edition, and those that the filter finds."""

    wanted: Wanted
    every: Sequence[CardLine]
    lines: Sequence[CardLine]


def read_wanted() -> Wanted:
    """Return what the address, or a form of the list, asks for."""
    said = request.values
    return Wanted(**{field.name: said.get(field.name, "").strip()[:_LONGEST] for field in fields(Wanted)})


def query_of(wanted: Wanted) -> dict[str, str]:
    """Return what stands in the address of such a list."""
    return {name: value for name, value in asdict(wanted).items() if value}


def find_cards(db: Session, edition: Edition) -> Found:
    """Return what the address asks for."""
    wanted, every = read_wanted(), list_lines(db, edition)
    return Found(wanted, every, narrowed(every, wanted))


def filters_of(db: Session, edition: Edition, found: Found) -> dict[str, Any]:
    """Return what the list is filtered by: only what makes a difference in this edition, in the reader's order."""
    every, calls, own = found.every, list_calls(db, edition), edition.languages
    parts = {part.slug: str(part.name.wording(language(), own)) for call in calls for part in call.parts}
    named = {slug: f"{slug}: {name}" if name else slug for slug, name in parts.items()}
    return {
        "calls": {call.slug: str(call.title.wording(language(), own)) for call in calls},
        "parts": {**named, NO_PART: gettext("in no part yet")},
        "languages": _named({line.language for line in every}, lambda code: name_in(code, language())),
        "countries": _named(
            {code for line in every for code in line.countries}, lambda code: country_name(code, language())
        ),
        "themes": {slug: gettext(THEMES[slug]) for slug in THEMES if any(slug in line.themes for line in every)},
        "states": {state: count for state in CardState if (count := _counts(every)[state])},
        "turns": {turn: label(turn) for turn in Turn},
    }


def _counts(lines: Sequence[CardLine]) -> Counter[CardState]:
    return Counter(line.state for line in lines)


def _named(codes: set[str], name: Any) -> dict[str, str]:
    found = {code: str(name(code)) for code in codes}
    return dict(sorted(found.items(), key=lambda pair: collated(pair[1], language())))
