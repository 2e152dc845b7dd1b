"""The form of an edition's short lists: rooms, parts of the programme, electives."""

from flask_babel import lazy_gettext
from wtforms import FieldList, Form, FormField, HiddenField

from academy.agenda.actions import ListEntry
from academy.desk.inputs import DeskForm, NumberInput, TranslatedInput
from academy.kit.slugs import is_slug, slug_for
from academy.kit.translated import Translated

_SPARE_ROWS = 3


class EntryRow(Form):
    """An entry; one without a name goes."""

    slug = HiddenField()
    name = TranslatedInput(lazy_gettext("Name"))
    capacity = NumberInput(lazy_gettext("Places"))


class PartRow(Form):
    """A part of the programme has no capacity."""

    slug = HiddenField()
    name = TranslatedInput(lazy_gettext("Name"))


class ListsForm(DeskForm):
    """All three lists, in their order."""

    rooms = FieldList(FormField(EntryRow))
    parts = FieldList(FormField(PartRow))
    electives = FieldList(FormField(EntryRow))

    def ensure_room(self) -> None:
        """Leave rows to write in."""
        for rows in (self.rooms, self.parts, self.electives):
            for _ in range(_SPARE_ROWS):
                rows.append_entry()


def entries(rows: FieldList, stem: str) -> list[ListEntry]:
    """Return the rows that have a name; new ones get a short name of their own."""
    found: list[ListEntry] = []
    taken = {str(row.form.slug.data) for row in rows}
    for row in rows:
        name = Translated(row.form.name.data)
        if name:
            slug = _slug(str(row.form.slug.data or ""), str(name.wording("en")), taken, stem)
            taken.add(slug)
            capacity = row.form["capacity"].data if "capacity" in row.form else None
            found.append(ListEntry(slug, name, capacity))
    return found


def _slug(kept: str, name: str, taken: set[str], stem: str) -> str:
    return kept if is_slug(kept) else slug_for(name, lambda slug: slug in taken, stem)
