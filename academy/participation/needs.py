"""What people need, such as food or wheelchairs, as numbers for those who provide it: nobody can be told from them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.editions.models import Edition
from academy.kit.translated import Translated
from academy.participation.answers import read_all
from academy.participation.forms import list_questions, options_of
from academy.participation.models import Question, QuestionKind, Registration
from academy.participation.rules import HOLDING
from academy.participation.sealed_answers import Value

FEWEST = 3
"""A group of fewer people is shown as just that: whoever knows one of them would know the rest."""

_COUNTED = frozenset({QuestionKind.CHOICE, QuestionKind.SEVERAL, QuestionKind.YES_NO})
_YES = "yes"


@dataclass(frozen=True, slots=True)
class Group:
    """Those who have given one answer."""

    label: Translated | None
    """None where it is simply yes."""
    count: int | None
    """None where they are some, and fewer than `FEWEST`."""


@dataclass(frozen=True, slots=True)
class Need:
    """A question, and how many of those who hold a seat have given which answer."""

    question: Question
    groups: tuple[Group, ...]


def list_needs(db: Session, edition: Edition) -> list[Need]:
    """Return the sensitive questions that can be counted, with what those who hold a seat need; three queries.

    What people have written themselves is not among it.
    """
    questions = [one for one in list_questions(db, edition) if one.is_sensitive and one.kind in _COUNTED]
    if not questions:
        return []
    given = read_all(db, edition, questions)
    holding = select(Registration.id).where(Registration.edition_id == edition.id, Registration.state.in_(HOLDING))
    own = [given[number] for number in db.scalars(holding) if number in given]
    return [
        _need(question, Counter(answer for said in own for answer in _said(question, said))) for question in questions
    ]


def _need(question: Question, counted: Mapping[str, int]) -> Need:
    labels: dict[str, Translated | None] = {one.slug: one.label for one in options_of(question)}
    if question.kind == QuestionKind.YES_NO:
        labels = {_YES: None}
    return Need(question, tuple(Group(label, shown(counted.get(slug, 0))) for slug, label in labels.items()))


def shown(count: int) -> int | None:
    """Return a number as it may be shown; None where it is so small that people could be told from it."""
    return None if 0 < count < FEWEST else count


def _said(question: Question, answers: Mapping[str, Value]) -> tuple[str, ...]:
    value = answers.get(question.slug)
    if value is True:
        return (_YES,)
    if isinstance(value, tuple):
        return value
    return (value,) if isinstance(value, str) else ()
