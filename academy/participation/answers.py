"""What people answer to the questions of an edition's form: checked, sealed, read, and looked at by few."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from academy.db.engine import keys_of
from academy.editions.models import Edition
from academy.files.models import Upload
from academy.kit.refusals import Refusal
from academy.kit.texts import clean_line, clean_text
from academy.kit.words import N_
from academy.participation.forms import asked, is_required, list_questions, options_of
from academy.participation.models import Answer, Question, QuestionKind, Registration
from academy.participation.sealed_answers import Value, sealed, value_in
from academy.trail.actions import record

LONGEST_ANSWER = 5000
"""Characters of a text."""

_HELD: dict[QuestionKind, type] = {
    QuestionKind.LINE: str,
    QuestionKind.TEXT: str,
    QuestionKind.CHOICE: str,
    QuestionKind.SEVERAL: tuple,
    QuestionKind.YES_NO: bool,
    QuestionKind.DATE: date,
    QuestionKind.FILE: Upload,
}
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)


def owner_of(registration: Registration) -> str:
    """Return whose the files are that are sent with a registration's form."""
    return f"registration:{registration.id}"


def asked_of(db: Session, registration: Registration) -> list[Question]:
    """Return the questions that somebody is asked, in their order."""
    return asked(list_questions(db, registration.edition), registration.institution_type.slug)


def write_answers(
    db: Session, registration: Registration, values: Mapping[str, Value | None], now: datetime
) -> frozenset[str]:
    """Write answers by the questions' short names; empty ones go. Return which have changed.

    The record says which questions were answered, and never what. Questions that are not named stay as they are.
    """
    questions = {one.slug: one for one in asked_of(db, registration)}
    for slug in values.keys() - questions.keys():
        raise Refusal(N_("There is no question “%(key)s” in this form."), key=slug[:60])
    stored = {one.question_id: one for one in _answers_of(db, registration)}
    changed = frozenset(
        slug
        for slug, value in values.items()
        if _write(db, (registration, questions[slug]), stored.get(questions[slug].id), value, now)
    )
    db.flush()
    if changed:
        _note(db, "registration.answered", registration, now, {"questions": sorted(changed)})
    return changed


def checked(question: Question, value: Value | None) -> Value | None:
    """Return a value as it is kept, None where it is empty; refuse what is no answer to this question."""
    if value in (None, "", ()):
        return None
    is_bearable = not isinstance(value, date) or _FIRST_DAY <= value <= _LAST_DAY
    if not isinstance(value, _HELD[question.kind]) or not is_bearable:
        raise Refusal(N_("This is no answer to the question."), field=question.slug)
    if isinstance(value, str):
        return _text(question, value) or None
    return _known(question, value) if isinstance(value, tuple) else value


def read_answers(db: Session, registration: Registration, *, sensitive: bool) -> dict[str, Value]:
    """Return what somebody has answered to the questions that are asked now, by their short names.

    With `sensitive`, all of it: whoever shows that to somebody else records the look.
    """
    found = [one for one in _answers_of(db, registration) if one.question.removed_at is None]
    shown = [one for one in found if sensitive or not one.question.is_sensitive]
    return {one.question.slug: value for one in shown if (value := _value(db, one)) is not None}


def list_all_answers(db: Session, registration: Registration) -> list[tuple[Question, Value]]:
    """Return everything that somebody has answered, to questions that were taken out as well: for the person alone."""
    found = sorted(_answers_of(db, registration), key=lambda one: (one.question.position, one.question.id))
    return [(one.question, value) for one in found if (value := _value(db, one)) is not None]


def read_all(db: Session, edition: Edition, questions: Sequence[Question]) -> dict[int, dict[str, Value]]:
    """Return what everybody has answered to some questions, by registration and short name. One statement.

    Whoever shows sensitive answers of single people records the look; counts tell of nobody.
    """
    wanted = {one.id: one for one in questions}
    query = select(Answer).join(Registration, Answer.registration_id == Registration.id)
    query = query.where(Registration.edition_id == edition.id, Answer.question_id.in_(wanted))
    keys = keys_of(db)
    found: dict[int, dict[str, Value]] = defaultdict(dict)
    for one in db.scalars(query.options(joinedload(Answer.upload))):
        question = wanted[one.question_id]
        if (value := value_in(one, question.kind, keys)) is not None:
            found[one.registration_id][question.slug] = value
    return dict(found)


def missing(questions: Iterable[Question], answers: Mapping[str, Value], type_slug: str) -> list[Question]:
    """Return the questions that people of an institution type must answer, and that have no answer."""
    own = asked(questions, type_slug)
    return [one for one in own if is_required(one, type_slug) and one.slug not in answers]


def looked_at(db: Session, registration: Registration, now: datetime) -> None:
    """Record that somebody's sensitive answers were shown to whoever acts."""
    _note(db, "registration.revealed", registration, now, {})


def _note(db: Session, act: str, registration: Registration, now: datetime, after: Mapping[str, Any]) -> None:
    edition, person = registration.edition_id, registration.person_id
    record(db, act, registration, now, edition_id=edition, person_id=person, after=after)


def _answers_of(db: Session, registration: Registration) -> Sequence[Answer]:
    own = select(Answer).where(Answer.registration_id == registration.id)
    return db.scalars(own.options(joinedload(Answer.question), joinedload(Answer.upload))).all()


def _value(db: Session, answer: Answer) -> Value | None:
    return value_in(answer, answer.question.kind, keys_of(db))


def _write(
    db: Session, of: tuple[Registration, Question], stored: Answer | None, value: Value | None, now: datetime
) -> bool:
    """Write one answer; tell whether anything changed."""
    registration, question = of
    value = checked(question, value)
    if value == (_value(db, stored) if stored else None):
        return False
    if stored and stored.upload is not None:
        stored.upload.is_claimed = False  # nothing refers to it any more: it is swept away
    if value is None:
        db.delete(stored)
        return True
    answer = stored or Answer(registration=registration, question=question, changed_at=now)
    if isinstance(value, Upload):
        _claim(registration, question, value)
        answer.upload = value
    answer.value, answer.changed_at = sealed(answer, value, keys_of(db)), now
    db.add(answer)
    return True


def _claim(registration: Registration, question: Question, upload: Upload) -> None:
    if upload.owner != owner_of(registration):
        raise Refusal(N_("This file was not sent with your form."), field=question.slug)
    upload.is_claimed = True


def _text(question: Question, value: str) -> str:
    if question.kind == QuestionKind.CHOICE:
        return _known(question, (value,))[0]
    if question.kind == QuestionKind.LINE:
        return clean_line(value, field=question.slug)
    return clean_text(value, most=LONGEST_ANSWER, field=question.slug)


def _known(question: Question, chosen: tuple[str, ...]) -> tuple[str, ...]:
    """Return the chosen options in the order of the form; refuse one that is not offered."""
    offered = [one.slug for one in options_of(question)]
    if not set(chosen) <= set(offered):
        raise Refusal(N_("One of these was not offered. Choose again."), field=question.slug)
    return tuple(one for one in offered if one in chosen)
