"""Marks interface texts for translation and translates them where there is no request."""

from collections.abc import Mapping
from functools import cache

from babel.support import NullTranslations, Translations

from academy.kit.languages import base
from academy.paths import TRANSLATIONS


def N_(message: str) -> str:  # noqa: N802 (the name that gettext's tools look for)
    """Mark `message` for translation and return it unchanged."""
    return message


def translate(message: str, language: str, facts: Mapping[str, object] | None = None) -> str:
    """Return `message` in `language` with its `%(name)s` places filled from `facts`; English where untranslated.

    >>> translate("%(count)s seats", "en", {"count": 2})
    '2 seats'
    """
    text = _catalogue(language).ugettext(message)
    return text % facts if facts else text


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(TRANSLATIONS, [language, base(language)])
