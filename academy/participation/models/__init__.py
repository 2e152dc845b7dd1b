"""The tables of participation: quotas, registrations, seats, nominations, forms, places."""

from academy.participation.models.forms import EVERYBODY, Answer, Question, QuestionKind
from academy.participation.models.nominations import Mandate, ReadingState, SheetReading
from academy.participation.models.places import Place, PlaceTotal
from academy.participation.models.quotas import (
    Admission,
    Entry,
    InstitutionType,
    OnLapse,
    QuotaRule,
    Right,
    Rounding,
    Scope,
    Target,
    Total,
    Within,
)
from academy.participation.models.registrations import Registration, State
from academy.participation.models.seats import Alternate, Holding, Seat

__all__ = [
    "EVERYBODY",
    "Admission",
    "Alternate",
    "Answer",
    "Entry",
    "Holding",
    "InstitutionType",
    "Mandate",
    "OnLapse",
    "Place",
    "PlaceTotal",
    "Question",
    "QuestionKind",
    "QuotaRule",
    "ReadingState",
    "Registration",
    "Right",
    "Rounding",
    "Scope",
    "Seat",
    "SheetReading",
    "State",
    "Target",
    "Total",
    "Within",
]
