"""The form that organisers design: what it may say, and what people were promised when they answered."""

from dataclasses import replace as but
from unittest.mock import Mock

import pytest
from sqlalchemy.orm import Session

from academy.kit.languages import INTERFACE
from academy.kit.personal import Retention
from academy.kit.refusals import Refusal
from academy.kit.translated import EMPTY
from academy.participation.answers import read_answers, write_answers
from academy.participation.forms import (
    MOST_OPTIONS,
    MOST_QUESTIONS,
    Option,
    QuestionDraft,
    is_required,
    list_questions,
    write_questions,
)
from academy.participation.forms import asked as asked_of
from academy.participation.models import QuestionKind
from academy.participation.sealed_answers import value_in
from academy.participation.standard import STANDARD, add_standard
from tests.factories import LATER, words
from tests.participation.answered import asked, begun, entries, open_edition, question, told


def test_questions_stand_in_the_order_in_which_they_are_written(db: Session) -> None:
    here = open_edition(db, question("b"), question("a"))
    assert [one.slug for one in list_questions(db, here)] == ["b", "a"]
    write_questions(db, here, [question("a"), question("c"), question("b")], LATER)
    assert [one.slug for one in list_questions(db, here)] == ["a", "c", "b"]


def test_to_write_the_same_again_is_nothing_new(db: Session) -> None:
    drafts = [question("a", QuestionKind.CHOICE), question("b", asked_of=("fellows",))]
    here = open_edition(db, *drafts)
    revision, count = here.revision, len(entries(db, "questions.changed"))
    write_questions(db, here, drafts, LATER)
    assert (here.revision, len(entries(db, "questions.changed"))) == (revision, count)
    assert [QuestionDraft.of(one) for one in list_questions(db, here)] == drafts


def test_the_record_says_what_was_asked_before(db: Session) -> None:
    here = open_edition(db, question("a", QuestionKind.CHOICE))
    write_questions(db, here, [question("a", QuestionKind.CHOICE, label=words("New"))], LATER)
    said = told(db, "questions.changed")
    assert (said["question/a"][0]["label"], said["question/a"][1]["label"]) == ({"en": "A"}, {"en": "New"})
    assert said["question/a"][1]["options"] == {"a": {"en": "First"}, "b": {"en": "Second"}}


def test_a_question_that_is_taken_out_keeps_its_answers_and_is_put_back_with_them(db: Session) -> None:
    here = open_edition(db, question("a"), question("b"))
    ana = begun(db, here)
    write_answers(db, ana, {"a": "one", "b": "two"}, LATER)
    write_questions(db, here, [question("b")], LATER)
    assert read_answers(db, ana, sensitive=True) == {"b": "two"}
    assert [one.slug for one in list_questions(db, here, removed=True)] == ["a", "b"]
    write_questions(db, here, [question("b"), question("a")], LATER)
    assert read_answers(db, ana, sensitive=True) == {"a": "one", "b": "two"}


@pytest.mark.parametrize(
    "wrong",
    [
        question("Not a short name"),
        question("a", label=EMPTY),
        question("a", purpose=EMPTY),
        question("a", retention=Retention.AFTER_USE),
        question("a", asked_of=("nobody",)),
        question("a", required_of=("nobody",)),
        question("a", asked_of=("fellows",), required_of=("experts",)),
        question("a", QuestionKind.CHOICE, options=()),
        question("a", options=(Option("a", words("A")),)),
        question("a", QuestionKind.CHOICE, options=(Option("a", words("A")), Option("a", words("B")))),
        question("a", QuestionKind.CHOICE, options=(Option("a", EMPTY),)),
        question(
            "a", QuestionKind.SEVERAL, options=tuple(Option(f"o{n}", words("A")) for n in range(MOST_OPTIONS + 1))
        ),
    ],
)
def test_a_question_that_says_too_little_is_refused(db: Session, wrong: QuestionDraft) -> None:
    with pytest.raises(Refusal):
        open_edition(db, wrong)


def test_a_form_has_no_question_twice_and_is_not_endless(db: Session) -> None:
    here = open_edition(db)
    with pytest.raises(Refusal, match="same short name"):
        write_questions(db, here, [question("a"), question("a")], LATER)
    with pytest.raises(Refusal, match="at most"):
        write_questions(db, here, [question(f"q{number}") for number in range(MOST_QUESTIONS + 1)], LATER)


def test_an_answered_question_stays_of_its_kind(db: Session) -> None:
    here = open_edition(db, question("a"))
    ana = begun(db, here)
    write_questions(db, here, [question("a", QuestionKind.TEXT)], LATER)
    write_answers(db, ana, {"a": "one"}, LATER)
    with pytest.raises(Refusal, match="stays of its kind"):
        write_questions(db, here, [question("a", QuestionKind.YES_NO)], LATER)


def test_what_was_answered_for_few_and_for_a_time_stays_so(db: Session) -> None:
    secret = question("a", is_sensitive=True)
    here = open_edition(db, secret)
    write_answers(db, begun(db, here), {"a": "one"}, LATER)
    with pytest.raises(Refusal, match="for few to see"):
        write_questions(db, here, [but(secret, is_sensitive=False)], LATER)
    with pytest.raises(Refusal, match="for a shorter time"):
        write_questions(db, here, [but(secret, retention=Retention.WITH_RECORD)], LATER)


def test_an_option_that_somebody_has_chosen_gets_other_words_but_stays(db: Session) -> None:
    several = question("a", QuestionKind.SEVERAL)
    here = open_edition(db, several)
    write_answers(db, begun(db, here), {"a": ("b",)}, LATER)
    only_b = but(several, options=(Option("b", words("Other words")), Option("c", words("Third"))))
    write_questions(db, here, [only_b], LATER)
    with pytest.raises(Refusal, match="1 people have chosen “Other words”"):
        write_questions(db, here, [but(only_b, options=only_b.options[1:])], LATER)


def test_answers_are_unsealed_only_where_an_option_goes(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    choice = question("a", QuestionKind.CHOICE)
    here = open_edition(db, choice, question("b", is_sensitive=True))
    write_answers(db, begun(db, here), {"a": "b", "b": "medicine"}, LATER)
    unsealed = Mock(side_effect=value_in)
    monkeypatch.setattr("academy.participation.forms.value_in", unsealed)
    write_questions(db, here, [choice, question("b", is_sensitive=True, label=words("New"))], LATER)
    assert unsealed.call_count == 0
    write_questions(db, here, [but(choice, options=choice.options[1:]), question("b", is_sensitive=True)], LATER)
    assert [call.args[1] for call in unsealed.call_args_list] == [QuestionKind.CHOICE]


def test_who_is_asked_and_who_must_answer(db: Session) -> None:
    here = open_edition(
        db,
        question("all"),
        question("f", asked_of=("fellows",), required_of=("fellows",)),
        question("m", required_of=("*",)),
    )
    found = list_questions(db, here)
    assert [one.slug for one in asked_of(found, "fellows")] == ["all", "f", "m"]
    assert [one.slug for one in asked_of(found, "experts")] == ["all", "m"]
    assert [one.slug for one in found if is_required(one, "fellows")] == ["f", "m"]
    assert [one.slug for one in found if is_required(one, "experts")] == ["m"]


def test_the_usual_questions_are_added_once_behind_ones_own(db: Session) -> None:
    here = open_edition(db, question("own"), question("visa", QuestionKind.YES_NO))
    assert add_standard(db, here, LATER) == len(STANDARD) - 1
    assert add_standard(db, here, LATER) == 0
    assert list(asked(db, here))[:3] == ["own", "visa", "access"]


def test_the_usual_questions_speak_all_languages_and_nobody_must_answer_them() -> None:
    texts = [text for one in STANDARD for text in (one.label, one.purpose, *(option.label for option in one.options))]
    texts += [one.help for one in STANDARD if one.help]
    assert all(set(text) == set(INTERFACE) for text in texts)
    assert {one.retention for one in STANDARD} == {Retention.AFTER_EVENT}
    assert {slug for one in STANDARD for slug in one.required_of} == set()
    assert {one.slug for one in STANDARD if not one.is_sensitive} == {"interpretation"}
    counted = {one.slug: [option.slug for option in one.options] for one in STANDARD}
    assert counted["gender"] == ["woman", "man", "other", "silent"]
    assert counted["young"] == []
