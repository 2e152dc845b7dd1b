"""Which language a page speaks, and how it says dates, hours and names in it."""

from datetime import UTC, date, datetime
from functools import cache

from babel.localedata import locale_identifiers
from flask import Flask, current_app, g, request
from flask_babel import Babel
from markupsafe import Markup

from academy.kit import dates
from academy.kit.languages import INTERFACE, comma, name_in, own_name, preferred
from academy.kit.texts import collated

COOKIE = "language"
_YEAR = 365 * 24 * 3600


def language() -> str:
    """Return the language of this answer: the address's, the cookie's, the browser's, or the installation's."""
    if "language" not in g:
        g.language = _chosen()
    code: str = g.language
    return code


def _chosen() -> str:
    if not request:
        return str(current_app.config["ACADEMY"].language)
    in_address = (request.view_args or {}).get("language") or request.path.split("/")[1]
    asked = [in_address, request.args.get("lang", ""), request.cookies.get(COOKIE, "")]
    for code in asked:
        if code in INTERFACE:
            return str(code)
    return preferred(request.accept_languages.values()) or str(current_app.config["ACADEMY"].language)


def init_app(app: Flask) -> None:
    """Make Babel ask us."""
    Babel(app, locale_selector=language)


def long_date(day: date) -> str:
    """Return a day with its weekday and year: "Thursday 26 August 2021"."""
    return dates.long_day(day, language())


def short_date(day: date) -> str:
    """Return a day with its weekday, without a year."""
    return dates.short_day(day, language())


def moment(instant: datetime | str) -> Markup:
    """Return an instant, or what JSON has kept of one: "21 Nov 2026, 21:43 UTC"."""
    at = (datetime.fromisoformat(instant) if isinstance(instant, str) else instant).astimezone(UTC)
    day = dates.short_date(at, language())
    return Markup("<bdi>{}</bdi>{}<bdi>{:%H:%M} UTC</bdi>").format(day, comma(language()), at)


def days(first: date, last: date | None) -> Markup:
    """Return a span of days: "10–16 March 2027". The range of numbers is one run that reads the same everywhere."""
    said = dates.span(first, last, language())
    ranged = dates.day_range(first, last or first)
    return Markup("{}").format(said).replace(ranged, Markup("<bdi>{}</bdi>").format(ranged), 1)


def zone_city(name: str) -> str:
    """Return the place that a zone is named after, in the reader's language."""
    return dates.city(name, language())


@cache
def _zones(spoken: str) -> list[tuple[str, str]]:
    named = [(name, dates.city(name, spoken)) for name in OFFERED]
    return sorted(named, key=lambda pair: collated(pair[1], spoken))


def zones() -> list[tuple[str, str]]:
    """Return the zones that readers are offered: name, and place in their language."""
    return _zones(language())


@cache
def _languages(reader: str) -> tuple[tuple[str, str], ...]:
    bare = {tag for tag in locale_identifiers() if tag.isalpha()} - {"root", *INTERFACE}
    named = [(tag, name_in(tag, reader)) for tag in bare]
    known = [(tag, name if name != tag else own_name(tag)) for tag, name in named]
    further = sorted(known, key=lambda pair: collated(pair[1], reader))
    return (*((tag, name_in(tag, reader)) for tag in INTERFACE), *further)


def languages() -> tuple[tuple[str, str], ...]:
    """Return the languages in which a text can be: code, and name in the reader's language; the interface's first."""
    return _languages(language())


# One or two places for each clock in use, where the academies' people live; the page stays light. Any other zone can be
# written in the address.
OFFERED = tuple(
    """
    Africa/Abidjan Africa/Accra Africa/Addis_Ababa Africa/Algiers Africa/Cairo Africa/Casablanca Africa/Dakar
    Africa/Dar_es_Salaam Africa/Harare Africa/Johannesburg Africa/Kampala Africa/Khartoum Africa/Kigali Africa/Kinshasa
    Africa/Lagos Africa/Luanda Africa/Maputo Africa/Nairobi Africa/Tripoli Africa/Tunis
    America/Argentina/Buenos_Aires America/Asuncion America/Bogota America/Caracas America/Chicago America/Costa_Rica
    America/Denver America/El_Salvador America/Guatemala America/Guayaquil America/Halifax America/Havana America/La_Paz
    America/Lima America/Los_Angeles America/Managua America/Mexico_City America/Montevideo America/New_York
    America/Panama America/Port-au-Prince America/Santiago America/Santo_Domingo America/Sao_Paulo America/St_Johns
    America/Tegucigalpa America/Tijuana America/Toronto
    Asia/Amman Asia/Baghdad Asia/Bangkok Asia/Beirut Asia/Colombo Asia/Dhaka Asia/Dubai Asia/Gaza Asia/Ho_Chi_Minh
    Asia/Hong_Kong Asia/Jakarta Asia/Jerusalem Asia/Kabul Asia/Karachi Asia/Kathmandu Asia/Kolkata Asia/Kuala_Lumpur
    Asia/Kuwait Asia/Manila Asia/Qatar Asia/Riyadh Asia/Seoul Asia/Shanghai Asia/Singapore Asia/Tashkent Asia/Tehran
    Asia/Tokyo Atlantic/Cape_Verde Australia/Sydney
    Europe/Athens Europe/Berlin Europe/Brussels Europe/Bucharest Europe/Dublin Europe/Istanbul Europe/Kyiv Europe/Lisbon
    Europe/London Europe/Luxembourg Europe/Madrid Europe/Moscow Europe/Paris Europe/Rome Europe/Warsaw Europe/Zurich
    Indian/Mauritius Pacific/Auckland Pacific/Fiji
    """.split()
)
