"""Shares that an edition wishes for, such as 40 % women: written, measured, shown. Nobody is ever refused by one.

Who is counted is what people say of themselves. Of groups that are too small nothing is shown, since it would tell who;
and of others beside them nothing either, where what is left over would tell it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from academy.agenda.models import Role, Slot, SlotKind
from academy.editions.actions import revise
from academy.editions.models import Edition
from academy.kit.refusals import Refusal
from academy.kit.translated import EMPTY, Translated
from academy.kit.words import N_
from academy.participation.answers import read_all
from academy.participation.forms import list_questions, options_of
from academy.participation.models import Question, QuestionKind, Registration, Rounding, Target, Within
from academy.participation.rules import HOLDING
from academy.participation.sealed_answers import Value
from academy.trail.actions import record
from academy.trail.rules import numbered

LEAST = 5
"""Figures of fewer people than these are not shown."""

YES, NO = "yes", "no"
"""The options of a question that is answered by yes or no."""

_WHOLE = 100


@dataclass(frozen=True, slots=True)
class TargetDraft:
    """A target; as the columns of the same names."""

    name: Translated
    within: Within
    percent: int
    question: str
    option: str
    rounding: Rounding = Rounding.UP
    printed: Translated = EMPTY

    @classmethod
    def of(cls, target: Target) -> "TargetDraft":
        """Return what a target says now."""
        return cls(**{field.name: getattr(target, field.name) for field in fields(cls)})


@dataclass(frozen=True, slots=True)
class Figures:
    """Of so many people so many have said so, and so many have not answered; so many are needed."""

    size: int
    said: int
    unanswered: int
    needed: int

    @property
    def is_reached(self) -> bool:
        """Whether there are enough already."""
        return self.said >= self.needed


@dataclass(frozen=True, slots=True)
class Group:
    """The whole event, a country's delegation or a panel."""

    country: str | None
    title: Translated | None
    figures: Figures | None
    """None where the figures would tell who."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A target, and how far each of the groups is for which it is wished."""

    target: Target
    is_asked: bool
    """False where the form does not ask for it any more."""
    groups: tuple[Group, ...]


def needed(percent: int, size: int, rounding: Rounding) -> int:
    """Return how many people of so many are a share, rounded as the edition's documents say.

    >>> [needed(40, 7, rounding) for rounding in Rounding]
    [3, 2, 3]
    """
    exact = percent * size
    if rounding == Rounding.UP:
        return -(-exact // _WHOLE)
    return (exact + (_WHOLE // 2 if rounding == Rounding.NEAREST else 0)) // _WHOLE


def list_targets(db: Session, edition: Edition) -> Sequence[Target]:
    """Return an edition's targets in their order."""
    own = Target.edition_id == edition.id
    return db.scalars(select(Target).where(own).order_by(Target.position, Target.id)).all()


def countable(questions: Iterable[Question]) -> list[tuple[Question, str, Translated | None]]:
    """Return what can be counted: each option of each question, by its short name and label (None: yes or no)."""
    found: list[tuple[Question, str, Translated | None]] = []
    for question in questions:
        if question.kind == QuestionKind.YES_NO:
            found += [(question, YES, None), (question, NO, None)]
        elif question.kind in {QuestionKind.CHOICE, QuestionKind.SEVERAL}:
            found += [(question, option.slug, option.label) for option in options_of(question)]
    return found


def write_targets(db: Session, edition: Edition, drafts: Sequence[TargetDraft], now: datetime) -> None:
    """Make these the targets of an edition, in this order."""
    stored = [TargetDraft.of(one) for one in list_targets(db, edition)]
    if list(drafts) == stored:
        return
    known = {(question.slug, option) for question, option, _ in countable(list_questions(db, edition))}
    for draft in drafts:
        _check(draft, known, is_new=draft not in stored)
    db.execute(delete(Target).where(Target.edition_id == edition.id))
    db.add_all(
        Target(
            edition_id=edition.id, position=position, **{one.name: getattr(draft, one.name) for one in fields(draft)}
        )
        for position, draft in enumerate(drafts)
    )
    revise(db, edition, now)
    before, after = (numbered("target", said) for said in (stored, drafts))
    record(db, "targets.changed", edition, now, edition_id=edition.id, before=before, after=after)


def measure(db: Session, edition: Edition) -> list[Measured]:
    """Return how far an edition is with each of its targets. Five queries, however many people and targets."""
    targets = list_targets(db, edition)
    if not targets:
        return []
    wanted = {one.question for one in targets}
    questions = [one for one in list_questions(db, edition) if one.slug in wanted]
    people = _People.of(db, edition, read_all(db, edition, questions) if questions else {})
    panels = _panels(db, edition)
    asked = {(question.slug, option) for question, option, _ in countable(questions)}
    return [Measured(one, (one.question, one.option) in asked, _groups(one, people, panels)) for one in targets]


@dataclass(frozen=True, slots=True)
class _People:
    """What people have answered, by person; who holds a seat, by the country that they represent."""

    answers: Mapping[int, Mapping[str, Value]]
    by_country: Mapping[str | None, Sequence[int]]

    @classmethod
    def of(cls, db: Session, edition: Edition, answers: Mapping[int, Mapping[str, Value]]) -> "_People":
        columns = (Registration.id, Registration.person_id, Registration.country, Registration.state)
        said: dict[int, Mapping[str, Value]] = {}
        by_country: defaultdict[str | None, list[int]] = defaultdict(list)
        for number, person_id, country, state in db.execute(
            select(*columns).where(Registration.edition_id == edition.id).order_by(Registration.country)
        ):
            said[person_id] = answers.get(number, {})
            if state in HOLDING:
                by_country[country].append(person_id)
        return cls(said, by_country)

    def figures(self, target: Target, people: Collection[int]) -> Figures:
        """Count some people by a target."""
        values = [self.answers.get(person, {}).get(target.question) for person in people]
        said = sum(_says(value, target.option) for value in values)
        return Figures(len(people), said, values.count(None), needed(target.percent, len(people), target.rounding))


def _check(draft: TargetDraft, known: Collection[tuple[str, str]], *, is_new: bool) -> None:
    if not draft.name:
        raise Refusal(N_("A target needs a name in at least one language."), field="name")
    if not 1 <= draft.percent <= _WHOLE:
        raise Refusal(N_("A share is between 1 and 100 per cent."), field="percent")
    # One that stands already is kept when the form asks for it no more: what the documents say has not changed.
    if is_new and (draft.question, draft.option) not in known:
        raise Refusal(N_("Choose an answer that the form offers: a target counts what people say of themselves."))


def _says(value: Value | None, option: str) -> bool:
    if isinstance(value, bool):
        return option == (YES if value else NO)
    return option in value if isinstance(value, tuple) else value == option


def _panels(db: Session, edition: Edition) -> list[tuple[Translated, set[int]]]:
    """Return the panels of the programme, each with the people who have a part in it."""
    query = select(Slot.id, Slot.title, Role.person_id).join(Role, Role.slot_id == Slot.id)
    own = (Slot.edition_id == edition.id, Slot.kind == SlotKind.PANEL, Slot.removed_at.is_(None))
    found: dict[int, tuple[Translated, set[int]]] = {}
    for number, title, person_id in db.execute(
        query.where(*own, Role.person_id.is_not(None)).order_by(Slot.position, Slot.id)
    ):
        found.setdefault(number, (title, set()))[1].add(person_id or 0)  # those without one were left out
    return list(found.values())


def _groups(target: Target, people: _People, panels: Iterable[tuple[Translated, set[int]]]) -> tuple[Group, ...]:
    if target.within == Within.EVENT:
        everybody = [one for own in people.by_country.values() for one in own]
        return (Group(None, None, _shown(people.figures(target, everybody))),)
    if target.within == Within.PANEL:
        return tuple(Group(None, title, _shown(people.figures(target, own))) for title, own in panels)
    sizes = {country: len(own) for country, own in people.by_country.items()}
    hidden = too_small(sizes)
    return tuple(
        Group(country, None, None if country in hidden else people.figures(target, own))
        for country, own in people.by_country.items()
        if country is not None
    )


def _shown(figures: Figures) -> Figures | None:
    return figures if figures.size >= LEAST else None


def too_small(sizes: Mapping[str | None, int]) -> set[str | None]:
    """Return the delegations whose figures are not shown: the small ones, and those without a country.

    Where these together are still too few, the next larger one is hidden with them: whoever takes the sum of all from
    the whole event must not learn it.
    """
    in_order = sorted(sizes, key=lambda country: (sizes[country], country or ""))
    hidden = {country for country in in_order if country is None or sizes[country] < LEAST}
    for country in in_order:
        if 0 < sum(sizes[one] for one in hidden) < LEAST:
            hidden.add(country)
    return hidden
