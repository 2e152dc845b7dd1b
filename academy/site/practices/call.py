"""A call for practices, behind its link: what is asked, until when; and the form with which a card is begun."""

import re
import secrets
from contextlib import suppress
from dataclasses import dataclass

from flask import Response, make_response, render_template, request, url_for

from academy.access import Can
from academy.db.engine import keys_of
from academy.editions.models import State
from academy.kit.dates import instant_in
from academy.kit.refusals import Refusal, Unknown
from academy.kit.windows import last_said
from academy.kit.words import N_
from academy.participation.models import Registration
from academy.people.models import Person
from academy.practices.links import card_token, get_call_by
from academy.practices.models import Call
from academy.practices.rules import window_of, zone_of
from academy.practices.template import fields_of
from academy.practices.writing import Beginning, begin_card
from academy.site.participation.opening import own_registration
from academy.site.practices import bp
from academy.site.practices.opening import kind_of
from academy.site.practices.progress import advice
from academy.web.current import account, now
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.language import language as spoken
from academy.web.language import languages
from academy.web.limits import LIMITER, SIGN_IN_LINKS
from academy.web.private_links import open_link, unnamed
from academy.web.transactions import db, start_over

_REFUSED = 422
_NUMBER = re.compile(r"[0-9]{1,9}")
_OFF = frozenset({State.CANCELLED, State.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Window:
    """When a call takes cards, in words of the reader; empty where nothing is said."""

    opens: str
    closes: str
    is_to_come: bool
    is_over: bool
    is_off: bool
    """True where the edition does not take place."""

    @property
    def is_open(self) -> bool:
        """True where a card can be begun now."""
        return not (self.is_to_come or self.is_over or self.is_off)


@bp.get("/call/<key>/")
@requires(Can.SIGN_IN)
def call(language: str, key: str) -> Response:  # noqa: ARG001 (stands in the address)
    """Show what a call asks for, and the form that begins a card."""
    return _page(get_call_by(db(), key))


@bp.post("/call/<key>/")
@requires(Can.SIGN_IN)
@LIMITER.limit(SIGN_IN_LINKS)
def begin(language: str, key: str) -> Reply:
    """Begin a card, and open it in this browser; the same form sent twice begins one. Its link goes out by letter."""
    found = get_call_by(db(), key)
    try:
        _check_is_on(found)
        card = begin_card(db(), found, _said(found, language, _person()), now())
    except Refusal as refusal:
        start_over()
        return _page(get_call_by(db(), key), refusal)
    to = url_for(".card", language=language, number=card.id)
    return open_link(kind_of(card.id), card_token(card, keys_of(db())), to)


def said_of(found: Call) -> Window:
    """Return when a call takes cards, on its own clock."""
    window, zone = window_of(found), zone_of(found)
    return Window(
        opens=instant_in(zone, window.opens, spoken()) if window.opens else "",
        closes=instant_in(zone, last_said(window.closes, zone), spoken()) if window.closes else "",
        is_to_come=window.is_to_come(now()),
        is_over=window.is_over(now()),
        is_off=found.edition.state in _OFF,
    )


def _said(found: Call, language: str, person: Person | None) -> Beginning:
    typed = request.form
    # Words of other forms, which may be guessed, open no card here.
    once = f"call:{found.id}:{typed['once'][:40]}" if typed.get("once") else None
    return Beginning(
        author=typed.get("author", ""),
        email=(person.email or "") if person else typed.get("email", ""),
        language=typed.get("language", ""),
        title=typed.get("title", ""),
        letters_in=language,
        person=person,
        once=once,
    )


def _typed(person: Person | None) -> dict[str, str]:
    known = {"author": person.name if person else "", "email": "", "language": spoken(), "title": ""}
    return {name: request.form.get(name, value) for name, value in known.items()}


def _check_is_on(found: Call) -> None:
    if found.edition.state in _OFF:
        raise Refusal(N_("This edition does not take place: nothing can be sent in for it."))


def _person() -> Person | None:
    """Return who begins a card without being asked for an address: who comes from a registration, or is signed in."""
    if registration := _registration():
        return registration.person
    asking = account()
    return db().get(Person, asking.person_id) if asking and asking.person_id else None


def _registration() -> Registration | None:
    """Return the participation from whose page somebody comes, where this browser may open it."""
    number = request.values.get("registration", "")
    with suppress(Unknown):
        return own_registration(db(), int(number)) if _NUMBER.fullmatch(number) else None
    return None


def _page(found: Call, refusal: Refusal | None = None) -> Response:
    person, registration = _person(), _registration()
    page = render_template(
        "site/practices/call.html",
        call=found,
        edition=found.edition,
        window=said_of(found),
        fields=[(one, advice(one)) for one in fields_of(found.template)],
        person=person,
        registration=registration,
        languages=languages(),
        typed=_typed(person),
        once=request.form.get("once") or secrets.token_hex(12),
        problem=sentence(refusal) if refusal else "",
        field=refusal.field if refusal else None,
    )
    return unnamed(make_response(page, _REFUSED if refusal else 200))
