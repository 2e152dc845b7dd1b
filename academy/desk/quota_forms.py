"""The form of an edition's quotas: institution types, how many of each, until when, and how many in all."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import g
from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, SelectField
from wtforms.fields import SelectChoice

from academy.desk.inputs import (
    ChoiceInput,
    CountryInput,
    DayInput,
    DeskForm,
    HourInput,
    LineInput,
    NumberInput,
    TranslatedInput,
)
from academy.kit.slugs import is_slug, slug_for
from academy.kit.texts import folded
from academy.kit.translated import Translated
from academy.kit.zones import read_zone
from academy.participation.actions import QuotaDraft, TypeDraft
from academy.participation.models import Entry, OnLapse, QuotaRule, Scope
from academy.people.models import InstitutionKind

_SPARE_ROWS = 2


class SlotInput(SelectField):
    """An item of the edition's programme, or none."""

    def __init__(self, text: Any, **more: Any) -> None:
        """The items are those that `offer_slots` has named for this request."""
        super().__init__(text, choices=self._offered, coerce=lambda value: value or "", **more)

    def _offered(self) -> list[SelectChoice]:
        return [SelectChoice("", gettext("none")), *(SelectChoice(code, text) for code, text in g.get("slots", ()))]

    def process_data(self, value: Any) -> None:
        """Begin with the code of an item."""
        self.data = getattr(value, "code", value) or ""


def offer_slots(slots: Iterable[tuple[str, str]]) -> None:
    """Let the items of this request's rules be chosen from these: codes, and what they are called."""
    g.slots = list(slots)


class QuotaRow(Form):
    """A quota rule with its institution type; one without an institution type goes."""

    type = HiddenField()
    institution_type = TranslatedInput(lazy_gettext("Institution type"))
    seats = NumberInput(lazy_gettext("Seats (empty: open)"))
    scope = ChoiceInput(lazy_gettext("Counted"), Scope)
    entry = ChoiceInput(lazy_gettext("How people come in"), Entry)
    kind = ChoiceInput(lazy_gettext("What these institutions are"), InstitutionKind, blank=lazy_gettext("of any kind"))
    is_binding = BooleanField(lazy_gettext("binding"))
    is_funded = BooleanField(lazy_gettext("funded"))
    level = TranslatedInput(lazy_gettext("Level asked for"))
    opens_on = DayInput(lazy_gettext("Opens on"))
    opens_at = HourInput(lazy_gettext("at"))
    closes_on = DayInput(lazy_gettext("Closes on"))
    closes_at = HourInput(lazy_gettext("at (empty: at the end of that day)"))
    zone_name = LineInput(lazy_gettext("Zone of these hours (empty: the edition’s)"))
    slot = SlotInput(lazy_gettext("Item, where it is counted in one"))
    on_lapse = ChoiceInput(lazy_gettext("Seats that are still free after the deadline"), OnLapse)
    lapse_country = CountryInput(lazy_gettext("That country"))

    def draft(self, key: str) -> QuotaDraft:
        """Return what was typed, as a rule for the institution type of this short name."""
        return QuotaDraft(
            institution_type=key,
            scope=self.scope.data,
            seats=self.seats.data,
            is_binding=bool(self.is_binding.data),
            is_funded=bool(self.is_funded.data),
            level=Translated(self.level.data),
            opens_on=self.opens_on.day,
            opens_at=self.opens_at.hour,
            closes_on=self.closes_on.day,
            closes_at=self.closes_at.hour,
            zone_name=read_zone(self.zone_name.data).name if self.zone_name.data else None,
            slot=self.slot.data or None,
            on_lapse=self.on_lapse.data,
            lapse_country=self.lapse_country.data,
        )


class QuotaForm(DeskForm):
    """All quota rules of an edition, and the ceilings over them."""

    rules = FieldList(FormField(QuotaRow))
    whole = NumberInput(lazy_gettext("Most people in all (empty: no limit)"))
    whole_is_binding = BooleanField(lazy_gettext("binding"))
    country = NumberInput(lazy_gettext("Most people of each country (empty: no limit)"))
    country_is_binding = BooleanField(lazy_gettext("binding"))

    def ensure_room(self) -> None:
        """Leave rows to write in."""
        for _ in range(_SPARE_ROWS):
            self.rules.append_entry()

    def drafts(self) -> tuple[list[TypeDraft], list[QuotaDraft]]:
        """Return the institution types, each once, and the rules: the rows that name one, and the ceilings."""
        rows = [row.form for row in self.rules if row.form.institution_type.data]
        types: dict[str, TypeDraft] = {}
        rules = []
        for row in rows:
            key = _key(row, types)
            types.setdefault(key, TypeDraft(key, Translated(row.institution_type.data), row.entry.data, row.kind.data))
            rules.append(row.draft(key))
        return list(types.values()), [*rules, *self._ceilings()]

    def _ceilings(self) -> Iterable[QuotaDraft]:
        for scope, most, is_binding in (
            (Scope.EDITION, self.whole.data, self.whole_is_binding.data),
            (Scope.COUNTRY, self.country.data, self.country_is_binding.data),
        ):
            if most is not None:
                yield QuotaDraft(None, scope, most, is_binding=bool(is_binding))


def said(rules: Sequence[QuotaRule]) -> dict[str, Any]:
    """Return what the form begins with."""
    ceilings = {rule.scope: rule for rule in rules if rule.is_ceiling}
    whole, country = ceilings.get(Scope.EDITION), ceilings.get(Scope.COUNTRY)
    return {
        "rules": [_row(rule) for rule in rules if not rule.is_ceiling],
        "whole": whole and whole.seats,
        "whole_is_binding": whole is not None and whole.is_binding,
        "country": country and country.seats,
        "country_is_binding": country is not None and country.is_binding,
    }


def _row(rule: QuotaRule) -> dict[str, Any]:
    named = rule.institution_type
    own = {name: getattr(rule, name) for name in QuotaDraft.__slots__ if name != "institution_type"}
    if named is None:
        return own
    return {**own, "type": named.slug, "institution_type": named.name, "entry": named.entry, "kind": named.kind}


def _key(row: Any, types: dict[str, TypeDraft]) -> str:
    """Return the short name of a row's institution type: its own, that of the same words above, or a new one."""
    if is_slug(str(row.type.data or "")):
        return str(row.type.data)
    name = str(Translated(row.institution_type.data).wording("en"))
    same = (key for key, one in types.items() if folded(str(one.name.wording("en"))) == folded(name))
    return next(same, None) or slug_for(name, types.__contains__, "type")
