"""The form that organisers design: which questions it has, of whom they are asked, and what for."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.db.engine import keys_of
from academy.editions.actions import revise
from academy.editions.models import Edition
from academy.kit.personal import Retention
from academy.kit.refusals import Refusal
from academy.kit.slugs import is_slug
from academy.kit.translated import EMPTY, Translated
from academy.kit.words import N_
from academy.participation.models import EVERYBODY, Answer, Question, QuestionKind
from academy.participation.queries import list_institution_types
from academy.participation.sealed_answers import value_in
from academy.trail.actions import record
from academy.trail.rules import facts

MOST_QUESTIONS = 60
MOST_OPTIONS = 60

RETENTIONS = (Retention.AFTER_EVENT, Retention.AFTER_YEAR, Retention.WITH_RECORD)
"""How long answers may be kept: the shortest first."""

_CHOSEN = frozenset({QuestionKind.CHOICE, QuestionKind.SEVERAL})


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that may be chosen."""

    slug: str
    label: Translated


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """A question; as the columns of the same names."""

    slug: str
    kind: QuestionKind
    label: Translated
    purpose: Translated
    help: Translated = EMPTY
    options: tuple[Option, ...] = ()
    asked_of: tuple[str, ...] = (EVERYBODY,)
    required_of: tuple[str, ...] = ()
    retention: Retention = Retention.AFTER_EVENT
    is_sensitive: bool = False
    matters: bool = False

    @classmethod
    def of(cls, question: Question) -> "QuestionDraft":
        """Return what a question says now."""
        said = {field.name: getattr(question, field.name) for field in fields(cls)}
        return cls(**{**said, "options": tuple(options_of(question))})


def options_of(question: Question) -> list[Option]:
    """Return what may be chosen, in its order."""
    return [Option(one["slug"], Translated(one["label"])) for one in question.options]


def list_questions(db: Session, edition: Edition, *, removed: bool = False) -> Sequence[Question]:
    """Return the questions of an edition's form in their order; with `removed`, those that were taken out as well."""
    own = select(Question).where(Question.edition_id == edition.id).order_by(Question.position, Question.id)
    return db.scalars(own if removed else own.where(Question.removed_at.is_(None))).all()


def asked(questions: Iterable[Question], type_slug: str) -> list[Question]:
    """Return the questions that people of an institution type are asked."""
    return [one for one in questions if not {EVERYBODY, type_slug}.isdisjoint(one.asked_of)]


def is_required(question: Question, type_slug: str) -> bool:
    """Tell whether people of an institution type must answer."""
    return not {EVERYBODY, type_slug}.isdisjoint(question.required_of)


def write_questions(db: Session, edition: Edition, drafts: Sequence[QuestionDraft], now: datetime) -> None:
    """Make these the questions of an edition's form, in this order.

    One that is not named any more is taken out and keeps its answers until their time is over; named again, it is back
    with them. What people were promised when they answered is kept: a question that has answers stays of its kind, as
    sensitive as it was, and its answers are kept no longer.
    """
    rows = {one.slug: one for one in list_questions(db, edition, removed=True)}
    stored = [QuestionDraft.of(one) for one in rows.values() if one.removed_at is None]
    if list(drafts) == stored:
        return
    _check_all(drafts, {EVERYBODY, *(one.slug for one in list_institution_types(db, edition))})
    for position, draft in enumerate(drafts):
        row = rows.get(draft.slug)
        if row is None:
            row = _new(edition, draft, position)
            db.add(row)
        else:
            _check_promise(db, row, draft)
        _write(row, draft, position)
    for gone in rows.keys() - {one.slug for one in drafts}:
        rows[gone].removed_at = rows[gone].removed_at or now
    revise(db, edition, now)
    before, after = ({f"question/{one.slug}": _facts(one) for one in said} for said in (stored, drafts))
    record(db, "questions.changed", edition, now, edition_id=edition.id, before=before, after=after)


def _new(edition: Edition, draft: QuestionDraft, position: int) -> Question:
    named = {"slug": draft.slug, "kind": draft.kind, "label": draft.label, "purpose": draft.purpose}
    return Question(edition_id=edition.id, position=position, **named)  # type: ignore[arg-type]  # of these columns


def _write(row: Question, draft: QuestionDraft, position: int) -> None:
    for field in fields(draft):
        setattr(row, field.name, getattr(draft, field.name))
    row.options = [{"slug": one.slug, "label": dict(one.label)} for one in draft.options]
    row.position, row.removed_at = position, None


def _check_all(drafts: Sequence[QuestionDraft], types: set[str]) -> None:
    if len(drafts) > MOST_QUESTIONS:
        raise Refusal(N_("A form has at most %(most)s questions."), most=MOST_QUESTIONS)
    if len({one.slug for one in drafts}) < len(drafts):
        raise Refusal(N_("Two questions have the same short name."))
    for draft in drafts:
        _check(draft, types)


def _check(draft: QuestionDraft, types: set[str]) -> None:
    name = _name(draft.label) or draft.slug
    if not is_slug(draft.slug) or not draft.label:
        raise Refusal(N_("A question needs words in at least one language."))
    if not draft.purpose:
        raise Refusal(N_("Say what the answers to “%(name)s” are for: people read it beside the question."), name=name)
    if draft.retention not in RETENTIONS:
        raise Refusal(N_("Say how long the answers to “%(name)s” are kept."), name=name)
    for slug in {*draft.asked_of, *draft.required_of} - types:
        raise Refusal(N_("There is no institution type “%(key)s” in this edition."), key=slug)
    if EVERYBODY not in draft.asked_of and not set(draft.required_of) <= set(draft.asked_of):
        raise Refusal(N_("“%(name)s” is required of people who are not asked."), name=name)
    _check_options(draft, name)


def _check_options(draft: QuestionDraft, name: str) -> None:
    slugs = [one.slug for one in draft.options]
    if draft.kind in _CHOSEN and not slugs:
        raise Refusal(N_("Say what may be chosen for “%(name)s”: one option a line."), name=name)
    if draft.kind not in _CHOSEN and slugs:
        raise Refusal(N_("Only a choice has options; “%(name)s” is none."), name=name)
    if len(slugs) > MOST_OPTIONS:
        raise Refusal(N_("“%(name)s” offers more than %(most)s options."), name=name, most=MOST_OPTIONS)
    if len(set(slugs)) < len(slugs) or not all(map(is_slug, slugs)) or not all(one.label for one in draft.options):
        raise Refusal(N_("Each option of “%(name)s” needs words of its own."), name=name)


def _check_promise(db: Session, row: Question, draft: QuestionDraft) -> None:
    """Refuse what would break the word that people were given when they answered."""
    if db.scalar(select(Answer.id).where(Answer.question_id == row.id).limit(1)) is None:
        return
    name = _name(row.label)
    if draft.kind != row.kind:
        message = N_("“%(name)s” has answers already, so it stays of its kind. Take it out and add another question.")
        raise Refusal(message, name=name)
    if row.is_sensitive and not draft.is_sensitive:
        raise Refusal(
            N_("“%(name)s” was answered for few to see. It stays so; ask anew if more need to know."), name=name
        )
    if RETENTIONS.index(draft.retention) > RETENTIONS.index(row.retention):
        raise Refusal(
            N_("The answers to “%(name)s” were given for a shorter time. They are kept no longer."), name=name
        )
    kept = {one.slug for one in draft.options}
    if dropped := [one for one in options_of(row) if one.slug not in kept]:
        _check_unused(db, row, dropped)


def _check_unused(db: Session, row: Question, dropped: Iterable[Option]) -> None:
    """Refuse to drop an option that somebody has chosen. Only for this are answers unsealed."""
    keys = keys_of(db)
    answers = db.scalars(select(Answer).where(Answer.question_id == row.id))
    given = [value_in(one, row.kind, keys) for one in answers]
    chosen = Counter(one for value in given for one in (value if isinstance(value, tuple) else (value,)))
    for option in dropped:
        if count := chosen[option.slug]:
            message = N_(
                "%(count)s people have chosen “%(option)s” for “%(name)s”. Give it other words, but let it stay."
            )
            raise Refusal(message, count=count, option=_name(option.label), name=_name(row.label))


def _facts(draft: QuestionDraft) -> Mapping[str, Any]:
    options = {one.slug: one.label for one in draft.options}
    return {**facts(draft, frozenset({"options"})), **({"options": options} if options else {})}


def _name(text: Translated) -> str:
    return str(text.wording("en"))
