"""The fields of a card, the goals and the themes."""

import pytest

from academy.kit.languages import INTERFACE
from academy.kit.refusals import Refusal
from academy.practices.goals import GOALS, read_goals, targets_of
from academy.practices.models import FieldKind
from academy.practices.template import STANDARD, fields_of, texts_of
from academy.practices.themes import THEMES, read_themes


def test_the_standard_card_has_eleven_fields_in_five_languages() -> None:
    assert [one.key for one in STANDARD] == [
        "objectives",
        "cooperation",
        "effectiveness",
        "innovation",
        "sustainability",
        "adaptability",
        "results",
        "funds",
        "contacts",
        "materials",
        "photos",
    ]
    for one in STANDARD:
        assert set(one.label) == set(one.help) == set(INTERFACE)


def test_a_card_without_a_template_has_the_standard_one() -> None:
    assert fields_of(None) is STANDARD
    assert {one.kind for one in texts_of(STANDARD)} == {FieldKind.RICH, FieldKind.MATERIALS}


def test_there_are_17_goals_and_169_targets() -> None:
    assert len(GOALS) == 17
    assert sum(len(targets_of(goal)) for goal in GOALS) == 169


def test_goals_are_read_as_printed_and_put_in_order() -> None:
    assert read_goals(["SDG 17.9", "8.A", "10", " ods 8 ", "8", "", "8.10", "8.2"]) == (
        "8",
        "8.2",
        "8.10",
        "8.a",
        "10",
        "17.9",
    )


@pytest.mark.parametrize("wrong", ["18", "0", "8.11", "8.c", "17.a", "eight", "8.", "8.2.1"])
def test_what_is_no_goal_is_refused(wrong: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_goals([wrong])
    assert refused.value.field == "goals"


def test_themes_are_read_in_their_order() -> None:
    assert read_themes(["women", "", "cooperatives", "women"]) == ("cooperatives", "women")
    assert all(THEMES.values())
    with pytest.raises(Refusal):
        read_themes(["nonsense"])
