"""Practices as JSON: what readers may read of them, in every language that they have.

`GET /api/v1/practices` and `/api/v1/editions/<key>/practices` list them (`{"practices": […]}`), each with the address
of its own JSON; `GET /api/v1/practices/<key>` is one, with its texts (CommonMark) by language.
"""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, url_for

from academy.access import Can
from academy.agenda.models import Slot
from academy.agenda.queries import list_presented, list_slots_of_practice
from academy.editions.queries import get_edition
from academy.kit.refusals import Unknown
from academy.kit.words import N_
from academy.practices.catalogue import Listed, find_readable, has_readable_text, list_readable, readable_texts
from academy.practices.models import CardText, Practice
from academy.practices.queries import list_texts
from academy.practices.translating import is_behind
from academy.web.guard import requires
from academy.web.links import absolute, config, slot_link
from academy.web.transactions import db

bp = Blueprint("practices", __name__)

_KEPT = "public, max-age=0, must-revalidate"


@bp.get("/practices")
@requires(Can.READ)
def practices() -> Response:
    """List the practices of all public editions."""
    return _list(list_readable(db(), list_presented(db())))


@bp.get("/editions/<edition_slug>/practices")
@requires(Can.READ)
def of_edition(edition_slug: str) -> Response:
    """List the practices of a public edition: written for it, or presented in its programme."""
    found = get_edition(db(), edition_slug)
    if not found.is_public:
        raise Unknown(N_("There is no edition called “%(slug)s”."), slug=edition_slug[:80])
    return _list(list_readable(db(), list_presented(db(), found), found))


@bp.get("/practices/<slug>")
@requires(Can.READ)
def practice(slug: str) -> Response:
    """Return a practice with its card's texts, and where it was or will be presented."""
    found = find_readable(db(), slug, list_presented(db()))
    if found is None:
        raise Unknown(N_("There is no practice under this address."))
    texts = readable_texts(list_texts(db(), found)) if has_readable_text(found) else []
    said = _facts(found) if texts or found.call_id is None else {}  # of a card that is not published only its title
    presented = [_place(one) for one in list_slots_of_practice(db(), found)]
    return _kept({**_basic(found), **said, "texts": _texts(texts), "presented": presented})


def _list(listed: Sequence[Listed]) -> Response:
    rows = [
        {
            **_basic(one.practice),
            "languages": list(one.languages),
            "countries": sorted(one.countries),
            "json": absolute(url_for("api.practices.practice", slug=one.practice.slug)),
        }
        for one in listed
    ]
    return _kept({"practices": rows})


def _basic(practice: Practice) -> dict[str, Any]:
    spoken = config().language  # kept for all readers alike
    return {
        "key": practice.slug,
        "title": practice.title,
        "language": practice.language,
        "author": practice.author,
        "edition": practice.edition.slug if practice.edition and practice.edition.is_public else None,
        "part": practice.part.slug if practice.part else None,
        "themes": list(practice.themes),
        "goals": list(practice.goals),
        "is_invented": practice.is_invented,
        "page": absolute(url_for("site.practices.practice", language=spoken, slug=practice.slug)),
    }


def _facts(practice: Practice) -> dict[str, Any]:
    institutions = [
        {"key": one.institution.slug, "name": dict(sorted(one.institution.name.items()))}
        if one.institution
        else {"name": {practice.language: one.name}}
        for one in practice.institutions
    ]
    return {
        "countries": [{"code": one.code, "role": one.role and one.role.value} for one in practice.countries],
        "institutions": institutions,
        "begun_in": practice.begun_in,
        "ended_in": practice.ended_in,
        "beneficiaries": dict(sorted(practice.beneficiaries.items())),
        "source": dict(sorted(practice.source.items())),
    }


def _texts(texts: Sequence[CardText]) -> dict[str, Any]:
    original = next((one for one in texts if one.is_original), None)
    return {
        one.language: {
            "state": "original" if one.is_original else one.state.value,
            "translator": one.translator,
            "original_has_changed": original is not None and is_behind(one, original),
            "title": one.content.title,
            "fields": dict(one.content.fields),
            "further": [{"label": more.label, "text": more.text} for more in one.content.further],
        }
        for one in texts
    }


def _place(slot: Slot) -> dict[str, Any]:
    return {
        "edition": slot.edition.slug,
        "item": slot.code,
        "day": slot.day and slot.day.isoformat(),
        "page": slot_link(slot, config().language),
    }


def _kept(facts: dict[str, Any]) -> Response:
    response = jsonify(facts)
    response.headers["Cache-Control"] = _KEPT
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
