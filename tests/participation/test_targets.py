"""Targets: written, measured by what people say of themselves, never enforced, and never telling who."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from academy.agenda.drafts import RoleDraft
from academy.agenda.models import SlotKind
from academy.db.engine import Database
from academy.editions.models import Edition
from academy.editions.queries import get_edition
from academy.kit.refusals import Refusal
from academy.kit.translated import EMPTY
from academy.participation.answers import write_answers
from academy.participation.forms import QuestionDraft, list_questions, write_questions
from academy.participation.models import QuestionKind, Registration, Rounding, State, Within
from academy.participation.targets import (
    Figures,
    TargetDraft,
    countable,
    list_targets,
    measure,
    needed,
    too_small,
    write_targets,
)
from tests import factories
from tests.factories import LATER, words
from tests.factories.statements import asked_of
from tests.participation.answered import entries, question
from tests.participation.chosen import EVERYBODY
from tests.participation.places import invited, put

GENDER = question("gender", QuestionKind.CHOICE, is_sensitive=True)
YOUNG = question("young", QuestionKind.YES_NO)
WORKS_IN = question("works", QuestionKind.SEVERAL)
NAME = question("topic")
WOMEN = TargetDraft(words("Women"), Within.EVENT, 40, "gender", "a")


def asking(db: Session, *drafts: QuestionDraft) -> Edition:
    here = invited(db, EVERYBODY)
    write_questions(db, here, drafts or (GENDER, YOUNG, WORKS_IN, NAME), LATER)
    return here


def said(db: Session, here: Edition, answers: str, country: str = "MX", slug: str = "gender") -> list[Registration]:
    """People who have answered with these letters; a dash has not answered."""
    made = [put(db, here, f"{country}{number}", country=country) for number in range(len(answers))]
    for one, answer in zip(made, answers, strict=True):
        if answer != "-":
            write_answers(db, one, {slug: answer}, LATER)
    return made


@pytest.mark.parametrize(
    ("percent", "size", "expected"),
    [(40, 5, (2, 2, 2)), (40, 6, (3, 2, 2)), (50, 5, (3, 2, 3)), (1, 1, (1, 0, 0)), (100, 7, (7, 7, 7)),
     (40, 0, (0, 0, 0)), (35, 10, (4, 3, 4))],
)  # fmt: skip
def test_a_share_is_rounded_as_the_documents_say(percent: int, size: int, expected: tuple[int, int, int]) -> None:
    assert tuple(needed(percent, size, one) for one in (Rounding.UP, Rounding.DOWN, Rounding.NEAREST)) == expected


def test_targets_are_written_and_recorded(db: Session) -> None:
    here = asking(db)
    panel = TargetDraft(words("Young"), Within.PANEL, 10, "young", "yes", Rounding.DOWN, words("One in ten"))
    write_targets(db, here, [WOMEN, panel], LATER)
    assert [TargetDraft.of(one) for one in list_targets(db, here)] == [WOMEN, panel]
    write_targets(db, here, [WOMEN, panel], LATER)
    assert len(entries(db, "targets.changed")) == 1
    write_targets(db, here, [panel], LATER)
    assert [TargetDraft.of(one) for one in list_targets(db, here)] == [panel]
    assert measure(db, here)[0].target.name == words("Young")


@pytest.mark.parametrize(
    ("more", "message"),
    [({"name": EMPTY}, "name"), ({"percent": 0}, "between"), ({"percent": 101}, "between"), ({"option": "c"}, "Choose"),
     ({"question": "nothing"}, "Choose"), ({"question": "topic", "option": ""}, "Choose"),
     ({"question": "young", "option": "a"}, "Choose")],
)  # fmt: skip
def test_what_cannot_be_counted_is_refused(db: Session, more: dict[str, object], message: str) -> None:
    here = asking(db)
    write_targets(db, here, [WOMEN], LATER)
    with pytest.raises(Refusal, match=message):
        write_targets(db, here, [WOMEN, replace(WOMEN, **more)], LATER)  # type: ignore[arg-type]
    assert len(list_targets(db, here)) == 1


def test_options_and_yes_and_no_can_be_counted_and_words_cannot(db: Session) -> None:
    here = asking(db)
    found = [(one.slug, option) for one, option, _ in countable(list_questions(db, here))]
    assert found == [
        ("gender", "a"),
        ("gender", "b"),
        ("young", "yes"),
        ("young", "no"),
        ("works", "a"),
        ("works", "b"),
    ]


def test_of_the_whole_event_whoever_holds_a_seat_is_counted(db: Session) -> None:
    here = asking(db)
    people = said(db, here, "aab--ab")
    people[6].state = State.WITHDRAWN
    write_targets(db, here, [WOMEN], LATER)
    assert measure(db, here)[0].groups[0].figures == Figures(size=6, said=3, unanswered=2, needed=3)
    people[0].state = State.INVITED
    db.flush()
    found = measure(db, here)[0].groups[0].figures
    assert found == Figures(size=5, said=2, unanswered=2, needed=2)
    assert found.is_reached
    people[1].state = State.WITHDRAWN
    db.flush()
    assert measure(db, here)[0].groups[0].figures is None


def test_yes_no_and_several_are_counted_too(db: Session) -> None:
    here = asking(db)
    people = said(db, here, "-----")
    for one, is_young in zip(people, (True, True, False), strict=False):
        write_answers(db, one, {"young": is_young, "works": ("a", "b") if is_young else ("b",)}, LATER)
    drafts = [replace(WOMEN, question=slug, option=option) for slug, option in
              [("young", "yes"), ("young", "no"), ("works", "a"), ("works", "b")]]  # fmt: skip
    write_targets(db, here, drafts, LATER)
    figures = [one.groups[0].figures for one in measure(db, here)]
    assert [(one.said, one.unanswered) for one in figures if one] == [(2, 2), (1, 2), (2, 2), (3, 2)]


def test_of_a_small_delegation_nothing_is_shown(db: Session) -> None:
    here = asking(db)
    said(db, here, "aabbb", "MX")
    said(db, here, "aaab-b", "PE")
    said(db, here, "ab", "BO")
    write_targets(db, here, [replace(WOMEN, within=Within.DELEGATION)], LATER)
    groups = {one.country: one.figures for one in measure(db, here)[0].groups}
    assert list(groups) == ["BO", "MX", "PE"]
    assert groups["BO"] is None
    assert groups["MX"] is None, "with the whole event and Peru, Bolivia’s two could be told"
    assert groups["PE"] == Figures(size=6, said=3, unanswered=1, needed=3)


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [({"MX": 5, "PE": 9}, set()), ({"MX": 4, "PE": 9}, {"MX", "PE"}), ({"MX": 3, "PE": 3, "BO": 6}, {"MX", "PE"}),
     ({"MX": 1, "PE": 6, "BO": 7}, {"MX", "PE"}), ({None: 2, "MX": 6, "PE": 8}, {None, "MX"}), ({}, set())],
)  # fmt: skip
def test_what_is_left_over_tells_nobody_either(sizes: dict[str | None, int], hidden: set[str | None]) -> None:
    assert too_small(sizes) == hidden


def test_of_a_panel_whoever_has_a_part_in_it_is_counted(db: Session) -> None:
    here = asking(db)
    people = [one.person for one in said(db, here, "aab-b")]
    guest = factories.person(db, "Guest")
    roles = tuple(RoleDraft(person=one) for one in [*people, guest, people[0]])
    factories.slot(db, here, "Migration", kind=SlotKind.PANEL, roles=roles)
    factories.slot(db, here, "Small", kind=SlotKind.PANEL, roles=roles[:2])
    factories.slot(db, here, "Plenary", roles=roles)
    write_targets(db, here, [replace(WOMEN, within=Within.PANEL)], LATER)
    groups = measure(db, here)[0].groups
    assert [(str(one.title and one.title["en"]), one.figures) for one in groups] == [
        ("Migration", Figures(size=6, said=2, unanswered=2, needed=3)),
        ("Small", None),
    ]


def test_a_target_outlives_its_question_and_says_so(db: Session) -> None:
    here = asking(db)
    said(db, here, "aabbb")
    write_targets(db, here, [WOMEN], LATER)
    write_questions(db, here, [YOUNG], LATER)
    measured = measure(db, here)[0]
    assert (measured.is_asked, measured.groups[0].figures) == (False, Figures(5, 0, 5, 2))
    write_targets(db, here, [WOMEN, replace(WOMEN, question="young", option="yes")], LATER)


def test_nobody_is_refused_by_a_target(db: Session) -> None:
    here = asking(db)
    write_targets(db, here, [replace(WOMEN, percent=100)], LATER)
    assert {one.state for one in said(db, here, "bbb")} == {State.NOMINATED}


def test_measuring_costs_the_same_for_few_and_for_many(database: Database) -> None:
    def cost() -> int:
        with database.reading() as db:
            here = get_edition(db, "workshop-2026")
            with asked_of(database) as asked:
                measure(db, here)
        return len(asked)

    with database.writing() as db:
        here = asking(db)
        write_targets(db, here, [WOMEN], LATER)
        said(db, here, "a")
    first = cost()
    with database.writing() as db:
        here = get_edition(db, "workshop-2026")
        said(db, here, "ab-" * 7, "PE")
        write_targets(db, here, [replace(WOMEN, within=one, percent=10) for one in Within for _ in range(3)], LATER)
    assert cost() == first <= 5


def test_without_targets_nothing_is_asked_of_answers(database: Database) -> None:
    with database.writing() as db:
        asking(db)
    with database.reading() as db:
        here = get_edition(db, "workshop-2026")
        with asked_of(database) as asked:
            assert measure(db, here) == []
    assert len(asked) == 1
