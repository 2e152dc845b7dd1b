"""What kinds of institutions are called; marked for translation."""

from academy.kit.words import N_
from academy.people.models import InstitutionKind

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
