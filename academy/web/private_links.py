"""Private links: what the link in a letter opens.

The token leaves the address at once, and stays in the browser for an hour: it is in no history, in no address that is
passed on, and no other site is told of it. Opening a link does nothing, the button on its page does: programs that look
at every link in a letter do no harm.
"""

from collections.abc import Callable

from flask import Response, current_app, make_response, redirect, request
from flask_babel import gettext

from academy.kit.tokens import number_in
from academy.web.errors import error_page

_KEPT = 3600
_LONGEST = 300


def open_link(kind: str, token: str, to: str) -> Response:
    """Keep the token of a link in this browser, and lead to an address without it.

    `kind` (ASCII letters, digits, dashes) says what it opens: links of different kinds are open beside each other.
    """
    response = unnamed(make_response(redirect(to, 303)))
    if len(token) <= _LONGEST and token.isascii():
        _keep(kind, token, response)
    return response


def open_numbered(kind: Callable[[int], str], token: str, to: Callable[[int], str]) -> Response:
    """Do the same with a token that says the number of what it opens: `kind` and `to` are of this number."""
    number = number_in(token)
    return nothing() if number is None else open_link(kind(number), token, to(number))


def opened(kind: str) -> str:
    """Return the token of the link that this browser has opened; empty where it has opened none, or long ago."""
    return request.cookies.get(_cookie(kind), "")[:_LONGEST]


def keep_open(kind: str, response: Response) -> Response:
    """Keep an opened link open for another hour: whoever fills in a long form is not shut out over it.

    No other page is told where the reader of its page came from.
    """
    if token := opened(kind):
        _keep(kind, token, response)
    return unnamed(response)


def close_link(kind: str, response: Response) -> Response:
    """Forget a link that has done its work."""
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.delete_cookie(_cookie(kind), secure=secure, httponly=True, samesite="Lax")
    return response


def nothing() -> Response:
    """Tell nobody whether there is anything: a forged link, a foreign one and one that was replaced open the same."""
    advice = gettext("This link opens nothing here, or was opened over an hour ago. Open the one in our latest letter.")
    return unnamed(make_response(*error_page(404, advice)))


def unnamed(response: Response) -> Response:
    """Let no other page be told where its reader came from: for a page that belongs to a private link."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _keep(kind: str, token: str, response: Response) -> None:
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(_cookie(kind), token, max_age=_KEPT, secure=secure, httponly=True, samesite="Lax")


def _cookie(kind: str) -> str:
    prefix = "__Host-" if current_app.config["SESSION_COOKIE_SECURE"] else ""
    return f"{prefix}link-{kind}"
