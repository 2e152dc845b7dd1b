"""What scopes of quota rules are called; marked for translation."""

from academy.kit.words import N_
from academy.participation.models import Scope

SCOPES: dict[Scope, str] = {
    Scope.COUNTRY: N_("per country"),
    Scope.INSTITUTION: N_("per institution"),
    Scope.REGION: N_("once for the region"),
    Scope.EDITION: N_("for the whole edition"),
}
