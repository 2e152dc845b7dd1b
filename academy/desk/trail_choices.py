"""What stands in the record for a choice, in words; marked for translation."""

from collections.abc import Mapping
from typing import Any

from academy.accounts.words import EDITION_ROLES, SIGN_IN_METHODS
from academy.agenda.words import PRESENCES, ROLES, SLOT_KINDS
from academy.calendar.words import REPLIES
from academy.editions.words import CONTRIBUTIONS, EDITION_KINDS, MODES, SECTIONS, STATES
from academy.messaging.words import MESSAGE_STATES, OCCASIONS
from academy.participation.words import ENTRIES, QUESTION_KINDS, REGISTRATION_STATES, ROUNDINGS, SCOPES, WITHINS
from academy.people.words import INSTITUTION_KINDS
from academy.practices.words import CARD_FILE_KINDS, CARD_STATES, FIELD_KINDS, RECOMMENDATIONS, SHOWN, TEXT_STATES
from academy.records.words import RETENTIONS

CHOICES: Mapping[tuple[str, str], Mapping[Any, str]] = {
    ("account", "method"): SIGN_IN_METHODS,
    ("calendar_invitation", "reply"): REPLIES,
    ("card_field", "kind"): FIELD_KINDS,
    ("edition", "kind"): EDITION_KINDS,
    ("edition", "mode"): MODES,
    ("edition", "state"): STATES,
    ("institution", "kind"): INSTITUTION_KINDS,
    ("invitation", "role"): EDITION_ROLES,
    ("message", "occasion"): OCCASIONS,
    ("message", "state"): MESSAGE_STATES,
    ("organiser", "organiser"): CONTRIBUTIONS,
    ("practice", "kind"): CARD_FILE_KINDS,
    ("practice", "shown"): SHOWN,
    ("practice", "state"): CARD_STATES,
    ("practice", "translation"): TEXT_STATES,
    ("question", "kind"): QUESTION_KINDS,
    ("question", "retention"): RETENTIONS,
    ("registration", "state"): REGISTRATION_STATES,
    ("review", "recommendation"): RECOMMENDATIONS,
    ("role", "kind"): ROLES,
    ("role", "presence"): PRESENCES,
    ("role_grant", "role"): EDITION_ROLES,
    ("rule", "scope"): SCOPES,
    ("section", "kind"): SECTIONS,
    ("slot", "kind"): SLOT_KINDS,
    ("target", "rounding"): ROUNDINGS,
    ("target", "within"): WITHINS,
    ("type", "entry"): ENTRIES,
    ("type", "kind"): INSTITUTION_KINDS,
}
"""What stands for a choice, by the kind of thing (or the entry of a list) and the field."""
