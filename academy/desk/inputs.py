"""Inputs of the desk's forms: what is typed is cleaned, and kept as it was typed where it is refused."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, time
from enum import StrEnum
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from flask import g
from flask_babel import LazyString, gettext
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from academy.kit.countries import country_names
from academy.kit.hours import read_hours
from academy.kit.languages import INTERFACE, is_language, name_in
from academy.kit.refusals import Refusal
from academy.kit.texts import LINE, LONG, clean_line, clean_text
from academy.kit.translated import Translated
from academy.web.errors import sentence
from academy.web.language import language
from academy.web.templates import label

_DIGITS = 10
OFTEN_SPOKEN = (*INTERFACE, "de", "it", "ru", "zh", "ja", "ko", "hi", "sw", "am", "ht", "qu", "gn")
"""Languages that are offered where any may be chosen."""


def cleaned(clean: Callable[..., str], typed: str, most: int) -> str:
    """Return what was typed, cleaned; a refusal becomes the input's own error."""
    try:
        return clean(typed, most=most)
    except Refusal as refusal:
        raise ValueError(sentence(refusal)) from refusal


def small_number(text: str) -> int | None:
    """Return a number that is written in a form or an address, or None where it is none, or a very long one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else None


def speak(languages: Sequence[str]) -> None:
    """Let the texts of this request's forms be asked for in these languages."""
    g.content_languages = tuple(languages)


def content_languages() -> tuple[str, ...]:
    """Return the languages in which texts are asked for: an edition's own, or all of the interface."""
    languages: tuple[str, ...] = g.get("content_languages", INTERFACE)
    return languages


class LineInput(StringField):
    """One line."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Clean what was typed."""
        self.data = str(valuelist[0]) if valuelist else ""
        self.data = cleaned(clean_line, self.data, LINE)


class TextInput(TextAreaField):
    """Several lines."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Clean what was typed."""
        self.data = str(valuelist[0]) if valuelist else ""
        self.data = cleaned(clean_text, self.data, LONG)


class TranslatedInput(Field):
    """A text per language: one input for each language of the form's content."""

    def __init__(self, text: Any = None, *, long: bool = False, **more: Any) -> None:
        """With `long`, several lines of CommonMark."""
        super().__init__(text, **more)
        self.long = long

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that are asked for: those of the content, and any that has a text already."""
        own = content_languages()
        return (*own, *(code for code in (self.data or {}) if code not in own))

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:  # noqa: ARG002
        """Take the texts of the form where it was sent, else those of the thing."""
        self.process_errors = []
        self.data: Mapping[str, str] = data if isinstance(data, Mapping) else Translated()
        self.object_data = self.data
        if formdata is None:
            return
        typed = {code: formdata.get(f"{self.name}-{code}") for code in self.languages}
        if any(text is not None for text in typed.values()):
            self.data = {code: text or "" for code, text in typed.items()}
            self._clean()

    def _clean(self) -> None:
        clean, most = (clean_text, LONG) if self.long else (clean_line, LINE)
        try:
            self.data = Translated({code: cleaned(clean, text, most) for code, text in self.data.items()})
        except ValueError as error:
            self.process_errors = [str(error)]

    def text_in(self, code: str) -> str:
        """Return what stands in the input of a language."""
        return self.data.get(code, "")


class ChoiceInput(SelectField):
    """One of an enumeration, under the names that readers see."""

    def __init__(
        self, text: Any, choices: type[StrEnum], *, blank: str | LazyString | None = None, **more: Any
    ) -> None:
        """With `blank` (a lazy text), none may be chosen."""
        self.enumeration = choices
        super().__init__(text, choices=lambda: self._offered(blank), coerce=self._read, **more)

    def _offered(self, blank: str | LazyString | None) -> list[SelectChoice]:
        nothing = [SelectChoice("", str(blank))] if blank is not None else []
        return nothing + [SelectChoice(choice.value, label(choice)) for choice in self.enumeration]

    def _read(self, value: Any) -> StrEnum | None:
        return self.enumeration(value) if value else None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 (WTForms hands it over)
        """Reading it has refused what is none of the choices; to send none at all is no choice either."""
        if self.data is None and not any(choice.value == "" for choice in self.iter_choices()):
            raise ValidationError(self.gettext("Not a valid choice."))


class CountryInput(SelectField):
    """A country, or none."""

    def __init__(self, text: Any, **more: Any) -> None:
        """Offer all countries in the reader's language."""
        super().__init__(text, choices=self._offered, coerce=lambda value: value or None, **more)

    def _offered(self) -> list[SelectChoice]:
        named = country_names(language()).items()
        return [SelectChoice("", gettext("none")), *(SelectChoice(code, name) for code, name in named)]


class ThingInput(SelectField):
    """One of a list of things that have a short name, or none."""

    def __init__(self, text: Any, **more: Any) -> None:
        """The things are offered by `offer`, once they are known."""
        super().__init__(text, choices=[], coerce=str, **more)
        self.things: dict[str, Any] = {}

    def offer(self, things: Iterable[Any], name: Callable[[Any], str], blank: str = "") -> None:
        """Offer these things, under these names."""
        self.things = {thing.slug: thing for thing in things}
        self.choices = [
            SelectChoice("", blank),
            *(SelectChoice(key, name(thing)) for key, thing in self.things.items()),
        ]

    @property
    def thing(self) -> Any:
        """The chosen thing, or None."""
        return self.things.get(str(self.data or ""))

    def process_data(self, value: Any) -> None:
        """Begin with a thing's own short name."""
        self.data = value if isinstance(value, str) else getattr(value, "slug", "")


class LanguagesInput(SelectMultipleField):
    """Some languages, in the order in which they were, new ones behind."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, text: Any, **more: Any) -> None:
        """Offer what is often spoken, and what is there already."""
        super().__init__(text, choices=self._offered, **more)

    def _offered(self) -> list[SelectChoice]:
        codes = dict.fromkeys([*OFTEN_SPOKEN, *(code for code in self.object_data or () if is_language(code))])
        return [SelectChoice(code, name_in(code, language())) for code in codes]

    @property
    def codes(self) -> tuple[str, ...]:
        """The chosen codes."""
        before = [code for code in self.object_data or () if code in (self.data or ())]
        return tuple(dict.fromkeys([*before, *(self.data or ())]))


class NumberInput(IntegerField):
    """A whole number, or nothing."""

    def __init__(self, text: Any, least: int = 1, most: int = 100_000, **more: Any) -> None:
        """Between `least` and `most`."""
        super().__init__(text, [Optional(), NumberRange(least, most)], **more)


class DayInput(StringField):
    """A day of the calendar, or nothing, as browsers send it: 2021-08-26."""

    def process_data(self, value: Any) -> None:
        """Begin with a thing's own day."""
        self.data = value.isoformat() if isinstance(value, date) else value or ""

    @property
    def day(self) -> date | None:
        """The day."""
        return date.fromisoformat(self.data) if self.data else None

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Refuse what is no day."""
        self.data = str(valuelist[0]).strip() if valuelist else ""
        try:
            _ = self.day
        except ValueError as error:
            raise ValueError(gettext("“%(text)s” is not a day of the calendar.", text=self.data[:40])) from error


class HourInput(StringField):
    """An hour of the clock, or nothing, as browsers send it and as people write it: 09:00, 9h, 9 a.m."""

    hour: time | None = None

    def process_data(self, value: Any) -> None:
        """Begin with a thing's own hour."""
        self.data = f"{value:%H:%M}" if isinstance(value, time) else value or ""
        self.hour = value if isinstance(value, time) else None

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Refuse what is no hour, or is two of them."""
        self.data = str(valuelist[0]).strip() if valuelist else ""
        try:
            hours = read_hours(self.data)
        except Refusal as refusal:
            raise ValueError(sentence(refusal)) from refusal
        if hours.end is not None:
            raise ValueError(gettext("“%(text)s” is not an hour that can be read.", text=self.data))
        self.hour = hours.start


class OnceInput(HiddenField):
    """A word that is new each time a form is opened: what it was sent with twice is added once."""

    def process_data(self, value: Any) -> None:
        """Make the word."""
        self.data = value or secrets.token_hex(12)

    def uids(self, count: int) -> list[UUID]:
        """Return UIDs for what the form adds: the same ones when it is sent again."""
        return [uuid5(NAMESPACE_URL, f"once:{self.data}/{number}") for number in range(count)]


class DeskForm(FlaskForm):
    """A form of the desk. It knows the revision that it was opened with, and how to show a refusal."""

    revision = HiddenField()

    problem = ""
    """A refusal that belongs to no single input."""
    status = 200
    theirs: Mapping[str, str] = {}
    """What somebody else has stored meanwhile, by the name of the input."""

    @property
    def seen(self) -> int | None:
        """The revision that the form was opened with."""
        text = str(self.revision.data or "")
        return small_number(text)

    def refuse(self, refusal: Refusal, status: int) -> None:
        """Show a refusal beside the input that it belongs to, or above all."""
        self.status = status
        beside = self._fields.get(refusal.field or "")
        if beside is None or not isinstance(beside, Field):
            self.problem = sentence(refusal)
        else:
            beside.errors = [*beside.errors, sentence(refusal)]
