"""What the pages about personal data say: who sees a field, which cookies there are, and how a value is written."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import singledispatch

from flask import current_app
from flask_babel import gettext
from markupsafe import Markup

from academy.access import TABLE, Can
from academy.accounts.words import EDITION_ROLES
from academy.kit.languages import comma
from academy.kit.translated import Translated
from academy.kit.words import N_
from academy.records.stored import Seen
from academy.web import language as speech
from academy.web.templates import label, words

_SEES = {
    Seen.CONTACTS: {Can.SEE_CONTACTS},
    Seen.SENSITIVE: {Can.SEE_SENSITIVE},
    Seen.RECORD: {Can.READ_RECORD, Can.KEEP_PEOPLE},
    Seen.ROLES: {Can.GIVE_ROLES},
    Seen.REVIEWS: {Can.KEEP_PRACTICES},
}
_SAID = {
    Seen.EVERYBODY: N_("Everybody, where it stands in a public programme"),
    Seen.ADMINISTRATORS: N_("Administrators of the installation"),
    Seen.NOBODY: N_("Nobody: it is kept as a digest, or encrypted for the program alone"),
}


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie that we set: its name, what for (a source text), and for how long."""

    name: str
    purpose: str
    lasts: timedelta | None
    """None: until the browser is closed."""


def cookies() -> list[Cookie]:
    """Return every cookie there is; a test holds that no other is ever set."""
    session = str(current_app.config["SESSION_COOKIE_NAME"])
    prefix = "__Host-" if current_app.config["SESSION_COOKIE_SECURE"] else ""
    return [
        Cookie(session, N_("Keeps you signed in; the sign-in itself ends by itself, sooner or later."), None),
        Cookie(session, N_("Protects forms, so that no other site can send them in your name."), None),
        Cookie(speech.COOKIE, N_("Remembers the language that you chose."), timedelta(days=365)),
        Cookie(f"{prefix}link-…", N_("Keeps a private link from a letter open."), timedelta(hours=1)),
    ]


def who_sees(seen: Seen) -> str:
    """Return who sees a kind of data, beside the person: roles by what `access` gives them."""
    if seen in _SAID:
        return gettext(_SAID[seen])
    roles = [role for role, given in TABLE.items() if _SEES[seen] & given]
    return comma(speech.language()).join(gettext(EDITION_ROLES[role]) for role in roles)


@singledispatch
def shown(value: object) -> Markup | str:
    """Return a value as people read it."""
    return Markup("<bdi>{}</bdi>").format(value) if value not in (None, "") else "–"


@shown.register
def _(value: bool) -> str:  # noqa: FBT001 (told apart by its type)
    return gettext("yes") if value else gettext("no")


@shown.register
def _(value: StrEnum) -> str:
    return label(value)


@shown.register
def _(value: datetime) -> Markup:
    return speech.moment(value)


@shown.register
def _(value: date) -> str:
    return speech.long_date(value)


@shown.register
def _(value: Translated) -> Markup:
    return words(value) or Markup("–")


@shown.register
def _(value: list) -> Markup:  # type: ignore[type-arg]  # of whatever
    return Markup("<br>").join(shown(one) for one in value) or Markup("–")


@shown.register
def _(value: dict) -> Markup:  # type: ignore[type-arg]  # with whatever
    """Return what was changed as "field: before → after", and anything else as a list of what it says."""
    if value.keys() == {"field", "before", "after"}:
        return Markup("<bdi>{}: {} → {}</bdi>").format(value["field"], shown(value["before"]), shown(value["after"]))
    return Markup(comma(speech.language())).join(shown(one) for one in value.values() if one)  # noqa: S704 (a comma)
