"""What the points of reviewers add up to. Exact: fractions, rounded only where they are shown; no database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from academy.practices.models import Criterion


@dataclass(frozen=True, slots=True)
class Score:
    """The weighted mean of a review's points, and for how many of the criteria there are none."""

    mean: Fraction | None
    """None where no points were given."""
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """What all reviews of a card come to: each counts once, whoever wrote it."""

    mean: Fraction | None
    spread: Fraction
    """Between the highest review and the lowest; nothing where there is one."""
    count: int
    """Reviews that gave points."""
    missing: int
    """Points that are missing in them, and are not counted."""


def weights_of(criteria: Iterable[Criterion]) -> dict[str, int]:
    """Return how much each criterion counts, by its short name."""
    return {one.slug: one.weight for one in criteria}


def points_in(scores: Mapping[str, object], weights: Mapping[str, int]) -> dict[str, int]:
    """Return the points for criteria that there are now; those for criteria that are gone do not count."""
    return {slug: said for slug, said in scores.items() if slug in weights and type(said) is int}


def score(scores: Mapping[str, object], weights: Mapping[str, int]) -> Score:
    """Return what a review comes to; a criterion without points is left out, and its weight with it."""
    points = points_in(scores, weights)
    missing = len(weights) - len(points)
    if not points:
        return Score(None, missing)
    total = sum(weights[slug] * said for slug, said in points.items())
    return Score(Fraction(total, sum(weights[slug] for slug in points)), missing)


def tally(reviews: Sequence[Mapping[str, object]], weights: Mapping[str, int]) -> Tally:
    """Return what the points of a card's finished reviews come to."""
    scored = [score(one, weights) for one in reviews]
    given = [(one.mean, one.missing) for one in scored if one.mean is not None]
    if not given:
        return Tally(None, Fraction(0), 0, 0)
    means = [mean for mean, _ in given]
    mean = sum(means, Fraction(0)) / len(means)
    return Tally(mean, max(means) - min(means), len(means), sum(missing for _, missing in given))


def in_order(tallied: Tally) -> tuple[bool, Fraction]:
    """Return what cards are sorted by: the highest mean first, and those without points last."""
    return tallied.mean is None, -(tallied.mean or Fraction(0))
