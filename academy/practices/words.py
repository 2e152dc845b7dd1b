"""What states and kinds of cards are called; marked for translation."""

from academy.kit.words import N_
from academy.practices.models import (
    CardFileKind,
    CardState,
    CountryRole,
    FieldKind,
    Proposal,
    Recommendation,
    ReviewState,
    Shown,
    TextState,
    VersionOrigin,
)
from academy.practices.rules import Turn

CARD_STATES: dict[CardState, str] = {
    CardState.DRAFT: N_("being written"),
    CardState.SUBMITTED: N_("sent in"),
    CardState.CHANGES_ASKED: N_("changes asked for"),
    CardState.ACCEPTED: N_("accepted"),
    CardState.DECLINED: N_("not accepted"),
    CardState.WITHDRAWN: N_("taken back"),
}

TURNS: dict[Turn, str] = {
    Turn.AUTHOR: N_("the author"),
    Turn.REVIEWERS: N_("the reviewers"),
    Turn.ORGANISERS: N_("the organisers"),
    Turn.NOBODY: N_("nobody"),
}
"""Who must act next."""

COUNTRY_ROLES: dict[CountryRole, str] = {
    CountryRole.PROVIDING: N_("providing"),
    CountryRole.RECEIVING: N_("receiving"),
    CountryRole.FACILITATING: N_("facilitating"),
}

TEXT_STATES: dict[TextState, str] = {
    TextState.DRAFT: N_("draft"),
    TextState.MACHINE: N_("translated by a machine"),
    TextState.REVIEWED: N_("translation reviewed"),
    TextState.APPROVED: N_("translation approved by the author"),
}

FIELD_KINDS: dict[FieldKind, str] = {
    FieldKind.RICH: N_("Text with lists and tables"),
    FieldKind.CONTACTS: N_("People to ask"),
    FieldKind.MATERIALS: N_("List, and documents"),
    FieldKind.PHOTOS: N_("Photographs"),
}

CARD_FILE_KINDS: dict[CardFileKind, str] = {
    CardFileKind.PHOTO: N_("photograph"),
    CardFileKind.DOCUMENT: N_("document"),
}

SHOWN: dict[Shown, str] = {
    Shown.UNSAID: N_("not said yet"),
    Shown.NOBODY: N_("Nobody can be recognised"),
    Shown.AGREED: N_("Those who can be recognised have agreed"),
    Shown.NOT_ASKED: N_("People can be recognised, and were not asked"),
}

VERSION_ORIGINS: dict[VersionOrigin, str] = {
    VersionOrigin.AUTHOR: N_("the author"),
    VersionOrigin.SECRETARIAT: N_("the secretariat"),
    VersionOrigin.TRANSLATOR: N_("the translator"),
}

PROPOSALS: dict[Proposal, str] = {
    Proposal.OPEN: N_("waits for the author"),
    Proposal.TAKEN: N_("the author agreed"),
    Proposal.REFUSED: N_("the author did not agree"),
}

REVIEW_STATES: dict[ReviewState, str] = {
    ReviewState.ASKED: N_("asked"),
    ReviewState.DONE: N_("done"),
    ReviewState.STEPPED_BACK: N_("stepped back"),
}

RECOMMENDATIONS: dict[Recommendation, str] = {
    Recommendation.ACCEPT: N_("accept"),
    Recommendation.CHANGE: N_("ask for changes"),
    Recommendation.DECLINE: N_("decline"),
}
