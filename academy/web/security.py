"""Headers that every answer carries."""

import secrets
from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Response, abort, g, request

from academy.web.ready import App, Environ, Start

_STATIC_ONLY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src {script}; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
}


_LARGEST_NUMBER = 2**31 - 1  # of an INTEGER on PostgreSQL
_MOVED = 308


def nonce() -> str:
    """Return the nonce of a personal page's scripts; public pages have no inline script and need none."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    made: str = g.nonce
    return made


def init_app(app: Flask, *, https: bool) -> None:
    """Add the headers to every answer; what is not said to be public is private and kept nowhere."""
    app.before_request(_refuse_oddities)
    app.after_request(_move_within)

    @app.after_request
    def add(response: Response) -> Response:
        script = f"'self' 'nonce-{g.nonce}'" if "nonce" in g else "'self'"
        response.headers.setdefault("Content-Security-Policy", _STATIC_ONLY.format(script=script))
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if https:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def under_own_name(app: App, address: str) -> App:
    """Let an application believe that it was asked under its own address, whatever host the request claims."""
    own = urlsplit(address).netloc

    def ask(environ: Environ, start: Start) -> Iterable[bytes]:
        return app({**environ, "HTTP_HOST": own}, start)

    return ask


def _refuse_oddities() -> None:
    """Know nothing under an address with control characters, or with a number that no database counts to."""
    numbers = [value for value in (request.view_args or {}).values() if isinstance(value, int)]
    if not request.path.isprintable() or any(number > _LARGEST_NUMBER for number in numbers):
        abort(404)


def _move_within(response: Response) -> Response:
    """Lead on without naming a host (a slash more or less): localhost and 127.0.0.1 are two sites for a cookie."""
    if response.status_code == _MOVED and response.location:
        parts = urlsplit(response.location)
        response.location = urlunsplit(("", "", "/" + parts.path.lstrip("/"), parts.query, ""))
    return response
