"""Questions of an edition's form as inputs of a page: what they show, and what was typed into them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import request
from sqlalchemy.orm import Session

from academy.files.models import Upload
from academy.files.rules import DOCUMENTS
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.participation.answers import asked_of, checked, owner_of
from academy.participation.forms import Option, is_required, options_of
from academy.participation.models import Question, QuestionKind, Registration
from academy.participation.sealed_answers import Value
from academy.web.errors import sentence
from academy.web.uploads import FileAsked, Received, received_all
from academy.web.uploads import asked as file_asked

_DROPPED = "-dropped"


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form said: answers that can be kept, what was typed, and what is wrong, by the questions' short names."""

    values: Mapping[str, Value | None]
    texts: Mapping[str, Value | None]
    errors: Mapping[str, str]
    uploads: Mapping[str, Upload]


@dataclass(frozen=True, slots=True)
class Input:
    """A question as it is drawn."""

    question: Question
    name: str
    value: Value | None
    is_required: bool
    options: Sequence[Option]
    error: str
    file: FileAsked | None


def questions_of(session: Session, registration: Registration, step: str) -> list[Question]:
    """Return the questions of a step: the sensitive ones stand on one of their own."""
    if step not in {"questions", "needs"}:
        return []
    return [one for one in asked_of(session, registration) if one.is_sensitive == (step == "needs")]


def receive(registration: Registration, questions: Iterable[Question]) -> Received:
    """Keep the files that came with a form, before the request's own transaction begins."""
    files = {_name(one): DOCUMENTS for one in questions if one.kind == QuestionKind.FILE}
    return received_all(files, owner_of(registration), registration.edition_id)


def typed(questions: Iterable[Question], received: Received) -> Typed:
    """Return what was typed into the inputs of these questions."""
    values: dict[str, Value | None] = {}
    texts: dict[str, Value | None] = {}
    errors = {}
    for one in questions:
        if not _is_sent(one, received):
            continue
        try:
            texts[one.slug] = _read(one, received)
            values[one.slug] = checked(one, texts[one.slug])
        except Refusal as refusal:
            texts.setdefault(one.slug, request.form.get(_name(one), ""))
            errors[one.slug] = sentence(refusal)
    errors |= {name.removeprefix("q-"): sentence(refusal) for name, refusal in received.refusals.items()}
    return Typed(values, texts, errors, {name.removeprefix("q-"): one for name, one in received.uploads.items()})


def inputs(
    questions: Iterable[Question], registration: Registration, answers: Mapping[str, Value], said: Typed | None = None
) -> list[Input]:
    """Return how questions are drawn: with what was typed and refused, or else with what is stored."""
    slug = registration.institution_type.slug
    return [_input(one, answers, said, is_required=is_required(one, slug)) for one in questions]


def _input(question: Question, answers: Mapping[str, Value], said: Typed | None, *, is_required: bool) -> Input:
    slug, name = question.slug, _name(question)
    stored = answers.get(slug)
    value = said.texts.get(slug, stored) if said else stored
    error = said.errors.get(slug, "") if said else ""
    file = None
    if question.kind == QuestionKind.FILE:
        kept = said.uploads.get(slug) if said else None
        file = file_asked(name, DOCUMENTS, kept or (stored if isinstance(stored, Upload) else None), error)
    return Input(question, name, value, is_required, options_of(question), error, file)


def _name(question: Question) -> str:
    return f"q-{question.slug}"


def _is_sent(question: Question, received: Received) -> bool:
    """Tell whether a form said something of a question; of a file that it did not touch it says nothing."""
    name = _name(question)
    if question.kind == QuestionKind.FILE:
        return name in received.uploads or bool(request.form.get(name + _DROPPED))
    return True


def _read(question: Question, received: Received) -> Value | None:
    name = _name(question)
    text = request.form.get(name, "")
    if question.kind == QuestionKind.FILE:
        return received.uploads.get(name)
    if question.kind == QuestionKind.SEVERAL:
        return tuple(request.form.getlist(name))
    if question.kind == QuestionKind.YES_NO:
        return {"yes": True, "no": False}.get(text)
    return _day(question, text) if question.kind == QuestionKind.DATE else text


def _day(question: Question, text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        message = N_("“%(text)s” is not a day of the calendar.")
        raise Refusal(message, text=text[:40], field=question.slug) from error
