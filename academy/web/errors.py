"""What is answered when something cannot be done: in plain words, in the reader's language, never a stack trace."""

import logging
import re

from flask import Flask, json, render_template, request
from flask_babel import gettext, ngettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, TooManyRequests

from academy.kit.refusals import Refusal, Sentence, Several, Stale, Unknown, told
from academy.kit.words import N_
from academy.web.guard import Reply
from academy.web.limits import seconds_left
from academy.web.noting import noted, route

LOG = logging.getLogger(__name__)

_SENTENCES = {
    400: (N_("This request cannot be understood"), N_("Go back and try again; nothing was changed.")),
    401: (N_("You were signed out"), N_("Too much time has passed, or you signed out elsewhere; nothing was changed.")),
    403: (N_("This is not for your account"), N_("Ask an organiser of the edition if you need it.")),
    404: (N_("There is nothing here"), N_("The address may be mistyped, or what stood here may have been taken away.")),
    405: (N_("This cannot be done here"), N_("Go back and use the page’s own buttons; nothing was changed.")),
    409: (
        N_("Somebody else was faster"),
        N_("Go back, load the page again and repeat your change; nothing was overwritten."),
    ),
    410: (
        N_("This edition was withdrawn"),
        N_("Its organisers have taken it off these pages. Calendars that follow it show it as cancelled."),
    ),
    413: (N_("This is too large"), N_("Send less at once; nothing was changed.")),
    422: (N_("This cannot be done"), N_("Go back and correct it; nothing was changed.")),
    429: (N_("Too many attempts"), N_("Wait a minute, then try again.")),
    500: (
        N_("Something went wrong on our side"),
        N_("Nothing was changed. It was noted down; please try again in a moment."),
    ),
    503: (N_("We are busy"), N_("Nothing was changed; please try again in a moment.")),
}

_WORTH_REPEATING = frozenset({400, 401, 409, 500, 503})
_LONG_TO_TYPE = re.compile(r"/desk/|/[a-z]{2}/cards/")


def sentence(said: Sentence) -> str:
    """Return what a refusal or a doubt says, in the reader's language."""
    return told(said, gettext)


def error_page(status: int, explanation: str = "") -> tuple[str, int, dict[str, str]]:
    """Return the page of an error; a program that asked the API gets problem details (RFC 9457)."""
    title, advice = _SENTENCES.get(status, _SENTENCES[400 if status < 500 else 500])  # noqa: PLR2004 (client or server)
    said = {"title": gettext(title), "detail": explanation or gettext(advice)}
    headers = {"Cache-Control": "private, no-store"}
    if request.path.startswith("/api/"):
        return json.dumps({"status": status, **said}), status, headers | {"Content-Type": "application/problem+json"}
    again = _typed() if status in _WORTH_REPEATING else []
    page = render_template("errors/error.html", title=said["title"], advice=said["detail"], status=status, again=again)
    return page, status, headers


def _typed() -> list[tuple[str, str]]:
    """Return what a form of the desk, or of a card, was sent with, so that it can be sent again.

    No page there asks for a password.
    """
    if request.method != "POST" or not _LONG_TO_TYPE.match(request.path):
        return []
    return [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]


def init_app(app: Flask) -> None:
    """Answer every kind of failure."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(StaleDataError, lambda _error: error_page(409))
    app.register_error_handler(IntegrityError, lambda _error: error_page(409))
    app.register_error_handler(DataError, lambda _error: error_page(400))
    app.register_error_handler(OperationalError, _database_busy)
    app.register_error_handler(Exception, _failed)


def _refused(refusal: Refusal) -> Reply:
    status = 404 if isinstance(refusal, Unknown) else 409 if isinstance(refusal, Stale) else 422
    if isinstance(refusal, Several):
        return error_page(status, " ".join(map(sentence, [refusal, *refusal.refusals])))
    return error_page(status, sentence(refusal))


def _http(error: HTTPException) -> Reply:
    if error.code is None or error.code < 400:  # noqa: PLR2004 (a redirect)
        return error.get_response()
    if isinstance(error, TooManyRequests):
        return _too_often()
    body, status, headers = error_page(error.code)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return body, status, headers


def _too_often() -> Reply:
    noted("too many attempts")
    seconds = seconds_left()
    advice = ngettext(
        "Try again in %(num)s minute; nothing was changed.",
        "Try again in %(num)s minutes; nothing was changed.",
        -(-seconds // 60),
    )
    body, status, headers = error_page(429, advice)
    return body, status, headers | {"Retry-After": str(seconds)}


def _forged(_error: CSRFError) -> Reply:
    noted("form without its token")
    return error_page(
        400,
        gettext(
            "This form was open for too long, or in another browser. Go back, load it again, and send it once more."
        ),
    )


def _database_busy(error: OperationalError) -> Reply:
    LOG.warning("database is busy at %s: %s", route(), error.orig)
    return error_page(503)


def _failed(error: Exception) -> Reply:
    LOG.error("failed at %s", route(), exc_info=error)
    return error_page(500)
