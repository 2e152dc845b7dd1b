"""What practices are about: the themes by which readers look for them."""

from collections.abc import Iterable

from academy.kit.refusals import Refusal
from academy.kit.words import N_

THEMES: dict[str, str] = {
    "cooperatives": N_("Cooperatives and mutual societies"),
    "public-policies": N_("Public policies and legislation"),
    "financing": N_("Solidarity finance"),
    "markets": N_("Fair trade and markets"),
    "education": N_("Education and training"),
    "decent-work": N_("Decent work and formalisation"),
    "women": N_("Women’s economic autonomy"),
    "youth": N_("Youth employment"),
    "migration": N_("Migration and refugees"),
    "social-protection": N_("Social protection and care"),
    "food": N_("Food and family farming"),
    "environment": N_("Environment and circular economy"),
    "culture": N_("Culture and crafts"),
    "local-development": N_("Local development and tourism"),
    "indigenous-peoples": N_("Indigenous peoples and traditional knowledge"),
    "technology": N_("Digital and social technology"),
}
"""By their short names, as they stand in addresses."""


def read_themes(slugs: Iterable[str]) -> tuple[str, ...]:
    """Return themes in the order of the list, each once; refuse what is none."""
    wanted = {slug for slug in slugs if slug}
    unknown = wanted - THEMES.keys()
    if unknown:
        raise Refusal(N_("There is no theme “%(slug)s”."), slug=min(unknown)[:40], field="themes")
    return tuple(slug for slug in THEMES if slug in wanted)
