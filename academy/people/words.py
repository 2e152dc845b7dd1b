"""What kinds of institutions and uses of consent are called, and what is agreed to; marked for translation."""

from academy.kit.words import N_
from academy.people.models import ConsentUse, InstitutionKind

INSTITUTION_KINDS: dict[InstitutionKind, str] = {
    InstitutionKind.INTERNATIONAL: N_("International organisation"),
    InstitutionKind.MINISTRY_OF_LABOUR: N_("Ministry of labour"),
    InstitutionKind.MIGRATION_INSTITUTE: N_("Migration institute"),
    InstitutionKind.FOREIGN_AFFAIRS: N_("Ministry of foreign affairs"),
    InstitutionKind.SSE_PROMOTION: N_("Body that promotes the social and solidarity economy"),
    InstitutionKind.GOVERNMENT: N_("Government body"),
    InstitutionKind.WORKERS: N_("Workers’ organisation"),
    InstitutionKind.EMPLOYERS: N_("Employers’ organisation"),
    InstitutionKind.COOPERATIVE: N_("Cooperative or SSE enterprise"),
    InstitutionKind.UNIVERSITY: N_("University or research centre"),
    InstitutionKind.NETWORK: N_("Network"),
    InstitutionKind.CIVIL_SOCIETY: N_("Civil society organisation"),
    InstitutionKind.WORKING_GROUP: N_("Working group"),
    InstitutionKind.OTHER: N_("Other institution"),
}

CONSENT_USES: dict[ConsentUse, str] = {
    ConsentUse.PHOTOGRAPHS: N_("Photographs and films"),
    ConsentUse.PUBLISHED_NAME: N_("My name in lists of participants"),
    ConsentUse.PUBLISHED_CONTACT: N_("My address in lists of participants"),
    ConsentUse.ANNOUNCEMENTS: N_("News of other events"),
}

CONSENTS: dict[ConsentUse, str] = {
    ConsentUse.PHOTOGRAPHS: N_(
        "Photographs and films of the event in which I can be recognised may be published by the organisers."
    ),
    ConsentUse.PUBLISHED_NAME: N_(
        "My name and my institution may stand in lists of participants that are given to others. What I do in a "
        "programme, such as speaking or moderating, is published with the programme and does not depend on this."
    ),
    ConsentUse.PUBLISHED_CONTACT: N_(
        "My e-mail address may stand in lists of participants that are given to the other participants."
    ),
    ConsentUse.ANNOUNCEMENTS: N_("I may be written to about events other than those that I take part in."),
}
"""The words that somebody agrees to: kept with the consent, in the language in which they were read."""
