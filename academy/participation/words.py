"""What scopes, ways in and states are called; marked for translation."""

from academy.kit.words import N_
from academy.participation.models import (
    Entry,
    OnLapse,
    QuestionKind,
    ReadingState,
    Rounding,
    Scope,
    State,
    Within,
)

SCOPES: dict[Scope, str] = {
    Scope.COUNTRY: N_("per country"),
    Scope.INSTITUTION: N_("per institution"),
    Scope.REGION: N_("once for the region"),
    Scope.ORGANISATION: N_("per organisation"),
    Scope.EDITION: N_("for the whole edition"),
    Scope.SLOT: N_("in one item of the programme"),
}

LAPSES: dict[OnLapse, str] = {
    OnLapse.KEEP: N_("they stay free until somebody decides"),
    OnLapse.WAITING: N_("they go to whoever waits next"),
    OnLapse.COUNTRY: N_("they go to another country"),
}

WITHINS: dict[Within, str] = {
    Within.EVENT: N_("of the whole event"),
    Within.DELEGATION: N_("of each delegation"),
    Within.PANEL: N_("of each panel"),
}

ROUNDINGS: dict[Rounding, str] = {
    Rounding.UP: N_("rounded up"),
    Rounding.DOWN: N_("rounded down"),
    Rounding.NEAREST: N_("rounded to the nearest number"),
}

QUESTION_KINDS: dict[QuestionKind, str] = {
    QuestionKind.LINE: N_("one line"),
    QuestionKind.TEXT: N_("a text"),
    QuestionKind.CHOICE: N_("one of several"),
    QuestionKind.SEVERAL: N_("any of several"),
    QuestionKind.YES_NO: N_("yes or no"),
    QuestionKind.DATE: N_("a day"),
    QuestionKind.FILE: N_("a file"),
}

READING_STATES: dict[ReadingState, str] = {
    ReadingState.SEEN: N_("looked at"),
    ReadingState.TAKEN: N_("being taken over"),
    ReadingState.DONE: N_("taken over"),
}

ENTRIES: dict[Entry, str] = {
    Entry.NOMINATION: N_("by nomination"),
    Entry.INVITATION: N_("by invitation"),
    Entry.APPROVAL: N_("open, with approval"),
    Entry.OPEN: N_("open"),
}

REGISTRATION_STATES: dict[State, str] = {
    State.INVITED: N_("invited"),
    State.NOMINATED: N_("nominated"),
    State.CONTESTED: N_("contested"),
    State.WAITING: N_("waiting"),
    State.OFFERED: N_("offered"),
    State.ACCEPTED: N_("accepted"),
    State.CONFIRMED: N_("confirmed"),
    State.ARRIVED: N_("arrived"),
    State.DECLINED: N_("declined"),
    State.REFUSED: N_("refused"),
    State.WITHDRAWN: N_("withdrawn"),
    State.REPLACED: N_("replaced"),
    State.LAPSED: N_("lapsed"),
    State.VISA_REFUSED: N_("visa refused"),
    State.DID_NOT_COME: N_("did not come"),
}
