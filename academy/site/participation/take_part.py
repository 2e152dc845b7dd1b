"""The public page of how one takes part: who comes in how, how many, until when, what is asked and what for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Response

from academy.access import Can
from academy.editions.models import Edition
from academy.kit.dates import clock, instant_in, long_day
from academy.kit.zones import Zone
from academy.participation.arriving import types_to_begin
from academy.participation.forms import list_questions
from academy.participation.models import InstitutionType, QuotaRule
from academy.participation.queries import admission_of, list_institution_types, list_quota_rules
from academy.participation.rules import closes, covering, is_over, opens, zone_of
from academy.practices.queries import list_announced
from academy.site.pages import page, shown_edition
from academy.site.participation import bp
from academy.web.current import now
from academy.web.guard import requires
from academy.web.transactions import db


@dataclass(frozen=True, slots=True)
class Chance:
    """Seats of a rule, and from when until when somebody can come in by it: on the clock that the rule names."""

    rule: QuotaRule
    opens: str
    closes: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class Way:
    """How people of an institution type come in."""

    kind: InstitutionType
    chances: tuple[Chance, ...]


@bp.get("/<edition_slug>/take-part/")
@requires(Can.READ)
def take_part(language: str, edition_slug: str) -> Response:
    """Say who comes in how, and what is asked of them."""
    found = shown_edition(edition_slug)
    rules = list_quota_rules(db(), found)
    return page(
        "participation/take_part",
        edition=found,
        about=admission_of(db(), found).about,
        ways=_ways(found, rules, list_institution_types(db(), found), language),
        questions=list_questions(db(), found),
        announced=lambda: list_announced(db(), found),
        may_register=bool(types_to_begin(db(), found, now())),
    )


def _ways(edition: Edition, rules: Sequence[QuotaRule], kinds: Sequence[InstitutionType], language: str) -> list[Way]:
    ways = [Way(kind, tuple(_chance(edition, rule, language) for rule in covering(rules, kind.id))) for kind in kinds]
    return [way for way in ways if way.chances]


def _chance(edition: Edition, rule: QuotaRule, language: str) -> Chance:
    zone = zone_of(rule, edition.zone)
    begins, ends = opens(rule, edition.zone), closes(rule, edition.zone)
    return Chance(
        rule,
        opens=instant_in(zone, begins, language) if begins and begins > now() else "",
        closes=_until(rule, zone, ends, language) if ends else "",
        is_over=is_over(rule, edition.zone, now()),
    )


def _until(rule: QuotaRule, zone: Zone, ends: datetime, language: str) -> str:
    """Return until when somebody can come in; where only the day is known, the whole of it still counts."""
    if rule.closes_on is None or rule.closes_at is not None:
        return instant_in(zone, ends, language)
    return f"{long_day(rule.closes_on, language)} ({clock(zone, rule.closes_on, language)})"
