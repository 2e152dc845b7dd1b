"""Names that somebody typed and nobody here bears: what each of them stands for is asked once."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import request
from sqlalchemy.orm import Session

from academy.agenda.typed import Known, Nature, guessed_nature
from academy.kit.texts import folded
from academy.people.queries import list_institutions, list_people


@dataclass(frozen=True, slots=True)
class Question:
    """An unknown name, and the guess at what it stands for."""

    name: str
    input: str
    guess: Nature


def known(db: Session) -> Known:
    """Return whom the installation knows."""
    return Known(list_people(db), list_institutions(db))


def answered() -> dict[str, Nature]:
    """Return what the form says of unknown names, by folded name."""
    prefix = "nature-"
    answers = {name[len(prefix) :]: value for name, value in request.form.items() if name.startswith(prefix)}
    return {name: Nature(value) for name, value in answers.items() if value in set(Nature)}


def questions(names: Iterable[str], directing: Iterable[str] = ()) -> list[Question]:
    """Return what must still be asked; what directs is an institution, and is not asked."""
    said, institutions = answered(), set(directing)
    asked = [name for name in names if folded(name) not in institutions]
    return [Question(name, f"nature-{folded(name)}", said.get(folded(name)) or guessed_nature(name)) for name in asked]


def is_answered(asked: Iterable[Question]) -> bool:
    """Tell whether the form answers every question."""
    return all(question.input in request.form for question in asked)
