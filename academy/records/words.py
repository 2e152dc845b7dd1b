"""What fields about people are called, and how long they are kept, in words; marked for translation."""

from academy.kit.personal import Retention
from academy.kit.words import N_

RETENTIONS: dict[Retention, str] = {
    Retention.WITH_RECORD: N_("With the record of the event, until the person asks for erasure"),
    Retention.AFTER_EVENT: N_("Until 90 days after the last event that the person takes part in"),
    Retention.AFTER_USE: N_("Until it has done its work, at most a few days longer"),
    Retention.AFTER_YEAR: N_("One year"),
    Retention.WITH_ACCOUNT: N_("As long as the account is open, and 30 days after it was closed"),
}

_LETTER = N_("Text of a letter")
_CREDENTIALS = N_("Password (as a digest), telephone, passkeys and identity elsewhere")

FIELDS: dict[str, str] = {
    "person.slug": N_("Short name in addresses"),
    "person.given": N_("Given names"),
    "person.family": N_("Family names"),
    "person.sort_key": N_("Filed under"),
    "person.honorific": N_("Honorific"),
    "person.passport_name": N_("Name in the passport"),
    "person.listed_name": N_("Name in official lists"),
    "person.country": N_("Country"),
    "person.email": N_("E-mail address"),
    "person.language": N_("Language of letters"),
    "consent.wording": N_("What was agreed to"),
    "role.placeholder": N_("Function, where no name is given"),
    "registration.country": N_("Country represented"),
    "registration.institution_name": N_("Institution, as it was typed"),
    "registration.post": N_("Post"),
    "registration.reason": N_("Reason why a participation stands as it does"),
    "alternate.post": N_("Post"),
    "answer.value": N_("Answers to the questions of a form"),
    "mandate.name": N_("Name"),
    "mandate.email": N_("E-mail address"),
    "affiliation.post": N_("Post"),
    "account.email": N_("E-mail address"),
    "account.name": N_("Name of the account"),
    "account.language": N_("Language of letters"),
    "account.password_digest": _CREDENTIALS,
    "account.totp": _CREDENTIALS,
    "passkey.credential": _CREDENTIALS,
    "passkey.public_key": _CREDENTIALS,
    "passkey.name": N_("Name of a passkey"),
    "provider_identity.issuer": _CREDENTIALS,
    "provider_identity.subject": _CREDENTIALS,
    "sign_in.browser": N_("Browser"),
    "sign_in.network": N_("Network, without its last part"),
    "sign_in_link.email": N_("E-mail address"),
    "invitation.email": N_("E-mail address"),
    "invitation.name": N_("Name"),
    "letter.email": N_("E-mail address"),
    "letter.name": N_("Name"),
    "letter.subject": N_("Subject of a letter"),
    "letter.facts": _LETTER,
    "letter.message": _LETTER,
    "letter.calendar": _LETTER,
    "letter.secrets": N_("Links that open something, until the letter has left"),
    "letter.error": N_("What a mail server answered"),
    "letter.reply_to": N_("Address for answers"),
    "calendar_invitation.email": N_("E-mail address"),
    "calendar_invitation.reply": N_("Answer to an invitation"),
    "calendar_invitation.remark": N_("Remark with the answer"),
    "upload.name": N_("Names of files that were sent"),
    "upload.content": N_("Files that were sent"),
    "trail_value.before": N_("What was changed, by whom and when"),
    "trail_value.after": N_("What was changed, by whom and when"),
}
"""By `table.column`; a test holds that every field about people has a name."""
