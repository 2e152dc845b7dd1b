"""The form in which organisers design the card: its fields, in order."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField

from academy.desk.inputs import ChoiceInput, DeskForm, NumberInput, TranslatedInput
from academy.desk.practices.call_forms import in_order
from academy.kit.slugs import slug_for
from academy.kit.translated import Translated
from academy.practices.models import FieldKind
from academy.practices.template import Field

_SPARE_ROWS = 2
_LONGEST_KEY = 34
"""Letters of a label from which a short name is made: with a number behind it, it still fits."""

_MOST_WORDS = 10_000


class FieldRow(Form):
    """A field of a card; one without a label goes."""

    key = HiddenField()
    position = NumberInput(lazy_gettext("Place in the order"), most=999)
    label = TranslatedInput(lazy_gettext("Label"))
    kind = ChoiceInput(lazy_gettext("What it holds"), FieldKind, default=FieldKind.RICH)
    help = TranslatedInput(lazy_gettext("Help beside the field"))
    least = NumberInput(lazy_gettext("Words recommended at least"), most=_MOST_WORDS)
    most = NumberInput(lazy_gettext("Words recommended at most"), most=_MOST_WORDS)
    is_required = BooleanField(lazy_gettext("required: no card is sent in without it"))


class TemplateForm(DeskForm):
    """All fields of a card."""

    fields = FieldList(FormField(FieldRow))

    def ensure_room(self) -> None:
        """Leave rows to write in."""
        for _ in range(_SPARE_ROWS):
            self.fields.append_entry()

    def drafts(self, stored: Sequence[Field]) -> list[Field]:
        """Return the fields that have a label, in the order of their places; `stored` are those that there are.

        A field keeps its short name, under which its texts stand; a new one gets it from its label.
        """
        known = {one.key for one in stored}
        own = {row.form.key.data for row in self.fields if row.form.label.data} & known
        taken, found = set(own), []
        for row in in_order([row.form for row in self.fields if row.form.label.data]):
            key = row.key.data if row.key.data in own else _new_key(row.label.data, taken)
            own.discard(key)
            taken.add(key)
            found.append(_draft(row, key))
        return found


def said(fields: Sequence[Field]) -> dict[str, Any]:
    """Return what the form begins with."""
    names = Field.__slots__
    rows = enumerate(fields, start=1)
    return {"fields": [{"position": place, **{name: getattr(one, name) for name in names}} for place, one in rows]}


def _draft(row: Any, key: str) -> Field:
    is_written = row.kind.data in {FieldKind.RICH, FieldKind.MATERIALS}
    return Field(
        key=key,
        kind=row.kind.data,
        label=Translated(row.label.data),
        help=Translated(row.help.data),
        least=row.least.data if is_written else None,
        most=row.most.data if is_written else None,
        is_required=bool(row.is_required.data) and is_written,
    )


def _new_key(label: Mapping[str, str], taken: set[str]) -> str:
    """Return a short name by the words of a label: it begins with a letter."""
    words = str(Translated(label).wording("en"))[:_LONGEST_KEY]
    plain = slug_for(words, lambda _: False, "field")
    stem = words if re.match("[a-z]", plain) else f"field {words}"
    return slug_for(stem[:_LONGEST_KEY], taken.__contains__, "field")
