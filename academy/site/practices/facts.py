"""The facts of one's card: countries, institutions, goals, themes, years, who benefits, whom to ask."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm.exc import StaleDataError

from academy.access import Can
from academy.kit.countries import country_names
from academy.kit.refusals import Refusal, Stale, Unknown
from academy.kit.texts import collated
from academy.kit.translated import Translated
from academy.kit.words import N_
from academy.people.models import Institution
from academy.people.queries import list_institutions
from academy.practices.facts import MOST_CONTACTS, CardFacts, Contact, hide_contact, save_facts
from academy.practices.goals import GOALS
from academy.practices.models import CountryRole, Practice
from academy.practices.rules import WRITABLE
from academy.practices.themes import THEMES
from academy.site.accounts.saying import say
from academy.site.participation.opening import is_lent
from academy.site.practices import bp
from academy.site.practices.opening import closed, nothing, own_card, personal
from academy.web.current import now
from academy.web.errors import error_page, sentence
from academy.web.guard import Reply, requires
from academy.web.language import language as spoken
from academy.web.transactions import db, start_over

_SAVED, _OVERTAKEN, _REFUSED = 204, 409, 422
_REVISION = "X-Revision"
_MOST_ROWS = MOST_CONTACTS + 5
_MOST_NAMES = 500
_LINES = ("name", "post", "email", "telephone", "note")
_ADDRESS = "/cards/<int:number>/facts/"


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form: as it was typed, or as it is stored."""

    countries: tuple[tuple[str, str], ...]
    institutions: tuple[str, ...]
    goals: tuple[str, ...]
    targets: str
    themes: tuple[str, ...]
    begun_in: str
    ended_in: str
    beneficiaries: str
    contacts: tuple[Mapping[str, str], ...]


@bp.get(_ADDRESS)
@requires(Can.SIGN_IN)
def card_facts(language: str, number: int) -> Reply:  # noqa: ARG001 (stands in the address)
    """Show the facts of my card, to be changed while it is being written."""
    try:
        return _page(own_card(db(), number))
    except Unknown:
        return nothing()


@bp.post(_ADDRESS)
@requires(Can.SIGN_IN)
def save_card_facts(language: str, number: int) -> Reply:
    """Save the facts; a form that was sent quietly, while somebody types, is answered by nothing but its new mark."""
    if is_lent():
        return error_page(403)
    try:
        card = own_card(db(), number, locked=True)
    except Unknown:
        return closed()
    is_quiet = request.form.get("quietly") == "1"
    refusal = _saved(card)
    if refusal is not None:
        start_over()
        return ("", _status(refusal)) if is_quiet else _page(own_card(db(), number), refusal)
    if is_quiet:
        kept = make_response("", _SAVED)
        kept.headers[_REVISION] = CardFacts.of(card).mark
        return personal(kept, number)
    return personal(make_response(_onward(language, number)), number)


@bp.post("/cards/<int:number>/contacts/hide")
@requires(Can.SIGN_IN)
def hide_card_contact(language: str, number: int) -> Reply:
    """Show somebody to readers no more, who does not agree any longer."""
    if is_lent():
        return error_page(403)
    try:
        card = own_card(db(), number, locked=True)
        hide_contact(db(), card, request.form.get("name", ""), now())
    except Unknown:
        return nothing()
    done = say(gettext("Readers do not see this person any more."), _here(language, number))
    return personal(make_response(done), number)


def _saved(card: Practice) -> Refusal | None:
    """Write what was sent; return what was refused."""
    try:
        save_facts(db(), card, _facts(card), now(), request.form.get("revision"))
    except Refusal as refusal:
        return refusal
    except StaleDataError:
        return Stale(N_("Somebody else saved this at the same moment. Nothing of yours is lost."))
    return None


def _status(refusal: Refusal) -> int:
    return _OVERTAKEN if isinstance(refusal, Stale) else _REFUSED


def _onward(language: str, number: int) -> Reply:
    """Lead to the files of the card, or back to where further rows were asked for."""
    if more := request.form.get("more", "")[:20]:
        return redirect(url_for(".card_facts", language=language, number=number, _anchor=more), 303)
    return say(gettext("Saved."), url_for(".card_files", language=language, number=number))


def _here(language: str, number: int) -> str:
    return url_for(".card_facts", language=language, number=number)


def _facts(card: Practice) -> CardFacts:
    """Return what the form says. Its author, and who benefits in other languages, are not asked here and stay."""
    said, before = _sent(), CardFacts.of(card)
    own = {_called(one): one for one in before.institutions if isinstance(one, Institution)}
    return replace(
        before,
        countries=tuple((code, CountryRole(role) if role else None) for code, role in said.countries if code),
        institutions=tuple(own.get(name, name) for name in said.institutions),
        goals=(*said.goals, *said.targets.replace(";", ",").replace("،", ",").split(",")),
        themes=said.themes,
        begun_in=_year(said.begun_in, "begun_in"),
        ended_in=_year(said.ended_in, "ended_in"),
        beneficiaries=Translated({**before.beneficiaries, card.language: said.beneficiaries}),
        contacts=tuple(_contact(row) for row in said.contacts),
    )


def _contact(row: Mapping[str, str]) -> Contact:
    lines = {name: row[name] for name in _LINES}
    return Contact(**lines, is_public=row["is_public"] == "1")


def _year(typed: str, field: str) -> int | None:
    """Return a year, in whatever digits it was typed; refuse what is none."""
    if not typed.strip():
        return None
    if not typed.strip().isdecimal() or len(typed.strip()) > len("2200"):
        raise Refusal(N_("“%(year)s” is no year, such as 2024."), year=typed.strip()[:20], field=field)
    return int(typed)


def _sent() -> Typed:
    form = request.form
    roles = {role.value for role in CountryRole}
    pairs = zip_longest(form.getlist("country"), form.getlist("role"), fillvalue="")
    return Typed(
        countries=tuple((code, role if role in roles else "") for code, role in pairs if code),
        institutions=tuple(name for name in form.getlist("institution") if name.strip()),
        goals=tuple(form.getlist("goal")),
        targets=form.get("targets", ""),
        themes=tuple(form.getlist("theme")),
        begun_in=form.get("begun_in", ""),
        ended_in=form.get("ended_in", ""),
        beneficiaries=form.get("beneficiaries", ""),
        contacts=tuple(_rows()),
    )


def _rows() -> Iterator[Mapping[str, str]]:
    for place in range(_MOST_ROWS):
        row = {name: request.form.get(f"contact-{place}-{name}", "") for name in (*_LINES, "is_public")}
        if any(row[name].strip() for name in _LINES):
            yield row


def _stored(card: Practice) -> Typed:
    """Return the form of what is stored."""
    facts = CardFacts.of(card)
    return Typed(
        countries=tuple((code, role.value if role else "") for code, role in facts.countries),
        institutions=tuple(_called(one) for one in facts.institutions),
        goals=tuple(one for one in facts.goals if one in GOALS),
        targets=", ".join(one for one in facts.goals if one not in GOALS),
        themes=facts.themes,
        begun_in=str(facts.begun_in or ""),
        ended_in=str(facts.ended_in or ""),
        beneficiaries=facts.beneficiaries.get(card.language, ""),
        contacts=tuple(_row(one) for one in facts.contacts),
    )


def _row(one: Contact) -> Mapping[str, str]:
    return {**{name: getattr(one, name) for name in _LINES}, "is_public": "1" if one.is_public else ""}


def _called(one: str | Institution) -> str:
    return one if isinstance(one, str) else str(one.called(spoken()))


def _page(card: Practice, refusal: Refusal | None = None) -> Response:
    stored = _stored(card)
    is_stale = isinstance(refusal, Stale)
    page = render_template(
        "site/practices/facts.html",
        card=card,
        is_open=card.state in WRITABLE,
        said=_sent() if refusal else stored,
        theirs=stored if is_stale else None,
        revision=CardFacts.of(card).mark if is_stale or not refusal else request.form.get("revision", ""),
        problem=sentence(refusal) if refusal else "",
        wrong=(refusal.field or "") if refusal else "",
        **_choices(card),
    )
    return personal(make_response(page, _status(refusal) if refusal else 200), card.id)


def _choices(card: Practice) -> dict[str, Any]:
    """Return what can be chosen; names of institutions are only offered, any other can be typed."""
    bodies = list_institutions(db()) if card.state in WRITABLE else []
    names = {str(one.name.wording(spoken())) for one in bodies}
    return {
        "country_names": country_names(spoken()),
        "country_roles": list(CountryRole),
        "all_goals": GOALS,
        "all_themes": THEMES,
        "names": sorted(names, key=lambda name: collated(name, spoken()))[:_MOST_NAMES],
        "blank": dict.fromkeys((*_LINES, "is_public"), ""),
    }
