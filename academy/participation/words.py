"""What scopes, ways in and states are called; marked for translation."""

from academy.kit.words import N_
from academy.participation.models import Entry, Scope, State

SCOPES: dict[Scope, str] = {
    Scope.COUNTRY: N_("per country"),
    Scope.INSTITUTION: N_("per institution"),
    Scope.REGION: N_("once for the region"),
    Scope.ORGANISATION: N_("per organisation"),
    Scope.EDITION: N_("for the whole edition"),
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
