"""The tables of practices: calls and their templates, cards, their texts, reviews."""

from academy.practices.models.calls import Call, CallPart, CardTemplate, Criterion, FieldKind, TemplateField
from academy.practices.models.cards import (
    CardContact,
    CardCountry,
    CardFile,
    CardFileKind,
    CardInstitution,
    CardState,
    CountryRole,
    Practice,
    Shown,
)
from academy.practices.models.reviews import Recommendation, Review, Reviewer, ReviewState
from academy.practices.models.texts import CardText, CardVersion, Proposal, TextState, VersionOrigin

__all__ = [
    "Call",
    "CallPart",
    "CardContact",
    "CardCountry",
    "CardFile",
    "CardFileKind",
    "CardInstitution",
    "CardState",
    "CardTemplate",
    "CardText",
    "CardVersion",
    "CountryRole",
    "Criterion",
    "FieldKind",
    "Practice",
    "Proposal",
    "Recommendation",
    "Review",
    "ReviewState",
    "Reviewer",
    "Shown",
    "TemplateField",
    "TextState",
    "VersionOrigin",
]
