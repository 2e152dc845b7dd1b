"""What roles and ways of signing in are called; marked for translation."""

from academy.accounts.models import EditionRole, SignInMethod
from academy.kit.words import N_

# None of these is what an institution does ("Organiser"): in other languages than English that is another word.
EDITION_ROLES: dict[EditionRole, str] = {
    EditionRole.ADMINISTRATOR: N_("Administrator of the installation"),
    EditionRole.OWNER: N_("Owner"),
    EditionRole.ORGANISER: N_("Edition organiser"),
    EditionRole.PROGRAMME_CHAIR: N_("Programme chair"),
    EditionRole.REGISTRAR: N_("Registrar"),
    EditionRole.REVIEWER: N_("Reviewer"),
    EditionRole.TRANSLATOR: N_("Translator"),
    EditionRole.CHECK_IN_HELPER: N_("Check-in helper"),
    EditionRole.FOCAL_POINT: N_("Focal point"),
    EditionRole.SPEAKER: N_("Speaker"),
    EditionRole.PARTICIPANT: N_("Participant"),
    EditionRole.OBSERVER: N_("Observer"),
}

SIGN_IN_METHODS: dict[SignInMethod, str] = {
    SignInMethod.PASSWORD: N_("password"),
    SignInMethod.LINK: N_("link by e-mail"),
    SignInMethod.PASSKEY: N_("passkey"),
    SignInMethod.PROVIDER: N_("account elsewhere"),
    SignInMethod.PAPER: N_("code on paper"),
}
