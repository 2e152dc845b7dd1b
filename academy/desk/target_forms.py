"""The form of an edition's targets: which share, of whom, and by which answer it is counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import FieldList, Form, FormField

from academy.desk.inputs import ChoiceInput, DeskForm, NumberInput, ThingInput, TranslatedInput
from academy.kit.translated import Translated
from academy.participation.models import Question, Rounding, Target, Within
from academy.participation.targets import YES, TargetDraft, countable
from academy.web.language import language

_SPARE_ROWS = 2
_MOST_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Countable:
    """An answer that can be counted."""

    question: str
    option: str
    words: str

    @property
    def slug(self) -> str:
        """What it is called by in the form."""
        return f"{self.question}/{self.option}"


class TargetRow(Form):
    """A target; one without a name goes."""

    name = TranslatedInput(lazy_gettext("Target, such as “Women”"))
    percent = NumberInput(lazy_gettext("Share, in per cent"), most=_MOST_PERCENT)
    within = ChoiceInput(lazy_gettext("Of whom"), Within, default=Within.EVENT)
    rounding = ChoiceInput(lazy_gettext("Rounded"), Rounding, default=Rounding.UP)
    counted = ThingInput(lazy_gettext("The answer that is counted"))
    printed = TranslatedInput(lazy_gettext("The rule as the edition’s documents print it"))


class TargetsForm(DeskForm):
    """All targets of an edition."""

    targets = FieldList(FormField(TargetRow))

    def offer(self, questions: Sequence[Question], kept: Sequence[Target]) -> None:
        """Offer the answers of the form's questions, and those that targets count already."""
        offered = [_countable(*one) for one in countable(questions)]
        known = {one.slug for one in offered}
        gone = (Countable(one.question, one.option, gettext("not asked any more")) for one in kept)
        offered += [one for one in {one.slug: one for one in gone}.values() if one.slug not in known]
        for row in self.targets:
            row.form.counted.offer(offered, lambda one: one.words, gettext("choose an answer"))

    def ensure_room(self) -> None:
        """Leave rows to write in."""
        for _ in range(_SPARE_ROWS):
            self.targets.append_entry()

    def drafts(self) -> list[TargetDraft]:
        """Return the targets that have a name."""
        return [_draft(row.form) for row in self.targets if row.form.name.data]


def said(targets: Sequence[Target]) -> list[dict[str, Any]]:
    """Return what the form begins with."""
    names = ("name", "percent", "within", "rounding", "printed")
    return [
        {**{name: getattr(one, name) for name in names}, "counted": f"{one.question}/{one.option}"} for one in targets
    ]


def _draft(row: Any) -> TargetDraft:
    counted = row.counted.thing
    return TargetDraft(
        name=Translated(row.name.data),
        within=row.within.data,
        percent=row.percent.data or 0,
        question=counted.question if counted else "",
        option=counted.option if counted else "",
        rounding=row.rounding.data,
        printed=Translated(row.printed.data),
    )


def _countable(question: Question, option: str, label: Translated | None) -> Countable:
    yes_or_no = gettext("yes") if option == YES else gettext("no")
    answer = yes_or_no if label is None else str(label.wording(language()))
    return Countable(question.slug, option, f"{question.label.wording(language())} → {answer}")
