"""The forms of series and editions."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, SelectMultipleField
from wtforms.fields import SelectChoice

from academy.desk.inputs import (
    ChoiceInput,
    CountryInput,
    DayInput,
    DeskForm,
    LanguagesInput,
    LineInput,
    NumberInput,
    ThingInput,
    TranslatedInput,
)
from academy.editions.actions import EditionDraft, SectionDraft, SeriesDraft
from academy.editions.models import Contribution, EditionKind, Mode, SectionKind, Series, State
from academy.kit.countries import country_names
from academy.kit.refusals import Refusal
from academy.kit.translated import Translated
from academy.kit.words import N_
from academy.kit.zones import read_zone
from academy.people.models import Institution
from academy.web.language import language

_SPARE_ROWS = 2


class SeriesForm(DeskForm):
    """A series."""

    name = TranslatedInput(lazy_gettext("Name"))
    acronym = TranslatedInput(lazy_gettext("Acronym"))
    about = TranslatedInput(lazy_gettext("What it is"), long=True)

    def draft(self) -> SeriesDraft:
        """Return what was typed."""
        return SeriesDraft(Translated(self.name.data), Translated(self.acronym.data), Translated(self.about.data))


class NewSeriesForm(SeriesForm):
    """A series that is not there yet."""

    slug = LineInput(lazy_gettext("Short name in addresses, such as rcm-workshops"))


class EditionForm(DeskForm):
    """What an edition says of itself."""

    title = TranslatedInput(lazy_gettext("Title"))
    theme = TranslatedInput(lazy_gettext("Theme"))
    summary = TranslatedInput(lazy_gettext("Summary, for the first page and for calendars"), long=True)
    kind = ChoiceInput(lazy_gettext("Kind"), EditionKind)
    number = NumberInput(lazy_gettext("Number in its series"))
    mode = ChoiceInput(lazy_gettext("Where people are"), Mode)
    starts_on = DayInput(lazy_gettext("First day"))
    ends_on = DayInput(lazy_gettext("Last day"))
    year = NumberInput(lazy_gettext("Year, where no day is known"), 1900, 2200)
    dates_assumed = BooleanField(lazy_gettext("The dates are assumed"))
    dates_note = TranslatedInput(lazy_gettext("A remark on the dates, for readers"), long=True)
    zone_name = LineInput(
        lazy_gettext("Time zone of the programme"),
        description=lazy_gettext("A place such as America/Mexico_City, or an offset such as -06:00."),
    )
    zone_label = LineInput(lazy_gettext("The zone as printed, such as GMT-6"))
    venue = TranslatedInput(lazy_gettext("Venue"))
    city = TranslatedInput(lazy_gettext("City"))
    country = CountryInput(lazy_gettext("Country"))
    online_url = LineInput(lazy_gettext("Address to follow online"))
    languages = LanguagesInput(lazy_gettext("Languages of the edition’s texts"))
    floor_languages = LanguagesInput(lazy_gettext("Languages spoken"))
    interpretation_languages = LanguagesInput(lazy_gettext("Interpretation into"))
    is_invented = BooleanField(lazy_gettext("Invented for demonstration"))
    source = TranslatedInput(lazy_gettext("Where the facts come from, for readers"), long=True)

    def draft(self, before: EditionDraft | None = None) -> EditionDraft:
        """Return what was typed, over what was there before."""
        typed: dict[str, Any] = {name: self._typed(name) for name in _EDITION_FIELDS}
        draft = replace(before, **typed) if before else EditionDraft(**typed)
        return replace(draft, languages=draft.languages or ("en",), zone_name=self._zone(), online_url=self._address())

    def _typed(self, name: str) -> object:
        field = self[name]
        if isinstance(field, TranslatedInput):
            return Translated(field.data)
        if isinstance(field, LanguagesInput):
            return field.codes
        return field.day if isinstance(field, DayInput) else field.data

    def _zone(self) -> str:
        try:
            return read_zone(self.zone_name.data or "+00:00").name
        except Refusal as refusal:
            refusal.field = "zone_name"
            raise

    def _address(self) -> str:
        return checked_address(self.online_url.data or "")


_EDITION_FIELDS = (
    "title theme summary kind number mode starts_on ends_on year dates_assumed dates_note zone_label venue city "
    "country languages floor_languages interpretation_languages is_invented source"
).split()


class NewEditionForm(DeskForm):
    """The least that an edition begins with; the rest is filled in afterwards."""

    series = ThingInput(lazy_gettext("Series"))
    slug = LineInput(lazy_gettext("Short name in addresses, such as rcm-2021"))
    title = TranslatedInput(lazy_gettext("Title"))
    kind = ChoiceInput(lazy_gettext("Kind"), EditionKind)
    mode = ChoiceInput(lazy_gettext("Where people are"), Mode)
    starts_on = DayInput(lazy_gettext("First day"))
    ends_on = DayInput(lazy_gettext("Last day"))
    zone_name = LineInput(
        lazy_gettext("Time zone of the programme"),
        description=lazy_gettext("A place such as America/Mexico_City, or an offset such as -06:00."),
    )
    languages = LanguagesInput(lazy_gettext("Languages of the edition’s texts"))

    def chosen_series(self) -> Series:
        """Return the series; refuse where none was chosen."""
        found = self.series.thing
        if not isinstance(found, Series):
            raise Refusal(N_("Choose the series that the edition belongs to."), field="series")
        return found

    def draft(self) -> EditionDraft:
        """Return what was typed."""
        try:
            zone = read_zone(self.zone_name.data or "+00:00").name
        except Refusal as refusal:
            refusal.field = "zone_name"
            raise
        return EditionDraft(
            title=Translated(self.title.data),
            kind=self.kind.data,
            mode=self.mode.data,
            starts_on=self.starts_on.day,
            ends_on=self.ends_on.day,
            zone_name=zone,
            languages=self.languages.codes or ("en",),
        )


class StateForm(DeskForm):
    """The state that an edition is moved to."""

    state = HiddenField()

    def wanted(self) -> State:
        """Return the state; refuse what is none that one can move to."""
        if self.state.data not in {State.PUBLISHED, State.WITHDRAWN, State.CANCELLED}:
            raise Refusal(N_("There is no such state."))
        return State(self.state.data)


class SectionRow(Form):
    """A section of the concept note."""

    kind = ChoiceInput(lazy_gettext("Section"), SectionKind, blank=lazy_gettext("none"))
    heading = TranslatedInput(lazy_gettext("Heading, where it is not the section’s own name"))
    body = TranslatedInput(lazy_gettext("Text"), long=True)


class NoteForm(DeskForm):
    """The concept note, section by section; one whose texts are emptied goes."""

    sections = FieldList(FormField(SectionRow))

    def drafts(self) -> list[SectionDraft]:
        """Return the sections that have a kind or a word."""
        rows = [row.form for row in self.sections]
        return [
            SectionDraft(row.kind.data or SectionKind.OTHER, Translated(row.body.data), Translated(row.heading.data))
            for row in rows
            if row.body.data or row.heading.data
        ]

    def ensure_room(self) -> None:
        """Leave a section to write in, behind the others; before the first, offer the usual ones."""
        if not len(self.sections):
            for kind in SectionKind:
                self.sections.append_entry({"kind": kind})
        elif self.sections[-1].form.body.data:
            self.sections.append_entry({"kind": None})


class OrganiserRow(Form):
    """An institution's part."""

    institution = ThingInput(lazy_gettext("Institution"))
    part = ChoiceInput(lazy_gettext("Part"), Contribution)


class ClaimRow(Form):
    """What a source says of the date."""

    stated = LineInput(lazy_gettext("Date stated"))
    source = TranslatedInput(lazy_gettext("Source"))
    is_shown = BooleanField(lazy_gettext("shown"))


class InvitationForm(DeskForm):
    """Who makes the edition, and for which countries."""

    organisers = FieldList(FormField(OrganiserRow))
    invited = SelectMultipleField(lazy_gettext("Countries invited"))
    date_claims = FieldList(FormField(ClaimRow))

    def __init__(self, *args: Any, obj: Any = None, **more: Any) -> None:
        """Begin with the edition's own."""
        self._labels = {country.code: country.label for country in obj.countries} if obj else {}
        super().__init__(*args, obj=obj, data={"invited": list(self._labels)}, **more)
        self.invited.choices = [SelectChoice(code, name) for code, name in country_names(language()).items()]

    def offer(self, institutions: Iterable[Institution]) -> None:
        """Offer institutions in every row."""
        offered = list(institutions)
        for row in self.organisers:
            row.form.institution.offer(offered, lambda one: str(one.name.wording(language())))

    def chosen_organisers(self) -> list[tuple[Institution, Contribution]]:
        """Return the rows in which an institution is chosen."""
        rows = [row.form for row in self.organisers]
        return [(row.institution.thing, row.part.data) for row in rows if row.institution.thing]

    def chosen_countries(self) -> list[tuple[str, Translated]]:
        """Return the countries, those that have a label of their own with it."""
        chosen: Sequence[str] = self.invited.data or []
        kept = [code for code in self._labels if code in chosen]
        return [(code, self._labels.get(code, Translated())) for code in dict.fromkeys([*kept, *chosen])]

    def claims(self) -> list[tuple[str, Translated, bool]]:
        """Return the rows in which a date is stated."""
        rows = [row.form for row in self.date_claims]
        return [
            (row.stated.data, Translated(row.source.data), bool(row.is_shown.data)) for row in rows if row.stated.data
        ]

    def ensure_room(self) -> None:
        """Leave rows to write in."""
        for rows in (self.organisers, self.date_claims):
            for _ in range(_SPARE_ROWS):
                rows.append_entry()


def checked_address(address: str, field: str = "online_url") -> str:
    """Return an address of the web; refuse one that is none."""
    if address and not address.startswith(("https://", "http://")):
        raise Refusal(N_("An address begins with https://."), field=field)
    return address
