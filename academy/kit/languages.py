"""The interface languages (CLDR codes), their direction, and the choice of one for a reader."""

from collections.abc import Iterable

from babel import Locale, UnknownLocaleError

INTERFACE = ("en", "es", "fr", "pt", "ar")
"""Languages of the interface, in the order in which they are offered."""

DEFAULT = "en"

_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})


def base(language: str) -> str:
    """Return the bare language of a tag.

    >>> base("pt-BR")
    'pt'
    """
    return language.replace("_", "-").split("-")[0].lower()


def direction(language: str) -> str:
    """Return `"rtl"` or `"ltr"`, as HTML's `dir` wants it."""
    return "rtl" if base(language) in _RIGHT_TO_LEFT else "ltr"


def is_language(tag: str) -> bool:
    """Tell whether CLDR knows the tag."""
    try:
        Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError, TypeError):
        return False
    return True


def own_name(language: str) -> str:
    """Return what speakers of a language call it, capitalised as at the start of a line."""
    name = Locale.parse(language, sep="-").get_display_name(language.replace("-", "_")) or language
    return name[:1].upper() + name[1:]


def name_in(language: str, reader: str) -> str:
    """Return the name of `language` in the language `reader`; the bare code where CLDR has none."""
    return Locale.parse(reader, sep="-").languages.get(language) or language


def comma(language: str) -> str:
    """Return what stands between the members of a list."""
    return "، " if base(language) in {"ar", "fa", "ur"} else ", "


def semicolon(language: str) -> str:
    """Return what stands between members that have commas of their own."""
    return "؛ " if comma(language) == "، " else "; "


def preferred(accept: Iterable[str], offered: Iterable[str] = INTERFACE) -> str | None:
    """Return the first offered language that an ordered list of tags asks for, or None."""
    available = set(offered)
    return next((base(tag) for tag in accept if base(tag) in available), None)


def fallbacks(language: str, own: Iterable[str]) -> list[str]:
    """Return the order in which texts are looked for: the reader's, its base, a thing's own languages, English."""
    return list(dict.fromkeys([language, base(language), *own, DEFAULT]))
