"""The forms of calls: what is asked for until when, the parts of the collection, what reviewers give points for."""

from collections.abc import Collection
from datetime import date, time
from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField

from academy.desk.inputs import DayInput, DeskForm, HourInput, LineInput, NumberInput, TranslatedInput
from academy.kit.refusals import Refusal
from academy.kit.translated import Translated
from academy.kit.words import N_
from academy.kit.zones import read_zone
from academy.practices.calls import CallDraft, CriterionDraft, PartDraft
from academy.practices.models import Call

_SPARE_ROWS = 2
LAST_PLACE = 10_000
"""Where a row stands that says no place: behind all that do, in the order in which they were typed."""


class CallForm(DeskForm):
    """What a call says."""

    title = TranslatedInput(lazy_gettext("Title"))
    text = TranslatedInput(
        lazy_gettext("Text for readers"),
        long=True,
        description=lazy_gettext("What is asked for, from whom, and how cards are chosen; in CommonMark."),
    )
    opens_on = DayInput(lazy_gettext("Opens on"))
    opens_at = HourInput(lazy_gettext("at"))
    closes_on = DayInput(lazy_gettext("Closes on"))
    closes_at = HourInput(lazy_gettext("at (empty: at the end of that day)"))
    zone_name = LineInput(lazy_gettext("Zone of these hours (empty: the edition’s)"))
    is_announced = BooleanField(lazy_gettext("announced: the public page of the edition leads to it"))
    takes_registered = BooleanField(lazy_gettext("people who take part find it on their own page"))
    most = NumberInput(lazy_gettext("Highest score of a criterion; the lowest is 1"), 2, 10)

    def draft(self) -> CallDraft:
        """Return what was typed; refuse an hour without a day, and a zone that nobody knows."""
        return CallDraft(
            title=Translated(self.title.data),
            text=Translated(self.text.data),
            opens_on=_day(self.opens_on, self.opens_at),
            opens_at=self.opens_at.hour,
            closes_on=_day(self.closes_on, self.closes_at),
            closes_at=self.closes_at.hour,
            zone_name=self._zone(),
            is_announced=bool(self.is_announced.data),
            takes_registered=bool(self.takes_registered.data),
            most=self.most.data or 0,
        )

    def _zone(self) -> str | None:
        try:
            return read_zone(self.zone_name.data).name if self.zone_name.data else None
        except Refusal as refusal:
            refusal.field = "zone_name"
            raise


class PartRow(Form):
    """A part of the collection; one without words goes."""

    position = NumberInput(lazy_gettext("Place in the order"), most=999)
    slug = LineInput(lazy_gettext("Short name, as printed"))
    name = TranslatedInput(lazy_gettext("Name"))


class PartsForm(DeskForm):
    """The parts of a call's collection."""

    parts = FieldList(FormField(PartRow))

    def ensure_room(self) -> None:
        """Leave rows to write in."""
        for _ in range(_SPARE_ROWS):
            self.parts.append_entry()

    def drafts(self) -> list[PartDraft]:
        """Return the parts that say something, in the order of their places."""
        rows = [row.form for row in self.parts if row.form.slug.data or row.form.name.data]
        return [PartDraft(row.slug.data or "", Translated(row.name.data)) for row in in_order(rows)]


class CriterionRow(Form):
    """What points are given for; one without a name goes."""

    slug = HiddenField()
    position = NumberInput(lazy_gettext("Place in the order"), most=999)
    name = TranslatedInput(lazy_gettext("Name"))
    help = TranslatedInput(lazy_gettext("Help for reviewers"))
    weight = NumberInput(lazy_gettext("Weight"), most=100, default=1)


class CriteriaForm(DeskForm):
    """What reviewers give points for."""

    criteria = FieldList(FormField(CriterionRow))

    def ensure_room(self) -> None:
        """Leave rows to write in."""
        for _ in range(_SPARE_ROWS):
            self.criteria.append_entry()

    def drafts(self, stored: Collection[str]) -> list[CriterionDraft]:
        """Return the criteria that have a name, in the order of their places; `stored` are short names that there are.

        One keeps its short name, under which its points stand, whatever its words become.
        """
        left, found = set(stored), []
        for row in in_order([row.form for row in self.criteria if row.form.name.data]):
            slug = row.slug.data if row.slug.data in left else ""
            left.discard(slug)
            weight = 1 if row.weight.data is None else row.weight.data
            found.append(CriterionDraft(Translated(row.name.data), Translated(row.help.data), weight, slug))
        return found


def in_order(rows: list[Any]) -> list[Any]:
    """Return rows by the places that were typed; those without one stay behind, as they were."""
    return sorted(rows, key=lambda row: row.position.data or LAST_PLACE)


def said_of(call: Call) -> dict[str, Any]:
    """Return what the form of a call begins with."""
    draft = CallDraft.of(call)
    return {name: getattr(draft, name) for name in CallDraft.__slots__}


def parts_of(call: Call) -> dict[str, Any]:
    """Return what the form of its parts begins with."""
    rows = enumerate(call.parts, start=1)
    return {"parts": [{"position": place, "slug": one.slug, "name": one.name} for place, one in rows]}


def criteria_of(call: Call) -> dict[str, Any]:
    """Return what the form of its criteria begins with."""
    names = ("slug", "name", "help", "weight")
    rows = enumerate(call.criteria, start=1)
    return {"criteria": [{"position": place, **{name: getattr(one, name) for name in names}} for place, one in rows]}


def _day(day: DayInput, hour: HourInput) -> date | None:
    typed: time | None = hour.hour
    if typed is not None and day.day is None:
        raise Refusal(N_("There is an hour, but no day that it belongs to."), field=day.name)
    return day.day
