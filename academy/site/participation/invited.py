"""The public page of who is invited."""

from datetime import datetime

from flask import Response

from academy.access import Can
from academy.editions.rules import countries_in_order
from academy.kit.windows import last_said
from academy.kit.zones import Zone
from academy.participation.models import QuotaRule
from academy.participation.queries import list_quota_rules
from academy.participation.rules import closes, opens, seats_per_country, zone_of
from academy.site.pages import page, shown_edition
from academy.site.participation import bp
from academy.web.guard import requires
from academy.web.transactions import db


@bp.get("/<edition_slug>/invited/")
@requires(Can.READ)
def invited(language: str, edition_slug: str) -> Response:
    """Show the quota table of an edition and its countries."""
    found = shown_edition(edition_slug, whole=True)
    rules = list_quota_rules(db(), found)
    return page(
        "participation/invited",
        edition=found,
        rules=rules,
        per_country=seats_per_country(rules),
        countries=countries_in_order(found.countries, language),
        windows={rule.id: _window(rule, found.zone) for rule in rules},
    )


def _window(rule: QuotaRule, zone: Zone) -> tuple[datetime | None, datetime | None, Zone]:
    """Return from when until when people are put forward, as far as the rule says, and on whose clock."""
    own, ends = zone_of(rule, zone), closes(rule, zone)
    return opens(rule, zone), last_said(ends, own) if ends else None, own
