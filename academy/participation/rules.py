"""What quota rules add up to."""

from collections.abc import Sequence

from academy.participation.models import QuotaRule, Scope


def seats_per_country(rules: Sequence[QuotaRule]) -> int:
    """Return how many seats each country has, over all institution types with a number."""
    return sum(rule.seats or 0 for rule in rules if rule.scope == Scope.COUNTRY)
