"""Addresses without a language: the reader is led to the page in theirs, and a chosen language is remembered."""

from urllib.parse import urlencode

from flask import Blueprint, redirect, request
from werkzeug.routing import PathConverter
from werkzeug.wrappers import Response

from academy.access import Can
from academy.kit.languages import INTERFACE
from academy.web.guard import requires
from academy.web.language import COOKIE, language
from academy.web.links import config

bp = Blueprint("doorstep", __name__)


class Unled(PathConverter):
    """A path that has no language and needs one: what has it, or never had one, would be led here again and again."""

    regex = rf"(?!(?:{'|'.join([*INTERFACE, 'desk', 'api', 'static'])})(?:/|\Z))[^/].*?"


bp.record_once(lambda state: state.app.url_map.converters.update(unled=Unled))

_YEAR = 365 * 24 * 3600


@bp.get("/")
@bp.get("/<unled:rest>")
@requires(Can.READ)
def lead_in(rest: str = "") -> Response:
    """Lead to the same page in the reader's language."""
    query = urlencode([(name, value) for name, value in request.args.items(multi=True) if name != "lang"])
    answer = redirect(f"/{language()}/{rest}" + (f"?{query}" if query else ""), 302)
    answer.headers["Vary"] = "Accept-Language, Cookie"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.before_app_request
def remember_language() -> Response | None:
    """Before any page: where the address says `?lang=ar`, remember it and lead to the page in that language."""
    chosen = request.args.get("lang", "")
    if chosen not in INTERFACE or request.method != "GET":
        return None
    first, _, rest = request.path[1:].partition("/")
    path = f"/{chosen}/{rest}" if first in INTERFACE else request.path
    query = urlencode([(name, value) for name, value in request.args.items(multi=True) if name != "lang"])
    answer = redirect(path + (f"?{query}" if query else ""), 303)
    answer.set_cookie(COOKIE, chosen, max_age=_YEAR, samesite="Lax", secure=config().is_https, httponly=True)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
