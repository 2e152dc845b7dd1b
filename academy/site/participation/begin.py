"""Beginning a registration, behind the link of the letter that was asked for."""

import secrets
from collections.abc import Sequence

from flask import Response, make_response, render_template, request, url_for
from sqlalchemy.orm import joinedload

from academy.access import Can
from academy.db.engine import keys_of
from academy.editions.models import Edition
from academy.kit.countries import country_names
from academy.kit.refusals import Refusal, Unknown
from academy.kit.words import N_
from academy.participation.arriving import (
    Beginning,
    asks_country,
    asks_institution,
    begin,
    list_at,
    types_to_begin,
)
from academy.participation.links import Arrival, read_arrival, registration_token
from academy.participation.models import Registration
from academy.participation.queries import list_quota_rules
from academy.participation.rules import covering
from academy.people.models import Person
from academy.site.participation import bp
from academy.site.participation.opening import kind_of, nothing
from academy.web.current import now
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.language import language as spoken
from academy.web.private_links import keep_open, open_link, opened, unnamed
from academy.web.transactions import db, start_over

_KIND = "begin"
_REFUSED, _OVER = 422, 410


@bp.get("/begin/<token>")
@requires(Can.SIGN_IN)
def open_begin(language: str, token: str) -> Response:
    """Take the token out of the address."""
    return open_link(_KIND, token, url_for(".begin_here", language=language))


@bp.get("/begin/")
@requires(Can.SIGN_IN)
def begin_here(language: str) -> Reply:  # noqa: ARG001 (stands in the address)
    """Show what was begun at this mailbox, and the form that begins another one."""
    try:
        arrival = _arrival()
    except Unknown:
        return nothing()
    except Refusal as refusal:
        return _over(refusal)
    return _page(arrival)


@bp.post("/begin/")
@requires(Can.SIGN_IN)
def check_begin(language: str) -> Reply:
    """Begin a registration; the same form sent twice begins one."""
    try:
        arrival = _arrival()
    except Unknown:
        return nothing()
    except Refusal as refusal:
        return _over(refusal)
    try:
        begun = begin(db(), _edition(arrival), arrival.email, language, said(), now())
    except Refusal as refusal:
        start_over()
        return _page(arrival, refusal)
    to = url_for(".step", language=language, number=begun.id, step="names")
    return open_link(kind_of(begun.id), registration_token(begun, keys_of(db())), to)


def said() -> Beginning:
    """Return what the form says that begins a registration."""
    typed = request.form
    return Beginning(
        type_slug=typed.get("type", ""),
        given=typed.get("given", ""),
        family=typed.get("family", ""),
        country=typed.get("country") or None,
        institution_name=typed.get("institution_name", ""),
        once=typed.get("once", ""),
    )


def begin_page(
    edition: Edition,
    address: str,
    *,
    person: Person | None = None,
    known: Sequence[tuple[Registration, str]] = (),
    refusal: Refusal | None = None,
) -> Response:
    """Return the form that begins a registration; of a person who is known the names are not asked."""
    types = types_to_begin(db(), edition, now())
    rules = list_quota_rules(db(), edition)
    page = render_template(
        "site/participation/begin.html",
        edition=edition,
        address=address,
        person=person,
        known=known,
        types=types,
        asks_country=any(asks_country(covering(rules, one.id)) for one in types),
        asks_institution=any(asks_institution(covering(rules, one.id)) for one in types),
        countries=country_names(spoken()),
        typed=said(),
        once=request.form.get("once") or secrets.token_hex(12),
        problems={refusal.field or "": sentence(refusal)} if refusal else {},
    )
    return unnamed(make_response(page, _REFUSED if refusal else 200))


def _arrival() -> Arrival:
    return read_arrival(opened(_KIND), now(), keys_of(db()))


def _edition(arrival: Arrival) -> Edition:
    found = db().get(Edition, arrival.edition_id, options=[joinedload(Edition.series)])
    if found is None or not found.is_public:
        raise Unknown(N_("This edition takes no registrations now."))
    return found


def _page(arrival: Arrival, refusal: Refusal | None = None) -> Response:
    edition, keys = _edition(arrival), keys_of(db())
    known = [(one, registration_token(one, keys)) for one in list_at(db(), edition, arrival.email)]
    address = url_for(".check_begin", language=spoken())
    return keep_open(_KIND, begin_page(edition, address, known=known, refusal=refusal))


def _over(refusal: Refusal) -> Response:
    page = render_template("site/participation/over.html", problem=sentence(refusal))
    return unnamed(make_response(page, _OVER))
