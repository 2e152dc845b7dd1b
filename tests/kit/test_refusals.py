"""A "no" with a sentence."""

import pytest

from academy.kit.refusals import Refusal, Several, Stale, Unknown


def test_a_refusal_reads_as_its_sentence() -> None:
    refusal = Refusal("At most %(most)s fit.", most=3, field="seats")
    assert str(refusal) == "At most 3 fit."
    assert (refusal.message, refusal.facts, refusal.field) == ("At most %(most)s fit.", {"most": 3}, "seats")


def test_a_sentence_without_facts_may_have_a_percent_sign() -> None:
    refusal = Refusal("100 % are taken.")
    assert str(refusal) == "100 % are taken."
    assert refusal.field is None


@pytest.mark.parametrize("kind", [Stale, Unknown])
def test_some_refusals_have_a_name_of_their_own(kind: type[Refusal]) -> None:
    with pytest.raises(Refusal) as refused:
        raise kind("There is no such thing as %(it)s.", it="a unicorn")
    assert str(refused.value) == "There is no such thing as a unicorn."


def test_several_keep_their_order() -> None:
    refusals = [Refusal("b"), Refusal("a")]
    several = Several("%(count)s mistakes", refusals, count=2)
    assert str(several) == "2 mistakes"
    assert several.refusals == refusals
    assert several.field is None
    assert isinstance(several, Refusal)
