"""The edition file, version 1. `academy edition schema` prints it as JSON Schema.

Texts are objects from language (BCP 47) to text: `{"en": "Welcome", "es": "Bienvenida"}`. Things refer to each other by
their `key`, a short name in lower case. Lists keep their order. What is unknown is left out.

Practice cards stand in it once they were accepted, whether or not readers find them; those that are still written and
judged stay where their authors and reviewers are. Their photographs and documents, addresses of authors, reviews and
earlier versions are left out, and so is whoever may be asked but has not agreed that readers see it.
"""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from academy.agenda.models import Presence, RoleKind, SlotKind
from academy.editions.models import Contribution, EditionKind, Mode, SectionKind, State
from academy.kit.personal import Retention
from academy.participation.models import Entry, OnLapse, QuestionKind, Scope
from academy.people.models import InstitutionKind
from academy.records.edition_file.base import (
    STRICT,
    Address,
    Country,
    Hour,
    Key,
    Language,
    Line,
    Lines,
    Number,
    Texts,
    ZoneName,
)
from academy.records.edition_file.card_format import CallPart, CardPart, TemplatePart

VERSION = "academy-edition/1"


class _Part(BaseModel):
    """A part of the file."""

    model_config = STRICT


class SeriesPart(_Part):
    """What repeats."""

    key: Key
    name: Lines
    acronym: Lines = {}
    about: Texts = {}


class InstitutionPart(_Part):
    """An institution that the edition speaks of. `parents` are keys of institutions."""

    key: Key
    name: Lines
    acronym: Lines = {}
    kind: InstitutionKind = InstitutionKind.OTHER
    country: Country | None = None
    parents: list[Key] = []
    aliases: list[Line] = []


class PersonPart(_Part):
    """A person that the edition speaks of."""

    key: Key
    given: Line
    family: Line = ""
    family_first: bool = False
    sort_key: Line = ""
    honorific: Lines = {}
    passport_name: Line = ""
    listed_name: Line = ""
    country: Country | None = None
    invented: bool = False


class PracticePart(_Part):
    """A practice that a talk presents, or whose card was written for the edition. `institution` is a key."""

    key: Key
    title: Line
    language: Language
    country: Country | None = None
    institution: Key | None = None
    card: CardPart | None = None


class DateClaimPart(_Part):
    """What one source says of the date."""

    stated: Line
    source: Lines
    shown: bool = False


class SectionPart(_Part):
    """A section of the concept note; `body` is CommonMark."""

    kind: SectionKind
    heading: Lines = {}
    body: Texts


class OrganiserPart(_Part):
    """An institution's part in the edition."""

    institution: Key
    part: Contribution


class CountryPart(_Part):
    """A country of the edition's list; `label` where it differs from CLDR's name."""

    code: Country
    label: Lines = {}


class RoomPart(_Part):
    """A room."""

    key: Key
    name: Lines
    capacity: Number | None = None


class ProgrammePart(_Part):
    """A part of the programme."""

    key: Key
    name: Lines


class ElectivePart(_Part):
    """A choice that may meet several times."""

    key: Key
    name: Lines
    capacity: Number | None = None


class InstitutionTypePart(_Part):
    """A type of institution that the edition invites, and how its people come in."""

    key: Key
    name: Lines
    entry: Entry = Entry.NOMINATION
    kind: InstitutionKind | None = None


class QuotaRulePart(_Part):
    """So many seats (none: open) for an institution type, by key; without a type, so many over all types.

    The window's hours are wall times of `zone`, or of the edition's zone where none is named. A rule of the scope
    "slot" names an item of the programme by its uid. `on_lapse` says what becomes of free seats after the deadline.
    """

    institution_type: Key | None = None
    scope: Scope
    seats: Number | None = None
    binding: bool = False
    funded: bool = False
    level: Lines = {}
    opens_on: date | None = None
    opens_at: Hour | None = None
    closes_on: date | None = None
    closes_at: Hour | None = None
    zone: ZoneName | None = None
    slot: UUID | None = None
    on_lapse: OnLapse = OnLapse.KEEP
    lapse_country: Country | None = None


class OptionPart(_Part):
    """What may be chosen as an answer."""

    key: Key
    label: Lines


class QuestionPart(_Part):
    """A question of the form. `asked_of` and `required_of` are keys of institution types, or "*" for all of them."""

    key: Key
    kind: QuestionKind
    label: Lines
    purpose: Texts
    help: Texts = {}
    options: list[OptionPart] = []
    asked_of: list[Line] = ["*"]
    required_of: list[Line] = []
    retention: Literal[Retention.AFTER_EVENT, Retention.AFTER_YEAR, Retention.WITH_RECORD] = Retention.AFTER_EVENT
    sensitive: bool = False
    matters: bool = False


class AffiliationPart(_Part):
    """A post, an institution (by key), or both."""

    post: Lines = {}
    institution: Key | None = None


class RolePart(_Part):
    """Who does what: exactly one of `person`, `institution` (keys) and `placeholder`."""

    role: RoleKind = RoleKind.SPEAKER
    person: Key | None = None
    institution: Key | None = None
    placeholder: Lines = {}
    presence: Presence | None = None
    affiliations: list[AffiliationPart] = []


class TalkPart(_Part):
    """A presentation inside a slot. `practice` is a key."""

    title: Lines
    practice: Key | None = None
    roles: list[RolePart] = []


class HistoryPart(_Part):
    """What calendars need so that an edition that moves house keeps its entries right."""

    sequence: int = Field(default=0, ge=0)
    created_at: AwareDatetime
    changed_at: AwareDatetime
    public_since: AwareDatetime | None = None
    removed_at: AwareDatetime | None = None


class SlotPart(_Part):
    """A line of the programme. `part`, `room`, `elective`, `directed_by` are keys; hours are wall times ("09:15")."""

    uid: UUID
    kind: SlotKind
    title: Lines
    about: Texts = {}
    day: date | None = None
    start: Hour | None = None
    end: Hour | None = None
    days_over: Literal[0, 1] = 0
    printed_hours: Line = ""
    doubt: Line = ""
    part: Key | None = None
    room: Key | None = None
    elective: Key | None = None
    directed_by: Key | None = None
    directed_as: Lines = {}
    floor_languages: list[Language] = []
    interpretation_languages: list[Language] = []
    capacity: Number | None = None
    online_url: Address = ""
    roles: list[RolePart] = []
    talks: list[TalkPart] = []
    history: HistoryPart | None = None


class EditionPart(_Part):
    """The edition itself."""

    key: Key
    uid: UUID | None = None
    title: Lines
    number: Number | None = None
    theme: Lines = {}
    summary: Texts = {}
    kind: EditionKind = EditionKind.ACADEMY
    state: State = State.DRAFT
    mode: Mode = Mode.ON_SITE
    starts_on: date | None = None
    ends_on: date | None = None
    year: Annotated[int, Field(ge=1900, le=2200)] | None = None
    dates_assumed: bool = False
    dates_note: Texts = {}
    date_claims: list[DateClaimPart] = []
    zone: ZoneName = "+00:00"
    zone_label: Line = ""
    venue: Lines = {}
    city: Lines = {}
    country: Country | None = None
    online_url: Address = ""
    languages: list[Language] = Field(default=["en"], min_length=1)
    floor_languages: list[Language] = []
    interpretation_languages: list[Language] = []
    invented: bool = False
    source: Texts = {}
    organisers: list[OrganiserPart] = []
    countries: list[CountryPart] = []
    concept_note: list[SectionPart] = []
    institution_types: list[InstitutionTypePart] = []
    quota_rules: list[QuotaRulePart] = []
    questions: list[QuestionPart] = []
    rooms: list[RoomPart] = []
    parts: list[ProgrammePart] = []
    electives: list[ElectivePart] = []
    card_templates: list[TemplatePart] = []
    calls: list[CallPart] = []
    slots: list[SlotPart] = []


class EditionFile(_Part):
    """A whole file."""

    format: Literal["academy-edition/1"]
    series: SeriesPart
    institutions: list[InstitutionPart] = []
    people: list[PersonPart] = []
    practices: list[PracticePart] = []
    edition: EditionPart
