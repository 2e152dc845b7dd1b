"""What the points of reviewers add up to."""

from fractions import Fraction

import pytest

from academy.practices.scoring import Tally, in_order, score, tally

WEIGHTS = {"relevance": 3, "results": 2, "clarity": 1}


def test_a_mean_is_weighted_and_exact() -> None:
    assert score({"relevance": 5, "results": 4, "clarity": 1}, WEIGHTS).mean == Fraction(24, 6)
    assert score({"relevance": 5, "results": 4, "clarity": 2}, WEIGHTS).mean == Fraction(25, 6)


def test_what_is_missing_counts_neither_with_its_points_nor_with_its_weight_and_is_said() -> None:
    found = score({"relevance": 4, "clarity": 2}, WEIGHTS)
    assert (found.mean, found.missing) == (Fraction(14, 4), 1)
    assert (score({}, WEIGHTS).mean, score({}, WEIGHTS).missing) == (None, 3)


@pytest.mark.parametrize("scores", [{"gone": 5}, {"relevance": "5"}, {"relevance": None}, {"relevance": True}])
def test_points_for_a_criterion_that_is_gone_and_what_is_no_number_do_not_count(scores: dict[str, object]) -> None:
    assert score(scores, WEIGHTS).mean is None


def test_a_card_gets_the_mean_of_its_reviews_and_how_far_they_are_apart() -> None:
    two = [{"relevance": 5, "results": 5, "clarity": 5}, {"relevance": 2, "results": 2}]
    assert tally(two, WEIGHTS) == Tally(Fraction(7, 2), Fraction(3), 2, 1)
    assert tally([{}, {"clarity": 3}], WEIGHTS) == Tally(Fraction(3), Fraction(0), 1, 2)
    assert tally([], WEIGHTS) == Tally(None, Fraction(0), 0, 0)


def test_without_criteria_nothing_is_scored() -> None:
    assert tally([{"relevance": 5}], {}).mean is None


def test_the_best_card_comes_first_and_those_without_points_last() -> None:
    none, low, high = tally([], WEIGHTS), tally([{"clarity": 1}], WEIGHTS), tally([{"clarity": 4}], WEIGHTS)
    assert sorted([none, low, high], key=in_order) == [high, low, none]
