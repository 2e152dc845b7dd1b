"""What kinds, states, modes, contributions and sections are called; marked for translation."""

from academy.editions.models import Contribution, EditionKind, Mode, SectionKind, State
from academy.kit.words import N_

EDITION_KINDS: dict[EditionKind, str] = {
    EditionKind.ACADEMY: N_("Academy"),
    EditionKind.SEMINAR: N_("Seminar"),
    EditionKind.WORKSHOP: N_("Workshop"),
    EditionKind.WEBINAR: N_("Webinar"),
}

STATES: dict[State, str] = {
    State.DRAFT: N_("Draft"),
    State.PUBLISHED: N_("Published"),
    State.CANCELLED: N_("Cancelled"),
    State.WITHDRAWN: N_("Withdrawn"),
}

MODES: dict[Mode, str] = {
    Mode.ON_SITE: N_("On site"),
    Mode.ONLINE: N_("Online"),
    Mode.HYBRID: N_("On site and online"),
}

CONTRIBUTIONS: dict[Contribution, str] = {
    Contribution.ORGANISER: N_("Organiser"),
    Contribution.CO_ORGANISER: N_("Co-organiser"),
    Contribution.PARTNER: N_("Partner"),
    Contribution.SECRETARIAT: N_("Secretariat"),
    Contribution.DONOR: N_("Donor"),
}

SECTIONS: dict[SectionKind, str] = {
    SectionKind.CONTEXT: N_("Context"),
    SectionKind.JUSTIFICATION: N_("Justification"),
    SectionKind.GENERAL_OBJECTIVE: N_("General objective"),
    SectionKind.SPECIFIC_OBJECTIVES: N_("Specific objectives"),
    SectionKind.ACTIVITIES: N_("Activities"),
    SectionKind.PARTICIPANTS: N_("Participants"),
    SectionKind.CONCLUSIONS: N_("Conclusions"),
    SectionKind.OTHER: N_("Further remarks"),
}
