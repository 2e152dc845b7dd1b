"""Countries and territories by ISO 3166-1 alpha-2 code, named by CLDR."""

from functools import cache

from babel import Locale

from academy.kit.texts import collated


@cache
def country_names(language: str) -> dict[str, str]:
    """Return code and name of every country, in the order of the language."""
    territories = Locale.parse(language, sep="-").territories
    named = {code: name for code, name in territories.items() if code.isalpha() and code not in _NOT}
    return dict(sorted(named.items(), key=lambda pair: collated(pair[1], language)))


def country_name(code: str, language: str) -> str:
    """Return the name of a country, or its code where CLDR has no name."""
    return country_names(language).get(code, code)


def is_country(code: str) -> bool:
    """Tell whether `code` is a country's."""
    return code in country_names("en")


# Codes that CLDR names and that are no countries: unions, pseudo-locales, outlying places without a code of ISO.
_NOT = frozenset("EU EZ UN XA XB ZZ QO AC CP CQ DG EA IC TA".split())
