"""What is stored about people, read from the tables themselves: each field says what for, and how long it is kept."""

from dataclasses import dataclass
from enum import StrEnum

from academy.db.base import Base
from academy.kit.personal import Personal, Retention
from academy.records.words import FIELDS


class Seen(StrEnum):
    """Who gets to see a field, beside the person."""

    EVERYBODY = "everybody"
    CONTACTS = "contacts"
    """Who may see addresses and letters."""
    SENSITIVE = "sensitive"
    """Who may see what is sensitive; each look is recorded."""
    RECORD = "record"
    """Who may read the record of changes, of an edition or of a person."""
    REVIEWS = "reviews"
    """Who keeps the practices of an edition."""
    ROLES = "roles"
    """Who gives roles in an edition."""
    ADMINISTRATORS = "administrators"
    NOBODY = "nobody"
    """It is kept as a digest, or encrypted for the program alone."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A kind of data: what its fields are called (source texts), what for, how long, and who sees it."""

    fields: tuple[str, ...]
    purpose: str
    retention: Retention
    seen: Seen
    is_sensitive: bool
    """True where it is kept encrypted, and each look is recorded."""


_BY_TABLE = {
    "person": Seen.EVERYBODY,
    "role": Seen.EVERYBODY,
    "affiliation": Seen.EVERYBODY,
    "consent": Seen.SENSITIVE,
    "registration": Seen.CONTACTS,
    "alternate": Seen.CONTACTS,
    "mandate": Seen.CONTACTS,
    "practice": Seen.CONTACTS,
    "card_contact": Seen.CONTACTS,
    "card_file": Seen.EVERYBODY,
    "card_text": Seen.EVERYBODY,
    "reviewer": Seen.REVIEWS,
    "review": Seen.REVIEWS,
    "calendar_invitation": Seen.CONTACTS,
    "letter": Seen.CONTACTS,
    "upload": Seen.CONTACTS,
    "invitation": Seen.ROLES,
    "trail_value": Seen.RECORD,
    "passkey": Seen.NOBODY,
    "provider_identity": Seen.NOBODY,
}
_BY_FIELD = {
    "person.email": Seen.CONTACTS,
    "person.language": Seen.CONTACTS,
    "practice.author": Seen.EVERYBODY,
    "practice.reason": Seen.REVIEWS,
    "account.email": Seen.ROLES,
    "account.name": Seen.ROLES,
    "account.password_digest": Seen.NOBODY,
    "account.totp": Seen.NOBODY,
    "letter.secrets": Seen.NOBODY,
    "passkey.name": Seen.ADMINISTRATORS,
}


def personal_fields() -> dict[str, Personal]:
    """Return what is said of each column that holds something about a person, by `table.column`."""
    columns = [column for table in Base.metadata.sorted_tables for column in table.columns]
    return {f"{one.table.name}.{one.name}": one.info["personal"] for one in columns if "personal" in one.info}


def seen_by(field: str) -> Seen:
    """Return who sees a field (`table.column`): what nothing is said of, administrators."""
    if personal_fields()[field].is_sensitive:
        return Seen.SENSITIVE
    return _BY_FIELD.get(field) or _BY_TABLE.get(field.partition(".")[0], Seen.ADMINISTRATORS)


def list_stored() -> list[Stored]:
    """Return everything that is stored about people: fields of one purpose, time and readership together."""
    groups: dict[tuple[str, Retention, Seen, bool], dict[str, None]] = {}
    for field, said in personal_fields().items():
        group = groups.setdefault((said.purpose, said.retention, seen_by(field), said.is_sensitive), {})
        group[FIELDS[field]] = None
    return [Stored(tuple(fields), *group) for group, fields in groups.items()]
