"""The public page of who is invited."""

from flask import Response

from academy.access import Can
from academy.editions.rules import countries_in_order
from academy.participation.queries import list_quota_rules
from academy.participation.rules import seats_per_country
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
    )
