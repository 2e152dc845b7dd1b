"""Every route names its permission; here it is asked for."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from academy.access import Can, knows, may
from academy.web.current import account, roles, was_signed_in
from academy.web.language import language
from academy.web.noting import noted

Arguments = ParamSpec("Arguments")
Reply = ResponseReturnValue
View = Callable[Arguments, Reply]


def requires(can: Can) -> Callable[[View[Arguments]], View[Arguments]]:
    """Let a view answer only who may; a stranger is shown the sign-in page and brought back.

    Who was signed in until a moment ago and sends a form is told so: what was typed must not be lost.
    """

    def guard(view: View[Arguments]) -> View[Arguments]:
        @wraps(view)
        def guarded(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Reply:
            if can is Can.READ or allowed(can):
                return view(*args, **kwargs)
            noted("refused", edition=_edition())
            if account() is not None:
                return _refused()
            return abort(401) if request.method == "POST" and was_signed_in() else _to_sign_in()

        guarded.can = can  # type: ignore[attr-defined]  # what the route walk reads
        return guarded

    return guard


def allowed(can: Can) -> bool:
    """Tell whether whoever asks may do something in the edition that the address names, or outside of any."""
    return may(roles(), can, _edition())


def _edition() -> str | None:
    slug = (request.view_args or {}).get("edition_slug")
    return str(slug) if slug is not None else None


def _refused() -> Reply:
    """Know nothing of an edition in which somebody has no role; refuse what another role may do."""
    edition = _edition()
    return abort(404 if edition is not None and not knows(roles(), edition) else 403)


def _to_sign_in() -> BaseResponse | Response:
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("site.accounts.sign_in", language=language(), next=back), 303)
