"""The form in which organisers write the questions of their own form."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

from flask_babel import LazyString, lazy_gettext
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from academy.desk.inputs import ChoiceInput, DeskForm, NumberInput, TranslatedInput
from academy.kit.personal import Retention
from academy.kit.slugs import is_slug, slug_for
from academy.kit.translated import Translated
from academy.participation.forms import RETENTIONS, Option, QuestionDraft
from academy.participation.models import EVERYBODY, InstitutionType, QuestionKind
from academy.web.language import language
from academy.web.templates import label

_SPARE_ROWS = 2
_NOTHING = "–"
"""Stands in a list of options for one that has no words in a language."""


class RetentionInput(ChoiceInput):
    """How long answers are kept: one of the three that are offered."""

    def __init__(self, text: Any, **more: Any) -> None:
        """Offer the shortest first."""
        super().__init__(text, Retention, **more)

    def _offered(self, blank: str | LazyString | None) -> list[SelectChoice]:  # noqa: ARG002 (of the class above)
        return [SelectChoice(one.value, label(one)) for one in RETENTIONS]


class TypesInput(SelectMultipleField):
    """Some institution types, or everybody."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, text: Any, **more: Any) -> None:
        """The types are offered by `offer`, once they are known."""
        super().__init__(text, choices=[], **more)

    def offer(self, types: Sequence[InstitutionType], everybody: str) -> None:
        """Offer everybody, and each institution type."""
        named = [SelectChoice(one.slug, str(one.name.wording(language()))) for one in types]
        self.choices = [SelectChoice(EVERYBODY, everybody), *named]

    @property
    def chosen(self) -> tuple[str, ...]:
        """The short names, everybody alone where everybody is among them."""
        chosen = tuple(self.data or ())
        return (EVERYBODY,) if EVERYBODY in chosen else chosen


class QuestionRow(Form):
    """A question; one without words goes."""

    slug = HiddenField()
    position = NumberInput(lazy_gettext("Place in the order"), most=999)
    label = TranslatedInput(lazy_gettext("Question"))
    kind = ChoiceInput(lazy_gettext("Answered by"), QuestionKind, default=QuestionKind.LINE)
    purpose = TranslatedInput(lazy_gettext("What the answer is for"))
    help = TranslatedInput(lazy_gettext("Help beside the question"))
    options = TranslatedInput(
        lazy_gettext("What may be chosen"),
        long=True,
        description=lazy_gettext(
            "One a line, in the same order in each language; a dash where words are missing. For choices alone."
        ),
    )
    asked_of = TypesInput(lazy_gettext("Asked of"), description=lazy_gettext("No tick: of everybody."))
    required_of = TypesInput(lazy_gettext("Required of"), description=lazy_gettext("No tick: nobody must answer."))
    retention = RetentionInput(lazy_gettext("Answers are kept"), default=Retention.AFTER_EVENT)
    is_sensitive = BooleanField(lazy_gettext("sensitive: few see the answers, each look is recorded"))
    matters = BooleanField(lazy_gettext("organisers look again when the answer changes"))


class QuestionsForm(DeskForm):
    """All questions of an edition's form."""

    questions = FieldList(FormField(QuestionRow))

    def offer(self, types: Sequence[InstitutionType], everybody: str) -> None:
        """Offer the institution types of whom something may be asked."""
        for row in self.questions:
            for field in (row.form.asked_of, row.form.required_of):
                field.offer(types, everybody)

    def ensure_room(self) -> None:
        """Leave rows to write in; what may be chosen is offered anew afterwards."""
        for _ in range(_SPARE_ROWS):
            self.questions.append_entry()

    def drafts(self, stored: Mapping[str, QuestionDraft]) -> list[QuestionDraft]:
        """Return the questions that have words, in the order of their places; `stored` are those that there are."""
        rows = [row.form for row in self.questions if row.form.label.data]
        known, found = set(stored), []
        for number, row in enumerate(rows, start=1):
            slug = _slug(row, known)
            known.add(slug)
            found.append((row.position.data or number * 10_000, number, _draft(row, slug, stored.get(slug))))
        return [draft for _, _, draft in sorted(found, key=lambda one: one[:2])]


def said(drafts: Sequence[QuestionDraft]) -> dict[str, Any]:
    """Return what the form begins with."""
    rows = [{name: getattr(one, name) for name in QuestionDraft.__slots__} for one in drafts]
    return {
        "questions": [
            {**row, "position": number, "options": _as_lines(one.options)}
            for number, (row, one) in enumerate(zip(rows, drafts, strict=True), start=1)
        ]
    }


def _draft(row: Any, slug: str, stored: QuestionDraft | None) -> QuestionDraft:
    return QuestionDraft(
        slug=slug,
        kind=row.kind.data,
        label=Translated(row.label.data),
        purpose=Translated(row.purpose.data),
        help=Translated(row.help.data),
        options=_options(row.options.data, stored.options if stored else ()),
        asked_of=row.asked_of.chosen or (EVERYBODY,),
        required_of=row.required_of.chosen,
        retention=row.retention.data,
        is_sensitive=bool(row.is_sensitive.data),
        matters=bool(row.matters.data),
    )


def _slug(row: Any, known: set[str]) -> str:
    """Return the short name of a question: its own, or a new one by its words."""
    own = str(row.slug.data or "")
    if own in known and is_slug(own):
        return own
    words = Translated(row.label.data).wording("en")
    return slug_for(str(words)[:40], known.__contains__, "question")


def _as_lines(options: Sequence[Option]) -> Translated:
    """Return options as they are typed: one a line, per language."""
    codes = dict.fromkeys(code for one in options for code in one.label)
    return Translated({code: "\n".join(one.label.get(code, _NOTHING) for one in options) for code in codes})


def _options(typed: Mapping[str, str], stored: Sequence[Option]) -> tuple[Option, ...]:
    """Return the options that were typed; one that was there keeps its short name, whatever its place or words.

    A line is what it was by any of its words. One that nobody knows stands for the one at its place, where as many
    were typed as there were and that one is named nowhere else; or else it is new.
    """
    labels = _labels(typed)
    found = [_same(one, stored) for one in labels]
    if len(labels) == len(stored):
        left = {one.slug for one in stored} - set(filter(None, found))
        found = [slug or (old.slug if old.slug in left else None) for slug, old in zip(found, stored, strict=True)]
    known = {one.slug for one in stored}
    made = []
    for one, slug in zip(labels, found, strict=True):
        named = slug or slug_for(str(one.wording("en"))[:40], known.__contains__, "option")
        known.add(named)
        made.append(Option(named, one))
    return tuple(made)


def _labels(typed: Mapping[str, str]) -> list[Translated]:
    columns = {code: [line.strip() for line in text.splitlines()] for code, text in typed.items()}
    rows = zip_longest(*columns.values(), fillvalue="")
    texts = (
        Translated({code: text for code, text in zip(columns, row, strict=True) if text not in "-–—"}) for row in rows
    )
    return [one for one in texts if one]


def _same(label: Translated, stored: Sequence[Option]) -> str | None:
    return next((one.slug for one in stored if any(one.label.get(code) == text for code, text in label.items())), None)
