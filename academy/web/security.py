"""Headers that every answer carries."""

import secrets

from flask import Flask, Response, g, request

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


def nonce() -> str:
    """Return the nonce of a personal page's scripts; public pages have no inline script and need none."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    made: str = g.nonce
    return made


def init_app(app: Flask, *, https: bool) -> None:
    """Add the headers to every answer; what is not said to be public is private and kept nowhere."""

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
