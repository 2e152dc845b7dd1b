"""What templates may call: texts in the reader's language, names, days and hours; all of it escaped."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from hashlib import blake2b
from typing import Any

from flask import Flask, request, url_for
from flask_babel import gettext
from markupsafe import Markup, escape

from academy.access import Can, may
from academy.accounts.words import EDITION_ROLES, SIGN_IN_METHODS
from academy.agenda.models import Affiliation, Role, Slot
from academy.agenda.rules import span_of, start_of
from academy.agenda.words import PRESENCES, ROLES, SLOT_KINDS
from academy.calendar.texts import affiliation_parts, directed_by, holder, names_of
from academy.calendar.words import CHANGES, DUES, REPLIES, WHYS
from academy.editions.words import CONTRIBUTIONS, EDITION_KINDS, MODES, SECTIONS, STATES
from academy.kit.countries import country_name
from academy.kit.dates import instant_in, offset
from academy.kit.languages import INTERFACE, comma, direction, name_in, own_name
from academy.kit.markdown import to_html
from academy.kit.translated import Translated, Wording
from academy.kit.zones import Zone
from academy.messaging.words import MESSAGE_STATES
from academy.outbox.words import LETTER_STATES
from academy.participation.words import (
    ENTRIES,
    LAPSES,
    QUESTION_KINDS,
    READING_STATES,
    REGISTRATION_STATES,
    ROUNDINGS,
    SCOPES,
    WITHINS,
)
from academy.paths import STATIC
from academy.people.models import Person
from academy.people.words import CONSENT_USES, INSTITUTION_KINDS
from academy.practices import words as of_practices
from academy.practices.attached import small_width
from academy.practices.goals import GOALS, by_goal
from academy.practices.rules import is_publishable
from academy.practices.themes import THEMES
from academy.records.words import RETENTIONS
from academy.web import language as speech
from academy.web.current import account, roles
from academy.web.errors import sentence
from academy.web.links import absolute, config
from academy.web.messages import letter_html, letter_text
from academy.web.security import nonce

_LABELS: tuple[Mapping[Any, str], ...] = (
    SLOT_KINDS,
    ROLES,
    PRESENCES,
    EDITION_KINDS,
    STATES,
    MODES,
    CONTRIBUTIONS,
    SECTIONS,
    SCOPES,
    ENTRIES,
    REGISTRATION_STATES,
    LAPSES,
    WITHINS,
    ROUNDINGS,
    QUESTION_KINDS,
    READING_STATES,
    INSTITUTION_KINDS,
    REPLIES,
    DUES,
    CHANGES,
    WHYS,
    LETTER_STATES,
    EDITION_ROLES,
    SIGN_IN_METHODS,
    CONSENT_USES,
    RETENTIONS,
    MESSAGE_STATES,
    of_practices.CARD_STATES,
    of_practices.TURNS,
    of_practices.COUNTRY_ROLES,
    of_practices.TEXT_STATES,
    of_practices.FIELD_KINDS,
    of_practices.CARD_FILE_KINDS,
    of_practices.SHOWN,
    of_practices.VERSION_ORIGINS,
    of_practices.PROPOSALS,
    of_practices.REVIEW_STATES,
    of_practices.RECOMMENDATIONS,
)
# By type too: choices of two enumerations may have the same value.
_BY_TYPE = {(type(choice), choice.value): text for labels in _LABELS for choice, text in labels.items()}

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


def init_app(app: Flask) -> None:
    """Offer filters and functions to every template."""
    app.jinja_env.filters.update(
        words=words,
        wording=wording,
        rich=rich,
        label=label,
        hours=hours,
        long_date=speech.long_date,
        short_date=speech.short_date,
        moment=speech.moment,
        country=lambda code: country_name(code, speech.language()),
        languages=languages,
        person=person,
        holder=_holder,
        affiliation=affiliation,
        on_clock=lambda at, zone: Markup("<bdi>{}</bdi>").format(instant_in(zone, at, speech.language())),
        goal=lambda number: f"{number}. {gettext(GOALS[number])}",
        by_goal=by_goal,
        theme=lambda slug: gettext(THEMES[slug]),
        small_width=small_width,
        sentence=sentence,
        letter_html=letter_html,
        letter_text=letter_text,
    )
    app.jinja_env.tests["publishable"] = is_publishable
    app.context_processor(_names)


def words(text: Translated | Wording, own: Iterable[str] = ()) -> Markup:
    """Return a text; one in another language than the page's carries its language and direction.

    Names that stay in Latin letters on a page from right to left ("Emprende Segur@") are isolated.
    """
    said = text if isinstance(text, Wording) else text.wording(speech.language(), own)
    if not said.is_fallback:
        is_foreign = said.direction == "rtl" and said.text != "" and not _RIGHT_TO_LEFT.search(said.text)
        return Markup("<bdi>{}</bdi>").format(said.text) if is_foreign else escape(said.text)
    return Markup('<span lang="{}" dir="{}">{}</span>').format(said.language, said.direction, said.text)


def wording(text: Translated, own: Iterable[str] = ()) -> Wording:
    """Return what the reader gets to see of a text, with its language."""
    return text.wording(speech.language(), own)


def rich(text: Translated, own: Iterable[str] = ()) -> Markup:
    """Return a long text as HTML; in another language than the page's it says so above."""
    said = wording(text, own)
    if not said.text:
        return Markup()
    body = Markup(to_html(said.text))  # noqa: S704 (sanitised by `kit.markdown`)
    if not said.is_fallback:
        return body
    marked = Markup('<p class="only">{}</p><div lang="{}" dir="{}">{}</div>')
    return marked.format(only_in(said.language), said.language, said.direction, body)


def only_in(code: str) -> str:
    """Return the remark that a text is there in another language only."""
    return gettext("Available only in %(language)s", language=name_in(code, speech.language()))


def label(choice: Any) -> str:  # noqa: ANN401 (any of our enumerations)
    """Return what a kind, role, state … is called."""
    return gettext(_BY_TYPE[type(choice), choice.value])


def hours(thing: Any) -> Markup:  # noqa: ANN401 (a slot or an hour of the programme)
    """Return from when to when, as one run that reads the same in both directions."""
    if thing.start is None:
        return Markup()
    start = Markup('<time datetime="{0:%H:%M}">{0:%H:%M}</time>').format(thing.start)
    if thing.end is None:
        return Markup("<bdi>{}</bdi>").format(start)
    end = Markup('<time datetime="{0:%H:%M}">{0:%H:%M}</time>').format(thing.end)
    over = "+1" if thing.days_over else ""
    return Markup("<bdi>{}\u2013{}{}</bdi>").format(start, end, over)


def languages(codes: Iterable[str]) -> str:
    """Return the names of languages, in the reader's."""
    return names_of(codes, speech.language())


def person(who: Person) -> Markup:
    """Return a name, isolated from the direction of what stands around it."""
    honorific = str(who.honorific.wording(speech.language()))
    return Markup("<bdi>{}</bdi>").format(f"{honorific} {who.name}".strip())


def affiliation(one: Affiliation, *, whole: bool = False) -> Markup:
    """Return a post and an institution, each isolated: one may be in Latin letters beside the other in Arabic."""
    parts = affiliation_parts(one, speech.language(), whole=whole)
    separator = comma(speech.language())
    if direction(speech.language()) == "rtl":
        return Markup(separator).join(Markup("<bdi>{}</bdi>").format(part) for part in parts)  # noqa: S704 (a comma)
    return Markup("<bdi>{}</bdi>").format(separator.join(parts))


def _holder(role: Role) -> Markup:
    if role.person:
        return person(role.person)
    return Markup("<bdi>{}</bdi>").format(holder(role, speech.language()))


def own_hours(slot: Slot, home: Zone, own: Zone) -> Markup:
    """Return when a slot happens on the reader's own clock, with the day where it is another one; empty if unknown."""
    start, span = start_of(slot, home), span_of(slot, home)
    if start is None:
        return Markup()
    there = start.astimezone(own.tzinfo)
    end = f"\u2013{span.end.astimezone(own.tzinfo):%H:%M}" if span else ""
    said = Markup("<bdi>{:%H:%M}{}</bdi>").format(there, end)
    if there.date() != slot.day:
        said += Markup(", {}").format(speech.short_date(there.date()))
    place = own.name if own.is_fixed else speech.zone_city(own.name)
    return Markup(gettext("%(hours)s in %(place)s")) % {"hours": said, "place": place}  # noqa: S704 (our own words)


def clock_of(zone: Zone, day: date) -> Markup:
    """Return whose clock the hours of a day are on: the zone as printed, or the place and its distance from UTC."""
    if zone.label:
        return Markup("<bdi>({})</bdi>").format(zone.label)
    place = "" if zone.is_fixed else f"{speech.zone_city(zone.name)}{comma(speech.language())}"
    return Markup("({}<bdi>{}</bdi>)").format(place, offset(zone, day))


def in_other_languages() -> list[tuple[str, str, str]]:
    """Return code, own name and address of this page in each interface language."""
    path = request.path
    query = request.query_string.decode("ascii", "ignore")
    kept = "&".join(part for part in query.split("&") if part and not part.startswith("lang="))
    behind = f"?{kept}&lang=" if kept else "?lang="
    return [(code, own_name(code), f"{path}{behind}{code}") for code in INTERFACE]


def alternates() -> list[tuple[str, str]]:
    """Return language and absolute address of this public page in each interface language."""
    path = request.path
    return [(code, absolute(f"/{code}{path[3:]}")) for code in INTERFACE] if path[1:3] in INTERFACE else []


@cache
def asset(name: str) -> str:
    """Return the address of a file of ours, with its content's digest: it may be kept for a year."""
    digest = blake2b((STATIC / name).read_bytes(), digest_size=6).hexdigest()
    return f"/static/{name}?v={digest}"


def linked_data(value: dict[str, Any]) -> Markup:
    """Return JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 (escaped right above)


def allowed(can: str, edition: str | None = None) -> bool:
    """Tell whether whoever reads may do something, such as "PUBLISH", in an edition or outside of any.

    A page shows no button that leads to a refusal.
    """
    return may(roles(), Can[can], edition)


def _names() -> dict[str, Any]:
    code = speech.language()
    return {
        "language": code,
        "direction": direction(code),
        "installation": config().name,
        "in_other_languages": in_other_languages,
        "alternates": alternates,
        "absolute": absolute,
        "asset": asset,
        "clock_of": clock_of,
        "comma": comma(code),
        "days": speech.days,
        "own_hours": own_hours,
        "zones": speech.zones,
        "directed_by": lambda slot: directed_by(slot, code),
        "only_in": only_in,
        "linked_data": linked_data,
        "language_name": lambda tag: name_in(tag, code),
        "direction_of": direction,
        "account": account,
        "allowed": allowed,
        "nonce": nonce,
        "url_for": url_for,
    }
