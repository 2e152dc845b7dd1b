"""Calls for practices, templates and practice cards, as an edition file has them."""

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field

from academy.kit.words import N_
from academy.practices.goals import read_goals
from academy.practices.models import CountryRole, FieldKind, TextState
from academy.practices.themes import THEMES
from academy.records.edition_file.base import (
    STRICT,
    Country,
    Hour,
    Key,
    Language,
    Line,
    Lines,
    Number,
    Text,
    Texts,
    ZoneName,
    cleaned,
    must,
)

Goal = Annotated[str, cleaned(lambda text: "".join(read_goals([text])))]
Theme = Annotated[str, must(THEMES.__contains__, N_("There is no such theme."))]
Year = Annotated[int, Field(ge=1900, le=2200)]


class _Part(BaseModel):
    """A part of the file."""

    model_config = STRICT


class TemplateFieldPart(_Part):
    """A field of a card; `least` and `most` are words that are recommended."""

    key: Key
    kind: FieldKind = FieldKind.RICH
    label: Lines
    help: Lines = {}
    least: Number | None = None
    most: Number | None = None
    required: bool = False


class TemplatePart(_Part):
    """A version of the card's fields; calls and cards refer to its number."""

    number: Number
    fields: list[TemplateFieldPart]


class CollectionPart(_Part):
    """A part of the collection, by its short name as printed: "IA"."""

    key: Line
    name: Lines = {}


class CriterionPart(_Part):
    """What reviewers give points for."""

    key: Key
    name: Lines
    help: Lines = {}
    weight: Number = 1


class CallPart(_Part):
    """A call for practices; the window's hours are wall times of `zone`, or of the edition's.

    `template` is the number of a template.
    """

    key: Key
    title: Lines
    text: Texts = {}
    opens_on: date | None = None
    opens_at: Hour | None = None
    closes_on: date | None = None
    closes_at: Hour | None = None
    zone: ZoneName | None = None
    announced: bool = False
    takes_registered: bool = True
    most: Annotated[int, Field(ge=2, le=10)] = 5
    template: Number | None = None
    parts: list[CollectionPart] = []
    criteria: list[CriterionPart] = []


class CardCountryPart(_Part):
    """A country of a practice, and what it does in it."""

    code: Country
    role: CountryRole | None = None


class CardInstitutionPart(_Part):
    """An institution of a practice: as it was typed, one of the file's own (by key), or both."""

    name: Line = ""
    institution: Key | None = None


class ContactPart(_Part):
    """Somebody whom readers may ask, and who has agreed to that."""

    name: Line
    post: Line = ""
    email: Line = ""
    telephone: Line = ""
    note: Text = ""


class FurtherPart(_Part):
    """A field under a label of its own."""

    label: Line = ""
    text: Text = ""


class ContentPart(_Part):
    """What a card says in a language: its title, its fields (CommonMark) by their keys, and further ones."""

    title: Line
    fields: dict[Key, Text] = {}
    further: list[FurtherPart] = []


class CardTextPart(ContentPart):
    """A card's own text, or a translation: its state, its translator, and what it was translated from.

    Without `translated_from` a translation was made from what the card's own text says.
    """

    language: Language
    state: TextState = TextState.DRAFT
    translator: Line = ""
    translated_from: ContentPart | None = None


class CardPart(_Part):
    """An accepted card of the edition. Its own text is the one in the practice's language.

    `call` and `part` are keys, `template` is the number of a template. `published` is when readers could first read it.
    """

    author: Line = ""
    call: Key | None = None
    part: Line | None = None
    template: Number | None = None
    countries: list[CardCountryPart] = []
    institutions: list[CardInstitutionPart] = []
    goals: list[Goal] = []
    themes: list[Theme] = []
    begun_in: Year | None = None
    ended_in: Year | None = None
    beneficiaries: Texts = {}
    contacts: list[ContactPart] = []
    invented: bool = False
    source: Texts = {}
    published: AwareDatetime | None = None
    texts: list[CardTextPart] = []
